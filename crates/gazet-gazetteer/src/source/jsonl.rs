//! JSON lines with the fields of the CSV columns; `aliases` is an array or one string with `|` between.

use super::chunks::Chunk;
use super::csv_rows::problem;
use super::{RowFields, RowRef};
use crate::error::RowProblem;
use serde::Deserialize;

/// A number may stand as a number or as text.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
    #[default]
    Null,
}

impl Scalar {
    fn text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => number.to_string().into(),
            Self::Null => "".into(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Aliases {
    Text(String),
    List(Vec<String>),
}

impl Default for Aliases {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    #[serde(rename = "type")]
    entity_type: String,
    name: String,
    #[serde(default)]
    aliases: Aliases,
    #[serde(default)]
    country: Scalar,
    #[serde(default)]
    admin1: Scalar,
    #[serde(default)]
    lat: Scalar,
    #[serde(default)]
    lon: Scalar,
    #[serde(default)]
    population: Scalar,
    #[serde(default)]
    wikidata: Scalar,
    #[serde(default)]
    geonames: Scalar,
    #[serde(default)]
    start: Scalar,
    #[serde(default)]
    end: Scalar,
    #[serde(default)]
    policy: Scalar,
    #[serde(default)]
    notes: Scalar,
}

/// Calls `visit` with the rows that can be used; what is wrong goes to `problems`.
pub(crate) fn visit<E>(
    file: &str,
    chunk: &Chunk,
    problems: &mut Vec<RowProblem>,
    mut visit: impl FnMut(&RowRef<'_>) -> Result<(), E>,
) -> Result<(), E> {
    for (line, raw) in (chunk.line..).zip(chunk.bytes.split(|b| *b == b'\n')) {
        if raw.trim_ascii().is_empty() {
            continue;
        }
        let record: Record = match serde_json::from_slice(raw) {
            Ok(record) => record,
            Err(error) => {
                let message =
                    format!("not a row: {error}; write one object with id, type, name, aliases a line");
                problems.push(problem(file, line, None, "bad-json", message));
                continue;
            }
        };
        let aliases: Vec<&str> = match &record.aliases {
            Aliases::Text(text) if text.trim().is_empty() => Vec::new(),
            Aliases::Text(text) => text.split('|').collect(),
            Aliases::List(list) => list.iter().map(String::as_str).collect(),
        };
        let fields = RowFields {
            id: &record.id,
            entity_type: &record.entity_type,
            name: &record.name,
            aliases,
            country: &record.country.text(),
            admin1: &record.admin1.text(),
            lat: &record.lat.text(),
            lon: &record.lon.text(),
            population: &record.population.text(),
            wikidata: &record.wikidata.text(),
            geonames: &record.geonames.text(),
            start: &record.start.text(),
            end: &record.end.text(),
            policy: &record.policy.text(),
            notes: &record.notes.text(),
        };
        if let Some(row) = fields.check(file, line, problems) {
            visit(&row)?;
        }
    }
    Ok(())
}
