//! Which names are compared at all.

use super::parts::{Parts, Word};
use super::sound::code;
use gazet_core::EntityType;
use std::collections::BTreeMap;

/// Blocks of up to this many names are compared in full.
const FULL: usize = 48;
/// In larger ones each name is compared with this many that follow it in sound order.
const WINDOW: usize = 14;
/// Marks the keys of initials; codes of words never have both bits.
const INITIAL: u32 = 0xC000_0000;

/// Pairs of item indices worth comparing, ascending, each once. The names that sound alike in their first and last
/// part meet; of a name with three parts or more also those of its first and its second last part (second surnames
/// left out); and initials meet the full given names that begin with them.
pub(crate) fn pairs(items: &[(EntityType, Parts)]) -> Vec<(u32, u32)> {
    let mut blocks: BTreeMap<(EntityType, u32, u32), Vec<u32>> = BTreeMap::new();
    for (index, (entity_type, parts)) in (0u32..).zip(items) {
        let mut keys: Vec<(u32, u32)> = Vec::new();
        if let Some((first, last)) = parts.codes() {
            keys.push((first.min(last), first.max(last)));
            if *entity_type == EntityType::Person && parts.parts.len() > 1 {
                let initial = parts.parts[0].text.chars().next().map_or(0, u32::from);
                keys.push((INITIAL | initial, last));
                if let Some(bare) = parts.parts.last().and_then(Word::without_article) {
                    let bare = code(bare);
                    keys.push((first.min(bare), first.max(bare)));
                }
                if let [one, two, .., second_last, end] = parts.parts.as_slice() {
                    let mut key = |a: u32, b: u32| keys.push((a.min(b), a.max(b)));
                    // Second surname left out, first given name left out, divided and joined parts.
                    key(first, second_last.code());
                    key(two.code(), last);
                    key(first, code(&format!("{}{}", second_last.text, end.text)));
                    key(code(&format!("{}{}", one.text, two.text)), last);
                } else if let [one, two, end] = parts.parts.as_slice() {
                    let mut key = |a: u32, b: u32| keys.push((a.min(b), a.max(b)));
                    key(first, two.code());
                    key(two.code(), last);
                    key(first, code(&format!("{}{}", two.text, end.text)));
                    key(code(&format!("{}{}", one.text, two.text)), last);
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        for (a, b) in keys {
            blocks.entry((*entity_type, a, b)).or_default().push(index);
        }
    }
    let mut out = Vec::new();
    let parts = |i: &u32| &items[*i as usize].1.parts;
    let mut push = |a: u32, b: u32| out.push((a.min(b), a.max(b)));
    for ((_, key, _), members) in &mut blocks {
        if key & INITIAL == INITIAL {
            // Only what is an initial itself has anything to find here.
            let (short, full): (Vec<u32>, Vec<u32>) =
                members.iter().partition(|i| parts(i).first().is_some_and(Word::is_initial));
            for a in short.iter().take(FULL) {
                full.iter().take(FULL).for_each(|b| push(*a, *b));
            }
        } else if members.len() <= FULL {
            for (n, a) in members.iter().enumerate() {
                members[n + 1..].iter().for_each(|b| push(*a, *b));
            }
        } else {
            // Like names stand side by side by surname, then given name, and the other way round: a name with two
            // respelled parts is the one that may be missed.
            let text = |w: Option<&Word>| w.map(|w| w.text.clone());
            for surname_first in [true, false] {
                members.sort_by_cached_key(|i| {
                    let (first, last) = (parts(i).first(), parts(i).last());
                    let (x, y) = if surname_first { (last, first) } else { (first, last) };
                    (x.map(Word::code), y.map(Word::code), text(x), text(y), *i)
                });
                for (n, a) in members.iter().enumerate() {
                    members[n + 1..].iter().take(WINDOW).for_each(|b| push(*a, *b));
                }
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}
