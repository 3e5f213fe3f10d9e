//! The weight table: 8-bit rows with a power-of-two scale each, found by a fingerprint of the feature.

use crate::ModelError;
use crate::bytes::{Reader, put_varint};
use crate::labels::{N_LABELS, WIDTH};

/// Bits of a feature hash that a table keeps: the slot it belongs to and 16 bits of fingerprint.
const TAG_BITS: u32 = 16;
/// Largest table: 2^20 slots.
const MAX_HOME_BITS: u32 = 20;
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
    /// Key (slot and tag) and row, sorted by key.
    rows: Vec<(u64, Row)>,
    home_bits: u32,
    /// Tag of each slot, 0 for an empty one. Apart from the rows: most look-ups find nothing and touch only these.
    tags: Box<[u16]>,
    /// Weights of each slot, the shift in the last place.
    slots: Box<[[i8; WIDTH]]>,
}

/// Slots are twice the rows at least.
fn home_bits(n_rows: usize) -> u32 {
    (n_rows.max(512) * 2).next_power_of_two().trailing_zeros()
}

impl WeightTable {
    /// Most rows a table may hold.
    pub(crate) const MAX_ROWS: usize = 1 << (MAX_HOME_BITS - 1);

    /// Builds a table. Of features that fall on one key the first one counts; `n_rows` at most are kept.
    pub(crate) fn new(rows: impl IntoIterator<Item = (u64, Row)>, n_rows: usize) -> Self {
        let home_bits = home_bits(n_rows.min(Self::MAX_ROWS));
        let mut keyed: Vec<(u64, Row)> = rows
            .into_iter()
            .take(n_rows.min(Self::MAX_ROWS))
            .map(|(f, row)| (key(f, home_bits), row))
            .collect();
        keyed.sort_by_key(|&(key, _)| key);
        keyed.dedup_by_key(|&mut (key, _)| key);
        Self::index(keyed, home_bits)
    }

    fn index(rows: Vec<(u64, Row)>, home_bits: u32) -> Self {
        let n_slots = 1_usize << home_bits;
        let mut tags = vec![0_u16; n_slots].into_boxed_slice();
        let mut slots = vec![[0_i8; WIDTH]; n_slots].into_boxed_slice();
        for &(key, row) in &rows {
            let mut at = (key >> TAG_BITS) as usize;
            while tags[at] != 0 {
                at = (at + 1) & (n_slots - 1);
            }
            tags[at] = key as u16;
            slots[at][..N_LABELS].copy_from_slice(&row.weights);
            slots[at][WIDTH - 1] = row.shift as i8;
        }
        Self { rows, home_bits, tags, slots }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds the weights of a feature, if the table has any.
    #[inline]
    pub(crate) fn add(&self, feature: u64, scores: &mut Scores) {
        let key = key(feature, self.home_bits);
        let tag = key as u16;
        let mask = self.tags.len() - 1;
        let mut at = (key >> TAG_BITS) as usize & mask;
        loop {
            let found = self.tags[at];
            if found == tag {
                let row = &self.slots[at];
                let shift = row[WIDTH - 1] as u32 & 31;
                for (score, &w) in scores[..N_LABELS].iter_mut().zip(row) {
                    *score += i32::from(w) << shift;
                }
                return;
            }
            if found == 0 {
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// Number of rows, then for each, in the order of keys: difference to the key before, shift, a bit for each
    /// label whose weight is not 0, those weights.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_varint(out, u32::try_from(self.rows.len()).expect("at most MAX_ROWS rows"));
        out.push(self.home_bits as u8);
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
        if n > Self::MAX_ROWS || bits > MAX_HOME_BITS || bits < 10 || n * 2 > 1 << bits {
            return Err(ModelError::Corrupt { what: "a weight table out of proportion" });
        }
        let mut rows = Vec::with_capacity(n);
        let mut key = 0_u64;
        for i in 0..n {
            let step = u64::from(reader.varint()?) | u64::from(reader.varint()?) << 28;
            if step == 0 && i > 0 {
                return Err(ModelError::Corrupt { what: "weight rows out of order" });
            }
            key = key.saturating_add(step);
            if key >> (bits + TAG_BITS) != 0 || key as u16 == 0 {
                return Err(ModelError::Corrupt { what: "a weight row out of range" });
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

/// Slot in the high bits, a tag that is never 0 in the low 16.
#[inline]
fn key(feature: u64, home_bits: u32) -> u64 {
    let home = feature >> (64 - home_bits);
    let tag = (feature as u16).max(1);
    home << TAG_BITS | u64::from(tag)
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
        let table = WeightTable::new(features.iter().map(|&f| (f, row(f))), features.len());
        let mut bytes = Vec::new();
        table.write(&mut bytes);
        let mut reader = Reader::new(&bytes);
        let back = WeightTable::read(&mut reader).unwrap();
        reader.finish().unwrap();
        assert_eq!(table.rows, back.rows);
        for &f in &features {
            let (mut a, mut b) = ([0; WIDTH], [0; WIDTH]);
            table.add(f, &mut a);
            back.add(f, &mut b);
            assert_eq!(a, b);
            let expected: Vec<i32> = row(f).weights.iter().map(|&w| i32::from(w) << row(f).shift).collect();
            assert_eq!(a[..N_LABELS], expected);
        }
        let mut none = [0; WIDTH];
        table.add(crate::hash::feature(4, 1), &mut none);
        assert_eq!(none, [0; WIDTH]);
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
