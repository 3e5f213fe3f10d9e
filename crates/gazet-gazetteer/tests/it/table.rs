//! The case table.

use crate::support::{compiled, find, gazetteers, list};
use gazet_core::CandidateFlags;
use gazet_gazetteer::MatchKind;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    lists: BTreeMap<String, String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    lists: Vec<String>,
    #[serde(default)]
    kind: Option<String>,
    text: String,
    expect: Vec<String>,
}

const FLAGS: [(&str, CandidateFlags); 7] = [
    ("weak", CandidateFlags::WEAK),
    ("acronym", CandidateFlags::ACRONYM),
    ("common-word", CandidateFlags::COMMON_WORD),
    ("exact", CandidateFlags::EXACT),
    ("canonical", CandidateFlags::CANONICAL),
    ("derived", CandidateFlags::DERIVED),
    ("fuzzy", CandidateFlags::FUZZY),
];

/// Runs one case, with its lists in one compiled file or in one file each.
fn check(table: &Table, case: &Case, one_file: bool) -> Result<(), String> {
    let lists = case.lists.iter().map(|name| list(name, table.lists[name].trim_start()));
    let files =
        if one_file { vec![compiled(lists.collect())] } else { lists.map(|l| compiled(vec![l])).collect() };
    let all = gazetteers(files);
    let kind = match case.kind.as_deref() {
        None => MatchKind::LeftmostLongest,
        Some("all") => MatchKind::All,
        Some(other) => return Err(format!("{}: unknown kind {other}", case.name)),
    };
    let found = find(&all, &case.text, kind);
    let shown: Vec<String> =
        found.iter().map(|c| format!("{} = {}", c.span.of(&case.text), all.entity(c.entity).key())).collect();
    let wanted: Vec<&str> =
        case.expect.iter().map(|e| e.rsplit_once(" (").map_or(e.as_str(), |(head, _)| head)).collect();
    if shown != wanted {
        return Err(format!("{} ({}): found {shown:?}, expected {wanted:?}", case.name, all.files().count()));
    }
    for (candidate, expected) in found.iter().zip(&case.expect) {
        let Some((_, flags)) = expected.rsplit_once(" (") else { continue };
        let named: BTreeSet<&str> = flags.trim_end_matches(')').split(", ").collect();
        for flag in &named {
            let (_, bit) = FLAGS.iter().find(|(name, _)| name == flag).expect("a known flag");
            if !candidate.flags.contains(*bit) {
                return Err(format!("{}: {expected} has only {:?}", case.name, candidate.flags));
            }
        }
        // Whoever says that a candidate is weak or common says so of all.
        for (name, bit) in [FLAGS[0], FLAGS[2]] {
            if candidate.flags.contains(bit) && !named.contains(name) && named.len() > 1 {
                return Err(format!("{}: {expected} has also {name}", case.name));
            }
        }
    }
    Ok(())
}

#[test]
fn cases_hold_in_one_file_and_in_several() {
    let text = include_str!("../../../../fixtures/cases/gazetteer.toml");
    let table: Table = toml::from_str(text).unwrap();
    assert!(table.case.len() >= 60, "only {} cases", table.case.len());
    let failures: Vec<String> = table
        .case
        .iter()
        .flat_map(|case| [check(&table, case, true), check(&table, case, false)])
        .filter_map(Result::err)
        .collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
