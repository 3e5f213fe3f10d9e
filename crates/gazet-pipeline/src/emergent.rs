//! `emergent-themes.csv`: themes that no pack lists, from which phrases the documents of a collection share.
//!
//! Phrases that stand together in more documents than by chance are tied by their NPMI; each keeps its strongest ties;
//! the communities of this network (Leiden) are the themes. A document belongs to the theme that most of its phrases
//! belong to. A theme is named by the phrases that tell its documents from all others: log-odds with an informative
//! Dirichlet prior (Monroe, Colaresi and Quinn 2008).

use crate::PipelineError;
use crate::aggregate::stable_hash;
use crate::part::PartDocument;
use crate::reduce::write_table;
use crate::run_folder::RunFolder;
use gazet_export::{Column, Record, Row, TableFormat, columns};
use gazet_graph::communities::communities;
use gazet_graph::measures::npmi;
use gazet_graph::{Adjacency, GraphError};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Documents that are looked at: beyond it a sample, the same one in every run.
const MOST_DOCUMENTS: usize = 100_000;
/// Phrases that are looked at, those of most documents first.
const MOST_PHRASES: usize = 6_000;
/// Share of the documents beyond which a phrase tells nothing apart.
const TOO_COMMON: f64 = 0.2;
/// Documents up to which no phrase is too common.
const FEW: f64 = 10.0;
/// Strongest ties that a phrase keeps.
const TIES: usize = 12;
/// Association below which two phrases are not tied.
const LEAST_NPMI: f64 = 0.1;
/// Documents in which two phrases must meet.
const LEAST_TOGETHER: u32 = 2;
/// Phrases of a theme, and documents, below which it is none.
const LEAST_PHRASES: usize = 4;
const LEAST_MEMBERS: usize = 3;
/// Phrases of a theme that a document must have.
const LEAST_SHARED: usize = 2;
/// Part of a document's phrases, by weight, that must belong to its theme.
const LEAST_SHARE: f64 = 0.25;
/// Weight of the prior, in phrases of documents.
const PRIOR: f64 = 500.0;
/// Phrases and documents that a row names.
const PHRASES_SHOWN: usize = 12;
const DOCUMENTS_SHOWN: usize = 5;
/// Phrases of a label.
const LABEL: usize = 3;

struct Member {
    hash: u64,
    id: String,
    /// Keys of its phrases.
    phrases: Vec<u64>,
}

/// Gathers the phrases of documents.
#[derive(Default)]
pub(crate) struct Emergent {
    /// The documents of smallest hash.
    sample: BTreeMap<(u64, String), Vec<u64>>,
    texts: FxHashMap<u64, BTreeMap<String, u32>>,
}

/// A theme that emerged.
#[derive(Clone, Debug, PartialEq)]
struct Theme {
    /// Phrases that tell it apart with their z-scores, the best first.
    phrases: Vec<(f64, u64)>,
    /// Positions of its documents, the most typical first.
    documents: Vec<usize>,
}

impl Emergent {
    /// Adds a document, unless it repeats another.
    pub(crate) fn add(&mut self, document: &PartDocument) {
        if document.duplicate_of.is_some() || document.phrases.is_empty() {
            return;
        }
        let keys: BTreeSet<u64> = document.phrases.iter().map(|p| p.key).collect();
        for phrase in &document.phrases {
            *self.texts.entry(phrase.key).or_default().entry(phrase.text.clone()).or_default() += 1;
        }
        self.sample.insert((stable_hash(&document.id), document.id.clone()), keys.into_iter().collect());
        if self.sample.len() > MOST_DOCUMENTS {
            self.sample.pop_last();
        }
    }

    /// Finds the themes and writes the table; those of most documents first.
    pub(crate) fn write(self, folder: &RunFolder, seed: u64) -> Result<(), PipelineError> {
        let members: Vec<Member> =
            self.sample.into_iter().map(|((hash, id), phrases)| Member { hash, id, phrases }).collect();
        let themes = find(&members, seed)?;
        write_table::<EmergentRow>(folder, "emergent-themes", TableFormat::Csv, |table| {
            for (number, theme) in themes.iter().enumerate() {
                let text = |key: u64| {
                    let texts = self.texts.get(&key).into_iter().flatten();
                    texts.fold(("", 0), |best, (text, n)| if *n > best.1 { (text, *n) } else { best }).0
                };
                let phrases: Vec<&str> = theme.phrases.iter().map(|(_, key)| text(*key)).collect();
                let documents: Vec<&str> =
                    theme.documents.iter().take(DOCUMENTS_SHOWN).map(|&d| members[d].id.as_str()).collect();
                table.put(&EmergentRow {
                    id: format!("emergent-{}", number + 1),
                    label: label(&phrases),
                    n_documents: theme.documents.len() as u64,
                    share: (10_000.0 * theme.documents.len() as f64 / members.len() as f64).round()
                        / 10_000.0,
                    phrases: phrases.join("|"),
                    documents: documents.join("|"),
                })?;
            }
            Ok(())
        })
    }
}

/// The first phrases that do not repeat a word of one before.
fn label(phrases: &[&str]) -> String {
    let mut words: BTreeSet<&str> = BTreeSet::new();
    let mut chosen = Vec::new();
    for phrase in phrases {
        if chosen.len() == LABEL {
            break;
        }
        if phrase.split(' ').all(|word| !words.contains(word)) {
            words.extend(phrase.split(' '));
            chosen.push(*phrase);
        }
    }
    chosen.join(", ")
}

fn find(members: &[Member], seed: u64) -> Result<Vec<Theme>, GraphError> {
    let n = members.len() as u64;
    let vocabulary = vocabulary(members);
    let number: FxHashMap<u64, u32> =
        vocabulary.iter().enumerate().map(|(i, &(key, _))| (key, i as u32)).collect();
    let documents: Vec<Vec<u32>> = members
        .iter()
        .map(|m| {
            let mut known: Vec<u32> = m.phrases.iter().filter_map(|k| number.get(k).copied()).collect();
            known.sort_unstable();
            known
        })
        .collect();
    let of = communities(&ties(&documents, &vocabulary, n), 1.0, seed)?;
    // Rarer phrases say more about a document.
    let weight: Vec<f64> = vocabulary.iter().map(|&(_, df)| (n as f64 / f64::from(df)).ln()).collect();
    let mut groups: Vec<Vec<(f64, usize)>> = vec![Vec::new(); of.n];
    let mut sizes = vec![0usize; of.n];
    of.of.iter().flatten().for_each(|&group| sizes[group as usize] += 1);
    for (at, phrases) in documents.iter().enumerate() {
        let mut shares: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
        let mut total = 0.0;
        for &phrase in phrases {
            total += weight[phrase as usize];
            if let Some(group) = of.of[phrase as usize] {
                let share = shares.entry(group).or_default();
                share.0 += weight[phrase as usize];
                share.1 += 1;
            }
        }
        let best = shares.into_iter().fold(None, |best: Option<(u32, (f64, usize))>, next| {
            best.filter(|b| b.1.0 >= next.1.0).or(Some(next))
        });
        if let Some((group, (sum, n_shared))) = best
            && n_shared >= LEAST_SHARED
            && sum >= LEAST_SHARE * total
        {
            // Typical is who has much of the theme, and little else.
            groups[group as usize].push((sum * sum / total, at));
        }
    }
    let mut themes = Vec::new();
    for (mut group, size) in groups.into_iter().zip(sizes) {
        if size < LEAST_PHRASES || group.len() < LEAST_MEMBERS {
            continue;
        }
        group.sort_by(|a, b| b.0.total_cmp(&a.0).then(members[a.1].hash.cmp(&members[b.1].hash)));
        let inside: Vec<usize> = group.into_iter().map(|(_, at)| at).collect();
        let phrases = telling(&inside, &documents, &vocabulary);
        themes.push(Theme { phrases, documents: inside });
    }
    themes.sort_by(|a, b| {
        b.documents.len().cmp(&a.documents.len()).then_with(|| a.phrases[0].1.cmp(&b.phrases[0].1))
    });
    Ok(themes)
}

/// The phrases that are looked at with the number of their documents, by key.
fn vocabulary(members: &[Member]) -> Vec<(u64, u32)> {
    let mut df: FxHashMap<u64, u32> = FxHashMap::default();
    for key in members.iter().flat_map(|m| &m.phrases) {
        *df.entry(*key).or_default() += 1;
    }
    let fewest = if members.len() < 200 { 2 } else { 3 };
    let most = (TOO_COMMON * members.len() as f64).max(FEW);
    let mut all: Vec<(u64, u32)> =
        df.into_iter().filter(|&(_, n)| n >= fewest && f64::from(n) <= most).collect();
    all.sort_unstable_by_key(|&(key, n)| (std::cmp::Reverse(n), key));
    all.truncate(MOST_PHRASES);
    all.sort_unstable();
    all
}

/// The network of phrases.
fn ties(documents: &[Vec<u32>], vocabulary: &[(u64, u32)], n: u64) -> Adjacency {
    let mut together: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for phrases in documents {
        for (i, &a) in phrases.iter().enumerate() {
            for &b in &phrases[i + 1..] {
                *together.entry((a, b)).or_default() += 1;
            }
        }
    }
    let mut of: Vec<Vec<(f64, u32)>> = vec![Vec::new(); vocabulary.len()];
    let mut pairs: Vec<((u32, u32), u32)> =
        together.into_iter().filter(|&(_, ab)| ab >= LEAST_TOGETHER).collect();
    pairs.sort_unstable();
    for ((a, b), ab) in pairs {
        let df = |phrase: u32| u64::from(vocabulary[phrase as usize].1);
        let strength = npmi(u64::from(ab), df(a), df(b), n);
        if strength >= LEAST_NPMI {
            of[a as usize].push((strength, b));
            of[b as usize].push((strength, a));
        }
    }
    let mut edges: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (a, ties) in of.iter_mut().enumerate() {
        ties.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        for &(strength, b) in ties.iter().take(TIES) {
            let a = a as u32;
            edges.insert((a.min(b), a.max(b)), strength);
        }
    }
    let edges: Vec<(u32, u32, f64)> = edges.into_iter().map(|((a, b), w)| (a, b, w)).collect();
    Adjacency::new(vocabulary.len(), &edges)
}

/// The phrases that tell the documents `inside` from the others, the best first, with their z-scores.
fn telling(inside: &[usize], documents: &[Vec<u32>], vocabulary: &[(u64, u32)]) -> Vec<(f64, u64)> {
    let mut within: BTreeMap<u32, u32> = BTreeMap::new();
    for &at in inside {
        for &phrase in &documents[at] {
            *within.entry(phrase).or_default() += 1;
        }
    }
    let total: f64 = vocabulary.iter().map(|&(_, df)| f64::from(df)).sum();
    let n_within: f64 = within.values().map(|&n| f64::from(n)).sum();
    let mut scored: Vec<(f64, u64)> = within
        .into_iter()
        .map(|(phrase, y)| {
            let (key, df) = vocabulary[phrase as usize];
            (log_odds(f64::from(y), n_within, f64::from(df), total), key)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.truncate(PHRASES_SHOWN);
    scored
}

/// z-score of the difference in log-odds of a phrase that makes up `y` of `n` inside and `all - y` of `total - n`
/// outside, under a Dirichlet prior in proportion to `all` (Monroe, Colaresi and Quinn 2008, equations 16 and 22).
fn log_odds(y: f64, n: f64, all: f64, total: f64) -> f64 {
    let prior = PRIOR * all / total;
    let odds = |y: f64, n: f64| ((y + prior) / (n + PRIOR - y - prior)).ln();
    let (outside, n_outside) = (all - y, total - n);
    let variance = 1.0 / (y + prior) + 1.0 / (outside + prior);
    (odds(y, n) - odds(outside, n_outside)) / variance.sqrt()
}

/// One row of `emergent-themes.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
struct EmergentRow {
    id: String,
    label: String,
    n_documents: u64,
    share: f64,
    phrases: String,
    documents: String,
}

impl Record for EmergentRow {
    const COLUMNS: &'static [Column] = columns! {
        "id": Text, "emergent-1 for the theme of most documents, and so on; numbers belong to this run";
        "label": Text, "the phrases that tell it best from the others";
        "n_documents": Integer, "documents that belong to it more than to any other; repeated ones count once";
        "share": Float, "of the documents that are looked at (all, or a fixed sample of 100,000)";
        "phrases": Text, "phrases that tell its documents from the others, the best first, joined with |";
        "documents": Text, "ids of its most typical documents, joined with |";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.id.as_str())
            .text(self.label.as_str())
            .integer(i64::try_from(self.n_documents).unwrap_or(i64::MAX))
            .float(self.share)
            .text(self.phrases.as_str())
            .text(self.documents.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(number: u64, phrases: &[u64]) -> Member {
        Member { hash: number, id: format!("d{number}"), phrases: phrases.to_vec() }
    }

    /// Two stories told by ten documents each, and a phrase that all share.
    fn two_stories() -> Vec<Member> {
        (0..20)
            .map(|n| {
                let own = if n % 2 == 0 { 100 } else { 200 };
                let mut phrases: Vec<u64> =
                    (0..6).filter(|i| (n / 2 + i) % 3 != 0).map(|i| own + i).collect();
                phrases.push(7);
                member(n, &phrases)
            })
            .collect()
    }

    #[test]
    fn stories_are_told_apart() {
        let members = two_stories();
        let themes = find(&members, 1).expect("the network is sound");
        assert_eq!(themes.len(), 2);
        for theme in &themes {
            assert_eq!(theme.documents.len(), 10);
            let story = theme.phrases[0].1 / 100;
            assert!(theme.phrases.iter().all(|(z, key)| key / 100 == story && *z > 0.0), "{theme:?}");
            assert!(
                theme
                    .documents
                    .iter()
                    .all(|&d| members[d].phrases.iter().all(|k| *k == 7 || k / 100 == story))
            );
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_themes() {
        let members = two_stories();
        assert_eq!(find(&members, 7).ok(), find(&members, 7).ok());
    }

    #[test]
    fn too_little_gives_none() {
        assert_eq!(find(&[], 1).expect("nothing is sound"), []);
        assert_eq!(find(&[member(1, &[1, 2]), member(2, &[3])], 1).expect("sound"), []);
    }

    #[test]
    fn log_odds_grow_with_the_difference_and_the_evidence() {
        assert!(log_odds(10.0, 100.0, 20.0, 1000.0) > log_odds(3.0, 100.0, 20.0, 1000.0));
        assert!(log_odds(100.0, 1000.0, 200.0, 10_000.0) > log_odds(10.0, 100.0, 20.0, 1000.0));
        assert!(log_odds(2.0, 100.0, 20.0, 1000.0).abs() < 0.1);
        assert!(log_odds(0.0, 100.0, 20.0, 1000.0) < 0.0);
    }

    #[test]
    fn labels_do_not_repeat_words() {
        assert_eq!(label(&["oil price", "oil", "tanker", "price of oil", "port"]), "oil price, tanker, port");
        assert_eq!(label(&[]), "");
    }
}
