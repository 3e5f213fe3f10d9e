//! Filters and table of the name keys.

use super::records::NameRecord;
use super::store::Store;
use crate::format::{BUCKET, HAS_CHILD};
use crate::{AliasFlags, chain};
use rayon::prelude::*;
use std::convert::Infallible;

/// The search sections.
pub(super) struct Search {
    pub(super) seed: u64,
    /// First alias of each folded name.
    pub(super) heads: Vec<u32>,
    pub(super) nodes: u32,
    pub(super) buckets: u32,
    pub(super) max_probe: u32,
    pub(super) first_slots: u32,
    pub(super) bigram_bits: u32,
    pub(super) first: Vec<u8>,
    pub(super) bigram: Vec<u8>,
    pub(super) table: Vec<u8>,
}

/// Slots a bucket.
const SLOTS: usize = 8;
/// Part of the slots that are filled, in percent.
const FILLED: usize = 88;
/// Seeds tried before two names are said to collide.
const SEEDS: u64 = 64;

/// The names that the sections are built for.
pub(super) struct Names<'a> {
    pub(super) store: &'a Store,
    /// Where the record of each alias begins, by folded name; fewer than 2^31 - 1.
    pub(super) order: &'a [u32],
}

/// Builds the sections. On failure the aliases of two names that share a key.
pub(super) fn build(names: &Names<'_>) -> Result<Search, [u32; 2]> {
    let mut clash = [0; 2];
    for seed in 0..SEEDS {
        match try_build(seed.wrapping_mul(0x2545_F491_4F6C_DD1D), names) {
            Ok(search) => return Ok(search),
            Err(pair) => clash = pair,
        }
    }
    Err(clash)
}

fn try_build(seed: u64, names: &Names<'_>) -> Result<Search, [u32; 2]> {
    let start = chain::start(seed);
    let mut all = Run::default();
    let mut nodes = Nodes::default();
    for (i, runs) in names.order.chunks(RUN * RUNS).enumerate() {
        let begin = i * RUN * RUNS;
        let runs = runs.par_chunks(RUN).enumerate().map(|(i, run)| {
            let mut out = Run::default();
            out.read(names, begin + i * RUN, run.len(), start);
            out
        });
        for run in runs.collect::<Vec<_>>() {
            all.heads.extend(run.heads);
            all.firsts.extend(run.firsts);
            all.bigrams.extend(run.bigrams);
            run.nodes.into_iter().for_each(|node| nodes.add(node));
        }
    }
    nodes.settle()?;
    let n_nodes = u32::try_from(nodes.len()).map_err(|_| [0, 0])?;
    let (table, buckets, max_probe) = fill_table(nodes)?;

    let mut firsts: Vec<u64> = all.firsts.iter().map(|(norm, _)| *norm).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let first_slots = slots(firsts.len(), FIRST_SLOTS, 128);
    let bigram_bits = slots(all.bigrams.len(), BIGRAM_BITS, 512);
    let mut first = vec![0u8; first_slots as usize / 2];
    for (norm, bits) in all.firsts {
        let (byte, shift) = first_slot(norm, first_slots);
        first[byte] |= bits << shift;
    }
    let mut bigram = vec![0u8; bigram_bits as usize / 8];
    for key in all.bigrams {
        let (byte, bit) = bigram_slot(key, bigram_bits);
        bigram[byte] |= bit;
    }
    let heads = all.heads;
    Ok(Search {
        seed,
        heads,
        nodes: n_nodes,
        buckets,
        max_probe,
        first_slots,
        bigram_bits,
        first,
        bigram,
        table,
    })
}

/// Aliases that are looked at in one go, and how many such runs at the same time.
const RUN: usize = 4096;
const RUNS: usize = 16;

/// What a run of aliases gives.
#[derive(Default)]
struct Run {
    heads: Vec<u32>,
    /// Prefixes of names: key, and value as in the table.
    nodes: Vec<(u64, u32)>,
    /// First tokens, and their bits in the filter.
    firsts: Vec<(u64, u8)>,
    /// Keys of the first two tokens of longer names.
    bigrams: Vec<u64>,
}

impl Run {
    /// Looks at `n` aliases from `begin` on.
    fn read(&mut self, names: &Names<'_>, begin: usize, n: usize, start: u64) {
        let mut before = begin.checked_sub(1).map(|i| names.store.name(names.order[i]));
        let mut aliases = begin..;
        let Ok(()) = names.store.visit_names(&names.order[begin..begin + n], |name| {
            let alias = aliases.next().and_then(|i| u32::try_from(i).ok()).unwrap_or(u32::MAX);
            self.add(alias, &name, before.as_ref(), start);
            before = Some(name);
            Ok::<(), Infallible>(())
        });
    }

    /// Adds an alias. A prefix that the name before has too is left out: names with a prefix in common stand side by
    /// side, since no byte of a token sorts before the space between tokens.
    fn add(&mut self, alias: u32, name: &NameRecord<'_>, before: Option<&NameRecord<'_>>, start: u64) {
        let n_norms = name.norms().len();
        let Some(norm) = name.norms().next() else { return };
        let kind = if n_norms == 1 { 1u8 } else { 2 };
        let bits = if may_begin_lower(name) { kind | kind << 2 } else { kind };
        if self.firsts.last() != Some(&(norm, bits)) {
            self.firsts.push((norm, bits));
        }
        if before.is_some_and(|before| before.fold == name.fold) {
            return;
        }
        self.heads.push(alias);
        let (shared, is_prefix) = before.map_or((0, false), |before| {
            let shared = before.norms().zip(name.norms()).take_while(|(a, b)| a == b).count();
            (shared, shared == before.norms().len())
        });
        let mut key = start;
        for (depth, norm) in name.norms().enumerate() {
            key = chain::step(key, norm);
            let is_last = depth + 1 == n_norms;
            // The name before goes on, which it did not know.
            if is_last || depth >= shared || is_prefix && depth + 1 == shared {
                self.nodes.push((key, if is_last { alias + 1 } else { HAS_CHILD }));
            }
            if depth == 1 && shared < 2 {
                self.bigrams.push(key);
            }
        }
    }
}

/// Whether a text of mixed case may write the first token of the alias in lower case.
fn may_begin_lower(name: &NameRecord<'_>) -> bool {
    name.flags.contains(AliasFlags::ANY_CASE) || name.capitals & 1 == 0
}

/// Prefixes of names by the highest bits of their keys, so that each part is sorted in fast memory.
struct Nodes {
    parts: Vec<Vec<Node>>,
}

/// Key and value in twelve bytes.
#[derive(Clone, Copy)]
struct Node {
    high: u32,
    low: u32,
    value: u32,
}

impl Node {
    fn key(self) -> u64 {
        u64::from(self.high) << 32 | u64::from(self.low)
    }
}

impl Default for Nodes {
    fn default() -> Self {
        Self { parts: vec![Vec::new(); 256] }
    }
}

impl Nodes {
    fn add(&mut self, (key, value): (u64, u32)) {
        let [part, ..] = key.to_be_bytes();
        let node = Node { high: fingerprint(key >> 32), low: fingerprint(key), value };
        self.parts[usize::from(part)].push(node);
    }

    fn len(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }

    /// Sorts, and makes one of those of the same key. On failure the aliases of two names that share one.
    fn settle(&mut self) -> Result<(), [u32; 2]> {
        let settled = self.parts.par_iter_mut().map(|part| {
            part.sort_unstable_by_key(|node| (node.key(), node.value));
            let mut clash = None;
            part.dedup_by(|node, kept| {
                let same = node.key() == kept.key();
                if same {
                    let [a, b] = [kept.value & !HAS_CHILD, node.value & !HAS_CHILD];
                    if a != 0 && b != 0 {
                        clash = clash.or(Some([a - 1, b - 1]));
                    }
                    kept.value |= node.value;
                }
                same
            });
            clash.map_or(Ok(()), Err)
        });
        settled.collect::<Vec<_>>().into_iter().collect()
    }
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

/// Fills the buckets; fails when two keys could be taken for one another.
fn fill_table(nodes: Nodes) -> Result<(Vec<u8>, u32, u32), [u32; 2]> {
    // One bucket more, so that even a tiny table keeps an empty slot to stop at.
    let buckets = u32::try_from(nodes.len() * 100 / (FILLED * SLOTS) + 2).map_err(|_| [0, 0])?;
    let mut table = vec![0u8; buckets as usize * BUCKET];
    let mut max_probe = 0;
    for node in nodes.parts.into_iter().flatten() {
        let print = node.low.to_le_bytes();
        let mut bucket = home(node.key(), buckets);
        let mut probe = 0;
        loop {
            let (prints, values) = table[bucket as usize * BUCKET..][..BUCKET].split_at_mut(SLOTS * 4);
            let slots = prints.as_chunks_mut::<4>().0.iter_mut().zip(values.as_chunks_mut::<4>().0);
            let mut free = None;
            // A bucket is filled from its front.
            for (slot_print, slot_value) in slots {
                if *slot_value == [0; 4] {
                    free = Some((slot_print, slot_value));
                    break;
                }
                if *slot_print == print {
                    let twin = u32::from_le_bytes(*slot_value);
                    return Err([twin, node.value].map(|value| (value & !HAS_CHILD).saturating_sub(1)));
                }
            }
            if let Some((slot_print, slot_value)) = free {
                *slot_print = print;
                *slot_value = node.value.to_le_bytes();
                break;
            }
            bucket = (bucket + 1) % buckets;
            probe += 1;
        }
        max_probe = max_probe.max(probe);
    }
    Ok((table, buckets, max_probe))
}
