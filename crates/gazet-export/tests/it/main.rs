//! Tests of the graph files: what the checker finds, what hostile labels do, what wrong values do.

mod check;
mod formats;
