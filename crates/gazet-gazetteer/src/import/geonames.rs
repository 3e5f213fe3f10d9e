//! The GeoNames dump: `allCountries.txt` or a part of it, and `alternateNames.txt`. Tab-separated, no header.

use super::rows::PackedAliases;
use super::{Imported, alias, lines, row};
use crate::GazetteerError;
use crate::source::SourceAlias;
use gazet_core::EntityType;
use std::io::BufRead;

/// Which places are taken.
#[derive(Clone, Debug, Default)]
pub struct GeoNamesOptions {
    /// Feature classes (`P` populated places, `A` administrative, `H` water, `T` mountains, `S` buildings, `L` areas);
    /// empty for all.
    pub classes: Vec<char>,
    /// Populated places below this many inhabitants are left out.
    pub min_population: u64,
    /// Languages of alternate names to take; empty for all. Names without a language are always taken.
    pub languages: Vec<String>,
}

/// Columns of the main table.
const COLUMNS: usize = 19;

/// Alternate names by the ids of places, packed: the whole table has millions of them.
#[derive(Clone, Debug, Default)]
pub struct AlternateNames {
    names: PackedAliases,
    /// Place and number of the name, sorted.
    of_places: Vec<(u64, u64)>,
}

impl AlternateNames {
    /// The names of a place, in the order of the table.
    pub fn of(&self, place: u64) -> impl Iterator<Item = SourceAlias> {
        let first = self.of_places.partition_point(|(of, _)| *of < place);
        let here = self.of_places[first..].iter().take_while(move |(of, _)| *of == place);
        here.map(|(_, name)| self.names.get(*name))
    }
}

/// Reads the alternate names by GeoNames id: `alternateNameId, geonameid, isolanguage, name, isPreferred, isShort,
/// isColloquial, isHistoric, ...`. Links, postal and airport codes are left out; colloquial names are weak.
///
/// # Errors
/// The input cannot be read, or a line has fewer than four fields.
pub fn read_alternate_names(
    input: impl BufRead,
    name: &str,
    options: &GeoNamesOptions,
) -> Result<AlternateNames, GazetteerError> {
    let mut out = AlternateNames::default();
    for line in lines(input, name) {
        let (line, text) = line?;
        if text.is_empty() {
            continue;
        }
        let fields: Vec<&str> = text.split('\t').collect();
        let (Some(id), Some(language), Some(form)) =
            (fields.get(1).and_then(|f| f.parse::<u64>().ok()), fields.get(2), fields.get(3))
        else {
            return Err(bad_line(name, line, "alternateNameId, geonameid, isolanguage, alternate name"));
        };
        let is_code = matches!(
            *language,
            "link" | "post" | "iata" | "icao" | "faac" | "wkdt" | "unlc" | "phon" | "tcid" | "abbr"
        );
        let wanted = options.languages.is_empty()
            || language.is_empty()
            || options.languages.iter().any(|l| l == language);
        if is_code || !wanted {
            continue;
        }
        let mut form = alias(form, language);
        form.policy.weak = fields.get(6).is_some_and(|f| *f == "1");
        out.of_places.push((id, out.names.push(&form)));
    }
    // Names of one place keep their order: their numbers ascend.
    out.of_places.sort_unstable();
    Ok(out)
}

/// Reads the main table. `alternates` comes from [`read_alternate_names`]; without it the names of the main table's own
/// fourth column are taken.
///
/// # Errors
/// The input cannot be read, or a line has not the 19 fields of the format.
pub fn read_geonames(
    input: impl BufRead,
    name: &str,
    alternates: Option<&AlternateNames>,
    options: &GeoNamesOptions,
) -> Result<Imported, GazetteerError> {
    let mut out = Imported::default();
    for line in lines(input, name) {
        let (line, text) = line?;
        if text.is_empty() {
            continue;
        }
        let fields: Vec<&str> = text.split('\t').collect();
        let [id, place, ascii, others, lat, lon, class, code, country, _, admin1, _, _, _, population, ..] =
            fields.as_slice()
        else {
            return Err(bad_line(name, line, "19 tab-separated fields of the main table"));
        };
        let (Ok(number), Ok(lat), Ok(lon)) = (id.parse::<u64>(), lat.parse::<f64>(), lon.parse::<f64>())
        else {
            return Err(bad_line(name, line, "an id, a latitude and a longitude in fields 1, 5 and 6"));
        };
        if fields.len() != COLUMNS {
            return Err(bad_line(name, line, "19 tab-separated fields of the main table"));
        }
        let class = class.chars().next().unwrap_or(' ');
        if !options.classes.is_empty() && !options.classes.contains(&class) {
            out.skip(format!("feature class {class}"));
            continue;
        }
        let population: u64 = population.parse().unwrap_or(0);
        if class == 'P' && population < options.min_population {
            out.skip(format!("fewer than {} inhabitants", options.min_population));
            continue;
        }
        let mut found =
            row(format!("geonames:{number}"), EntityType::Place, subtype(class, code), place, line);
        found.geonames = number.to_string();
        found.lat_lon = Some((lat, lon));
        found.population = Some(population).filter(|p| *p > 0);
        found.country = (*country).to_owned();
        if !admin1.is_empty() && *admin1 != "00" {
            found.admin1 = format!("{country}.{admin1}");
        }
        if !ascii.is_empty() {
            found.aliases.push(alias(ascii, ""));
        }
        match alternates {
            Some(alternates) => found.aliases.extend(alternates.of(number)),
            None => found.aliases.extend(others.split(',').filter(|o| !o.is_empty()).map(|o| alias(o, ""))),
        }
        out.push(found);
    }
    Ok(out)
}

fn bad_line(name: &str, line: u64, expected: &str) -> GazetteerError {
    GazetteerError::Import {
        place: format!("{name}:{line}"),
        message: format!("expected {expected}; the file may be another one, or cut off: download it again"),
    }
}

fn subtype(class: char, code: &str) -> &'static str {
    match (class, code) {
        ('A', c) if c.starts_with("PCL") => "country",
        ('A', _) => "region",
        ('P', _) => "city",
        ('H', "SEA" | "OCN" | "GULF") => "sea",
        ('H', "STRT") => "strait",
        ('H', c) if c.starts_with("STM") => "river",
        ('H', c) if c.starts_with("LK") => "lake",
        ('T', c) if c.starts_with("MT") => "mountain",
        ('T', c) if c.starts_with("ISL") => "island",
        ('T', c) if c.starts_with("DSRT") => "desert",
        ('L', "CONT") => "continent",
        ('L', _) => "region",
        ('S', "PRN") => "prison",
        ('S', "CMP" | "CMPREF" | "CMPRF") => "camp",
        ('S', "AIRP") => "airport",
        ('S', "MILB" | "INSM") => "base",
        ('S', _) => "building",
        _ => "",
    }
}
