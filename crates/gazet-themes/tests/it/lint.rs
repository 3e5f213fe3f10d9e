//! Findings about packs: what would do harm, the worst first.

use crate::{analyze, compile};
use gazet_core::{NormHash, Severity};
use gazet_themes::{LintOptions, Pack, ThemeCorpus, ThemeExceptions, ThemeReport, lint};
use gazet_tokenizer::norm_hash;

fn pack(name: &str, themes: &str) -> Pack {
    Pack::parse(name, &format!("format = 1\nlanguage = \"en\"\n{themes}")).unwrap()
}

fn theme(id: &str, rest: &str) -> String {
    format!("[[theme]]\nid = \"{id}\"\nlabel = \"L\"\ndefinition = \"D\"\n{rest}\n")
}

/// 500 in a million for `bank` and `banks` each, nothing for other words.
fn per_million(norm: NormHash) -> u64 {
    if [norm_hash("bank"), norm_hash("banks")].contains(&norm) { 500 } else { 0 }
}

fn report(packs: &[Pack], corpus: Option<&ThemeCorpus>, exceptions: Option<&ThemeExceptions>) -> ThemeReport {
    lint(packs, &LintOptions { context: &[], per_million: &per_million, corpus, exceptions })
}

/// Code, severity, line and term of each finding.
#[track_caller]
fn finds(themes: &str, expected: &[(&str, Severity, u64, &str)]) {
    let report = report(&[pack("own.toml", themes)], None, None);
    let found: Vec<_> =
        report.findings.iter().map(|f| (f.code, f.severity, f.line, f.term.as_str())).collect();
    assert_eq!(found, expected, "{:#?}", report.findings);
}

#[test]
fn common_words_with_their_frequency() {
    finds(&theme("a", "terms.5 = [\"bank\"]"), &[("common-word", Severity::Warning, 7, "bank")]);
    finds(&theme("a", "terms.3 = [\"bank{exact}\"]"), &[("common-word", Severity::Note, 7, "bank{exact}")]);
    finds(&theme("a", "terms.1 = [\"bank\"]\nterms.5 = [\"bank robbery\"]"), &[]);
    let said = &report(&[pack("own.toml", &theme("a", "terms.5 = [\"bank\"]"))], None, None).findings[0];
    assert!(said.message.contains("about 1000 times in a million words"), "{}", said.message);
    assert_eq!((said.source.as_str(), said.theme.as_str()), ("own.toml", "a"));
}

#[test]
fn terms_that_mask_each_other() {
    finds(
        &theme("a", "terms.5 = [\"truce\"]\nterms.3 = [\"short truce\"]"),
        &[("masked-term", Severity::Warning, 8, "short truce")],
    );
    finds(&theme("a", "terms.3 = [\"truce\"]\nterms.5 = [\"short truce\"]"), &[]);
    let two = theme("a", "terms.5 = [\"truce\"]") + &theme("b", "terms.2 = [\"truce of the seas\"]");
    finds(&two, &[("masked-term", Severity::Note, 12, "truce of the seas")]);
    // What a theme below loses, the theme above it still takes from it.
    let child = theme("a", "terms.5 = [\"truce\"]")
        + &theme("b", "parent = \"a\"\nterms.2 = [\"truce of the seas\"]");
    finds(&child, &[]);
}

#[test]
fn terms_of_several_themes() {
    let shared = |n: usize| -> String {
        (0..n).map(|i| theme(&format!("t{i}"), "terms.4 = [\"oasis\"]")).collect::<Vec<_>>().concat()
    };
    finds(&shared(2), &[]);
    finds(&shared(3), &[("shared-term", Severity::Note, 7, "oasis")]);
    finds(&shared(5), &[("shared-term", Severity::Warning, 7, "oasis")]);
}

#[test]
fn terms_that_another_covers() {
    finds(
        &theme("a", "terms.5 = [\"ambush\", \"ambushed\"]"),
        &[("redundant-term", Severity::Note, 7, "ambushed")],
    );
    // "bombings" is no form of "bomb".
    finds(&theme("a", "terms.5 = [\"car bomb\", \"car bombing\"]"), &[]);
    finds(&theme("a", "terms.4 = [\"ambush\"]\nterms.5 = [\"ambushed\"]"), &[]);
}

#[test]
fn rules_that_cannot_fire() {
    let rule = |rule: &str, reason: &str| {
        let themes = theme("a", &format!("terms.5 = [\"x\"]\nrules = [\n    {{ weight = 3, {rule} }},\n]"));
        let found = report(&[pack("own.toml", &themes)], None, None).findings;
        match reason {
            "" => assert!(found.is_empty(), "{found:#?}"),
            _ => {
                let said = found.first().map(|f| (f.code, f.line, f.message.contains(reason)));
                assert_eq!(said, Some(("rule-cannot-fire", 9, true)), "{found:#?}");
            }
        }
    };
    rule(r#"all = ["@organisation", "sign"]"#, "\"@organisation\" is no type of entity");
    rule(r#"all = ["@organization/armed-group", "sign"]"#, "");
    rule(r#"all = [["red flag", "red star"], "sign"], none = ["red"]"#, "refused by none");
    rule(r#"all = [["red flag", "star"], "sign"], none = ["red"]"#, "");
    rule(r#"any = ["cell", "Cell", "guard"], at_least = 3"#, "only 2 phrases of any");
    rule(
        r#"all = ["sign the dotted line", "read the small print", "burn the old paper"], near = 3"#,
        "have 4 words at least",
    );
    rule(r#"all = ["sign", "read the small print", "regret"], near = 3"#, "");
    rule(r#"all = ["sign", "read", "regret"], near = 3"#, "");
}

#[test]
fn what_a_corpus_shows() {
    let source = theme(
        "a",
        "terms.5 = [\"truce\"]\nterms.3 = [\"armistice\"]\nrules = [{ weight = 3, all = [\"talks\", \"fail\"] }]",
    );
    let themes = compile(&source);
    let mut halves = [ThemeCorpus::default(), ThemeCorpus::default()];
    for n in 0..20 {
        themes.observe(&analyze(&themes, "A truce was signed."), 4, &mut halves[n % 2]);
    }
    let [mut corpus, other] = halves;
    corpus.merge(other);
    assert_eq!(corpus.n_documents(), 20);
    let found = report(&[pack("own.toml", &source)], Some(&corpus), None).findings;
    let codes: Vec<_> = found.iter().map(|f| (f.code, f.severity, f.line)).collect();
    assert_eq!(
        codes,
        [
            ("seen-too-often", Severity::Warning, 7),
            ("never-seen", Severity::Note, 8),
            ("rule-never-fires", Severity::Note, 9),
        ]
    );
}

#[test]
fn errors_come_first_and_stand_alone() {
    let themes = theme("a", "terms.5 = [\"bank\"]") + &theme("b", "parent = \"none\"\nterms.5 = [\"bank\"]");
    finds(&themes, &[("unknown-parent", Severity::Error, 12, "")]);
}

#[test]
fn packs_beside_those_that_are_checked() {
    let shipped = pack("shipped.toml", &theme("a", "terms.5 = [\"bank\", \"truce\"]"));
    let own = pack("own.toml", &theme("b", "parent = \"a\"\nterms.2 = [\"broken truce\"]"));
    let options =
        LintOptions { context: &[shipped], per_million: &per_million, corpus: None, exceptions: None };
    assert_eq!(lint(&[own], &options).findings, []);
}

#[test]
fn exceptions_answer_for_findings_and_are_needed() {
    let packs = [pack("own.toml", &theme("a", "terms.5 = [\"bank\"]"))];
    let rows = "code,theme,term,reason\ncommon-word,a,bank,river banks are rare here\n";
    let good = ThemeExceptions::parse("exceptions.csv", rows).unwrap();
    let answered = report(&packs, None, Some(&good));
    assert_eq!((answered.findings.len(), answered.n_excepted), (0, 1));
    let rows = rows.to_owned() + "masked-term,a,bank,no longer\nnever-seen,a,bank,needs a corpus\n";
    let stale = ThemeExceptions::parse("exceptions.csv", &rows).unwrap();
    let found = report(&packs, None, Some(&stale)).findings;
    let unused: Vec<_> = found.iter().map(|f| (f.code, f.source.as_str(), f.line)).collect();
    assert_eq!(unused, [("unused-exception", "exceptions.csv", 3)]);
    for (rows, reason) in [
        ("code,theme,term,reason\ncommon-word,a,bank,\n", "exceptions.csv:2: "),
        ("code,theme,term,reason\ncommon-word,,,why\n", "needs a theme or a term"),
        ("code,theme,reason\ncommon-word,a,why\n", "term"),
    ] {
        let error = ThemeExceptions::parse("exceptions.csv", rows).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}
