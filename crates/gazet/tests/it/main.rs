//! The command line as a user meets it: arguments, standard streams, files, exit codes.

mod bad_input;
mod corpora;
mod filter;
mod gazetteer;
mod help;
mod run;
mod support;
mod train;
