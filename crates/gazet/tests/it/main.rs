//! The command line as a user meets it: arguments, standard streams, files, exit codes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod acronyms;
mod bad_input;
mod corpora;
mod entities;
mod explain_edge;
mod filter;
mod gazetteer;
mod help;
mod inputs;
mod network;
mod resume;
mod run;
mod several;
mod spans;
mod support;
mod themes;
mod train;
