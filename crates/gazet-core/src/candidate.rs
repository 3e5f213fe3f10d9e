//! Listed names found in a text.

use crate::{AliasId, EntityId, EntityType, Span, TokenRange};
use bitflags::bitflags;

bitflags! {
    /// What the list says of an alias, and how the text wrote it.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct CandidateFlags: u16 {
        /// The alias does not stand for its entity without support.
        const WEAK = 1;
        /// The alias is an acronym.
        const ACRONYM = 1 << 1;
        /// The alias is a demonym of the entity ("Iranian"), not its name.
        const DEMONYM = 1 << 2;
        /// The alias was generated from another one by a rule, not listed.
        const DERIVED = 1 << 3;
        /// The folded alias is a common word of the language.
        const COMMON_WORD = 1 << 4;
        /// The text writes the alias exactly as the list does, case and diacritics included.
        const EXACT = 1 << 5;
        /// The alias is the canonical name of the entity.
        const CANONICAL = 1 << 6;
        /// Found with a typing error.
        const FUZZY = 1 << 7;
    }
}

/// One alias of one entity at one place of a text, before overlap and ambiguity are settled.
///
/// An alias shared by several entities gives several candidates of the same span, in a stable order:
/// list rank, then entity key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Bytes of the original.
    pub span: Span,
    /// Tokens covered.
    pub tokens: TokenRange,
    /// The alias that was found.
    pub alias: AliasId,
    /// An entity that bears it.
    pub entity: EntityId,
    /// The entity's type.
    pub entity_type: EntityType,
    /// Properties of the alias and of the match.
    pub flags: CandidateFlags,
}
