//! Properties: of merging, of measures, of centralities under another numbering.

use crate::counting::{collections, count};
use gazet_graph::{
    Adjacency, Analytics, AnalyticsOptions, Backbone, CoocGraph, Counts, GraphOptions, NodeId, Window,
    measures, significance,
};
use petgraph::visit::EdgeRef;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn merged(parts: &[&Counts]) -> Counts {
    let mut sum = Counts::default();
    for part in parts {
        sum.merge(part);
    }
    sum
}

/// `ab`, `a`, `b`, `n` that a collection could have.
fn tables() -> impl Strategy<Value = [u64; 4]> {
    (0..200_u64, 0..200_u64, 0..200_u64, 0..2000_u64)
        .prop_map(|(ab, a, b, n)| [ab, ab + a, ab + b, ab + a + b + n])
}

fn graphs() -> impl Strategy<Value = (usize, Vec<(u32, u32, f64)>)> {
    (2..24_usize).prop_flat_map(|n| {
        let edges = proptest::collection::btree_map((0..n as u32, 0..n as u32), 1..9_u32, 0..60);
        edges.prop_map(move |edges| {
            let proper = edges.into_iter().filter(|((a, b), _)| a < b);
            (n, proper.map(|((a, b), w)| (a, b, f64::from(w))).collect())
        })
    })
}

proptest! {
    #[test]
    fn parts_merge_in_any_order_and_grouping(documents in collections(), cut in 0..8_usize, turn in 0..8_usize) {
        let whole = count(&documents, None);
        let (first, rest) = documents.split_at(cut.min(documents.len()));
        let (second, third) = rest.split_at(rest.len() / 2);
        let [a, b, c] = [first, second, third].map(|part| count(part, None));
        prop_assert_eq!(&merged(&[&a, &b, &c]), &whole);
        prop_assert_eq!(&merged(&[&c, &a, &b]), &whole);
        prop_assert_eq!(&merged(&[&a, &merged(&[&b, &c])]), &whole);
        let mut turned = documents.clone();
        turned.rotate_left(turn.min(documents.len()));
        prop_assert_eq!(&count(&turned, None), &whole);
        for document in &mut turned {
            document.occurrences.reverse();
        }
        prop_assert_eq!(&count(&turned, None).nodes, &whole.nodes);
    }

    #[test]
    fn measures_are_symmetric_bounded_and_rise_with_meetings([ab, a, b, n] in tables()) {
        let all = |ab, a, b| [
            measures::npmi(ab, a, b, n), measures::jaccard(ab, a, b), measures::dice(ab, a, b),
            measures::association_strength(ab, a, b, n), -measures::g2_p(ab, a, b, n),
        ];
        let here = all(ab, a, b);
        for (x, y) in here.iter().zip(all(ab, b, a)) {
            prop_assert!((x - y).abs() <= 1e-9, "{:?}", here);
        }
        prop_assert!((measures::g2(ab, a, b, n) - measures::g2(ab, b, a, n)).abs() <= 1e-9);
        prop_assert!(measures::g2(ab, a, b, n) >= 0.0);
        prop_assert!((-1.0..=1.0).contains(&here[0]));
        prop_assert!((0.0..=1.0).contains(&here[1]) && (0.0..=1.0).contains(&here[2]));
        prop_assert!(here[3] >= 0.0 && (-1.0..=0.0).contains(&here[4]));
        if ab < a.min(b) {
            for (x, y) in here.iter().zip(all(ab + 1, a, b)) {
                prop_assert!(*x <= y + 1e-12, "{:?} {}", here, y);
            }
        }
    }

    #[test]
    fn measures_of_nodes_do_not_depend_on_their_numbers((n, edges) in graphs()) {
        let options = AnalyticsOptions { layout: None, ..AnalyticsOptions::default() };
        let here = Analytics::of_adjacency(&Adjacency::new(n, &edges), &options).expect("valid options");
        let last = n as u32 - 1;
        let turned: Vec<_> = edges.iter().rev().map(|&(a, b, w)| (last - a, last - b, w)).collect();
        let there = Analytics::of_adjacency(&Adjacency::new(n, &turned), &options).expect("valid options");
        for (x, y) in here.nodes.iter().zip(there.nodes.iter().rev()) {
            prop_assert_eq!((x.degree, x.core, x.strength), (y.degree, y.core, y.strength));
            prop_assert!((x.clustering - y.clustering).abs() < 1e-12);
            prop_assert!((x.pagerank - y.pagerank).abs() < 1e-12);
            prop_assert!((x.betweenness - y.betweenness).abs() < 1e-9);
            prop_assert!((0.0..=1.0 + 1e-12).contains(&x.betweenness));
        }
        prop_assert!((here.nodes.iter().map(|n| n.pagerank).sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn backbones_are_symmetric_and_surer_of_heavier_edges(
        weight in 1..50_u32, more in 1..20_u32, (a, b) in ((0..200_u32, 2..30_usize), (0..200_u32, 2..30_usize)),
        rest in 0..5000_u32,
    ) {
        // The same ends, of which the edge takes more.
        let w = f64::from(weight);
        let strength = |x: u32| f64::from(weight + more + x);
        let ends = [(strength(a.0), a.1), (strength(b.0), b.1)];
        let total = strength(a.0) + strength(b.0) + f64::from(rest);
        let disparity = |w: f64| significance::disparity(w, ends);
        let noise = |w: f64| significance::noise_corrected(w, ends.map(|(s, _)| s), total);
        prop_assert!(disparity(w + f64::from(more)) <= disparity(w));
        prop_assert_eq!(disparity(w), significance::disparity(w, [ends[1], ends[0]]));
        let turned = significance::noise_corrected(w, [ends[1].0, ends[0].0], total);
        prop_assert!((noise(w) - turned).abs() <= 1e-9);
        for p in [disparity(w), noise(w)] {
            prop_assert!((0.0..=1.0).contains(&p), "{}", p);
        }
        // Where the edge is more than expected, the score of a heavier one is higher.
        let expected = strength(a.0) * strength(b.0) / total;
        prop_assert!(if w > expected { noise(w) <= 0.5 } else { noise(w) >= 0.5 - 1e-12 }, "{} {}", w, expected);
    }

    #[test]
    fn a_stricter_level_keeps_a_part_of_what_a_looser_one_keeps(documents in collections(), backbone in 0..5_usize) {
        let counts = count(&documents, None);
        let kept = |alpha: f64| -> BTreeSet<(NodeId, NodeId)> {
            let backbone = Backbone::ALL[backbone];
            let graph = CoocGraph::build(&counts, &GraphOptions { alpha, backbone, ..GraphOptions::default() });
            let graph = graph.pruned().unwrap_or(graph);
            let graph = graph.graph();
            graph.edge_references().map(|e| (graph[e.source()].id, graph[e.target()].id)).collect()
        };
        let levels = [1e-6, 0.001, 0.05, 0.5].map(kept);
        prop_assert!(levels.is_sorted_by(|strict, loose| strict.is_subset(loose)));
    }

    #[test]
    fn edges_of_a_graph_are_within_bounds(documents in collections(), window in 0..Window::COUNT) {
        let counts = count(&documents, None);
        let window = Window::ALL[window];
        let graph = CoocGraph::build(&counts, &GraphOptions { window, ..GraphOptions::default() });
        for edge in graph.graph().edge_weights() {
            prop_assert!(edge.weight >= 1 && edge.weight == edge.n_windows[window.index()]);
            for p in [edge.p, edge.q, edge.disparity, edge.noise] {
                prop_assert!((0.0..=1.0).contains(&p), "{:?}", edge);
            }
            prop_assert!(edge.p <= edge.q + 1e-15);
            prop_assert_eq!(edge.significant, edge.q <= 0.05);
        }
    }
}
