//! Pseudo-random numbers that are the same on every machine and in every version.

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// `k` different numbers of `0..n`, ascending; all of them if there are no more.
    pub(crate) fn sample(&mut self, n: u32, k: u32) -> Vec<u32> {
        let mut all: Vec<u32> = (0..n).collect();
        let k = k.min(n);
        for i in 0..k {
            let j = i + (self.unit() * f64::from(n - i)) as u32;
            all.swap(i as usize, j as usize);
        }
        all.truncate(k as usize);
        all.sort_unstable();
        all
    }
}
