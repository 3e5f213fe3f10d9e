//! spaCy EntityRuler patterns: one JSON object a line, `{"label": "ORG", "pattern": "Apple", "id": "apple"}`.

use super::plain::{UsedIds, fresh_id};
use super::{Imported, alias, lines, row, slug};
use crate::GazetteerError;
use crate::source::{CasePolicy, SourceRow};
use gazet_core::EntityType;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::BufRead;

#[derive(Deserialize)]
struct Pattern {
    label: String,
    pattern: Value,
    #[serde(default)]
    id: Option<String>,
}

/// Reads patterns. Patterns of one `id` are the aliases of one entity. A pattern of tokens is read where every token
/// asks for its text (`TEXT`, `ORTH`) or its lower case (`LOWER`: the alias matches in any case); others, such as
/// regular expressions, are left out.
///
/// # Errors
/// The input cannot be read, or a line is no pattern.
pub fn read_entity_ruler(input: impl BufRead, name: &str) -> Result<Imported, GazetteerError> {
    let mut out = Imported::default();
    let mut rows: Vec<SourceRow> = Vec::new();
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    let mut used = UsedIds::default();
    for line in lines(input, name) {
        let (line, text) = line?;
        if text.trim().is_empty() {
            continue;
        }
        let pattern: Pattern = serde_json::from_str(&text).map_err(|error| GazetteerError::Import {
            place: format!("{name}:{line}"),
            message: format!("not a pattern: {error}; write {{\"label\": ..., \"pattern\": ...}}"),
        })?;
        let Some((entity_type, subtype)) = type_of(&pattern.label) else {
            out.skip(format!("label `{}`, which is neither person, place nor organization", pattern.label));
            continue;
        };
        let Some((text, any_case)) = text_of(&pattern.pattern) else {
            out.skip("pattern that is not a fixed text");
            continue;
        };
        let mut form = alias(&text, "");
        if any_case {
            form.policy.case = CasePolicy::AnyCase;
        }
        let key = pattern.id.as_deref().map(slug).filter(|s| !s.is_empty());
        if let Some(at) = key.as_ref().and_then(|k| by_id.get(k)) {
            rows[*at].aliases.push(form);
            continue;
        }
        let id = fresh_id("ruler", key.as_deref().unwrap_or(&text), &mut used);
        if let Some(key) = key {
            by_id.insert(key, rows.len());
        }
        let mut entity = row(id, entity_type, subtype, &text, line);
        entity.name = form;
        rows.push(entity);
    }
    for row in rows {
        out.push(row);
    }
    Ok(out)
}

fn type_of(label: &str) -> Option<(EntityType, &'static str)> {
    match label {
        "PERSON" | "PER" => Some((EntityType::Person, "")),
        "GPE" | "LOC" => Some((EntityType::Place, "")),
        "FAC" => Some((EntityType::Place, "building")),
        "ORG" => Some((EntityType::Organization, "")),
        _ => None,
    }
}

/// The text of a pattern, and whether it matches in any case.
fn text_of(pattern: &Value) -> Option<(String, bool)> {
    if let Value::String(text) = pattern {
        return Some((text.clone(), false));
    }
    let mut words = Vec::new();
    let mut any_case = false;
    for token in pattern.as_array()? {
        let token = token.as_object()?;
        let (key, value) = token.iter().next().filter(|_| token.len() == 1)?;
        match key.to_ascii_uppercase().as_str() {
            "TEXT" | "ORTH" => {}
            "LOWER" => any_case = true,
            _ => return None,
        }
        words.push(value.as_str()?);
    }
    (!words.is_empty()).then(|| (words.join(" "), any_case))
}
