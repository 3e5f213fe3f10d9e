//! The texts behind edges, fetched in the second look at the parts.

use super::picture::{edge_id, entity_id};
use crate::aggregate::Keys;
use crate::part::PartDocument;
use gazet_export::EvidenceRecord;
use gazet_graph::{CoocGraph, Evidence, NodeId};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;
use std::ops::Range;

/// The evidence of all edges, by pair, best first.
pub(crate) type EvidenceTexts = BTreeMap<(NodeId, NodeId), Vec<EvidenceRecord>>;

/// Longest text quoted as evidence, in bytes; longer stretches are cut between the two names.
const MAX_QUOTE_BYTES: usize = 600;

/// Evidence to fetch, by document: its edge, its rank there, and where it stands.
pub(super) struct Wanted {
    of_document: BTreeMap<u32, Vec<WantedOne>>,
}

type WantedOne = ((NodeId, NodeId), usize, Evidence);

/// Evidence with the edge that it is for.
pub(super) type Found = ((NodeId, NodeId), EvidenceRecord);

impl Wanted {
    /// The evidence of the edges of `graph`.
    pub(super) fn new(graph: &CoocGraph) -> Self {
        let mut of_document: BTreeMap<u32, Vec<WantedOne>> = BTreeMap::new();
        for edge in graph.graph().edge_references() {
            let pair = (graph.graph()[edge.source()].id, graph.graph()[edge.target()].id);
            for (rank, &evidence) in edge.weight().evidence.iter().enumerate() {
                of_document.entry(evidence.document).or_default().push((pair, rank, evidence));
            }
        }
        Self { of_document }
    }

    /// Whether something is wanted of one of the documents of these numbers.
    pub(super) fn is_among(&self, documents: Range<u64>) -> bool {
        self.of_document.range(documents.start as u32..documents.end as u32).next().is_some()
    }

    /// Fetches what is wanted of the document of this index.
    pub(super) fn fetch(&self, index: u32, document: &PartDocument, keys: &Keys, found: &mut Vec<Found>) {
        for (pair, rank, evidence) in self.of_document.get(&index).into_iter().flatten() {
            let a = &document.mentions[evidence.mention_a as usize];
            let b = &document.mentions[evidence.mention_b as usize];
            let (source, target) = (keys.key(pair.0), keys.key(pair.1));
            let record = EvidenceRecord {
                edge: edge_of(source, target),
                source: source.to_owned(),
                target: target.to_owned(),
                rank: *rank as u64 + 1,
                window: evidence.window.name(),
                document: document.id.clone(),
                source_start_byte: u64::from(a.start),
                source_end_byte: u64::from(a.end),
                target_start_byte: u64::from(b.start),
                target_end_byte: u64::from(b.end),
                text: quote(document, a.sentence, b.sentence),
            };
            found.push((*pair, record));
        }
    }
}

/// Puts evidence in order.
pub(super) fn by_pair(mut found: Vec<Found>) -> EvidenceTexts {
    found.sort_unstable_by_key(|(pair, record)| (*pair, record.rank));
    let mut texts = EvidenceTexts::new();
    for (pair, record) in found {
        texts.entry(pair).or_default().push(record);
    }
    texts
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
