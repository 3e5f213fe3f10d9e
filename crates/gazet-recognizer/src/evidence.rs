//! What the rest of a document shows about a word.
//!
//! One table for one document, emptied by counting up a generation, so that a short document after a long one pays
//! for its own words only.

/// What was seen of one word (or of one whole name) in the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Times written in lower case.
    pub(crate) lower: u16,
    /// Times capitalized where nothing but being a name calls for it.
    pub(crate) capital: u16,
    /// Times directly after a title.
    pub(crate) titled: u16,
    /// Times the first pass took it for part of a longer name, by type.
    pub(crate) part: [u16; 3],
    /// Times the first pass took it for a whole name, by type.
    pub(crate) whole: [u16; 3],
    /// Times the first pass left it outside though it is capitalized.
    pub(crate) outside: u16,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    generation: u32,
    seen: Seen,
}

/// The table of one document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    slots: Vec<Slot>,
    generation: u32,
    n: usize,
}

impl Evidence {
    /// Forgets the document before.
    pub(crate) fn clear(&mut self) {
        self.n = 0;
        if self.slots.is_empty() {
            self.slots.resize(64, Slot::default());
        }
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.slots.fill(Slot::default());
            self.generation = 1;
        }
    }

    /// The entry of `key`, made when it is not there.
    #[inline]
    pub(crate) fn entry(&mut self, key: u64) -> &mut Seen {
        if self.n * 2 >= self.slots.len() {
            self.grow();
        }
        let at = self.probe(key);
        let slot = &mut self.slots[at];
        if slot.generation != self.generation {
            *slot = Slot { key, generation: self.generation, seen: Seen::default() };
            self.n += 1;
        }
        &mut slot.seen
    }

    /// The entry of `key`, if there is one.
    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<&Seen> {
        let slot = &self.slots[self.probe(key)];
        (slot.generation == self.generation).then_some(&slot.seen)
    }

    /// The same, to change it.
    #[inline]
    pub(crate) fn get_mut(&mut self, key: u64) -> Option<&mut Seen> {
        let at = self.probe(key);
        let slot = &mut self.slots[at];
        (slot.generation == self.generation).then_some(&mut slot.seen)
    }

    /// Where `key` is, or the free slot where it would go. Half of the slots are free at least.
    #[inline]
    fn probe(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.generation != self.generation || slot.key == key {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots.resize((old.len() * 2).max(64), Slot::default());
        if self.generation == 0 {
            self.generation = 1;
        }
        for slot in old.into_iter().filter(|s| s.generation == self.generation) {
            let at = self.probe(slot.key);
            self.slots[at] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_survive_growth_and_end_with_the_document() {
        let mut evidence = Evidence::default();
        evidence.clear();
        for key in 0..5000_u64 {
            evidence.entry(key).lower = (key % 7) as u16;
        }
        for key in 0..5000_u64 {
            assert_eq!(evidence.get(key).unwrap().lower, (key % 7) as u16);
        }
        assert_eq!(evidence.get(5000), None);
        evidence.clear();
        assert_eq!(evidence.get(3), None);
        assert_eq!(*evidence.entry(3), Seen::default());
    }
}
