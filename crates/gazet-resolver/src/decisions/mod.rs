//! Decisions of a person: a file that every run obeys.
//!
//! A CSV file (RFC 4180, UTF-8, with a header; a byte order mark, semicolons or tabs as a spreadsheet writes them are
//! understood) with the columns, in any order:
//!
//! | column | content |
//! | --- | --- |
//! | `action` | `merge`, `split`, `rename`, `retype`, `delete`, `ban-alias`, `prefer` |
//! | `subject` | the entity: its key (`per:massoud-rajavi`), or `person/NAME`, `place/NAME`, `organization/NAME` for one that no list holds |
//! | `object` | what the action needs, see [`Action`] |
//! | `document` | id of the one document that it holds for; empty for all |
//! | `note` | anything; optional |
//!
//! Further columns (those of the review files) are ignored, and so are rows without an action.

mod apply;
mod read;

pub use read::DecisionError;

use gazet_core::EntityType;
use gazet_tokenizer::normalize_into;

/// An entity as a decision names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityName {
    /// Key of a listed entity.
    Key(String),
    /// Type and normal form of the name of an unlisted one.
    Unlisted(EntityType, String),
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// The subject is the same as this entity, and becomes it. `object`: an entity.
    Merge(EntityName),
    /// The subject and this entity are never merged, and where a document took them for one, the mentions that are
    /// written like the unlisted one of them go to an entity of their own. `object`: an entity.
    Split(EntityName),
    /// The subject is displayed under this name. `object`: the name.
    Rename(String),
    /// The subject has this type. `object`: person, place or organization.
    Retype(EntityType),
    /// The subject is no entity: its mentions are dropped. `object`: empty.
    Delete,
    /// This surface form (its normal form) never stands for the subject. `object`: the form.
    BanAlias(String),
    /// This surface form (its normal form) always stands for the subject, which must be listed. `object`: the form.
    Prefer(String),
}

/// One row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Line in the file, from 1.
    pub line: u64,
    /// The entity that it is about.
    pub subject: EntityName,
    /// What to do.
    pub action: Action,
    /// The one document that it holds for.
    pub document: Option<String>,
    /// Free text.
    pub note: String,
}

/// All decisions, in file order; later ones win.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    pub(crate) all: Vec<Decision>,
}

impl Decisions {
    /// The decisions, in file order. Their positions are what [`crate::Resolution::applied_decisions`] counts.
    #[must_use]
    pub fn all(&self) -> &[Decision] {
        &self.all
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The decisions that no part of the run reported as applied: what they are about does not occur any more.
    pub fn unmatched(&self, applied: &std::collections::BTreeSet<u32>) -> impl Iterator<Item = &Decision> {
        (0u32..).zip(&self.all).filter(|(i, _)| !applied.contains(i)).map(|(_, d)| d)
    }
}

impl EntityName {
    /// The name of an unlisted entity.
    #[must_use]
    pub fn unlisted(entity_type: EntityType, name: &str) -> Self {
        Self::Unlisted(entity_type, surface_key(name))
    }
}

/// Normal form of a surface: its words in normal form, one space between. What identifies an unlisted name.
#[must_use]
pub fn surface_key(surface: &str) -> String {
    let mut key = String::with_capacity(surface.len());
    for word in surface.split(|c: char| c.is_whitespace() || c == '-') {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        if word.is_empty() {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        normalize_into(word, &mut key);
    }
    key
}
