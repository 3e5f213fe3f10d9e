//! `themes.csv`, `theme-trends.csv`, `document-themes`: what the collection and its documents are about.

use super::trend::Timeline;
use crate::PipelineError;
use crate::aggregate::EntityTable;
use crate::part::{PartDocument, PartTheme};
use crate::reduce::write_table;
use crate::run_folder::RunFolder;
use gazet_export::{Column, Record, Row, TableFormat, columns};
use gazet_graph::{Date, NodeId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Words and entities that a row names.
const SHOWN: usize = 8;

#[derive(Default)]
struct Seen {
    label: String,
    parent: Option<String>,
    n_documents: u64,
    strength: f64,
    first: Option<Date>,
    last: Option<Date>,
    dates: Timeline,
    words: BTreeMap<String, u64>,
    entities: FxHashMap<NodeId, u64>,
}

/// The themes of a collection, document after document.
#[derive(Default)]
pub(crate) struct ThemeCounts {
    n_documents: u64,
    dates: Timeline,
    by_id: BTreeMap<String, Seen>,
}

impl ThemeCounts {
    /// Adds a document that names these entities, each once.
    pub(crate) fn add(&mut self, document: &PartDocument, named: &[NodeId]) {
        let date = document.date.as_deref().and_then(Date::parse);
        self.n_documents += 1;
        date.into_iter().for_each(|d| self.dates.add(d));
        for held in &document.themes {
            let theme = document.theme(held.theme);
            if !self.by_id.contains_key(&theme.id) {
                let seen =
                    Seen { label: theme.label.clone(), parent: theme.parent.clone(), ..Seen::default() };
                self.by_id.insert(theme.id.clone(), seen);
            }
            let seen = self.by_id.get_mut(&theme.id).expect("it was just put there");
            seen.n_documents += 1;
            seen.strength += held.score;
            seen.first = seen.first.into_iter().chain(date).min();
            seen.last = seen.last.max(date);
            date.into_iter().for_each(|d| seen.dates.add(d));
            for &span in &held.spans {
                let word = words(&document.text, span).to_lowercase();
                *seen.words.entry(word).or_default() += 1;
            }
            for &node in named {
                *seen.entities.entry(node).or_default() += 1;
            }
        }
    }

    /// Writes `themes.csv`, themes of most documents first, and `theme-trends.csv`.
    pub(crate) fn write(self, folder: &RunFolder, entities: &EntityTable) -> Result<(), PipelineError> {
        let (all, n_all) = (self.dates, self.n_documents);
        let period = all.period();
        let of_periods = all.by(period);
        let mut rows: Vec<(String, Seen)> = self.by_id.into_iter().collect();
        rows.sort_by(|a, b| b.1.n_documents.cmp(&a.1.n_documents).then_with(|| a.0.cmp(&b.0)));
        write_table::<TrendRow>(folder, "theme-trends", TableFormat::Csv, |table| {
            for (id, seen) in &rows {
                let own = seen.dates.by(period);
                for (start, n_documents) in &of_periods {
                    table.put(&TrendRow {
                        theme: id.clone(),
                        period: start.to_string(),
                        n: own.get(start).copied().unwrap_or(0),
                        n_documents: *n_documents,
                    })?;
                }
            }
            Ok(())
        })?;
        write_table::<ThemeRow>(folder, "themes", TableFormat::Csv, |table| {
            for (id, seen) in rows {
                let typical = typical(&seen, n_all, entities);
                let peak = seen.dates.by(period).into_iter().fold(None, |best: Option<(Date, u64)>, next| {
                    best.filter(|b| b.1 >= next.1).or(Some(next))
                });
                table.put(&ThemeRow {
                    id,
                    trend: all.slope(&seen.dates).map(|slope| (100.0 * slope).round() / 100.0 + 0.0),
                    peak: peak.map(|(start, _)| start.to_string()),
                    label: seen.label,
                    parent: seen.parent,
                    n_documents: seen.n_documents,
                    strength: rounded(seen.strength / seen.n_documents as f64),
                    first: seen.first.map(|d| d.to_string()),
                    last: seen.last.map(|d| d.to_string()),
                    words: most_frequent(seen.words).join("|"),
                    entities: typical.join("|"),
                })?;
            }
            Ok(())
        })
    }
}

fn rounded(score: f64) -> f64 {
    (1000.0 * score).round() / 1000.0
}

fn most_frequent(counts: BTreeMap<String, u64>) -> Vec<String> {
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.into_iter().take(SHOWN).map(|(text, _)| text).collect()
}

/// The names of the entities that the theme's documents name more often than others do, by
/// `n ln(share in the theme's documents / share in all)`. Where a theme holds in all documents, the most frequent ones.
fn typical(seen: &Seen, n_all: u64, entities: &EntityTable) -> Vec<String> {
    // Nodes are numbered in the order of their keys.
    let mut all: Vec<(f64, u64, NodeId)> = seen
        .entities
        .iter()
        .map(|(&node, &n)| {
            let everywhere = entities.get(node).n_documents.max(n) as f64 / n_all as f64;
            let here = n as f64 / seen.n_documents as f64;
            (n as f64 * (here / everywhere).ln(), n, node)
        })
        .collect();
    all.retain(|(typical, ..)| *typical >= 0.0);
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    all.into_iter().take(SHOWN).map(|(.., node)| entities.get(node).name.replace('|', "/")).collect()
}

/// The themes of a document in one cell: `id=score` joined with `|`, strongest first.
pub(crate) fn cell(document: &PartDocument) -> String {
    let cell = |t: &PartTheme| format!("{}={:.2}", document.theme(t.theme).id, t.score);
    document.themes.iter().map(cell).collect::<Vec<_>>().join("|")
}

#[derive(Clone, Debug, Default, PartialEq)]
struct ThemeRow {
    id: String,
    label: String,
    parent: Option<String>,
    n_documents: u64,
    strength: f64,
    first: Option<String>,
    last: Option<String>,
    trend: Option<f64>,
    peak: Option<String>,
    words: String,
    entities: String,
}

impl Record for ThemeRow {
    const COLUMNS: &'static [Column] = columns! {
        "id": Text, "key of the theme in its pack";
        "label": Text, "its name";
        "parent": Text, "key of the theme above it";
        "n_documents": Integer, "documents in which it holds";
        "strength": Float, "mean score over those documents, in [0.5, 1)";
        "first": Text, "first date of those documents";
        "last": Text, "last date";
        "trend": Float, "change of its share of the dated documents, in percentage points a year (least squares)";
        "peak": Text, "the month or year of most of its documents";
        "words": Text, "the words that show it most often, joined with |";
        "entities": Text, "entities that those documents name more often than others, most typical first, joined with |";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.id.as_str())
            .text(self.label.as_str())
            .text(self.parent.as_deref())
            .integer(i64::try_from(self.n_documents).unwrap_or(i64::MAX))
            .float(self.strength)
            .text(self.first.as_deref())
            .text(self.last.as_deref())
            .float(self.trend)
            .text(self.peak.as_deref())
            .text(self.words.as_str())
            .text(self.entities.as_str());
    }
}

/// One row of `theme-trends.csv`: a theme in a month or year.
#[derive(Clone, Debug, Default, PartialEq)]
struct TrendRow {
    theme: String,
    period: String,
    n: u64,
    n_documents: u64,
}

impl Record for TrendRow {
    const COLUMNS: &'static [Column] = columns! {
        "theme": Text, "key of the theme";
        "period": Text, "YYYY-MM; YYYY where dates span more than five years or say no month; only those with documents";
        "n": Integer, "documents of the period in which the theme holds";
        "n_documents": Integer, "all documents of the period";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.theme.as_str())
            .text(self.period.as_str())
            .integer(i64::try_from(self.n).unwrap_or(i64::MAX))
            .integer(i64::try_from(self.n_documents).unwrap_or(i64::MAX));
    }
}

/// One row of `document-themes`: a theme in a document, one of its items, or one of its sentences.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DocumentThemeRow {
    document: String,
    level: &'static str,
    index: Option<u32>,
    theme: String,
    score: f64,
    spans: String,
    words: String,
}

impl DocumentThemeRow {
    /// The rows of a document.
    pub(crate) fn of(document: &PartDocument) -> impl Iterator<Item = Self> {
        let row = |level, index, theme: u32, score: f64, spans: &[(u32, u32)]| Self {
            document: document.id.clone(),
            level,
            index,
            theme: document.theme(theme).id.clone(),
            score: rounded(score),
            spans: spans.iter().map(|(start, end)| format!("{start}-{end}")).collect::<Vec<_>>().join("|"),
            words: spans.iter().map(|&span| words(&document.text, span)).collect::<Vec<_>>().join("|"),
        };
        let whole = document.themes.iter().map(move |t| row("document", None, t.theme, t.score, &t.spans));
        let within = document.themes_within.iter().map(move |t| {
            row(if t.sentence { "sentence" } else { "item" }, Some(t.index), t.theme, t.score, &t.spans)
        });
        whole.chain(within)
    }
}

/// The words of a span in one line.
fn words(text: &str, (start, end): (u32, u32)) -> String {
    let words: Vec<&str> = text[start as usize..end as usize].split_whitespace().collect();
    words.join(" ").replace('|', "/")
}

impl Record for DocumentThemeRow {
    const COLUMNS: &'static [Column] = columns! {
        "document": Text, "document id";
        "level": Text, "document, item (where a document has several) or sentence";
        "index": Integer, "index of the item or sentence in the document, from 0, as in the mentions table";
        "theme": Text, "key of the theme in its pack";
        "score": Float, "how strongly it holds there, in [0, 1); documents and items from 0.5 on";
        "spans": Text, "bytes of the words that show it, as start-end joined with |: in a sentence all, else the weightiest three";
        "words": Text, "those words, joined with |; none where only themes below it fire";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.document.as_str())
            .text(self.level)
            .integer(self.index.map(i64::from))
            .text(self.theme.as_str())
            .float(self.score)
            .text(self.spans.as_str())
            .text(self.words.as_str());
    }
}
