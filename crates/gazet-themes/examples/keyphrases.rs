//! Keyphrases of documents as JSON lines, for comparison with other extractors (`benches/rivals/keyphrases.py`).
//!
//! ```text
//! cargo run --release -p gazet-themes --example keyphrases -- gazetteers/words/common-words.csv N < DOCS.jsonl
//! ```
//! Each line of the input has `id`, `text` and, if names are known, `entities` with `start` and `end` in bytes, which
//! take no part. Each line of the output has `id` and `phrases`. Time, tokenizing included, goes to standard error.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example reports to the terminal")]

use gazet_core::{NormHash, TokenRange};
use gazet_themes::{KeyphraseRequest, KeyphraseScratch, Keyphrases};
use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(words), Some(limit)) = (args.next(), args.next()) else {
        return Err("usage: keyphrases COMMON_WORDS.csv N < DOCS.jsonl".into());
    };
    let limit: usize = limit.parse()?;
    let mut ranks: BTreeMap<NormHash, u32> = BTreeMap::new();
    for line in std::fs::read_to_string(words)?.lines().skip(1) {
        if let Some((word, rank)) = line.split_once(',') {
            ranks.insert(norm_hash(word), rank.parse()?);
        }
    }
    let rank = |norm: NormHash| ranks.get(&norm).copied().unwrap_or(0);
    let (tokenizer, keyphrases) = (Tokenizer::new(), Keyphrases::new());
    let (mut tokens, mut scratch, mut out) =
        (TokenizedText::default(), KeyphraseScratch::default(), Vec::new());
    let (mut time, mut bytes) = (Duration::ZERO, 0);
    for line in std::io::stdin().lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let text = value["text"].as_str().unwrap_or_default();
        let start = Instant::now();
        tokenizer.tokenize(text, &mut tokens)?;
        let mut entities = Vec::new();
        for entity in value["entities"].as_array().into_iter().flatten() {
            let place = |key: &str| entity[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            let first = tokens.tokens.partition_point(|t| t.span.end() <= place("start"));
            let after = tokens.tokens.partition_point(|t| t.span.start() < place("end"));
            entities.push(TokenRange::new(u32::try_from(first)?, u32::try_from(after)?));
        }
        let request = KeyphraseRequest { entities: &entities, language: None, rank: &rank, limit };
        keyphrases.extract(text, &tokens, request, &mut scratch, &mut out);
        time += start.elapsed();
        bytes += text.len();
        let phrases: Vec<&str> = out.iter().map(|p| p.text.as_str()).collect();
        println!("{}", serde_json::json!({ "id": value["id"], "phrases": phrases }));
    }
    eprintln!("{bytes} bytes in {:.6} s", time.as_secs_f64());
    Ok(())
}
