//! Mentions: what a document says, after overlap and ambiguity are settled.

use crate::{EntityId, EntityType, Span, TokenRange};
use std::fmt;

/// The rule that decided a mention. Its code is written to every output and explained in the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A listed name that needs no support.
    List,
    /// A weak listed name, supported by its entity's full name or by context.
    ListSupported,
    /// A listed name and the recognizer agree on span and type.
    ListAndRecognizer,
    /// The recognizer alone.
    Recognizer,
    /// A given name followed by capitalized words.
    GivenName,
    /// A title or honorific before capitalized words.
    Title,
    /// An organization word or legal form inside a capitalized run.
    OrganizationWord,
    /// A place word inside a capitalized run (`Camp Ashraf`, `Mehrabad Airport`).
    PlaceWord,
    /// Part of a full name seen in the same document: surname, given name, short form.
    CarryOver,
    /// An acronym defined in the document, or its long form.
    AcronymDefinition,
    /// A place fixed by the larger place named beside it (`Paris, Texas`).
    Containment,
    /// A family as a whole (`the Rajavis`).
    Family,
    /// A demonym (`Iranian`).
    Demonym,
    /// A span handed in from another recognizer.
    External,
    /// A decision of the user's decisions file.
    Decision,
}

impl Rule {
    /// All rules, in the order of their numbers.
    pub const ALL: [Self; 15] = [
        Self::List,
        Self::ListSupported,
        Self::ListAndRecognizer,
        Self::Recognizer,
        Self::GivenName,
        Self::Title,
        Self::OrganizationWord,
        Self::PlaceWord,
        Self::CarryOver,
        Self::AcronymDefinition,
        Self::Containment,
        Self::Family,
        Self::Demonym,
        Self::External,
        Self::Decision,
    ];

    /// The stable code written to output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::ListSupported => "list-supported",
            Self::ListAndRecognizer => "list+recognizer",
            Self::Recognizer => "recognizer",
            Self::GivenName => "given-name",
            Self::Title => "title",
            Self::OrganizationWord => "organization-word",
            Self::PlaceWord => "place-word",
            Self::CarryOver => "carry-over",
            Self::AcronymDefinition => "acronym-definition",
            Self::Containment => "containment",
            Self::Family => "family",
            Self::Demonym => "demonym",
            Self::External => "external",
            Self::Decision => "decision",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Whether a mention names its entity, or only points at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// A name: counted, part of the graph.
    #[default]
    Name,
    /// A demonym or national adjective: recorded, linked to the country, not counted as a place by default.
    Demonym,
    /// A family as a whole: recorded, linked to nobody.
    Family,
}

/// What an entity of a document is: an entry of a gazetteer, or a name that no list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityRef {
    /// An entity of the gazetteers.
    Listed(EntityId),
    /// An unlisted name; its [`DocumentEntity::name`] is what identifies it.
    Unlisted,
}

/// One thing that a document speaks of. The mentions of a document point into its list of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentEntity {
    /// Listed or not.
    pub reference: EntityRef,
    /// Its type.
    pub entity_type: EntityType,
    /// The canonical name of a listed entity; the fullest form in the document of an unlisted one.
    pub name: String,
}

/// One of several entities that a mention may stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredEntity {
    /// Index into the document's entities.
    pub entity: u32,
    /// How well it fits, in [0, 1]; the scores of one mention sum to at most 1.
    pub score: f32,
}

/// One occurrence of a name in a document. Mentions are sorted by span and do not overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Bytes of the original; titles, leading articles and possessive endings stand outside.
    pub span: Span,
    /// Tokens covered.
    pub tokens: TokenRange,
    /// Index of its sentence in the document.
    pub sentence: u32,
    /// Index of its block (paragraph, heading, list item).
    pub block: u32,
    /// Index of its item (one story of a page of several).
    pub item: u32,
    /// Its type.
    pub entity_type: EntityType,
    /// Name, demonym or family.
    pub kind: MentionKind,
    /// What decided it.
    pub rule: Rule,
    /// Confidence in span, type and entity together, in [0, 1].
    pub score: f32,
    /// Index into the document's entities; `None` when the evidence does not decide among the candidates.
    pub entity: Option<u32>,
    /// All entities that fit, best first. One for a resolved mention; none only for [`MentionKind::Family`].
    pub candidates: Vec<ScoredEntity>,
}
