//! Tests of the public face.

mod support;
mod table;
