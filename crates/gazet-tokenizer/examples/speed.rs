//! Speed on one core: megabytes a second for the texts of a file, one document a line or the whole as one.
//!
//! `cargo run --release -p gazet-tokenizer --example speed FILE`. Documents are parted by a line with U+001E alone.

use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::error::Error;
use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: speed FILE")?;
    let text = std::fs::read_to_string(path)?;
    let documents: Vec<&str> = text.split("\n\u{1e}\n").collect();
    let tokenizer = Tokenizer::new();
    let mut out = TokenizedText::default();
    let mut stdout = std::io::stdout().lock();
    let mut best = f64::MAX;
    let (mut n_tokens, mut n_sentences, mut n_blocks) = (0, 0, 0);
    for _ in 0..7 {
        (n_tokens, n_sentences, n_blocks) = (0, 0, 0);
        let start = Instant::now();
        for document in &documents {
            tokenizer.tokenize(document, &mut out)?;
            n_tokens += out.tokens.len();
            n_sentences += out.sentences.len();
            n_blocks += out.blocks.len();
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    writeln!(
        stdout,
        "{} documents, {} bytes, {n_tokens} tokens, {n_sentences} sentences, {n_blocks} blocks: {:.1} MB/s",
        documents.len(),
        text.len(),
        text.len() as f64 / best / 1e6
    )?;
    Ok(())
}
