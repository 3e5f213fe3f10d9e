//! Names with a typing error: found exactly where one letter is wrong.

use crate::support::{compiled, find, gazetteers, list};
use gazet_core::CandidateFlags;
use gazet_gazetteer::{Gazetteers, ListMeta, MatchKind, SourceList};
use proptest::prelude::*;
use std::sync::LazyLock;

const NAMES: [&str; 5] = ["Rafsanjani", "Khalkhalizadeh", "Brunnenmark", "Ötvenesházi", "Quuxworthington"];

/// The names as one list that tolerates errors as a whole.
static TOLERANT: LazyLock<Gazetteers> = LazyLock::new(|| {
    let rows: String = NAMES.iter().zip(0..).map(|(name, i)| format!("per:{i},person,{name},\n")).collect();
    let plain = list("names", &rows);
    let tolerant = SourceList { meta: ListMeta { typos: true, ..ListMeta::default() }, ..plain };
    gazetteers(vec![compiled(vec![tolerant])])
});

fn fuzzy(text: &str) -> Vec<String> {
    let found = find(&TOLERANT, text, MatchKind::All);
    let fuzzy = found.iter().filter(|c| c.flags.contains(CandidateFlags::FUZZY));
    fuzzy.map(|c| TOLERANT.entity(c.entity).name().to_owned()).collect()
}

/// `word` with one letter behind the first replaced, removed, inserted, or swapped with the next.
fn misspelled(word: &str, at: usize, edit: u8, letter: char) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + at % (letters.len() - 1);
    match edit {
        0 => letters[at] = letter,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letter),
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => {}
    }
    letters.into_iter().collect()
}

proptest! {
    #[test]
    fn one_error_is_forgiven(
        name in prop::sample::select(&NAMES[..]),
        at in 0usize..32,
        edit in 0u8..4,
        letter in prop::sample::select(vec!['a', 'k', 'z', 'ü']),
    ) {
        let word = misspelled(name, at, edit, letter);
        // The folded forms decide: `ü` for `u` is no error at all.
        let text = format!("Then {word} spoke.");
        let right = find(&TOLERANT, &text, MatchKind::All).iter().any(|c| !c.flags.contains(CandidateFlags::FUZZY));
        prop_assert!(right || fuzzy(&text) == [name], "{text}");
    }

    #[test]
    fn other_words_are_left_alone(word in "[A-Z][a-z]{4,14}") {
        for name in fuzzy(&format!("Then {word} spoke.")) {
            let (a, b) = (name.to_lowercase(), word.to_lowercase());
            prop_assert!(a.chars().count().abs_diff(b.chars().count()) <= 1 && a.chars().next() == b.chars().next());
        }
    }

    #[test]
    fn any_text_is_safe(text in "\\PC{0,60}") {
        fuzzy(&text);
    }
}
