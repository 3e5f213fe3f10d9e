//! Words that say something about names without being entities.

use crate::compile::phrase_hash;
use crate::format::{WORD, u32_at, u64_at};
use crate::source::WordFlags;
use gazet_core::NormHash;
use std::collections::BTreeMap;

/// What the lexicon knows of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordInfo {
    /// What it is known as.
    pub flags: WordFlags,
    /// Rank among the common words of the language, from 1; 0 when it is not among them.
    pub rank: u32,
}

impl WordInfo {
    /// Whether the word is among the common words.
    #[must_use]
    pub const fn is_common(self) -> bool {
        self.rank > 0
    }

    /// Whether the lexicon knows nothing of the word.
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        self.rank == 0 && self.flags.is_empty()
    }
}

/// A view of the word lists of a compiled file: words and short phrases by the hash of their normal form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lexicon<'f> {
    slots: &'f [u8],
}

impl<'f> Lexicon<'f> {
    pub(crate) const fn new(slots: &'f [u8]) -> Self {
        Self { slots }
    }

    /// Whether it holds no word at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// What is known of the word of this normal form: flags and rank of all lists together; empty when unknown.
    #[must_use]
    pub fn get(&self, norm: NormHash) -> WordInfo {
        let n = self.slots.len() / WORD;
        if n == 0 {
            return WordInfo::default();
        }
        let mut at = slot_of(norm, n);
        // Bounded, so that a damaged file without an empty slot ends too.
        for _ in 0..n {
            let slot = &self.slots[at * WORD..][..WORD];
            let (flags, rank) = (u32_at(slot, 8), u32_at(slot, 12));
            if flags == 0 && rank == 0 {
                break;
            }
            if u64_at(slot, 0) == norm.0 {
                return WordInfo { flags: WordFlags::from_bits_truncate(flags), rank };
            }
            at = (at + 1) & (n - 1);
        }
        WordInfo::default()
    }

    /// What is known of a phrase (`prime`, `minister`), given the normal forms of its tokens in order. A phrase of
    /// one token is a word.
    #[must_use]
    pub fn get_phrase(&self, norms: impl IntoIterator<Item = NormHash>) -> WordInfo {
        self.get(phrase_hash(norms.into_iter()))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "masked to the number of slots")]
const fn slot_of(norm: NormHash, n: usize) -> usize {
    crate::chain::spread(norm.0) as usize & (n - 1)
}

/// The section of a compiled file.
#[derive(Clone, Debug, Default)]
pub(crate) struct LexiconBytes {
    bytes: Vec<u8>,
    words: u32,
}

impl LexiconBytes {
    pub(crate) fn build(entries: &BTreeMap<NormHash, (WordFlags, u32)>) -> Self {
        let n = (entries.len() * 3 / 2 + 1).next_power_of_two();
        let mut bytes = vec![0u8; n * WORD];
        let mut words = 0;
        for (norm, (flags, rank)) in entries {
            if flags.is_empty() && *rank == 0 {
                continue;
            }
            let mut at = slot_of(*norm, n);
            while u64_at(&bytes, at * WORD + 8) != 0 {
                at = (at + 1) & (n - 1);
            }
            let slot = &mut bytes[at * WORD..][..WORD];
            slot[..8].copy_from_slice(&norm.0.to_le_bytes());
            slot[8..12].copy_from_slice(&flags.bits().to_le_bytes());
            slot[12..].copy_from_slice(&rank.to_le_bytes());
            words += 1;
        }
        Self { bytes, words }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn slots(&self) -> u32 {
        u32::try_from(self.bytes.len() / WORD).expect("words are counted in 32 bits")
    }

    pub(crate) const fn words(&self) -> u32 {
        self.words
    }

    pub(crate) fn view(&self) -> Lexicon<'_> {
        Lexicon::new(&self.bytes)
    }
}
