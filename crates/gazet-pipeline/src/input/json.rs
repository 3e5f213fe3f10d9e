//! One JSON line to one document.

use crate::Failure;
use crate::failure::Outcome;
use gazet_core::{Document, Metadata};
use serde_json::Value;

/// Which fields of a record hold what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFields {
    /// The text. Default `text`.
    pub text: String,
    /// The id. Default `id`; records without one are named by their line.
    pub id: String,
}

impl Default for RecordFields {
    fn default() -> Self {
        Self { text: "text".to_owned(), id: "id".to_owned() }
    }
}

/// Reads one record. Fields named `title`, `date`, `source`, `author`, `language`, `url` and `duplicate_of`
/// become metadata, other texts and numbers are carried along.
///
/// # Errors
/// If the line is no JSON object or has no text.
pub(crate) fn document(id: &str, line: &str, fields: &RecordFields) -> Result<Document, Failure> {
    let failed = |code, message: String| Failure::new(id, Outcome::Failed, code, message);
    let value: Value = serde_json::from_str(line)
        .map_err(|e| failed("json", format!("not JSON: {e}")).help("one JSON object a line is expected"))?;
    let Value::Object(object) = value else {
        return Err(failed("json", "not a JSON object".to_owned()).help("one JSON object a line is expected"));
    };
    let mut metadata = Metadata::default();
    let mut text = None;
    let mut named = None;
    for (key, value) in object {
        let value = match value {
            Value::String(s) => s,
            Value::Number(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => continue,
        };
        if key == fields.text {
            text = Some(value);
            continue;
        }
        if key == fields.id {
            named = Some(value);
            continue;
        }
        match key.as_str() {
            "title" => metadata.title = Some(value),
            "date" => metadata.date = Some(value),
            "source" => metadata.source = Some(value),
            "author" => metadata.author = Some(value),
            "language" => metadata.language = Some(value),
            "url" => metadata.url = Some(value),
            "duplicate_of" => metadata.duplicate_of = Some(value),
            _ => {
                metadata.extra.insert(key, value);
            }
        }
    }
    let text = text.ok_or_else(|| {
        failed("no-text", format!("the record has no text field `{}`", fields.text))
            .help("name the field that holds the text with --text-field")
    })?;
    Ok(Document { id: named.unwrap_or_else(|| id.to_owned()), text, metadata })
}
