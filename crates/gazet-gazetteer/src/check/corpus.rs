//! How a corpus writes the names of a list.

use super::{Finding, FindingCode};
use crate::entity::AliasView;
use crate::{AliasFlags, FindScratch, Gazetteer, Gazetteers, MatchKind};
use gazet_core::{Candidate, CaseShape, NormHash, Severity, TokenFlags};
use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash};
use rustc_hash::FxHashMap;

/// Counts of the aliases of one compiled file in texts. Counts of parts of a corpus can be merged.
#[derive(Clone, Debug, Default)]
pub struct CorpusCounts {
    /// By alias: hits, and hits at the start of a sentence.
    hits: Vec<(u32, u32)>,
    /// How often each word stands in small letters.
    small: FxHashMap<NormHash, u32>,
    tokenizer: Tokenizer,
    tokens: TokenizedText,
    scratch: FindScratch,
    found: Vec<Candidate>,
}

impl CorpusCounts {
    /// Counts the names of `gazetteers` (one file) in one text. A text that the tokenizer refuses is left out, and
    /// false comes back.
    pub fn add(&mut self, gazetteers: &Gazetteers, text: &str) -> bool {
        if self.tokenizer.tokenize(text, &mut self.tokens).is_err() {
            return false;
        }
        gazetteers.find(text, &self.tokens, MatchKind::LeftmostLongest, &mut self.scratch, &mut self.found);
        self.hits.resize(gazetteers.n_aliases() as usize, (0, 0));
        for candidate in &self.found {
            let first = &self.tokens.tokens[candidate.tokens.start as usize];
            let hit = &mut self.hits[candidate.alias.0 as usize];
            hit.0 += 1;
            hit.1 += u32::from(first.flags.contains(TokenFlags::SENTENCE_START));
        }
        for token in self.tokens.tokens.iter().filter(|t| t.case == CaseShape::Lower) {
            *self.small.entry(token.norm).or_default() += 1;
        }
        true
    }

    /// Adds the counts of another part of the corpus.
    pub fn merge(&mut self, other: &Self) {
        self.hits.resize(self.hits.len().max(other.hits.len()), (0, 0));
        for (sum, part) in self.hits.iter_mut().zip(&other.hits) {
            sum.0 += part.0;
            sum.1 += part.1;
        }
        #[expect(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
        for (norm, n) in &other.small {
            *self.small.entry(*norm).or_default() += n;
        }
    }
}

/// Fewer hits than this say nothing.
const MIN_HITS: u32 = 10;

pub(super) fn check(gazetteer: &Gazetteer, corpus: &CorpusCounts, out: &mut Vec<Finding>) {
    let view = gazetteer.view();
    let mut seen = vec![false; gazetteer.n_entities() as usize];
    for (id, (hits, initial)) in (0u32..).zip(&corpus.hits) {
        let Some(alias) = AliasView::new(view, id) else { break };
        if *hits == 0 {
            continue;
        }
        if let Some(seen) = seen.get_mut(alias.entity() as usize) {
            *seen = true;
        }
        too_often(gazetteer, &alias, *hits, *initial, corpus, out);
    }
    let unseen = (0u32..).zip(&seen).filter(|(_, seen)| !**seen);
    out.extend(unseen.filter_map(|(id, _)| gazetteer.entity(id)).map(|entity| Finding {
        code: FindingCode::NeverSeen,
        severity: Severity::Note,
        harm: 0,
        list: entity.list().to_owned(),
        entities: vec![entity.key().to_owned()],
        alias: entity.name().to_owned(),
        message: format!("no text of the corpus holds `{}` or another of its aliases", entity.name()),
        help: "nothing, if the corpus is not about it; else add the form that texts use".to_owned(),
    }));
}

fn too_often(
    gazetteer: &Gazetteer,
    alias: &AliasView<'_>,
    hits: u32,
    initial: u32,
    corpus: &CorpusCounts,
    out: &mut Vec<Finding>,
) {
    let text = alias.core();
    let single = !text.contains([' ', '-']);
    let small = if single { corpus.small.get(&norm_hash(text)).copied().unwrap_or(0) } else { 0 };
    let suspect = single && hits >= MIN_HITS && (initial > hits / 2 || small > hits);
    if !suspect || alias.flags().intersects(AliasFlags::ACRONYM | AliasFlags::DEMONYM) {
        return;
    }
    let Some(entity) = gazetteer.entity(alias.entity()) else { return };
    let weak = alias.flags().contains(AliasFlags::WEAK);
    out.push(Finding {
        code: FindingCode::SeenTooOften,
        severity: if weak { Severity::Note } else { Severity::Warning },
        harm: u64::from(hits),
        list: entity.list().to_owned(),
        entities: vec![entity.key().to_owned()],
        alias: alias.text().to_owned(),
        message: format!(
            "`{}`: {hits} hits, {} % sentence-initial; in small letters {small} times",
            alias.text(),
            u64::from(initial) * 100 / u64::from(hits)
        ),
        help: if weak {
            "it is weak already; leave it out if it is never right"
        } else {
            "mark it {weak}, or leave it out"
        }
        .to_owned(),
    });
}
