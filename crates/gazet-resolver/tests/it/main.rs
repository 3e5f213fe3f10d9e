//! Integration tests of the resolver.

mod cases;
mod support;
