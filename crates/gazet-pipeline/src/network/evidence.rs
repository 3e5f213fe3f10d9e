//! The texts behind edges, fetched in the second look at the parts.

use super::picture::{edge_id, entity_id};
use crate::aggregate::EntityTable;
use crate::part::PartDocument;
use gazet_export::EvidenceRecord;
use gazet_graph::{CoocGraph, Evidence, NodeId};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;

/// The evidence of all edges, by pair, best first.
pub(crate) type EvidenceTexts = BTreeMap<(NodeId, NodeId), Vec<EvidenceRecord>>;

/// Longest text quoted as evidence, in bytes; longer stretches are cut between the two names.
const MAX_QUOTE_BYTES: usize = 600;

/// Evidence to fetch: its edge, its rank there, and where it stands.
type Wanted = ((NodeId, NodeId), usize, Evidence);

/// Fetches evidence, document after document.
pub(super) struct Fetching {
    wanted: BTreeMap<u32, Vec<Wanted>>,
    found: EvidenceTexts,
}

impl Fetching {
    /// For the evidence of the edges of `graph`.
    pub(super) fn new(graph: &CoocGraph) -> Self {
        let mut wanted: BTreeMap<u32, Vec<Wanted>> = BTreeMap::new();
        for edge in graph.graph().edge_references() {
            let pair = (graph.graph()[edge.source()].id, graph.graph()[edge.target()].id);
            for (rank, &evidence) in edge.weight().evidence.iter().enumerate() {
                wanted.entry(evidence.document).or_default().push((pair, rank, evidence));
            }
        }
        Self { wanted, found: EvidenceTexts::new() }
    }

    /// Takes what is wanted of the document of this index.
    pub(super) fn visit(&mut self, index: u32, document: &PartDocument, entities: &EntityTable) {
        for (pair, rank, evidence) in self.wanted.remove(&index).into_iter().flatten() {
            let a = &document.mentions[evidence.mention_a as usize];
            let b = &document.mentions[evidence.mention_b as usize];
            let (source, target) = (&entities.get(pair.0).key, &entities.get(pair.1).key);
            self.found.entry(pair).or_default().push(EvidenceRecord {
                edge: edge_of(source, target),
                source: source.clone(),
                target: target.clone(),
                rank: rank as u64 + 1,
                window: evidence.window.name(),
                document: document.id.clone(),
                source_start_byte: u64::from(a.start),
                source_end_byte: u64::from(a.end),
                target_start_byte: u64::from(b.start),
                target_end_byte: u64::from(b.end),
                text: quote(document, a.sentence, b.sentence),
            });
        }
    }

    pub(super) fn finish(mut self) -> EvidenceTexts {
        for records in self.found.values_mut() {
            records.sort_by_key(|r| r.rank);
        }
        self.found
    }
}

/// The id of the edge between two entities in graph files, from their keys.
pub(super) fn edge_of(source: &str, target: &str) -> String {
    let (a, b) = (entity_id(source), entity_id(target));
    if a <= b { edge_id(&a, &b) } else { edge_id(&b, &a) }
}

/// The sentences that hold two mentions: the stretch from the first to the second, or, where that is long, both
/// sentences with an ellipsis between them.
fn quote(document: &PartDocument, a: u32, b: u32) -> String {
    let (first, last) = (a.min(b) as usize, a.max(b) as usize);
    let sentence = |index: usize| {
        let (start, end) = document.sentences[index];
        document.text[start as usize..end as usize].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (start, end) = (document.sentences[first].0 as usize, document.sentences[last].1 as usize);
    if first == last {
        sentence(first)
    } else if end - start <= MAX_QUOTE_BYTES {
        document.text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        format!("{} […] {}", sentence(first), sentence(last))
    }
}
