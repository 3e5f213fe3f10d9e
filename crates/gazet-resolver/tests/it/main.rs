//! Integration tests of the resolver.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod across;
mod cases;
mod decisions;
mod pairs;
mod properties;
mod support;
