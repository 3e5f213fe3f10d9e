//! Runs beside runs: `gazet merge`, `gazet diff`, duplicates, configuration files.

use crate::support::{corpus, files, folder, gazet, rows};
use std::fs;
use std::path::Path;
use std::process::Command;

fn args<'a>(parts: &[&'a str], paths: &'a [&Path]) -> Vec<String> {
    let paths = paths.iter().map(|p| p.to_str().unwrap().to_owned());
    parts.iter().map(|p| (*p).to_owned()).chain(paths).collect()
}

#[test]
fn merged_runs_are_the_run_over_all() {
    let input = corpus("wire-desk");
    let out = tempfile::tempdir().unwrap();
    let path = |name: &str| out.path().join(name);
    let options = ["--recognizer", "off", "--out"];
    gazet(&args(&[&["run", input.to_str().unwrap()], &options[..]].concat(), &[&path("whole")])).code(0);
    for shard in ["1/3", "2/3", "3/3"] {
        let name = shard.replace('/', "-");
        let parts = ["extract", input.to_str().unwrap(), "--shard", shard];
        gazet(&args(&[&parts[..], &options[..]].concat(), &[&path(&name)])).code(0);
    }
    // In any order.
    let (one, two, three) = (path("1-3"), path("2-3"), path("3-3"));
    for (name, runs) in [("a", [&one, &two, &three]), ("b", [&three, &one, &two])] {
        let merged = path(name);
        gazet(&args(&["merge", "--out"], &[&merged, runs[0], runs[1], runs[2]])).code(0);
        let (whole, merged) = (files(&path("whole")), files(&merged));
        assert_eq!(whole.keys().collect::<Vec<_>>(), merged.keys().collect::<Vec<_>>());
        for (file, bytes) in &whole {
            assert!(*bytes == merged[file], "{file} differs");
        }
    }
    let n = |run: &str| {
        let manifest = fs::read_to_string(path(run).join("manifest.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&manifest).unwrap()["counts"]["documents"].as_u64().unwrap()
    };
    assert!(n("1-3") > 0 && n("2-3") > 0 && n("3-3") > 0, "each shard has documents");
    assert_eq!(n("1-3") + n("2-3") + n("3-3"), n("whole"));
}

#[test]
fn runs_that_do_not_fit_are_not_merged() {
    let (a, b) = (folder(&[("a.txt", b"Geneva")]), folder(&[("b.txt", b"Oslo")]));
    let out = tempfile::tempdir().unwrap();
    let path = |name: &str| out.path().join(name);
    gazet(&args(&["extract", "--out"], &[&path("a"), a.path()])).code(0);
    gazet(&args(&["extract", "--no-themes", "--out"], &[&path("b"), b.path()])).code(0);
    gazet(&args(&["merge", "--out"], &[&path("m"), &path("a"), &path("b")]))
        .code(2)
        .says(&["was not made as", "themes: there `true`, here `false`"]);
    gazet(&args(&["merge", "--out"], &[&path("m"), &path("a"), &path("a")]))
        .code(2)
        .says(&["read `a.txt`", "one of the runs only"]);
    gazet(&args(&["merge", "--out"], &[&path("a"), &path("a"), &path("b")])).code(2).says(&["into itself"]);
}

#[test]
fn a_diff_says_what_changed() {
    let source = folder(&[
        ("a.txt", b"Angela Merkel met Ban Ki-moon in Geneva."),
        ("b.txt", b"Angela Merkel was in Oslo."),
        ("c.txt", b"Nothing happened in Lima."),
    ]);
    let out = tempfile::tempdir().unwrap();
    let (before, after) = (out.path().join("before"), out.path().join("after"));
    gazet(&args(&["run", "--out"], &[&before, source.path()])).code(0);
    gazet(&args(&["diff"], &[&before, &before])).code(0);
    fs::write(source.path().join("b.txt"), "Angela Merkel met Ban Ki-moon in Oslo.").unwrap();
    fs::remove_file(source.path().join("c.txt")).unwrap();
    fs::write(source.path().join("d.txt"), "Quiet in Vienna.").unwrap();
    gazet(&args(&["run", "--no-themes", "--out"], &[&after, source.path()])).code(0);
    let said = gazet(&args(&["diff"], &[&before, &after])).code(1).stdout;
    for part in ["themes: true -> false", "~ b.txt", "- c.txt", "+ d.txt", "Vienna", "Weight: 1 -> 2"] {
        assert!(said.contains(part), "{part:?} is not said:\n{said}");
    }
    let json = gazet(&args(&["diff", "--json"], &[&before, &after])).code(1).stdout;
    let diff: serde_json::Value = serde_json::from_str(&json).unwrap();
    let documents: Vec<_> = diff["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["change"].as_str().unwrap(), c["key"].as_str().unwrap()))
        .collect();
    assert_eq!(documents, [("changed", "b.txt"), ("removed", "c.txt"), ("added", "d.txt")]);
    let lima = diff["entities"].as_array().unwrap().iter().find(|e| e["name"] == "Lima").unwrap();
    assert_eq!(lima["change"], "removed");
}

#[test]
fn repeated_stories_are_marked_and_counted_once() {
    let story = fs::read_to_string(corpus("wire-desk").join("africa/kampala-clinics.txt")).unwrap();
    let again = format!("From our wire.\n\n{}", story.to_uppercase().replace("\n", "\n\n"));
    let source = folder(&[
        ("1.txt", story.as_bytes()),
        ("2.txt", story.as_bytes()),
        ("3.txt", again.as_bytes()),
        ("4.txt", b"Doctors Without Borders opened a clinic in Kampala, said Lien Tran of Hanoi."),
    ]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let duplicates = |kind: &str| {
        gazet(&args(&["run", "--format", "csv", "--duplicates", kind, "--out"], &[&run, source.path()]))
            .code(0);
        let found: Vec<String> = rows(&run, "documents").iter().map(|d| d["duplicate_of"].clone()).collect();
        found
    };
    assert_eq!(duplicates("off"), ["", "", "", ""]);
    let stories = |run: &Path| {
        rows(run, "edges").iter().map(|e| (e["n_documents"].clone(), e["n_stories"].clone())).max().unwrap()
    };
    assert_eq!(stories(&run).0, stories(&run).1);
    assert_eq!(duplicates("exact"), ["", "1.txt", "", ""]);
    assert_eq!(duplicates("near"), ["", "1.txt", "1.txt", ""]);
    let edge =
        rows(&run, "edges").into_iter().find(|e| e["n_documents"] == "2" || e["n_documents"] == "3").unwrap();
    assert_eq!(edge["n_stories"], "1", "{edge:?}");
    assert!(fs::read_to_string(run.join("manifest.json")).unwrap().contains("\"duplicates\": 2"));
}

/// Runs in a folder, as a user does who has a `gazet.toml` there.
fn gazet_in(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_gazet")).args(arguments).current_dir(folder).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_configuration_file_stands_for_flags() {
    let place = folder(&[
        ("docs/a.txt", b"Zorvex Trading met Angela Merkel."),
        ("lists/own.csv", b"id,type,name,aliases\norg:zorvex,organization/company,Zorvex Trading,\n"),
        ("lists/own.meta.toml", b"title = \"Own\"\nsource = \"own\"\nlicence = \"CC0-1.0\"\nretrieved = \"2024-01-01\"\n"),
        (
            "gazet.toml",
            b"# This collection.\ngazetteer = [\"lists/own.csv\"]\nout = \"network\"\nformat = \"csv\"\nmin-weight = 1\nno-themes = true\nwindow = \"document\"\n",
        ),
    ]);
    let (code, said) = gazet_in(place.path(), &["run", "docs", "--window", "item"]);
    assert_eq!(code, 0, "{said}");
    let run = place.path().join("network");
    assert!(rows(&run, "entities").iter().any(|e| e["id"] == "org:zorvex"));
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(run.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["configuration"]["graph.window"], "item", "the command line goes first");
    assert_eq!(manifest["configuration"]["themes"], "false");
    let refused = |text: &str, parts: &[&str]| {
        fs::write(place.path().join("other.toml"), text).unwrap();
        let (code, said) = gazet_in(place.path(), &["run", "docs", "--out", "x", "--config", "other.toml"]);
        assert_eq!(code, 2, "{said}");
        for part in parts {
            assert!(said.contains(part), "{part:?} is not said:\n{said}");
        }
    };
    refused("\nwindw = \"item\"\n", &["other.toml:2", "unknown key `windw`"]);
    refused("format = \"csv\"\nwindow = \"world\"\n", &["other.toml:2", "world"]);
    refused("format = ", &["other.toml:1"]);
    refused("[window]\nx = 1\n", &["other.toml:1", "`window` takes"]);
    refused("overwrite = true\n", &["other.toml:1", "unknown key `overwrite`"]);
    let (code, said) = gazet_in(place.path(), &["run", "docs", "--out", "x", "--config", "none.toml"]);
    assert_eq!(code, 2);
    assert!(said.contains("none.toml"), "{said}");
}

#[test]
fn a_json_log_is_json() {
    let source = folder(&[("a.txt", b"Geneva")]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let said = gazet(&args(&["run", "--json-log", "--out"], &[&run, source.path()])).code(0).stderr;
    let lines: Vec<serde_json::Value> = said.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.last().unwrap()["totals"]["documents"], 1);
    let said = gazet(&args(&["graph", "--json-log"], &[Path::new("nowhere")])).code(2).stderr;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&said).unwrap()["event"], "error");
}
