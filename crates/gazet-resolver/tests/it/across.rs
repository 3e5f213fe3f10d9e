//! Names across documents: merged, proposed, kept apart.

use gazet_core::EntityType;
use gazet_resolver::across::{
    ListedName, MergeOptions, MergeResult, NameRecord, Reason, Target, merge_names,
};
use gazet_resolver::decisions::Decisions;
use std::collections::BTreeMap;

fn record(id: &str, name: &str, n_mentions: u32, neighbors: &[u64]) -> NameRecord {
    NameRecord {
        id: id.into(),
        entity_type: Some(EntityType::Person),
        name: name.into(),
        surfaces: vec![(name.into(), n_mentions)],
        n_mentions,
        n_documents: n_mentions,
        neighbors: neighbors.to_vec(),
        dates: (String::new(), String::new()),
    }
}

fn run(records: &[NameRecord], listed: &[ListedName], decisions: &str) -> MergeResult {
    let decisions = Decisions::read("decisions.csv", decisions.as_bytes()).unwrap();
    merge_names(records, listed, &decisions, &MergeOptions::default())
}

const NONE: &str = "action,subject,object\n";

fn merged(result: &MergeResult) -> BTreeMap<&str, &Target> {
    result.merges.iter().map(|m| (m.from.as_str(), &m.into)).collect()
}

#[test]
fn spellings_merge_and_persons_stay_apart() {
    let records = [
        record("a", "Ismael Yaghmayee", 9, &[1, 2]),
        record("b", "Ismail Yaghmaei", 4, &[2, 3]),
        record("c", "Amir Yaghmayee", 3, &[1]),
        record("d", "Hamid Khalkali", 2, &[]),
        record("e", "Hamid Khalkhali", 5, &[]),
        record("f", "Sadegh Khalkhali", 7, &[]),
    ];
    let result = run(&records, &[], NONE);
    let merged = merged(&result);
    assert_eq!(merged.get("b"), Some(&&Target::Name("a".into())));
    assert_eq!(merged.get("d"), Some(&&Target::Name("e".into())), "the name mentioned most is kept");
    assert_eq!(merged.len(), 2, "{result:?}");
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let mut records = vec![
        record("a", "Muammar Qaddafi", 3, &[1]),
        record("b", "Moammar Gaddafi", 3, &[1]),
        record("c", "Muammar Kadhafi", 1, &[1]),
        record("d", "Saif Qaddafi", 1, &[1]),
    ];
    let forward = run(&records, &[], NONE);
    records.reverse();
    assert_eq!(forward, run(&records, &[], NONE));
    assert_eq!(forward.merges.len(), 2, "{forward:?}");
}

#[test]
fn an_initial_that_fits_two_is_proposed_only() {
    let records = [
        record("j", "J. Tavallaei", 2, &[1, 2, 3]),
        record("jahan", "Jahan Tavallaei", 5, &[1, 2]),
        record("javad", "Javad Tavallaei", 5, &[2, 3]),
    ];
    let result = run(&records, &[], NONE);
    assert!(result.merges.is_empty(), "{result:?}");
    let of_j: Vec<_> =
        result.proposals.iter().filter(|p| p.name == "j" || p.other == Target::Name("j".into())).collect();
    assert_eq!(of_j.len(), 2, "{result:?}");
    assert!(of_j.iter().all(|p| p.reasons.contains(&Reason::SeveralFit)));
    assert!(of_j.iter().all(|p| !p.shared.is_empty()));
}

#[test]
fn an_initial_with_shared_neighbors_merges() {
    let records =
        [record("j", "J. Tavallaei", 2, &[1, 2]), record("jahan", "Jahan Tavallaei", 5, &[1, 2, 3])];
    let result = run(&records, &[], NONE);
    assert_eq!(merged(&result).get("j"), Some(&&Target::Name("jahan".into())), "{result:?}");
}

#[test]
fn middling_evidence_is_a_proposal_with_its_reasons() {
    let records = [record("a", "Fyodor Shcherbatskoy", 2, &[]), record("b", "Fedor Scherbatskoi", 5, &[])];
    let result = run(&records, &[], NONE);
    assert!(result.merges.is_empty(), "{result:?}");
    assert_eq!(result.proposals.len(), 1, "{result:?}");
    assert!(result.proposals[0].reasons.contains(&Reason::Spelling));
}

#[test]
fn a_variant_becomes_the_listed_entity() {
    let listed = [ListedName {
        key: "per:nouri-al-maliki".into(),
        entity_type: EntityType::Person,
        names: vec!["Nouri al-Maliki".into(), "Maliki".into()],
        neighbors: vec![4],
        years: (Some(1950), None),
    }];
    let records = [record("a", "Nuri Maleki", 2, &[4]), record("b", "Maliki", 2, &[])];
    let result = run(&records, &listed, NONE);
    assert_eq!(merged(&result).get("a"), Some(&&Target::Listed("per:nouri-al-maliki".into())), "{result:?}");
    assert_eq!(result.merges.len(), 1, "a surname alone identifies nobody");
}

#[test]
fn distant_dates_keep_namesakes_apart() {
    let mut old = record("a", "Walter Brenner", 2, &[]);
    old.dates = ("1890-01-01".into(), "1901".into());
    let mut new = record("b", "Walther Brenner", 2, &[]);
    new.dates = ("1990-01-01".into(), "2001".into());
    let result = run(&[old, new], &[], NONE);
    assert!(result.merges.is_empty(), "{result:?}");
}

#[test]
fn decisions_overrule_the_evidence() {
    let records = [
        record("a", "Ismael Yaghmayee", 9, &[]),
        record("b", "Ismail Yaghmaei", 4, &[]),
        record("c", "Comrade Bahar", 1, &[]),
    ];
    let file = "action,subject,object,document\n\
                split,person/Ismael Yaghmayee,person/Ismail Yaghmaei,\n\
                merge,person/Comrade Bahar,person/Ismail Yaghmaei,\n\
                merge,person/Nobody Here,person/Ismail Yaghmaei,\n";
    let result = run(&records, &[], file);
    assert_eq!(merged(&result).get("c"), Some(&&Target::Name("b".into())), "{result:?}");
    assert_eq!(result.merges.len(), 1, "{result:?}");
    assert_eq!(result.applied_decisions, [0, 1]);
}

#[test]
fn organizations_need_the_same_kind() {
    let body = |id: &str, name: &str| NameRecord {
        entity_type: Some(EntityType::Organization),
        ..record(id, name, 2, &[])
    };
    let records = [
        body("a", "Institute of Applied Botany"),
        body("b", "Ministry of Applied Botany"),
        body("c", "Mujahedin Khalq Organisation"),
        body("d", "Mojahedin Khalgh Organization"),
        body("e", "Zarrin Oil Ltd"),
        body("f", "Zarrin Oil"),
    ];
    let result = run(&records, &[], NONE);
    let merged = merged(&result);
    assert!(!merged.contains_key("a") && !merged.contains_key("b"), "{result:?}");
    assert_eq!(merged.len(), 2, "{result:?}");
}

#[test]
fn a_crowded_block_stays_near_linear() {
    // Three thousand bearers of one surname.
    let syllables = ["ba", "ka", "mi", "no", "ru", "sa", "te", "vi", "zo", "la", "shi", "dar", "mehr", "far"];
    let mut records = Vec::new();
    for i in 0..3_000usize {
        let given: String =
            [i % 14, i / 14 % 14, i / 196 % 14, i / 2744].iter().map(|s| syllables[*s]).collect();
        records.push(record(&format!("n{i:05}"), &format!("{given} Mohammadi"), 1, &[]));
    }
    let result = run(&records, &[], NONE);
    // What matters is that this ends within seconds in a debug build; nothing here is one person.
    assert!(result.merges.len() < 300, "{} merges", result.merges.len());
}
