//! Blocks, sentences, tokens and normal forms, with offsets into the original text.

mod address;
mod blocks;
mod chars;
mod fold;
mod glue;
mod hash;
mod page;
mod scan;
mod sentences;
mod structure;
mod words;

pub use fold::{FOLD_VERSION, norm_hash, normalize_into};
pub use structure::{Block, BlockKind, DocumentCase, Sentence, TokenizedText};

use gazet_core::TokenRange;

/// Why a text was not tokenized.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizeError {
    /// Offsets have 32 bits.
    #[error("text of {bytes} bytes is longer than the limit of {limit}; split the document")]
    TooLong {
        /// Length of the text.
        bytes: usize,
        /// The longest text that can be tokenized.
        limit: usize,
    },
}

/// Cuts texts into blocks, sentences and tokens. Immutable and cheap: share one by reference.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    fast: bool,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokenizer {
    /// The tokenizer for names and for texts: there is only one, so that they cannot disagree.
    #[must_use]
    pub const fn new() -> Self {
        Self { fast: true }
    }

    /// The same tokenizer without its ASCII short way: slower, the same answers. Exists for tests.
    #[doc(hidden)]
    #[must_use]
    pub const fn without_short_way() -> Self {
        Self { fast: false }
    }

    /// Tokenizes `text` into `out`, whose former content is dropped and whose memory is used again.
    ///
    /// # Errors
    /// [`TokenizeError::TooLong`] if the text has 4 GiB or more.
    pub fn tokenize(&self, text: &str, out: &mut TokenizedText) -> Result<(), TokenizeError> {
        out.clear();
        if u32::try_from(text.len()).is_err() {
            return Err(TokenizeError::TooLong { bytes: text.len(), limit: u32::MAX as usize });
        }
        let TokenizedText { tokens, sentences, blocks, scratch, .. } = out;
        blocks::find(text, &mut scratch.lines, &mut scratch.drafts);
        let mut scanner = scan::Scanner::new(text, tokens, &mut scratch.buffer, self.fast);
        for draft in &scratch.drafts {
            let first = scanner.n_tokens();
            scanner.block(draft.start, draft.end, draft.start > 0);
            let range = TokenRange::new(first, scanner.n_tokens());
            blocks.push(page::block(draft, range));
        }
        page::mark_boilerplate(text, &scratch.drafts, blocks, tokens, &mut scratch.lines_seen);
        out.n_items = page::number_items(&scratch.drafts, blocks);
        out.case = page::document_case(tokens);
        for (index, block) in blocks.iter_mut().enumerate() {
            let index = u32::try_from(index).expect("a text below 4 GiB has fewer blocks");
            block.first_sentence = count(sentences.len());
            sentences::split(text, tokens, block.tokens, index, out.case, sentences);
            block.n_sentences = count(sentences.len()) - block.first_sentence;
            page::mark_tokens(block, &sentences[block.first_sentence as usize..], tokens);
        }
        Ok(())
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a text below 4 GiB has fewer sentences")
}
