//! Names that no list holds, across documents: which of them are one entity.
//!
//! [`merge_names`] takes every unlisted name of a collection with its counts and neighbours, and the listed entities
//! they may be variants of. Strong evidence becomes a [`Merge`], middling evidence a [`Proposal`] for a person to
//! decide; both carry their score and reasons. Two listed entities are never merged.
//!
//! Names are compared only inside blocks of like-sounding ones, and a crowded block only among neighbours in sound
//! order, so that the cost stays near linear.

mod blocks;
mod chinese;
mod clusters;
mod korean;
mod parts;
mod short;
mod sound;

pub use clusters::{Merge, MergeOptions, MergeResult, Proposal, Target, merge_names};
pub use parts::{NameMatch, Reason, compare_names};
pub use short::{Bearer, Sex, ShortForm, ShortForms};

use gazet_core::EntityType;

/// An unlisted name of a collection, all its mentions taken together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameRecord {
    /// Stable id of the caller; it orders the output.
    pub id: String,
    /// Its type; only names of one type are compared.
    pub entity_type: Option<EntityType>,
    /// The fullest form.
    pub name: String,
    /// All surface forms with the number of their mentions.
    pub surfaces: Vec<(String, u32)>,
    /// Number of mentions.
    pub n_mentions: u32,
    /// Number of documents.
    pub n_documents: u32,
    /// Entities and names that share windows with it, as ids of the caller, ascending.
    pub neighbors: Vec<u64>,
    /// First and last date, `YYYY-MM-DD` or a prefix; empty when unknown.
    pub dates: (String, String),
}

/// A listed entity that unlisted names may be variants of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedName {
    /// Its key.
    pub key: String,
    /// Its type.
    pub entity_type: EntityType,
    /// Canonical name and aliases of at least two words (a surname alone identifies nobody).
    pub names: Vec<String>,
    /// Its neighbours in the collection, as ids of the caller, ascending; empty if it was not mentioned.
    pub neighbors: Vec<u64>,
    /// Years of birth and death, or foundation and end.
    pub years: (Option<i16>, Option<i16>),
}
