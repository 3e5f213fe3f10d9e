//! What a text is like, in a few hundred bytes: a hash of its words, and a MinHash of its shingles.
//!
//! A shingle is five words in a row, lower case, without punctuation and white space. One hash of each shingle falls
//! into one of 128 bins by its upper bits, and each bin keeps the smallest of what falls into it (one permutation
//! hashing: Li, Owen, Zhang, NIPS 2012); a bin that stays empty borrows from another one chosen by hash (optimal
//! densification: Shrivastava, ICML 2017). The share of bins in which two texts agree estimates the Jaccard
//! similarity of their sets of shingles, with a standard error of at most 0.045.

use serde::{Deserialize, Serialize};

/// Words of a shingle.
const SHINGLE_WORDS: usize = 5;
/// Bins of a signature.
pub(crate) const BINS: usize = 128;
/// Texts of fewer words are compared as a whole only: too few shingles to tell an edit from another text.
const LEAST_WORDS: usize = 24;

/// What a text is like. Empty texts, and texts without words, are like nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signature {
    /// Hash of all words in order; `None` without words.
    pub(crate) words: Option<u64>,
    /// The MinHash, two bytes a bin; empty for short texts.
    #[serde(with = "as_bytes")]
    pub(crate) bins: Vec<u16>,
}

impl Signature {
    pub(crate) fn of(text: &str) -> Self {
        let mut window = [0u64; SHINGLE_WORDS];
        let mut n_words = 0;
        let mut all = SEED;
        let mut smallest = [u64::MAX; BINS];
        for_each_word(text, |word| {
            all = mix(all.rotate_left(5) ^ word);
            window[n_words % SHINGLE_WORDS] = word;
            n_words += 1;
            if n_words >= SHINGLE_WORDS {
                let shingle = (0..SHINGLE_WORDS)
                    .fold(SEED, |hash, i| mix(hash.rotate_left(9) ^ window[(n_words + i) % SHINGLE_WORDS]));
                let bin = &mut smallest[(shingle >> 57) as usize];
                *bin = (*bin).min(shingle);
            }
        });
        if n_words == 0 {
            return Self::default();
        }
        let bins = if n_words < LEAST_WORDS {
            Vec::new()
        } else {
            (0..BINS).map(|i| densified(&smallest, i)).collect()
        };
        Self { words: Some(all), bins }
    }

    /// The estimated similarity of two texts, in [0, 1]; 0 where one of them is short.
    pub(crate) fn similarity(a: &[u16], b: &[u16]) -> f64 {
        if a.len() != BINS || b.len() != BINS {
            return 0.0;
        }
        a.iter().zip(b).filter(|(x, y)| x == y).count() as f64 / BINS as f64
    }
}

/// The value of a bin, or of the one that it borrows from.
fn densified(smallest: &[u64; BINS], bin: usize) -> u16 {
    let mut from = bin;
    let mut attempt = 0u64;
    while smallest[from] == u64::MAX {
        attempt += 1;
        from = (mix((bin as u64) << 32 | attempt) >> 57) as usize;
    }
    (mix(smallest[from]) >> 48) as u16
}

/// A key for a few bins.
pub(crate) fn band_key(bins: &[u16]) -> u64 {
    bins.iter().fold(SEED, |key, bin| mix(key.rotate_left(17) ^ u64::from(*bin)))
}

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// Spreads the bits of a number over all of it (the finalizer of MurmurHash3, public domain).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    x = (x ^ (x >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    x ^ (x >> 33)
}

/// Calls `visit` with a hash of each word: a run of letters and digits, or one character of a script that is written
/// without spaces.
fn for_each_word(text: &str, mut visit: impl FnMut(u64)) {
    let mut word = None;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word = Some(step(word.unwrap_or(SEED), c.to_ascii_lowercase()));
        } else if is_written_without_spaces(c) {
            word.take().map(&mut visit);
            visit(mix(SEED ^ u64::from(u32::from(c))));
        } else if c.is_alphanumeric() {
            word = Some(c.to_lowercase().fold(word.unwrap_or(SEED), step));
        } else if !matches!(c, '\'' | '’' | '\u{AD}' | '\u{200B}'..='\u{200D}') {
            word.take().map(&mut visit);
        }
    }
    word.map(visit);
}

fn step(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(23)
}

fn is_written_without_spaces(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Bins as bytes, little-endian: numbers of one or two bytes would be three bytes long in a part.
mod as_bytes {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};
    use std::fmt;

    pub(super) fn serialize<S: Serializer>(bins: &[u16], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = bins.iter().flat_map(|bin| bin.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u16>, D::Error> {
        deserializer.deserialize_bytes(Bins)
    }

    struct Bins;

    impl Visitor<'_> for Bins {
        type Value = Vec<u16>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("bytes, two for each bin")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u16>, E> {
            Ok(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> usize {
        let mut n = 0;
        for_each_word(text, |_| n += 1);
        n
    }

    #[test]
    fn layout_case_and_punctuation_do_not_count() {
        let a = Signature::of("The minister's visit to Geneva, on Monday.");
        let b = Signature::of("  THE MINISTER’S\nvisit to GENEVA on - Monday");
        assert_eq!(a, b);
        assert_ne!(a, Signature::of("The minister's visit to Geneva, on Tuesday."));
        assert_eq!(Signature::of(" … "), Signature::default());
    }

    #[test]
    fn scripts_without_spaces_have_words_too() {
        assert_eq!(words("東京で会談。"), 5);
        assert_eq!(words("in 東京 2024"), 4);
    }

    #[test]
    fn the_estimate_follows_the_true_similarity() {
        // Two texts of 1,000 words each that share the first 900: 896 of 1,096 shingles.
        let text = |from: usize| {
            (0..900).chain(from..from + 100).map(|i| format!("w{i}")).collect::<Vec<_>>().join(" ")
        };
        let (a, b) = (Signature::of(&text(1_000)), Signature::of(&text(2_000)));
        let estimate = Signature::similarity(&a.bins, &b.bins);
        assert!((estimate - 896.0 / 1096.0).abs() < 0.12, "{estimate}");
        let strange = Signature::of(&(5_000..6_000).map(|i| format!("w{i}")).collect::<Vec<_>>().join(" "));
        assert!(Signature::similarity(&a.bins, &strange.bins) < 0.05);
    }
}
