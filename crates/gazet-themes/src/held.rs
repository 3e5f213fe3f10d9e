//! From scores to the themes that hold: in the document, in its items, in its sentences.

use crate::{Evidence, ThemeAnalysis, ThemeId, ThemeScore, Themes};
use gazet_core::Span;
use gazet_tokenizer::TokenizedText;

/// The unit of text in which a theme holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThemeLevel {
    /// The whole document.
    Document,
    /// One item (story of a page of several), by index.
    Item(u32),
    /// One sentence, by index.
    Sentence(u32),
}

/// A theme that holds in a unit of text, with the words that show it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldTheme {
    /// The theme.
    pub theme: ThemeId,
    /// Where it holds.
    pub level: ThemeLevel,
    /// How strongly: see [`ThemeScore`]. In documents and items at least [`Themes::THRESHOLD`].
    pub score: f64,
    /// The words that show it, in order of the text, in bytes of the original: in a sentence all of them, in documents
    /// and items the weightiest three. Empty where only themes below it fire.
    pub spans: Vec<Span>,
}

/// Words shown for a theme of a document or item.
const SPANS_KEPT: usize = 3;

impl ThemeAnalysis {
    /// The themes that hold: of the document, then of its items, then of its sentences; within each the strongest
    /// first.
    ///
    /// Items are given where there are several. In a sentence, a theme counts that holds in the document or the item
    /// around it, and that has words of its own in the sentence: one sentence alone rarely says enough to decide.
    #[must_use]
    pub fn held(&self, tokens: &TokenizedText) -> Vec<HeldTheme> {
        let holds = |score: &ThemeScore| score.score >= Themes::THRESHOLD;
        let mut held: Vec<HeldTheme> = self
            .document
            .iter()
            .filter(|s| holds(s))
            .map(|s| HeldTheme {
                theme: s.theme,
                level: ThemeLevel::Document,
                score: s.score,
                spans: weightiest(self.evidence.iter().filter(|e| e.theme == s.theme)),
            })
            .collect();
        let n_document = held.len();
        let item_of = |e: &Evidence| tokens.blocks[e.block as usize].item;
        let mut of_items: Vec<(u32, ThemeId)> = Vec::new();
        if tokens.n_items > 1 {
            for (item, score) in self.items.iter().filter(|(_, s)| holds(s)) {
                let own = self.evidence.iter().filter(|e| e.theme == score.theme && item_of(e) == *item);
                held.push(HeldTheme {
                    theme: score.theme,
                    level: ThemeLevel::Item(*item),
                    score: score.score,
                    spans: weightiest(own),
                });
                of_items.push((*item, score.theme));
            }
        }
        of_items.sort_unstable();
        let mut rest = self.evidence.as_slice();
        for of_sentence in self.sentences.chunk_by(|a, b| a.0 == b.0) {
            let sentence = of_sentence[0].0;
            // Evidence is sorted by place, and so by sentence.
            let start = rest.iter().position(|e| e.sentence == sentence).unwrap_or(rest.len());
            let n = rest[start..].iter().take_while(|e| e.sentence == sentence).count();
            let own = &rest[start..start + n];
            rest = &rest[start + n..];
            for (_, score) in of_sentence {
                let mut spans: Vec<Span> =
                    own.iter().filter(|e| e.theme == score.theme).map(|e| e.span).collect();
                spans.dedup();
                let around = |h: &HeldTheme| h.theme == score.theme;
                let in_item = || {
                    own.first().is_some_and(|e| of_items.binary_search(&(item_of(e), score.theme)).is_ok())
                };
                if !spans.is_empty() && (held[..n_document].iter().any(around) || in_item()) {
                    held.push(HeldTheme {
                        theme: score.theme,
                        level: ThemeLevel::Sentence(sentence),
                        score: score.score,
                        spans,
                    });
                }
            }
        }
        held
    }
}

fn weightiest<'e>(evidence: impl Iterator<Item = &'e Evidence>) -> Vec<Span> {
    let mut shown: Vec<(u8, Span)> = evidence.map(|e| (e.weight, e.span)).collect();
    // A stable sort keeps the order of the text among equals.
    shown.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut spans: Vec<Span> = Vec::with_capacity(SPANS_KEPT);
    for (_, span) in shown {
        if spans.len() == SPANS_KEPT {
            break;
        }
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    spans.sort_unstable();
    spans
}
