//! Small files of each format, damaged in thousands of ways: each is read or refused, and nothing panics.

use crate::readers::{NAMES, check};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Damaged copies of each seed.
const COPIES: usize = 1000;

/// Numbers that look random and are the same every time (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}

fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gazet/fuzz/seeds/read");
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
        })
        .collect();
    seeds.push(("a.parquet".to_owned(), parquet()));
    seeds.sort();
    seeds
}

fn parquet() -> Vec<u8> {
    let text = StringArray::from(vec![Some("Oslo"), None, Some("Angela Merkel in Geneva")]);
    let page = Int64Array::from(vec![Some(7), Some(8), None]);
    let columns: [(&str, ArrayRef); 2] = [("text", Arc::new(text)), ("page", Arc::new(page))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    out
}

/// Damages `bytes` in one to eight places: bits, bytes, runs cut out, repeated or swapped, numbers made huge.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(8) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let length = (1 + random.below(24)).min(bytes.len() - at);
        match random.below(8) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let run = bytes[at..at + length].repeat(1 + random.below(40));
                bytes.splice(at..at, run);
            }
            5 => bytes[at..at + length].fill(0xFF),
            6 => {
                const TOKENS: [&[u8]; 12] = [
                    b"\0",
                    b"\"",
                    b"\n",
                    b"\r\n\r\n",
                    b"<",
                    b"--o\r\n",
                    b"99999999999999999999",
                    b"ffffffff\r\n",
                    b"From a Mon Jan 1 1:1:1 2024\n",
                    b"PK\x03\x04",
                    b"\x1f\x8b\x08",
                    b"{\"text\":\"",
                ];
                let token = TOKENS[random.below(TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
            _ => {
                let other = random.below(bytes.len());
                bytes.swap(at, other);
            }
        }
    }
}

#[test]
fn seeds_are_read_without_a_failure() {
    for (name, bytes) in seeds() {
        let found = check(&name, &bytes);
        let failed: Vec<_> =
            found.failures.iter().filter(|f| f.outcome == gazet_pipeline::Outcome::Failed).collect();
        assert!(failed.is_empty() && !found.documents.is_empty(), "{name}: {failed:?}");
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let mut random = Random(7);
    for (name, whole) in seeds() {
        for _ in 0..COPIES {
            let mut bytes = whole.clone();
            damage(&mut bytes, &mut random);
            // Under its own name, and now and then under another.
            let called = if random.below(4) == 0 { NAMES[random.below(NAMES.len())] } else { name.as_str() };
            check(called, &bytes);
        }
    }
}

#[test]
fn noise_under_any_name_is_read_or_refused() {
    let mut random = Random(8);
    for name in NAMES {
        for length in [0, 1, 2, 3, 10, 100, 5000] {
            let mut bytes: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
            check(name, &bytes);
            bytes.iter_mut().for_each(|b| *b = b" \n,;\"<>a1{}:"[usize::from(*b) % 12]);
            check(name, &bytes);
        }
    }
}
