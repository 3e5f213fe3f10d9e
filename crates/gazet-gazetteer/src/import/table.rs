//! Any CSV or TSV with a header, its columns mapped to ours (OpenRefine exports, spreadsheets).

use super::plain::{UsedIds, fresh_id};
use super::{Imported, alias, row, slug};
use crate::GazetteerError;
use gazet_core::EntityType;
use std::io::Read;

/// Which column holds what. Names are those of the header.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The canonical name.
    pub name: String,
    /// The id; without one, ids are made of the names.
    pub id: Option<String>,
    /// Columns of further names.
    pub aliases: Vec<String>,
    /// What separates names inside a column of aliases.
    pub separator: String,
    /// The type; cells as in the source format.
    pub entity_type: Option<String>,
    /// The type of rows whose type is not told.
    pub default_type: Option<EntityType>,
    /// Country code.
    pub country: Option<String>,
    /// Latitude and longitude.
    pub coordinates: Option<(String, String)>,
    /// What separates the fields: `,`, `;` or a tab.
    pub delimiter: u8,
}

/// Reads a table by its mapping.
///
/// # Errors
/// The input cannot be read, the header lacks a mapped column, a row has another number of fields or is not UTF-8.
pub fn read_table(input: impl Read, name: &str, mapping: &Mapping) -> Result<Imported, GazetteerError> {
    let fail =
        |line: u64, message: String| GazetteerError::Import { place: format!("{name}:{line}"), message };
    let mut reader = csv::ReaderBuilder::new().delimiter(mapping.delimiter).from_reader(input);
    let header = reader.headers().map_err(|e| fail(1, e.to_string()))?.clone();
    let column = |wanted: &str| {
        header.iter().position(|h| h.trim_start_matches('\u{feff}').trim() == wanted).ok_or_else(|| {
            fail(
                1,
                format!(
                    "no column `{wanted}`; the header has {}",
                    header.iter().collect::<Vec<_>>().join(", ")
                ),
            )
        })
    };
    let optional = |wanted: &Option<String>| wanted.as_deref().map(column).transpose();
    let (name_at, id_at, type_at, country_at) = (
        column(&mapping.name)?,
        optional(&mapping.id)?,
        optional(&mapping.entity_type)?,
        optional(&mapping.country)?,
    );
    let aliases_at = mapping.aliases.iter().map(|a| column(a)).collect::<Result<Vec<_>, _>>()?;
    let coordinates_at = match &mapping.coordinates {
        Some((lat, lon)) => Some((column(lat)?, column(lon)?)),
        None => None,
    };
    let mut out = Imported::default();
    let mut used = UsedIds::default();
    for record in reader.records() {
        let record = record.map_err(|e| fail(e.position().map_or(0, csv::Position::line), e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        let raw_type = type_at.map(cell).filter(|t| !t.is_empty());
        let told = raw_type.map(str::parse::<EntityType>);
        let entity_type = match (told, mapping.default_type) {
            (Some(Ok(entity_type)), _) | (None, Some(entity_type)) => entity_type,
            (Some(Err(_)), _) => {
                out.skip(format!("type `{}`", raw_type.unwrap_or_default()));
                continue;
            }
            (None, None) => {
                out.skip("no type, and none given for all");
                continue;
            }
        };
        let subtype = raw_type.and_then(|t| t.split_once('/')).map_or("", |(_, s)| s);
        let text = cell(name_at);
        let id = id_at.map(cell).map(slug).filter(|i| !i.is_empty());
        let id = fresh_id("table", id.as_deref().unwrap_or(text), &mut used);
        let mut found = row(id, entity_type, subtype, text, line);
        for at in &aliases_at {
            let parts: Vec<&str> = if mapping.separator.is_empty() {
                vec![cell(*at)]
            } else {
                cell(*at).split(mapping.separator.as_str()).collect()
            };
            found.aliases.extend(parts.into_iter().filter(|p| !p.trim().is_empty()).map(|p| alias(p, "")));
        }
        if let Some(code) =
            country_at.map(cell).filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_alphabetic()))
        {
            found.country = code.to_ascii_uppercase();
        }
        if let Some((lat, lon)) = coordinates_at
            && let (Ok(lat), Ok(lon)) = (cell(lat).parse::<f64>(), cell(lon).parse::<f64>())
            && (-90.0..=90.0).contains(&lat)
            && (-180.0..=180.0).contains(&lon)
        {
            found.lat_lon = Some((lat, lon));
        }
        out.push(found);
    }
    Ok(out)
}
