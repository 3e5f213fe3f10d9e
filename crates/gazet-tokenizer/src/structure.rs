//! What the tokenizer says about a text.

use crate::blocks::{Draft, Line};
use gazet_core::{Span, Token, TokenRange};

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A heading or title line.
    Heading,
    /// Running text.
    Paragraph,
    /// An item of a bulleted or numbered list.
    ListItem,
    /// A line that repeats between the items of a page ("Read more"): takes no part in names, themes, graph.
    Boilerplate,
}

/// One block. Blocks are in order, do not overlap, and names never run across their boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Bytes of the original, surrounding white space left out.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// The item (one story of a page of several) that it belongs to, counted from 0.
    pub item: u32,
    /// Its tokens.
    pub tokens: TokenRange,
    /// Index of its first sentence.
    pub first_sentence: u32,
    /// Number of its sentences.
    pub n_sentences: u32,
}

/// One sentence. Sentences are in order and never cross a block boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the original.
    pub span: Span,
    /// Its tokens.
    pub tokens: TokenRange,
    /// Index of its block.
    pub block: u32,
}

/// How a document uses capitals, which decides how far they can be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentCase {
    /// Mixed, as in edited text.
    #[default]
    Mixed,
    /// (Nearly) all letters are capitals.
    AllUpper,
    /// (Nearly) all letters are small.
    AllLower,
}

/// A tokenized text. Reused from document to document, so that a steady state costs no allocation.
#[derive(Clone, Debug, Default)]
pub struct TokenizedText {
    /// All tokens, in order.
    pub tokens: Vec<Token>,
    /// All sentences, in order.
    pub sentences: Vec<Sentence>,
    /// All blocks, in order.
    pub blocks: Vec<Block>,
    /// How the document uses capitals.
    pub case: DocumentCase,
    /// Number of items; at least 1 for a text with a block.
    pub n_items: u32,
    /// Memory that the tokenizer uses again.
    pub(crate) scratch: Scratch,
}

/// Working memory of the tokenizer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) lines: Vec<Line>,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) lines_seen: Vec<(u64, u32)>,
    pub(crate) buffer: String,
}

impl TokenizedText {
    /// Index of the sentence that holds token `token`.
    #[must_use]
    pub fn sentence_of(&self, token: u32) -> Option<u32> {
        let after = self.sentences.partition_point(|s| s.tokens.start <= token);
        let index = after.checked_sub(1)?;
        (token < self.sentences[index].tokens.end).then_some(u32::try_from(index).ok()?)
    }

    /// Forgets the text, keeps the memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.sentences.clear();
        self.blocks.clear();
        self.case = DocumentCase::Mixed;
        self.n_items = 0;
    }
}
