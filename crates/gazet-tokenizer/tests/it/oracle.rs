//! Comparison with the word boundaries of Unicode (UAX #29).
//!
//! Where we differ on purpose, both sides are brought to the finer cut:
//!
//! * UAX #29 keeps `can.do`, `3:4`, `foo_bar` together, we cut at the sign; we keep `U.S.`, `Mr.`, addresses,
//!   handles, divided words and spaced capitals together, it does not;
//! * possessive endings, elided articles and glued words are cut by us alone;
//! * it keeps runs of kana and of Thai letters (or leaves them uncut), we cut at every code point;
//! * soft hyphens and zero-width characters at the edge of a word belong to no token of ours.

use crate::tokenize;
use gazet_core::TokenKind;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// Letters and digits of the text, cut where the boundaries say; all that is not alphanumeric cuts as well.
fn pieces(text: &str, bounds: impl Iterator<Item = (usize, usize)>) -> Vec<&str> {
    bounds
        .flat_map(|(s, e)| text[s..e].split(|c: char| !c.is_alphanumeric()))
        .filter(|p| !p.is_empty())
        .collect()
}

fn compare(text: &str) {
    let ours = tokenize(text);
    let mine = pieces(text, ours.tokens.iter().map(|t| (t.span.start() as usize, t.span.end() as usize)));
    let theirs = pieces(text, text.split_word_bound_indices().map(|(at, word)| (at, at + word.len())));
    assert_eq!(mine, theirs, "{text:?}");
    for token in &ours.tokens {
        let visible = token.span.of(text).chars().any(char::is_alphanumeric);
        let wordlike = !matches!(token.kind, TokenKind::Punctuation | TokenKind::Symbol);
        assert!(!visible || wordlike, "{token:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Words of scripts with spaces, without inner capitals: the cuts are those of UAX #29.
    #[test]
    fn words_are_those_of_uax_29(
        words in proptest::collection::vec("[A-ZÉ]?[a-zéßøı]{1,8}|[А-Я]?[а-я]{1,8}|[ا-ي]{1,6}|[א-ת]{1,6}|[α-ω]{1,6}|[0-9]{1,4}|[a-z]{2,4}['’][a-z]{2,4}", 1..12),
        separators in proptest::collection::vec("[ ,;!?()\"“”/—-]{1,3}", 12),
    ) {
        // A line that begins with a number in brackets is a list item, whose number is no token.
        let mut text = String::from("x ");
        for (word, separator) in words.iter().zip(&separators) {
            text.push_str(word);
            text.push_str(separator);
        }
        compare(&text);
    }

    /// Nothing but the documented scripts is cut inside a run of letters without case.
    #[test]
    fn uncased_words_stay_whole(word in "[ا-ي]{1,9}|[א-ת]{1,9}|[अ-ह]{1,9}|[가-힣]{1,9}|[ა-ჰ]{1,9}") {
        let tokens = tokenize(&word).tokens;
        prop_assert_eq!(tokens.len(), 1);
        prop_assert_eq!(tokens[0].kind, TokenKind::Word);
    }
}

#[test]
fn the_documented_differences() {
    let bounds = |text: &'static str| -> Vec<&str> {
        text.split_word_bounds().filter(|w| w.chars().any(char::is_alphanumeric)).collect()
    };
    let ours = |text: &'static str| -> Vec<&str> {
        tokenize(text)
            .tokens
            .iter()
            .map(|t| t.span.of(text))
            .filter(|w| w.chars().any(char::is_alphanumeric))
            .collect()
    };
    for (text, theirs, mine) in [
        ("home.The", vec!["home.The"], vec!["home", "The"]),
        ("U.S. led", vec!["U.S", "led"], vec!["U.S.", "led"]),
        ("Iran's", vec!["Iran's"], vec!["Iran", "'s"]),
        ("snake_case", vec!["snake_case"], vec!["snake", "case"]),
        ("a:b", vec!["a:b"], vec!["a", "b"]),
        ("カタカナ", vec!["カタカナ"], vec!["カ", "タ", "カ", "ナ"]),
        ("CrossWhen", vec!["CrossWhen"], vec!["Cross", "When"]),
        ("l'Iran", vec!["l'Iran"], vec!["l'", "Iran"]),
        ("x@y.org", vec!["x", "y.org"], vec!["x@y.org"]),
    ] {
        assert_eq!(bounds(text), theirs);
        assert_eq!(ours(text), mine);
    }
}
