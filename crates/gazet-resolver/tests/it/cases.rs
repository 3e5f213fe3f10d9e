//! The table of cases: text in, every mention out.

use crate::support::{Desk, root, show};
use gazet_core::Metadata;
use gazet_gazetteer::MatchKind;
use gazet_resolver::Resolver;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    /// Every mention, in order: `surface -> what`.
    mentions: Vec<String>,
    /// Rules by surface, where they matter.
    #[serde(default)]
    rules: BTreeMap<String, String>,
    /// Fields of the metadata.
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

fn check(case: &Case, desk: &mut Desk) -> Result<(), String> {
    let metadata = Metadata { extra: case.metadata.clone(), ..Metadata::default() };
    let resolver = Resolver::default();
    let found = desk.resolve(&resolver, &case.name, &case.text, &metadata, &[], MatchKind::All);
    let shown: Vec<String> = found.mentions.iter().map(|m| show(&case.text, m, &found)).collect();
    if shown != case.mentions {
        let detail: Vec<String> = found
            .mentions
            .iter()
            .zip(&shown)
            .map(|(m, s)| format!("    {s}   [{} {:.2}]", m.rule, m.score))
            .collect();
        return Err(format!(
            "{}\n  expected {:#?}\n  found\n{}",
            case.name,
            case.mentions,
            detail.join("\n")
        ));
    }
    for (surface, rule) in &case.rules {
        let of_surface: Vec<_> = found
            .mentions
            .iter()
            .filter(|m| m.span.of(&case.text) == surface)
            .map(|m| m.rule.code())
            .collect();
        if !of_surface.contains(&rule.as_str()) {
            return Err(format!("{}: `{surface}` has the rules {of_surface:?}, not {rule}", case.name));
        }
    }
    Ok(())
}

#[test]
fn the_table_of_cases() {
    let path = root().join("fixtures/cases/resolver.toml");
    let table: Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut desk = Desk::default();
    let failures: Vec<String> = table.case.iter().filter_map(|case| check(case, &mut desk).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases fail\n\n{}",
        failures.len(),
        table.case.len(),
        failures.join("\n\n")
    );
}
