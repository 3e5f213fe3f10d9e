//! What goes in and what comes out.

use gazet_core::{Candidate, DocumentEntity, EntityType, Mention, Metadata, Span};
use gazet_gazetteer::{Gazetteers, Lexicon};
use gazet_recognizer::RecognizedSpan;
use gazet_tokenizer::TokenizedText;

/// A name handed in from outside, by its bytes alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExternalSpan {
    /// Bytes of the original.
    pub span: Span,
    /// Its type.
    pub entity_type: EntityType,
    /// How likely span and type are right, in [0, 1]. A span with score 1 is certain: no rule overrules it.
    pub score: f32,
}

/// Everything known of one document before its mentions are settled.
#[derive(Clone, Copy, Debug)]
pub struct ResolveInput<'a> {
    /// Id of the document, as decisions name it.
    pub document_id: &'a str,
    /// The original text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a TokenizedText,
    /// Listed names found in it. Best with all overlaps (`MatchKind::All`): when a long name is refused, the shorter
    /// ones inside it are tried. With leftmost-longest they are lost.
    pub candidates: &'a [Candidate],
    /// What the recognizer found; `None` when none ran, which is no evidence against a listed name.
    pub recognized: Option<&'a [RecognizedSpan]>,
    /// Spans from outside. Spans that do not lie in the text on character boundaries, or cover no token, are counted
    /// in [`Resolution::ignored_external`].
    pub external: &'a [ExternalSpan],
    /// The lists that the candidates come from.
    pub gazetteers: &'a Gazetteers,
    /// The word lists.
    pub lexicon: Lexicon<'a>,
    /// What is known beside the text. The fields `country` (`US`), `admin1` (`US.TX`) and `place` (an entity key)
    /// of [`Metadata::extra`] name the home of the source.
    pub metadata: Option<&'a Metadata>,
}

/// A short form that a document defines, and what it stands for there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefinedShort {
    /// Bytes of the short form where it is defined.
    pub short: Span,
    /// Bytes of the long form.
    pub long: Span,
    /// Whether the long form is a name; common words may have short forms too (`internally displaced persons (IDPs)`).
    pub is_name: bool,
}

/// The mentions of one document and the entities that they stand for. Reused from document to document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// Sorted by span; they do not overlap.
    pub mentions: Vec<Mention>,
    /// In the order of their first mention or candidacy; mentions point into this list.
    pub entities: Vec<DocumentEntity>,
    /// Short forms that the document defines, in text order.
    pub definitions: Vec<DefinedShort>,
    /// Number of external spans that could not be used.
    pub ignored_external: u32,
    /// Indices of the decisions that took effect in this document, ascending.
    pub applied_decisions: Vec<u32>,
}

impl Resolution {
    /// Forgets the document, keeps the memory.
    pub fn clear(&mut self) {
        self.mentions.clear();
        self.entities.clear();
        self.definitions.clear();
        self.ignored_external = 0;
        self.applied_decisions.clear();
    }
}
