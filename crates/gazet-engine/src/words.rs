//! The gazetteer's word lists as the recognizer wants them.

use gazet_core::NormHash;
use gazet_gazetteer::{Lexicon, WordFlags as Listed};
use gazet_recognizer::{WordClass, WordFlags as Wanted, WordLists};

/// The lexicon behind the recognizer's trait. Training and recognizing must see the same words, so both use this.
#[derive(Clone, Copy, Debug)]
pub struct LexiconWords<'f>(pub Lexicon<'f>);

const PAIRS: [(Listed, Wanted); 15] = [
    (Listed::GIVEN, Wanted::GIVEN),
    (Listed::GIVEN_FEMALE, Wanted::GIVEN_FEMALE),
    (Listed::GIVEN_MALE, Wanted::GIVEN_MALE),
    (Listed::SURNAME, Wanted::SURNAME),
    (Listed::TITLE_HONORIFIC, Wanted::TITLE_HONORIFIC),
    (Listed::TITLE_ROYAL, Wanted::TITLE_HONORIFIC),
    (Listed::TITLE_ACADEMIC, Wanted::TITLE_HONORIFIC),
    (Listed::TITLE_ROLE, Wanted::TITLE_ROLE),
    (Listed::TITLE_MILITARY, Wanted::TITLE_MILITARY),
    (Listed::TITLE_RELIGIOUS, Wanted::TITLE_RELIGIOUS),
    (Listed::ORG_HEAD, Wanted::ORGANIZATION_HEAD),
    (Listed::LEGAL_FORM, Wanted::LEGAL_FORM),
    (Listed::MONTH_DAY, Wanted::MONTH_DAY),
    (Listed::FUNCTION_WORD, Wanted::FUNCTION_WORD),
    (Listed::DEMONYM, Wanted::DEMONYM),
];

impl WordLists for LexiconWords<'_> {
    fn word(&self, norm: NormHash) -> WordClass {
        let info = self.0.get(norm);
        let mut flags = Wanted::empty();
        for (listed, wanted) in PAIRS {
            flags.set(wanted, flags.contains(wanted) || info.flags.contains(listed));
        }
        flags.set(Wanted::PLACE_WORD, info.flags.intersects(Listed::PLACE_WORD | Listed::STREET_WORD));
        WordClass { flags, rank: info.rank }
    }
}
