//! `gazet run`, `extract`, `graph`.

use crate::support::{corpus, files, folder, gazet, gazet_with, rows};
use std::fs;

#[test]
fn the_same_bytes_from_any_number_of_threads() {
    let out = tempfile::tempdir().unwrap();
    let runs: Vec<_> = [1, 2, 8]
        .into_iter()
        .map(|threads| {
            let run = out.path().join(threads.to_string());
            let input = corpus("reports");
            gazet(&[
                "run",
                input.to_str().unwrap(),
                "--out",
                run.to_str().unwrap(),
                "--threads",
                &threads.to_string(),
            ])
            .code(0);
            files(&run)
        })
        .collect();
    assert!(runs[0].len() >= 8, "{:?}", runs[0].keys());
    for (name, bytes) in &runs[0] {
        assert!(
            bytes == &runs[1][name] && bytes == &runs[2][name],
            "{name} differs between 1, 2 and 8 threads"
        );
    }
}

#[test]
fn the_same_bytes_whatever_the_order_of_files() {
    let texts: Vec<(String, String)> = (0..30)
        .map(|i| (format!("{i:02}.txt"), format!("Ban Ki-moon met Angela Merkel in Geneva on day {i}.\n")))
        .collect();
    let forward: Vec<(&str, &[u8])> = texts.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let backward: Vec<(&str, &[u8])> = forward.iter().rev().copied().collect();
    let (a, b) = (folder(&forward), folder(&backward));
    let out = tempfile::tempdir().unwrap();
    // Files named one by one, in two orders, and the folder as a whole.
    let mut calls: Vec<Vec<String>> = Vec::new();
    for (source, names) in [(&a, &forward), (&b, &backward)] {
        calls.push(names.iter().map(|(n, _)| source.path().join(n).to_str().unwrap().to_owned()).collect());
        calls.push(vec![source.path().to_str().unwrap().to_owned()]);
    }
    let runs: Vec<_> = calls
        .into_iter()
        .enumerate()
        .map(|(i, inputs)| {
            let run = out.path().join(i.to_string());
            let mut args = vec!["run".to_owned(), "--out".to_owned(), run.to_str().unwrap().to_owned()];
            args.extend(inputs);
            gazet(&args).code(0);
            files(&run)
        })
        .collect();
    assert!(runs.iter().all(|run| run == &runs[0]));
}

#[test]
fn graph_again_is_the_run_with_other_options() {
    let out = tempfile::tempdir().unwrap();
    let input = corpus("wire-desk");
    let (whole, twice) = (out.path().join("whole"), out.path().join("twice"));
    let options =
        ["--window", "document", "--min-weight", "2", "--types", "person,organization", "--format", "csv"];
    let mut args = vec!["run", input.to_str().unwrap(), "--out", whole.to_str().unwrap()];
    args.extend(options);
    gazet(&args).code(0);
    gazet(&["extract", input.to_str().unwrap(), "--out", twice.to_str().unwrap()]).code(0);
    let mut args = vec!["graph", twice.to_str().unwrap()];
    args.extend(options);
    gazet(&args).code(0);
    assert_eq!(files(&whole), files(&twice));
    let edges = rows(&whole, "edges");
    assert!(!edges.is_empty());
    for edge in edges {
        assert!(edge["Weight"].parse::<f64>().unwrap() >= 2.0);
        assert!(!edge["Source"].starts_with("city:") && !edge["Target"].starts_with("country:"), "{edge:?}");
    }
}

#[test]
fn metadata_of_json_lines_comes_along() {
    let source = folder(&[(
        "desk.jsonl",
        concat!(
            r#"{"id":"n-1","title":"Talks","date":"2024-05-01","source":"Desk","text":"Ban Ki-moon met Angela Merkel in Geneva."}"#,
            "\n\n",
            r#"{"text":"Angela Merkel saw Ban Ki-moon again.","date":"2024-06-02T10:00:00Z"}"#,
            "\n"
        )
        .as_bytes(),
    )]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&["run", source.path().to_str().unwrap(), "--out", run.to_str().unwrap(), "--format", "csv"])
        .code(0);
    let documents = rows(&run, "documents");
    assert_eq!(documents[0]["id"], "n-1");
    assert_eq!((documents[0]["title"].as_str(), documents[0]["source"].as_str()), ("Talks", "Desk"));
    assert_eq!(documents[1]["id"], "desk.jsonl#3", "a record without an id is named by its line");
    let edge = rows(&run, "edges").into_iter().find(|e| e["Weight"] == "2").unwrap();
    assert_eq!((edge["first"].as_str(), edge["last"].as_str()), ("2024-05-01", "2024-06-02"));
    assert_eq!(edge["n_documents"], "2");
}

#[test]
fn a_web_page_gives_its_main_text_and_metadata() {
    let story = "Angela Merkel flew to Geneva on Monday for talks with Ban Ki-moon about aid. ".repeat(6);
    let page = format!(
        "<html lang=\"en\"><head><title>Talks in Geneva</title>\
         <meta property=\"article:published_time\" content=\"2024-05-01\"></head><body>\
         <nav><a href=\"/\">Home</a> <a href=\"/w\">Weather in Oslo</a></nav>\
         <article><h1>Talks in Geneva</h1><p>{story}</p><p>{story}</p></article>\
         <footer>Imprint, Helsinki</footer></body></html>"
    );
    let source = folder(&[("talks.html", page.as_bytes())]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&["run", source.path().to_str().unwrap(), "--out", run.to_str().unwrap(), "--format", "csv"])
        .code(0);
    let document = rows(&run, "documents").remove(0);
    assert_eq!(document["date"], "2024-05-01");
    assert_eq!(document["title"], "Talks in Geneva");
    let text = &document["text"];
    assert!(
        text.contains("flew to Geneva") && !text.contains("Helsinki") && !text.contains("Weather"),
        "{text}"
    );
    for mention in rows(&run, "mentions") {
        let span = mention["start_byte"].parse().unwrap()..mention["end_byte"].parse().unwrap();
        assert_eq!(text[span], mention["surface"]);
    }
}

#[test]
fn standard_input_is_a_document() {
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet_with(
        &["run", "-", "--out", run.to_str().unwrap(), "--format", "csv"],
        "Angela Merkel in Zürich".as_bytes(),
    )
    .code(0)
    .says(&["1 documents"]);
    let mention = rows(&run, "mentions").remove(1);
    assert_eq!(mention["surface"], "Zürich");
    assert_eq!((mention["start_byte"].as_str(), mention["end_byte"].as_str()), ("17", "24"));
    assert_eq!((mention["start_char"].as_str(), mention["end_char"].as_str()), ("17", "23"));
}

#[test]
fn quiet_says_nothing() {
    let source = folder(&[("a.txt", b"Geneva")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let outcome =
        gazet(&["run", source.path().to_str().unwrap(), "--out", run.to_str().unwrap(), "--quiet"]).code(0);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
}

#[test]
fn a_damaged_part_is_refused_and_extracted_again() {
    let source = folder(&[("a.txt", b"Angela Merkel in Geneva")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let extract = ["extract", source.path().to_str().unwrap(), "--out", run.to_str().unwrap()];
    gazet(&extract).code(0);
    let before = files(&run);
    let name = before.keys().find(|name| name.ends_with(".part")).unwrap();
    let (part, whole) = (run.join(name), &before[name]);
    let damaged = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        bytes
    };
    let cuts = [0, 5, 9, whole.len() / 2, whole.len() - 1].map(|cut| whole[..cut].to_vec());
    for bytes in cuts.into_iter().chain((0..whole.len()).step_by(11).map(damaged)) {
        fs::write(&part, bytes).unwrap();
        gazet(&["graph", run.to_str().unwrap()]).code(2).says(&[name, "extract again"]);
    }
    gazet(&extract).code(0);
    assert_eq!(before, files(&run));
}
