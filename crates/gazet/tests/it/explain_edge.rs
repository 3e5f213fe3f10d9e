//! `gazet explain --edge`, and the note of an empty network.

use crate::support::{corpus, folder, gazet, rows};
use std::fs;

fn run(input: &str, options: &[&str]) -> (tempfile::TempDir, String) {
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run").to_str().unwrap().to_owned();
    let mut args = vec!["run", input, "--out", &run];
    args.extend(options);
    gazet(&args).code(0);
    (out, run)
}

#[test]
fn every_edge_shows_as_many_sentences_as_it_counts() {
    let input = corpus("wire-desk");
    for format in ["parquet", "jsonl", "csv"] {
        let (out, run) = run(input.to_str().unwrap(), &["--format", format]);
        let edges = rows(&out.path().join("run"), "edges");
        let mut strongest: Vec<_> = edges.iter().collect();
        strongest.sort_by_key(|e| std::cmp::Reverse(e["n_documents"].parse::<u64>().unwrap()));
        for edge in &strongest[..3] {
            let (a, b) = (edge["Source"].as_str(), edge["Target"].as_str());
            let shown = gazet(&["explain", "--edge", a, b, &run, "--most", "0"]).code(0).stdout;
            let n_sentences: usize = edge["n_sentences"].parse().unwrap();
            let plural = if n_sentences == 1 { "" } else { "s" };
            assert!(
                shown.contains(&format!("together in {n_sentences} sentence{plural}, ")),
                "{edge:?}\n{shown}"
            );
            let quotes: Vec<&str> = shown.lines().filter(|line| line.starts_with("    ")).collect();
            assert!(quotes.len() >= n_sentences, "{shown}");
            assert!(quotes.iter().all(|quote| quote.contains("]{1}") && quote.contains("]{2}")), "{shown}");
        }
    }
}

#[test]
fn offsets_lead_to_the_names_and_dates_order_the_places() {
    let source = folder(&[(
        "r.jsonl",
        "{\"id\":\"b\",\"date\":\"2024-02-01\",\"text\":\"Ümit said: Kenya and Sudan talk. Sudan waits.\"}\n\
         {\"id\":\"a\",\"date\":\"2024-01-01\",\"text\":\"Sudan and Kenya, and Kenya again.\"}\n\
         {\"id\":\"c\",\"text\":\"Rain fell on Kenya.\\n\\nNobody wrote to Sudan.\"}\n"
            .as_bytes(),
    )]);
    let (_out, run) = run(source.path().to_str().unwrap(), &[]);
    let shown = gazet(&["explain", "--edge", "kenya", "Sudan", &run]).code(0).stdout;
    let lines: Vec<&str> = shown.lines().skip(2).collect();
    assert_eq!(
        lines,
        [
            "together in 2 sentences, 2 paragraphs, 3 items, 3 documents",
            "",
            "a  2024-01-01  bytes 10..15 and 0..5",
            "    [Sudan]{2} and [Kenya]{1}, and [Kenya]{1} again.",
            "",
            "b  2024-02-01  bytes 12..17 and 22..27",
            "    Ümit said: [Kenya]{1} and [Sudan]{2} talk.",
            "",
            "c  bytes 13..18 and 37..42, in one item but no common sentence",
            "    Rain fell on [Kenya]{1}. Nobody wrote to [Sudan]{2}.",
        ],
        "{shown}"
    );
    let shown = gazet(&["explain", "--edge", "Kenya", "Sudan", &run, "--most", "1"]).code(0).stdout;
    assert!(shown.ends_with("\n2 more; --most 0 shows them all\n"), "{shown}");
}

#[test]
fn names_that_do_not_say_who_are_refused() {
    let source = folder(&[(
        "r.jsonl",
        b"{\"id\":\"a\",\"text\":\"Kenya and Sudan talk. Georgia, the US state, and Atlanta. Tbilisi in Georgia and Batumi.\"}\n",
    )]);
    let (out, run) = run(source.path().to_str().unwrap(), &[]);
    gazet(&["explain", "--edge", "Kenya", "Nobody Known", &run])
        .code(2)
        .says(&["`Nobody Known`", "entities.csv"]);
    gazet(&["explain", "--edge", "Kenya", "kenya", &run]).code(2).says(&["same entity"]);
    gazet(&["explain", "--edge", "Kenya", &run]).code(2);
    // Two entities of one name, as a table would have them.
    let table = out.path().join("run/entities.csv");
    let text = fs::read_to_string(&table).unwrap();
    let twin = text.lines().find(|line| line.contains("Sudan")).unwrap().replacen(':', ":twin-", 1);
    fs::write(&table, format!("{text}{twin}\n")).unwrap();
    gazet(&["explain", "--edge", "Kenya", "Sudan", &run]).code(2).says(&[
        "2 entities",
        "twin-",
        "documents: 1",
    ]);
    fs::remove_file(&table).unwrap();
    gazet(&["explain", "--edge", "Kenya", "Sudan", &run]).code(2).says(&["entities.csv", "gazet graph"]);
}

#[test]
fn a_network_without_edges_says_why() {
    let input = corpus("wire-desk");
    let (out, run) = run(input.to_str().unwrap(), &[]);
    let note = |run: &str| {
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(format!("{run}/manifest.json")).unwrap()).unwrap();
        manifest["configuration"]["graph.note"].as_str().map(str::to_owned)
    };
    assert_eq!(note(&run), None);
    gazet(&["graph", &run, "--backbone", "disparity", "--alpha", "1e-9"]).code(0).says(&[
        "--backbone disparity at --alpha 0.000000001 leaves none of",
        "--backbone none",
        "graph.full.graphml",
    ]);
    assert!(note(&run).unwrap().contains("leaves none"));
    gazet(&["graph", &run, "--min-weight", "1000"]).code(0).says(&["--min-weight 1000", "wider --window"]);
    gazet(&["graph", &run]).code(0);
    assert_eq!(note(&run), None);
    drop(out);
}
