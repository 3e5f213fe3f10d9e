//! Counting windows: one pass over the mentions of each document, all window kinds at once.

use rustc_hash::FxHashMap;

/// Index of an entity in the caller's table of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// The unit of text in which two entities count as named together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Window {
    /// The same sentence.
    Sentence,
    /// The same block: paragraph, heading, list item.
    Paragraph,
    /// The same item: one story of a page of several.
    Item,
    /// The same document.
    Document,
}

impl Window {
    /// All windows, narrow to wide.
    pub const ALL: [Self; 4] = [Self::Sentence, Self::Paragraph, Self::Item, Self::Document];

    /// The name used on the command line and in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Item => "item",
            Self::Document => "document",
        }
    }

    /// Position in [`Window::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A calendar date as `year * 10000 + month * 100 + day`; month and day 0 where unknown. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub u32);

impl Date {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with anything behind a further `T` or space ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let day = text.split(['T', ' ']).next()?;
        let mut parts = day.split('-');
        let year: u32 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month: u32 = parts.next().map_or(Ok(0), str::parse).ok()?;
        let day: u32 = parts.next().map_or(Ok(0), str::parse).ok()?;
        (month <= 12 && day <= 31 && parts.next().is_none()).then_some(Self(year * 10000 + month * 100 + day))
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = (self.0 / 10000, self.0 / 100 % 100, self.0 % 100);
        match (month, day) {
            (0, _) => write!(f, "{year:04}"),
            (_, 0) => write!(f, "{year:04}-{month:02}"),
            _ => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

/// One mention of an entity, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The entity.
    pub node: NodeId,
    /// Index of its sentence in the document.
    pub sentence: u32,
    /// Index of its block.
    pub paragraph: u32,
    /// Index of its item.
    pub item: u32,
    /// Index of its first token in the document.
    pub token: u32,
    /// The caller's index of the mention in its document, given back as evidence.
    pub mention: u32,
}

/// The occurrences of one document, in text order.
#[derive(Clone, Copy, Debug)]
pub struct DocumentOccurrences<'a> {
    /// Index of the document in the collection.
    pub document: u32,
    /// A hash of the document's stable id: evidence is sampled by it, so that the sample does not depend on
    /// the order or number of documents.
    pub sample_key: u64,
    /// The document's date.
    pub date: Option<Date>,
    /// Whether the document repeats another one: then it does not count as a story of its own.
    pub is_duplicate: bool,
    /// Number of sentences, with and without occurrences.
    pub n_sentences: u32,
    /// Number of blocks.
    pub n_paragraphs: u32,
    /// Number of items.
    pub n_items: u32,
    /// The occurrences.
    pub occurrences: &'a [Occurrence],
}

/// One place that shows two entities together: the closest pair of mentions in one sentence, or the next wider
/// window that holds both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The narrowest window that holds both mentions.
    pub window: Window,
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
const EVIDENCE_KEPT: usize = 3;

/// What was counted for one entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeCounts {
    /// Mentions.
    pub n_mentions: u64,
    /// Windows of each kind that hold the entity, by [`Window::index`].
    pub n_windows: [u64; 4],
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
    pub n_windows: [u64; 4],
    /// Documents with both that do not repeat another one.
    pub n_stories: u64,
    /// First date of a document with both.
    pub first: Option<Date>,
    /// Last date.
    pub last: Option<Date>,
    /// The best few places that show the pair, best first.
    pub evidence: Vec<Evidence>,
}

fn earliest(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

impl PairCounts {
    fn add_evidence(&mut self, evidence: Evidence) {
        let at = self.evidence.partition_point(|e| *e < evidence);
        if at < EVIDENCE_KEPT && self.evidence.get(at) != Some(&evidence) {
            self.evidence.insert(at, evidence);
            self.evidence.truncate(EVIDENCE_KEPT);
        }
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.n_windows.iter_mut().zip(other.n_windows) {
            *mine += theirs;
        }
        self.n_stories += other.n_stories;
        self.first = earliest(self.first, other.first);
        self.last = self.last.max(other.last);
        for &evidence in &other.evidence {
            self.add_evidence(evidence);
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

/// Counts of a collection, or of a part of it: integers, minima, maxima and bottom-k samples only, so that any
/// grouping of parts merges to the same result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By [`NodeId`].
    pub nodes: Vec<NodeCounts>,
    /// By pair, the smaller id first; sorted.
    pub pairs: Vec<((NodeId, NodeId), PairCounts)>,
    /// Windows of each kind in the collection, with and without entities.
    pub n_windows: [u64; 4],
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

/// Counts documents one after the other.
#[derive(Debug, Default)]
pub struct Counter {
    nodes: Vec<NodeCounts>,
    pairs: FxHashMap<(NodeId, NodeId), PairCounts>,
    n_windows: [u64; 4],
    sorted: Vec<Occurrence>,
    members: Vec<Occurrence>,
}

impl Counter {
    /// A counter for entities `0..n_nodes`.
    #[must_use]
    pub fn new(n_nodes: usize) -> Self {
        Self { nodes: vec![NodeCounts::default(); n_nodes], ..Self::default() }
    }

    /// Counts one document.
    ///
    /// # Panics
    /// If an occurrence names an entity outside `0..n_nodes`.
    pub fn add(&mut self, document: &DocumentOccurrences<'_>) {
        for (window, n) in self.n_windows.iter_mut().zip([
            document.n_sentences,
            document.n_paragraphs,
            document.n_items,
            u32::from(!document.occurrences.is_empty() || document.n_sentences > 0),
        ]) {
            *window += u64::from(n);
        }
        for occurrence in document.occurrences {
            self.nodes[occurrence.node.0 as usize].n_mentions += 1;
        }
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        sorted.extend_from_slice(document.occurrences);
        for window in Window::ALL {
            let unit = |o: &Occurrence| match window {
                Window::Sentence => o.sentence,
                Window::Paragraph => o.paragraph,
                Window::Item => o.item,
                Window::Document => 0,
            };
            // The units are contiguous in text order, and text order is kept inside each.
            sorted.sort_by_key(|o| (unit(o), o.token));
            for members in sorted.chunk_by(|a, b| unit(a) == unit(b)) {
                self.count_window(window, members, document);
            }
        }
        self.sorted = sorted;
    }

    fn count_window(&mut self, window: Window, occurrences: &[Occurrence], document: &DocumentOccurrences<'_>) {
        let mut members = std::mem::take(&mut self.members);
        members.clear();
        members.extend_from_slice(occurrences);
        members.sort_by_key(|o| (o.node, o.token));
        let of_node: Vec<&[Occurrence]> = members.chunk_by(|a, b| a.node == b.node).collect();
        for (i, a) in of_node.iter().enumerate() {
            let node = &mut self.nodes[a[0].node.0 as usize];
            node.n_windows[window.index()] += 1;
            if window == Window::Document {
                node.n_stories += u64::from(!document.is_duplicate);
                node.first = earliest(node.first, document.date);
                node.last = node.last.max(document.date);
            }
            for b in &of_node[i + 1..] {
                let pair = self.pairs.entry((a[0].node, b[0].node)).or_default();
                pair.n_windows[window.index()] += 1;
                let (mention_a, mention_b) = closest(a, b);
                pair.add_evidence(Evidence {
                    window,
                    rank: document.sample_key,
                    document: document.document,
                    mention_a,
                    mention_b,
                });
                if window == Window::Document {
                    pair.n_stories += u64::from(!document.is_duplicate);
                    pair.first = earliest(pair.first, document.date);
                    pair.last = pair.last.max(document.date);
                }
            }
        }
        self.members = members;
    }

    /// The counts, sorted.
    #[must_use]
    pub fn finish(self) -> Counts {
        let mut pairs: Vec<_> = self.pairs.into_iter().collect();
        pairs.sort_unstable_by_key(|(pair, _)| *pair);
        Counts { nodes: self.nodes, pairs, n_windows: self.n_windows }
    }
}

/// The mentions of two entities that stand closest to each other; the first such pair in text order.
fn closest(a: &[Occurrence], b: &[Occurrence]) -> (u32, u32) {
    let (mut i, mut j) = (0, 0);
    let mut best = (u32::MAX, a[0].mention, b[0].mention);
    while i < a.len() && j < b.len() {
        let distance = a[i].token.abs_diff(b[j].token);
        if distance < best.0 {
            best = (distance, a[i].mention, b[j].mention);
        }
        if a[i].token <= b[j].token {
            i += 1;
        } else {
            j += 1;
        }
    }
    (best.1, best.2)
}
