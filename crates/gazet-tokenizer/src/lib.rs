//! Blocks, sentences, tokens and normal forms, with offsets into the original text.
//!
//! Scraped pages are the normal case: glued words (`CrossWhen`), apostrophes of either kind, possessives, soft and
//! line-end hyphens, zero-width characters, mojibake, "Read more" between the stories of one page. All of it is
//! seen through, nothing is rewritten: every span is a byte range of the text as it was given. Names from lists
//! go through the same tokenizer. The three types to know first:
//!
//! * [`Tokenizer`]: immutable, cheap, shared by reference;
//! * [`TokenizedText`]: what it says of a text, with memory that is used again for the next one;
//! * [`gazet_core::Token`]: one token, with the hash of its normal form ([`normalize_into`], [`norm_hash`]).
//!
//! ```
//! use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash};
//! let text = "They came back to Tehran..The U.S. and Iran’s leaders(MKO) knew.";
//! let mut out = TokenizedText::default();
//! Tokenizer::new().tokenize(text, &mut out)?;
//! let words: Vec<&str> = out.tokens.iter().map(|t| t.span.of(text)).collect();
//! assert_eq!(
//!     words,
//!     ["They", "came", "back", "to", "Tehran", "..", "The", "U.S.", "and", "Iran", "’s", "leaders", "(", "MKO", ")",
//!      "knew", "."]
//! );
//! assert_eq!(out.sentences.len(), 2);
//! assert_eq!(out.tokens[7].norm, norm_hash("US"));
//! # Ok::<(), gazet_tokenizer::TokenizeError>(())
//! ```
//!
//! # What is cut where
//!
//! Words are letters, marks, digits and inner apostrophes. Possessive endings are tokens of their own, and so are
//! elided articles in small letters (`l'Iran`), every hyphen, slash and dash, and every code point of the scripts
//! written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar). Abbreviations and initials keep their dots;
//! numbers keep their separators; addresses, handles and tags are one token. A word divided at a line end is one
//! token (`organi-⏎zation`), unless its first part is one that compounds begin with (`long-⏎term`) or the second
//! part begins with a capital. Spaced capitals (`T E H R A N`) are one token, four letters or more and not the
//! alphabet in order. Glued words are cut only where a sentence opener or a word in small letters gives them away.
//! U+001A, the stand-in for a byte that was not UTF-8, is a symbol: names do not cross it. U+2028 and U+2029 part
//! words but not blocks. Columns narrower than 50 characters are joined only before small letters.
//!
//! The trap people fall into: the surface of a token is not its identity. `Sana’a`, `Sana'a` and `SANAA` differ as
//! slices and have one normal form; a surface can even hold a line break or a soft hyphen. Compare `norm`.
//!
//! It knows no names, guesses no language and no part of speech, splits no Arabic, Hebrew or Turkish clitics, and
//! finds no words in scripts without spaces.

mod address;
mod ascii;
mod blocks;
mod chars;
mod fold;
mod glue;
mod hash;
mod page;
mod plane;
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
