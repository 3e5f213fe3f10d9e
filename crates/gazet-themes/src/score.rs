//! From evidence to scores.
//!
//! The strength of theme *t* in a unit of text (document, item, sentence) is
//!
//! ```text
//! own(t)   = 1/l * sum over the terms and rules k of t that fire:  e(w_k) * 2 n_k / (n_k + 1)
//! total(t) = sqrt(own(t)^2 + sum over the children c of t: total(c)^2)
//! score(t) = 1 - exp(-total(t))
//! ```
//!
//! * `e(w)` is 0.04, 0.09, 0.18, 0.34, 0.55 for weights 1 to 5: one mention of a decisive term gives 0.42, two 0.52.
//! * `n_k` counts the places where `k` fires. A place in a heading, or among the first 40 words of its item, counts
//!   twice in the scores of documents and items. The factor is 1 for one place and approaches 2: repetition saturates.
//! * `l = max(1, sqrt(words / 300))` for documents and items, 1 for sentences: in a long text more must fire.
//! * A theme is at least as strong as each of its children, and several weak children add up slowly.
//!
//! A score lies in `[0, 1)`; [`Themes::THRESHOLD`] is where we say that a theme holds. Scores of siblings are
//! independent: several may hold, or none.

use crate::{Evidence, Source, ThemeId, ThemeScore, ThemeScratch, Themes};
use gazet_core::TokenFlags;
use gazet_tokenizer::{BlockKind, TokenizedText};

/// `e(w)`, by weight less 1.
const VALUES: [f64; 5] = [0.04, 0.09, 0.18, 0.34, 0.55];

/// Words at the start of an item where a place counts twice.
const LEAD_WORDS: u32 = 40;

/// Words up to which the length of a text does not matter.
const FREE_WORDS: f64 = 300.0;

/// Extent of the items of a text, for position and length.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extent {
    words: u32,
    /// First token after the lead.
    lead_end: u32,
}

/// One firing, for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Firing {
    theme: ThemeId,
    source: Source,
    weight: u8,
    places: u8,
}

/// Measures the items of the text; returns the number of words in all.
pub(crate) fn measure(tokens: &TokenizedText, extents: &mut Vec<Extent>) -> u32 {
    extents.clear();
    extents.resize(tokens.n_items as usize, Extent::default());
    let mut total = 0;
    for block in tokens.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let Some(extent) = extents.get_mut(block.item as usize) else { continue };
        for index in block.tokens.start..block.tokens.end {
            if tokens.tokens[index as usize].kind.is_wordlike() {
                extent.words += 1;
                total += 1;
                if extent.words <= LEAD_WORDS {
                    extent.lead_end = tokens.tokens[index as usize].span.end();
                }
            }
        }
    }
    total
}

impl Themes {
    /// The score from which on we say that a theme holds.
    pub const THRESHOLD: f64 = 0.5;

    /// Scores below this are left out of results.
    pub const LEAST: f64 = 0.05;

    pub(crate) fn score_document(
        &self,
        tokens: &TokenizedText,
        n_words: u32,
        scratch: &mut ThemeScratch,
        out: &mut Vec<ThemeScore>,
    ) {
        let evidence = std::mem::take(&mut scratch.evidence);
        self.fire(tokens, evidence.iter(), true, scratch);
        self.sum(length_factor(n_words), scratch, out);
        scratch.evidence = evidence;
    }

    pub(crate) fn score_items(
        &self,
        tokens: &TokenizedText,
        scratch: &mut ThemeScratch,
        out: &mut Vec<(u32, ThemeScore)>,
    ) {
        let evidence = std::mem::take(&mut scratch.evidence);
        let item = |e: &Evidence| tokens.blocks[e.block as usize].item;
        for group in evidence.chunk_by(|a, b| item(a) == item(b)) {
            self.fire(tokens, group.iter(), true, scratch);
            let words = scratch.extents.get(item(&group[0]) as usize).map_or(0, |x| x.words);
            self.sum_part(item(&group[0]), length_factor(words), scratch, out);
        }
        scratch.evidence = evidence;
    }

    pub(crate) fn score_sentences(
        &self,
        tokens: &TokenizedText,
        scratch: &mut ThemeScratch,
        out: &mut Vec<(u32, ThemeScore)>,
    ) {
        let evidence = std::mem::take(&mut scratch.evidence);
        for group in evidence.chunk_by(|a, b| a.sentence == b.sentence) {
            self.fire(tokens, group.iter(), false, scratch);
            self.sum_part(group[0].sentence, 1.0, scratch, out);
        }
        scratch.evidence = evidence;
    }

    fn fire<'e>(
        &self,
        tokens: &TokenizedText,
        evidence: impl Iterator<Item = &'e Evidence>,
        by_position: bool,
        scratch: &mut ThemeScratch,
    ) {
        scratch.firings.clear();
        for e in evidence {
            let block = &tokens.blocks[e.block as usize];
            let lead = by_position
                && (scratch.extents.get(block.item as usize).is_some_and(|x| e.span.end() <= x.lead_end)
                    || tokens.tokens[block.tokens.start as usize].flags.contains(TokenFlags::HEADING));
            scratch.firings.push(Firing {
                theme: e.theme,
                source: e.source,
                weight: e.weight,
                places: 1 + u8::from(lead),
            });
        }
        scratch.firings.sort_unstable();
    }

    fn sum_part(&self, part: u32, length: f64, scratch: &mut ThemeScratch, out: &mut Vec<(u32, ThemeScore)>) {
        let mut scores = std::mem::take(&mut scratch.scores);
        self.sum(length, scratch, &mut scores);
        out.extend(scores.iter().map(|&score| (part, score)));
        scratch.scores = scores;
    }

    /// Adds up `scratch.firings` and hands strength on to parents; best scores first, then by id.
    fn sum(&self, length: f64, scratch: &mut ThemeScratch, out: &mut Vec<ThemeScore>) {
        out.clear();
        let ThemeScratch { firings, squares, places, touched, .. } = scratch;
        squares.resize(self.len(), 0.0);
        places.resize(self.len(), 0);
        touched.clear();
        for group in firings.chunk_by(|a, b| a.theme == b.theme) {
            let mut own = 0.0;
            let theme = group[0].theme;
            for same in group.chunk_by(|a, b| a.source == b.source) {
                let n = same.iter().map(|f| f64::from(f.places)).sum::<f64>();
                own += VALUES[usize::from(same[0].weight.clamp(1, 5)) - 1] * 2.0 * n / (n + 1.0);
                places[theme.0 as usize] += crate::words::id(same.len());
            }
            squares[theme.0 as usize] += (own / length).powi(2);
            touched.push(theme);
            touched.extend(std::iter::successors(self.theme(theme).parent, |&t| self.theme(t).parent));
        }
        // Children before parents, each once, in an order that does not depend on the evidence.
        touched.sort_unstable_by_key(|&t| (std::cmp::Reverse(self.theme(t).depth), t));
        touched.dedup();
        for &theme in touched.iter() {
            let (square, n) = (squares[theme.0 as usize], places[theme.0 as usize]);
            if let Some(parent) = self.theme(theme).parent {
                squares[parent.0 as usize] += square;
                places[parent.0 as usize] += n;
            }
            let score = 1.0 - (-square.sqrt()).exp();
            if score >= Self::LEAST {
                out.push(ThemeScore { theme, score, n_places: n });
            }
        }
        for &theme in touched.iter() {
            squares[theme.0 as usize] = 0.0;
            places[theme.0 as usize] = 0;
        }
        out.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.theme.cmp(&b.theme)));
    }
}

fn length_factor(words: u32) -> f64 {
    (f64::from(words) / FREE_WORDS).sqrt().max(1.0)
}
