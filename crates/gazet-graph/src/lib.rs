//! The co-occurrence graph: who is named together with whom, how often, and how surely more than by chance.
//!
//! The graph sees ids and positions only, never text. [`Counter`] takes one document after the other and counts
//! all windows in one pass, in bounded memory if asked; [`Counts`] is what it has counted, and merges with other
//! counts in any order and grouping; [`CoocGraph`] is the petgraph graph built from counts under a [`GraphOptions`],
//! its edges weighed by [`measures`] and [`significance`], its nodes by [`Analytics`].
//!
//! ```
//! use gazet_graph::{Counter, CoocGraph, DocumentOccurrences, GraphOptions, NodeId, Occurrence};
//! let occurrences = [(0, 0), (1, 0), (2, 1)].map(|(node, sentence)| Occurrence {
//!     node: NodeId(node), sentence, paragraph: sentence, item: 0, token: 10 * sentence, mention: node,
//! });
//! let mut counter = Counter::new(3);
//! counter.add(&DocumentOccurrences {
//!     document: 0, sample_key: 7, date: None, is_duplicate: false,
//!     n_sentences: 2, n_paragraphs: 2, n_items: 1, occurrences: &occurrences,
//! })?;
//! let graph = CoocGraph::from_counted(counter.finish()?, &GraphOptions::default())?;
//! assert_eq!(graph.graph().edge_count(), 1);
//! # Ok::<(), gazet_graph::GraphError>(())
//! ```
//!
//! The trap people fall into: counts depend on what one node is. Merging two names changes the counts of both, so
//! count again from the mentions instead of adding edges up.

mod adjacency;
mod analytics;
mod betweenness;
pub mod centrality;
pub mod communities;
mod counter;
mod counts;
mod date;
mod error;
mod graph;
mod lanczos;
pub mod layout;
mod linear;
pub mod measures;
mod options;
mod prune;
mod random;
mod repulsion;
pub mod significance;
mod slices;
mod spill;
pub mod structure;
mod table;
mod window;

pub use adjacency::Adjacency;
pub use analytics::{Analytics, AnalyticsOptions, Community, NodeMeasures};
pub use counter::{Counted, Counter, DEFAULT_WINDOW_TOKENS, DocumentOccurrences, Occurrence};
pub use counts::{BestEvidence, Counts, Evidence, NodeCounts, NodeId, Pair, PairCounts};
pub use date::Date;
pub use error::GraphError;
pub use graph::{CoocGraph, Edge, Node};
pub use options::{Backbone, Ego, GraphOptions};
pub use slices::{Slice, SliceCount, SliceCounter, SliceCounts, SliceUnit, Slices};
pub use spill::{SpillFile, SpillSpace};
pub use window::Window;
