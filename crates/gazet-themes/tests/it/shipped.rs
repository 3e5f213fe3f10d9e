//! The packs in `gazetteers/themes`.

use crate::analyze;
use gazet_core::Severity;
use gazet_themes::{Pack, Themes, check};
use std::collections::BTreeSet;
use std::path::Path;

fn packs() -> Vec<Pack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gazetteers/themes");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.to_string_lossy().ends_with(".toml") && !p.to_string_lossy().ends_with(".meta.toml"));
    paths.sort();
    let name = |p: &Path| p.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|p| Pack::parse(&name(p), &std::fs::read_to_string(p).unwrap()).unwrap()).collect()
}

#[test]
fn no_errors_and_no_warnings() {
    let found: Vec<_> =
        check(&packs()).into_iter().filter(|d| d.severity > Severity::Note).map(|d| d.to_string()).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn stored_themes_find_the_same_and_damage_is_refused() {
    let themes = Themes::new(&packs()).unwrap();
    let bytes = themes.to_bytes();
    assert!(bytes == Themes::new(&packs()).unwrap().to_bytes());
    let stored = Themes::from_bytes(&bytes).unwrap();
    let text = "Rebels shelled the town; the truce failed, and 300 refugees fled to the camps of the UN.";
    let (a, b) = (analyze(&themes, text), analyze(&stored, text));
    assert!(!a.evidence.is_empty());
    assert_eq!((a.evidence, a.document, a.sentences), (b.evidence, b.document, b.sentences));
    for cut in [0, 7, 12, bytes.len() / 2, bytes.len() - 1] {
        assert!(Themes::from_bytes(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    // Whatever byte is damaged, the themes are refused or can be used.
    for at in (16..bytes.len()).step_by(bytes.len() / 40) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        if let Ok(themes) = Themes::from_bytes(&damaged) {
            analyze(&themes, text);
        }
    }
}

#[test]
fn the_tree_stands_under_the_iptc_top_topics() {
    let themes = Themes::new(&packs()).unwrap();
    let tops: BTreeSet<_> =
        themes.iter().filter(|(_, t)| t.depth == 0).map(|(_, t)| t.iptc.clone().unwrap()).collect();
    let expected: BTreeSet<_> = (1..=17).map(|n| format!("{n:02}000000")).collect();
    assert_eq!(tops, expected);
    assert!(
        themes.len() >= 150 && themes.n_terms() >= 5000,
        "{} themes, {} terms",
        themes.len(),
        themes.n_terms()
    );
    assert!(themes.iter().all(|(_, t)| !t.definition.is_empty() && t.depth <= 4));
}

/// A sentence, and themes that must hold or must not.
#[test]
fn sentences_get_their_themes() {
    let themes = Themes::new(&packs()).unwrap();
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "After the US invasion of Iraq he escaped from Camp Ashraf and returned to Iran with the Red Cross.",
            &["defection"],
            &["sport"],
        ),
        (
            "Minors aged 13 were recruited and sent to a military camp by the militia.",
            &["forced-recruitment"],
            &["education"],
        ),
        (
            "Under the new rules men and women were separated: a gender apartheid.",
            &["gender", "society"],
            &["weather"],
        ),
        (
            "Prisoners at Abu Ghraib were beaten and kept in solitary confinement.",
            &["prisons", "torture"],
            &["trade"],
        ),
        (
            "The Islamic Republic offered an amnesty to returning combatants.",
            &["amnesty-return", "defection"],
            &["religion"],
        ),
        (
            "OPEC ministers kept the oil output ceiling at 16.6 mln bpd.",
            &["crude-oil", "energy"],
            &["elections"],
        ),
        (
            "Striking dockworkers rejected the pay offer; the union called a strike.",
            &["strikes", "labour"],
            &["armed-conflict"],
        ),
        (
            "The army shelled rebel positions as heavy fighting went on along the front line.",
            &["armed-conflict"],
            &["sport"],
        ),
        (
            "Soldiers led by a colonel overthrew the president in a bloodless coup.",
            &["coups"],
            &["elections"],
        ),
        (
            "He laundered the bribes through shell companies and offshore accounts.",
            &["money-laundering", "corruption"],
            &["crude-oil"],
        ),
        (
            "The inspectors found enriched uranium and more centrifuges at Natanz.",
            &["nuclear-policy"],
            &["courts"],
        ),
        (
            "An earthquake of magnitude 7 flattened villages; aftershocks followed.",
            &["earthquakes", "disaster-accident"],
            &["stock-market"],
        ),
        (
            "The striker scored twice as the football club won the championship.",
            &["sport", "football"],
            &["strikes"],
        ),
    ];
    for (text, wanted, unwanted) in table {
        let analysis = analyze(&themes, text);
        let holds: BTreeSet<_> = analysis
            .document
            .iter()
            .filter(|s| s.score >= Themes::THRESHOLD)
            .map(|s| themes.theme(s.theme).id.as_str())
            .collect();
        for id in *wanted {
            assert!(holds.contains(id), "{id} should hold for {text:?}: {holds:?}");
        }
        for id in *unwanted {
            assert!(!holds.contains(id), "{id} should not hold for {text:?}");
        }
    }
}
