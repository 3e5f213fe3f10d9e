//! Writes networks for other programs to read back, in every format, into the folder named: a hostile one, one
//! without edges, and an empty one. They go the way that every network goes, through [`NetworkWriter`].
//! `expected.json` says what readers must find in them.

use gazet_export::graph::{
    DynamicGexf, EdgeKind, EdgeRow, GraphFormat, NetworkWriter, NodeKind, NodeRow, Profile, Spell,
};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

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
        same(""),
        same(""),
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

/// Half of the nodes have every value, the others only what each node has.
fn node_row(node: &Node) -> NodeRow<'_> {
    let i = node.index as u64;
    let is_rich = node.index.is_multiple_of(2);
    let sparse = NodeRow {
        name: node.label.as_str().into(),
        kind: [NodeKind::Entity, NodeKind::Theme, NodeKind::Document][node.index % 3],
        key: node.label.as_str().into(),
        node_type: ["person", "place", "organization"][node.index % 3],
        degree: i,
        strength: 1e21,
        core: u32::try_from(i).expect("a small number"),
        pagerank: f64::NAN,
        listed: Some(is_rich),
        place: Some([-1.5 * i as f64, 1e21]),
        size: 4.0,
        colour: [0xD5, 0x5E, 0x00],
        ..NodeRow::default()
    };
    if !is_rich {
        return sparse;
    }
    NodeRow {
        subtype: Some("place/city"),
        aliases: "A|B".into(),
        theme: Some("crime & \"law\""),
        n_mentions: Some((1 << 40) + i),
        n_documents: Some(i),
        community: Some(u32::try_from(i / 4).expect("a small number")),
        community_label: Some(node.label.as_str()),
        pagerank: 1e-17 * i as f64,
        eigenvector: Some(0.1),
        first: Some("2024-02-29".into()),
        country: Some("IR"),
        lat_lon: Some((-89.5, 0.0)),
        ..sparse
    }
}

fn edge_row(number: usize, label: &str) -> EdgeRow<'_> {
    let is_rich = number.is_multiple_of(2);
    let n = number as u64;
    EdgeRow {
        weight: 0.5 + number as f64,
        kind: [EdgeKind::Entities, EdgeKind::EntityTheme, EdgeKind::EntityDocument][number % 3],
        n_windows: [Some(n), None, None, Some((1 << 40) + n), None],
        p: is_rich.then_some(1e-300),
        npmi: is_rich.then_some(-1.0),
        significant: Some(is_rich),
        evidence: Some(label),
        ..EdgeRow::default()
    }
}

/// The network through time: every second node and edge lives in two spells.
fn write_dynamic(folder: &Path, nodes: &[Node], edges: &[(usize, usize)]) {
    let output = File::create(folder.join("hostile.dynamic.gexf")).expect("a writable folder");
    let mut writer = DynamicGexf::new(BufWriter::new(output), Some(["2024-01-01", "2024-03-31"]))
        .expect("a writable file");
    let spell = |start: &str, end: &str, weight| Spell {
        start: start.to_owned(),
        end: end.to_owned(),
        weight: Some(weight),
        n_documents: Some(1),
    };
    let spells = [spell("2024-01-01", "2024-01-31", 2.0), spell("2024-03-01", "2024-03-31", 5.0)];
    let lives = |number: usize| if number.is_multiple_of(2) { &spells[..] } else { &[] };
    for (number, node) in nodes.iter().enumerate() {
        writer.node(&node.id, &node_row(node), lives(number)).expect("a writable file");
    }
    for (number, &(a, b)) in edges.iter().enumerate() {
        let (id, ends) = (format!("c{number}"), [nodes[a].id.as_str(), nodes[b].id.as_str()]);
        writer.edge(&id, ends, &edge_row(number, &nodes[a].label), lives(number)).expect("a writable file");
    }
    writer.finish().expect("a writable file");
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
    let mut writer = NetworkWriter::new(format, outputs, nodes.len(), profile).expect("a writable file");
    for node in nodes {
        writer.node(&node.id, &node_row(node)).expect("values of the right types");
    }
    for (number, &(a, b)) in edges.iter().enumerate() {
        writer
            .edge(&format!("c{number}"), &nodes[a].id, &nodes[b].id, &edge_row(number, &nodes[a].label))
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
    write_dynamic(folder, &nodes, &edges);
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
