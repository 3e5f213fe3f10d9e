//! Shows what the tokenizer makes of a text: blocks, sentences, tokens.
//!
//! `cargo run -p gazet-tokenizer --example show < text.txt`; with `--sentences` only blocks and sentences.

use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::error::Error;
use std::io::{Read, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let with_tokens = !std::env::args().any(|a| a == "--sentences");
    let mut out = TokenizedText::default();
    Tokenizer::new().tokenize(&text, &mut out)?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{:?}, {} items", out.case, out.n_items)?;
    for block in &out.blocks {
        writeln!(stdout, "{:?} (item {}) {:?}", block.kind, block.item, block.span)?;
        for sentence in &out.sentences[block.first_sentence as usize..][..block.n_sentences as usize] {
            writeln!(stdout, "  {:?}", sentence.span.of(&text))?;
            for token in out.tokens[sentence.tokens.indices()].iter().filter(|_| with_tokens) {
                let flags: Vec<&str> = token.flags.iter_names().map(|(name, _)| name).collect();
                writeln!(
                    stdout,
                    "    {:24} {:?} {:?} {}",
                    format!("{:?}", token.span.of(&text)),
                    token.kind,
                    token.case,
                    flags.join(" ")
                )?;
            }
        }
    }
    Ok(())
}
