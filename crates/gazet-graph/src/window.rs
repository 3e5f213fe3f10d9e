//! The units of text in which two entities count as named together.

/// A unit of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Window {
    /// The same sentence.
    #[default]
    Sentence,
    /// The same block: paragraph, heading, list item.
    Paragraph,
    /// The same item: one story of a page of several.
    Item,
    /// The same document.
    Document,
    /// A stretch of n tokens: each mention opens one, from its first token on and no further than its item goes;
    /// it holds the entities of all mentions that begin inside. How long it is, [`crate::Counter::token_window`]
    /// says. Two mentions less than n tokens apart thus meet once for each window that reaches both.
    Tokens,
}

impl Window {
    /// All windows; the four that the text itself gives from narrow to wide, then the one of n tokens.
    pub const ALL: [Self; 5] = [Self::Sentence, Self::Paragraph, Self::Item, Self::Document, Self::Tokens];

    /// The windows that the text itself gives, narrow to wide: each lies inside the next.
    pub(crate) const NESTED: [Self; 4] = [Self::Sentence, Self::Paragraph, Self::Item, Self::Document];

    /// Number of window kinds.
    pub const COUNT: usize = Self::ALL.len();

    /// The name used on the command line and in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Item => "item",
            Self::Document => "document",
            Self::Tokens => "tokens",
        }
    }

    /// Position in [`Window::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}
