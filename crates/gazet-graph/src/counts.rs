//! What is counted, and how counts of parts of a collection become counts of the whole.

use crate::date::{Date, earliest};
use crate::window::Window;

/// Index of an entity in the caller's table of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// One place that shows two entities together: the closest pair of mentions in one sentence, or, in a document
/// that has them in no common sentence, in the narrowest window that holds both.
///
/// The order is the order of preference: narrow windows first, then one place from each document before a second
/// one from any, then the pseudo-random rank of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The narrowest window that holds both mentions.
    pub window: Window,
    /// How many such places its document has before this one.
    pub nth: u32,
    /// Pseudo-random rank of the document, a hash of its id.
    pub rank: u64,
    /// The document.
    pub document: u32,
    /// Mention of the entity with the smaller id.
    pub mention_a: u32,
    /// Mention of the other one.
    pub mention_b: u32,
}

/// How many pieces of evidence an edge keeps.
pub(crate) const EVIDENCE_KEPT: usize = 3;

/// The best few pieces of evidence, best first. Held in place: there is one for every pair ever counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct BestEvidence {
    kept: [Evidence; EVIDENCE_KEPT],
    len: u8,
}

impl BestEvidence {
    /// The evidence, best first.
    #[must_use]
    pub fn as_slice(&self) -> &[Evidence] {
        &self.kept[..usize::from(self.len)]
    }

    pub(crate) fn add(&mut self, evidence: Evidence) {
        let len = usize::from(self.len);
        let at = self.as_slice().partition_point(|e| *e < evidence);
        if at >= EVIDENCE_KEPT || self.as_slice().get(at) == Some(&evidence) {
            return;
        }
        let end = (len + 1).min(EVIDENCE_KEPT);
        self.kept[at..end].rotate_right(1);
        self.kept[at] = evidence;
        self.len = end as u8;
    }
}

impl PartialEq for BestEvidence {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for BestEvidence {}

/// What was counted for one entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeCounts {
    /// Mentions.
    pub n_mentions: u64,
    /// Windows of each kind that hold the entity, by [`Window::index`].
    pub n_windows: [u64; Window::COUNT],
    /// Documents that do not repeat another one.
    pub n_stories: u64,
    /// First date.
    pub first: Option<Date>,
    /// Last date.
    pub last: Option<Date>,
}

/// What was counted for one pair of entities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairCounts {
    /// Windows of each kind that hold both, by [`Window::index`].
    pub n_windows: [u64; Window::COUNT],
    /// Documents with both that do not repeat another one.
    pub n_stories: u64,
    /// First date of a document with both.
    pub first: Option<Date>,
    /// Last date.
    pub last: Option<Date>,
    /// The best few places that show the pair.
    pub evidence: BestEvidence,
}

impl PairCounts {
    pub(crate) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.n_windows.iter_mut().zip(other.n_windows) {
            *mine += theirs;
        }
        self.n_stories += other.n_stories;
        self.first = earliest(self.first, other.first);
        self.last = self.last.max(other.last);
        for &evidence in other.evidence.as_slice() {
            self.evidence.add(evidence);
        }
    }
}

impl NodeCounts {
    fn merge(&mut self, other: &Self) {
        self.n_mentions += other.n_mentions;
        for (mine, theirs) in self.n_windows.iter_mut().zip(other.n_windows) {
            *mine += theirs;
        }
        self.n_stories += other.n_stories;
        self.first = earliest(self.first, other.first);
        self.last = self.last.max(other.last);
    }
}

/// Two entities, the smaller id first.
pub type Pair = (NodeId, NodeId);

/// Counts of a collection, or of a part of it: integers, minima, maxima and bottom-k samples only, so that any
/// grouping of parts merges to the same result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By [`NodeId`].
    pub nodes: Vec<NodeCounts>,
    /// By pair, the smaller id first; sorted.
    pub pairs: Vec<(Pair, PairCounts)>,
    /// Windows of each kind in the collection, with and without entities; of token windows, one for each mention.
    pub n_windows: [u64; Window::COUNT],
}

impl Counts {
    /// Adds the counts of another part of the collection.
    pub fn merge(&mut self, other: &Self) {
        if self.nodes.len() < other.nodes.len() {
            self.nodes.resize_with(other.nodes.len(), NodeCounts::default);
        }
        for (mine, theirs) in self.nodes.iter_mut().zip(&other.nodes) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.n_windows.iter_mut().zip(other.n_windows) {
            *mine += theirs;
        }
        let mut merged = Vec::with_capacity(self.pairs.len().max(other.pairs.len()));
        let mut left = std::mem::take(&mut self.pairs).into_iter().peekable();
        for (pair, counts) in &other.pairs {
            while let Some(smaller) = left.next_if(|(p, _)| p < pair) {
                merged.push(smaller);
            }
            match left.next_if(|(p, _)| p == pair) {
                Some((pair, mut both)) => {
                    both.merge(counts);
                    merged.push((pair, both));
                }
                None => merged.push((*pair, counts.clone())),
            }
        }
        merged.extend(left);
        self.pairs = merged;
    }
}
