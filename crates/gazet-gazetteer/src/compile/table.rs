//! Filters and table of the name keys.

use crate::chain;
use crate::format::{BUCKET, HAS_CHILD};
use rayon::prelude::*;

/// The search sections.
pub(crate) struct Search {
    pub(crate) seed: u64,
    pub(crate) nodes: u32,
    pub(crate) buckets: u32,
    pub(crate) max_probe: u32,
    pub(crate) first_slots: u32,
    pub(crate) bigram_bits: u32,
    pub(crate) first: Vec<u8>,
    pub(crate) bigram: Vec<u8>,
    pub(crate) table: Vec<u8>,
}

/// Slots a bucket.
const SLOTS: usize = 8;
/// Part of the slots that are filled, in percent.
const FILLED: usize = 88;
/// Seeds tried before two names are said to collide.
const SEEDS: u64 = 64;

/// The names that the sections are built for, one entry a folded name.
pub(crate) struct Names<'a> {
    /// Token hashes; pairwise different.
    pub(crate) keys: &'a [&'a [u64]],
    /// First aliases; pairwise different, below 2^31 - 1.
    pub(crate) aliases: &'a [u32],
    /// Whether a text may begin the name in lower case.
    pub(crate) lower: &'a [bool],
}

/// Builds the sections. On failure the first aliases of two names that share a key.
pub(crate) fn build(names: &Names<'_>) -> Result<Search, (u32, u32)> {
    let mut clash = (0, 0);
    for seed in 0..SEEDS {
        match try_build(seed.wrapping_mul(0x2545_F491_4F6C_DD1D), names) {
            Ok(search) => return Ok(search),
            Err(pair) => clash = pair,
        }
    }
    Err(clash)
}

fn try_build(seed: u64, names: &Names<'_>) -> Result<Search, (u32, u32)> {
    let start = chain::start(seed);
    // One node for each prefix of each name; value as in the table.
    let mut nodes: Vec<(u64, u32)> = names
        .keys
        .par_iter()
        .zip(names.aliases)
        .flat_map_iter(|(norms, alias)| {
            let mut key = start;
            norms.iter().enumerate().map(move |(i, norm)| {
                key = chain::step(key, *norm);
                (key, if i + 1 == norms.len() { alias + 1 } else { HAS_CHILD })
            })
        })
        .collect();
    nodes.par_sort_unstable();
    // In place: the memory of a large list is needed once.
    let mut clash = None;
    nodes.dedup_by(|(key, value), (kept, old)| {
        let same = key == kept;
        if same {
            if *value & !HAS_CHILD != 0 && *old & !HAS_CHILD != 0 {
                clash = clash.or(Some(((*old & !HAS_CHILD) - 1, (*value & !HAS_CHILD) - 1)));
            }
            *old |= *value;
        }
        same
    });
    if let Some(pair) = clash {
        return Err(pair);
    }
    let (table, buckets, max_probe) = fill_table(&nodes)?;
    let n_nodes = u32::try_from(nodes.len()).map_err(|_| (0, 0))?;
    drop(nodes);

    let firsts = count_distinct(names.keys.par_iter().map(|k| k[0]));
    let bigrams = count_distinct(names.keys.par_iter().filter(|k| k.len() > 1).map(|k| two(start, k)));
    let first_slots = slots(firsts, FIRST_SLOTS, 128);
    let bigram_bits = slots(bigrams, BIGRAM_BITS, 512);
    let mut first = vec![0u8; first_slots as usize / 2];
    let mut bigram = vec![0u8; bigram_bits as usize / 8];
    for (norms, lower) in names.keys.iter().zip(names.lower) {
        let kind = if norms.len() == 1 { 1u8 } else { 2 };
        let bits = if *lower { kind | kind << 2 } else { kind };
        let (byte, shift) = first_slot(norms[0], first_slots);
        first[byte] |= bits << shift;
        if norms.len() > 1 {
            let (byte, bit) = bigram_slot(two(start, norms), bigram_bits);
            bigram[byte] |= bit;
        }
    }
    Ok(Search { seed, nodes: n_nodes, buckets, max_probe, first_slots, bigram_bits, first, bigram, table })
}

/// Slots of the first filter for each first token: a word of a text that begins no name passes in one of nine cases.
const FIRST_SLOTS: usize = 8;
/// Bits of the second filter for each pair of first tokens.
const BIGRAM_BITS: usize = 12;

/// Slots for `n` entries: a multiple of 64, and at most what 32 bits can number.
fn slots(n: usize, each: usize, least: u32) -> u32 {
    u32::try_from((n * each).next_multiple_of(64)).unwrap_or(u32::MAX - 63).max(least)
}

/// Byte and shift of the four bits of a first token.
#[inline]
pub(crate) const fn first_slot(norm: u64, slots: u32) -> (usize, u32) {
    let slot = home(chain::spread(norm), slots);
    ((slot >> 1) as usize, (slot & 1) * 4)
}

/// Byte and bit of a key of two tokens.
#[inline]
pub(crate) const fn bigram_slot(key: u64, bits: u32) -> (usize, u8) {
    let slot = home(key, bits);
    ((slot >> 3) as usize, 1 << (slot & 7))
}

/// Where among `places` a key begins: its upper half, scaled.
#[inline]
pub(crate) const fn home(key: u64, places: u32) -> u32 {
    (((key >> 32) * places as u64) >> 32) as u32
}

/// The part of a key that a slot holds.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
pub(crate) const fn fingerprint(key: u64) -> u32 {
    key as u32
}

fn two(start: u64, norms: &[u64]) -> u64 {
    chain::step(chain::step(start, norms[0]), norms[1])
}

fn count_distinct(values: impl ParallelIterator<Item = u64>) -> usize {
    let mut values: Vec<u64> = values.collect();
    values.par_sort_unstable();
    values.dedup();
    values.len().max(1)
}

/// Fills the buckets; fails when two keys could be taken for one another.
fn fill_table(nodes: &[(u64, u32)]) -> Result<(Vec<u8>, u32, u32), (u32, u32)> {
    // One bucket more, so that even a tiny table keeps an empty slot to stop at.
    let buckets = u32::try_from(nodes.len() * 100 / (FILLED * SLOTS) + 2).map_err(|_| (0, 0))?;
    let mut slots = vec![(0u32, 0u32); buckets as usize * SLOTS];
    let mut max_probe = 0;
    for (key, value) in nodes {
        let print = fingerprint(*key);
        let mut bucket = home(*key, buckets);
        let mut probe = 0;
        loop {
            let here = &mut slots[bucket as usize * SLOTS..][..SLOTS];
            if let Some(twin) = here.iter().find(|(p, v)| *v != 0 && *p == print) {
                return Err((
                    (twin.1 & !HAS_CHILD).saturating_sub(1),
                    (value & !HAS_CHILD).saturating_sub(1),
                ));
            }
            if let Some(free) = here.iter_mut().find(|(_, v)| *v == 0) {
                *free = (print, *value);
                break;
            }
            bucket = (bucket + 1) % buckets;
            probe += 1;
        }
        max_probe = max_probe.max(probe);
    }
    let mut table = Vec::with_capacity(buckets as usize * BUCKET);
    for bucket in slots.chunks_exact(SLOTS) {
        table.extend(bucket.iter().flat_map(|(print, _)| print.to_le_bytes()));
        table.extend(bucket.iter().flat_map(|(_, value)| value.to_le_bytes()));
    }
    Ok((table, buckets, max_probe))
}
