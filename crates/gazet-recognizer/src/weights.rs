//! The weight table: 8-bit rows with a power-of-two scale each, found by a fingerprint of the feature.

use crate::ModelError;
use crate::bytes::{Reader, put_varint};
use crate::labels::{N_LABELS, WIDTH};

/// Bits of fingerprint that a table keeps of a feature, beside the bucket it belongs to.
const TAG_BITS: u32 = 16;
/// Rows that share a bucket. What does not fit is left out: about 1 row in 100, the lightest of its bucket.
const BUCKET: usize = 8;
/// Largest table: 2^17 buckets.
const MAX_BUCKET_BITS: u32 = 17;
/// Largest shift of a row.
const MAX_SHIFT: u8 = 15;

/// One row: weights in units of `2^shift`, for each label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) weights: [i8; N_LABELS],
    pub(crate) shift: u8,
}

/// Sums of weights, one for each label; the padding stays 0.
pub(crate) type Scores = [i32; WIDTH];

/// Rows of weights, looked up by feature.
#[derive(Clone, Debug)]
pub(crate) struct WeightTable {
    /// Key (bucket and tag) and row, sorted by key.
    rows: Vec<(u64, Row)>,
    bucket_bits: u32,
    /// Tags of each bucket, four in a number, 0 for an empty place. Apart from the rows: most look-ups find nothing
    /// and touch only these.
    tags: Box<[[u64; 2]]>,
    /// Weights of each place, the shift in the last byte.
    places: Box<[[i8; WIDTH]]>,
}

/// Buckets for a number of rows: filled to between three and six places of eight.
fn bucket_bits(n_rows: usize) -> u32 {
    (n_rows.max(512) / 6 + 1).next_power_of_two().trailing_zeros()
}

impl WeightTable {
    /// Most rows a table may hold.
    pub(crate) const MAX_ROWS: usize = 6 << MAX_BUCKET_BITS;

    /// Builds a table of `rows`, the weightiest first. Of features that fall on one key the first one counts, and of
    /// those of one bucket the first ones that fit; the number left out is the second value.
    pub(crate) fn new(rows: &[(u64, Row)]) -> (Self, usize) {
        let bits = bucket_bits(rows.len());
        let mut filled = vec![0_u8; 1 << bits];
        let mut seen = rustc_hash::FxHashSet::default();
        let mut keyed = Vec::with_capacity(rows.len());
        for &(feature, row) in rows {
            let key = key(feature, bits);
            let used = &mut filled[(key >> TAG_BITS) as usize];
            if usize::from(*used) < BUCKET && seen.insert(key) {
                *used += 1;
                keyed.push((key, row));
            }
        }
        keyed.sort_unstable_by_key(|&(key, _)| key);
        let left_out = rows.len() - keyed.len();
        (Self::index(keyed, bits), left_out)
    }

    /// Lays rows out, of which no more than [`BUCKET`] share a bucket.
    fn index(rows: Vec<(u64, Row)>, bucket_bits: u32) -> Self {
        let n_buckets = 1_usize << bucket_bits;
        let mut tags = vec![[0_u64; 2]; n_buckets].into_boxed_slice();
        let mut places = vec![[0_i8; WIDTH]; n_buckets * BUCKET].into_boxed_slice();
        let (mut bucket, mut used) = (0, 0);
        for &(key, row) in &rows {
            let home = (key >> TAG_BITS) as usize;
            if home != bucket {
                (bucket, used) = (home, 0);
            }
            tags[bucket][used / 4] |= u64::from(key as u16) << (used % 4 * 16);
            let place = &mut places[bucket * BUCKET + used];
            place[..N_LABELS].copy_from_slice(&row.weights);
            place[WIDTH - 1] = row.shift as i8;
            used += 1;
        }
        Self { rows, bucket_bits, tags, places }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The place of a feature, and whether the table has it. Without branches: whether a feature is known is a coin
    /// that no processor can guess.
    #[inline]
    fn find(&self, feature: u64) -> (usize, bool) {
        let bucket = (feature >> (64 - self.bucket_bits)) as usize;
        let wanted = u64::from((feature as u16).max(1)) * LANES;
        let [low, high] = self.tags[bucket];
        let (low, high) = (zero_lanes(low ^ wanted), zero_lanes(high ^ wanted));
        let in_low = low != 0;
        let lanes = if in_low { low } else { high };
        let place = bucket * BUCKET + (lanes.trailing_zeros() as usize / 16 % 4) + if in_low { 0 } else { 4 };
        (place, lanes != 0)
    }

    /// Adds the weights of `features` to `scores`. `found` is a buffer.
    #[inline]
    pub(crate) fn add_all(&self, features: &[u64], found: &mut Vec<u32>, scores: &mut Scores) {
        found.resize(features.len().max(found.len()), 0);
        let mut n = 0;
        for &feature in features {
            let (place, known) = self.find(feature);
            // Written in any case, kept only when known.
            found[n] = place as u32;
            n += usize::from(known);
        }
        for &place in &found[..n] {
            let row = &self.places[place as usize];
            let shift = row[WIDTH - 1] as u32 & 31;
            for (score, &w) in scores[..N_LABELS].iter_mut().zip(row) {
                *score += i32::from(w) << shift;
            }
        }
    }

    /// Number of rows, then for each, in the order of keys: difference to the key before, shift, a bit for each
    /// label whose weight is not 0, those weights.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_varint(out, u32::try_from(self.rows.len()).expect("at most MAX_ROWS rows"));
        out.push(self.bucket_bits as u8);
        let mut before = 0;
        for &(key, row) in &self.rows {
            let step = key - before;
            before = key;
            put_varint(out, (step & 0x0FFF_FFFF) as u32);
            put_varint(out, (step >> 28) as u32);
            let mask = (0..N_LABELS).filter(|&l| row.weights[l] != 0).fold(0_u16, |m, l| m | 1 << l);
            // Shifts stay below 8 but for tables with huge weights: 13 bits of mask, 3 of shift, and one byte more.
            out.extend_from_slice(&(mask | u16::from(row.shift.min(7)) << 13).to_le_bytes());
            if row.shift >= 7 {
                out.push(row.shift);
            }
            out.extend(row.weights.iter().filter(|&&w| w != 0).map(|&w| w as u8));
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let n = reader.varint()? as usize;
        let bits = u32::from(reader.u8()?);
        if n > Self::MAX_ROWS || !(1..=MAX_BUCKET_BITS).contains(&bits) || n > BUCKET << bits {
            return Err(ModelError::Corrupt { what: "a weight table out of proportion" });
        }
        let mut rows = Vec::with_capacity(n);
        let mut key = 0_u64;
        let (mut bucket, mut used) = (0, 0);
        for i in 0..n {
            let step = u64::from(reader.varint()?) | u64::from(reader.varint()?) << 28;
            if step == 0 && i > 0 {
                return Err(ModelError::Corrupt { what: "weight rows out of order" });
            }
            key = key.saturating_add(step);
            if key >> (bits + TAG_BITS) != 0 || key as u16 == 0 {
                return Err(ModelError::Corrupt { what: "a weight row out of range" });
            }
            used = if key >> TAG_BITS == bucket { used + 1 } else { 1 };
            bucket = key >> TAG_BITS;
            if used > BUCKET {
                return Err(ModelError::Corrupt { what: "more weight rows than a bucket has places" });
            }
            let packed = reader.u16()?;
            let mut row = Row { weights: [0; N_LABELS], shift: (packed >> 13) as u8 };
            if row.shift == 7 {
                row.shift = reader.u8()?;
                if !(7..=MAX_SHIFT).contains(&row.shift) {
                    return Err(ModelError::Corrupt { what: "a weight scale out of range" });
                }
            }
            for l in 0..N_LABELS {
                if packed >> l & 1 == 1 {
                    row.weights[l] = reader.u8()? as i8;
                }
            }
            rows.push((key, row));
        }
        Ok(Self::index(rows, bits))
    }
}

/// A 1 in each lane of 16 bits.
const LANES: u64 = 0x0001_0001_0001_0001;

/// The highest bit of the lanes that are 0; above the lowest such lane there may be false ones.
#[inline]
const fn zero_lanes(lanes: u64) -> u64 {
    lanes.wrapping_sub(LANES) & !lanes & (LANES << 15)
}

/// Bucket in the high bits, a tag that is never 0 in the low 16.
#[inline]
fn key(feature: u64, bucket_bits: u32) -> u64 {
    let bucket = feature >> (64 - bucket_bits);
    let tag = (feature as u16).max(1);
    bucket << TAG_BITS | u64::from(tag)
}

/// A row of `weights` in units of `unit`, as 8-bit numbers with the smallest scale that does not clip.
pub(crate) fn quantize(weights: &[f32; N_LABELS], unit: f32) -> Row {
    let largest = weights.iter().fold(0_f32, |m, w| m.max(w.abs())) / unit;
    let mut shift = 0;
    while shift < MAX_SHIFT && largest > 127.0 * f32::from(1_u16 << shift) {
        shift += 1;
    }
    let scale = unit * f32::from(1_u16 << shift);
    let mut row = Row { weights: [0; N_LABELS], shift };
    for (out, w) in row.weights.iter_mut().zip(weights) {
        *out = (w / scale).round().clamp(-127.0, 127.0) as i8;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seed: u64) -> Row {
        let mut weights = [0; N_LABELS];
        for (i, w) in weights.iter_mut().enumerate() {
            *w = (crate::hash::mix(seed, i as u64) % 5) as i8 - 2;
        }
        Row { weights, shift: (seed % 10) as u8 }
    }

    #[test]
    fn rows_are_found_and_survive_the_file() {
        let features: Vec<u64> = (0..3000).map(|i| crate::hash::feature(3, i)).collect();
        let rows: Vec<(u64, Row)> = features.iter().map(|&f| (f, row(f))).collect();
        let (table, left_out) = WeightTable::new(&rows);
        assert!(left_out < 100, "{left_out} rows left out");
        let mut bytes = Vec::new();
        table.write(&mut bytes);
        let mut reader = Reader::new(&bytes);
        let back = WeightTable::read(&mut reader).unwrap();
        reader.finish().unwrap();
        assert_eq!(table.rows, back.rows);
        let mut found = Vec::new();
        let mut missing = 0;
        for &f in &features {
            let (mut a, mut b) = ([0; WIDTH], [0; WIDTH]);
            table.add_all(&[f], &mut found, &mut a);
            back.add_all(&[f], &mut found, &mut b);
            assert_eq!(a, b);
            let expected: Vec<i32> = row(f).weights.iter().map(|&w| i32::from(w) << row(f).shift).collect();
            missing += usize::from(a[..N_LABELS] != expected);
        }
        assert_eq!(missing, left_out);
        let mut none = [0; WIDTH];
        let unknown: Vec<u64> = (0..50).map(|i| crate::hash::feature(4, i)).collect();
        table.add_all(&unknown, &mut found, &mut none);
        assert_eq!(none, [0; WIDTH]);
    }

    #[test]
    fn the_lowest_zero_lane_is_a_true_one() {
        for lanes in
            [0x0001_0000_5678_9ABC_u64, 0x0000_0001_0000_0001, 0x1111_2222_3333_0000, 0x0001_0001_0001_0001]
        {
            let expected = (0..4).find(|i| lanes >> (i * 16) & 0xFFFF == 0);
            let found = zero_lanes(lanes);
            assert_eq!((found != 0).then(|| u64::from(found.trailing_zeros() / 16)), expected);
        }
    }

    #[test]
    fn quantizing_never_clips() {
        let mut weights = [0.0; N_LABELS];
        weights[3] = 1000.0;
        weights[4] = -3.0;
        let row = quantize(&weights, 1.0);
        assert_eq!(row.shift, 3);
        assert_eq!(i32::from(row.weights[3]) << row.shift, 1000);
        let small = quantize(&weights.map(|w| w / 100.0), 0.1);
        assert_eq!((small.shift, small.weights[3]), (0, 100));
    }
}
