//! Counting a million mentions, and measuring a graph of a million edges. Each benchmark asserts its answer.
//!
//! With the variable `GAZET_BENCH_EDGES` set to a path, the edges of the graph are written there, for other programs
//! to measure the same one: `benches/compare.py`.

use divan::{Bencher, counter::ItemsCount};
use gazet_graph::{
    Adjacency, CoocGraph, Counter, Counts, DocumentOccurrences, GraphOptions, NodeId, Occurrence, centrality,
    communities, layout, layout::LayoutOptions, structure,
};
use std::io::Write;
use std::sync::OnceLock;

const N_DOCUMENTS: u32 = 100_000;
const MENTIONS_EACH: u32 = 10;
const N_ENTITIES: u32 = 50_000;

fn main() {
    if let Some(path) = std::env::var_os("GAZET_BENCH_EDGES") {
        let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("a writable path"));
        let graph = million();
        for a in 0..graph.len() as u32 {
            for (b, weight) in graph.edges(a).filter(|(b, _)| a < *b) {
                writeln!(out, "{a}\t{b}\t{weight}").expect("a writable path");
            }
        }
        return;
    }
    divan::main();
}

/// A pseudo-random number below `n`, squared towards 0: few entities are named often.
fn skewed(state: &mut u64, n: u32) -> u32 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let unit = (*state >> 11) as f64 / (1_u64 << 53) as f64;
    (unit * unit * unit * f64::from(n)) as u32
}

/// A million mentions in a hundred thousand documents of five sentences.
fn documents() -> &'static [Vec<Occurrence>] {
    static DOCUMENTS: OnceLock<Vec<Vec<Occurrence>>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let mut state = 1;
        let document = |_| {
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
        (0..N_DOCUMENTS).map(document).collect()
    })
}

fn count(mut counter: Counter) -> Counts {
    for (index, occurrences) in documents().iter().enumerate() {
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

fn counts() -> &'static Counts {
    static COUNTS: OnceLock<Counts> = OnceLock::new();
    COUNTS.get_or_init(|| count(Counter::new(N_ENTITIES as usize)))
}

/// 100,000 nodes, a million edges, degrees as skewed as in text.
fn million() -> &'static Adjacency {
    static GRAPH: OnceLock<Adjacency> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let n = 100_000;
        let mut state = 2;
        let mut edges = std::collections::BTreeMap::new();
        while edges.len() < 1_000_000 {
            let (a, b) = (skewed(&mut state, n), skewed(&mut state, n));
            if a != b {
                *edges.entry((a.min(b), a.max(b))).or_insert(0.0) += 1.0;
            }
        }
        let edges: Vec<_> = edges.into_iter().map(|((a, b), weight)| (a, b, weight)).collect();
        Adjacency::new(n as usize, &edges)
    })
}

#[divan::bench(sample_count = 3)]
fn count_a_million_mentions(bencher: Bencher<'_, '_>) {
    documents();
    bencher.counter(ItemsCount::new(N_DOCUMENTS * MENTIONS_EACH)).bench(|| {
        let counts = count(Counter::new(N_ENTITIES as usize));
        assert_eq!(counts.nodes.iter().map(|n| n.n_mentions).sum::<u64>(), 1_000_000);
    });
}

#[divan::bench(sample_count = 3)]
fn count_a_million_mentions_in_64_megabytes(bencher: Bencher<'_, '_>) {
    let expected = counts();
    bencher.counter(ItemsCount::new(N_DOCUMENTS * MENTIONS_EACH)).bench(|| {
        let space = Box::new(|| Ok(Box::new(tempfile::tempfile()?) as _));
        assert!(count(Counter::bounded(N_ENTITIES as usize, 64 << 20, space)) == *expected);
    });
}

#[divan::bench(sample_count = 3)]
fn build_and_weigh_edges(bencher: Bencher<'_, '_>) {
    let counts = counts();
    let options = GraphOptions { window: gazet_graph::Window::Document, ..GraphOptions::default() };
    bencher.bench(|| assert_eq!(CoocGraph::build(counts, &options).graph().edge_count(), counts.pairs.len()));
}

#[divan::bench(sample_count = 3)]
fn pagerank(bencher: Bencher<'_, '_>) {
    let graph = million();
    bencher.bench(|| assert!((centrality::pagerank(graph, 0.85).iter().sum::<f64>() - 1.0).abs() < 1e-9));
}

#[divan::bench(sample_count = 3)]
fn components(bencher: Bencher<'_, '_>) {
    let graph = million();
    bencher.bench(|| assert_eq!(structure::components(graph).len(), graph.len()));
}

#[divan::bench(sample_count = 3)]
fn core_numbers(bencher: Bencher<'_, '_>) {
    let graph = million();
    bencher.bench(|| assert!(structure::core_numbers(graph).iter().max() > Some(&10)));
}

#[divan::bench(sample_count = 3)]
fn clustering(bencher: Bencher<'_, '_>) {
    let graph = million();
    bencher.bench(|| assert!(structure::clustering(graph).iter().sum::<f64>() > 0.0));
}

#[divan::bench(sample_count = 3)]
fn eigenvector(bencher: Bencher<'_, '_>) {
    let graph = million();
    let component = structure::components(graph);
    bencher.bench(|| assert!(centrality::eigenvector(graph, &component, 0).converged));
}

#[divan::bench(sample_count = 1)]
fn betweenness_from_20_nodes(bencher: Bencher<'_, '_>) {
    let graph = million();
    bencher.bench(|| assert_eq!(centrality::betweenness(graph, 0, 20, 1).sampled, Some(20)));
}

#[divan::bench(sample_count = 1)]
fn leiden(bencher: Bencher<'_, '_>) {
    let graph = million();
    bencher.bench(|| {
        assert!(communities::communities(graph, 1.0, 1).expect("a good resolution").modularity > 0.05)
    });
}

#[divan::bench(sample_count = 1)]
fn layout_30_steps(bencher: Bencher<'_, '_>) {
    let graph = million();
    let options = LayoutOptions { steps: Some(30), ..LayoutOptions::default() };
    bencher.bench(|| assert_eq!(layout::layout(graph, &options).len(), graph.len()));
}
