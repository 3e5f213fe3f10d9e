//! Keys of names: the combined hash of their tokens, one step a token.

/// Odd constant of the multiplication (from the fraction of the golden ratio).
const K: u64 = 0x9E37_79B9_7F4A_7C15;

/// Key of the empty prefix under `seed`.
#[inline]
pub(crate) const fn start(seed: u64) -> u64 {
    seed ^ 0x5851_F42D_4C95_7F2D
}

/// Key of a prefix with one more token. The order of tokens matters.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves of the product are wanted")]
pub(crate) const fn step(key: u64, norm: u64) -> u64 {
    let product = ((key ^ norm) as u128).wrapping_mul((K ^ key.rotate_left(17) | 1) as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Spreads a token's hash once more, so that a filter does not depend on how the tokenizer mixes.
#[inline]
pub(crate) const fn spread(norm: u64) -> u64 {
    let x = norm.wrapping_mul(K);
    x ^ (x >> 32)
}

/// Key of a word that is given in two pieces (FNV-1a, 64 bits).
pub(crate) fn word_key(head: &str, tail: &str) -> u64 {
    head.bytes()
        .chain(tail.bytes())
        .fold(0xCBF2_9CE4_8422_2325, |key: u64, byte| (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Checksum of bytes: every single changed word changes it, since each step is a bijection of the state.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    // Four lanes, so that the multiplications overlap.
    let mut lanes = [1u64, 2, 3, 4].map(|lane| lane.wrapping_mul(K));
    let mut blocks = bytes.chunks_exact(32);
    for block in &mut blocks {
        for (lane, word) in lanes.iter_mut().zip(block.chunks_exact(8)) {
            *lane = mix(*lane, u64::from_le_bytes(word.try_into().expect("chunks of eight bytes")));
        }
    }
    let mut sum = bytes.len() as u64;
    for lane in lanes {
        sum = mix(sum, lane);
    }
    for rest in blocks.remainder().chunks(8) {
        let mut word = [0u8; 8];
        word[..rest.len()].copy_from_slice(rest);
        sum = mix(sum, u64::from_le_bytes(word));
    }
    sum
}

#[inline]
const fn mix(state: u64, word: u64) -> u64 {
    let x = (state ^ word).wrapping_mul(K);
    x ^ (x >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_matters() {
        let key = |norms: &[u64]| norms.iter().fold(start(0), |k, n| step(k, *n));
        assert_ne!(key(&[1, 2]), key(&[2, 1]));
        assert_ne!(key(&[1]), key(&[1, 0]));
    }

    #[test]
    fn every_flipped_bit_shows() {
        let bytes: Vec<u8> = (0..77).collect();
        let sum = checksum(&bytes);
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(checksum(&damaged), sum, "bit {bit}");
        }
    }
}
