//! `gazet train`: model and card from gold, and what the model then finds.

use crate::support::{folder, gazet, gazet_with};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Gold lines of made-up sentences; `from` makes the documents of two sets differ.
fn gold(people: &[&str], places: &[&str]) -> String {
    let mut lines = String::new();
    for person in people {
        for place in places {
            let text = format!("Yesterday {person} went to {place} for the {place} Foundry. They liked it.");
            let entity = |name: &str, entity_type: &str| {
                let start = text.find(name).unwrap();
                json!({"start": start, "end": start + name.len(), "type": entity_type})
            };
            let entities =
                [entity(person, "PER"), entity(place, "LOC"), entity(&format!("{place} Foundry"), "ORG")];
            lines.push_str(&format!(
                "{}\n",
                json!({"id": format!("{person}/{place}"), "text": text, "entities": entities})
            ));
        }
    }
    lines
}

fn sets() -> tempfile::TempDir {
    let places = ["Velmara", "Port Ossel", "Kadruna", "Istrovia", "Limber"];
    let train = gold(&["Ann Lotterby", "Omar Haddadi", "Lia Weimar", "Mara Silvano"], &places);
    let dev = gold(&["Ivan Petrosk", "Tom Arkwell"], &["Bergamot", "Halvik"]);
    folder(&[("tiny/train.jsonl", train.as_bytes()), ("tiny/dev.jsonl", dev.as_bytes())])
}

fn arguments(folder: &Path, more: &[&str]) -> Vec<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    let mut all =
        vec!["train".to_owned(), path("tiny/train.jsonl"), "--dev".to_owned(), path("tiny/dev.jsonl")];
    all.extend(
        more.iter()
            .map(|&arg| if let Some(name) = arg.strip_prefix('@') { path(name) } else { arg.to_owned() }),
    );
    all
}

#[test]
fn a_model_that_the_other_commands_use() {
    let folder = sets();
    let flags = [
        "--out",
        "@m.gazet",
        "--card",
        "@CARD.md",
        "--date",
        "2026-01-02",
        "--epochs",
        "5",
        "--set",
        "orders=1",
        "--licence",
        "tiny=CC0, made up",
        "--description",
        "a test of it",
    ];
    let outcome = gazet(&arguments(folder.path(), &flags)).code(0).says(&["learnt the second pass"]);
    assert!(outcome.stdout.contains("| tiny | 100.0 | 100.0 | 100.0 |"), "{}", outcome.stdout);

    let card = fs::read_to_string(folder.path().join("CARD.md")).unwrap();
    for part in [
        "- trained: 2026-01-02",
        "seed 1, 5 epochs in 1 orders",
        "| tiny | 20 |",
        "CC0, made up",
        "--epochs 5",
        "| in capitals |",
    ] {
        assert!(card.contains(part), "not in the card: {part:?}\n{card}");
    }

    let model = folder.path().join("m.gazet");
    let text = "Yesterday Ida Korvath went to Sandwell for the Sandwell Foundry. They liked it.";
    let line = format!("{}\n", json!({"id": 1, "text": text}));
    let found = gazet_with(&["mentions", "--recognizer", model.to_str().unwrap()], line.as_bytes()).code(0);
    let found: Value = serde_json::from_str(found.stdout.trim()).unwrap();
    let names: Vec<_> =
        found["mentions"].as_array().unwrap().iter().map(|m| (&m["text"], &m["type"])).collect();
    assert!(names.contains(&(&json!("Ida Korvath"), &json!("person"))), "{names:?}");
    assert!(names.contains(&(&json!("Sandwell Foundry"), &json!("organization"))), "{names:?}");
}

#[test]
fn the_same_model_every_time_and_another_with_another_seed() {
    let folder = sets();
    let train = |out: &str, seed: &str| {
        let flags = [
            "--out",
            out,
            "--seed",
            seed,
            "--epochs",
            "3",
            "--set",
            "orders=2",
            "--set",
            "glued=0.5",
            "--quiet",
        ];
        let outcome = gazet(&arguments(folder.path(), &flags)).code(0);
        assert_eq!(outcome.stderr, "");
        fs::read(folder.path().join(&out[1..])).unwrap()
    };
    let first = train("@a.gazet", "7");
    assert_eq!(first, train("@b.gazet", "7"));
    assert_ne!(first, train("@c.gazet", "8"));

    // A model file from anywhere is checked before it is used.
    let mut hostile = first;
    let middle = hostile.len() / 2;
    hostile[middle] ^= 0x40;
    fs::write(folder.path().join("a.gazet"), hostile).unwrap();
    fs::write(folder.path().join("b.gazet"), "not a model").unwrap();
    for (file, reason) in [("a.gazet", "checksum"), ("b.gazet", "not a recognizer model")] {
        let path = folder.path().join(file);
        gazet_with(&["mentions", "--recognizer", path.to_str().unwrap()], b"{\"text\":\"Oslo\"}\n")
            .code(2)
            .says(&["model", reason]);
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = sets();
    fs::write(
        folder.path().join("bad.jsonl"),
        "{\"id\":\"a\",\"text\":\"Oslo\",\"entities\":[{\"start\":0,\"end\":9,\"type\":\"LOC\"}]}\n",
    )
    .unwrap();
    for (flags, parts) in [
        (&["--out", "@m", "--partial", "big"][..], &["--partial", "`big`", "tiny"][..]),
        (&["--out", "@m", "--licence", "CC0"], &["NAME=VALUE"]),
        (&["--out", "@m", "--date", "yesterday"], &["YYYY-MM-DD"]),
        (&["--out", "@m", "--set", "rows=4"], &["`rows`", "n_rows"]),
        (&["--out", "@m", "--set", "doubt=much"], &["`much`", "doubt"]),
        (&["--out", "@m", "--epochs", "0"], &["0 epochs"]),
        (&["--out", "@m", "--names", "@tiny"], &["given-names.csv"]),
        (&["@bad.jsonl", "--out", "@m"], &["bad.jsonl", "0..9"]),
        (&["@none.jsonl", "--out", "@m"], &["none.jsonl"]),
        (&["@tiny/train.jsonl", "--out", "@m"], &["two training sets are called `tiny`"]),
        (&["--out", "@no/such/folder/m", "--epochs", "1"], &["cannot write", "folder"]),
    ] {
        let mut arguments = arguments(folder.path(), flags);
        // `--dev` takes all that follows: further training files go first.
        if flags[0].starts_with('@') {
            let file = arguments.remove(4);
            arguments.insert(1, file);
        }
        gazet(&arguments).code(2).says(parts);
    }
    assert!(!folder.path().join("m").exists());
}

#[test]
fn held_out_documents_that_were_learnt_from_are_reported() {
    let folder = sets();
    let train = folder.path().join("tiny/train.jsonl");
    fs::copy(&train, folder.path().join("tiny/dev.jsonl")).unwrap();
    gazet(&arguments(folder.path(), &["--out", "@m", "--epochs", "1", "--set", "orders=1"]))
        .code(1)
        .says(&["20 of 20 documents of `tiny`"]);
}
