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
mod control;
mod cut;
mod diff;
mod documents;
mod duplicates;
mod emergent;
mod error;
mod extract;
mod failure;
mod identity;
mod input;
mod keyphrases;
mod manifest;
mod merge;
mod network;
mod part;
mod recipe;
mod reduce;
mod review;
mod run_folder;
mod sort;
mod store;
mod summary;
mod themes;

pub use control::{Control, Progress};
pub use diff::{Change, Diff, FieldChange, diff};
pub use duplicates::Duplicates;
pub use error::PipelineError;
pub use extract::{ExtractOptions, Extracted, extract};
pub use failure::{Failure, Outcome};
pub use input::{
    Collection, Decoded, DiscoverOptions, Field, Format, InputOptions, PdfText, RawDocument, Reader,
    RecordFields, UnknownField, pdf_text,
};
pub use manifest::{Manifest, Totals};
pub use merge::merge;
pub use network::{
    Colouring, DocumentNaming, EdgeExplained, EntityExplained, FoundName, Mark, MergedName, NamedEntity,
    NetworkOptions, Place, RuleUse, Stretch, With, explain_edge, explain_entity, found_names,
};
pub use recipe::Recipe;
pub use reduce::{ReduceOptions, Reduced, reduce};
pub use run_folder::RunFolder;
pub use summary::{Summary, TopEntity};
pub use themes::{count_themes, retheme};
