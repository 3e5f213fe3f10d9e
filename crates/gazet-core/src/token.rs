//! Tokens as the tokenizer cuts them.

use crate::Span;
use bitflags::bitflags;

/// 64-bit hash of a token's normal form (see `gazet-tokenizer`): equal normal forms have equal hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NormHash(pub u64);

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters, marks and digits, with inner apostrophes (`O'Brien`).
    Word,
    /// A word that carries its own dots: `U.S.`, `Mr.`, `Jan.`, an initial (`J.`).
    Abbreviation,
    /// A number with its separators: `1,234.5`, `2003`.
    Number,
    /// A possessive ending: `'s`.
    Possessive,
    /// An address on the web.
    Url,
    /// An e-mail address.
    Email,
    /// `@name` or `#tag`.
    Handle,
    /// One punctuation mark, or a run of dots, hyphens, low lines, asterisks.
    Punctuation,
    /// Anything else that is visible: symbols, emoji.
    Symbol,
}

impl TokenKind {
    /// Whether the token can be part of a name: word, abbreviation or number.
    #[inline]
    #[must_use]
    pub const fn is_wordlike(self) -> bool {
        matches!(self, Self::Word | Self::Abbreviation | Self::Number)
    }
}

/// How the letters of a token are cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CaseShape {
    /// No cased letter: digits, punctuation, scripts without case.
    Uncased,
    /// `word`
    Lower,
    /// `Word`; one capital letter alone (`A`) is [`CaseShape::Upper`].
    Title,
    /// `WORD`, also with digits (`G20`).
    Upper,
    /// `McDonald`, `iPhone`.
    Mixed,
}

impl CaseShape {
    /// Whether the first letter is a capital, or the case is mixed.
    #[inline]
    #[must_use]
    pub const fn is_capitalized(self) -> bool {
        matches!(self, Self::Title | Self::Upper | Self::Mixed)
    }
}

bitflags! {
    /// What stands around a token and how it may take part in names.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct TokenFlags: u16 {
        /// White space (or the start of the text) stands before the token.
        const SPACE_BEFORE = 1;
        /// A line break stands before the token.
        const NEWLINE_BEFORE = 1 << 1;
        /// No separator in the text: the tokenizer cut a glued word here (`Cross|When`).
        const GLUED = 1 << 2;
        /// Punctuation that a name may pass over: a hyphen, apostrophe or low line directly between two words, and
        /// every ampersand. (The dot of an abbreviation is part of its token.)
        const SOFT = 1 << 3;
        /// First word-like token of its sentence.
        const SENTENCE_START = 1 << 4;
        /// First word-like token of its block.
        const BLOCK_START = 1 << 5;
        /// The token stands in a block whose letters are (nearly) all capitals.
        const CAPITALS_LINE = 1 << 6;
        /// Holds at least one digit.
        const HAS_DIGIT = 1 << 7;
        /// Holds at least one byte above 0x7F.
        const NON_ASCII = 1 << 8;
        /// Stands in repeated boilerplate ("Read more"): takes no part in names.
        const BOILERPLATE = 1 << 9;
        /// Comes directly after an opening quote or bracket.
        const AFTER_OPENING = 1 << 10;
        /// The first letter is a capital (or title-case) letter.
        const INITIAL_CAPITAL = 1 << 11;
        /// Stands in a heading: capitals there say little.
        const HEADING = 1 << 12;
    }
}

/// One token. Tokens of a text are in order, do not overlap, and never cross a block boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes of the original.
    pub span: Span,
    /// Hash of its normal form; of the raw text for punctuation, symbols and addresses.
    pub norm: NormHash,
    /// What it is.
    pub kind: TokenKind,
    /// How it is cased.
    pub case: CaseShape,
    /// What stands around it.
    pub flags: TokenFlags,
}
