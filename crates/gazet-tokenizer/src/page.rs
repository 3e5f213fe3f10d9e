//! What a page is made of: boilerplate, items, capitals.

use crate::blocks::{Draft, MAX_FURNITURE};
use crate::structure::{Block, BlockKind, DocumentCase, Sentence};
use crate::words::Marker;
use gazet_core::{CaseShape, Span, Token, TokenFlags, TokenRange};

/// Repetitions that make boilerplate of a short line.
const REPEATS: usize = 3;
/// Repetitions that suffice for a known piece of furniture.
const MARKER_REPEATS: usize = 2;
/// Words that a repeated line may have.
const MAX_WORDS: usize = 6;

/// Words in capitals that make a sentence of running text one in capitals.
const MIN_SHOUT: usize = 4;

/// The block of a draft; item and sentences come later.
pub(crate) fn block(draft: &Draft, tokens: TokenRange) -> Block {
    let bound = |n| u32::try_from(n).expect("the text was checked to be shorter than 4 GiB");
    Block {
        span: Span::new(bound(draft.start), bound(draft.end)),
        kind: draft.kind,
        item: 0,
        tokens,
        first_sentence: 0,
        n_sentences: 0,
    }
}

/// Finds short lines that repeat. `seen` is scratch memory: one entry (hash of the words, block) per short line.
pub(crate) fn mark_boilerplate(
    text: &str,
    drafts: &[Draft],
    blocks: &mut [Block],
    tokens: &[Token],
    seen: &mut Vec<(u64, u32)>,
) {
    seen.clear();
    for (i, (draft, block)) in drafts.iter().zip(blocks.iter()).enumerate() {
        let short = draft.one_line && draft.end - draft.start <= MAX_FURNITURE;
        if !short || (draft.marker.is_none() && text[draft.start..draft.end].ends_with(':')) {
            continue;
        }
        let mut words = 0;
        let mut hash = 0u64;
        for token in tokens[block.tokens.indices()].iter().filter(|t| t.kind.is_wordlike()) {
            hash = (hash.rotate_left(5) ^ token.norm.0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            words += 1;
        }
        if (1..=MAX_WORDS).contains(&words) {
            seen.push((hash, u32::try_from(i).expect("a text below 4 GiB has fewer blocks")));
        }
    }
    seen.sort_unstable();
    for same in seen.chunk_by(|a, b| a.0 == b.0) {
        let marker = drafts[same[0].1 as usize].marker.is_some();
        if same.len() >= if marker { MARKER_REPEATS } else { REPEATS } {
            for &(_, index) in same {
                blocks[index as usize].kind = BlockKind::Boilerplate;
            }
        }
    }
}

/// Numbers the items and returns how many there are. An item ends after boilerplate (known furniture that closes
/// nothing, such as "Share this", aside) and at a horizontal rule; lines of boilerplate in a row end one item.
pub(crate) fn number_items(drafts: &[Draft], blocks: &mut [Block]) -> u32 {
    let mut item = 0;
    let mut content = false;
    let mut ended = false;
    for (draft, block) in drafts.iter().zip(blocks.iter_mut()) {
        let boilerplate = block.kind == BlockKind::Boilerplate;
        if content && (draft.after_rule || (ended && !boilerplate)) {
            item += 1;
            content = false;
            ended = false;
        }
        block.item = item;
        if boilerplate {
            ended |= content && draft.marker != Some(Marker::Furniture);
        } else {
            content = true;
        }
    }
    if blocks.is_empty() { 0 } else { item + 1 }
}

/// Number of words in capitals, one letter alone apart.
fn count_upper(tokens: &[Token]) -> usize {
    let upper = |t: &&Token| t.kind.is_wordlike() && t.case == CaseShape::Upper && t.span.len() > 1;
    tokens.iter().filter(upper).count()
}

/// Whether the words are (nearly) all in capitals: at least 85 % of the letters (in bytes), and two words or one long
/// one.
fn in_capitals(tokens: &[Token]) -> bool {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
    let all = (last.span.end() - first.span.start()) as usize;
    let (mut upper, mut other, mut n_upper) = (0, 0, 0);
    for token in tokens.iter().filter(|t| t.kind.is_wordlike()) {
        let len = token.span.len() as usize;
        match token.case {
            CaseShape::Upper if len > 1 => {
                upper += len;
                n_upper += 1;
            }
            CaseShape::Upper | CaseShape::Uncased => {}
            _ => {
                other += len;
                // Most texts are decided after some words: the rest cannot make up for this much.
                if other * 100 > all * 15 {
                    return false;
                }
            }
        }
    }
    upper * 100 >= (upper + other) * 85 && (n_upper >= 2 || upper >= 7)
}

/// Whether the document can be trusted to use capitals. Short documents are trusted.
pub(crate) fn document_case(tokens: &[Token]) -> DocumentCase {
    // Sums instead of branches: no pattern in the cases of words helps to foretell them.
    let (mut upper, mut lower, mut capitalized) = (0usize, 0usize, 0usize);
    for token in tokens {
        let word = token.kind.is_wordlike();
        let title = (token.case == CaseShape::Title) | (token.case == CaseShape::Mixed);
        upper += usize::from(word & (token.case == CaseShape::Upper) & (token.span.len() > 1));
        lower += usize::from(word & (token.case == CaseShape::Lower));
        capitalized += usize::from(word & title);
    }
    let all = upper + lower + capitalized;
    if all >= 5 && upper * 10 >= all * 9 {
        DocumentCase::AllUpper
    } else if all >= 10 && (upper + capitalized) * 50 <= all {
        DocumentCase::AllLower
    } else {
        DocumentCase::Mixed
    }
}

/// Sets the flags that a token has from its block.
///
/// Sentences in capitals inside a block are marked by themselves, if they have at least four such words.
pub(crate) fn mark_tokens(block: &Block, sentences: &[Sentence], tokens: &mut [Token]) {
    if sentences.len() > 1 {
        for sentence in sentences {
            let tokens = &mut tokens[sentence.tokens.indices()];
            // Most sentences hold a word in small letters at once.
            let shouted = !tokens.iter().take(6).any(|t| t.case == CaseShape::Lower);
            if shouted && count_upper(tokens) >= MIN_SHOUT && in_capitals(tokens) {
                for token in tokens {
                    token.flags |= TokenFlags::CAPITALS_LINE;
                }
            }
        }
    }
    let tokens = &mut tokens[block.tokens.indices()];
    let mut flags = TokenFlags::empty();
    if in_capitals(tokens) {
        flags |= TokenFlags::CAPITALS_LINE;
    }
    match block.kind {
        BlockKind::Heading => flags |= TokenFlags::HEADING,
        BlockKind::Boilerplate => flags |= TokenFlags::BOILERPLATE,
        _ => {}
    }
    if let Some(first) = tokens.iter_mut().find(|t| t.kind.is_wordlike()) {
        first.flags |= TokenFlags::BLOCK_START;
    }
    if !flags.is_empty() {
        for token in tokens {
            token.flags |= flags;
        }
    }
}
