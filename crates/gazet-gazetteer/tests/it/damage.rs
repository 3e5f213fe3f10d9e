//! Damaged files: refused, or used without a read out of bounds.

use crate::usage::{file, use_all};
use gazet_gazetteer::{FormatError, Gazetteer, GazetteerError};
use proptest::prelude::*;
use std::sync::LazyLock;

static FILE: LazyLock<Vec<u8>> = LazyLock::new(file);

fn error_of(bytes: Vec<u8>) -> FormatError {
    match Gazetteer::from_bytes(bytes) {
        Err(GazetteerError::Format { source, .. }) => source,
        other => panic!("expected a format error, got {other:?}"),
    }
}

#[test]
fn a_whole_file_is_verified_and_found_by_key() {
    let gazetteer = Gazetteer::from_bytes(FILE.clone()).unwrap();
    gazetteer.verify().unwrap();
    for key in ["loc:a", "loc:b", "org:c", "org:d"] {
        assert_eq!(gazetteer.find_key(key).unwrap().1.key(), key);
    }
    assert!(gazetteer.find_key("org:e").is_none());
    use_all(gazetteer);
}

#[test]
fn other_files_are_refused() {
    assert_eq!(error_of(Vec::new()), FormatError::Magic);
    assert_eq!(error_of(b"PK\x03\x04 something else".to_vec()), FormatError::Magic);
    assert!(matches!(error_of(b"gazetGZT".to_vec()), FormatError::Length { .. }));
    let mut newer = FILE.clone();
    newer[8] = 99;
    assert_eq!(error_of(newer), FormatError::Version { found: 99, expected: 3 });
}

#[test]
fn every_length_but_the_right_one_is_refused() {
    for n in 0..FILE.len() {
        error_of(FILE[..n].to_vec());
    }
    let mut longer = FILE.clone();
    longer.push(0);
    assert!(matches!(error_of(longer), FormatError::Length { .. }));
}

#[test]
fn every_flipped_bit_is_refused_or_found_by_verify() {
    let n = FILE.len();
    for at in 0..n {
        let mut bytes = FILE.clone();
        bytes[at] ^= 1 << (at % 8);
        let Ok(gazetteer) = Gazetteer::from_bytes(bytes) else { continue };
        // The only bytes outside every checksum are the zeros between sections.
        assert!(gazetteer.verify().is_err() || FILE[at] == 0, "byte {at} of {n}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_sections_are_never_read_out_of_bounds(
        writes in prop::collection::vec((0usize..1 << 20, prop::sample::select(vec![0u32, 1, 2, 7, 255, 65_535, 1 << 31, u32::MAX, u32::MAX - 1])), 1..8),
        raw in prop::collection::vec((0usize..1 << 20, any::<u8>()), 0..8),
    ) {
        let mut bytes = FILE.clone();
        let n = bytes.len();
        for (at, value) in writes {
            let at = (at % (n / 4)) * 4;
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        for (at, value) in raw {
            bytes[at % n] = value;
        }
        if let Ok(gazetteer) = Gazetteer::from_bytes(bytes) {
            use_all(gazetteer);
        }
    }
}

#[test]
fn a_mapped_file_answers_like_one_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("names.gzt");
    std::fs::write(&path, &*FILE).unwrap();
    let mapped = Gazetteer::open(&path).unwrap();
    assert_eq!(mapped.find_key("loc:a").unwrap().1.name(), "New York");
    use_all(mapped);
    std::fs::write(&path, b"").unwrap();
    let error = Gazetteer::open(&path).unwrap_err().to_string();
    assert!(error.contains("names.gzt") && error.contains("not a compiled list"), "{error}");
    let missing = Gazetteer::open(&folder.path().join("missing.gzt")).unwrap_err().to_string();
    assert!(missing.contains("cannot open") && missing.contains("missing.gzt"), "{missing}");
}
