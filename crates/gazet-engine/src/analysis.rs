//! What one document says.

use gazet_core::{Diagnostic, DocumentEntity, Mention, Span};
use gazet_themes::ThemeId;

/// A theme that holds in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentTheme {
    /// The theme, of the engine's packs.
    pub theme: ThemeId,
    /// How strongly, in [0.5, 1).
    pub score: f64,
    /// The words that show it: the weightiest few, in order of the text. Bytes of the original. Empty where only
    /// themes below it fire.
    pub spans: Vec<Span>,
}

/// The analysis of one document.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The things it names; mentions point here.
    pub entities: Vec<DocumentEntity>,
    /// Its mentions, sorted by span, not overlapping.
    pub mentions: Vec<Mention>,
    /// Its sentences, in order.
    pub sentences: Vec<Span>,
    /// The themes that hold, strongest first; none when the engine has no theme packs.
    pub themes: Vec<DocumentTheme>,
    /// Number of blocks.
    pub n_blocks: u32,
    /// Number of items.
    pub n_items: u32,
    /// Positions of the user's decisions that took effect, ascending.
    pub applied_decisions: Vec<u32>,
    /// What is worth saying about the text.
    pub diagnostics: Vec<Diagnostic>,
}
