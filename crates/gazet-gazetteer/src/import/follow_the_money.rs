//! FollowTheMoney entities, as OpenSanctions publishes them: one JSON object a line with `id`, `schema`, `properties`.

use super::{Imported, alias, lines, row, slug};
use crate::GazetteerError;
use gazet_core::EntityType;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::BufRead;

#[derive(Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Vec<serde_json::Value>>,
}

/// Reads persons, organizations and companies; other schemata (vessels, addresses, ownerships) are left out.
///
/// # Errors
/// The input cannot be read, or a line is no entity.
pub fn read_follow_the_money(input: impl BufRead, name: &str) -> Result<Imported, GazetteerError> {
    let mut out = Imported::default();
    for line in lines(input, name) {
        let (line, text) = line?;
        if text.trim().is_empty() {
            continue;
        }
        let entity: Entity = serde_json::from_str(&text).map_err(|error| GazetteerError::Import {
            place: format!("{name}:{line}"),
            message: format!("not an entity: {error}; the file may be cut off: download it again"),
        })?;
        let (entity_type, subtype) = match entity.schema.as_str() {
            "Person" => (EntityType::Person, ""),
            "Organization" | "LegalEntity" => (EntityType::Organization, ""),
            "PublicBody" => (EntityType::Organization, "government"),
            "Company" => (EntityType::Organization, "company"),
            other => {
                out.skip(format!("schema `{other}`"));
                continue;
            }
        };
        let values = |key: &str| -> Vec<&str> {
            entity.properties.get(key).into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
        };
        let names = values("name");
        let Some(canonical) = entity.caption.as_deref().or(names.first().copied()) else {
            out.skip("entity without a name");
            continue;
        };
        let id = slug(&entity.id);
        if id.is_empty() {
            out.skip("id without a letter or digit");
            continue;
        }
        let mut found = row(format!("ftm:{id}"), entity_type, subtype, canonical, line);
        for text in names.into_iter().chain(values("alias")).chain(values("abbreviation")) {
            found.aliases.push(alias(text, ""));
        }
        // What the source itself calls weak stays weak.
        for text in values("weakAlias") {
            let mut weak = alias(text, "");
            weak.policy.weak = true;
            found.aliases.push(weak);
        }
        let country =
            ["country", "nationality", "jurisdiction"].iter().find_map(|k| values(k).first().copied());
        if let Some(code) = country.filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_alphabetic())) {
            found.country = code.to_ascii_uppercase();
        }
        let year = |key: &str| values(key).first().and_then(|v| v.get(..4)).and_then(|y| y.parse().ok());
        found.start = year("birthDate").or_else(|| year("incorporationDate"));
        found.end = year("deathDate").or_else(|| year("dissolutionDate"));
        found.wikidata = values("wikidataId").first().map(|q| (*q).to_owned()).unwrap_or_default();
        out.push(found);
    }
    Ok(out)
}
