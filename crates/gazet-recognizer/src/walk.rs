//! Walking a document: which stretches there are, and what the features need to know around each.
//!
//! The recognizer and the trainer both walk through this module, so that a model never meets other features than
//! those it was trained with.

use crate::clusters::ClusterTable;
use crate::evidence::Evidence;
use crate::features::{self, Context, FeatureGroups, Info};
use crate::listed::{self, Listed};
use crate::wake;
use crate::words::WordLists;
use gazet_core::{Candidate, TokenFlags, TokenKind, TokenRange};
use gazet_tokenizer::TokenizedText;

/// One document with what is known of it from outside.
pub(crate) struct Source<'s, W> {
    pub(crate) text: &'s str,
    pub(crate) tokenized: &'s TokenizedText,
    pub(crate) words: &'s W,
    pub(crate) clusters: &'s ClusterTable,
    pub(crate) groups: FeatureGroups,
}

/// Buffers of a walk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Walk {
    listed: Vec<Listed>,
    awake: Vec<bool>,
    pub(crate) stretches: Vec<TokenRange>,
    pub(crate) evidence: Evidence,
    infos: Vec<Info>,
}

impl Walk {
    /// Finds the stretches of a document and gathers its evidence.
    pub(crate) fn prepare(&mut self, source: &Source<'_, impl WordLists>, candidates: &[Candidate]) {
        let tokens = &source.tokenized.tokens;
        listed::fill(candidates, tokens.len(), &mut self.listed);
        wake::stretches(source.text, source.tokenized, &self.listed, &mut self.awake, &mut self.stretches);
        self.evidence.clear();
        if !source.groups.document {
            return;
        }
        for stretch in &self.stretches {
            for i in stretch.indices() {
                let token = &tokens[i];
                if !token.case.is_capitalized() || !token.kind.is_wordlike() {
                    continue;
                }
                let seen = self.evidence.entry(features::evidence_key(token));
                let telling = !token.flags.intersects(
                    TokenFlags::SENTENCE_START
                        | TokenFlags::HEADING
                        | TokenFlags::CAPITALS_LINE
                        | TokenFlags::AFTER_OPENING,
                );
                seen.capital = seen.capital.saturating_add(u16::from(telling));
                if i > stretch.start as usize && features::is_title(source.words.word(tokens[i - 1].norm)) {
                    seen.titled = seen.titled.saturating_add(1);
                }
            }
        }
        for token in tokens {
            if token.kind == TokenKind::Word
                && !token.case.is_capitalized()
                && let Some(seen) = self.evidence.get_mut(features::evidence_key(token))
            {
                seen.lower = seen.lower.saturating_add(1);
            }
        }
    }

    /// For each token, whether the decoder looks at it.
    pub(crate) fn awake(&self) -> &[bool] {
        &self.awake
    }

    /// Visits the stretches in order, each with its sentence: `visit(context, first token of the sentence, stretch)`.
    pub(crate) fn visit<W: WordLists>(
        &mut self,
        source: &Source<'_, W>,
        mut visit: impl FnMut(&Context<'_>, usize, TokenRange),
    ) {
        let tokens = &source.tokenized.tokens;
        let mut next = 0;
        for sentence in &source.tokenized.sentences {
            let range = sentence.tokens.indices();
            let first = next;
            while self.stretches.get(next).is_some_and(|s| s.start < sentence.tokens.end) {
                next += 1;
            }
            if first == next {
                continue;
            }
            self.infos.clear();
            self.infos.resize(range.len(), Info::default());
            let mut done = range.start;
            for stretch in &self.stretches[first..next] {
                // Two tokens each side are what the templates look at.
                let from = (stretch.start as usize).saturating_sub(2).max(done);
                let to = (stretch.end as usize + 2).min(range.end);
                let slots = &mut self.infos[from - range.start..to - range.start];
                for (slot, i) in slots.iter_mut().zip(from..) {
                    let (token, listed) = (&tokens[i], self.listed[i]);
                    *slot = features::info(
                        source.text,
                        token,
                        listed,
                        source.clusters,
                        source.words,
                        source.groups,
                    );
                }
                done = to.max(done);
            }
            let context = Context {
                text: source.text,
                tokens: &tokens[range.clone()],
                infos: &self.infos,
                evidence: &self.evidence,
                groups: source.groups,
            };
            for &stretch in &self.stretches[first..next] {
                visit(&context, range.start, stretch);
            }
        }
    }
}
