//! The network's files beyond the plain graph: themes, documents, slices of time, colours.

use crate::support::{corpus, files, folder, gazet, rows};
use std::collections::BTreeMap;

/// Runs over a fixture with options; gives the files of the run.
fn run(input: &str, options: &[&str]) -> (tempfile::TempDir, BTreeMap<String, String>) {
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let mut args = vec!["run", input, "--out", run.to_str().unwrap(), "--format", "jsonl"];
    args.extend(options);
    gazet(&args).code(0);
    let text = |(name, bytes): (String, Vec<u8>)| Some((name, String::from_utf8(bytes).ok()?));
    (out, files(&run).into_iter().filter_map(text).collect())
}

/// How often a value of an attribute stands in a GraphML file.
fn count(graphml: &str, key: &str, value: &str) -> usize {
    graphml.matches(&format!("<data key=\"{key}\">{value}</data>")).count()
}

#[test]
fn themes_and_documents_become_nodes() {
    let input = corpus("wire-desk");
    let (out, files) = run(input.to_str().unwrap(), &["--with", "themes,documents", "--color", "theme"]);
    let graph = &files["graph.graphml"];
    let n_documents = files["documents.jsonl"].lines().count();
    assert_eq!(count(graph, "kind", "document"), n_documents, "each document names someone");
    assert!(count(graph, "kind", "theme") > 3 && count(graph, "edge_kind", "entity-theme") > 10);
    assert!(count(graph, "edge_kind", "theme-document") > 3);
    let named: usize = files["mentions.jsonl"]
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|m| m["kind"] == "name" && m["entity"].is_string())
        .map(|m| (m["document"].to_string(), m["entity"].to_string()))
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    assert_eq!(count(graph, "edge_kind", "entity-document"), named);
    gazet(&["graph", "check", out.path().join("run/graph.graphml").to_str().unwrap()]).code(0);
    // The same entities and edges between them as without.
    let (_out, plain) = run(input.to_str().unwrap(), &[]);
    let plain = &plain["graph.graphml"];
    assert_eq!(count(graph, "kind", "entity"), count(plain, "kind", "entity"));
    assert_eq!(count(graph, "edge_kind", "entity-entity"), count(plain, "edge_kind", "entity-entity"));
    assert_eq!(count(plain, "kind", "theme") + count(plain, "kind", "document"), 0);
    assert!(plain.contains("key=\"community_themes\""), "communities have themes in any graph");
    let colours = |graph: &str| {
        graph.lines().filter(|l| l.contains("key=\"color\"")).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(colours(plain), 3, "a colour a type");
    assert!(colours(graph) > 4, "a colour a theme");
}

#[test]
fn slices_add_up_to_the_whole() {
    let source = folder(&[(
        "r.jsonl",
        b"{\"id\":\"a\",\"date\":\"2024-01-31\",\"text\":\"Kenya met Sudan. Sudan met Kenya.\"}\n\
          {\"id\":\"b\",\"date\":\"2024-02\",\"text\":\"Kenya and Sudan. Egypt and Kenya.\"}\n\
          {\"id\":\"c\",\"date\":\"2023\",\"text\":\"Kenya and Egypt.\"}\n\
          {\"id\":\"d\",\"text\":\"Egypt and Sudan.\"}\n",
    )]);
    let (out, months) = run(source.path().to_str().unwrap(), &["--slice", "month", "--export", "gexf"]);
    let slices: Vec<&str> =
        months.keys().filter(|name| name.starts_with("slices/")).map(String::as_str).collect();
    assert_eq!(slices, ["slices/2024-01.graphml", "slices/2024-02.graphml"]);
    let (january, february) = (&months["slices/2024-01.graphml"], &months["slices/2024-02.graphml"]);
    assert_eq!((count(january, "kind", "entity"), count(january, "weight", "2.0")), (2, 1));
    assert_eq!((count(february, "kind", "entity"), count(february, "weight", "1.0")), (3, 2));
    let run_folder = out.path().join("run");
    for slice in slices {
        gazet(&["graph", "check", run_folder.join(slice).to_str().unwrap()]).code(0);
    }
    let dynamic = &months["graph.dynamic.gexf"];
    assert!(dynamic.contains("start=\"2024-01-01\" end=\"2024-02-29\""), "{dynamic}");
    let change = "<attvalue for=\"weight\" value=\"2\" start=\"2024-01-01\" end=\"2024-01-31\"/>";
    assert_eq!(dynamic.matches(change).count(), 1, "{dynamic}");
    assert_eq!(
        dynamic.matches("<spell start=\"2024-02-01\" end=\"2024-02-29\"/>").count(),
        3 + 2,
        "{dynamic}"
    );
    assert!(months["manifest.json"].contains("2 documents have no date that says its month"));
    // Years take in what months do not, and the slices of the run before go.
    let run = run_folder.to_str().unwrap();
    gazet(&["graph", run, "--slice", "year"]).code(0).says(&["1 document has no date that says its year"]);
    let names: Vec<String> = files(&run_folder.join("slices")).into_keys().collect();
    assert_eq!(names, ["2023.graphml", "2024.graphml"]);
    gazet(&["graph", run]).code(0);
    assert!(!run_folder.join("slices").exists() && !run_folder.join("graph.dynamic.gexf").exists());
}

/// The weights of the edges of a kind in a GraphML file, added up.
fn weight_of(graphml: &str, kind: &str) -> f64 {
    let value = |edge: &str, key: &str| -> Option<String> {
        let (_, rest) = edge.split_once(&format!("<data key=\"{key}\">"))?;
        Some(rest.split_once('<')?.0.to_owned())
    };
    let edges =
        graphml.split("<edge ").skip(1).filter(|edge| value(edge, "edge_kind").as_deref() == Some(kind));
    edges.map(|edge| value(edge, "weight").unwrap().parse::<f64>().unwrap()).sum()
}

#[test]
fn themes_and_documents_are_in_the_slices_of_their_dates() {
    let (mut lines, mut n) = (String::new(), [0; 2]);
    for (i, (id, text)) in files(&corpus("wire-desk")).into_iter().enumerate() {
        n[i % 2] += 1;
        let (text, date) = (String::from_utf8(text).unwrap(), ["2024-01-15", "2024-02-20"][i % 2]);
        let document = serde_json::json!({ "id": id, "text": text, "date": date });
        lines += &format!("{document}\n");
    }
    let source = folder(&[("wire.jsonl", lines.as_bytes())]);
    let (out, files) =
        run(source.path().to_str().unwrap(), &["--with", "themes,documents", "--slice", "month"]);
    let whole = &files["graph.graphml"];
    let slices = ["slices/2024-01.graphml", "slices/2024-02.graphml"];
    for (slice, n) in slices.iter().zip(n) {
        assert_eq!(count(&files[*slice], "kind", "document"), n, "{slice}");
        assert!(count(&files[*slice], "kind", "theme") > 3, "{slice}");
        gazet(&["graph", "check", out.path().join("run").join(slice).to_str().unwrap()]).code(0);
    }
    for kind in ["entity-entity", "entity-theme", "entity-document", "theme-document"] {
        let sum: f64 = slices.iter().map(|slice| weight_of(&files[*slice], kind)).sum();
        let expected = weight_of(whole, kind);
        assert!(expected > 0.0 && (sum - expected).abs() < 1e-9 * expected, "{kind}: {sum} of {expected}");
    }
    let dynamic = &files["graph.dynamic.gexf"];
    let node_of = |kind: &str| {
        let mark = format!("<attvalue for=\"kind\" value=\"{kind}\"/>");
        dynamic.split("<node ").filter(|node| node.contains(&mark)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(node_of("document").iter().all(|node| node.matches("<spell ").count() == 1));
    let themes = node_of("theme");
    assert!(themes.iter().any(|node| node.matches("<spell ").count() == 2), "a theme of both months");
    assert!(themes.iter().all(|node| !node.contains("for=\"n_mentions\"")), "a theme has no mentions");
}

#[test]
fn evidence_joins_edges_and_graph_by_id() {
    let input = corpus("wire-desk");
    let (out, files) = run(input.to_str().unwrap(), &[]);
    let edges = rows(&out.path().join("run"), "edges");
    assert!(edges.len() > 100);
    for edge in edges {
        let id = &edge["Id"];
        assert!(files["graph.graphml"].contains(&format!("<edge id=\"{id}\" ")), "{id}");
        assert!(files["evidence.jsonl"].contains(&format!("{{\"edge\":\"{id}\",")), "{id}");
    }
}
