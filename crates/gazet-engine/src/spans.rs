//! Names that another recognizer found, read from a file.

use crate::EngineError;
use gazet_core::{EntityType, Span};
use gazet_resolver::ExternalSpan;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a span without a score counts for.
const DEFAULT_SCORE: f32 = 0.8;

/// Spans from outside, by document. Held in memory: about 16 bytes a span and the ids of the documents.
#[derive(Debug)]
pub struct ExternalSpans {
    documents: Vec<DocumentSpans>,
    by_id: FxHashMap<String, usize>,
    n_spans: u64,
    n_other_types: u64,
    fingerprint: u64,
}

#[derive(Debug)]
struct DocumentSpans {
    id: String,
    spans: Vec<Given>,
    used: AtomicBool,
}

/// A span as the file gives it.
#[derive(Clone, Copy, Debug)]
struct Given {
    start: u32,
    end: u32,
    score: f32,
    entity_type: EntityType,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Bytes,
    CodePoints,
}

#[derive(Deserialize)]
struct Record {
    id: serde_json::Value,
    #[serde(alias = "mentions", alias = "entities")]
    spans: Vec<SpanRecord>,
}

#[derive(Deserialize)]
struct SpanRecord {
    start: Option<u32>,
    end: Option<u32>,
    cstart: Option<u32>,
    cend: Option<u32>,
    #[serde(rename = "type", alias = "label")]
    entity_type: String,
    score: Option<f32>,
}

impl ExternalSpans {
    /// Reads JSON lines `{"id","spans":[{"start","end","type","score"}]}`: `start` and `end` in bytes of the UTF-8
    /// text, or `cstart` and `cend` in code points; ends exclusive. The output of `gazet mentions` and gold files
    /// (`mentions`, `entities` instead of `spans`) are read as well, and so are the types of common recognizers
    /// (`PER`, `PERSON`, `LOC`, `GPE`, `FAC`, `ORG`); spans of other types are counted and left out. A span without
    /// a score has 0.8. Lines of one id add up.
    ///
    /// # Errors
    /// If the file cannot be read, or a line is malformed.
    pub fn read(path: &Path) -> Result<Self, EngineError> {
        let bytes =
            std::fs::read(path).map_err(|source| EngineError::ReadSpans { path: path.to_owned(), source })?;
        let mut spans = Self {
            documents: Vec::new(),
            by_id: FxHashMap::default(),
            n_spans: 0,
            n_other_types: 0,
            fingerprint: fingerprint(&bytes),
        };
        for (line, number) in bytes.split(|&b| b == b'\n').zip(1u64..) {
            if line.trim_ascii().is_empty() {
                continue;
            }
            spans.add(line).map_err(|message| EngineError::BadSpans {
                path: path.to_owned(),
                line: number,
                message,
            })?;
        }
        Ok(spans)
    }

    fn add(&mut self, line: &[u8]) -> Result<(), String> {
        let record: Record = serde_json::from_slice(line).map_err(|e| e.to_string())?;
        let id = document_id(&record.id).ok_or_else(|| format!("the id {} is no text", record.id))?;
        let index = *self.by_id.entry(id).or_insert_with_key(|id| {
            self.documents.push(DocumentSpans {
                id: id.clone(),
                spans: Vec::new(),
                used: AtomicBool::new(false),
            });
            self.documents.len() - 1
        });
        for span in record.spans {
            let Some(entity_type) = entity_type(&span.entity_type) else {
                self.n_other_types += 1;
                continue;
            };
            let (start, end, unit) = match (span.start, span.end, span.cstart, span.cend) {
                (Some(start), Some(end), _, _) => (start, end, Unit::Bytes),
                (_, _, Some(start), Some(end)) => (start, end, Unit::CodePoints),
                _ => return Err("a span has neither start and end nor cstart and cend".to_owned()),
            };
            let score = span.score.unwrap_or(DEFAULT_SCORE);
            if start >= end || !(0.0..=1.0).contains(&score) {
                return Err(format!("the span {start}..{end} with score {score} is empty or not in [0, 1]"));
            }
            self.documents[index].spans.push(Given { start, end, score, entity_type, unit });
            self.n_spans += 1;
        }
        Ok(())
    }

    /// Number of spans.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.n_spans
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.n_spans == 0
    }

    /// Number of spans left out, since their type is none of ours.
    #[must_use]
    pub const fn n_other_types(&self) -> u64 {
        self.n_other_types
    }

    /// Documents that were not asked for since the file was read, in the file's order: most likely ids that the
    /// collection does not know.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().filter(|d| !d.used.load(Ordering::Relaxed)).map(|d| d.id.as_str())
    }

    /// Says that the document is part of the collection, without asking for its spans.
    pub fn mark_used(&self, document: &str) {
        if let Some(&index) = self.by_id.get(document) {
            self.documents[index].used.store(true, Ordering::Relaxed);
        }
    }

    /// A number that stands for the content of the file.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The spans of a document, in bytes of its text. Returns how many do not lie in it on character boundaries.
    pub(crate) fn of(&self, document: &str, text: &str, out: &mut Vec<ExternalSpan>) -> u32 {
        out.clear();
        let Some(&index) = self.by_id.get(document) else { return 0 };
        let document = &self.documents[index];
        document.used.store(true, Ordering::Relaxed);
        let mut bad = 0;
        let mut bytes = ByteOffsets::default();
        for given in &document.spans {
            let ends = match given.unit {
                Unit::Bytes => Some((given.start, given.end)),
                Unit::CodePoints => bytes.of(text, given.start).zip(bytes.of(text, given.end)),
            };
            match ends.filter(|&(start, end)| text.get(start as usize..end as usize).is_some()) {
                Some((start, end)) => out.push(ExternalSpan {
                    span: Span::new(start, end),
                    entity_type: given.entity_type,
                    score: given.score,
                }),
                None => bad += 1,
            }
        }
        bad
    }
}

/// The id of a record as documents bear it: a text as it stands, a number as it is written.
fn document_id(id: &serde_json::Value) -> Option<String> {
    match id {
        serde_json::Value::String(id) => Some(id.clone()),
        serde_json::Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn entity_type(name: &str) -> Option<EntityType> {
    name.parse().ok().or(match name {
        "PERSON" => Some(EntityType::Person),
        "GPE" | "FAC" | "LOCATION" => Some(EntityType::Place),
        "ORGANIZATION" => Some(EntityType::Organization),
        _ => None,
    })
}

/// Bytes before a number of code points. Cheap when the numbers ascend.
#[derive(Default)]
struct ByteOffsets {
    byte: usize,
    code_points: u32,
}

impl ByteOffsets {
    /// `None` past the end.
    fn of(&mut self, text: &str, code_points: u32) -> Option<u32> {
        if code_points < self.code_points {
            *self = Self::default();
        }
        let ahead = (code_points - self.code_points) as usize;
        let rest = &text[self.byte..];
        let step = match rest.char_indices().nth(ahead) {
            Some((step, _)) => step,
            None if rest.chars().count() == ahead => rest.len(),
            None => return None,
        };
        (self.byte, self.code_points) = (self.byte + step, code_points);
        u32::try_from(self.byte).ok()
    }
}

fn fingerprint(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &str) -> Result<ExternalSpans, EngineError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        ExternalSpans::read(file.path())
    }

    fn surfaces<'t>(spans: &ExternalSpans, id: &str, text: &'t str) -> (Vec<&'t str>, u32) {
        let mut out = Vec::new();
        let bad = spans.of(id, text, &mut out);
        (out.iter().map(|s| s.span.of(text)).collect(), bad)
    }

    #[test]
    fn bytes_and_code_points_meet() {
        let spans = read(concat!(
            "{\"id\":\"a\",\"spans\":[{\"start\":0,\"end\":4,\"type\":\"PER\"}]}\n\n",
            "{\"id\":7,\"mentions\":[{\"cstart\":4,\"cend\":7,\"label\":\"GPE\",\"score\":1},",
            "{\"cstart\":0,\"cend\":3,\"type\":\"person\"}, {\"start\":0,\"end\":2,\"type\":\"DATE\"}]}\n",
        ))
        .unwrap();
        assert_eq!((spans.len(), spans.n_other_types()), (3, 1));
        assert_eq!(surfaces(&spans, "a", "Zoé left"), (vec!["Zoé"], 0));
        assert_eq!(spans.unused().collect::<Vec<_>>(), ["7"]);
        assert_eq!(surfaces(&spans, "7", "Zoé Übü"), (vec!["Übü", "Zoé"], 0));
        assert_eq!(spans.unused().count(), 0);
        assert_eq!(surfaces(&spans, "b", "Zoé"), (vec![], 0));
    }

    #[test]
    fn spans_that_lie_outside_are_counted() {
        let spans = read(concat!(
            "{\"id\":\"a\",\"spans\":[{\"start\":0,\"end\":3,\"type\":\"PER\"},",
            "{\"start\":0,\"end\":30,\"type\":\"PER\"},{\"cstart\":0,\"cend\":4,\"type\":\"PER\"}]}",
        ))
        .unwrap();
        assert_eq!(surfaces(&spans, "a", "Zoé"), (vec![], 3));
    }

    #[test]
    fn bad_lines_are_named() {
        for (text, what) in [
            ("{\"id\":\"a\",\"spans\":[]}\nnonsense", ":2: "),
            ("{\"id\":[],\"spans\":[]}", "the id [] is no text"),
            ("{\"id\":\"a\",\"spans\":[{\"start\":3,\"end\":3,\"type\":\"PER\"}]}", "3..3"),
            ("{\"id\":\"a\",\"spans\":[{\"start\":3,\"type\":\"PER\"}]}", "neither start and end"),
            ("{\"id\":\"a\",\"spans\":[{\"start\":3,\"end\":4,\"type\":\"PER\",\"score\":2}]}", "score 2"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
    }
}
