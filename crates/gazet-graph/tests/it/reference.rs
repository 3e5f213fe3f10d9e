//! Every measure against values that networkx, igraph, leidenalg and scipy computed: `tests/reference.py`.

use gazet_graph::{
    Adjacency, Analytics, AnalyticsOptions, NodeMeasures, centrality, communities, measures, significance,
};
use serde_json::Value;

type Measure = fn(&NodeMeasures) -> f64;

fn reference() -> Value {
    serde_json::from_str(include_str!("../reference.json")).expect("reference.json is JSON")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

fn edges(graph: &Value) -> Vec<(u32, u32, f64)> {
    let edges = graph["edges"].as_array().expect("edges");
    edges.iter().map(numbers).map(|e| (e[0] as u32, e[1] as u32, e[2])).collect()
}

fn check(what: &str, got: impl IntoIterator<Item = f64>, expected: &[f64], tolerance: f64) {
    let got: Vec<f64> = got.into_iter().collect();
    assert_eq!(got.len(), expected.len(), "{what}");
    for (i, (got, expected)) in got.iter().zip(expected).enumerate() {
        let allowed = tolerance * expected.abs().max(1.0);
        assert!((got - expected).abs() <= allowed, "{what} of {i}: {got}, expected {expected}");
    }
}

#[test]
fn nodes() {
    for graph in reference()["graphs"].as_array().expect("graphs") {
        let name = graph["name"].as_str().expect("a name");
        let adjacency = Adjacency::new(graph["n"].as_u64().expect("n") as usize, &edges(graph));
        let analytics =
            Analytics::of_adjacency(&adjacency, &AnalyticsOptions::default()).expect("valid options");
        assert!(analytics.eigenvector_converged && analytics.betweenness_sampled.is_none());
        let measures: [(&str, Measure); 8] = [
            ("degree", |n| n.degree as f64),
            ("strength", |n| n.strength),
            ("component", |n| f64::from(n.component)),
            ("core", |n| f64::from(n.core)),
            ("clustering", |n| n.clustering),
            ("pagerank", |n| n.pagerank),
            ("eigenvector", |n| n.eigenvector.unwrap_or(0.0)),
            ("betweenness", |n| n.betweenness),
        ];
        for (measure, of) in measures {
            let what = format!("{measure} in {name}");
            check(&what, analytics.nodes.iter().map(of), &numbers(&graph[measure]), 1e-9);
        }
    }
}

#[test]
fn betweenness_without_weights() {
    for graph in reference()["graphs"].as_array().expect("graphs") {
        let even: Vec<_> = edges(graph).into_iter().map(|(a, b, _)| (a, b, 1.0)).collect();
        let adjacency = Adjacency::new(graph["n"].as_u64().expect("n") as usize, &even);
        let got = centrality::betweenness(&adjacency, usize::MAX, 1, 1);
        check("betweenness", got.values, &numbers(&graph["betweenness_unweighted"]), 1e-9);
    }
}

#[test]
fn sampled_betweenness_is_near_and_says_so() {
    let reference = reference();
    let graph = &reference["graphs"][1];
    let adjacency = Adjacency::new(graph["n"].as_u64().expect("n") as usize, &edges(graph));
    let exact = numbers(&graph["betweenness"]);
    let got = centrality::betweenness(&adjacency, 10, 60, 1);
    assert_eq!(got.sampled, Some(60));
    let off: f64 = got.values.iter().zip(&exact).map(|(g, e)| (g - e).abs()).sum();
    assert!(off < 0.25 * exact.iter().sum::<f64>(), "{off}");
    assert_ne!(got.values, exact);
}

#[test]
fn communities_are_as_good_as_leidenalg_finds_them() {
    for graph in reference()["graphs"].as_array().expect("graphs") {
        let adjacency = Adjacency::new(graph["n"].as_u64().expect("n") as usize, &edges(graph));
        let best = graph["modularity"].as_f64().expect("a number");
        for seed in 0..5 {
            let found = communities::communities(&adjacency, 1.0, seed).expect("valid options");
            assert!(found.modularity >= best * 0.995, "{}: {} of {best}", graph["name"], found.modularity);
            assert_eq!(found, communities::communities(&adjacency, 1.0, seed).expect("valid options"));
            let sizes: Vec<usize> =
                (0..found.n).map(|c| found.of.iter().filter(|of| **of == Some(c as u32)).count()).collect();
            assert!(sizes.is_sorted_by(|a, b| a >= b) && !sizes.contains(&0), "{sizes:?}");
            for node in 0..adjacency.len() {
                assert_eq!(found.of[node].is_none(), adjacency.degree(node as u32) == 0);
            }
        }
        let fine = communities::communities(&adjacency, 4.0, 1).expect("valid options").n;
        let coarse = communities::communities(&adjacency, 0.2, 1).expect("valid options").n;
        assert!(fine > coarse, "{fine} {coarse}");
    }
    assert!(communities::communities(&Adjacency::new(2, &[(0, 1, 1.0)]), f64::NAN, 1).is_err());
}

#[test]
fn backbones() {
    for graph in reference()["graphs"].as_array().expect("graphs") {
        let edges = edges(graph);
        let adjacency = Adjacency::new(graph["n"].as_u64().expect("n") as usize, &edges);
        let strength = |node: u32| adjacency.strength(node);
        let total: f64 = (0..adjacency.len()).map(|node| strength(node as u32)).sum();
        let disparity = edges
            .iter()
            .map(|&(a, b, w)| significance::disparity(w, [a, b].map(|n| (strength(n), adjacency.degree(n)))));
        check("disparity", disparity, &numbers(&graph["disparity"]), 1e-9);
        let noise = edges
            .iter()
            .map(|&(a, b, w)| significance::noise_corrected(w, [strength(a), strength(b)], total));
        check("noise", noise, &numbers(&graph["noise"]), 1e-9);
    }
}

#[test]
fn pairs() {
    for pair in reference()["pairs"].as_array().expect("pairs") {
        let counts = numbers(&pair["counts"]);
        let [ab, a, b, n] = [counts[0] as u64, counts[1] as u64, counts[2] as u64, counts[3] as u64];
        for (measure, got) in [
            ("npmi", measures::npmi(ab, a, b, n)),
            ("g2", measures::g2(ab, a, b, n)),
            ("p", measures::g2_p(ab, a, b, n)),
            ("jaccard", measures::jaccard(ab, a, b)),
            ("dice", measures::dice(ab, a, b)),
            ("association", measures::association_strength(ab, a, b, n)),
        ] {
            check(
                &format!("{measure} at {counts:?}"),
                [got],
                &[pair[measure].as_f64().expect("a number")],
                1e-9,
            );
        }
    }
}

#[test]
fn correction() {
    let corrected = &reference()["corrected"];
    let got = significance::benjamini_hochberg(&numbers(&corrected["p"]));
    check("q", got, &numbers(&corrected["q"]), 1e-12);
}
