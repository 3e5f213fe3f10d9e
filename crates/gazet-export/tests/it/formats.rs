//! All formats with labels that break careless writers.

use gazet_export::ExportError;
use gazet_export::graph::{
    Attribute, AttributeType, GraphFormat, GraphSchema, GraphWriter, Profile, Value, check_graphml,
};
use proptest::prelude::*;

pub(crate) const NODES: &[Attribute] = &[
    Attribute::new("label", AttributeType::String),
    Attribute::new("name", AttributeType::String),
    Attribute::new("type", AttributeType::String),
    Attribute::new("n_mentions", AttributeType::Int),
    Attribute::new("score", AttributeType::Double),
    Attribute::new("listed", AttributeType::Boolean),
    Attribute::new("x", AttributeType::Double),
    Attribute::new("y", AttributeType::Double),
];
pub(crate) const EDGES: &[Attribute] = &[
    Attribute::new("weight", AttributeType::Double),
    Attribute::new("score", AttributeType::Double),
    Attribute::new("evidence", AttributeType::String),
];

/// A graph of a chain of nodes with these labels, in one format.
pub(crate) fn written(format: GraphFormat, profile: Profile, labels: &[&str]) -> Vec<String> {
    let schema = GraphSchema { nodes: NODES, edges: EDGES, n_nodes: labels.len(), profile };
    let outputs = format.files().iter().map(|_| Vec::new()).collect();
    let mut writer: GraphWriter<Vec<u8>> = GraphWriter::new(format, outputs, schema).expect("a vector");
    for (i, &label) in labels.iter().enumerate() {
        let values = [
            Value::Text(label.into()),
            Value::Text(label.into()),
            Value::Text("person".into()),
            Value::Integer(i as i64),
            Value::Double(if i % 2 == 0 { 0.1 } else { f64::INFINITY }),
            Value::Boolean(i % 2 == 0),
            Value::Double(1.0),
            Value::Double(-0.5),
        ];
        writer.node(&format!("e{i:03}"), &values).expect("good values");
    }
    for (i, &label) in labels.iter().enumerate().skip(1) {
        let values = [Value::Double(2.5), Value::Missing, Value::Text(label.into())];
        writer
            .edge(&format!("c{i}"), &format!("e{:03}", i - 1), &format!("e{i:03}"), &values)
            .expect("good values");
    }
    let written = writer.finish().expect("a vector");
    written.outputs.into_iter().map(|bytes| String::from_utf8(bytes).expect("UTF-8")).collect()
}

const TWO: [&str; 2] = [r#"A "b" <c> & 'd' \e"#, "tab\there"];

fn one(format: GraphFormat) -> String {
    written(format, Profile::Standard, &TWO).remove(0)
}

#[test]
fn json_reads_back() {
    let value: serde_json::Value = serde_json::from_str(&one(GraphFormat::Json)).expect("JSON");
    assert_eq!(value["nodes"][0]["label"], TWO[0]);
    assert_eq!(value["nodes"][1]["label"], "tab here");
    assert!(value["nodes"][1].get("score").is_none(), "infinity is left out");
    assert_eq!(value["links"][0]["weight"], 2.5);
    for labels in [&[][..], &["one"]] {
        let text = written(GraphFormat::Json, Profile::Standard, labels).remove(0);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["nodes"].as_array().map(Vec::len), Some(labels.len()));
    }
}

#[test]
fn pajek_quotes_and_tells_apart() {
    assert_eq!(
        one(GraphFormat::Pajek),
        "*Vertices 2\n1 \"A 'b' <c> & 'd' /e\"\n2 \"tab here\"\n*Edges\n1 2 2.5\n"
    );
    let same = written(GraphFormat::Pajek, Profile::Standard, &["x", "x", ""]).remove(0);
    assert!(same.starts_with("*Vertices 3\n1 \"x\"\n2 \"x [e001]\"\n3 \"e002\"\n"), "{same}");
}

#[test]
fn dot_quotes() {
    let text = one(GraphFormat::Dot);
    assert!(text.contains(r#" label="A \"b\" <c> & 'd' \\e" "#), "{text}");
    assert!(text.contains("\"e000\" [pos=\"1.0,-0.5\" "), "{text}");
    assert!(
        text.contains("  \"e000\" -- \"e001\" [id=\"c1\" weight=\"2.5\" evidence=\"tab here\"];\n"),
        "{text}"
    );
}

#[test]
fn cypher_quotes_and_merges() {
    let text = one(GraphFormat::Cypher);
    assert!(text.contains(r#"label: 'A "b" <c> & \'d\' \\e'"#), "{text}");
    assert!(text.contains(
        "{source: 'e000', target: 'e001', properties: {id: 'c1', weight: 2.5, evidence: 'tab here'}}"
    ));
    let labels = vec!["x"; 1001];
    let many = written(GraphFormat::Cypher, Profile::Standard, &labels).remove(0);
    assert_eq!(many.matches("UNWIND [\n{id").count(), 3);
    assert_eq!(many.matches("MERGE (n:Entity").count(), 3);
    assert_eq!(many.matches("MERGE (a)-[r:CO_OCCURS]-(b)").count(), 2);
    assert_eq!(many.lines().filter(|line| line.ends_with(';')).count(), 6);
}

#[test]
fn csv_pair_has_the_heads_that_gephi_wants() {
    let files = written(GraphFormat::Csv, Profile::Standard, &TWO);
    assert!(
        files[0].starts_with("Id,Label,name,type,n_mentions,score,listed,x,y\ne000,\"A \"\"b\"\" <c>"),
        "{}",
        files[0]
    );
    assert_eq!(
        files[1],
        "Source,Target,Type,Id,Weight,score,evidence\ne000,e001,Undirected,c1,2.5,,tab here\n"
    );
}

#[test]
fn vosviewer_numbers_items() {
    let files = written(GraphFormat::Vosviewer, Profile::Standard, &TWO);
    let lines: Vec<&str> = files[0].lines().collect();
    assert_eq!(lines[0], "id\tlabel\tx\ty\tcluster\tweight<Documents>\tweight<Mentions>");
    assert_eq!(lines[2], "2\ttab here\t1.0\t-0.5\t\t\t1");
    assert_eq!(files[1], "1\t2\t2.5\n");
}

#[test]
fn gexf_has_its_own_places() {
    let text = one(GraphFormat::Gexf);
    assert!(text.contains("<node id=\"e000\" label=\"A &quot;b&quot; &lt;c&gt; &amp; 'd' \\e\">"), "{text}");
    assert!(text.contains("<viz:position x=\"1.0\" y=\"-0.5\" z=\"0.0\"/>"), "{text}");
    assert!(text.contains("<attribute id=\"n_mentions\" title=\"n_mentions\" type=\"integer\"/>"), "{text}");
    assert!(text.contains("<edge id=\"c1\" source=\"e000\" target=\"e001\" weight=\"2.5\">"), "{text}");
}

#[test]
fn wrong_values_are_errors() {
    let schema = GraphSchema { nodes: NODES, edges: EDGES, n_nodes: 1, profile: Profile::Standard };
    let new = || GraphWriter::new(GraphFormat::Graphml, vec![Vec::new()], schema).expect("a vector");
    let mut values = vec![Value::Missing; NODES.len()];
    values[3] = Value::Integer(1 << 31);
    let error = new().node("e1", &values).expect_err("too large for an int");
    assert_eq!(error.to_string(), "the value `2147483648` of attribute `n_mentions` is not of type int");
    values[3] = Value::Text("three".into());
    assert!(matches!(
        new().node("e1", &values),
        Err(ExportError::AttributeValue { attribute: "n_mentions", .. })
    ));
    for weight in [Value::Double(0.0), Value::Double(-1.0), Value::Double(f64::NAN), Value::Missing] {
        let values = [weight, Value::Missing, Value::Missing];
        assert!(matches!(new().edge("c", "a", "b", &values), Err(ExportError::Weight { .. })));
    }
    assert!("yaml".parse::<GraphFormat>().is_err());
    for format in GraphFormat::ALL {
        assert_eq!(format.name().parse::<GraphFormat>().expect("its own name"), format);
    }
}

#[test]
fn dropped_characters_are_counted() {
    let schema = GraphSchema { nodes: NODES, edges: EDGES, n_nodes: 1, profile: Profile::Standard };
    let mut writer = GraphWriter::new(GraphFormat::Graphml, vec![Vec::new()], schema).expect("a vector");
    let mut values = vec![Value::Missing; NODES.len()];
    values[0] = Value::Text("a\u{0}b\u{b}c".into());
    writer.node("e1", &values).expect("good values");
    // A vertical tab is white space: it is not lost but becomes a space.
    assert_eq!(writer.finish().expect("a vector").n_dropped, 1);
}

proptest! {
    #[test]
    fn whatever_the_labels_our_graphml_breaks_no_rule(labels in proptest::collection::vec(any::<String>(), 0..6)) {
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        for profile in [Profile::Standard, Profile::Neo4j] {
            let text = written(GraphFormat::Graphml, profile, &labels).remove(0);
            let findings = check_graphml(text.as_bytes(), profile).expect("a slice");
            prop_assert!(findings.is_empty(), "{findings:?}\n{text}");
        }
    }

    #[test]
    fn whatever_the_labels_xml_and_json_are_well_formed(labels in proptest::collection::vec(any::<String>(), 0..6)) {
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let json = written(GraphFormat::Json, Profile::Standard, &labels).remove(0);
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        prop_assert_eq!(json["nodes"].as_array().map(Vec::len), Some(labels.len()));
        let gexf = written(GraphFormat::Gexf, Profile::Standard, &labels).remove(0);
        let mut reader = quick_xml::Reader::from_str(&gexf);
        let mut nodes = 0;
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(start) => {
                    nodes += usize::from(start.name().0 == "node");
                    prop_assert!(start.attributes().all(|a| a.is_ok()));
                }
                _ => {}
            }
        }
        prop_assert_eq!(nodes, labels.len());
    }
}
