//! What packs find in a corpus.

use super::rules::first_phrase;
use super::{Lists, ThemeFinding, value};
use crate::{Source, ThemeAnalysis, Themes};
use gazet_core::Severity;
use rustc_hash::{FxHashMap, FxHashSet};

/// In how many documents of a corpus each term and rule fires. Parts of a corpus may be counted apart and merged.
#[derive(Clone, Debug, Default)]
pub struct ThemeCorpus {
    n_documents: u64,
    n_words: u64,
    /// By theme and term, or theme and rule text.
    documents: FxHashMap<(String, String), u64>,
}

/// Share of the documents in which a term of weight 3 or more fires all too often.
const TOO_OFTEN: f64 = 0.2;

/// Fewer documents than this say nothing about what fires too often.
const MIN_DOCUMENTS: u64 = 20;

impl ThemeCorpus {
    /// Documents counted.
    #[must_use]
    pub fn n_documents(&self) -> u64 {
        self.n_documents
    }

    pub(super) fn add(&mut self, themes: &Themes, analysis: &ThemeAnalysis, n_words: u64) {
        self.n_documents += 1;
        self.n_words += n_words;
        let mut seen: FxHashSet<Source> = FxHashSet::default();
        for evidence in &analysis.evidence {
            if seen.insert(evidence.source) {
                let theme = themes.theme(evidence.theme).id.clone();
                let text = themes.source_text(evidence.source).to_owned();
                *self.documents.entry((theme, text)).or_default() += 1;
            }
        }
    }

    /// Adds what another part of the corpus counted.
    pub fn merge(&mut self, other: Self) {
        self.n_documents += other.n_documents;
        self.n_words += other.n_words;
        #[expect(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
        for (key, n) in other.documents {
            *self.documents.entry(key).or_default() += n;
        }
    }

    fn n(&self, theme: &str, text: &str) -> u64 {
        self.documents.get(&(theme.to_owned(), text.to_owned())).copied().unwrap_or(0)
    }

    pub(super) fn findings(&self, lists: &Lists<'_>, out: &mut Vec<ThemeFinding>) {
        for entry in lists.entries.iter().filter(|e| e.checked) {
            let n = self.n(&entry.theme.id.text, entry.text);
            if n == 0 {
                out.push(ThemeFinding {
                    message: format!(
                        "term \"{}\" of theme \"{}\" fires in none of {} documents",
                        entry.text, entry.theme.id.text, self.n_documents
                    ),
                    help: "correct its spelling if the corpus should hold it".to_owned(),
                    ..entry.finding("never-seen", Severity::Note, 0)
                });
            } else if entry.weight >= 3 && self.too_often(n) {
                out.push(ThemeFinding {
                    message: format!(
                        "term \"{}\" of theme \"{}\", weight {}, fires in {n} of {} documents",
                        entry.text, entry.theme.id.text, entry.weight, self.n_documents
                    ),
                    help: "weigh it less, or tie it to other words by a rule".to_owned(),
                    ..entry.finding("seen-too-often", Severity::Warning, self.harm(n, entry.weight))
                });
            }
        }
        for (pack, theme, _) in lists.themes.values().filter(|(.., checked)| *checked) {
            for rule in &theme.rules {
                let weight = u8::try_from(rule.weight).unwrap_or(1);
                let n = self.n(&theme.id.text, &crate::themes::describe(rule));
                // Names are not looked for in a corpus.
                let asks_for_names = rule.all.iter().flatten().chain(&rule.any).any(|i| i.starts_with('@'));
                let (code, severity, harm, what) = if n == 0 && asks_for_names {
                    continue;
                } else if n == 0 {
                    ("rule-never-fires", Severity::Note, 0, "none".to_owned())
                } else if weight >= 3 && self.too_often(n) {
                    ("seen-too-often", Severity::Warning, self.harm(n, weight), n.to_string())
                } else {
                    continue;
                };
                out.push(ThemeFinding {
                    code,
                    severity,
                    harm,
                    source: pack.source.clone(),
                    line: rule.line,
                    theme: theme.id.text.clone(),
                    term: first_phrase(rule).to_owned(),
                    message: format!(
                        "a rule of theme \"{}\" fires in {what} of {} documents",
                        theme.id.text, self.n_documents
                    ),
                    help: "look whether it asks for too much or too little".to_owned(),
                });
            }
        }
    }

    fn too_often(&self, n: u64) -> bool {
        self.n_documents >= MIN_DOCUMENTS && n as f64 > TOO_OFTEN * self.n_documents as f64
    }

    /// Documents in which it fires for each million words of the corpus.
    fn harm(&self, n: u64, weight: u8) -> u64 {
        n * 1_000_000 / self.n_words.max(1) * value(weight) / 100
    }
}
