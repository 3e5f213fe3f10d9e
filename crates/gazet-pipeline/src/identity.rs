//! Which names of the collection are one entity: the resolver's merges, as a map of keys.

use crate::aggregate::{Entity, EntityTable};
use gazet_graph::NodeId;
use gazet_resolver::across::{ListedName, MergeOptions, MergeResult, NameRecord, Target, merge_names};
use gazet_resolver::decisions::Decisions;
use rustc_hash::FxHashMap;

/// The key under which each entity is counted. Without merges, its own.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    into: FxHashMap<String, String>,
}

impl Identity {
    /// The key that `key` is counted under.
    pub(crate) fn of<'k>(&'k self, key: &'k str) -> &'k str {
        self.into.get(key).map_or(key, String::as_str)
    }

    /// Whether every key is its own.
    pub(crate) fn is_trivial(&self) -> bool {
        self.into.is_empty()
    }

    /// Merges the unlisted names of a collection, with each other and into listed entities that it names.
    pub(crate) fn merge(entities: &EntityTable, decisions: &Decisions) -> (Self, MergeResult) {
        let mut records = Vec::new();
        let mut listed = Vec::new();
        for entity in entities.iter().filter(|e| e.n_mentions > 0) {
            match &entity.listed {
                None => records.push(record(entity)),
                Some(_) => listed.push(listed_name(entity)),
            }
        }
        let result = merge_names(&records, &listed, decisions, &MergeOptions::default());
        let into = result
            .merges
            .iter()
            .map(|merge| {
                let (Target::Listed(key) | Target::Name(key)) = &merge.into;
                (merge.from.clone(), key.clone())
            })
            .collect();
        (Self { into }, result)
    }
}

fn record(entity: &Entity) -> NameRecord {
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let date = |date: Option<gazet_graph::Date>| date.map(|d| d.to_string()).unwrap_or_default();
    NameRecord {
        id: entity.key.clone(),
        entity_type: Some(entity.entity_type),
        name: entity.name.clone(),
        surfaces: entity.surfaces.iter().map(|(surface, n)| (surface.clone(), narrow(*n))).collect(),
        n_mentions: narrow(entity.n_mentions),
        n_documents: narrow(entity.n_documents),
        neighbors: entity.neighbours.iter().copied().collect(),
        dates: (date(entity.first), date(entity.last)),
    }
}

fn listed_name(entity: &Entity) -> ListedName {
    let mut names = vec![entity.name.clone()];
    names.extend(
        entity.surfaces.iter().map(|(s, _)| s.clone()).filter(|s| s.contains(' ') && *s != entity.name),
    );
    ListedName {
        key: entity.key.clone(),
        entity_type: entity.entity_type,
        names,
        neighbors: entity.neighbours.iter().copied().collect(),
        years: (None, None),
    }
}

/// The entity of a key, for reports on merges.
pub(crate) fn entity_of<'e>(entities: &'e EntityTable, key: &str) -> &'e Entity {
    let node: NodeId = entities.node(key);
    entities.get(node)
}
