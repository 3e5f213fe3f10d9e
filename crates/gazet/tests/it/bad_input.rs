//! Inputs as they should not be: each gets a clear message, the rest goes on.

use crate::support::{folder, gazet, rows};
use std::fs;
use std::path::Path;

fn failures(run: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(run.join("failures.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Runs over files and gives the ledger and the documents table.
fn ledger(files: &[(&str, &[u8])], code: i32) -> (Vec<serde_json::Value>, Vec<String>) {
    let source = folder(files);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&["run", source.path().to_str().unwrap(), "--out", run.to_str().unwrap(), "--format", "csv"])
        .code(code);
    let documents = rows(&run, "documents").into_iter().map(|d| d["id"].clone()).collect();
    (failures(&run), documents)
}

#[test]
fn bytes_that_are_not_utf8_keep_their_offsets() {
    let source = folder(&[("damaged.txt", b"caf\xE9 and Geneva, Z\xC3\xBCrich")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&["run", source.path().to_str().unwrap(), "--out", run.to_str().unwrap(), "--format", "csv"])
        .code(0)
        .says(&["1 read with a remark"]);
    let failure = &failures(&run)[0];
    assert_eq!(failure["code"], "invalid-utf8");
    assert_eq!((failure["source"].as_str(), failure["byte"].as_u64()), (Some("damaged.txt"), Some(3)));
    let mention = rows(&run, "mentions").remove(0);
    assert_eq!(mention["surface"], "Geneva");
    assert_eq!(mention["start_byte"], "9", "the offset is that of the file");
}

#[test]
fn empty_and_binary_files_are_skipped_and_the_rest_is_read() {
    let (ledger, documents) = ledger(
        &[("a.txt", b""), ("b.txt", b"\x7fELF\0\0\0\0"), ("c.txt", b"Geneva"), ("d.xyz", b"Geneva")],
        1,
    );
    assert_eq!(documents, ["c.txt", "d.xyz"]);
    let said: Vec<(&str, &str)> =
        ledger.iter().map(|f| (f["source"].as_str().unwrap(), f["code"].as_str().unwrap())).collect();
    assert_eq!(said, [("a.txt", "empty"), ("b.txt", "binary")]);
}

#[test]
fn broken_records_are_named_by_line() {
    let (ledger, documents) = ledger(
        &[(
            "r.jsonl",
            b"{\"id\":\"1\",\"text\":\"Geneva\"}\n{\"id\":\"2\"\n[1]\n{\"id\":\"4\",\"body\":\"x\"}\n{\"id\":\"5\",\"text\":\"Oslo\"}",
        )],
        1,
    );
    assert_eq!(documents, ["1", "5"]);
    let said: Vec<(u64, &str)> =
        ledger.iter().map(|f| (f["line"].as_u64().unwrap(), f["code"].as_str().unwrap())).collect();
    assert_eq!(said, [(2, "json"), (3, "json"), (4, "no-text")]);
    assert!(ledger[2]["help"].as_str().unwrap().contains("--text-field"));
}

#[test]
fn strict_stops_at_the_first_failure() {
    let source = folder(&[("r.jsonl", b"{\"text\":\"Geneva\"}\n{")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&["run", source.path().to_str().unwrap(), "--out", run.to_str().unwrap(), "--strict"])
        .code(2)
        .says(&["--strict", "r.jsonl#2:2"]);
}

#[test]
fn documents_above_the_limit_are_recorded() {
    let source = folder(&[
        ("big.txt", "Geneva ".repeat(1000).as_bytes()),
        ("big.jsonl", format!("{{\"text\":\"{}\"}}\n{{\"text\":\"Oslo\"}}\n", "x".repeat(5000)).as_bytes()),
    ]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&[
        "run",
        source.path().to_str().unwrap(),
        "--out",
        run.to_str().unwrap(),
        "--max-document-bytes",
        "1000",
        "--format",
        "csv",
    ])
    .code(1);
    let said: Vec<_> = failures(&run).iter().map(|f| f["source"].as_str().unwrap().to_owned()).collect();
    assert_eq!(said, ["big.jsonl#1", "big.txt"]);
    assert_eq!(rows(&run, "documents").remove(0)["id"], "big.jsonl#2");
}

#[test]
fn a_single_line_of_200_megabytes_is_recorded_and_the_rest_is_read() {
    let line = vec![b'x'; 200_000_000];
    let (ledger, documents) =
        ledger(&[("line.txt", &line), ("line.jsonl", &line), ("other.txt", b"Geneva")], 1);
    assert_eq!(documents, ["other.txt"]);
    for (failure, source) in ledger.iter().zip(["line.jsonl#1", "line.txt"]) {
        assert_eq!((failure["source"].as_str(), failure["code"].as_str()), (Some(source), Some("too-large")));
        assert!(failure["help"].as_str().unwrap().contains("--max-document-bytes"));
    }
}

#[test]
fn what_cannot_be_run_says_why() {
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let run = run.to_str().unwrap();
    gazet(&["run", "/no/such/folder", "--out", run])
        .code(2)
        .says(&["no such file or folder", "/no/such/folder"]);
    let empty = folder(&[]);
    gazet(&["run", empty.path().to_str().unwrap(), "--out", run]).code(2).says(&["nothing to read", "txt"]);
    gazet(&["graph", empty.path().to_str().unwrap()]).code(2).says(&["holds no run", "manifest.json"]);
    let source = folder(&[("a.txt", b"Geneva")]);
    let file = source.path().join("a.txt");
    // A file where the folder should be: the output cannot be written.
    gazet(&["run", source.path().to_str().unwrap(), "--out", file.to_str().unwrap()])
        .code(2)
        .says(&["cannot create", "a.txt"]);
    gazet(&["run", source.path().to_str().unwrap(), "--out", run, "--window", "page"])
        .code(2)
        .says(&["page"]);
    gazet(&["run", source.path().to_str().unwrap(), "--out", run, "--types", "planet"])
        .code(2)
        .says(&["unknown entity type `planet`"]);
}

#[test]
fn lists_with_bad_rows_are_refused_with_file_line_and_value() {
    let header = "id,type,name,aliases,country,lat,lon,population,wikidata,geonames,start,end,policy,notes\n";
    let meta = "title = \"t\"\nsource = \"s\"\nlicence = \"CC0-1.0\"\nretrieved = \"2026-01-01\"\nlanguage = \"en\"\n";
    for (row, said) in [
        ("x:1,planet,Mars,,,,,,,,,,,\n", "planet"),
        ("x:1,person,Ann,,,,,,,,,,,\nx:1,person,Bob,,,,,,,,,,,\n", "x:1"),
        ("x:1,person,Ann,A||B,,,,,,,,,,\n", "empty"),
        ("x:1,place,Rome,,,abc,1,,,,,,,\n", "abc"),
    ] {
        let lists = folder(&[
            ("mine.csv", format!("{header}{row}").as_bytes()),
            ("mine.meta.toml", meta.as_bytes()),
            ("a.txt", b"Geneva"),
        ]);
        let list = lists.path().join("mine.csv");
        let run = lists.path().join("run");
        let outcome = gazet(&[
            "run",
            lists.path().join("a.txt").to_str().unwrap(),
            "--out",
            run.to_str().unwrap(),
            "--gazetteer",
            list.to_str().unwrap(),
        ])
        .code(2);
        assert!(
            outcome.stderr.contains("mine.csv") && outcome.stderr.contains(said),
            "{row:?}: {}",
            outcome.stderr
        );
        let outcome = gazet(&["gazetteer", "check", list.to_str().unwrap()]).code(1);
        assert!(
            outcome.stdout.contains("mine.csv:") && outcome.stdout.contains(said),
            "{row:?}: {}",
            outcome.stdout
        );
    }
}
