//! Tokens of a block to sentences.

use crate::blocks::is_terminal;
use crate::chars::{Class, see};
use crate::structure::{DocumentCase, Sentence};
use crate::words;
use gazet_core::{CaseShape, Span, Token, TokenFlags, TokenKind, TokenRange};

/// What a token is to the sentences.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// `.`
    Dot,
    /// Two dots or more, or an ellipsis.
    Dots,
    /// `!`, `?` and their like.
    Mark,
}

/// Cuts `tokens[range]`, which are the tokens of block `block`, into sentences; marks the first word of each.
pub(crate) fn split(
    text: &str,
    tokens: &mut [Token],
    range: TokenRange,
    block: u32,
    case: DocumentCase,
    out: &mut Vec<Sentence>,
) {
    let end = range.end as usize;
    let mut start = range.start as usize;
    let mut has_word = false;
    let mut i = start;
    while i < end {
        let token = &tokens[i];
        let mut next = i + 1;
        if token.kind.is_wordlike() && !has_word {
            has_word = true;
            tokens[i].flags |= TokenFlags::SENTENCE_START;
        }
        let token = tokens[i];
        let ends = match token.kind {
            TokenKind::Punctuation if has_word => match stop(text, &token) {
                Some(stop) => {
                    next = absorb(text, tokens, next, end);
                    next < end && starts(text, tokens, start, i, next, stop, case)
                }
                None => false,
            },
            TokenKind::Abbreviation => {
                next =
                    if token.span.of(text).ends_with('.') { closers(text, tokens, next, end) } else { next };
                next < end && abbreviation_ends(text, tokens, i, next)
            }
            _ => false,
        };
        if ends {
            push(tokens, start, next, block, out);
            start = next;
            has_word = false;
        }
        i = next;
    }
    if start < end {
        push(tokens, start, end, block, out);
    }
}

fn push(tokens: &[Token], start: usize, end: usize, block: u32, out: &mut Vec<Sentence>) {
    let index = |n| u32::try_from(n).expect("a text below 4 GiB has fewer tokens");
    out.push(Sentence {
        span: Span::new(tokens[start].span.start(), tokens[end - 1].span.end()),
        tokens: TokenRange::new(index(start), index(end)),
        block,
    });
}

fn stop(text: &str, token: &Token) -> Option<Stop> {
    let surface = token.span.of(text);
    match surface.as_bytes()[0] {
        b'.' if surface.len() == 1 => Some(Stop::Dot),
        b'.' => Some(Stop::Dots),
        b'!' | b'?' => Some(Stop::Mark),
        0x80.. => {
            let first = see(surface, 0)?;
            if first.class == Class::Dot {
                Some(Stop::Dots)
            } else {
                is_terminal(first.char).then_some(Stop::Mark)
            }
        }
        _ => None,
    }
}

/// Further stops and closing marks that belong to the sentence.
fn absorb(text: &str, tokens: &[Token], mut at: usize, end: usize) -> usize {
    loop {
        let before = at;
        while at < end && tokens[at].kind == TokenKind::Punctuation && stop(text, &tokens[at]).is_some() {
            at += 1;
        }
        at = closers(text, tokens, at, end);
        if at == before {
            return at;
        }
    }
}

/// Closing quotation marks and brackets; a straight mark with space on both sides closes as well.
fn closers(text: &str, tokens: &[Token], mut at: usize, end: usize) -> usize {
    while at < end && tokens[at].kind == TokenKind::Punctuation {
        let token = &tokens[at];
        let first = see(token.span.of(text), 0).map(|s| s.class);
        let closes = match first {
            Some(Class::Close) => true,
            // It opens the next sentence if a word stands directly after it.
            Some(Class::Quote | Class::Apostrophe) => {
                tokens.get(at + 1).is_none_or(|t| !t.flags.contains(TokenFlags::AFTER_OPENING))
            }
            _ => false,
        };
        if !closes {
            break;
        }
        at += 1;
    }
    at
}

/// The first token from `at` that is no opening mark.
fn first_word(text: &str, tokens: &[Token], at: usize) -> Option<Token> {
    tokens[at..].iter().take(4).copied().find(|t| {
        t.kind != TokenKind::Punctuation
            || !matches!(
                see(t.span.of(text), 0).map(|s| s.class),
                Some(
                    Class::Open | Class::Quote | Class::Apostrophe | Class::Dash | Class::Hyphen | Class::Dot
                )
            )
    })
}

/// Whether a sentence starts at token `next`, after the stop at token `at`.
fn starts(
    text: &str,
    tokens: &[Token],
    start: usize,
    at: usize,
    next: usize,
    stop: Stop,
    case: DocumentCase,
) -> bool {
    let Some(word) = first_word(text, tokens, next) else { return false };
    let spaced = tokens[next].flags.contains(TokenFlags::SPACE_BEFORE);
    let surface = word.span.of(text);
    // A number and a dot at the beginning count the sentence: they do not end it.
    if stop == Stop::Dot && at == start + 1 && tokens[start].kind == TokenKind::Number {
        return false;
    }
    if word.kind == TokenKind::Punctuation {
        return false;
    }
    let lower = word.case == CaseShape::Lower;
    if lower {
        let alone_i = surface == "i" && stop != Stop::Dots;
        return spaced && (alone_i || (case == DocumentCase::AllLower && stop != Stop::Dots));
    }
    let previous = at.checked_sub(1).filter(|&p| p >= start).map(|p| tokens[p]);
    match stop {
        Stop::Mark => {
            // Names with an exclamation mark.
            let name = previous.is_some_and(|p| {
                matches!(p.span.of(text), "Yahoo" | "Jeopardy" | "Yum" | "Oklahoma" | "Mamma")
            });
            !(name && text.as_bytes()[tokens[at].span.start() as usize] == b'!' && !words::is_opener(surface))
        }
        Stop::Dots => {
            // Words left out: space on both sides, or brackets around.
            let before = tokens[at].flags.contains(TokenFlags::SPACE_BEFORE);
            if before && spaced { words::is_opener(surface) } else { true }
        }
        Stop::Dot => {
            if spaced {
                return true;
            }
            // No space after the stop: only between words that look like an end and a beginning.
            let after_word = previous.is_some_and(|p| {
                matches!(p.kind, TokenKind::Word | TokenKind::Number | TokenKind::Punctuation)
                    && (p.case != CaseShape::Upper || p.span.len() > 1)
            });
            after_word
                && matches!(word.case, CaseShape::Title | CaseShape::Uncased)
                && word.kind != TokenKind::Number
                || (surface == "I" || surface == "A")
        }
    }
}

/// Whether the sentence ends with the abbreviation at token `at`.
fn abbreviation_ends(text: &str, tokens: &[Token], at: usize, next: usize) -> bool {
    let surface = tokens[at].span.of(text);
    let Some(stem) = surface.strip_suffix('.') else { return false };
    let Some(word) = first_word(text, tokens, next) else { return false };
    if !word.case.is_capitalized() || !tokens[next].flags.contains(TokenFlags::SPACE_BEFORE) {
        return false;
    }
    match words::abbreviation(stem) {
        Some(words::Dotted::Title | words::Dotted::Inner | words::Dotted::Number) => return false,
        Some(words::Dotted::Any) => return true,
        _ => {}
    }
    if matches!(stem, "e.g" | "i.e" | "E.g" | "I.e") {
        return false;
    }
    // An initial before `A` is a second initial; after other openers a sentence has ended.
    let following = word.span.of(text);
    if word.kind == TokenKind::Abbreviation {
        return false;
    }
    words::is_opener(following)
}
