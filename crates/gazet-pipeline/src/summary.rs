//! What a person wants to know when a run ends.

use crate::aggregate::{Entity, EntityTable};
use crate::manifest::{Manifest, Totals};
use gazet_core::EntityType;
use gazet_graph::CoocGraph;
use petgraph::visit::EdgeRef;

/// How many entities of each type, and ties, a summary names.
const TOP: usize = 8;

/// The outcome of a run in short.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// What was counted.
    pub totals: Totals,
    /// For each type, the entities named in most documents.
    pub top: Vec<(EntityType, Vec<TopEntity>)>,
    /// The strongest ties: both names and the weight.
    pub ties: Vec<(String, String, u64)>,
    /// What should be known of the network before it is looked at, such as why it is empty.
    pub notes: Vec<String>,
}

/// An entity of a summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopEntity {
    /// Canonical name.
    pub name: String,
    /// Documents that name it.
    pub n_documents: u64,
    /// Its mentions.
    pub n_mentions: u64,
}

impl Summary {
    pub(crate) fn new(manifest: &Manifest, entities: &EntityTable, graph: &CoocGraph) -> Self {
        let top = EntityType::ALL
            .into_iter()
            .map(|entity_type| {
                let mut of_type: Vec<_> =
                    entities.iter().filter(|e| e.entity_type == entity_type && e.n_mentions > 0).collect();
                of_type.sort_by(|a, b| {
                    b.n_documents
                        .cmp(&a.n_documents)
                        .then(b.n_mentions.cmp(&a.n_mentions))
                        .then(a.key.cmp(&b.key))
                });
                let named = of_type.into_iter().take(TOP).map(top).collect();
                (entity_type, named)
            })
            .collect();
        let graph = graph.graph();
        let mut edges: Vec<_> = graph.edge_references().collect();
        let ids = |e: &petgraph::graph::EdgeReference<'_, _>| (graph[e.source()].id, graph[e.target()].id);
        edges.sort_by(|a, b| {
            let (x, y) = (a.weight(), b.weight());
            y.weight.cmp(&x.weight).then(y.npmi.total_cmp(&x.npmi)).then(ids(a).cmp(&ids(b)))
        });
        let ties = edges
            .into_iter()
            .take(TOP)
            .map(|e| {
                let (a, b) = ids(&e);
                (entities.get(a).name.clone(), entities.get(b).name.clone(), e.weight().weight)
            })
            .collect();
        Self { totals: manifest.counts, top, ties, notes: Vec::new() }
    }
}

fn top(entity: &Entity) -> TopEntity {
    TopEntity { name: entity.name.clone(), n_documents: entity.n_documents, n_mentions: entity.n_mentions }
}
