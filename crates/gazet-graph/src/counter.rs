//! Counting: one pass over the mentions of each document, all window kinds at once.

use crate::GraphError;
use crate::counts::{Counts, EVIDENCE_KEPT, Evidence, NodeCounts, NodeId, Pair, PairCounts};
use crate::date::{Date, earliest};
use crate::spill::{Merge, Runs, SpillSpace};
use crate::table::{Meeting, PairTable, SortedPairs};
use crate::window::Window;
use rustc_hash::FxHashMap;

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

impl Occurrence {
    /// The unit of a nested window that holds it.
    fn unit(&self, window: Window) -> u32 {
        match window {
            Window::Sentence => self.sentence,
            Window::Paragraph => self.paragraph,
            Window::Item => self.item,
            Window::Document | Window::Tokens => 0,
        }
    }
}

/// The occurrences of one document. Their order does not matter; sentences lie inside blocks, blocks inside items,
/// and the numbers of all three rise with the tokens.
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

/// Tokens of a [`Window::Tokens`] window unless told otherwise.
pub const DEFAULT_WINDOW_TOKENS: u32 = 25;

/// Counts documents one after the other.
pub struct Counter {
    nodes: Vec<NodeCounts>,
    pairs: PairTable,
    max_pairs: usize,
    runs: Option<Runs>,
    n_windows: [u64; Window::COUNT],
    window_tokens: u32,
    // Kept between documents for their memory only.
    sorted: Vec<Occurrence>,
    in_text_order: Vec<Occurrence>,
    token_windows: TokenWindows,
    members: Vec<NodeId>,
}

/// Entities of a document up to which a cell is kept for each two of them.
const DENSE: usize = 512;

/// How many token windows of one document hold two of its entities, by their positions among these.
#[derive(Default)]
struct TokenWindows {
    n: usize,
    dense: Vec<u32>,
    sparse: FxHashMap<(usize, usize), u32>,
}

impl TokenWindows {
    /// Begins a document of `n` entities.
    fn begin(&mut self, n: usize) {
        self.n = n;
        self.dense.clear();
        self.sparse = FxHashMap::default();
        if n <= DENSE {
            self.dense.resize(n * n, 0);
        }
    }

    fn add(&mut self, a: usize, b: usize) {
        match self.dense.get_mut(a * self.n + b) {
            Some(n) => *n += 1,
            None => *self.sparse.entry((a, b)).or_default() += 1,
        }
    }

    fn of(&self, a: usize, b: usize) -> u32 {
        let dense = self.dense.get(a * self.n + b);
        dense.or_else(|| self.sparse.get(&(a, b))).copied().unwrap_or(0)
    }
}

impl Counter {
    /// A counter for entities `0..n_nodes` that keeps everything in memory.
    #[must_use]
    pub fn new(n_nodes: usize) -> Self {
        Self {
            nodes: vec![NodeCounts::default(); n_nodes],
            pairs: PairTable::default(),
            max_pairs: usize::MAX,
            runs: None,
            n_windows: [0; Window::COUNT],
            window_tokens: DEFAULT_WINDOW_TOKENS,
            sorted: Vec::new(),
            in_text_order: Vec::new(),
            token_windows: TokenWindows::default(),
            members: Vec::new(),
        }
    }

    /// A counter whose pairs take about `max_bytes` of memory (at least some kilobytes): past that, they are written
    /// to files of `space` as sorted runs, which [`Counter::finish`] merges. The result is the same with any limit.
    #[must_use]
    pub fn bounded(n_nodes: usize, max_bytes: usize, space: SpillSpace) -> Self {
        let max_pairs = (max_bytes / PairTable::BYTES).max(16);
        Self { max_pairs, runs: Some(Runs::new(space)), ..Self::new(n_nodes) }
    }

    /// Sets the length of [`Window::Tokens`] windows, in tokens; [`DEFAULT_WINDOW_TOKENS`] by default. Below 2, no
    /// two mentions meet.
    #[must_use]
    pub fn token_window(mut self, tokens: u32) -> Self {
        self.window_tokens = tokens;
        self
    }

    /// Counts one document. Costs one look-up for each pair of entities of the document.
    ///
    /// # Errors
    /// If an occurrence names an entity outside `0..n_nodes`, or counts cannot be written aside. The counter is of
    /// no use afterwards.
    pub fn add(&mut self, document: &DocumentOccurrences<'_>) -> Result<(), GraphError> {
        if let Some(unknown) = document.occurrences.iter().find(|o| o.node.0 as usize >= self.nodes.len()) {
            return Err(GraphError::UnknownNode {
                document: document.document,
                node: unknown.node.0,
                n_nodes: self.nodes.len(),
            });
        }
        for (window, n) in self.n_windows.iter_mut().zip([
            u64::from(document.n_sentences),
            u64::from(document.n_paragraphs),
            u64::from(document.n_items),
            u64::from(!document.occurrences.is_empty() || document.n_sentences > 0),
            document.occurrences.len() as u64,
        ]) {
            *window += n;
        }
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        sorted.extend_from_slice(document.occurrences);
        sorted.sort_unstable_by_key(|o| (o.node, o.token, o.mention));
        let result = self.count_document(&sorted, document);
        self.sorted = sorted;
        result
    }

    fn count_document(
        &mut self,
        by_node: &[Occurrence],
        document: &DocumentOccurrences<'_>,
    ) -> Result<(), GraphError> {
        let of_node: Vec<&[Occurrence]> = by_node.chunk_by(|a, b| a.node == b.node).collect();
        self.count_token_windows(&of_node);
        for (i, a) in of_node.iter().enumerate() {
            let node = &mut self.nodes[a[0].node.0 as usize];
            node.n_mentions += a.len() as u64;
            for window in Window::NESTED {
                let units = a.chunk_by(|x, y| x.unit(window) == y.unit(window)).count();
                node.n_windows[window.index()] += units as u64;
            }
            node.n_stories += u64::from(!document.is_duplicate);
            node.first = earliest(node.first, document.date);
            node.last = node.last.max(document.date);
            for (j, b) in of_node.iter().enumerate().skip(i + 1) {
                let pair = (a[0].node, b[0].node);
                if self.pairs.len() >= self.max_pairs && !self.pairs.contains(pair) {
                    self.spill()?;
                }
                self.pairs.add(pair, &meeting(a, b, self.token_windows.of(i, j), document));
            }
        }
        Ok(())
    }

    /// Counts the token windows of the document's entities, which are numbered by their positions in `of_node`.
    fn count_token_windows(&mut self, of_node: &[&[Occurrence]]) {
        self.token_windows.begin(of_node.len());
        self.in_text_order.clear();
        for (number, occurrences) in (0u32..).zip(of_node) {
            self.in_text_order.extend(occurrences.iter().map(|o| Occurrence { node: NodeId(number), ..*o }));
        }
        self.in_text_order.sort_unstable_by_key(|o| (o.token, o.mention));
        for_each_token_window(&self.in_text_order, self.window_tokens, &mut self.members, |members| {
            for (i, &a) in members.iter().enumerate() {
                let node = of_node[a.0 as usize][0].node;
                self.nodes[node.0 as usize].n_windows[Window::Tokens.index()] += 1;
                for &b in &members[i + 1..] {
                    self.token_windows.add(a.0 as usize, b.0 as usize);
                }
            }
        });
    }

    fn spill(&mut self) -> Result<(), GraphError> {
        let Some(runs) = &mut self.runs else { return Ok(()) };
        runs.write(self.pairs.sorted())?;
        self.pairs.clear();
        Ok(())
    }

    /// The counts. Those of entities are in memory; those of pairs come one after the other.
    ///
    /// # Errors
    /// If counts written aside cannot be read back.
    pub fn finish(mut self) -> Result<Counted, GraphError> {
        if self.runs.as_ref().is_some_and(|runs| !runs.is_empty()) {
            // The rest joins the runs.
            self.spill()?;
        }
        let pairs = match self.runs {
            Some(runs) if !runs.is_empty() => PairSource::Runs(runs.merge()?),
            _ => PairSource::Memory(self.pairs.into_sorted()),
        };
        Ok(Counted { nodes: self.nodes, n_windows: self.n_windows, pairs })
    }
}

enum PairSource {
    Memory(SortedPairs),
    Runs(Merge),
}

/// What a [`Counter`] has counted. Iterate to get the pairs, sorted.
pub struct Counted {
    /// By [`NodeId`].
    pub nodes: Vec<NodeCounts>,
    /// Windows of each kind in the collection.
    pub n_windows: [u64; Window::COUNT],
    pairs: PairSource,
}

impl Counted {
    /// Whether some counts lie outside memory.
    #[must_use]
    pub fn has_spilled(&self) -> bool {
        matches!(self.pairs, PairSource::Runs(_))
    }

    /// All of it in memory, to merge with other counts.
    ///
    /// # Errors
    /// If counts written aside cannot be read back.
    pub fn into_counts(mut self) -> Result<Counts, GraphError> {
        let pairs = self.by_ref().collect::<Result<_, _>>()?;
        Ok(Counts { nodes: self.nodes, pairs, n_windows: self.n_windows })
    }
}

impl Iterator for Counted {
    type Item = Result<(Pair, PairCounts), GraphError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.pairs {
            PairSource::Memory(pairs) => pairs.next().map(Ok),
            PairSource::Runs(pairs) => pairs.next().map(|item| item.map_err(GraphError::from)),
        }
    }
}

/// Calls `visit` with the entities of each window of [`Window::Tokens`], ascending; `members` is scratch memory.
pub(crate) fn for_each_token_window(
    in_text_order: &[Occurrence],
    tokens: u32,
    members: &mut Vec<NodeId>,
    mut visit: impl FnMut(&[NodeId]),
) {
    for (start, opener) in in_text_order.iter().enumerate() {
        members.clear();
        members.extend(
            in_text_order[start..]
                .iter()
                .take_while(|o| o.token - opener.token < tokens.max(1) && o.item == opener.item)
                .map(|o| o.node),
        );
        members.sort_unstable();
        members.dedup();
        visit(members);
    }
}

/// Calls `visit` with the occurrences of both in each unit of `window` that holds both. Both are in text order.
pub(crate) fn for_each_shared(
    mut a: &[Occurrence],
    mut b: &[Occurrence],
    window: Window,
    mut visit: impl FnMut(&[Occurrence], &[Occurrence]),
) {
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        let (unit_a, unit_b) = (x.unit(window), y.unit(window));
        if unit_a < unit_b {
            a = &a[1..];
        } else if unit_b < unit_a {
            b = &b[1..];
        } else {
            let end = |of: &[Occurrence]| of.iter().take_while(|o| o.unit(window) == unit_a).count();
            let (inside_a, rest_a) = a.split_at(end(a));
            let (inside_b, rest_b) = b.split_at(end(b));
            visit(inside_a, inside_b);
            (a, b) = (rest_a, rest_b);
        }
    }
}

/// How two entities meet in a document, whose occurrences these are, in text order.
fn meeting(
    a: &[Occurrence],
    b: &[Occurrence],
    n_token_windows: u32,
    document: &DocumentOccurrences<'_>,
) -> Meeting {
    let mut meeting = Meeting { is_story: !document.is_duplicate, date: document.date, ..Meeting::default() };
    let mut shown = false;
    for window in Window::NESTED {
        let mut shared = 0;
        for_each_shared(a, b, window, |a, b| {
            if !shown && (shared as usize) < EVIDENCE_KEPT {
                let (mention_a, mention_b) = closest(a, b);
                meeting.evidence.add(Evidence {
                    window,
                    nth: shared,
                    rank: document.sample_key,
                    document: document.document,
                    mention_a,
                    mention_b,
                });
            }
            shared += 1;
        });
        meeting.n_windows[window.index()] = shared;
        shown |= shared > 0;
    }
    meeting.n_windows[Window::Tokens.index()] = n_token_windows;
    meeting
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
