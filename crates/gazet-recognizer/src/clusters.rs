//! The word cluster table: which words are used alike.
//!
//! Clusters come from openly licensed word vectors (see `train/clusters.py`). A word is found by the hash of its
//! normal form; 32 bits of it are kept, so that an unknown word passes for a known one about once in 10,000 times,
//! which costs one wrong feature.

use crate::bytes::{Reader, put_varint};
use crate::{ModelError, hash};
use gazet_core::NormHash;
use std::io::BufRead;

/// Slots are found by this many high bits of a key; the rest is kept in the slot.
const HOME_BITS: u32 = 18;
const TAG_BITS: u32 = 32 - HOME_BITS;
const N_SLOTS: usize = 1 << HOME_BITS;
/// Most words a table may hold: beyond it probing gets slow.
const MAX_WORDS: usize = N_SLOTS / 4 * 3;
const EMPTY: u32 = u32::MAX;

/// The clusters of one word, at two resolutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cluster {
    /// One of up to 1024 narrow clusters.
    pub(crate) fine: u16,
    /// One of up to 255 wide clusters.
    pub(crate) coarse: u8,
}

/// Words with their clusters, looked up by [`NormHash`].
#[derive(Clone)]
pub struct ClusterTable {
    /// Key, fine and coarse cluster of each word, sorted by key.
    words: Vec<(u32, Cluster)>,
    /// Open addressing: tag (14 bits), fine (10), coarse (8); [`EMPTY`] for none.
    slots: Box<[u32]>,
}

impl std::fmt::Debug for ClusterTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClusterTable({} words)", self.words.len())
    }
}

/// A line of a cluster list that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterListError {
    /// The list could not be read.
    #[error("cannot read the cluster list: {0}")]
    Read(#[from] std::io::Error),
    /// A line is not `word<TAB>fine<TAB>coarse`.
    #[error(
        "line {line} of the cluster list is `{text}`; write word, cluster below 1024 and cluster below 255, with tabs between"
    )]
    Line {
        /// Counted from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// The list is longer than the table.
    #[error("the cluster list holds more than {MAX_WORDS} words; keep the most frequent ones")]
    TooMany,
}

/// The key of a word: 32 well mixed bits of its hash.
fn key(norm: NormHash) -> u32 {
    (hash::mix(norm.0, hash::CLUSTER) >> 32) as u32
}

impl ClusterTable {
    /// A table that knows no word.
    #[must_use]
    pub fn empty() -> Self {
        Self { words: Vec::new(), slots: vec![EMPTY; N_SLOTS].into_boxed_slice() }
    }

    /// Reads a list of `word<TAB>fine cluster<TAB>coarse cluster` lines, most frequent word first. Of words with
    /// one normal form the first one counts.
    ///
    /// # Errors
    /// When reading fails, a line is malformed, or the list is too long.
    pub fn from_list(reader: impl BufRead) -> Result<Self, ClusterListError> {
        let mut words: Vec<(u32, Cluster)> = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        for (n, line) in reader.lines().enumerate() {
            let text = line?;
            let mut fields = text.split('\t');
            let parsed = (|| {
                let word = fields.next().filter(|w| !w.is_empty())?;
                let fine: u16 = fields.next()?.parse().ok().filter(|&c| c < 1024)?;
                let coarse: u8 = fields.next()?.parse().ok().filter(|&c| c != u8::MAX)?;
                Some((word, Cluster { fine, coarse }))
            })();
            let Some((word, cluster)) = parsed else {
                return Err(ClusterListError::Line { line: n + 1, text });
            };
            let key = key(gazet_tokenizer::norm_hash(word));
            if seen.insert(key) {
                if words.len() == MAX_WORDS {
                    return Err(ClusterListError::TooMany);
                }
                words.push((key, cluster));
            }
        }
        words.sort_unstable_by_key(|&(key, _)| key);
        Ok(Self::index(words))
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the table knows no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The clusters of a word.
    #[inline]
    pub(crate) fn get(&self, norm: NormHash) -> Option<Cluster> {
        let key = key(norm);
        let tag = key & ((1 << TAG_BITS) - 1);
        let mut at = (key >> TAG_BITS) as usize;
        // Ends: a quarter of the slots is empty.
        loop {
            let slot = self.slots[at];
            if slot == EMPTY {
                return None;
            }
            if slot >> 18 == tag {
                return Some(Cluster { fine: (slot >> 8 & 0x3FF) as u16, coarse: slot as u8 });
            }
            at = (at + 1) & (N_SLOTS - 1);
        }
    }

    fn index(words: Vec<(u32, Cluster)>) -> Self {
        let mut slots = vec![EMPTY; N_SLOTS].into_boxed_slice();
        for &(key, cluster) in &words {
            let tag = key & ((1 << TAG_BITS) - 1);
            let mut at = (key >> TAG_BITS) as usize;
            while slots[at] != EMPTY {
                at = (at + 1) & (N_SLOTS - 1);
            }
            slots[at] = tag << 18 | u32::from(cluster.fine) << 8 | u32::from(cluster.coarse);
        }
        Self { words, slots }
    }

    /// Number of words, then for each, in the order of keys: difference to the key before, fine, coarse.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_varint(out, u32::try_from(self.words.len()).expect("a table holds fewer words than slots"));
        let mut before = 0;
        for &(key, cluster) in &self.words {
            put_varint(out, key - before);
            before = key;
            let packed = u32::from(cluster.fine) << 8 | u32::from(cluster.coarse);
            out.extend_from_slice(&packed.to_le_bytes()[..3]);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let n = reader.varint()? as usize;
        if n > MAX_WORDS {
            return Err(ModelError::Corrupt { what: "more cluster words than the table holds" });
        }
        let mut words = Vec::with_capacity(n);
        let mut key = 0_u32;
        for i in 0..n {
            let step = reader.varint()?;
            let next = key.checked_add(step).filter(|_| i == 0 || step > 0);
            key = next.ok_or(ModelError::Corrupt { what: "cluster words out of order" })?;
            let packed = reader.take(3)?;
            let fine = u16::from_le_bytes([packed[1], packed[2]]);
            if fine >= 1024 || packed[0] == u8::MAX {
                return Err(ModelError::Corrupt { what: "a cluster out of range" });
            }
            words.push((key, Cluster { fine, coarse: packed[0] }));
        }
        Ok(Self::index(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_to_table_to_bytes_and_back() {
        let list = "the\t5\t1\nparis\t1023\t254\nus\t8\t8\nParis\t2\t2\n";
        let table = ClusterTable::from_list(list.as_bytes()).unwrap();
        assert_eq!(table.len(), 3, "a second word of one normal form is left out");
        let mut bytes = Vec::new();
        table.write(&mut bytes);
        let mut reader = Reader::new(&bytes);
        let back = ClusterTable::read(&mut reader).unwrap();
        reader.finish().unwrap();
        assert_eq!(back.words, table.words);
        let paris = gazet_tokenizer::norm_hash("Paris");
        assert_eq!(back.get(paris), Some(Cluster { fine: 1023, coarse: 254 }));
        assert_eq!(back.get(gazet_tokenizer::norm_hash("Tehran")), None);
    }

    #[test]
    fn bad_lines_are_named() {
        for bad in ["paris", "paris\t1024\t1", "paris\t1\t255", "\t1\t1", "paris\tx\t1"] {
            let text = format!("the\t1\t1\n{bad}\n");
            let error = ClusterTable::from_list(text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("line 2 "), "{error}");
        }
    }
}
