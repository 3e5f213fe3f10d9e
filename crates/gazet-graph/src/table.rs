//! Counts of pairs in memory. What every document changes stands together in one line of the processor's cache: a
//! collection has millions of meetings, and looking up what they change is what counting them costs.

use crate::counts::{BestEvidence, EVIDENCE_KEPT, Evidence, Pair, PairCounts};
use crate::date::{Date, earliest};
use crate::window::Window;
use rustc_hash::FxHashMap;

/// How two entities meet in one document.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meeting {
    /// Windows of each kind that hold both, by [`Window::index`].
    pub(crate) n_windows: [u32; Window::COUNT],
    /// Whether the document repeats no other.
    pub(crate) is_story: bool,
    /// Its date.
    pub(crate) date: Option<Date>,
    /// The places that show both, best first.
    pub(crate) evidence: BestEvidence,
}

/// What most documents change, 64 bytes.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Recent {
    n_windows: [u32; Window::COUNT],
    n_stories: u32,
    first: Option<Date>,
    last: Option<Date>,
    /// Window, number in its document and rank of the last of the evidence, once there is enough: what is not better
    /// need not be looked at.
    worst: Option<(Window, u32, u64)>,
}

/// What few documents change.
#[derive(Clone, Debug, Default)]
struct Settled {
    n_windows: [u64; Window::COUNT],
    evidence: BestEvidence,
}

/// Counts of pairs.
#[derive(Debug, Default)]
pub(crate) struct PairTable {
    places: FxHashMap<Pair, u32>,
    recent: Vec<Recent>,
    settled: Vec<Settled>,
}

impl PairTable {
    /// Bytes that a pair takes, at most: tables that double hold half as much again while they move, and sorting needs
    /// the keys once more.
    pub(crate) const BYTES: usize = {
        let place = size_of::<(Pair, u32)>();
        (place + 1) * 16 / 7 * 3 / 2 + place + (size_of::<Recent>() + size_of::<Settled>()) * 3 / 2
    };

    pub(crate) fn len(&self) -> usize {
        self.recent.len()
    }

    pub(crate) fn contains(&self, pair: Pair) -> bool {
        self.places.contains_key(&pair)
    }

    pub(crate) fn add(&mut self, pair: Pair, meeting: &Meeting) {
        let next = u32::try_from(self.recent.len()).expect("memory holds fewer than 2^32 pairs");
        let place = *self.places.entry(pair).or_insert(next) as usize;
        if place == next as usize {
            self.recent.push(Recent::default());
            self.settled.push(Settled::default());
        }
        let recent = &mut self.recent[place];
        for (window, (count, n)) in recent.n_windows.iter_mut().zip(meeting.n_windows).enumerate() {
            *count = count.checked_add(n).unwrap_or_else(|| {
                self.settled[place].n_windows[window] += u64::from(*count);
                n
            });
        }
        // One a document, of which a run has fewer than 2^32.
        recent.n_stories += u32::from(meeting.is_story);
        recent.first = earliest(recent.first, meeting.date);
        recent.last = recent.last.max(meeting.date);
        for &evidence in meeting.evidence.as_slice() {
            if recent.worst.is_some_and(|worst| order(&evidence) > worst) {
                break;
            }
            let kept = &mut self.settled[place].evidence;
            kept.add(evidence);
            recent.worst = kept.as_slice().get(EVIDENCE_KEPT - 1).map(order);
        }
    }

    fn counts(&self, place: u32) -> PairCounts {
        let (recent, settled) = (&self.recent[place as usize], &self.settled[place as usize]);
        let mut n_windows = settled.n_windows;
        n_windows.iter_mut().zip(recent.n_windows).for_each(|(all, n)| *all += u64::from(n));
        PairCounts {
            n_windows,
            n_stories: u64::from(recent.n_stories),
            first: recent.first,
            last: recent.last,
            evidence: settled.evidence,
        }
    }

    fn order(&self) -> Vec<(Pair, u32)> {
        let mut order: Vec<(Pair, u32)> = self.places.iter().map(|(pair, place)| (*pair, *place)).collect();
        order.sort_unstable();
        order
    }

    /// The pairs in order.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = (Pair, PairCounts)> {
        self.order().into_iter().map(|(pair, place)| (pair, self.counts(place)))
    }

    /// The pairs in order, for good.
    pub(crate) fn into_sorted(mut self) -> SortedPairs {
        let order = self.order();
        self.places = FxHashMap::default();
        SortedPairs { order: order.into_iter(), table: self }
    }

    pub(crate) fn clear(&mut self) {
        self.places.clear();
        self.recent.clear();
        self.settled.clear();
    }
}

fn order(evidence: &Evidence) -> (Window, u32, u64) {
    (evidence.window, evidence.nth, evidence.rank)
}

/// Pairs in order.
#[derive(Debug)]
pub(crate) struct SortedPairs {
    order: std::vec::IntoIter<(Pair, u32)>,
    table: PairTable,
}

impl Iterator for SortedPairs {
    type Item = (Pair, PairCounts);

    fn next(&mut self) -> Option<Self::Item> {
        self.order.next().map(|(pair, place)| (pair, self.table.counts(place)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::NodeId;

    #[test]
    fn what_a_document_changes_is_one_line_of_the_cache() {
        assert_eq!(size_of::<Recent>(), 64);
    }

    #[test]
    fn counts_beyond_32_bits_are_exact() {
        let pair = (NodeId(1), NodeId(2));
        let mut table = PairTable::default();
        let meeting = Meeting { n_windows: [u32::MAX - 1, 1, 0, 0, 7], ..Meeting::default() };
        (0..5).for_each(|_| table.add(pair, &meeting));
        let counts: Vec<_> = table.sorted().collect();
        assert_eq!(counts[0].1.n_windows, [5 * u64::from(u32::MAX - 1), 5, 0, 0, 35]);
    }

    #[test]
    fn the_best_evidence_is_kept_in_any_order() {
        let pair = (NodeId(1), NodeId(2));
        let all: Vec<Evidence> = (0..40u32)
            .map(|i| Evidence {
                window: [Window::Sentence, Window::Document][i as usize % 2],
                rank: u64::from(i * 7 % 5),
                document: i,
                ..Evidence::default()
            })
            .collect();
        let mut best = all.clone();
        best.sort();
        for shift in 0..all.len() {
            let mut table = PairTable::default();
            for &evidence in all.iter().cycle().skip(shift).take(all.len()) {
                let mut meeting = Meeting::default();
                meeting.evidence.add(evidence);
                table.add(pair, &meeting);
            }
            let (_, counts) = table.into_sorted().next().unwrap();
            assert_eq!(counts.evidence.as_slice(), &best[..EVIDENCE_KEPT]);
        }
    }
}
