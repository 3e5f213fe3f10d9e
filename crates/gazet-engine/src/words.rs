//! The gazetteer's word lists as the recognizer wants them.

use gazet_core::NormHash;
use gazet_gazetteer::{Lexicon, WordFlags as Listed};
use gazet_recognizer::{WordClass, WordFlags as Wanted, WordLists};

/// The lexicon behind the recognizer's trait. Training and recognizing must see the same words, so both use this.
#[derive(Clone, Copy, Debug)]
pub struct LexiconWords<'f>(pub Lexicon<'f>);

const PAIRS: [(Listed, Wanted); 17] = [
    (Listed::GIVEN, Wanted::GIVEN),
    (Listed::GIVEN_FEMALE, Wanted::GIVEN_FEMALE),
    (Listed::GIVEN_MALE, Wanted::GIVEN_MALE),
    (Listed::SURNAME, Wanted::SURNAME),
    (Listed::TITLE_HONORIFIC, Wanted::TITLE_HONORIFIC),
    (Listed::TITLE_ROLE, Wanted::TITLE_ROLE),
    (Listed::TITLE_MILITARY, Wanted::TITLE_MILITARY),
    (Listed::TITLE_RELIGIOUS, Wanted::TITLE_RELIGIOUS),
    (Listed::TITLE_ROYAL, Wanted::TITLE_ROYAL),
    (Listed::TITLE_ACADEMIC, Wanted::TITLE_ACADEMIC),
    (Listed::ORG_HEAD, Wanted::ORGANIZATION_HEAD),
    (Listed::LEGAL_FORM, Wanted::LEGAL_FORM),
    (Listed::PLACE_WORD, Wanted::PLACE_WORD),
    (Listed::STREET_WORD, Wanted::STREET_WORD),
    (Listed::MONTH_DAY, Wanted::MONTH_DAY),
    (Listed::FUNCTION_WORD, Wanted::FUNCTION_WORD),
    (Listed::DEMONYM, Wanted::DEMONYM),
];

impl WordLists for LexiconWords<'_> {
    fn word(&self, norm: NormHash) -> WordClass {
        let info = self.0.get(norm);
        let mut flags = Wanted::empty();
        for (listed, wanted) in PAIRS {
            flags.set(wanted, info.flags.contains(listed));
        }
        WordClass { flags, rank: info.rank }
    }
}
