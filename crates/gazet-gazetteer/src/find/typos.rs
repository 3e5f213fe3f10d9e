//! Names written with a typing error, where a list tolerates it.
//!
//! Only a word that nothing explains is looked at: capitalized where capitals say something, without digits, in no word
//! list (so neither a common word nor a known given name or surname), and in no name that is found as written.

use super::{FindScratch, Occurrence, Search, is_case_free};
use crate::compile::{MIN_LETTERS, for_each_key, is_passed_over};
use crate::edit::is_one_edit;
use crate::entity::AliasView;
use crate::file::{Gazetteer, View};
use crate::format::{TYPO, u32_at, u64_at};
use crate::lexicon::Lexicon;
use crate::policy::accept;
use gazet_core::{AliasId, Candidate, CandidateFlags, EntityId, Token, TokenFlags, TokenKind, TokenRange};
use gazet_tokenizer::normalize_into;

impl Search<'_> {
    /// Appends the candidates of `gazetteer` that have one wrong letter in one word. `out[found..]` are the candidates
    /// of the same file that are written right. True if there is one.
    pub(crate) fn run_typos(
        &self,
        gazetteer: &Gazetteer,
        lexicon: Lexicon<'_>,
        scratch: &mut FindScratch,
        found: usize,
        out: &mut Vec<Candidate>,
    ) -> bool {
        let view = gazetteer.view();
        let right = out.len();
        let mut covered = 0;
        let mut next = found;
        for sentence in &self.tokens.sentences {
            let Some(tokens) = self.tokens.tokens.get(sentence.tokens.indices()) else { continue };
            scratch.words.clear();
            for (token, at) in tokens.iter().zip(sentence.tokens.start..) {
                while next < right && out[next].tokens.start <= at {
                    covered = covered.max(out[next].tokens.end);
                    next += 1;
                }
                if !self.is_suspicious(token, lexicon) || at < covered {
                    continue;
                }
                if scratch.words.is_empty() {
                    self.words_of(sentence.tokens, &mut scratch.words);
                }
                let Ok(place) = scratch.words.binary_search(&at) else { continue };
                scratch.fold.clear();
                normalize_into(token.span.of(self.text), &mut scratch.fold);
                let FindScratch { fold, words, .. } = scratch;
                let before = out.len();
                for_each_key(fold, |key| {
                    for (alias, index) in entries(view, key) {
                        self.try_alias(view, words, place, fold, alias, index, before, out);
                    }
                });
                out[before..].sort_unstable_by_key(|c| (c.tokens, c.entity, c.alias));
                out[before..].iter_mut().for_each(|c| c.flags.insert(CandidateFlags::FUZZY));
            }
        }
        out.len() > right
    }

    fn is_suspicious(&self, token: &Token, lexicon: Lexicon<'_>) -> bool {
        token.kind == TokenKind::Word
            && token.span.len() as usize + 1 >= MIN_LETTERS
            && !token.flags.intersects(TokenFlags::HAS_DIGIT | TokenFlags::BOILERPLATE)
            && (token.case.is_capitalized() || is_case_free(token, self.tokens.case))
            && lexicon.get(token.norm).is_unknown()
    }

    /// The tokens of a sentence that names are made of.
    fn words_of(&self, sentence: TokenRange, words: &mut Vec<u32>) {
        let all = &self.tokens.tokens;
        words.extend((sentence.start..sentence.end).filter(|&at| {
            let next = (at + 1 < sentence.end).then(|| &all[at as usize + 1]);
            !is_passed_over(&all[at as usize], next)
        }));
    }

    /// Appends the alias if word `index` of it stands, misspelled, at `words[place]`, and the others around it.
    #[expect(clippy::too_many_arguments, reason = "one place of the text and one of a name")]
    fn try_alias(
        &self,
        view: View<'_>,
        words: &[u32],
        place: usize,
        misspelled: &str,
        alias: u32,
        index: u32,
        before: usize,
        out: &mut Vec<Candidate>,
    ) {
        let Some(alias_view) = AliasView::new(view, alias) else { return };
        let Some(fold) = view.fold_of(alias).map(|at| view.string(at)) else { return };
        let n = fold.split(' ').count();
        let Some(first) = place.checked_sub(index as usize) else { return };
        let Some(words) = words.get(first..first + n) else { return };
        let mut buffer = String::new();
        for (i, (right, at)) in fold.split(' ').zip(words).enumerate() {
            let token = &self.tokens.tokens[*at as usize];
            if i == index as usize {
                let same_start = right.chars().next() == misspelled.chars().next();
                if !same_start || !is_one_edit(right, misspelled) {
                    return;
                }
            } else {
                buffer.clear();
                normalize_into(token.span.of(self.text), &mut buffer);
                if buffer != right || token.flags.contains(TokenFlags::BOILERPLATE) {
                    return;
                }
            }
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let range = TokenRange::new(*first, last + 1);
        let (first, last) = (&self.tokens.tokens[*first as usize], &self.tokens.tokens[*last as usize]);
        let span = first.span.cover(last.span);
        let occurrence = Occurrence {
            surface: span.of(self.text),
            tokens: &self.tokens.tokens,
            words,
            document_case: self.tokens.case,
            case_free: is_case_free(first, self.tokens.case),
        };
        let Some(mut flags) = accept(&alias_view, &occurrence, false, || false) else { return };
        // Half of the misspelled names of one word are other names (benches/records): they need support.
        flags.set(CandidateFlags::WEAK, n == 1 || flags.contains(CandidateFlags::WEAK));
        let entity = EntityId(self.entity_base.saturating_add(alias_view.entity()));
        if out[before..].iter().any(|c| c.tokens == range && c.entity == entity) {
            return;
        }
        out.push(Candidate {
            span,
            tokens: range,
            alias: AliasId(self.alias_base.saturating_add(alias)),
            entity,
            entity_type: alias_view.entity_type(),
            flags,
        });
    }
}

/// Alias and word of each entry under `key`.
fn entries(view: View<'_>, key: u64) -> impl Iterator<Item = (u32, u32)> {
    let n = view.typos.len() / TYPO;
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if u64_at(view.typos, middle * TYPO) < key { low = middle + 1 } else { high = middle }
    }
    (low..n)
        .take_while(move |i| u64_at(view.typos, i * TYPO) == key)
        .map(move |i| (u32_at(view.typos, i * TYPO + 8), u32_at(view.typos, i * TYPO + 12)))
}
