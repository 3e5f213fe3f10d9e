//! What becomes a node and an edge, and what of it is shown.

use crate::counts::NodeId;
use crate::window::Window;

/// How edges are thinned out, beyond plain counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Backbone {
    /// None for a graph of at most [`GraphOptions::readable_edges`] edges, else the noise-corrected one.
    #[default]
    Auto,
    /// Every edge stays.
    None,
    /// Edges that meet more often than by chance: [`crate::Edge::significant`].
    Significant,
    /// The disparity filter at [`GraphOptions::alpha`]. Keeps the strong ties of weak nodes; strict on small graphs.
    Disparity,
    /// The noise-corrected backbone at [`GraphOptions::alpha`]. Suits counts; lenient on small graphs.
    NoiseCorrected,
}

impl Backbone {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Auto, Self::None, Self::Significant, Self::Disparity, Self::NoiseCorrected];

    /// The name used on the command line and in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::None => "none",
            Self::Significant => "significant",
            Self::Disparity => "disparity",
            Self::NoiseCorrected => "noise-corrected",
        }
    }
}

/// A part of the graph around some nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ego {
    /// The nodes in the middle.
    pub centres: Vec<NodeId>,
    /// How many edges away a node may be. 0 keeps the centres alone.
    pub depth: u32,
}

/// What becomes a node and an edge. The first three decide what is in the graph, the others what
/// [`crate::CoocGraph::pruned`] leaves of it; they act in the order ego, backbone, top, giant.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphOptions {
    /// The window whose counts are the weight of an edge, and on which its measures rest. Sentence by default.
    pub window: Window,
    /// Least weight of an edge, in windows. 1 by default, which keeps every pair.
    pub min_weight: u64,
    /// Least documents that name a node, and that hold both ends of an edge. 1 by default.
    pub min_documents: u64,
    /// Level of significance, false discovery rate for [`Backbone::Significant`]. 0.05 by default.
    pub alpha: f64,
    /// How edges are thinned out. [`Backbone::Auto`] by default.
    pub backbone: Backbone,
    /// Most edges that [`Backbone::Auto`] leaves alone. 10,000 by default.
    pub readable_edges: usize,
    /// Most nodes, those of most documents first. 5,000 by default; `None` for all.
    pub top: Option<usize>,
    /// Only the largest connected component. No by default.
    pub giant: bool,
    /// Only a neighbourhood. All by default.
    pub ego: Option<Ego>,
}

impl Default for GraphOptions {
    fn default() -> Self {
        Self {
            window: Window::Sentence,
            min_weight: 1,
            min_documents: 1,
            alpha: 0.05,
            backbone: Backbone::Auto,
            readable_edges: 10_000,
            top: Some(5_000),
            giant: false,
            ego: None,
        }
    }
}
