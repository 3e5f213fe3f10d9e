//! The rivals: automata over the folded text, whole words by separators, leftmost-longest.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind as AhoKind};
use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind as DaacKind};
use gazet_core::{Token, TokenFlags};
use gazet_tokenizer::{TokenizedText, Tokenizer, normalize_into};

/// Stands on both sides of each word, so that a match leaves its neighbours theirs.
const WORD: char = '\u{1}';
/// Names end here.
const END: char = '\u{2}';

/// Spans in bytes of the unfolded text.
pub(crate) type Spans = Vec<(u32, u32)>;

/// A folded text, with where its words begin and which tokens they are.
pub(crate) struct Folded {
    pub(crate) text: String,
    words: Vec<(usize, Token)>,
}

/// The tokens of a text as the automata search them: what names pass over is left out, sentences are parted.
pub(crate) fn fold(text: &str, tokens: &TokenizedText) -> Folded {
    let mut folded = Folded { text: String::new(), words: Vec::new() };
    for sentence in &tokens.sentences {
        let tokens = &tokens.tokens[sentence.tokens.indices()];
        for (i, token) in tokens.iter().enumerate() {
            let free = |t: Option<&Token>| t.is_none_or(|t| t.flags.contains(TokenFlags::SPACE_BEFORE));
            let surface = token.span.of(text);
            if token.flags.contains(TokenFlags::BOILERPLATE) {
                folded.text.push(END);
                continue;
            }
            // No name here has an ampersand, and none matches across one.
            let soft = token.flags.contains(TokenFlags::SOFT) && !token.kind.is_wordlike() && surface != "&";
            if soft && !(free(Some(token)) && free(tokens.get(i + 1))) {
                continue;
            }
            folded.words.push((folded.text.len(), *token));
            folded.text.push(WORD);
            normalize_into(surface, &mut folded.text);
            folded.text.push(WORD);
        }
        folded.text.push(END);
    }
    folded
}

/// Names as patterns, without those that fold alike.
pub(crate) fn patterns(names: &[String]) -> Vec<String> {
    let (tokenizer, mut tokens) = (Tokenizer::new(), TokenizedText::default());
    let mut patterns = Vec::with_capacity(names.len());
    for name in names {
        tokenizer.tokenize(name, &mut tokens).expect("a short name");
        let mut folded = fold(name, &tokens).text;
        folded.pop();
        patterns.push(folded);
    }
    patterns.sort_unstable();
    patterns.dedup();
    patterns
}

impl Folded {
    fn spans(&self, matches: impl Iterator<Item = (usize, usize)>) -> Spans {
        let word = |at: usize| self.words[self.words.partition_point(|(start, _)| *start <= at) - 1].1.span;
        matches.map(|(start, end)| (word(start).start(), word(end - 1).end())).collect()
    }
}

pub(crate) fn aho_corasick(patterns: &[String]) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .match_kind(AhoKind::LeftmostLongest)
        .build(patterns)
        .expect("patterns that fit")
}

pub(crate) fn aho_corasick_spans(automaton: &AhoCorasick, folded: &Folded) -> Spans {
    folded.spans(automaton.find_iter(&folded.text).map(|m| (m.start(), m.end())))
}

pub(crate) fn daachorse(patterns: &[String]) -> DoubleArrayAhoCorasick<u32> {
    DoubleArrayAhoCorasickBuilder::new()
        .match_kind(DaacKind::LeftmostLongest)
        .build(patterns)
        .expect("different patterns that fit")
}

pub(crate) fn daachorse_spans(automaton: &DoubleArrayAhoCorasick<u32>, folded: &Folded) -> Spans {
    folded.spans(automaton.leftmost_find_iter(&folded.text).map(|m| (m.start(), m.end())))
}
