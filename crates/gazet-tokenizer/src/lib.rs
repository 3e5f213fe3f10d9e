//! Blocks, sentences, tokens and normal forms, with offsets into the original text.
mod structure;
pub use structure::{Block, BlockKind, DocumentCase, Sentence, TokenizedText};
