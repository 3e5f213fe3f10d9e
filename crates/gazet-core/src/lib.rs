//! The vocabulary that every crate of gazet shares.
//!
//! What flows through the system is `Document -> Token -> Candidate -> Mention`; this crate defines those values
//! and nothing that produces them. The three types to know first:
//!
//! * [`Span`]: a half-open byte range of the *original* text of one document;
//! * [`Candidate`]: one listed name found at one place, before overlap and ambiguity are settled;
//! * [`Mention`]: what survives, with its type, the rule that found it, a score and what it stands for.
//!
//! ```
//! use gazet_core::Span;
//! let text = "Café in Teherán";
//! let span = Span::new(9, 17);
//! assert_eq!(span.of(text), "Teherán");
//! ```
//!
//! The trap people fall into: offsets here are bytes, not code points. Python and Java consumers want
//! [`CharOffsets`], which converts in one pass.
//!
//! This crate does no input or output, knows no file format and starts no thread.

mod candidate;
mod diagnostic;
mod document;
mod entity;
mod mention;
mod offsets;
mod span;
mod token;

pub use candidate::{Candidate, CandidateFlags};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use document::{Document, Metadata};
pub use entity::{AliasId, EntityId, EntityType, ParseEntityTypeError};
pub use mention::{DocumentEntity, EntityRef, Mention, MentionKind, Rule, ScoredEntity};
pub use offsets::CharOffsets;
pub use span::{Span, TokenRange};
pub use token::{CaseShape, NormHash, Token, TokenFlags, TokenKind};
