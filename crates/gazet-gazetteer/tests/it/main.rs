//! Tests of the public face.
#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod building;
mod checks;
mod damage;
mod imports;
mod oracle;
mod sources;
mod support;
mod table;
mod typos;
mod usage;
mod vocabularies;
