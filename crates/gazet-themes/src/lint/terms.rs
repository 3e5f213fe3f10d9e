//! Findings about terms.

use super::{Entry, Lists, ThemeFinding, value};
use crate::words::WordId;
use gazet_core::{NormHash, Severity};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Occurrences in a million words from which on a one-word term is a warning, by its weight less 1: a word of 100
/// stands in 3 of 100 texts of 300 words, one of 1,000 in 26. A faint term may be as common as it likes.
const TOO_COMMON: [u64; 5] = [u64::MAX, u64::MAX, 1000, 200, 100];

/// The part of that limit below which there is nothing to say.
const WORTH_A_NOTE: u64 = 2;

/// A term of more themes than this tells them apart badly.
const MANY_THEMES: usize = 4;

/// Common words as terms.
pub(super) fn common(lists: &Lists<'_>, uses: &[u64], out: &mut Vec<ThemeFinding>) {
    for (entry, &n) in lists.entries.iter().zip(uses).filter(|(e, _)| e.checked) {
        let limit = TOO_COMMON[usize::from(entry.weight.clamp(1, 5)) - 1];
        if limit == u64::MAX || n < limit / WORTH_A_NOTE {
            continue;
        }
        let severity = if n >= limit { Severity::Warning } else { Severity::Note };
        out.push(ThemeFinding {
            message: format!(
                "term \"{}\" of weight {} is a common word: its forms stand about {n} times in a million words",
                entry.text, entry.weight
            ),
            help: "weigh it less, or tie it to other words by a rule".to_owned(),
            ..entry.finding("common-word", severity, n * value(entry.weight) / 100)
        });
    }
}

/// Terms of several themes of which none stands above the other.
pub(super) fn shared(lists: &Lists<'_>, uses: &[u64], out: &mut Vec<ThemeFinding>) {
    let mut by_words: BTreeMap<&[WordId], Vec<usize>> = BTreeMap::new();
    for (index, entry) in lists.entries.iter().enumerate() {
        by_words.entry(&entry.words).or_default().push(index);
    }
    for same in by_words.values().filter(|same| same.len() > 1) {
        let Some(&at) = same.iter().find(|&&i| lists.entries[i].checked) else { continue };
        let entry = &lists.entries[at];
        let mut others: Vec<&str> = same
            .iter()
            .map(|&i| lists.entries[i].theme.id.text.as_str())
            .filter(|id| !lists.related(id, &entry.theme.id.text))
            .collect();
        others.dedup();
        // One other theme may well share a term: a sentence about both is about both.
        if others.len() < 2 {
            continue;
        }
        let many = others.len() >= MANY_THEMES;
        let weight = same.iter().map(|&i| lists.entries[i].weight).max().unwrap_or(1);
        out.push(ThemeFinding {
            message: format!(
                "term \"{}\" of theme \"{}\" is also one of {}",
                entry.text,
                entry.theme.id.text,
                others.join(", ")
            ),
            help: "keep it where it weighs most".to_owned(),
            ..entry.finding(
                "shared-term",
                if many { Severity::Warning } else { Severity::Note },
                others.len() as u64 * (1 + uses[at]) * value(weight) / 100,
            )
        });
    }
}

/// Terms inside longer ones, which keep them from firing: where the longer one is of the same theme and weighs less,
/// the text that says more scores less; where it is of another theme, a decisive term is lost to it.
pub(super) fn masked(lists: &Lists<'_>, uses: &[u64], out: &mut Vec<ThemeFinding>) {
    let mut by_words: FxHashMap<&[WordId], Vec<usize>> = FxHashMap::default();
    for (index, entry) in lists.entries.iter().enumerate() {
        by_words.entry(&entry.words).or_default().push(index);
    }
    for longer in &lists.entries {
        let n = longer.words.len();
        let inner = (1..n).flat_map(|size| longer.words.windows(size)).filter_map(|w| by_words.get(w));
        let mut seen = FxHashSet::default();
        for &at in inner.flatten() {
            let shorter = &lists.entries[at];
            if !(longer.checked || shorter.checked) || !seen.insert(at) {
                continue;
            }
            let same = shorter.theme.id.text == longer.theme.id.text;
            let (severity, help) = if same && longer.weight < shorter.weight {
                (Severity::Warning, "give the longer term at least the weight of the shorter, or drop it")
            } else if !same
                && shorter.weight >= 4
                && longer.weight < shorter.weight
                && !lists.related(&shorter.theme.id.text, &longer.theme.id.text)
            {
                (Severity::Note, "list the longer term in both themes, or drop it")
            } else {
                continue;
            };
            let message = format!(
                "term \"{}\" of theme \"{}\", weight {}, keeps \"{}\" of theme \"{}\", weight {}, from firing",
                longer.text,
                longer.theme.id.text,
                longer.weight,
                shorter.text,
                shorter.theme.id.text,
                shorter.weight
            );
            let place = if longer.checked { longer } else { shorter };
            let lost = value(shorter.weight).saturating_sub(if same { value(longer.weight) } else { 0 });
            out.push(ThemeFinding {
                message,
                help: help.to_owned(),
                ..place.finding("masked-term", severity, 1 + uses[at] * lost / 100)
            });
        }
    }
}

/// Terms of one theme of which one matches whatever the other matches, through its inflected forms, and weighs no less.
pub(super) fn redundant(lists: &Lists<'_>, out: &mut Vec<ThemeFinding>) {
    let mut forms: FxHashMap<WordId, FxHashSet<NormHash>> = FxHashMap::default();
    for (norm, words) in &lists.by_form {
        for &word in words {
            forms.entry(word).or_default().insert(*norm);
        }
    }
    let covers = |a: WordId, b: WordId| {
        a == b
            || (!lists.words.is_as_written(a)
                && !lists.words.is_as_written(b)
                && forms.get(&a).zip(forms.get(&b)).is_some_and(|(a, b)| b.is_subset(a)))
    };
    let mut of_theme: BTreeMap<(&str, usize), Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in lists.entries.iter().filter(|e| e.checked) {
        of_theme.entry((&entry.theme.id.text, entry.words.len())).or_default().push(entry);
    }
    for terms in of_theme.values() {
        for (at, second) in terms.iter().enumerate() {
            let by = terms.iter().enumerate().find(|&(other, first)| {
                let all = || first.words.iter().zip(&second.words).all(|(&a, &b)| covers(a, b));
                // `check` has spoken of the same words; of two that cover each other, the later one is too much.
                first.words != second.words
                    && (first.weight > second.weight || (first.weight == second.weight && other < at))
                    && all()
            });
            if let Some((_, first)) = by {
                out.push(ThemeFinding {
                    message: format!(
                        "term \"{}\" of theme \"{}\" matches nothing that \"{}\" does not match",
                        second.text, second.theme.id.text, first.text
                    ),
                    help: "remove it".to_owned(),
                    ..second.finding("redundant-term", Severity::Note, 1)
                });
            }
        }
    }
}
