//! The network at size: counting a million mentions, and building, measuring and writing a graph of a million edges.
//!
//! usage: cargo bench -p gazet-benches --bench graph -- [PART...] [--out FOLDER] [--sources N,N,...]
//!
//! Parts are `inputs`, `count`, `measure`, `layout`, `write` (GraphML as other programs write it) and `formats` (every
//! format, with all attributes); without any, `count`, `measure`, `write` and `formats`. Prints a line for each step: its name, seconds of the processor in all threads, and what came out. With `--out`, `inputs`
//! leaves the mentions and edges there as tables and `measure` the values of each measure, as 64-bit floats, so that
//! `graph.py` can hold other programs against them.

#![allow(clippy::print_stdout, reason = "what was measured goes there")]

use gazet_export::graph::{EdgeKind, EdgeRow, GraphFormat, NetworkWriter, NodeKind, NodeRow, Profile};
use gazet_graph::{
    Adjacency, CoocGraph, Counter, Counts, DocumentOccurrences, GraphOptions, NodeId, Occurrence, Window,
    centrality, communities, layout, structure,
};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const N_DOCUMENTS: u32 = 100_000;
const MENTIONS_EACH: u32 = 10;
const N_ENTITIES: u32 = 50_000;
const N_NODES: u32 = 100_000;
const N_EDGES: usize = 1_000_000;
/// Memory of the bounded count.
const LIMIT: usize = 64 << 20;

/// What is asked for.
struct Options {
    parts: Vec<String>,
    out: Option<PathBuf>,
    sources: Vec<u32>,
}

fn main() {
    let mut options = Options { parts: Vec::new(), out: None, sources: (0..20).map(|i| i * 5_000).collect() };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => options.out = arguments.next().map(PathBuf::from),
            "--sources" => {
                let list = arguments.next().expect("--sources needs a list of nodes");
                options.sources = list.split(',').map(|node| node.parse().expect("a number")).collect();
            }
            // What cargo adds.
            "--bench" => {}
            part => options.parts.push(part.to_owned()),
        }
    }
    if options.parts.is_empty() {
        options.parts = ["count", "measure", "write", "formats"].map(str::to_owned).to_vec();
    }
    for part in &options.parts {
        match part.as_str() {
            "inputs" => inputs(options.out.as_deref().expect("inputs need --out")),
            "count" => count_all(),
            "measure" => measure_all(&options),
            "layout" => lay_out(),
            "write" => write_graphs(&[("write graphml", GraphFormat::Graphml, false)]),
            "formats" => write_graphs(&GraphFormat::ALL.map(|format| (format.name(), format, true))),
            other => panic!("no part is called `{other}`; see the head of this file"),
        }
    }
}

/// Seconds of the processor that this process has used, in all threads.
fn processor_seconds() -> f64 {
    // The first number of each thread's file is nanoseconds on a processor.
    let threads = fs::read_dir("/proc/self/task").expect("Linux, which counts the time of threads");
    let nanoseconds = threads.flatten().filter_map(|thread| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    nanoseconds.sum::<u64>() as f64 / 1e9
}

fn timed<T>(name: &str, work: impl FnOnce() -> T, outcome: impl FnOnce(&T) -> String) -> T {
    let before = processor_seconds();
    let result = work();
    let seconds = processor_seconds() - before;
    println!("{name}\t{seconds:.3}\t{}", outcome(&result));
    result
}

/// A pseudo-random number below `n`, cubed towards 0: few entities are named often.
fn skewed(state: &mut u64, n: u32) -> u32 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let unit = (*state >> 11) as f64 / (1_u64 << 53) as f64;
    (unit * unit * unit * f64::from(n)) as u32
}

/// A million mentions in a hundred thousand documents of five sentences.
fn documents() -> Vec<Vec<Occurrence>> {
    let mut state = 1;
    let mut document = |_| {
        let occurrence = |i: u32| Occurrence {
            node: NodeId(skewed(&mut state, N_ENTITIES)),
            sentence: i / 2,
            paragraph: i / 4,
            item: 0,
            token: i * 12,
            mention: i,
        };
        (0..MENTIONS_EACH).map(occurrence).collect()
    };
    (0..N_DOCUMENTS).map(&mut document).collect()
}

/// A hundred thousand nodes, a million edges, degrees as skewed as in text.
fn edges() -> Vec<(u32, u32, f64)> {
    let mut state = 2;
    let mut edges: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    while edges.len() < N_EDGES {
        let (a, b) = (skewed(&mut state, N_NODES), skewed(&mut state, N_NODES));
        if a != b {
            *edges.entry((a.min(b), a.max(b))).or_insert(0.0) += 1.0;
        }
    }
    edges.into_iter().map(|((a, b), weight)| (a, b, weight)).collect()
}

fn inputs(folder: &Path) {
    let table = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("a writable folder"));
    let mut mentions = table("mentions.tsv");
    for (number, document) in documents().iter().enumerate() {
        for mention in document {
            writeln!(mentions, "{number}\t{}\t{}", mention.sentence, mention.node.0)
                .expect("a writable file");
        }
    }
    let mut table = table("edges.tsv");
    for (a, b, weight) in edges() {
        writeln!(table, "{a}\t{b}\t{weight}").expect("a writable file");
    }
}

fn count(mut counter: Counter, documents: &[Vec<Occurrence>]) -> Counts {
    for (index, occurrences) in documents.iter().enumerate() {
        let document = DocumentOccurrences {
            document: index as u32,
            sample_key: (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15),
            date: None,
            is_duplicate: false,
            n_sentences: 5,
            n_paragraphs: 3,
            n_items: 1,
            occurrences,
        };
        counter.add(&document).expect("known entities");
    }
    counter.finish().expect("readable runs").into_counts().expect("readable runs")
}

fn count_all() {
    let documents = documents();
    let new = || Counter::new(N_ENTITIES as usize);
    let pairs = |counts: &Counts| format!("{} pairs", counts.pairs.len());
    let counts = timed("count", || count(new(), &documents), pairs);
    assert_eq!(counts.nodes.iter().map(|n| n.n_mentions).sum::<u64>(), 1_000_000);
    let bounded = timed(
        "count in 64 MB",
        || {
            let space = Box::new(|| Ok(Box::new(tempfile::tempfile()?) as _));
            count(Counter::bounded(N_ENTITIES as usize, LIMIT, space), &documents)
        },
        pairs,
    );
    assert!(bounded == counts, "a limit of memory changes nothing");
    drop(bounded);
    let options = GraphOptions { window: Window::Document, ..GraphOptions::default() };
    let graph = timed(
        "weigh edges",
        || CoocGraph::build(&counts, &options),
        |graph| format!("{} edges, each with seven measures and two backbones", graph.graph().edge_count()),
    );
    assert_eq!(graph.graph().edge_count(), counts.pairs.len());
}

fn measure_all(options: &Options) {
    let edges = edges();
    let graph = timed(
        "build",
        || Adjacency::new(N_NODES as usize, &edges),
        |graph| format!("{} nodes, {} edges", graph.len(), graph.n_edges()),
    );
    let keep = |name: &str, values: Vec<f64>| {
        assert_eq!(values.len(), graph.len());
        if let Some(folder) = &options.out {
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            fs::write(folder.join(format!("{name}.f64")), bytes).expect("a writable folder");
        }
    };
    let nodes = 0..graph.len() as u32;
    let degrees = timed(
        "degree and strength",
        || nodes.clone().map(|node| (graph.degree(node) as f64, graph.strength(node))).collect::<Vec<_>>(),
        none_of,
    );
    keep("degree", degrees.iter().map(|(degree, _)| *degree).collect());
    keep("strength", degrees.iter().map(|(_, strength)| *strength).collect());
    let components = timed("components", || structure::components(&graph), none_of);
    keep("components", components.iter().map(|c| f64::from(*c)).collect());
    let cores = timed("core numbers", || structure::core_numbers(&graph), none_of);
    keep("core numbers", cores.iter().map(|c| f64::from(*c)).collect());
    keep("clustering", timed("clustering", || structure::clustering(&graph), none_of));
    keep("pagerank", timed("pagerank", || centrality::pagerank(&graph, 0.85), none_of));
    let eigenvector = timed(
        "eigenvector",
        || centrality::eigenvector(&graph, &components, 0),
        |e| format!("{}", e.converged),
    );
    assert!(eigenvector.converged);
    keep("eigenvector", eigenvector.values);
    let sources = &options.sources;
    let betweenness = || centrality::betweenness_from(&graph, sources);
    keep("betweenness", timed("betweenness", betweenness, |_| format!("{} sources", sources.len())));
    let found = timed(
        "leiden",
        || communities::communities(&graph, 1.0, 1).expect("a good resolution"),
        |found| format!("{} communities, modularity {:.4}", found.n, found.modularity),
    );
    assert!(found.modularity > 0.18);
}

fn none_of<T>(_: &T) -> String {
    String::new()
}

fn lay_out() {
    let graph = Adjacency::new(N_NODES as usize, &edges());
    let options = layout::LayoutOptions { steps: Some(30), ..layout::LayoutOptions::default() };
    timed("layout of 30 steps", || layout::layout(&graph, &options), none_of);
}

/// Where bytes are counted and forgotten.
#[derive(Default)]
struct Nowhere(u64);

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn write_graphs(what: &[(&str, GraphFormat, bool)]) {
    let edges = edges();
    let graph = Adjacency::new(N_NODES as usize, &edges);
    let degrees: Vec<(u64, f64)> =
        (0..N_NODES).map(|node| (graph.degree(node) as u64, graph.strength(node))).collect();
    // Node numbers as ids that sort like numbers; names as long as names are.
    let ids: Vec<String> = (0..N_NODES).map(|node| format!("e{node:016x}")).collect();
    let names: Vec<String> = (0..N_NODES).map(|node| format!("Given-{} Family-{node}", node % 977)).collect();
    let node_row = |node: usize, is_full: bool| {
        let plain = NodeRow {
            name: names[node].as_str().into(),
            kind: NodeKind::Entity,
            node_type: "person",
            degree: degrees[node].0,
            strength: degrees[node].1,
            pagerank: 1.234_56e-7 * (node + 1) as f64,
            betweenness: 3.4e-5 / (node + 1) as f64,
            clustering: 0.123_457,
            eigenvector: Some(1.0 / (node + 1) as f64),
            size: 4.0,
            ..NodeRow::default()
        };
        if !is_full {
            return plain;
        }
        NodeRow {
            key: names[node].as_str().into(),
            aliases: names[node].as_str().into(),
            n_mentions: Some(node as u64),
            n_documents: Some(node as u64),
            community: Some(3),
            community_label: Some("Ann Lee, Bob Ray, Cy Orr (crime, courts)"),
            first: Some("2024-01-01".into()),
            last: Some("2024-12-31".into()),
            listed: Some(true),
            place: Some([12.34, -56.78]),
            ..plain
        }
    };
    let quote = "Angela Merkel said in Berlin that she would meet the Secretary-General in Geneva on Monday.";
    let edge_row = |number: usize, is_full: bool| {
        let weight = edges[number].2;
        let plain = EdgeRow { weight, kind: EdgeKind::Entities, ..EdgeRow::default() };
        if !is_full {
            return plain;
        }
        let part = number as f64 / N_EDGES as f64;
        EdgeRow {
            n_windows: [Some(1), Some(2), Some(3), Some(4), Some(5)],
            n_stories: Some(4),
            npmi: Some(part),
            g2: Some(12.345_6 * part),
            jaccard: Some(0.012_345_6),
            dice: Some(0.024_691_2),
            association: Some(123.456),
            p: Some(1.234_56e-10),
            significant: Some(true),
            first: Some("2024-01-01".into()),
            last: Some("2024-12-31".into()),
            evidence_document: Some("wire-desk/2024-06-01.txt"),
            evidence: Some(quote),
            ..plain
        }
    };
    let write = |name: &str, format: GraphFormat, is_full: bool| {
        let name = if is_full { &format!("write {name}, all attributes") } else { name };
        timed(
            name,
            || {
                let outputs = format.files().iter().map(|_| BufWriter::new(Nowhere::default())).collect();
                let mut writer =
                    NetworkWriter::new(format, outputs, ids.len(), Profile::Standard).expect("room");
                for (node, id) in ids.iter().enumerate() {
                    writer.node(id, &node_row(node, is_full)).expect("good values");
                }
                let mut id = String::new();
                for (number, (a, b, _)) in edges.iter().enumerate() {
                    id.clear();
                    id.push('c');
                    id.push_str(&number.to_string());
                    let row = edge_row(number, is_full);
                    writer.edge(&id, &ids[*a as usize], &ids[*b as usize], &row).expect("good values");
                }
                let written = writer.finish().expect("room");
                assert_eq!((written.n_nodes, written.n_edges), (u64::from(N_NODES), N_EDGES as u64));
                written.outputs.iter().map(|output| output.get_ref().0).sum::<u64>()
            },
            |bytes| format!("{:.0} MB", *bytes as f64 / 1e6),
        );
    };
    for &(name, format, is_full) in what {
        write(name, format, is_full);
    }
}
