//! One row of a list, checked.

use super::alias::{AliasError, AliasRef, borrow_alias, policy_of};
use super::{ListMeta, MAX_ALIAS_BYTES, SourceAlias};
use crate::error::RowProblem;
use gazet_core::{EntityType, Severity};
use rustc_hash::FxHashSet;
use std::path::PathBuf;

/// A list: its name, provenance and usable rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceList {
    /// Name of the file without its folder; it stands in messages.
    pub file: String,
    /// Name of the list: the file name without its ending.
    pub name: String,
    /// Provenance.
    pub meta: ListMeta,
    /// Rows in file order.
    pub rows: Vec<SourceRow>,
    /// The file, if its rows are not here but are read while the list is compiled: that needs a part of the memory.
    /// See [`crate::open_list`].
    pub unread: Option<PathBuf>,
}

/// One entity of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow {
    /// Line it begins on, counted from 1.
    pub line: u64,
    /// Stable key.
    pub id: String,
    /// Type.
    pub entity_type: EntityType,
    /// What follows the slash of the type: `city` of `place/city`; may be empty.
    pub subtype: String,
    /// Canonical name, with its policy.
    pub name: SourceAlias,
    /// Other surface forms.
    pub aliases: Vec<SourceAlias>,
    /// ISO 3166-1 alpha-2 codes, `|` between.
    pub country: String,
    /// Code of the first-order administrative division (`US.TX`).
    pub admin1: String,
    /// Latitude and longitude in degrees.
    pub lat_lon: Option<(f64, f64)>,
    /// Inhabitants.
    pub population: Option<u64>,
    /// Wikidata item (`Q794`).
    pub wikidata: String,
    /// GeoNames id.
    pub geonames: String,
    /// Year of birth or foundation.
    pub start: Option<i16>,
    /// Year of death or dissolution.
    pub end: Option<i16>,
    /// Remarks.
    pub notes: String,
}

impl Eq for SourceRow {}

/// A checked row that stands in the memory of the list it is read from.
#[derive(Debug)]
pub(crate) struct RowRef<'a> {
    pub(crate) line: u64,
    pub(crate) id: &'a str,
    pub(crate) entity_type: EntityType,
    pub(crate) subtype: &'a str,
    pub(crate) name: AliasRef<'a>,
    pub(crate) aliases: Vec<AliasRef<'a>>,
    pub(crate) country: &'a str,
    pub(crate) admin1: &'a str,
    pub(crate) lat_lon: Option<(f64, f64)>,
    pub(crate) population: Option<u64>,
    pub(crate) wikidata: &'a str,
    pub(crate) geonames: &'a str,
    pub(crate) start: Option<i16>,
    pub(crate) end: Option<i16>,
    pub(crate) notes: &'a str,
}

impl RowRef<'_> {
    pub(crate) fn owned(&self) -> SourceRow {
        SourceRow {
            line: self.line,
            id: self.id.to_owned(),
            entity_type: self.entity_type,
            subtype: self.subtype.to_owned(),
            name: self.name.owned(),
            aliases: self.aliases.iter().map(|a| a.owned()).collect(),
            country: self.country.to_owned(),
            admin1: self.admin1.to_owned(),
            lat_lon: self.lat_lon,
            population: self.population,
            wikidata: self.wikidata.to_owned(),
            geonames: self.geonames.to_owned(),
            start: self.start,
            end: self.end,
            notes: self.notes.to_owned(),
        }
    }
}

impl<'a> From<&'a SourceRow> for RowRef<'a> {
    fn from(row: &'a SourceRow) -> Self {
        let borrow = |alias: &'a SourceAlias| AliasRef { text: &alias.text, policy: alias.policy };
        Self {
            line: row.line,
            id: &row.id,
            entity_type: row.entity_type,
            subtype: &row.subtype,
            name: borrow(&row.name),
            aliases: row.aliases.iter().map(borrow).collect(),
            country: &row.country,
            admin1: &row.admin1,
            lat_lon: row.lat_lon,
            population: row.population,
            wikidata: &row.wikidata,
            geonames: &row.geonames,
            start: row.start,
            end: row.end,
            notes: &row.notes,
        }
    }
}

/// The cells of one row as text, whatever format they came in.
#[derive(Debug, Default)]
pub(crate) struct RowFields<'a> {
    pub(crate) id: &'a str,
    pub(crate) entity_type: &'a str,
    pub(crate) name: &'a str,
    pub(crate) aliases: Vec<&'a str>,
    pub(crate) country: &'a str,
    pub(crate) admin1: &'a str,
    pub(crate) lat: &'a str,
    pub(crate) lon: &'a str,
    pub(crate) population: &'a str,
    pub(crate) wikidata: &'a str,
    pub(crate) geonames: &'a str,
    pub(crate) start: &'a str,
    pub(crate) end: &'a str,
    pub(crate) policy: &'a str,
    pub(crate) notes: &'a str,
}

/// Collects what is wrong with one row.
struct Problems<'p> {
    file: &'p str,
    line: u64,
    out: &'p mut Vec<RowProblem>,
    errors: usize,
}

impl Problems<'_> {
    fn add(&mut self, severity: Severity, column: &str, code: &'static str, message: String) {
        self.errors += usize::from(severity == Severity::Error);
        self.out.push(RowProblem {
            file: self.file.to_owned(),
            line: self.line,
            column: Some(column.to_owned()),
            severity,
            code,
            message,
        });
    }

    fn error(&mut self, column: &str, code: &'static str, message: String) {
        self.add(Severity::Error, column, code, message);
    }
}

impl<'a> RowFields<'a> {
    /// Checks the cells. `None` when the row cannot be used; every reason is in `problems`.
    pub(crate) fn check(&self, file: &str, line: u64, problems: &mut Vec<RowProblem>) -> Option<RowRef<'a>> {
        let mut p = Problems { file, line, out: problems, errors: 0 };
        self.check_characters(&mut p);
        let id = self.id.trim();
        check_id(id, &mut p);
        let (entity_type, subtype) = self.check_type(&mut p);
        let name = check_name(self.name, self.policy, &mut p);
        let aliases = self.check_aliases(name.as_ref(), &mut p);
        let country = self.country.trim();
        for code in country.split('|').filter(|c| !c.is_empty()) {
            if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                p.error(
                    "country",
                    "bad-country",
                    format!(
                        "`{}` is no ISO 3166-1 code of two capitals; write IR, or IR|IQ for several",
                        clip(code)
                    ),
                );
            }
        }
        let lat_lon = self.check_coordinates(&mut p);
        let population = number::<u64>("population", self.population, &mut p);
        let start = number::<i16>("start", self.start, &mut p);
        let end = number::<i16>("end", self.end, &mut p);
        if p.errors > 0 {
            return None;
        }
        Some(RowRef {
            line,
            id,
            entity_type: entity_type?,
            subtype,
            name: name?,
            aliases,
            country,
            admin1: self.admin1.trim(),
            lat_lon,
            population,
            wikidata: self.wikidata.trim(),
            geonames: self.geonames.trim(),
            start,
            end,
            notes: self.notes.trim(),
        })
    }

    fn check_characters(&self, p: &mut Problems<'_>) {
        let cells = [
            ("id", self.id),
            ("type", self.entity_type),
            ("name", self.name),
            ("country", self.country),
            ("admin1", self.admin1),
            ("wikidata", self.wikidata),
            ("geonames", self.geonames),
            ("notes", self.notes),
        ];
        for (column, cell) in cells.into_iter().chain(self.aliases.iter().map(|a| ("aliases", *a))) {
            // U+0080 to U+009F begin with this byte.
            if cell.bytes().all(|b| b >= 0x20 && b != 0x7F && b != 0xC2) {
                continue;
            }
            if let Some(c) = cell.chars().find(|c| c.is_control()) {
                p.error(
                    column,
                    "control-character",
                    format!("control character U+{:04X} in `{}`; remove it", u32::from(c), clip(cell)),
                );
            }
        }
    }

    fn check_type(&self, p: &mut Problems<'_>) -> (Option<EntityType>, &'a str) {
        let raw = self.entity_type.trim();
        let subtype = raw.split_once('/').map_or("", |(_, s)| s);
        match raw.parse::<EntityType>() {
            Ok(entity_type) => (Some(entity_type), subtype),
            Err(_) => {
                p.error(
                    "type",
                    "unknown-type",
                    format!("unknown type `{}`; use person, place or organization, or a subtype such as place/city", clip(raw)),
                );
                (None, "")
            }
        }
    }

    fn check_aliases(&self, name: Option<&AliasRef<'a>>, p: &mut Problems<'_>) -> Vec<AliasRef<'a>> {
        let mut aliases: Vec<AliasRef<'a>> = Vec::with_capacity(self.aliases.len());
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        if !self.aliases.is_empty() {
            seen.extend(name.map(|name| name.text));
        }
        for raw in self.aliases.iter().copied() {
            let alias = match borrow_alias(raw) {
                Ok(alias) => alias,
                Err(AliasError::Empty) => {
                    p.error("aliases", "empty-alias", AliasError::Empty.to_string());
                    continue;
                }
                Err(error) => {
                    p.error("aliases", "bad-flag", error.to_string());
                    continue;
                }
            };
            if !check_length("aliases", alias.text, p) {
                continue;
            }
            if seen.insert(alias.text) {
                aliases.push(alias);
            } else {
                p.add(
                    Severity::Warning,
                    "aliases",
                    "duplicate-alias",
                    format!("`{}` stands twice in this row; remove one", clip(alias.text)),
                );
            }
        }
        aliases
    }

    fn check_coordinates(&self, p: &mut Problems<'_>) -> Option<(f64, f64)> {
        let lat = number::<f64>("lat", self.lat, p);
        let lon = number::<f64>("lon", self.lon, p);
        for (column, value, bound) in [("lat", lat, 90.0), ("lon", lon, 180.0)] {
            if let Some(v) = value
                && !(-bound..=bound).contains(&v)
            {
                p.error(column, "bad-number", format!("`{v}` lies outside -{bound} to {bound} degrees"));
            }
        }
        match (lat, lon) {
            (Some(lat), Some(lon)) => Some((lat, lon)),
            (None, None) => None,
            _ => {
                if self.lat.trim().is_empty() != self.lon.trim().is_empty() {
                    p.error(
                        "lat",
                        "half-coordinate",
                        "lat and lon go together; fill both or none".to_owned(),
                    );
                }
                None
            }
        }
    }
}

fn check_id(id: &str, p: &mut Problems<'_>) {
    let valid = id.split_once(':').is_some_and(|(prefix, rest)| {
        !prefix.is_empty()
            && prefix.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
    });
    if !valid || id.len() > MAX_ALIAS_BYTES {
        let message = format!(
            "bad id `{}`; write a prefix, a colon and letters a-z, digits, `-`, `.`, `_`, as in org:red-cross",
            clip(id)
        );
        p.error("id", "bad-id", message);
    }
}

fn check_name<'a>(raw: &'a str, policy: &str, p: &mut Problems<'_>) -> Option<AliasRef<'a>> {
    let text = raw.trim();
    if text.is_empty() {
        p.error("name", "empty-name", "empty name; every row has a canonical name".to_owned());
        return None;
    }
    if text.bytes().any(|b| matches!(b, b'{' | b'}' | b'|')) {
        p.error(
            "name",
            "bad-name",
            format!("`{}` holds a brace or a bar; flags of the name stand in column policy", clip(text)),
        );
        return None;
    }
    if !check_length("name", text, p) {
        return None;
    }
    match policy_of(text, policy) {
        Ok(policy) => Some(AliasRef { text, policy }),
        Err(error) => {
            p.error("policy", "bad-flag", error.to_string());
            None
        }
    }
}

fn check_length(column: &str, text: &str, p: &mut Problems<'_>) -> bool {
    if text.len() > MAX_ALIAS_BYTES {
        let message = format!(
            "`{}` has {} bytes, a name has at most {MAX_ALIAS_BYTES}; shorten or remove it",
            clip(text),
            text.len()
        );
        p.error(column, "long-alias", message);
        return false;
    }
    true
}

fn number<T: std::str::FromStr>(column: &str, raw: &str, p: &mut Problems<'_>) -> Option<T> {
    if raw.is_empty() {
        return None;
    }
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let value = raw.parse::<T>().ok();
    if value.is_none() {
        let what = match column {
            "lat" | "lon" => "a number of degrees such as 35.69",
            "population" => "a whole number",
            _ => "a year such as 1948",
        };
        p.error(column, "bad-number", format!("`{}` is not {what}; correct it or leave it empty", clip(raw)));
    }
    value
}

/// The beginning of a long value, for messages.
fn clip(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
