//! `themes.csv`: what the collection is about.

use crate::PipelineError;
use crate::aggregate::EntityTable;
use crate::identity::Identity;
use crate::part::{PartDocument, PartTheme};
use crate::reduce::write_table;
use crate::run_folder::RunFolder;
use gazet_export::{Column, Record, Row, TableFormat, columns};
use gazet_graph::Date;
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
    words: BTreeMap<String, u64>,
    entities: BTreeMap<String, u64>,
}

/// The themes of a collection, document after document.
#[derive(Default)]
pub(crate) struct ThemeCounts {
    by_id: BTreeMap<String, Seen>,
}

impl ThemeCounts {
    pub(crate) fn add(&mut self, document: &PartDocument, identity: &Identity) {
        let date = document.date.as_deref().and_then(Date::parse);
        for theme in &document.themes {
            let seen = self.by_id.entry(theme.id.clone()).or_default();
            seen.label.clone_from(&theme.label);
            seen.parent.clone_from(&theme.parent);
            seen.n_documents += 1;
            seen.strength += theme.score;
            seen.first = seen.first.into_iter().chain(date).min();
            seen.last = seen.last.max(date);
            for &(start, end) in &theme.spans {
                let word = document.text[start as usize..end as usize].to_lowercase();
                *seen.words.entry(word.split_whitespace().collect::<Vec<_>>().join(" ")).or_default() += 1;
            }
            let mut keys: Vec<&str> = document
                .mentions
                .iter()
                .filter(|m| m.kind == 0)
                .filter_map(|m| Some(identity.of(&document.entities[m.entity? as usize].key)))
                .collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                *seen.entities.entry(key.to_owned()).or_default() += 1;
            }
        }
    }

    /// Writes the table; themes of most documents first.
    pub(crate) fn write(self, folder: &RunFolder, entities: &EntityTable) -> Result<(), PipelineError> {
        let mut rows: Vec<(String, Seen)> = self.by_id.into_iter().collect();
        rows.sort_by(|a, b| b.1.n_documents.cmp(&a.1.n_documents).then_with(|| a.0.cmp(&b.0)));
        write_table::<ThemeRow>(folder, "themes", TableFormat::Csv, |table| {
            for (id, seen) in rows {
                let named = |key: &String| entities.get(entities.node(key)).name.replace('|', "/");
                table.put(&ThemeRow {
                    id,
                    label: seen.label,
                    parent: seen.parent,
                    n_documents: seen.n_documents,
                    strength: (1000.0 * seen.strength / seen.n_documents as f64).round() / 1000.0,
                    first: seen.first.map(|d| d.to_string()),
                    last: seen.last.map(|d| d.to_string()),
                    words: most_frequent(seen.words).join("|"),
                    entities: most_frequent(seen.entities).iter().map(named).collect::<Vec<_>>().join("|"),
                })?;
            }
            Ok(())
        })
    }
}

fn most_frequent(counts: BTreeMap<String, u64>) -> Vec<String> {
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.into_iter().take(SHOWN).map(|(text, _)| text).collect()
}

/// The themes of a document in one cell: `id=score` joined with `|`, strongest first.
pub(crate) fn cell(themes: &[PartTheme]) -> String {
    themes.iter().map(|t| format!("{}={:.2}", t.id, t.score)).collect::<Vec<_>>().join("|")
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
        "words": Text, "the words that show it most often, joined with |";
        "entities": Text, "the entities that most of those documents name, joined with |";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.id.as_str())
            .text(self.label.as_str())
            .text(self.parent.as_deref())
            .integer(i64::try_from(self.n_documents).unwrap_or(i64::MAX))
            .float(self.strength)
            .text(self.first.as_deref())
            .text(self.last.as_deref())
            .text(self.words.as_str())
            .text(self.entities.as_str());
    }
}
