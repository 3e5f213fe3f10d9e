//! The Wikidata JSON dump: one array, one item a line. [`super::open`] takes off its compression.

use super::{Imported, alias, lines, row};
use crate::GazetteerError;
use gazet_core::EntityType;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

/// Which items are taken, and as what.
#[derive(Clone, Debug, Default)]
pub struct WikidataOptions {
    /// Classes (values of P31, "instance of") with the type of their items: `Q5` is a person. Subclasses are not
    /// followed: name each class that is wanted.
    pub classes: BTreeMap<String, EntityType>,
    /// Languages of labels and aliases, the best first; the first that an item has gives its name.
    pub languages: Vec<String>,
    /// Items in fewer Wikipedias and sister projects are left out.
    pub min_sitelinks: usize,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    #[serde(default)]
    labels: BTreeMap<String, Term>,
    #[serde(default)]
    aliases: BTreeMap<String, Vec<Term>>,
    #[serde(default)]
    claims: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    sitelinks: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Term {
    value: String,
}

/// Reads the items of the wanted classes. Coordinates (P625), GeoNames id (P1566), years of birth, death, foundation
/// and dissolution (P569, P570, P571, P576) and population (P1082) come along. Statements of deprecated rank are
/// not used.
///
/// # Errors
/// The input cannot be read, or a line is no item.
pub fn read_wikidata(
    input: impl BufRead,
    name: &str,
    options: &WikidataOptions,
) -> Result<Imported, GazetteerError> {
    let mut out = Imported::default();
    for line in lines(input, name) {
        let (line, text) = line?;
        let text = text.trim().trim_end_matches(',');
        if matches!(text, "" | "[" | "]") {
            continue;
        }
        let item: Item = serde_json::from_str(text).map_err(|error| GazetteerError::Import {
            place: format!("{name}:{line}"),
            message: format!("not an item: {error}; the dump may be cut off: download it again"),
        })?;
        let classes: BTreeSet<&str> = values(&item, "P31").filter_map(|v| v["id"].as_str()).collect();
        let Some(entity_type) = classes.iter().find_map(|c| options.classes.get(*c)) else {
            out.skip("item of another class");
            continue;
        };
        if item.sitelinks.len() < options.min_sitelinks {
            out.skip(format!("fewer than {} sitelinks", options.min_sitelinks));
            continue;
        }
        let Some(label) = options.languages.iter().find_map(|l| item.labels.get(l)) else {
            out.skip("no label in the wanted languages");
            continue;
        };
        let mut found = row(format!("wd:{}", item.id), *entity_type, "", &label.value, line);
        for language in &options.languages {
            let labels = item.labels.get(language).into_iter();
            let others = item.aliases.get(language).into_iter().flatten();
            found.aliases.extend(labels.chain(others).map(|t| alias(&t.value, language)));
        }
        fill(&mut found, &item);
        out.push(found);
    }
    Ok(out)
}

fn fill(found: &mut crate::SourceRow, item: &Item) {
    item.id.clone_into(&mut found.wikidata);
    found.lat_lon = values(item, "P625").find_map(|v| v["latitude"].as_f64().zip(v["longitude"].as_f64()));
    found.geonames = values(item, "P1566").find_map(Value::as_str).unwrap_or_default().to_owned();
    found.population =
        values(item, "P1082").find_map(|v| v["amount"].as_str()?.trim_start_matches('+').parse().ok());
    let year = |properties: [&str; 2]| {
        properties.iter().find_map(|p| values(item, p).find_map(|v| year_of(v["time"].as_str()?)))
    };
    found.start = year(["P569", "P571"]);
    found.end = year(["P570", "P576"]);
}

/// Values of the statements of one property, preferred rank first.
fn values<'i>(item: &'i Item, property: &str) -> impl Iterator<Item = &'i Value> + use<'i> {
    let mut statements: Vec<&Value> =
        item.claims.get(property).into_iter().flatten().filter(|s| s["rank"] != "deprecated").collect();
    statements.sort_by_key(|s| s["rank"] != "preferred");
    statements.into_iter().map(|s| &s["mainsnak"]["datavalue"]["value"]).filter(|v| !v.is_null())
}

/// `+1950-02-03T00:00:00Z` is 1950.
fn year_of(time: &str) -> Option<i16> {
    let (sign, rest) = match time.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, time.trim_start_matches('+')),
    };
    rest.split('-').next()?.parse::<i16>().ok().map(|y| sign * y)
}
