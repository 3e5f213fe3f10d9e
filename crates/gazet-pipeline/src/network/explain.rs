//! The sentences behind an edge: every place of a run where two entities are named together.

use crate::PipelineError;
use crate::part::PartDocument;
use crate::reduce::for_each_document;
use crate::review;
use crate::run_folder::RunFolder;
use gazet_export::{Field, TableFormat, read_table};
use gazet_graph::{Date, Window};
use std::collections::BTreeMap;
use std::fs::File;

/// Longest stretch that is shown whole, in bytes; of a longer one, the two sentences at its ends are.
const MAX_STRETCH_BYTES: usize = 600;

/// An entity of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntity {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub entity_type: String,
    /// Documents that name it.
    pub n_documents: u64,
}

/// A mention of one of the two entities in the text of a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which entity: 0 or 1.
    pub entity: usize,
    /// First byte in the document's text.
    pub start_byte: usize,
    /// First byte behind the mention.
    pub end_byte: usize,
}

/// A stretch of a document's text with the mentions in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The text as it stands in the document.
    pub text: String,
    /// Its first byte in the document's text.
    pub start_byte: usize,
    /// Mentions of the two in it, in text order.
    pub marks: Vec<Mark>,
}

/// A place where both are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Id of the document.
    pub document: String,
    /// Its title.
    pub title: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// The narrowest window that holds both.
    pub window: Window,
    /// The closest pair of mentions: one of each entity.
    pub closest: [Mark; 2],
    /// The text: one stretch, or two where the mentions stand far from each other.
    pub stretches: Vec<Stretch>,
}

/// What is known of two entities together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeExplained {
    /// The two.
    pub entities: [NamedEntity; 2],
    /// Windows of each kind that the text itself gives that hold both, narrow to wide: sentences, paragraphs, items,
    /// documents. As in `edges.csv`.
    pub n_windows: [u64; 4],
    /// How many places there are; [`EdgeExplained::places`] may hold fewer.
    pub n_places: usize,
    /// The places: narrow windows first, then one of each document before a second one of any, then by date.
    pub places: Vec<Place>,
}

/// Finds every place of a run where two entities, given by name or key, are named together; the text of the first
/// `most`.
///
/// Reads `entities.csv` and the mentions table, so that what counts is what the network counted.
///
/// # Errors
/// If a name is nobody's or several entities', or a file of the run cannot be read.
pub fn explain_edge(
    folder: &RunFolder,
    names: [&str; 2],
    most: Option<usize>,
) -> Result<EdgeExplained, PipelineError> {
    let entities = [find_entity(folder, names[0])?, find_entity(folder, names[1])?];
    if entities[0].key == entities[1].key {
        return Err(PipelineError::SameEntity { key: entities[0].key.clone() });
    }
    let mut n_windows = [0; 4];
    let mut found = Vec::new();
    for document in shared_documents(folder, [&entities[0].key, &entities[1].key])? {
        document.places(&mut n_windows, &mut found);
    }
    let n_places = found.len();
    let mut places = texts(folder, found)?;
    places.truncate(most.unwrap_or(usize::MAX));
    Ok(EdgeExplained { entities, n_windows, n_places, places })
}

/// The one entity of a run with this key, else name, else spelling.
pub(super) fn find_entity(folder: &RunFolder, wanted: &str) -> Result<NamedEntity, PipelineError> {
    let folded = wanted.to_lowercase();
    let mut fitting: [Vec<NamedEntity>; 3] = Default::default();
    let columns = ["id", "name", "type", "n_documents", "aliases_seen"];
    read(folder, "entities", &[TableFormat::Csv], &columns, |row| {
        let (Some(key), Some(name)) = (row[0].text(), row[1].text()) else { return };
        let aliases = row[4].text().unwrap_or_default();
        let how = if key == wanted {
            0
        } else if name.to_lowercase() == folded {
            1
        } else if aliases.split('|').any(|alias| alias.to_lowercase() == folded) {
            2
        } else {
            return;
        };
        fitting[how].push(NamedEntity {
            key: key.to_owned(),
            name: name.to_owned(),
            entity_type: row[2].text().unwrap_or_default().to_owned(),
            n_documents: row[3].integer().and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
        });
    })?;
    match fitting.into_iter().find(|entities| !entities.is_empty()) {
        None => Err(PipelineError::NoSuchEntity { name: wanted.to_owned() }),
        Some(mut entities) if entities.len() == 1 => Ok(entities.remove(0)),
        Some(choices) => Err(PipelineError::AmbiguousEntity { name: wanted.to_owned(), choices }),
    }
}

/// Reads columns of a table of the run, in the first of `formats` that lies there.
pub(super) fn read(
    folder: &RunFolder,
    table: &str,
    formats: &[TableFormat],
    columns: &[&str],
    visit: impl FnMut(&[Field<'_>]),
) -> Result<(), PipelineError> {
    let Some(&format) = formats.iter().find(|&&format| folder.table(table, format).exists()) else {
        let missing = match table {
            "entities" => "entities.csv",
            review::MERGED => "review/merged.csv",
            _ => "mentions table",
        };
        return Err(PipelineError::NoNetwork { path: folder.path().to_owned(), missing });
    };
    let path = folder.table(table, format);
    let file = File::open(&path).map_err(PipelineError::io("open", &path))?;
    read_table(format, file, columns, visit).map_err(|source| PipelineError::ReadTable { path, source })
}

/// A mention of one of the two, as the mentions table has it.
#[derive(Clone, Copy)]
struct At {
    mark: Mark,
    // By `Window::index`: sentence, paragraph, item; the document is always 0.
    units: [u32; 4],
}

struct Shared {
    document: String,
    mentions: Vec<At>,
}

/// The documents that name both, in the order of the collection.
fn shared_documents(folder: &RunFolder, keys: [&str; 2]) -> Result<Vec<Shared>, PipelineError> {
    let mut documents: Vec<Shared> = Vec::new();
    let both = |document: &Shared| (0..2).all(|e| document.mentions.iter().any(|at| at.mark.entity == e));
    let formats = [TableFormat::Parquet, TableFormat::Jsonl, TableFormat::Csv];
    let columns = ["entity", "kind", "document", "start_byte", "end_byte", "sentence", "paragraph", "item"];
    read(folder, "mentions", &formats, &columns, |row| {
        let Some(entity) = keys.iter().position(|key| row[0].text() == Some(*key)) else { return };
        if row[1].text() != Some("name") {
            return;
        }
        let Some(document) = row[2].text() else { return };
        let number = |at: usize| row[at].integer().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let unit = |at: usize| u32::try_from(number(at)).unwrap_or(u32::MAX);
        let at = At {
            mark: Mark { entity, start_byte: number(3), end_byte: number(4) },
            units: [unit(5), unit(6), unit(7), 0],
        };
        match documents.last_mut() {
            Some(last) if last.document == document => last.mentions.push(at),
            last => {
                // Rows come document by document: one that names a single one of them can go.
                if last.is_some_and(|last| !both(last)) {
                    documents.pop();
                }
                documents.push(Shared { document: document.to_owned(), mentions: vec![at] });
            }
        }
    })?;
    documents.retain(both);
    Ok(documents)
}

/// A place before its text is known.
struct Found {
    document: String,
    window: Window,
    nth: usize,
    closest: [At; 2],
    mentions: Vec<Mark>,
}

impl Shared {
    /// Adds the places of a document: one for each unit of the narrowest window that holds both.
    fn places(self, n_windows: &mut [u64; 4], found: &mut Vec<Found>) {
        let marks: Vec<Mark> = self.mentions.iter().map(|at| at.mark).collect();
        let mut shown = false;
        for window in [Window::Sentence, Window::Paragraph, Window::Item, Window::Document] {
            let mut units: BTreeMap<u32, [Vec<At>; 2]> = BTreeMap::new();
            for at in &self.mentions {
                units.entry(at.units[window.index()]).or_default()[at.mark.entity].push(*at);
            }
            let shared = units.into_values().filter(|both| both.iter().all(|of| !of.is_empty()));
            let mut n = 0;
            for both in shared {
                if !shown {
                    found.push(Found {
                        document: self.document.clone(),
                        window,
                        nth: n,
                        closest: closest(&both),
                        mentions: marks.clone(),
                    });
                }
                n += 1;
            }
            n_windows[window.index()] += n as u64;
            shown |= n > 0;
        }
    }
}

/// The mentions, one of each entity, that stand closest to each other; the first such pair in text order.
fn closest(both: &[Vec<At>; 2]) -> [At; 2] {
    let pairs = both[0].iter().flat_map(|a| both[1].iter().map(move |b| [*a, *b]));
    let gap = |[a, b]: &[At; 2]| {
        let (a, b) = (a.mark, b.mark);
        if a.start_byte < b.start_byte {
            b.start_byte.saturating_sub(a.end_byte)
        } else {
            a.start_byte.saturating_sub(b.end_byte)
        }
    };
    pairs.min_by_key(gap).expect("both are named in the unit")
}

/// Fetches texts, titles and dates, and puts the places in their final order.
fn texts(folder: &RunFolder, found: Vec<Found>) -> Result<Vec<Place>, PipelineError> {
    let mut wanted: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for place in found {
        wanted.entry(place.document.clone()).or_default().push(place);
    }
    let mut places = Vec::new();
    for_each_document(folder, |document| {
        for found in wanted.remove(&document.id).into_iter().flatten() {
            places.push((found.nth, place(document, &found)));
        }
        Ok(())
    })?;
    // Undated documents last.
    let date = |place: &Place| place.date.as_deref().and_then(Date::parse).map_or(u32::MAX, |date| date.0);
    places.sort_by(|(m, a), (n, b)| {
        (a.window, m, date(a), &a.document).cmp(&(b.window, n, date(b), &b.document))
    });
    Ok(places.into_iter().map(|(_, place)| place).collect())
}

fn place(document: &PartDocument, found: &Found) -> Place {
    let sentences = found.closest.map(|at| at.units[Window::Sentence.index()] as usize);
    let (first, last) = (sentences[0].min(sentences[1]), sentences[0].max(sentences[1]));
    let bounds = |index: usize| {
        // The tables and the parts of a run are of one extraction.
        let whole = (0, u32::try_from(document.text.len()).unwrap_or(u32::MAX));
        let (start, end) = document.sentences.get(index).copied().unwrap_or(whole);
        (start as usize, end as usize)
    };
    let (start, end) = (bounds(first).0, bounds(last).1);
    let ranges = if first == last || end - start <= MAX_STRETCH_BYTES {
        vec![(start, end)]
    } else {
        vec![bounds(first), bounds(last)]
    };
    let stretches = ranges
        .into_iter()
        .map(|(start, end)| {
            let mut marks: Vec<Mark> = found
                .mentions
                .iter()
                .copied()
                .filter(|mark| mark.start_byte >= start && mark.end_byte <= end)
                .collect();
            marks.sort_unstable_by_key(|mark| mark.start_byte);
            Stretch { text: document.text[start..end].to_owned(), start_byte: start, marks }
        })
        .collect();
    Place {
        document: document.id.clone(),
        title: document.title.clone(),
        date: document.date.clone(),
        window: found.window,
        closest: found.closest.map(|at| at.mark),
        stretches,
    }
}
