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
    let mut sum = Checksum::default();
    sum.add(bytes);
    sum.value()
}

/// Bytes of a step of all lanes.
const BLOCK: usize = 32;

/// [`checksum`] of bytes that come piece by piece.
pub(crate) struct Checksum {
    /// Four, so that the multiplications overlap.
    lanes: [u64; 4],
    length: u64,
    /// What does not fill a block yet.
    rest: [u8; BLOCK],
    n_rest: usize,
}

impl Default for Checksum {
    fn default() -> Self {
        Self {
            lanes: [1u64, 2, 3, 4].map(|lane| lane.wrapping_mul(K)),
            length: 0,
            rest: [0; BLOCK],
            n_rest: 0,
        }
    }
}

impl Checksum {
    pub(crate) fn add(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if self.n_rest > 0 {
            let n = bytes.len().min(BLOCK - self.n_rest);
            let (head, tail) = bytes.split_at(n);
            self.rest[self.n_rest..][..n].copy_from_slice(head);
            self.n_rest += n;
            bytes = tail;
            if self.n_rest < BLOCK {
                return;
            }
            let block = self.rest;
            self.step(&block);
        }
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for block in blocks {
            self.step(block);
        }
        self.rest[..rest.len()].copy_from_slice(rest);
        self.n_rest = rest.len();
    }

    #[inline]
    fn step(&mut self, block: &[u8; BLOCK]) {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in self.lanes.iter_mut().zip(words) {
            *lane = mix(*lane, u64::from_le_bytes(*word));
        }
    }

    pub(crate) fn value(&self) -> u64 {
        let sum = self.lanes.iter().fold(self.length, |sum, lane| mix(sum, *lane));
        self.rest[..self.n_rest].chunks(8).fold(sum, |sum, rest| {
            let mut word = [0u8; 8];
            word[..rest.len()].copy_from_slice(rest);
            mix(sum, u64::from_le_bytes(word))
        })
    }
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
    fn pieces_sum_up_as_the_whole() {
        let bytes: Vec<u8> = (0..=255).collect();
        for cut in 0..bytes.len() {
            for second in [cut, (cut + 5).min(256), 200.max(cut)] {
                let mut sum = Checksum::default();
                for piece in [&bytes[..cut], &bytes[cut..second], &bytes[second..]] {
                    sum.add(piece);
                }
                assert_eq!(sum.value(), checksum(&bytes), "{cut}, {second}");
            }
        }
        // Files hold such sums: the function must not change.
        assert_eq!(checksum(&bytes[..77]), 18_408_612_441_537_792_304);
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
