//! Tests of the graph crate as its users see it.

mod counting;
mod properties;
mod pruning;
mod reference;
