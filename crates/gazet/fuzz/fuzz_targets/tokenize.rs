//! Any bytes as a text: the tokens keep what they promise, and the short way changes nothing.
#![no_main]

use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (mut short, mut long) = (TokenizedText::default(), TokenizedText::default());
    Tokenizer::new().tokenize(&text, &mut short).expect("a short text");
    Tokenizer::without_short_way().tokenize(&text, &mut long).expect("a short text");
    assert_eq!(short.tokens, long.tokens);
    assert_eq!((&short.sentences, &short.blocks), (&long.sentences, &long.blocks));
    let mut end = 0;
    for token in &short.tokens {
        assert!(token.span.start() >= end && !token.span.is_empty(), "{token:?}");
        end = token.span.end();
        // Slices the text: ends that divide a character would panic.
        assert_eq!(token.norm, norm_hash(token.span.of(&text)), "{token:?}");
    }
    for sentence in &short.sentences {
        assert!(!short.tokens[sentence.tokens.indices()].is_empty());
        let _ = sentence.span.of(&text);
    }
});
