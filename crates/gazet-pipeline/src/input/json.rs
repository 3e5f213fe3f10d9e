//! One JSON line to one document.

use super::options::{Record, RecordFields};
use crate::Failure;
use crate::failure::Outcome;
use gazet_core::Document;
use serde_json::Value;

/// Reads one record. Fields named `title`, `date`, `source`, `author`, `language`, `url` and `duplicate_of`
/// become metadata, the others are carried along: lists and objects as JSON.
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
    let mut record = Record::default();
    for (key, value) in object {
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text,
            other => other.to_string(),
        };
        record.put(&fields.slot(&key), value);
    }
    let text = record.text.ok_or_else(|| {
        failed("no-text", format!("the record has no text field `{}`", fields.text))
            .help("name the field that holds the text with --text-field")
    })?;
    let id = record.id.unwrap_or_else(|| id.to_owned());
    if text.is_empty() {
        return Err(Failure::new(&id, Outcome::Skipped, "empty", "the text is empty"));
    }
    Ok(Document { id, text, metadata: record.metadata })
}
