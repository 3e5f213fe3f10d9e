//! What can go wrong.

/// A graph could not be counted or analysed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// Counts that did not fit into memory could not be written aside or read back.
    #[error("cannot keep counts in temporary files; make room for them, or give more memory")]
    Spill(#[from] std::io::Error),
    /// An occurrence names an entity that the counter was not told of.
    #[error("document {document} names entity {node}, but the counter was made for {n_nodes} entities")]
    UnknownNode {
        /// Index of the document.
        document: u32,
        /// The entity.
        node: u32,
        /// How many the counter knows.
        n_nodes: usize,
    },
    /// Community detection refused its options.
    #[error("cannot look for communities: {0}")]
    Communities(String),
    /// PageRank refused its option.
    #[error("damping {0} is not a number from 0 to below 1; 0.85 is customary")]
    Damping(f64),
}
