//! What fires, and what does not.

use crate::{analyze, analyze_with, compile, score, tokenize};
use gazet_core::TokenRange;
use gazet_themes::{EntityTerm, Pack, Themes};

const PACK: &str = r#"
[[theme]]
id = "harm"
label = "Harm"
definition = "All harm."
terms.3 = ["victim"]

[[theme]]
id = "torture"
label = "Torture"
parent = "harm"
definition = "Pain inflicted on detainees."
terms.5 = ["torture", "mock execution", "child soldier", "ICRC"]
terms.4 = ["organize a strike", "labour camp", "seize power", "arms{exact}", "dollar/yen"]
exclude = ["torture test"]
rules = [
    { weight = 5, near = 6, all = [["prisoner", "detainee"], ["beat", "whip"]], none = ["omelette"] },
    { weight = 4, within = "document", at_least = 3, any = ["dungeon", "jailer", "blindfold", "cellmate"] },
    { weight = 3, all = ["@organization/armed-group", "surrender"] },
]

[[theme]]
id = "military"
label = "Military"
definition = "Armies."
terms.4 = ["soldier", "beat{as-written}"]
"#;

/// Text, and the places that fire as `theme:words`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let themes = compile(PACK);
    let analysis = analyze(&themes, text);
    let found: Vec<String> = analysis
        .evidence
        .iter()
        .map(|e| {
            format!(
                "{}:{}",
                themes.theme(e.theme).id,
                e.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
            )
        })
        .collect();
    assert_eq!(found, expected, "in {text:?}");
}

#[test]
fn inflected_forms_and_spellings() {
    check("They tortured him.", &["torture:tortured"]);
    check("TORTURING IS A CRIME", &["torture:TORTURING"]);
    check("Mock executions took place.", &["torture:Mock executions"]);
    check("He organised a strike.", &["torture:organised a strike"]);
    check("The colonels seized power.", &["torture:seized power"]);
    check("A labor camp opened.", &["torture:labor camp"]);
    check("The tort was tortuous.", &[]);
}

#[test]
fn phrases_pass_over_line_breaks_hyphens_and_possessives() {
    check("a mock\nexecution", &["torture:mock execution"]);
    check("a mock-execution", &["torture:mock-execution"]);
    check("child’s soldiers", &["torture:child’s soldiers"]);
    check("They mock. Execution follows.", &[]);
    check("a mock, execution", &[]);
    check("the dollar/yen rate", &["torture:dollar/yen"]);
}

#[test]
fn flags_and_case() {
    check("the arms trade", &["torture:arms"]);
    check("an arm", &[]);
    check("The ICRC and the I.C.R.C.", &["torture:ICRC", "torture:I.C.R.C."]);
    check("icrc", &[]);
    check("Beat beat", &["military:beat"]);
}

#[test]
fn longest_term_of_any_theme_wins() {
    check("a child soldier and a soldier", &["torture:child soldier", "military:soldier"]);
}

#[test]
fn exclusions_hold_for_their_theme_only() {
    check("The torture test of a soldier", &["military:soldier"]);
}

#[test]
fn negation_does_not_fire() {
    check("There was no torture.", &[]);
    check("They did not use torture.", &[]);
    check("He wasn't a soldier.", &[]);
    check("It was not only torture.", &["torture:torture"]);
    check("No. Torture was common.", &["torture:Torture"]);
    check("not here, but torture elsewhere", &["torture:torture"]);
}

#[test]
fn rules() {
    check("Prisoners were beaten daily.", &["torture:Prisoners were beaten"]);
    check("They whipped every single detainee.", &["torture:whipped every single detainee"]);
    check("A prisoner saw how on that long dark night eggs were beaten.", &[]);
    check("Prisoners were fed. Eggs were beaten.", &[]);
    check("The prisoner whipped an omelette.", &[]);
    check("Prisoners were not beaten.", &[]);
    check("A dungeon. A jailer. A blindfold.", &["torture:dungeon. A jailer. A blindfold"]);
    check("A dungeon. A dungeon. A jailer.", &[]);
}

#[test]
fn entities_serve_rules() {
    let themes = compile(PACK);
    let text = "The Blue Front will surrender.";
    let tokens = tokenize(text);
    let entity = |class| EntityTerm { tokens: TokenRange::new(1, 3), class };
    let fired = |class| analyze_with(&themes, text, &tokens, &[entity(class)]).evidence.len();
    assert_eq!(fired("organization/armed-group"), 1);
    assert_eq!(fired("organization/armed-group/militia"), 1);
    assert_eq!(fired("organization/party"), 0);
    assert_eq!(analyze(&themes, text).evidence.len(), 0);
}

#[test]
fn boilerplate_does_not_fire() {
    let item =
        "The mayor opened a bridge over the river on Monday in the old town.\n\nTorture victims fund\n\n";
    let text = item.repeat(4);
    let themes = compile(PACK);
    let tokens = tokenize(&text);
    let boilerplate =
        tokens.blocks.iter().filter(|b| b.kind == gazet_tokenizer::BlockKind::Boilerplate).count();
    assert!(boilerplate > 0, "the tokenizer should see the repeated line");
    let found = analyze(&themes, &text).evidence;
    assert!(
        found.iter().all(|e| tokens.blocks[e.block as usize].kind != gazet_tokenizer::BlockKind::Boilerplate)
    );
    assert_eq!(found.is_empty(), boilerplate == tokens.blocks.len() / 2);
}

#[test]
fn offsets_are_bytes_of_the_original() {
    check("Élan — café, tortúre", &["torture:tortúre"]);
    check("e\u{301}te\u{301} 🙂 torture", &["torture:torture"]);
}

#[test]
fn scores_follow_the_formula() {
    let themes = compile(PACK);
    let lead = analyze(&themes, "It was torture.");
    // One place in the lead counts twice: 0.55 * 2 * 2 / 3.
    let expected = 1.0 - (-0.55f64 * 4.0 / 3.0).exp();
    assert!((score(&themes, &lead, "torture") - expected).abs() < 1e-12);
    assert_eq!(score(&themes, &lead, "torture"), score(&themes, &lead, "harm"));
    assert!((lead.sentences[0].1.score - (1.0 - (-0.55f64).exp())).abs() < 1e-12, "sentences know no lead");

    // Own and child strength of a parent add as squares.
    let both = analyze(&themes, "A victim of torture.");
    let (own, child) = (0.18f64 * 4.0 / 3.0, 0.55 * 4.0 / 3.0);
    let expected = 1.0 - (-(own * own + child * child).sqrt()).exp();
    assert!((score(&themes, &both, "harm") - expected).abs() < 1e-12);
}

#[test]
fn length_and_repetition() {
    let themes = compile(PACK);
    let filler = "The river was calm and the boats lay along the bank. ".repeat(110);
    let long = score(&themes, &analyze(&themes, &format!("Torture. {filler}")), "torture");
    let short = score(&themes, &analyze(&themes, "Torture. The river was calm."), "torture");
    assert!(long < short && long > 0.05, "{long} {short}");
    let twice = score(&themes, &analyze(&themes, "Torture. Torture."), "torture");
    let often = score(&themes, &analyze(&themes, &"Torture. ".repeat(50)), "torture");
    assert!(short < twice && twice < often && often < 0.68, "{short} {twice} {often}");
}

#[test]
fn items_are_scored_apart() {
    let themes = compile(PACK);
    let page = "Torture in prison\n\nIt was torture, he said of the long night in the cell.\n\nRead more\n\n\
                Soldiers march\n\nThe soldiers marched through the town on Sunday.\n\nRead more\n\n\
                River news\n\nThe river rose again over the weekend.\n\nRead more\n";
    let tokens = tokenize(page);
    assert!(tokens.n_items >= 3);
    let analysis = analyze(&themes, page);
    let holds = |id: &str| {
        let theme = themes.find(id).unwrap();
        analysis.items.iter().filter(|(_, s)| s.theme == theme).map(|(item, _)| *item).collect::<Vec<_>>()
    };
    let (torture, military) = (holds("torture"), holds("military"));
    assert_eq!((torture.len(), military.len()), (1, 1));
    assert_ne!(torture, military);
}

#[test]
fn empty_text_has_no_theme() {
    let analysis = analyze(&compile(PACK), "");
    assert!(analysis.document.is_empty() && analysis.evidence.is_empty());
}

#[test]
fn a_later_pack_may_replace_a_theme() {
    let pack = |name: &str, extra: &str, term: &str| {
        let text = format!(
            "format = 1\nlanguage = \"en\"\n[[theme]]\nid = \"a\"\nlabel = \"A\"\ndefinition = \"D\"\n{extra}\nterms.5 = [\"{term}\"]\n"
        );
        Pack::parse(name, &text).unwrap()
    };
    let first = pack("first.toml", "", "apple");
    let second = pack("second.toml", "replace = true", "pear");
    let themes = Themes::new(&[first.clone(), second.clone()]).unwrap();
    assert_eq!((themes.len(), themes.n_terms()), (1, 1));
    assert!(analyze(&themes, "an apple").evidence.is_empty());
    assert_eq!(analyze(&themes, "two pears").evidence.len(), 1);
    assert!(Themes::new(&[second, first]).is_err(), "there is nothing to replace yet");
}
