//! Readers against what nobody should send them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod mutations;
mod readers;
