//! Tests of the tokenizer from outside.

mod oracle;
mod properties;
mod table;

use gazet_tokenizer::{TokenizedText, Tokenizer};

/// Tokenizes with the short way.
fn tokenize(text: &str) -> TokenizedText {
    let mut out = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut out).expect("short enough");
    out
}

/// Tokenizes without it.
fn tokenize_plainly(text: &str) -> TokenizedText {
    let mut out = TokenizedText::default();
    Tokenizer::without_short_way().tokenize(text, &mut out).expect("short enough");
    out
}
