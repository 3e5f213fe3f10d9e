//! Spans of another recognizer.

use crate::support::{folder, gazet, gazet_with, rows};
use serde_json::Value;
use std::fs;

const TEXT: &str = "Übü and Quuxworthy left Plinthia for Oslo.\n";

#[test]
fn spans_become_mentions_that_say_where_they_come_from() {
    let files = folder(&[
        ("docs/a.txt", TEXT.as_bytes()),
        (
            "spans.jsonl",
            concat!(
                "{\"id\":\"a.txt\",\"spans\":[{\"cstart\":8,\"cend\":18,\"label\":\"PERSON\",\"score\":0.9},",
                "{\"start\":26,\"end\":34,\"type\":\"organization\"},{\"start\":26,\"end\":360,\"type\":\"ORG\"},",
                "{\"cstart\":37,\"cend\":41,\"label\":\"GPE\"},{\"start\":0,\"end\":4,\"type\":\"DATE\"}]}\n",
                "{\"id\":\"b.txt\",\"spans\":[{\"start\":0,\"end\":1,\"type\":\"PER\"}]}\n",
            )
            .as_bytes(),
        ),
    ]);
    let [docs, spans, out] = ["docs", "spans.jsonl", "out"].map(|name| files.path().join(name));
    let args = ["--recognizer", "off", "--format", "csv", "--no-themes"].map(str::to_owned);
    let paths = [docs, "--spans".into(), spans, "--out".into(), out.clone()].map(|p| p.display().to_string());
    gazet(&[vec!["run".to_owned()], args.to_vec(), paths.to_vec()].concat())
        .code(0)
        .says(&["1 spans from outside are of types"]);
    let found: Vec<(String, String)> =
        rows(&out, "mentions").iter().map(|row| (row["surface"].clone(), row["rule"].clone())).collect();
    let expected = [("Quuxworthy", "external"), ("Plinthia", "external"), ("Oslo", "list+recognizer")];
    assert_eq!(found, expected.map(|(surface, rule)| (surface.to_owned(), rule.to_owned())));
    let ledger = fs::read_to_string(out.join("failures.jsonl")).unwrap();
    assert!(ledger.contains("spans-outside") && ledger.contains("1 spans"), "{ledger}");
    assert!(ledger.contains("spans-unused") && ledger.contains("b.txt"), "{ledger}");
}

#[test]
fn the_output_of_the_filter_is_its_own_input() {
    let input = format!("{{\"id\":7,\"text\":{}}}\n", Value::from(TEXT));
    let bare = gazet_with(&["mentions", "--recognizer", "off"], input.as_bytes()).code(0).stdout;
    assert!(!bare.contains("Quuxworthy"), "the test needs a name that lists and rules do not find: {bare}");
    let files =
        folder(&[("spans.jsonl", b"{\"id\":7,\"mentions\":[{\"start\":10,\"end\":20,\"type\":\"PER\"}]}")]);
    let spans = files.path().join("spans.jsonl").display().to_string();
    let with = ["mentions", "--recognizer", "off", "--spans", &spans];
    let once = gazet_with(&with, input.as_bytes()).code(0).stdout;
    assert!(once.contains("Quuxworthy"), "{once}");
    fs::write(files.path().join("spans.jsonl"), &once).unwrap();
    let twice = gazet_with(&with, input.as_bytes()).code(0).stdout;
    let surfaces = |line: &str| -> Vec<Value> {
        let line: Value = serde_json::from_str(line).unwrap();
        line["mentions"].as_array().unwrap().iter().map(|m| m["text"].clone()).collect()
    };
    assert_eq!(surfaces(&once), surfaces(&twice));
}

#[test]
fn a_bad_file_of_spans_is_named() {
    let files = folder(&[("spans.jsonl", b"{\"id\":\"a\",\"spans\":[]}\n{\"id\":1}\n")]);
    let spans = files.path().join("spans.jsonl").display().to_string();
    gazet(&["mentions", "--spans", &spans]).code(2).says(&["spans.jsonl:2: missing field `spans`"]);
    gazet(&["mentions", "--spans", "nowhere.jsonl"]).code(2).says(&["cannot read the spans nowhere.jsonl"]);
}
