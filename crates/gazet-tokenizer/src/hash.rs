//! The hash of normal forms.
//!
//! The bytes of a normal form are read in little-endian words of eight, the last one filled up with zeros; each
//! word is added with xor and mixed by a bijection of 64 bits. Normal forms of up to eight bytes therefore never
//! collide with one another, and longer ones collide with probability 2^-64. The function has no seed of the run
//! or of the platform: compiled lists carry these hashes, and [`crate::FOLD_VERSION`] names the function together
//! with the folding tables.

use gazet_core::NormHash;

/// Hash of the empty normal form.
pub(crate) const SEED: u64 = 0x9ae1_6a3b_2f90_404f;
/// For letters and digits, setting these bits is case folding: digits have them set already.
pub(crate) const LOWER_BITS: u64 = 0x2020_2020_2020_2020;

/// The bijection (the finalizer of SplitMix64, one shift shorter).
#[inline]
pub(crate) const fn mix(mut x: u64) -> u64 {
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 32;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 29)
}

/// Fewer than eight bytes as a little-endian number.
#[inline]
pub(crate) fn tail(bytes: &[u8]) -> u64 {
    let mut word = 0u64;
    for (shift, &byte) in bytes.iter().enumerate() {
        word |= u64::from(byte) << (8 * shift);
    }
    word
}

/// Hash of bytes that are a normal form already.
#[inline]
#[must_use]
pub(crate) fn hash_bytes(bytes: &[u8]) -> NormHash {
    let mut h = SEED;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        h = mix(h ^ u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        h = mix(h ^ tail(rest));
    }
    NormHash(h)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compiled lists hold these values: a change needs a new `FOLD_VERSION`.
    #[test]
    fn values_are_fixed_for_ever() {
        assert_eq!(hash_bytes(b""), NormHash(SEED));
        assert_eq!(hash_bytes(b"iran"), NormHash(0x797a_086c_303a_c46b));
        assert_eq!(hash_bytes(b"mojahedin"), NormHash(0x69db_6706_7ece_6d18));
    }

    #[test]
    fn one_changed_byte_changes_half_of_the_bits() {
        let mut flipped = 0;
        let mut n = 0;
        for a in b'a'..=b'z' {
            for b in b'a'..=b'z' {
                let x = hash_bytes(&[a, b'r', b'a', b'n', b'i', b'a', b'n', b's', a]).0;
                let y = hash_bytes(&[b, b'r', b'a', b'n', b'i', b'a', b'n', b's', a]).0;
                if a != b {
                    flipped += (x ^ y).count_ones();
                    n += 1;
                }
            }
        }
        let mean = f64::from(flipped) / f64::from(n);
        assert!((30.0..34.0).contains(&mean), "{mean}");
    }
}
