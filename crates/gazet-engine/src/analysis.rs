//! What one document says.

use gazet_core::{Diagnostic, DocumentEntity, Mention, Span};
use gazet_resolver::DefinedShort;
use gazet_themes::{HeldTheme, Keyphrase};

/// The analysis of one document.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The things it names; mentions point here.
    pub entities: Vec<DocumentEntity>,
    /// Its mentions, sorted by span, not overlapping.
    pub mentions: Vec<Mention>,
    /// Short forms that it defines, in text order: `Long Form (LF)`.
    pub definitions: Vec<DefinedShort>,
    /// Its sentences, in order.
    pub sentences: Vec<Span>,
    /// The themes that hold: in the document, then in its items, then in its sentences, the strongest first. None when
    /// the engine has no theme packs.
    pub themes: Vec<HeldTheme>,
    /// Its keyphrases, the best first, at most [`crate::KEYPHRASES`]; none when the engine does not look for them.
    pub keyphrases: Vec<Keyphrase>,
    /// Number of blocks.
    pub n_blocks: u32,
    /// Number of items.
    pub n_items: u32,
    /// Positions of the user's decisions that took effect, ascending.
    pub applied_decisions: Vec<u32>,
    /// What is worth saying about the text.
    pub diagnostics: Vec<Diagnostic>,
}
