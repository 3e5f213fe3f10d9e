//! Themes of a run: found again with other packs, in every output, without reading again.

use crate::support::{corpus, files, folder, gazet, rows};
use std::path::Path;

const OWN: &str = r#"
format = 1
language = "en"

[[theme]]
id = "letters"
label = "Letters"
definition = "Letters, envelopes and the post that carries them."
terms.5 = ["envelope", "postmark"]
terms.4 = ["letter"]

[[theme]]
id = "letters-of-people"
label = "Letters of people"
parent = "letters"
definition = "A letter beside the name of a person."
rules = [{ weight = 5, all = ["@person", ["letter", "card", "envelope"]] }]
"#;

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn themes_again_leave_what_a_run_with_those_packs_leaves() {
    let work = folder(&[("own.toml", OWN.as_bytes())]);
    let (again, whole) = (path(work.path(), "again"), path(work.path(), "whole"));
    let own = path(work.path(), "own.toml");
    let input = corpus("reports").display().to_string();
    for packs in
        [vec!["--themes", &own], vec!["--themes", &own, "--no-shipped-themes"], vec!["--no-themes"], vec![]]
    {
        let shown = ["--format", "csv", "--window", "paragraph"];
        gazet(&["run", &input, "--out", &again, "--overwrite"]).code(0);
        gazet(&[&["themes", &again], packs.as_slice(), &shown].concat()).code(0);
        gazet(&[&["run", &input, "--out", &whole, "--overwrite"], packs.as_slice(), &shown].concat()).code(0);
        let (mut found, expected) = (files(Path::new(&again)), files(Path::new(&whole)));
        // The first run wrote its tables as Parquet; `themes` wrote them as CSV beside those.
        found.retain(|name, _| !name.ends_with(".parquet"));
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{packs:?}");
        for (name, bytes) in &expected {
            assert!(found[name] == *bytes, "{name} differs with {packs:?}");
        }
        let themes = rows(Path::new(&whole), "themes");
        let has_own = themes.iter().any(|row| row["id"] == "letters-of-people");
        assert_eq!(has_own, packs.contains(&own.as_str()), "{packs:?}");
        assert_eq!(themes.is_empty(), packs == ["--no-themes"], "{packs:?}");
    }
}

#[test]
fn themes_of_documents_items_and_sentences_cite_the_text() {
    let work = tempfile::tempdir().unwrap();
    let out = path(work.path(), "out");
    let input = corpus("scraped-teasers").display().to_string();
    gazet(&["run", &input, "--out", &out, "--format", "csv"]).code(0);
    let out = Path::new(&out);
    let documents = rows(out, "documents");
    let text_of = |id: &str| documents.iter().find(|d| d["id"] == id).unwrap()["text"].clone();
    let themes = rows(out, "document-themes");
    for level in ["document", "item", "sentence"] {
        assert!(themes.iter().any(|row| row["level"] == level), "no row of level {level}");
    }
    for row in &themes {
        let score: f64 = row["score"].parse().unwrap();
        let holds = if row["level"] == "sentence" { 0.0..1.0 } else { 0.5..1.0 };
        assert!(holds.contains(&score), "{row:?}");
        assert_eq!(row["index"].is_empty(), row["level"] == "document", "{row:?}");
        let text = text_of(&row["document"]);
        let words: Vec<String> = row["spans"]
            .split('|')
            .filter(|span| !span.is_empty())
            .map(|span| {
                let (start, end) = span.split_once('-').unwrap();
                let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
                text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(words.join("|"), row["words"], "{row:?}");
        assert!(row["level"] != "sentence" || !words.is_empty(), "{row:?}");
    }
    // What the documents table says is the document level of this one.
    for document in &documents {
        let of_document: Vec<&str> = themes
            .iter()
            .filter(|row| row["level"] == "document" && row["document"] == document["id"])
            .map(|row| row["theme"].as_str())
            .collect();
        let cell = document["themes"].split('|').filter(|c| !c.is_empty());
        assert_eq!(cell.map(|c| c.split_once('=').unwrap().0).collect::<Vec<_>>(), of_document);
    }
}

#[test]
fn trends_follow_the_dates() {
    let lines: Vec<String> = (0..12)
        .map(|n| {
            let text = if n < 6 { "The harvest was good." } else { "They posted an envelope and a letter." };
            format!(r#"{{"id":"d{n}","date":"2024-{:02}-10","text":"{text}"}}"#, n + 1)
        })
        .collect();
    let work = folder(&[("own.toml", OWN.as_bytes()), ("docs.jsonl", lines.join("\n").as_bytes())]);
    let out = path(work.path(), "out");
    let (docs, own) = (path(work.path(), "docs.jsonl"), path(work.path(), "own.toml"));
    gazet(&["run", &docs, "--out", &out, "--themes", &own, "--no-shipped-themes"]).code(0);
    let themes = rows(Path::new(&out), "themes");
    let letters = themes.iter().find(|row| row["id"] == "letters").unwrap();
    assert_eq!((letters["n_documents"].as_str(), letters["first"].as_str()), ("6", "2024-07-10"));
    assert!(letters["trend"].parse::<f64>().unwrap() > 100.0, "{letters:?}");
    assert_eq!(letters["peak"], "2024-07");
    let trends = rows(Path::new(&out), "theme-trends");
    let of = |period: &str| {
        let row = trends.iter().find(|r| r["theme"] == "letters" && r["period"] == period).unwrap();
        (row["n"].clone(), row["n_documents"].clone())
    };
    assert_eq!(of("2024-06"), ("0".to_owned(), "1".to_owned()));
    assert_eq!(of("2024-12"), ("1".to_owned(), "1".to_owned()));
}

#[test]
fn packs_that_cannot_be_used_are_named() {
    let work = folder(&[("bad.toml", b"format = 1\n"), ("empty/readme.md", b"")]);
    let out = path(work.path(), "out");
    let input = corpus("reports").display().to_string();
    let bad = path(work.path(), "bad.toml");
    let run = |pack: &str| gazet(&["run", &input, "--out", &out, "--themes", pack]).code(2);
    run(&bad).says(&["bad.toml:1", "missing field `language`"]);
    run(&path(work.path(), "none.toml")).says(&["cannot read the theme pack", "none.toml"]);
    run(&path(work.path(), "empty")).says(&["empty holds no theme pack"]);
    gazet(&["themes", &out]).code(2).says(&["manifest.json"]);
}

#[test]
fn keyphrases_and_emergent_themes() {
    let work = tempfile::tempdir().unwrap();
    let (one, other) = (path(work.path(), "one"), path(work.path(), "other"));
    let input = corpus("wire-desk").display().to_string();
    let shown = ["--format", "csv", "--emergent", "--keyphrases", "4"];
    gazet(&[&["run", &input, "--out", &one, "--threads", "1"], shown.as_slice()].concat()).code(0);
    gazet(&[&["run", &input, "--out", &other, "--threads", "3"], shown.as_slice()].concat()).code(0);
    assert!(files(Path::new(&one)) == files(Path::new(&other)), "the number of threads shows");
    let out = Path::new(&one);
    let documents = rows(out, "documents");
    for document in &documents {
        let phrases: Vec<&str> = document["keyphrases"].split('|').collect();
        assert_eq!(phrases.len(), 4, "{document:?}");
        let text = document["text"].to_lowercase().replace('\n', " ");
        assert!(text.contains(&phrases[0].to_lowercase()), "{} of {}", phrases[0], document["id"]);
    }
    let ids: Vec<&str> = documents.iter().map(|d| d["id"].as_str()).collect();
    let phrases = rows(out, "keyphrases");
    assert!(phrases.len() > 5 && phrases.iter().all(|p| p["n_documents"].parse::<u32>().unwrap() >= 2));
    for table in [phrases, rows(out, "emergent-themes")] {
        assert!(!table.is_empty());
        for row in &table {
            assert!(row["documents"].split('|').all(|id| ids.contains(&id)), "{row:?}");
        }
    }
    // Names are entities, not phrases.
    assert!(rows(out, "keyphrases").iter().all(|p| p["phrase"] != "united nations"));
    // Asked for no longer, it does not stay behind.
    gazet(&["graph", &one]).code(0);
    assert!(!out.join("emergent-themes.csv").exists());
}

#[test]
fn packs_are_checked() {
    let bad = OWN.replace("parent = \"letters\"", "parent = \"post\"");
    let doubtful = OWN.replace("\"envelope\"", "\"people\"");
    let docs = (0..30).map(|n| format!(r#"{{"id":"d{n}","text":"A letter came."}}"#)).collect::<Vec<_>>();
    let work = folder(&[
        ("own.toml", OWN.as_bytes()),
        ("bad.toml", bad.as_bytes()),
        ("doubtful.toml", doubtful.as_bytes()),
        ("broken/pack.toml", b"format = 1\nlanguage = 'en'\ntheme = 3\n"),
        ("docs.jsonl", docs.join("\n").as_bytes()),
    ]);
    let check = |name: &str, flags: &[&str]| {
        gazet(&[&["themes", "check", &path(work.path(), name), "--no-shipped-themes"], flags].concat())
    };
    let good = check("own.toml", &[]).code(0).stdout;
    assert!(
        good.ends_with("1 packs: 0 errors, 0 warnings, 1 notes, 0 findings answered by exceptions\n"),
        "{good}"
    );
    let found = check("bad.toml", &[]).code(1).stdout;
    assert!(found.contains("bad.toml:15: error[unknown-parent]: theme \"letters-of-people\""), "{found}");
    let found = check("broken", &[]).code(1).stdout;
    assert!(found.contains("pack.toml:3: not a theme pack"), "{found}");
    let found = check("doubtful.toml", &["--json"]).code(1).stdout;
    let first: serde_json::Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
    assert_eq!((first["code"].as_str(), first["line"].as_u64()), (Some("common-word"), Some(9)), "{first}");
    let corpus = path(work.path(), "docs.jsonl");
    let found = check("own.toml", &["--corpus", &corpus]).code(1).stdout;
    for part in
        ["warning[seen-too-often]: term \"letter\"", "note[never-seen]: term \"postmark\"", "30 documents"]
    {
        assert!(found.contains(part), "{part} in {found}");
    }
    check("none.toml", &[]).code(2).says(&["cannot read the theme pack"]);
}
