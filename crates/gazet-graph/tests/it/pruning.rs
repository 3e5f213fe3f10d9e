//! What each option leaves of a graph.

use gazet_graph::{Backbone, CoocGraph, Counts, Ego, GraphOptions, NodeCounts, NodeId, PairCounts, Window};
use petgraph::visit::EdgeRef;

/// Counts in which entity i is in 10 documents times (i + 1), each document one sentence, with these pairs.
fn counts(n: u32, pairs: &[(u32, u32, u64)]) -> Counts {
    let nodes = (0..n).map(|i| {
        let windows = 10 * u64::from(i + 1);
        NodeCounts {
            n_mentions: windows,
            n_windows: [windows; Window::COUNT],
            n_stories: windows,
            ..NodeCounts::default()
        }
    });
    let pairs = pairs.iter().map(|&(a, b, weight)| {
        let pair =
            PairCounts { n_windows: [weight; Window::COUNT], n_stories: weight, ..PairCounts::default() };
        ((NodeId(a), NodeId(b)), pair)
    });
    Counts { nodes: nodes.collect(), pairs: pairs.collect(), n_windows: [1000; Window::COUNT] }
}

/// A path 0 - 1 - 2 - 3 with growing weights, a pair 4 - 5, and a lonely 6.
fn path() -> Counts {
    counts(7, &[(0, 1, 1), (1, 2, 2), (2, 3, 30), (4, 5, 4)])
}

fn check(counts: &Counts, options: GraphOptions, nodes: &[u32], edges: &[(u32, u32)]) {
    let graph = CoocGraph::build(counts, &options);
    let graph = graph.pruned().unwrap_or(graph);
    let graph = graph.graph();
    let got: Vec<u32> = graph.node_weights().map(|n| n.id.0).collect();
    assert_eq!(got, nodes, "{options:?}");
    let got: Vec<_> =
        graph.edge_references().map(|e| (graph[e.source()].id.0, graph[e.target()].id.0)).collect();
    assert_eq!(got, edges, "{options:?}");
}

#[test]
fn each_option() {
    let all = [(0, 1), (1, 2), (2, 3), (4, 5)];
    let base = GraphOptions::default;
    check(&path(), base(), &[0, 1, 2, 3, 4, 5, 6], &all);
    assert!(CoocGraph::build(&path(), &base()).pruned().is_none());
    check(&path(), GraphOptions { min_weight: 2, ..base() }, &[0, 1, 2, 3, 4, 5, 6], &all[1..]);
    check(&path(), GraphOptions { min_documents: 30, ..base() }, &[2, 3, 4, 5, 6], &all[2..3]);
    check(&path(), GraphOptions { top: Some(4), ..base() }, &[3, 4, 5, 6], &all[3..]);
    check(&path(), GraphOptions { top: Some(0), ..base() }, &[], &[]);
    check(&path(), GraphOptions { giant: true, ..base() }, &[0, 1, 2, 3], &all[..3]);
    let ego =
        |centres: &[u32], depth| Some(Ego { centres: centres.iter().map(|&c| NodeId(c)).collect(), depth });
    check(&path(), GraphOptions { ego: ego(&[1], 0), ..base() }, &[1], &[]);
    check(&path(), GraphOptions { ego: ego(&[1], 1), ..base() }, &[0, 1, 2], &all[..2]);
    check(
        &path(),
        GraphOptions { ego: ego(&[0, 4], 2), ..base() },
        &[0, 1, 2, 4, 5],
        &[(0, 1), (1, 2), (4, 5)],
    );
    check(&path(), GraphOptions { ego: ego(&[99], 2), ..base() }, &[], &[]);
}

#[test]
fn each_backbone() {
    let base = |backbone| GraphOptions { backbone, ..GraphOptions::default() };
    // 30 of 30 and 40 in 1,000 windows is no chance; the others are near it.
    check(&path(), base(Backbone::Significant), &[2, 3], &[(2, 3)]);
    // A hub with one heavy edge among eleven: from the hub's end it stands out.
    let mut star: Vec<(u32, u32, u64)> = (1..12).map(|leaf| (0, leaf, 1)).collect();
    star[4].2 = 10;
    check(&counts(12, &star), base(Backbone::Disparity), &[0, 5], &[(0, 5)]);
    check(&path(), base(Backbone::Disparity), &[], &[]);
    let kept = |alpha| {
        let graph = CoocGraph::build(&path(), &GraphOptions { alpha, ..base(Backbone::NoiseCorrected) });
        graph.pruned().unwrap_or(graph).graph().edge_count()
    };
    assert!(kept(1e-9) <= kept(0.01) && kept(0.01) <= kept(0.9));
    // Auto acts on graphs that nobody could read.
    let auto = GraphOptions { readable_edges: 3, alpha: 1e-9, ..base(Backbone::Auto) };
    let strict = GraphOptions { alpha: 1e-9, ..base(Backbone::NoiseCorrected) };
    let [auto, strict] =
        [auto, strict].map(|o| CoocGraph::build(&path(), &o).pruned().map(|g| g.graph().edge_count()));
    assert_eq!(auto, strict);
    assert!(auto.is_some());
}
