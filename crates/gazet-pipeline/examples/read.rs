//! Reads and decodes inputs without extracting anything, to measure the readers alone:
//!
//!     cargo run --release -p gazet-pipeline --example read -- INPUT...
#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

use gazet_pipeline::{Collection, Decoded, DiscoverOptions, InputOptions, Outcome, PipelineError, Reader};
use std::path::PathBuf;

fn main() -> Result<(), PipelineError> {
    let inputs: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let options = InputOptions::default();
    let collection = Collection::discover(&inputs, &DiscoverOptions::default())?;
    let (mut documents, mut bytes, mut failed) = (0u64, 0u64, 0u64);
    for entry in Reader::new(&collection, &options) {
        let decoded = Decoded::of(entry, &options);
        documents += decoded.documents.len() as u64;
        bytes += decoded.documents.iter().map(|d| d.text.len() as u64).sum::<u64>();
        failed += decoded.failures.iter().filter(|f| f.outcome == Outcome::Failed).count() as u64;
    }
    println!("{documents} documents, {bytes} bytes of text, {failed} failed");
    Ok(())
}
