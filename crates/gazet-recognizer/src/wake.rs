//! Which tokens are worth a thought: the decoder sleeps elsewhere.

use crate::listed::Listed;
use gazet_core::{CaseShape, Token, TokenFlags, TokenKind, TokenRange};
use gazet_tokenizer::{DocumentCase, TokenizedText};

/// Most tokens between two awake ones that are woken with them (`Bank of the West`).
const GAP: usize = 3;

/// Small words that begin a name when a capital follows (`al-Qaeda`, `van Gogh`).
const PARTICLES: &[&str] = &[
    "abu", "al", "an", "as", "bar", "ben", "bin", "bint", "d", "da", "dal", "de", "del", "della", "den",
    "der", "di", "dos", "du", "el", "es", "ibn", "l", "la", "le", "ter", "ul", "van", "von", "zu",
];

/// Marks the tokens that the decoder looks at, sentence by sentence, and lists the stretches of them.
pub(crate) fn stretches(
    text: &str,
    tokenized: &TokenizedText,
    listed: &[Listed],
    awake: &mut Vec<bool>,
    out: &mut Vec<TokenRange>,
) {
    let tokens = &tokenized.tokens;
    awake.clear();
    awake.resize(tokens.len(), false);
    out.clear();
    let all_lower = tokenized.case == DocumentCase::AllLower;
    for sentence in &tokenized.sentences {
        let range = sentence.tokens.indices();
        mark(text, tokens, listed, range.clone(), all_lower, awake);
        let mut start = None;
        for i in range.clone() {
            match (awake[i], start) {
                (true, None) => start = Some(i),
                (false, Some(s)) => {
                    out.push(TokenRange::new(s as u32, i as u32));
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(s) = start {
            out.push(TokenRange::new(s as u32, range.end as u32));
        }
    }
}

/// Whether a token wakes the decoder by itself.
#[inline]
fn is_core(token: &Token, listed: Listed, all_lower: bool) -> bool {
    if token.flags.contains(TokenFlags::BOILERPLATE) {
        return false;
    }
    match token.kind {
        TokenKind::Word | TokenKind::Abbreviation => {
            token.case.is_capitalized() || all_lower || listed.is_name()
        }
        TokenKind::Number => listed.is_name(),
        _ => false,
    }
}

fn mark(
    text: &str,
    tokens: &[Token],
    listed: &[Listed],
    range: std::ops::Range<usize>,
    all_lower: bool,
    awake: &mut [bool],
) {
    let mut last_core: Option<usize> = None;
    for i in range.clone() {
        let token = &tokens[i];
        if !is_core(token, listed[i], all_lower) {
            // Punctuation that no name passes over parts the stretches.
            if !passable(token) {
                last_core = None;
            } else if token.kind == TokenKind::Number && last_core.is_some_and(|c| c + 1 == i) {
                awake[i] = true;
            }
            continue;
        }
        awake[i] = true;
        if let Some(before) = last_core.filter(|&before| i - before <= GAP + 1) {
            awake[before..i].fill(true);
        } else {
            wake_particles(text, tokens, range.start, i, awake);
            // `139th Regiment`
            if i > range.start && is_ordinal(&tokens[i - 1]) {
                awake[i - 1] = true;
            }
        }
        last_core = Some(i);
    }
}

/// Whether a name may pass over the token.
#[inline]
fn passable(token: &Token) -> bool {
    match token.kind {
        TokenKind::Word | TokenKind::Abbreviation | TokenKind::Number | TokenKind::Possessive => true,
        TokenKind::Punctuation | TokenKind::Symbol => token.flags.contains(TokenFlags::SOFT),
        TokenKind::Url | TokenKind::Email | TokenKind::Handle => false,
    }
}

/// Wakes up to two particles, with the hyphens behind them, before the capital at `core`.
fn wake_particles(text: &str, tokens: &[Token], first: usize, core: usize, awake: &mut [bool]) {
    let mut at = core;
    for _ in 0..2 {
        let mut i = at;
        if i > first && is_hyphen(text, &tokens[i - 1]) {
            i -= 1;
        }
        if i == first || !is_particle(text, &tokens[i - 1]) {
            return;
        }
        awake[i - 1..at].fill(true);
        at = i - 1;
    }
}

/// A word of digits and small letters: `2nd`, `139th`.
fn is_ordinal(token: &Token) -> bool {
    token.kind == TokenKind::Word
        && token.case == CaseShape::Lower
        && token.flags.contains(TokenFlags::HAS_DIGIT)
}

fn is_hyphen(text: &str, token: &Token) -> bool {
    token.kind == TokenKind::Punctuation
        && matches!(token.span.of(text), "-" | "\u{2010}" | "\u{2011}" | "'" | "’")
}

fn is_particle(text: &str, token: &Token) -> bool {
    token.kind == TokenKind::Word
        && token.span.len() <= 6
        && PARTICLES.contains(&token.span.of(text).trim_end_matches(['\'', '’']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn awake(text: &str) -> String {
        let mut tokenized = TokenizedText::default();
        gazet_tokenizer::Tokenizer::new().tokenize(text, &mut tokenized).unwrap();
        let listed = vec![Listed::default(); tokenized.tokens.len()];
        let (mut awake, mut out) = (Vec::new(), Vec::new());
        stretches(text, &tokenized, &listed, &mut awake, &mut out);
        let words: Vec<String> = out
            .iter()
            .map(|r| {
                let words: Vec<&str> =
                    tokenized.tokens[r.indices()].iter().map(|t| t.span.of(text)).collect();
                words.join(" ")
            })
            .collect();
        words.join(" | ")
    }

    #[test]
    fn capitals_and_what_stands_between() {
        assert_eq!(
            awake("we went to the Bank of the West, and then home with Ann."),
            "Bank of the West | Ann"
        );
    }

    #[test]
    fn particles_before_a_capital() {
        assert_eq!(awake("they say al-Qaeda and van der Berg fled"), "al - Qaeda and van der Berg");
        assert_eq!(awake("he saw van der Berg there"), "van der Berg");
    }

    #[test]
    fn numbers_after_a_capital_only() {
        assert_eq!(awake("in 2004 the Boeing 747 flew"), "Boeing 747");
        assert_eq!(awake("of the 139th Regiment"), "139th Regiment");
    }
}
