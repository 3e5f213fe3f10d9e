//! Gold documents: texts with their names marked.

use gazet_core::{EntityType, Span};
use serde::Deserialize;
use std::io::BufRead;

/// One gold name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoldEntity {
    /// Bytes of the text.
    pub span: Span,
    /// Its type.
    pub entity_type: EntityType,
}

/// A text with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldDocument {
    /// Id of the document in its set.
    pub id: String,
    /// The raw text.
    pub text: String,
    /// Its names, in order of offsets.
    pub entities: Vec<GoldEntity>,
}

/// A named set of gold documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    /// Short name, for reports.
    pub name: String,
    /// Licence and attribution, for the model card.
    pub licence: String,
    /// Whether names may be unmarked: what looks like one with certainty then teaches nothing. `false` as read.
    pub partial: bool,
    /// The documents.
    pub documents: Vec<GoldDocument>,
}

/// Gold data that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// Reading failed.
    #[error("cannot read the corpus `{corpus}`: {source}")]
    Read {
        /// The corpus.
        corpus: String,
        /// What the reader said.
        source: std::io::Error,
    },
    /// A line is not a document.
    #[error(
        "{corpus}:{line}: {message}; write one object a line: {{\"id\",\"text\",\"entities\":[{{\"start\",\"end\",\"type\"}}]}} with byte offsets"
    )]
    Line {
        /// The corpus.
        corpus: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    entities: Vec<EntityRecord>,
}

#[derive(Deserialize)]
struct EntityRecord {
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    entity_type: String,
}

impl Corpus {
    /// Reads JSON lines: `{"id","text","entities":[{"start","end","type"}]}`, `start` and `end` in bytes, end
    /// exclusive, `type` one of `PER`, `LOC`, `ORG` (or `person`, `place`, `organization`). Entities of other types
    /// are left out; further fields are passed over.
    ///
    /// # Errors
    /// When reading fails or a line is malformed.
    pub fn read(name: &str, licence: &str, reader: impl BufRead) -> Result<Self, CorpusError> {
        let mut documents = Vec::new();
        for (n, line) in reader.lines().enumerate() {
            let line = line.map_err(|source| CorpusError::Read { corpus: name.to_owned(), source })?;
            if line.trim().is_empty() {
                continue;
            }
            let error = |message| CorpusError::Line { corpus: name.to_owned(), line: n + 1, message };
            let record: Record = serde_json::from_str(&line).map_err(|e| error(e.to_string()))?;
            documents.push(document(record).map_err(error)?);
        }
        Ok(Self { name: name.to_owned(), licence: licence.to_owned(), partial: false, documents })
    }

    /// Number of names.
    #[must_use]
    pub fn n_entities(&self) -> usize {
        self.documents.iter().map(|d| d.entities.len()).sum()
    }
}

fn document(record: Record) -> Result<GoldDocument, String> {
    let mut entities = Vec::with_capacity(record.entities.len());
    for e in record.entities {
        let inside = e.start < e.end && record.text.get(e.start as usize..e.end as usize).is_some();
        if !inside {
            return Err(format!(
                "the name at bytes {}..{} does not lie in the {} bytes of `{}` on character boundaries",
                e.start,
                e.end,
                record.text.len(),
                record.id
            ));
        }
        if let Ok(entity_type) = e.entity_type.parse() {
            entities.push(GoldEntity { span: Span::new(e.start, e.end), entity_type });
        }
    }
    entities.sort_unstable();
    entities.dedup();
    Ok(GoldDocument { id: record.id, text: record.text, entities })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_their_errors() {
        let good = r#"{"id":"a","text":"Café Rio","entities":[{"start":6,"end":9,"cstart":5,"type":"LOC"},{"start":0,"end":5,"type":"MISC"}]}"#;
        let corpus = Corpus::read("x", "", good.as_bytes()).unwrap();
        assert_eq!(corpus.n_entities(), 1);
        assert_eq!(corpus.documents[0].entities[0].span.of(&corpus.documents[0].text), "Rio");
        for (bad, part) in [
            (r#"{"id":"a","text":"Café","entities":[{"start":0,"end":4,"type":"LOC"}]}"#, "0..4"),
            (r#"{"id":"a","text":"Caf","entities":[{"start":2,"end":2,"type":"LOC"}]}"#, "2..2"),
            (r#"{"id":"a","text":"Caf"}"#, "entities"),
        ] {
            let error = Corpus::read("x", "", format!("{good}\n{bad}").as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("x:2: ") && error.contains(part), "{error}");
        }
    }
}
