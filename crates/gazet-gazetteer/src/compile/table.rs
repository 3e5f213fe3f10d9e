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
    pub(crate) first_log2: u32,
    pub(crate) bigram_log2: u32,
    pub(crate) first: Vec<u8>,
    pub(crate) bigram: Vec<u8>,
    pub(crate) table: Vec<u8>,
}

/// Slots a bucket.
const SLOTS: usize = 8;
/// Seeds tried before two names are said to collide.
const SEEDS: u64 = 64;

/// Builds the sections for `keys`: the token hashes of each group, pairwise different; `lower` tells which groups may
/// begin in lower case. On failure the two groups that share a key.
pub(crate) fn build(keys: &[&[u64]], lower: &[bool]) -> Result<Search, (u32, u32)> {
    let mut clash = (0, 0);
    for seed in 0..SEEDS {
        match try_build(seed.wrapping_mul(0x2545_F491_4F6C_DD1D), keys, lower) {
            Ok(search) => return Ok(search),
            Err(pair) => clash = pair,
        }
    }
    Err(clash)
}

fn try_build(seed: u64, keys: &[&[u64]], lower: &[bool]) -> Result<Search, (u32, u32)> {
    let start = chain::start(seed);
    // One node for each prefix of each name; value as in the table.
    let mut nodes: Vec<(u64, u32)> = keys
        .par_iter()
        .enumerate()
        .flat_map_iter(|(group, norms)| {
            let mut key = start;
            norms.iter().enumerate().map(move |(i, norm)| {
                key = chain::step(key, *norm);
                let last = i + 1 == norms.len();
                (
                    key,
                    if last { u32::try_from(group).expect("fewer than 2^31 groups") + 1 } else { HAS_CHILD },
                )
            })
        })
        .collect();
    nodes.par_sort_unstable();
    let mut merged: Vec<(u64, u32)> = Vec::with_capacity(nodes.len());
    for (key, value) in nodes {
        match merged.last_mut() {
            Some((last, old)) if *last == key => {
                if value & !HAS_CHILD != 0 && *old & !HAS_CHILD != 0 {
                    return Err(((*old & !HAS_CHILD) - 1, (value & !HAS_CHILD) - 1));
                }
                *old |= value;
            }
            _ => merged.push((key, value)),
        }
    }
    let (table, buckets, max_probe) = fill_table(&merged)?;

    let firsts = count_distinct(keys.iter().map(|k| k[0]));
    let bigrams = count_distinct(keys.iter().filter(|k| k.len() > 1).map(|k| two(start, k)));
    let first_log2 = (firsts * 8).next_power_of_two().trailing_zeros().max(7);
    let bigram_log2 = (bigrams * 12).next_power_of_two().trailing_zeros().max(9);
    let mut first = vec![0u8; 1 << (first_log2 - 1)];
    let mut bigram = vec![0u8; 1 << (bigram_log2 - 3)];
    for (norms, lower) in keys.iter().zip(lower) {
        let kind = if norms.len() == 1 { 1u8 } else { 2 };
        let bits = if *lower { kind | kind << 2 } else { kind };
        let (byte, shift) = first_slot(norms[0], first_log2);
        first[byte] |= bits << shift;
        if norms.len() > 1 {
            let (byte, bit) = bigram_slot(two(start, norms), bigram_log2);
            bigram[byte] |= bit;
        }
    }
    let nodes = u32::try_from(merged.len()).map_err(|_| (0, 0))?;
    Ok(Search { seed, nodes, buckets, max_probe, first_log2, bigram_log2, first, bigram, table })
}

/// Byte and shift of the four bits of a first token.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "at most 40 bits remain, on machines of 64")]
pub(crate) const fn first_slot(norm: u64, log2: u32) -> (usize, u32) {
    let slot = chain::spread(norm) >> (64 - log2);
    ((slot >> 1) as usize, (slot as u32 & 1) * 4)
}

/// Byte and bit of a key of two tokens.
#[inline]
pub(crate) const fn bigram_slot(key: u64, log2: u32) -> (usize, u8) {
    let slot = key >> (64 - log2);
    ((slot >> 3) as usize, 1 << (slot & 7))
}

/// Bucket at which a key begins.
#[inline]
pub(crate) const fn home(key: u64, buckets: u32) -> u32 {
    (((key >> 32) * buckets as u64) >> 32) as u32
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

fn count_distinct(values: impl Iterator<Item = u64>) -> usize {
    let mut values: Vec<u64> = values.collect();
    values.par_sort_unstable();
    values.dedup();
    values.len().max(1)
}

/// Fills the buckets; fails when two keys could be taken for one another.
fn fill_table(nodes: &[(u64, u32)]) -> Result<(Vec<u8>, u32, u32), (u32, u32)> {
    // Filled to 82 %; one bucket more, so that even a tiny table keeps an empty slot to stop at.
    let buckets = u32::try_from(nodes.len() * 100 / (82 * SLOTS) + 2).map_err(|_| (0, 0))?;
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
