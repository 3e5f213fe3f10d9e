//! `keyphrases.csv`: the phrases that say what the collection is about.

use crate::PipelineError;
use crate::part::{PartDocument, PartPhrase};
use crate::reduce::write_table;
use crate::run_folder::RunFolder;
use gazet_export::{Column, Record, Row, TableFormat, columns};
use gazet_graph::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

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

/// Phrases that are held in memory; further ones send all of them to a temporary file.
const HELD: usize = 1 << 17;

/// More files than this are merged into one.
const FILES: usize = 64;

/// Units of strength that make up the score of a document's best phrase. Sums of integers do not depend on what was
/// held in memory together.
const UNITS: f64 = (1u64 << 30) as f64;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Seen {
    texts: Vec<(String, u64)>,
    n_documents: u64,
    n_places: u64,
    strength: u64,
    /// First and last date.
    dates: Option<(u32, u32)>,
    /// Documents that it says most about, the best first.
    best: Vec<(f32, String)>,
}

impl Seen {
    fn add_text(&mut self, text: &str, n: u64) {
        match self.texts.iter_mut().find(|(known, _)| known == text) {
            Some((_, count)) => *count += n,
            None => self.texts.push((text.to_owned(), n)),
        }
    }

    fn add_dates(&mut self, dates: Option<(u32, u32)>) {
        self.dates = match (self.dates, dates) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
    }

    fn add_example(&mut self, score: f32, document: &str) {
        let at = self.best.partition_point(|(other, _)| *other >= score);
        if at < EXAMPLES {
            self.best.insert(at, (score, document.to_owned()));
            self.best.truncate(EXAMPLES);
        }
    }

    /// Adds what was seen in later documents.
    fn merge(&mut self, later: &Self) {
        later.texts.iter().for_each(|(text, n)| self.add_text(text, *n));
        self.n_documents += later.n_documents;
        self.n_places += later.n_places;
        self.strength += later.strength;
        self.add_dates(later.dates);
        later.best.iter().for_each(|(score, document)| self.add_example(*score, document));
    }

    /// The text of most documents; of equals the first in the alphabet.
    fn text(&self) -> &str {
        let best = self.texts.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        best.map_or("", |(text, _)| text)
    }
}

/// The keyphrases of a collection, document after document. Those that memory does not hold lie in temporary files.
#[derive(Debug)]
pub(crate) struct PhraseCounts {
    by_key: FxHashMap<u64, Seen>,
    held: usize,
    files: Vec<File>,
}

impl Default for PhraseCounts {
    fn default() -> Self {
        Self { by_key: FxHashMap::default(), held: HELD, files: Vec::new() }
    }
}

impl PhraseCounts {
    /// Adds a document, unless it repeats another. Documents must come in order.
    pub(crate) fn add(&mut self, document: &PartDocument) -> Result<(), PipelineError> {
        if document.duplicate_of.is_some() {
            return Ok(());
        }
        let date = document.date.as_deref().and_then(Date::parse);
        let most = document.phrases.first().map_or(1.0, |p| p.score);
        for phrase in document.phrases.iter().take(COUNTED) {
            if self.by_key.len() >= self.held && !self.by_key.contains_key(&phrase.key) {
                self.spill().map_err(PipelineError::temporary)?;
            }
            let seen = self.by_key.entry(phrase.key).or_default();
            let score = phrase.score / most;
            seen.add_text(&phrase.text, 1);
            seen.n_documents += 1;
            seen.n_places += u64::from(phrase.n_places);
            seen.strength += (f64::from(score) * UNITS).round() as u64;
            seen.add_dates(date.map(|date| (date.0, date.0)));
            seen.add_example(score, &document.id);
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut all: Vec<(u64, Seen)> = self.by_key.drain().collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        self.files.push(stored(all.into_iter().map(Ok))?);
        if self.files.len() >= FILES {
            let merged = Merged::new(std::mem::take(&mut self.files))?;
            self.files.push(stored(merged)?);
        }
        Ok(())
    }

    /// The strongest phrases, in order.
    fn strongest(mut self, fewest: u64) -> io::Result<Vec<(u64, Seen)>> {
        let mut rows: Vec<(u64, Seen)> = Vec::new();
        let cut = |rows: &mut Vec<(u64, Seen)>| {
            rows.sort_unstable_by(|a, b| b.1.strength.cmp(&a.1.strength).then(a.0.cmp(&b.0)));
            rows.truncate(ROWS);
        };
        if !self.files.is_empty() {
            self.spill()?;
        }
        let held = self.by_key.into_iter().map(Ok);
        for next in held.chain(Merged::new(self.files)?) {
            let (key, seen) = next?;
            if seen.n_documents >= fewest {
                rows.push((key, seen));
            }
            if rows.len() >= 4 * ROWS {
                cut(&mut rows);
            }
        }
        cut(&mut rows);
        Ok(rows)
    }

    /// Writes the table, the strongest phrases first. In a collection of several documents, a phrase counts that is one
    /// of at least two.
    pub(crate) fn write(self, folder: &RunFolder, n_documents: u64) -> Result<(), PipelineError> {
        let rows = self.strongest(if n_documents > 1 { 2 } else { 1 }).map_err(PipelineError::temporary)?;
        write_table::<PhraseRow>(folder, "keyphrases", TableFormat::Csv, |table| {
            for (_, seen) in rows {
                table.put(&PhraseRow {
                    phrase: seen.text().to_owned(),
                    n_documents: seen.n_documents,
                    n_places: seen.n_places,
                    strength: (1000.0 * seen.strength as f64 / UNITS).round() / 1000.0,
                    first: seen.dates.map(|(first, _)| Date(first).to_string()),
                    last: seen.dates.map(|(_, last)| Date(last).to_string()),
                    documents: seen.best.into_iter().map(|(_, id)| id).collect::<Vec<_>>().join("|"),
                })?;
            }
            Ok(())
        })
    }
}

/// Writes phrases, sorted by key, to a temporary file: the length of each record (u32, little-endian), and the record.
fn stored(phrases: impl Iterator<Item = io::Result<(u64, Seen)>>) -> io::Result<File> {
    let mut output = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
    for phrase in phrases {
        let record = postcard::to_stdvec(&phrase?).map_err(io::Error::other)?;
        output.write_all(&u32::try_from(record.len()).map_err(io::Error::other)?.to_le_bytes())?;
        output.write_all(&record)?;
    }
    output.into_inner().map_err(io::IntoInnerError::into_error)
}

/// The phrases of several files, by key; those of one key as one, earlier files first.
struct Merged {
    files: Vec<BufReader<File>>,
    heads: Vec<Option<Seen>>,
    order: BinaryHeap<Reverse<(u64, usize)>>,
}

impl Merged {
    fn new(files: Vec<File>) -> io::Result<Self> {
        let heads = vec![None; files.len()];
        let mut merged = Self { files: Vec::new(), heads, order: BinaryHeap::new() };
        for (index, mut file) in files.into_iter().enumerate() {
            file.seek(SeekFrom::Start(0))?;
            merged.files.push(BufReader::with_capacity(1 << 16, file));
            merged.advance(index)?;
        }
        Ok(merged)
    }

    fn advance(&mut self, file: usize) -> io::Result<()> {
        let input = &mut self.files[file];
        if input.fill_buf()?.is_empty() {
            return Ok(());
        }
        let mut length = [0; 4];
        input.read_exact(&mut length)?;
        let mut record = vec![0; u32::from_le_bytes(length) as usize];
        input.read_exact(&mut record)?;
        let (key, seen): (u64, Seen) = postcard::from_bytes(&record).map_err(io::Error::other)?;
        self.heads[file] = Some(seen);
        self.order.push(Reverse((key, file)));
        Ok(())
    }

    fn take(&mut self) -> io::Result<Option<(u64, Seen)>> {
        let mut first: Option<(u64, Seen)> = None;
        while let Some(&Reverse((key, file))) = self.order.peek()
            && first.as_ref().is_none_or(|(of, _)| *of == key)
        {
            self.order.pop();
            let seen = self.heads[file].take().unwrap_or_default();
            self.advance(file)?;
            match &mut first {
                Some((_, all)) => all.merge(&seen),
                None => first = Some((key, seen)),
            }
        }
        Ok(first)
    }
}

impl Iterator for Merged {
    type Item = io::Result<(u64, Seen)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take().transpose()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_memory_holds_does_not_matter() {
        let document = |number: u64| {
            let phrase = |i: u64| PartPhrase {
                text: format!(
                    "phrase {} {}",
                    (number * 7 + i * i) % 50,
                    if number.is_multiple_of(3) { "x" } else { "X" }
                ),
                start: 0,
                end: 1,
                key: (number * 7 + i * i) % 50,
                score: 1.0 / (1.0 + ((number + 3 * i) % 11) as f32),
                n_places: 1 + i as u32,
            };
            PartDocument {
                id: format!("d{number}"),
                date: Some(format!("2024-01-{:02}", 1 + number % 28)),
                phrases: (0..12).map(phrase).collect(),
                ..PartDocument::default()
            }
        };
        let counted = |held: usize| {
            let mut counts = PhraseCounts { held, ..PhraseCounts::default() };
            (0..400).for_each(|number| counts.add(&document(number)).unwrap());
            let n_files = counts.files.len();
            let mut rows = counts.strongest(2).unwrap();
            rows.iter_mut().for_each(|(_, seen)| seen.texts.sort());
            (n_files, rows)
        };
        let (free, bounded) = (counted(usize::MAX), counted(17));
        assert_eq!(free.0, 0);
        assert!((2..FILES).contains(&bounded.0), "files are merged when there are many: {}", bounded.0);
        assert_eq!(free.1.len(), 50);
        assert!(free.1 == bounded.1);
    }
}
