//! Tests of the public face.
#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod support;
mod table;
