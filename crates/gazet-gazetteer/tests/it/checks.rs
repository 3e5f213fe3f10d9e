//! Findings of a check, exceptions, and names looked up.

use crate::support::{COMMON, compiled, gazetteers, list};
use gazet_core::Severity;
use gazet_gazetteer::{
    CheckOptions, CheckReport, CompileOptions, CorpusCounts, Exceptions, FindingCode, Gazetteer,
    LookupReason, SourceFolder, Variants, check, compile, lookup,
};

const ROWS: &str = "loc:springfield-il,place/city,Springfield,\n\
    loc:springfield-ma,place/city,Springfield,\n\
    org:springfield,organization/company,Springfield,\n\
    per:may,person,May,\n\
    per:weak,person,Theresa May,May{weak}\n\
    org:who,organization,World Health Organization,WHO\n\
    org:kgb,organization,K\u{421}B,\n\
    per:x,person,X,\n\
    org:front,organization,Popular Front,front{any-case}|popular movement\n\
    org:nice,organization,Reading Society,Reading{any-case}\n\
    per:georgia,person,Georgia,\n\
    loc:georgia,place,Georgia Strait,\n";

fn report(exceptions: Option<&Exceptions>, corpus: Option<&[&str]>) -> CheckReport {
    let bytes = compiled(vec![list("a", ROWS)]);
    let gazetteer = Gazetteer::from_bytes(bytes.clone()).unwrap();
    let all = gazetteers(vec![bytes]);
    let counts = corpus.map(|texts| {
        let mut counts = CorpusCounts::default();
        for text in texts {
            let mut part = CorpusCounts::default();
            assert!(part.add(&all, text));
            counts.merge(&part);
        }
        counts
    });
    let options = CheckOptions { lexicon: all.lexicon(), exceptions, corpus: counts.as_ref() };
    check(&gazetteer, &options)
}

fn has(report: &CheckReport, code: FindingCode, key: &str, severity: Severity) -> bool {
    report
        .findings
        .iter()
        .any(|f| f.code == code && f.severity == severity && f.entities.iter().any(|e| e == key))
}

#[test]
fn every_kind_of_harm_is_found_and_nothing_else_is_a_warning() {
    let report = report(None, None);
    use FindingCode as F;
    for (code, key, severity) in [
        (F::SharedAlias, "loc:springfield-il", Severity::Warning),
        (F::DuplicateEntity, "loc:springfield-ma", Severity::Warning),
        (F::CommonWord, "per:may", Severity::Warning),
        (F::CommonWord, "org:nice", Severity::Warning),
        (F::MixedScripts, "org:kgb", Severity::Warning),
        (F::ShortAlias, "per:x", Severity::Warning),
        (F::NoCapital, "org:front", Severity::Note),
        (F::SwallowedAlias, "per:georgia", Severity::Note),
    ] {
        assert!(has(&report, code, key, severity), "{code} of {key} is not in {:#?}", report.findings);
    }
    for key in ["per:weak", "org:who"] {
        assert!(!report.findings.iter().any(|f| f.entities.iter().any(|e| e == key)), "{key} is harmless");
    }
    assert!(COMMON.contains(&"may"));
    let warnings = report.n_at_least(Severity::Warning);
    assert!(report.findings[..warnings].is_sorted_by(|a, b| a.harm >= b.harm), "the worst first");
}

#[test]
fn a_corpus_tells_what_is_never_seen_and_what_too_often() {
    let text = "May it be. ".repeat(12) + &"It may rain in Springfield. ".repeat(20);
    let report = report(None, Some(&[&text, "He may go to Springfield."]));
    let may = report.findings.iter().find(|f| f.code == FindingCode::SeenTooOften).unwrap();
    assert_eq!(may.message, "`May`: 12 hits, 100 % sentence-initial; in small letters 21 times");
    assert!(has(&report, FindingCode::NeverSeen, "org:who", Severity::Note));
    assert!(!has(&report, FindingCode::NeverSeen, "loc:springfield-il", Severity::Note));
}

#[test]
fn exceptions_need_a_reason_and_a_use() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exceptions.csv");
    let head = "list,id,alias,code,reason\n";
    let before = report(None, None);
    std::fs::write(
        &path,
        format!("{head}a,per:may,May,common-word,kept on purpose\n,,Nobody,shared-alias,was there\n"),
    )
    .unwrap();
    let exceptions = Exceptions::read(&path).unwrap();
    let after = report(Some(&exceptions), None);
    assert_eq!(after.n_excepted, 1);
    assert!(!has(&after, FindingCode::CommonWord, "per:may", Severity::Warning));
    assert_eq!(after.findings.len(), before.findings.len());
    let unused = after.findings.iter().find(|f| f.code == FindingCode::UnusedException).unwrap();
    assert!(unused.message.contains("exceptions.csv:3"), "{}", unused.message);
    for (row, part) in [
        ("a,per:may,May,common-word,\n", "exceptions.csv:2: column reason"),
        ("a,per:may,May,bad-word,x\n", "unknown code `bad-word`"),
        (",,,common-word,x\n", "name a list, an id or an alias"),
    ] {
        std::fs::write(&path, format!("{head}{row}")).unwrap();
        let error = Exceptions::read(&path).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_finding_is_json() {
    let report = report(None, None);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["findings"][0]["severity"], "warning");
    assert!(json["findings"][0]["code"].is_string());
}

#[test]
fn names_are_looked_up_exactly_folded_and_with_a_typing_error() {
    let all = gazetteers(vec![compiled(vec![list(
        "a",
        "loc:koln,place/city,Köln,Cologne\nloc:teheran,place,Tehran,\nper:k,person,Koln,\nloc:hague,place,The Hague,\n",
    )])]);
    let show = |query: &str, typo: bool| -> Vec<(LookupReason, String)> {
        lookup(&all, query, typo).unwrap().iter().map(|h| (h.reason, h.entity.key().to_owned())).collect()
    };
    let of = |reason, key: &str| (reason, key.to_owned());
    assert_eq!(show("Köln", false), [of(LookupReason::Exact, "loc:koln"), of(LookupReason::Folded, "per:k")]);
    assert_eq!(show("the hague", false), [of(LookupReason::Folded, "loc:hague")]);
    assert_eq!(show("Theran", false), []);
    assert_eq!(show("Tehrann", true), [of(LookupReason::Distance1, "loc:teheran")]);
    assert_eq!(show("Theran", true), [of(LookupReason::Distance1, "loc:teheran")], "two letters swapped");
    assert_eq!(show("loc:teheran", false), [of(LookupReason::Key, "loc:teheran")]);
    assert_eq!(show("", true), []);
}

#[test]
fn variants_are_marked_and_switched() {
    let source = || SourceFolder {
        lists: vec![list(
            "a",
            "per:r,person,Massoud Rajavi,\"Rajavi, Massoud\"\norg:j,organization,Johnson & Johnson,\n",
        )],
        ..SourceFolder::default()
    };
    let find = |variants, text: &str| -> Vec<(String, &'static str, bool)> {
        let options = CompileOptions { variants, ..CompileOptions::default() };
        let all = gazetteers(vec![compile(source(), &options).unwrap().bytes]);
        crate::support::find(&all, text, gazet_gazetteer::MatchKind::LeftmostLongest)
            .iter()
            .map(|c| {
                let derived = c.flags.contains(gazet_core::CandidateFlags::DERIVED);
                (c.span.of(text).to_owned(), all.alias(c.alias).rule().code(), derived)
            })
            .collect()
    };
    let text = "Rajavi, Massoud; M. Rajavi; the Rajavis; Johnson and Johnson.";
    let listed = ("Rajavi, Massoud".to_owned(), "listed", false);
    assert_eq!(find(Variants::empty(), text), std::slice::from_ref(&listed));
    assert_eq!(
        find(Variants::all(), text),
        [
            listed,
            ("M. Rajavi".to_owned(), "initials", true),
            ("Rajavis".to_owned(), "family", true),
            ("Johnson and Johnson".to_owned(), "ampersand", true),
        ]
    );
}
