//! Which entities a collection names: one pass over the parts, keyed by canonical strings.

use crate::identity::{Identity, title_before};
use crate::part::{ListedDetails, PartDocument};
use gazet_core::EntityType;
use gazet_graph::{Date, NodeId};
use gazet_resolver::across::Sex;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// One entity of the collection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entity {
    /// Its key.
    pub key: String,
    /// Its type.
    pub entity_type: EntityType,
    /// The name to display.
    pub name: String,
    /// What the gazetteer knows; `None` for unlisted names.
    pub listed: Option<ListedDetails>,
    /// Surface forms with their number, most frequent first.
    pub surfaces: Vec<(String, u64)>,
    /// Mentions by name.
    pub n_mentions: u64,
    /// Documents with such a mention.
    pub n_documents: u64,
    /// First and last date of those.
    pub first: Option<Date>,
    /// See `first`.
    pub last: Option<Date>,
    /// Hashes of the keys of entities named in the same documents: a sample, the smallest ones.
    pub neighbours: BTreeSet<u64>,
    /// What titles before its names tell; `None` if nothing, or both.
    pub sex: Option<Sex>,
}

/// Neighbours that are kept of an entity. A sample by hash, so that two names of one person keep the same ones.
pub(crate) const NEIGHBOURS_KEPT: usize = 64;
/// Documents that name more than this tell little about who belongs together.
const NEIGHBOURLY_ENTITIES: usize = 200;

#[derive(Default)]
struct Seen {
    entity_type: u8,
    names: BTreeMap<String, u64>,
    listed: Option<ListedDetails>,
    surfaces: BTreeMap<String, u64>,
    n_mentions: u64,
    n_documents: u64,
    first: Option<Date>,
    last: Option<Date>,
    neighbours: BTreeSet<u64>,
    /// Mentions behind titles of men and of women.
    titled: [u64; 2],
}

impl Seen {
    fn merge(&mut self, later: Self) {
        // Only documents that name the entity itself, not what is merged into it, tell its type.
        if !later.names.is_empty() {
            self.entity_type = later.entity_type;
        }
        self.listed = self.listed.take().or(later.listed);
        for (name, n) in later.names {
            *self.names.entry(name).or_default() += n;
        }
        for (surface, n) in later.surfaces {
            *self.surfaces.entry(surface).or_default() += n;
        }
        self.n_mentions += later.n_mentions;
        self.n_documents += later.n_documents;
        self.first = self.first.into_iter().chain(later.first).min();
        self.last = self.last.max(later.last);
        for (own, n) in self.titled.iter_mut().zip(later.titled) {
            *own += n;
        }
        self.neighbours.extend(later.neighbours);
        while self.neighbours.len() > NEIGHBOURS_KEPT {
            self.neighbours.pop_last();
        }
    }
}

/// Gathers entities, document after document.
#[derive(Default)]
pub(crate) struct Entities {
    by_key: FxHashMap<String, Seen>,
}

impl Entities {
    /// Adds what a document names, under the keys that `identity` gives.
    pub(crate) fn add(&mut self, document: &PartDocument, identity: &Identity) {
        let date = document.date.as_deref().and_then(Date::parse);
        let who = identity.in_document(document);
        // Two names of one document may be one entity: it is still one document.
        let mut of_key: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for mention in document.mentions.iter().filter(|m| m.kind == 0) {
            if let Some(key) = who.entity_of(mention) {
                let surface = &document.text[mention.start as usize..mention.end as usize];
                *of_key.entry(key).or_default().entry(surface).or_default() += 1;
                if let Some(sex) = title_before(document, mention).and_then(|t| t.1) {
                    self.seen(key).titled[usize::from(sex == Sex::Female)] += 1;
                }
            }
        }
        for (index, entity) in (0u32..).zip(&document.entities) {
            let seen = self.seen(who.key(index));
            // What is merged into an entity brings its surfaces, not its name and type.
            if who.is_own(index) {
                seen.entity_type = entity.entity_type;
                if seen.listed.is_none() {
                    seen.listed.clone_from(&entity.listed);
                }
                *seen.names.entry(entity.name.clone()).or_default() += 1;
            }
        }
        let hashes: Vec<u64> = if of_key.len() <= NEIGHBOURLY_ENTITIES {
            of_key.keys().map(|key| stable_hash(key)).collect()
        } else {
            Vec::new()
        };
        // Only candidates, and what demonyms alone point at, are not among these.
        for (key, surfaces) in of_key {
            let seen = self.seen(key);
            seen.n_documents += 1;
            seen.first = seen.first.into_iter().chain(date).min();
            seen.last = seen.last.max(date);
            let own = stable_hash(key);
            for &hash in hashes.iter().filter(|h| **h != own) {
                seen.neighbours.insert(hash);
                if seen.neighbours.len() > NEIGHBOURS_KEPT {
                    seen.neighbours.pop_last();
                }
            }
            for (surface, n) in surfaces {
                // White space inside a name is how the text was laid out, not how it is spelt.
                let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
                *seen.surfaces.entry(surface).or_default() += n;
                seen.n_mentions += n;
            }
        }
    }

    fn seen(&mut self, key: &str) -> &mut Seen {
        if !self.by_key.contains_key(key) {
            self.by_key.insert(key.to_owned(), Seen::default());
        }
        self.by_key.get_mut(key).expect("the key is there or was just added")
    }

    /// Adds what was gathered from documents behind these.
    pub(crate) fn merge(mut self, later: Self) -> Self {
        if self.by_key.is_empty() {
            return later;
        }
        // The order of the table does not matter: each key is merged by itself.
        later.by_key.into_iter().for_each(|(key, theirs)| match self.by_key.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(theirs);
            }
            Entry::Occupied(entry) => entry.into_mut().merge(theirs),
        });
        self
    }

    pub(crate) fn finish(self) -> EntityTable {
        let mut entities: Vec<Entity> = self
            .by_key
            .into_iter()
            .map(|(key, seen)| {
                let mut surfaces: Vec<(String, u64)> = seen.surfaces.into_iter().collect();
                surfaces.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                let name = most_frequent(seen.names);
                Entity {
                    key,
                    entity_type: EntityType::ALL[usize::from(seen.entity_type)],
                    name,
                    listed: seen.listed,
                    surfaces,
                    n_mentions: seen.n_mentions,
                    n_documents: seen.n_documents,
                    first: seen.first,
                    last: seen.last,
                    neighbours: seen.neighbours,
                    sex: match seen.titled {
                        [men, 0] if men > 0 => Some(Sex::Male),
                        [0, women] if women > 0 => Some(Sex::Female),
                        _ => None,
                    },
                }
            })
            .collect();
        entities.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        EntityTable { entities }
    }
}

/// A hash that is the same in every run.
pub(crate) fn stable_hash(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes"))
}

fn most_frequent(names: BTreeMap<String, u64>) -> String {
    // The first of equals: the map is sorted, and a later name must be more frequent to win.
    names.into_iter().fold((String::new(), 0), |best, (name, n)| if n > best.1 { (name, n) } else { best }).0
}

/// All entities of a collection, sorted by key; their positions are the graph's node ids.
pub(crate) struct EntityTable {
    entities: Vec<Entity>,
}

impl EntityTable {
    pub(crate) fn len(&self) -> usize {
        self.entities.len()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Entity> {
        self.entities.iter()
    }

    pub(crate) fn get(&self, node: NodeId) -> &Entity {
        &self.entities[node.0 as usize]
    }

    pub(crate) fn node(&self, key: &str) -> NodeId {
        let index = self.entities.binary_search_by(|e| e.key.as_str().cmp(key));
        let index = index.expect("the first pass has seen every entity of the second");
        NodeId(u32::try_from(index).expect("fewer than 2^32 entities"))
    }
}
