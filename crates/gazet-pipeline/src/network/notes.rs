//! What a person should know of a network before looking at its file.

use gazet_graph::{Backbone, CoocGraph, Edge, Slices};

/// Says why a graph came out empty, and the ways out; nothing where it did not.
pub(super) fn emptiness(graph: &CoocGraph, readable: &CoocGraph) -> Option<String> {
    let options = graph.options();
    let n_edges = graph.graph().edge_count();
    if graph.graph().node_count() < 2 || readable.graph().edge_count() > 0 {
        return None;
    }
    if n_edges == 0 {
        let mut why = format!("no two names meet in one {}", options.window.name());
        if options.min_weight > 1 || options.min_documents > 1 {
            why = format!(
                "{why} as often as --min-weight {} and --min-documents {} ask for",
                options.min_weight, options.min_documents
            );
        }
        return Some(format!("the network has no edges: {why}; try a wider --window, such as document"));
    }
    let value: Option<fn(&Edge) -> f64> = match options.backbone {
        Backbone::None => None,
        Backbone::Auto if n_edges <= options.readable_edges => None,
        Backbone::Significant => Some(|edge| edge.q),
        Backbone::Disparity => Some(|edge| edge.disparity),
        _ => Some(|edge| edge.noise),
    };
    let all = format!("all {n_edges} edges are in graph.full.graphml");
    let Some(value) = value else {
        return Some(format!("graph.graphml has no edges: --top, --giant or --ego leave none; {all}"));
    };
    let least = graph.graph().edge_weights().map(value).fold(1.0, f64::min);
    let name =
        if options.backbone == Backbone::Auto { Backbone::NoiseCorrected } else { options.backbone }.name();
    let mut ways = Vec::new();
    if options.alpha <= least && least < 1.0 {
        ways.push(format!("an --alpha above {least:.3}"));
    }
    if !matches!(options.backbone, Backbone::NoiseCorrected | Backbone::Auto) {
        ways.push("--backbone noise-corrected".to_owned());
    }
    ways.push("--backbone none".to_owned());
    Some(format!(
        "graph.graphml has no edges: --backbone {name} at --alpha {} leaves none of {n_edges}; {all}; try {}",
        options.alpha,
        ways.join(" or ")
    ))
}

/// Says how many documents are in no slice of time.
pub(super) fn undated(slices: &Slices) -> Option<String> {
    let (n, unit) = (slices.n_undated, slices.unit.name());
    let documents = if n == 1 { "1 document has" } else { &format!("{n} documents have") };
    (n > 0).then(|| format!("{documents} no date that says its {unit}, and no part in the slices of time"))
}

/// Says how many characters names and quotes have lost.
pub(super) fn dropped(n: u64) -> Option<String> {
    let what = if n == 1 { "1 control character was" } else { &format!("{n} control characters were") };
    (n > 0).then(|| {
        format!("{what} left out of the graph files, which may not hold them; the tables have them all")
    })
}
