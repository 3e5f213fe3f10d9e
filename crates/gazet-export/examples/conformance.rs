//! Writes graphs for other programs to read back, in every format, into the folder named: a hostile one, one without
//! edges, and an empty one. `expected.json` says what readers must find in them.

use gazet_export::graph::{Attribute, AttributeType, GraphFormat, GraphSchema, GraphWriter, Profile, Value};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const NODES: &[Attribute] = &[
    Attribute::new("label", AttributeType::String),
    Attribute::new("name", AttributeType::String),
    Attribute::new("type", AttributeType::String),
    Attribute::new("n_mentions", AttributeType::Long),
    Attribute::new("n_documents", AttributeType::Int),
    Attribute::new("community", AttributeType::Int),
    Attribute::new("pagerank", AttributeType::Double),
    Attribute::new("listed", AttributeType::Boolean),
    Attribute::new("first", AttributeType::String),
    Attribute::new("x", AttributeType::Double),
    Attribute::new("y", AttributeType::Double),
    Attribute::new("size", AttributeType::Double),
    Attribute::new("color", AttributeType::String),
    Attribute::new("r", AttributeType::Int),
    Attribute::new("g", AttributeType::Int),
    Attribute::new("b", AttributeType::Int),
];

const EDGES: &[Attribute] = &[
    Attribute::new("weight", AttributeType::Double),
    Attribute::new("n_documents", AttributeType::Long),
    Attribute::new("p", AttributeType::Double),
    Attribute::new("significant", AttributeType::Boolean),
    Attribute::new("evidence", AttributeType::String),
];

/// Labels that break careless writers, with what is left of them.
fn labels() -> Vec<(String, String)> {
    let same = |text: &str| (text.to_owned(), text.to_owned());
    vec![
        same("plain"),
        same(r#"<b>&amp; "quoted" 'single' ]]> --> <!-- <![CDATA["#),
        ("control \u{1}\u{b}\u{0}\u{7f}\u{85}chars\u{FFFE}\u{FFFF}".to_owned(), "control chars".to_owned()),
        same("emoji 👩\u{200d}👩\u{200d}👧 🇮🇷"),
        same("سازمان مجاهدین خلق ایران"),
        same("עברית (right to left) עם English"),
        ("x".repeat(10_000), format!("{}…", "x".repeat(300))),
        (" \t\r\n spaces \n\n all  over ".to_owned(), "spaces all over".to_owned()),
        ("e\u{301}te\u{301}".to_owned(), "été".to_owned()),
        same(r"back\slash \u0027 'x' \n ${x} {{y}}"),
        same("=1+1,\"a\";b|c"),
        same("plain"),
        same("中文 名字"),
        same("1.5"),
        same("true"),
    ]
}

struct Node {
    id: String,
    label: String,
    expected: String,
    index: usize,
}

fn hostile() -> Vec<Node> {
    let mut nodes: Vec<Node> = labels()
        .into_iter()
        .enumerate()
        .map(|(index, (label, expected))| Node { id: format!("e{index:016x}"), label, expected, index })
        .collect();
    let empty = nodes.len();
    let with_spaces = ["id with spaces", "id<&\"'>", "_x20_", "ü"].map(str::to_owned);
    nodes.extend(with_spaces.into_iter().enumerate().map(|(i, id)| Node {
        id,
        label: format!("odd id {i}"),
        expected: format!("odd id {i}"),
        index: empty + i,
    }));
    nodes
}

/// The id that readers see.
fn safe(id: &str) -> String {
    match id {
        "id with spaces" => "id_x20_with_x20_spaces".to_owned(),
        "id<&\"'>" => "id_x3C__x26__x22__x27__x3E_".to_owned(),
        "_x20_" => "_x5F_x20_".to_owned(),
        "ü" => "_xFC_".to_owned(),
        id => id.to_owned(),
    }
}

fn write(
    folder: &Path,
    stem: &str,
    format: GraphFormat,
    profile: Profile,
    nodes: &[Node],
    edges: &[(usize, usize)],
) {
    let outputs = format
        .files()
        .iter()
        .map(|ending| {
            let path = folder.join(format!("{stem}.{ending}"));
            BufWriter::new(File::create(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
        })
        .collect();
    let schema = GraphSchema { nodes: NODES, edges: EDGES, n_nodes: nodes.len(), profile };
    let mut writer = GraphWriter::new(format, outputs, schema).expect("a writable file");
    for node in nodes {
        let i = node.index as i64;
        let is_rich = node.index % 2 == 0;
        let optional = |value: Value<'static>| if is_rich { value } else { Value::Missing };
        writer
            .node(
                &node.id,
                &[
                    Value::Text(node.label.as_str().into()),
                    Value::Text(node.label.as_str().into()),
                    Value::Text(["person", "place", "organization"][node.index % 3].into()),
                    Value::Integer((1 << 40) + i),
                    Value::Integer(i),
                    optional(Value::Integer(i / 4)),
                    Value::Double(if is_rich { 1e-17 * i as f64 } else { f64::NAN }),
                    Value::Boolean(is_rich),
                    optional(Value::Text("2024-02-29".into())),
                    Value::Double(-1.5 * i as f64),
                    Value::Double(1e21),
                    Value::Double(4.0),
                    Value::Text("#d55e00".into()),
                    Value::Integer(0xD5),
                    Value::Integer(0x5E),
                    Value::Integer(0),
                ],
            )
            .expect("values of the right types");
    }
    for (number, &(a, b)) in edges.iter().enumerate() {
        writer
            .edge(
                &format!("c{number}"),
                &nodes[a].id,
                &nodes[b].id,
                &[
                    Value::Double(0.5 + number as f64),
                    Value::Integer(number as i64),
                    if number % 2 == 0 { Value::Double(1e-300) } else { Value::Missing },
                    Value::Boolean(number % 2 == 0),
                    Value::Text(nodes[a].label.as_str().into()),
                ],
            )
            .expect("values of the right types");
    }
    let written = writer.finish().expect("a writable file");
    assert_eq!((written.n_nodes, written.n_edges), (nodes.len() as u64, edges.len() as u64));
}

fn main() {
    let folder = std::env::args_os().nth(1).expect("usage: conformance FOLDER");
    let folder = Path::new(&folder);
    let mut nodes = hostile();
    nodes.sort_by_key(|node| safe(&node.id));
    let edges: Vec<(usize, usize)> = (0..nodes.len() - 1)
        .flat_map(|a| [(a, a + 1), (a, a + 5)])
        .filter(|&(_, b)| b < nodes.len())
        .collect();
    for format in GraphFormat::ALL {
        write(folder, "hostile", format, Profile::Standard, &nodes, &edges);
        write(folder, "alone", format, Profile::Standard, &nodes[..1], &[]);
        write(folder, "empty", format, Profile::Standard, &[], &[]);
    }
    write(folder, "neo4j", GraphFormat::Graphml, Profile::Neo4j, &nodes, &edges);
    let quoted = |text: &str| serde_json::to_string(text).expect("text is JSON");
    let expected_nodes: Vec<String> = nodes
        .iter()
        .map(|n| {
            format!(
                "{{\"id\":{},\"label\":{},\"index\":{}}}",
                quoted(&safe(&n.id)),
                quoted(&n.expected),
                n.index
            )
        })
        .collect();
    let expected_edges: Vec<String> = edges
        .iter()
        .map(|&(a, b)| format!("[{},{}]", quoted(&safe(&nodes[a].id)), quoted(&safe(&nodes[b].id))))
        .collect();
    let mut file = File::create(folder.join("expected.json")).expect("a writable folder");
    writeln!(file, "{{\"nodes\":[{}],\"edges\":[{}]}}", expected_nodes.join(","), expected_edges.join(","))
        .expect("a writable file");
}
