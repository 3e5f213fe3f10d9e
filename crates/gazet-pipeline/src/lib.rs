//! Reading collections, the parallel run over documents, the run folder.
//!
//! [`extract`] is the map: a [`Collection`] through an engine into part files. [`reduce`] turns the parts into tables
//! and the network, and runs again with other options without extracting again. [`RunFolder`] is where all of it
//! lies.
//!
//! The trap people fall into: a failed document does not fail a run. It becomes a [`Failure`] in the run's
//! `failures.jsonl`, and the totals of the [`Manifest`] count it; look there.
//!
//! This crate does not know arguments or terminals.

mod aggregate;
mod emergent;
mod error;
mod extract;
mod failure;
mod identity;
mod input;
mod keyphrases;
mod manifest;
mod network;
mod part;
mod reduce;
mod review;
mod run_folder;
mod summary;
mod themes;

pub use error::PipelineError;
pub use extract::{ExtractOptions, Extracted, Progress, extract};
pub use failure::{Failure, Outcome};
pub use input::{
    Collection, Decoded, DiscoverOptions, Field, Format, InputOptions, PdfText, RawDocument, Reader,
    RecordFields, UnknownField, pdf_text,
};
pub use manifest::{Fingerprint, Manifest, Totals};
pub use network::{
    Colouring, EdgeExplained, Mark, NamedEntity, NetworkOptions, Place, Stretch, With, explain_edge,
};
pub use reduce::{ReduceOptions, Reduced, reduce};
pub use run_folder::RunFolder;
pub use summary::{Summary, TopEntity};
pub use themes::{count_themes, retheme};
