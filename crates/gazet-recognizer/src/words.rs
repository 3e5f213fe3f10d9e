//! What word lists know of a word, as far as the recognizer cares.

use bitflags::bitflags;
use gazet_core::NormHash;

bitflags! {
    /// The lists that a word stands in.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct WordFlags: u32 {
        /// A given name of women.
        const GIVEN_FEMALE = 1;
        /// A given name of men.
        const GIVEN_MALE = 1 << 1;
        /// A given name.
        const GIVEN = 1 << 2;
        /// A surname that many bear.
        const SURNAME_COMMON = 1 << 3;
        /// Any other listed surname.
        const SURNAME = 1 << 4;
        /// `Mr`, `Mrs`, `Sheikh`.
        const TITLE_HONORIFIC = 1 << 5;
        /// `President`, `spokesman`.
        const TITLE_ROLE = 1 << 6;
        /// `General`, `Col.`
        const TITLE_MILITARY = 1 << 7;
        /// `Ayatollah`, `Bishop`.
        const TITLE_RELIGIOUS = 1 << 8;
        /// A word that heads names of organizations: `University`, `Ministry`, `Party`.
        const ORGANIZATION_HEAD = 1 << 9;
        /// A legal form: `Inc.`, `GmbH`.
        const LEGAL_FORM = 1 << 10;
        /// A word of place names: `River`, `Mount`, `Street`.
        const PLACE_WORD = 1 << 11;
        /// A month or a day of the week.
        const MONTH_DAY = 1 << 12;
        /// An article, preposition, pronoun, conjunction, auxiliary.
        const FUNCTION_WORD = 1 << 13;
        /// A word for people or things of a country: `Iranian`.
        const DEMONYM = 1 << 14;
        /// `King`, `Princess`.
        const TITLE_ROYAL = 1 << 15;
        /// `Professor`, `Dr.`
        const TITLE_ACADEMIC = 1 << 16;
        /// A word of street names: `Avenue`.
        const STREET_WORD = 1 << 17;
    }
}

/// What the lists know of one word. The default says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordClass {
    /// The lists that it stands in.
    pub flags: WordFlags,
    /// Its rank among the common words of the language, 1 for the most frequent; 0 when it is none of them.
    pub rank: u32,
}

/// A source of [`WordClass`]es. The engine implements it over the gazetteer's word lists.
pub trait WordLists {
    /// What is known of the word with this normal form.
    fn word(&self, norm: NormHash) -> WordClass;
}

impl<W: WordLists + ?Sized> WordLists for &W {
    fn word(&self, norm: NormHash) -> WordClass {
        (**self).word(norm)
    }
}

/// No word lists at all: every word is unknown.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWords;

impl WordLists for NoWords {
    fn word(&self, _norm: NormHash) -> WordClass {
        WordClass::default()
    }
}
