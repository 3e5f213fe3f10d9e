//! The section that finds names with a typing error.
//!
//! A word and its misspelling at edit distance 1 share one string when a letter is left out of both, or of one of
//! them (Mor Fridman and Robert Garbe, symmetric deletion). So each word of a name that tolerates errors is entered as
//! it is and with each letter but the first left out; a text asks in the same way.

use crate::chain;
use rayon::prelude::*;

/// Words shorter than this must be right: too many short words are one letter apart.
pub(crate) const MIN_LETTERS: usize = 6;
/// The same for names of one word, which nothing beside them supports.
pub(crate) const MIN_LETTERS_ALONE: usize = 8;

/// The entries of the section: key, alias, number of the word.
#[derive(Default)]
pub(super) struct Typos {
    entries: Vec<(u64, u32, u32)>,
}

impl Typos {
    /// Adds the words of a folded name that may be misspelled.
    pub(super) fn add(&mut self, alias: u32, fold: &str) {
        let alone = !fold.contains(' ');
        for (word, index) in fold.split(' ').zip(0u32..) {
            if may_be_misspelled(word, alone) {
                for_each_key(word, |key| self.entries.push((key, alias, index)));
            }
        }
    }

    /// The section: 16 bytes an entry, sorted, see the [format](crate::format).
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.entries.par_sort_unstable();
        self.entries.dedup();
        self.entries
            .iter()
            .flat_map(|(key, alias, index)| {
                let mut bytes = [0; 16];
                bytes[..8].copy_from_slice(&key.to_le_bytes());
                bytes[8..12].copy_from_slice(&alias.to_le_bytes());
                bytes[12..].copy_from_slice(&index.to_le_bytes());
                bytes
            })
            .collect()
    }
}

fn may_be_misspelled(word: &str, alone: bool) -> bool {
    let least = if alone { MIN_LETTERS_ALONE } else { MIN_LETTERS };
    word.chars().all(char::is_alphabetic) && word.chars().count() >= least
}

/// Calls `visit` with the keys of a folded word: of itself, and of it without each letter but the first.
pub(crate) fn for_each_key(word: &str, mut visit: impl FnMut(u64)) {
    visit(chain::word_key(word, ""));
    let mut last = None;
    for (at, letter) in word.char_indices().skip(1) {
        // One of a run of the same letter is as good as another.
        if last != Some(letter) {
            visit(chain::word_key(&word[..at], &word[at + letter.len_utf8()..]));
        }
        last = Some(letter);
    }
}
