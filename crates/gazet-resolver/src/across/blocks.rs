//! Which names are compared at all.

use super::parts::{Parts, Word};
use super::sound::code;
use gazet_core::EntityType;
use std::collections::BTreeMap;

/// Blocks of up to this many names are compared in full.
const FULL: usize = 48;
/// In larger ones each name is compared with this many that follow it in sound order.
const WINDOW: usize = 16;

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
                keys.push((0xC000_0000 | initial, last));
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
    for members in blocks.values_mut() {
        if members.len() > FULL {
            // Like names stand side by side by surname, then given name.
            members.sort_by_cached_key(|i| {
                let parts = &items[*i as usize].1.parts;
                let (last, first) = (parts.last(), parts.first());
                let text = |w: Option<&Word>| w.map(|w| w.text.clone());
                (last.map(Word::code), first.map(Word::code), text(last), text(first), *i)
            });
        }
        let reach = if members.len() > FULL { WINDOW } else { FULL };
        for (n, a) in members.iter().enumerate() {
            for b in members[n + 1..].iter().take(reach) {
                out.push((*a.min(b), *a.max(b)));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}
