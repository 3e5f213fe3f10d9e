//! Where a chunk of documents and a part of chunks end. That depends on their content alone: neither on threads and time,
//! nor on how many documents stand before, so that what is put in or taken out moves the cuts beside it only.

use crate::part::Key;

/// Documents of a chunk, on average, when they are small.
const CHUNK_DOCUMENTS: f64 = 64.0;
/// Bytes of a chunk, on average, when they are not.
const CHUNK_BYTES: f64 = (512 << 10) as f64;
/// Where a chunk ends whatever its content: several times the average, so that it happens rarely.
const MAX_CHUNK_DOCUMENTS: usize = 512;
const MAX_CHUNK_BYTES: u64 = 4 << 20;

/// Chunks of a part, on average, when they are small.
const PART_CHUNKS: f64 = 64.0;
/// Bytes of a part, on average: what an interruption loses at most is about this, a second or two of work.
const PART_BYTES: f64 = (8 << 20) as f64;
const MAX_PART_CHUNKS: usize = 512;
const MAX_PART_BYTES: u64 = 64 << 20;

/// Cuts a sequence of items into groups.
#[derive(Debug)]
pub(crate) struct Cutter {
    items: f64,
    bytes: f64,
    max_items: usize,
    max_bytes: u64,
    n_items: usize,
    n_bytes: u64,
}

impl Cutter {
    /// Cuts documents into chunks.
    pub(crate) fn chunks() -> Self {
        Self::new(CHUNK_DOCUMENTS, CHUNK_BYTES, MAX_CHUNK_DOCUMENTS, MAX_CHUNK_BYTES)
    }

    /// Cuts chunks into parts.
    pub(crate) fn parts() -> Self {
        Self::new(PART_CHUNKS, PART_BYTES, MAX_PART_CHUNKS, MAX_PART_BYTES)
    }

    fn new(items: f64, bytes: f64, max_items: usize, max_bytes: u64) -> Self {
        Self { items, bytes, max_items, max_bytes, n_items: 0, n_bytes: 0 }
    }

    /// Whether the group ends behind an item of this hash and raw size.
    pub(crate) fn ends_behind(&mut self, hash: &Key, n_raw: u64) -> bool {
        self.n_items += 1;
        self.n_bytes += n_raw;
        let share = 1.0 / self.items + n_raw as f64 / self.bytes;
        let random = u64::from_le_bytes(hash[..8].try_into().expect("a key has 32 bytes"));
        let ends = (random as f64) < share * 2f64.powi(64)
            || self.n_items >= self.max_items
            || self.n_bytes >= self.max_bytes;
        if ends {
            (self.n_items, self.n_bytes) = (0, 0);
        }
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(items: impl Iterator<Item = u64>) -> Vec<Vec<u64>> {
        let mut cutter = Cutter::chunks();
        let mut groups = vec![Vec::new()];
        for item in items {
            groups.last_mut().unwrap().push(item);
            if cutter.ends_behind(blake3::hash(&item.to_le_bytes()).as_bytes(), 2000) {
                groups.push(Vec::new());
            }
        }
        groups
    }

    #[test]
    fn an_insertion_changes_the_cuts_beside_it_only() {
        let before = cuts(0..20_000);
        let after = cuts((0..5_000).chain([999_999]).chain(5_000..20_000));
        let changed = after.iter().filter(|group| !before.contains(group)).count();
        assert!(before.len() > 200 && changed <= 3, "{changed} of {} groups changed", before.len());
    }

    #[test]
    fn groups_have_the_size_that_was_asked_for() {
        let groups = cuts(0..100_000);
        let mean = 100_000.0 / groups.len() as f64;
        assert!((40.0..70.0).contains(&mean), "{mean} documents a chunk");
        assert!(groups.iter().all(|g| g.len() <= MAX_CHUNK_DOCUMENTS));
    }
}
