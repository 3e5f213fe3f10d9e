//! From candidates and recognized spans to mentions with entities.
//!
//! The types to know first:
//!
//! * [`Resolver`] settles one document: [`ResolveInput`] in, [`Resolution`] out;
//! * [`gazet_core::Rule`] of each mention says why, its score how surely;
//! * [`ResolverScratch`] holds the buffers of one worker.
//!
//! The trap people fall into: a mention without an entity is not an error. Two entities that fit equally well are
//! both in its candidates, and the choice is left to a person.
//!
//! This crate reads no text of its own: tokens, listed names and recognized spans are handed in.

pub mod across;

mod acronym;
mod assemble;
mod bcubed;
mod carry;
pub mod decisions;
mod doc;
mod groups;
mod input;
mod memory;
mod namesakes;
mod options;
mod place;
mod proposal;
mod resolver;
mod rules;
mod runs;
mod seen;
mod words;

pub use bcubed::{BCubed, b_cubed};
pub use gazet_recognizer::RecognizedSpan;
pub use input::{DefinedShort, ExternalSpan, Resolution, ResolveInput};
pub use options::ResolverOptions;
pub use place::distance_km;
pub use resolver::{Resolver, ResolverScratch};
