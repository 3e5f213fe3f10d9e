//! `keyphrases.csv`: the phrases that say what the collection is about.

use crate::PipelineError;
use crate::part::{PartDocument, PartPhrase};
use crate::reduce::write_table;
use crate::run_folder::RunFolder;
use gazet_export::{Column, Record, Row, TableFormat, columns};
use gazet_graph::Date;
use std::collections::BTreeMap;

/// Phrases of a document that count for the collection.
const COUNTED: usize = 10;

/// Rows of the table.
const ROWS: usize = 1000;

/// Documents named as examples.
const EXAMPLES: usize = 3;

/// The keyphrases of a document in one cell: the `most` best, joined with `|`.
pub(crate) fn cell(phrases: &[PartPhrase], most: usize) -> String {
    phrases.iter().take(most).map(|p| p.text.replace('|', "/")).collect::<Vec<_>>().join("|")
}

#[derive(Default)]
struct Seen {
    texts: BTreeMap<String, u64>,
    n_documents: u64,
    n_places: u64,
    strength: f64,
    first: Option<Date>,
    last: Option<Date>,
    /// Documents that it says most about, the best first.
    best: Vec<(f64, String)>,
}

/// The keyphrases of a collection, document after document.
#[derive(Default)]
pub(crate) struct PhraseCounts {
    by_key: BTreeMap<u64, Seen>,
}

impl PhraseCounts {
    /// Adds a document, unless it repeats another.
    pub(crate) fn add(&mut self, document: &PartDocument) {
        if document.duplicate_of.is_some() {
            return;
        }
        let date = document.date.as_deref().and_then(Date::parse);
        let most = document.phrases.first().map_or(1.0, |p| p.score);
        for phrase in document.phrases.iter().take(COUNTED) {
            let seen = self.by_key.entry(phrase.key).or_default();
            let score = f64::from(phrase.score / most);
            *seen.texts.entry(phrase.text.clone()).or_default() += 1;
            seen.n_documents += 1;
            seen.n_places += u64::from(phrase.n_places);
            seen.strength += score;
            seen.first = seen.first.into_iter().chain(date).min();
            seen.last = seen.last.max(date);
            let at = seen.best.partition_point(|(other, _)| *other >= score);
            if at < EXAMPLES {
                seen.best.insert(at, (score, document.id.clone()));
                seen.best.truncate(EXAMPLES);
            }
        }
    }

    /// Writes the table, the strongest phrases first. In a collection of several documents, a phrase counts that is one
    /// of at least two.
    pub(crate) fn write(self, folder: &RunFolder, n_documents: u64) -> Result<(), PipelineError> {
        let fewest = if n_documents > 1 { 2 } else { 1 };
        let mut rows: Vec<(u64, Seen)> =
            self.by_key.into_iter().filter(|(_, seen)| seen.n_documents >= fewest).collect();
        rows.sort_by(|a, b| b.1.strength.total_cmp(&a.1.strength).then(a.0.cmp(&b.0)));
        rows.truncate(ROWS);
        write_table::<PhraseRow>(folder, "keyphrases", TableFormat::Csv, |table| {
            for (_, seen) in rows {
                let text = seen
                    .texts
                    .into_iter()
                    .fold((String::new(), 0), |best, next| if next.1 > best.1 { next } else { best });
                table.put(&PhraseRow {
                    phrase: text.0,
                    n_documents: seen.n_documents,
                    n_places: seen.n_places,
                    strength: (1000.0 * seen.strength).round() / 1000.0,
                    first: seen.first.map(|d| d.to_string()),
                    last: seen.last.map(|d| d.to_string()),
                    documents: seen.best.into_iter().map(|(_, id)| id).collect::<Vec<_>>().join("|"),
                })?;
            }
            Ok(())
        })
    }
}

/// One row of `keyphrases.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
struct PhraseRow {
    phrase: String,
    n_documents: u64,
    n_places: u64,
    strength: f64,
    first: Option<String>,
    last: Option<String>,
    documents: String,
}

impl Record for PhraseRow {
    const COLUMNS: &'static [Column] = columns! {
        "phrase": Text, "the phrase as most documents write it; inflected forms count as one";
        "n_documents": Integer, "documents of which it is one of the ten best phrases";
        "n_places": Integer, "places where it stands in those";
        "strength": Float, "sum over those documents of its score as a part of the score of their best phrase";
        "first": Text, "first date of those documents";
        "last": Text, "last date";
        "documents": Text, "ids of the documents that it says most about, joined with |";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(self.phrase.as_str())
            .integer(i64::try_from(self.n_documents).unwrap_or(i64::MAX))
            .integer(i64::try_from(self.n_places).unwrap_or(i64::MAX))
            .float(self.strength)
            .text(self.first.as_deref())
            .text(self.last.as_deref())
            .text(self.documents.as_str());
    }
}
