//! The decisions file: reading it, and what it does inside a document.

use crate::support::{Desk, show};
use gazet_core::Metadata;
use gazet_gazetteer::MatchKind;
use gazet_resolver::decisions::{Action, Decisions};
use gazet_resolver::{Resolver, ResolverOptions};

fn resolve(file: &str, id: &str, text: &str) -> (Vec<String>, Vec<u32>) {
    let decisions = Decisions::read("decisions.csv", file.as_bytes()).unwrap();
    let resolver = Resolver::new(ResolverOptions::default()).with_decisions(decisions);
    let found = Desk::default().resolve(&resolver, id, text, &Metadata::default(), &[], MatchKind::All);
    (found.mentions.iter().map(|m| show(text, m, &found)).collect(), found.applied_decisions)
}

const TEXT: &str = "Massoud Rajavi and Maryam Rajavi came to Alexandria. Rajavi met Darius Tavakkoli of Amnesty International.";

#[test]
fn without_decisions() {
    let (shown, applied) = resolve("action,subject,object\n", "d", TEXT);
    assert_eq!(
        shown,
        [
            "Massoud Rajavi -> per:massoud-rajavi",
            "Maryam Rajavi -> per:maryam-rajavi",
            "Alexandria -> city:alexandria-eg",
            "Rajavi -> ? per:maryam-rajavi | per:massoud-rajavi",
            "Darius Tavakkoli -> person \"Darius Tavakkoli\"",
            "Amnesty International -> org:amnesty",
        ]
    );
    assert!(applied.is_empty());
}

#[test]
fn each_action_does_what_it_says() {
    let file = "action,subject,object,document,note\n\
        prefer,per:massoud-rajavi,Rajavi,,\n\
        rename,person/Darius Tavakkoli,Dariush Tavakkoli,,spelled so by himself\n\
        ban-alias,city:alexandria-eg,Alexandria,,\n\
        delete,org:amnesty,,,\n\
        retype,per:nouri-al-maliki,organization,,\n";
    let (shown, applied) = resolve(file, "d", TEXT);
    assert_eq!(
        shown,
        [
            "Massoud Rajavi -> per:massoud-rajavi",
            "Maryam Rajavi -> per:maryam-rajavi",
            "Alexandria -> city:alexandria-va",
            "Rajavi -> per:massoud-rajavi",
            "Darius Tavakkoli -> person \"Dariush Tavakkoli\"",
        ]
    );
    assert_eq!(applied, [0, 1, 2, 3], "nobody of the last decision occurs");
}

#[test]
fn a_decision_for_one_document_leaves_the_others() {
    let file = "action,subject,object,document\nprefer,per:massoud-rajavi,rajavi,only\n";
    assert_eq!(resolve(file, "only", TEXT).1, [0]);
    assert!(resolve(file, "other", TEXT).1.is_empty());
}

#[test]
fn a_split_parts_what_the_document_joined() {
    let file = "action,subject,object,document\n\
        split,person/Rajavi,per:maryam-rajavi,\n\
        split,person/Darius Tavakkoli,person/Tavakkoli,only\n";
    let text = format!("{TEXT} Tavakkoli left early.");
    let (shown, applied) = resolve(file, "only", &text);
    // One of two readings is ruled out; a surname gets an entity of its own.
    assert_eq!(shown[3], "Rajavi -> per:massoud-rajavi");
    assert_eq!(shown[6], "Tavakkoli -> person \"Tavakkoli\"");
    assert_eq!(applied, [0, 1]);
    let (shown, applied) = resolve(file, "another", &text);
    assert_eq!(shown[6], "Tavakkoli -> person \"Darius Tavakkoli\"");
    assert_eq!(applied, [0]);
}

#[test]
fn an_unlisted_name_becomes_a_listed_entity() {
    let file = "action,subject,object\nmerge,person/Darius Tavakkoli,per:nouri-al-maliki\n";
    let (shown, applied) = resolve(file, "d", TEXT);
    assert_eq!(shown[4], "Darius Tavakkoli -> per:nouri-al-maliki");
    assert_eq!(applied, [0]);
}

#[test]
fn what_a_spreadsheet_writes_is_read() {
    let plain =
        "action,subject,object,document,note\nmerge,person/A B,per:c-d,,because\n,person/E F,,,undecided\n";
    let sheet = "\u{feff}action;subject;object;document;note;score\r\nmerge;person/A B;per:c-d;;because;0.8\r\n;person/E F;;;undecided;\r\n";
    let (a, b) =
        (Decisions::read("a", plain.as_bytes()).unwrap(), Decisions::read("b", sheet.as_bytes()).unwrap());
    assert_eq!(a, b);
    assert_eq!(a.all().len(), 1);
    assert!(matches!(&a.all()[0].action, Action::Merge(_)));
}

#[test]
fn errors_name_line_and_value() {
    let check = |file: &str, expected: &str| {
        let error = Decisions::read("d.csv", file.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check("subject,object\n", "no column `action`");
    check("action,subject,object\nmerge,per:a,per:b\njoin,per:a,per:b\n", "d.csv:3: unknown action `join`");
    check("action,subject,object\nmerge,Rajavi,per:b\n", "d.csv:2: subject `Rajavi` of merge");
    check("action,subject,object\nmerge,per:a,\n", "d.csv:2: object `` of merge");
    check("action,subject,object\nmerge,per:a,per:a\n", "the subject itself");
    check("action,subject,object\nretype,per:a,robot\n", "object `robot` of retype");
    check("action,subject,object\nprefer,person/A B,AB\n", "prefer needs the key");
    check("action,subject,object\ndelete,per:a,AB\n", "delete takes no object");
    let bad =
        Decisions::read("d.csv", b"action,subject,object\nmerge,per:\xff,per:b\n").unwrap_err().to_string();
    assert!(bad.contains("byte 32 is not UTF-8"), "{bad}");
}

#[test]
fn unmatched_decisions_are_reported() {
    let file = "action,subject,object\ndelete,per:a-b,\ndelete,per:c-d,\n";
    let decisions = Decisions::read("d", file.as_bytes()).unwrap();
    let left: Vec<u64> = decisions.unmatched(&[0].into()).map(|d| d.line).collect();
    assert_eq!(left, [3]);
}
