//! Lists that others made, as rows of ours.
//!
//! Each importer reads one format line by line, keeps what it takes packed, and says what it left out and why. Sort the
//! rows ([`Imported::sort`]) and write them with [`write_csv`].

mod entity_ruler;
mod follow_the_money;
mod gate;
mod geonames;
mod input;
mod plain;
mod rows;
mod skos;
mod table;
mod wikidata;

pub use entity_ruler::read_entity_ruler;
pub use follow_the_money::read_follow_the_money;
pub use gate::read_gate;
pub use geonames::{AlternateNames, GeoNamesOptions, read_alternate_names, read_geonames};
pub use input::{open, unpack};
pub use plain::read_plain;
pub use skos::{SkosOptions, SkosSyntax, read_skos};
pub use table::{Mapping, read_table};
pub use wikidata::{WikidataOptions, read_wikidata};

use crate::source::{AliasPolicy, CasePolicy, ListMeta, SourceAlias, SourceRow};
use crate::{GazetteerError, MAX_ALIAS_BYTES};
use gazet_core::EntityType;
use rows::PackedRows;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};

/// What an importer read, and what it left out.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    rows: PackedRows,
    /// How many records, or parts of records, were left out, by reason.
    pub skipped: BTreeMap<String, u64>,
}

impl Imported {
    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = SourceRow> {
        self.rows.iter()
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Takes over what came from another file.
    pub fn append(&mut self, other: Self) {
        self.rows.append(other.rows);
        for (reason, n) in other.skipped {
            *self.skipped.entry(reason).or_default() += n;
        }
    }

    /// Sorts the rows by id. Of rows of one id the first one stays.
    pub fn sort(&mut self) {
        let n = self.rows.sort() as u64;
        if n > 0 {
            *self.skipped.entry("id that stands twice".to_owned()).or_default() += n;
        }
    }

    pub(crate) fn skip(&mut self, reason: impl Into<String>) {
        *self.skipped.entry(reason.into()).or_default() += 1;
    }

    /// Records left out, whatever the reason.
    #[must_use]
    pub fn n_skipped(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Adds a row if its name can be used; aliases that cannot be used are left out one by one.
    pub(crate) fn push(&mut self, mut row: SourceRow) {
        if let Err(reason) = usable(&row.name.text) {
            self.skip(format!("name {reason}"));
            return;
        }
        let mut seen = vec![row.name.text.clone()];
        row.aliases.retain(|alias| {
            if let Err(reason) = usable(&alias.text) {
                *self.skipped.entry(format!("alias {reason}")).or_default() += 1;
                return false;
            }
            let new = !seen.contains(&alias.text);
            if new {
                seen.push(alias.text.clone());
            }
            new
        });
        // What a list cannot hold would refuse the row, and with it the list.
        let is_on_earth =
            |(lat, lon): (f64, f64)| (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        if row.lat_lon.is_some_and(|at| !is_on_earth(at)) {
            row.lat_lon = None;
            self.skip("coordinates beyond 90 and 180 degrees");
        }
        let is_code = |code: &str| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        if !row.country.is_empty() && !row.country.split('|').all(is_code) {
            row.country.clear();
            self.skip("country that is no code of two capitals");
        }
        self.rows.push(&row);
    }
}

fn usable(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() {
        Err("is empty")
    } else if text.len() > MAX_ALIAS_BYTES {
        Err("is longer than 1000 bytes")
    } else if text.chars().any(char::is_control) {
        Err("holds a control character")
    } else if text.contains(['|', '{', '}']) {
        Err("holds a bar or a brace, which the list format cannot")
    } else if !text.chars().any(char::is_alphanumeric) {
        Err("holds no letter or digit")
    } else {
        Ok(())
    }
}

/// A row of which only the essentials are known.
pub(crate) fn row(id: String, entity_type: EntityType, subtype: &str, name: &str, line: u64) -> SourceRow {
    SourceRow {
        line,
        id,
        entity_type,
        subtype: subtype.to_owned(),
        name: alias(name, ""),
        aliases: Vec::new(),
        country: String::new(),
        admin1: String::new(),
        lat_lon: None,
        population: None,
        wikidata: String::new(),
        geonames: String::new(),
        start: None,
        end: None,
        notes: String::new(),
    }
}

/// An alias with the policy that follows from its form; `language` is a code of two or three letters, or ignored.
pub(crate) fn alias(text: &str, language: &str) -> SourceAlias {
    let text = text.trim();
    let mut policy = crate::source::policy_of(text, "").unwrap_or_default();
    if matches!(language.len(), 2 | 3) && language.bytes().all(|b| b.is_ascii_lowercase()) {
        policy.language[..language.len()].copy_from_slice(language.as_bytes());
    }
    SourceAlias { text: text.to_owned(), policy }
}

/// The part of an id after the prefix: letters, digits, `-`, `.`, `_` kept, all else a hyphen.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Lines of `input` with their numbers; an error names the place.
pub(crate) fn lines<'r>(
    input: impl BufRead + 'r,
    name: &'r str,
) -> impl Iterator<Item = Result<(u64, String), GazetteerError>> + 'r {
    (1u64..).zip(input.lines()).map(move |(line, text)| match text {
        Ok(text) => {
            let text = if line == 1 { text.trim_start_matches('\u{feff}') } else { &text };
            Ok((line, text.trim_end_matches('\r').to_owned()))
        }
        Err(error) => Err(GazetteerError::Import {
            place: format!("{name}:{line}"),
            message: format!("{error}; the input must be UTF-8 text"),
        }),
    })
}

/// Writes rows as CSV in the source format.
///
/// # Errors
/// What the writer says.
pub fn write_csv(rows: impl IntoIterator<Item = SourceRow>, out: impl Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let mut header: Vec<&str> = crate::COLUMNS.to_vec();
    header.push("admin1");
    writer.write_record(&header)?;
    for row in rows {
        let kind = if row.subtype.is_empty() {
            row.entity_type.name().to_owned()
        } else {
            format!("{}/{}", row.entity_type.name(), row.subtype)
        };
        let aliases: Vec<String> = row.aliases.iter().map(|a| a.text.clone() + &flags(a, true)).collect();
        let (lat, lon) = row.lat_lon.map_or_else(Default::default, |(a, b)| (a.to_string(), b.to_string()));
        let number = |n: Option<String>| n.unwrap_or_default();
        writer.write_record([
            &row.id,
            &kind,
            &row.name.text,
            &aliases.join("|"),
            &row.country,
            &lat,
            &lon,
            &number(row.population.map(|n| n.to_string())),
            &row.wikidata,
            &row.geonames,
            &number(row.start.map(|n| n.to_string())),
            &number(row.end.map(|n| n.to_string())),
            &flags(&row.name, false),
            &row.notes,
            &row.admin1,
        ])?;
    }
    writer.flush()
}

/// Writes the metadata that stand beside a list, as [`ListMeta::read`] reads them.
///
/// # Errors
/// What the writer says.
pub fn write_meta(meta: &ListMeta, mut out: impl Write) -> std::io::Result<()> {
    let fields = [
        ("title", &meta.title),
        ("description", &meta.description),
        ("source", &meta.source),
        ("licence", &meta.licence),
        ("attribution", &meta.attribution),
        ("retrieved", &meta.retrieved),
        ("language", &meta.language),
    ];
    for (name, value) in fields {
        if !value.is_empty() {
            writeln!(out, "{name} = {}", toml::Value::from(value.as_str()))?;
        }
    }
    if meta.typos {
        writeln!(out, "typos = true")?;
    }
    writeln!(out, "rank = {}", meta.rank)?;
    out.flush()
}

/// The flags that do not follow from the form of the alias.
fn flags(alias: &SourceAlias, braces: bool) -> String {
    let plain: AliasPolicy = crate::source::policy_of(&alias.text, "").unwrap_or_default();
    let mut flags = Vec::new();
    if alias.policy.case != plain.case {
        flags.push(match alias.policy.case {
            CasePolicy::Capitalized => "capitalized",
            CasePolicy::AsWritten => "as-written",
            CasePolicy::AnyCase => "any-case",
        });
    }
    if alias.policy.weak {
        flags.push("weak");
    }
    if alias.policy.acronym && !plain.acronym {
        flags.push("acronym");
    }
    if alias.policy.typos {
        flags.push("typos");
    }
    let language =
        alias.policy.language.iter().take_while(|b| **b != 0).map(|b| char::from(*b)).collect::<String>();
    if !language.is_empty() {
        flags.push(&language);
    }
    match (flags.is_empty(), braces) {
        (true, _) => String::new(),
        (false, true) => format!("{{{}}}", flags.join(",")),
        (false, false) => flags.join(","),
    }
}
