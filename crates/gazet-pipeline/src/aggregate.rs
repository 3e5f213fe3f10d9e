//! Which entities a collection names: one pass over the parts, keyed by canonical strings.

use crate::identity::{Identity, Placed, title_before};
use crate::part::{ListedDetails, PartDocument, PartEntity, PartMention, PerEntity};
use gazet_core::EntityType;
use gazet_graph::{Date, NodeId};
use gazet_resolver::across::Sex;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;

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
    /// Hashes of the keys of entities named in the same documents: a sample, the smallest ones, sorted.
    pub neighbours: Vec<u64>,
    /// What titles before its names tell; `None` if nothing, or both.
    pub sex: Option<Sex>,
    /// Where it is first named.
    pub first_place: Option<SentenceAt>,
}

/// A sentence of the collection: number of its document in the run, position in it.
pub(crate) type SentenceAt = (u64, u32);

/// Neighbours that are kept of an entity. A sample by hash, so that two names of one person keep the same ones.
pub(crate) const NEIGHBOURS_KEPT: usize = 64;
/// Documents that name more than this tell little about who belongs together.
const NEIGHBOURLY_ENTITIES: usize = 200;

struct Seen {
    key: String,
    /// Of its key.
    hash: u64,
    entity_type: u8,
    /// Number of the document that told the type.
    typed_by: u64,
    names: BTreeMap<String, u64>,
    listed: Option<ListedDetails>,
    surfaces: BTreeMap<String, u64>,
    n_mentions: u64,
    n_documents: u64,
    first: Option<Date>,
    last: Option<Date>,
    /// Sorted.
    neighbours: Vec<u64>,
    /// Mentions behind titles of men and of women.
    titled: [u64; 2],
    first_place: Option<SentenceAt>,
}

impl Seen {
    fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            hash: stable_hash(key),
            entity_type: 0,
            typed_by: 0,
            names: BTreeMap::new(),
            listed: None,
            surfaces: BTreeMap::new(),
            n_mentions: 0,
            n_documents: 0,
            first: None,
            last: None,
            neighbours: Vec::new(),
            titled: [0; 2],
            first_place: None,
        }
    }

    /// Takes what a document says of it.
    fn see(&mut self, number: u64, entity: &PartEntity) {
        // Of several types, that of the last document.
        if number >= self.typed_by {
            (self.typed_by, self.entity_type) = (number, entity.entity_type);
        }
        if self.listed.is_none() {
            self.listed.clone_from(&entity.listed);
        }
        add_to(&mut self.names, &entity.name, 1);
    }

    /// Takes some of `hashes`, which are sorted, but for its own.
    fn meet(&mut self, hashes: &[u64]) {
        for &hash in hashes.iter().filter(|hash| **hash != self.hash) {
            if self.neighbours.len() == NEIGHBOURS_KEPT
                && self.neighbours.last().is_some_and(|last| hash >= *last)
            {
                return;
            }
            if let Err(place) = self.neighbours.binary_search(&hash) {
                self.neighbours.truncate(NEIGHBOURS_KEPT - 1);
                self.neighbours.insert(place, hash);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        if other.typed_by >= self.typed_by {
            (self.typed_by, self.entity_type) = (other.typed_by, other.entity_type);
        }
        self.listed = self.listed.take().or(other.listed);
        other.names.into_iter().for_each(|(name, n)| *self.names.entry(name).or_default() += n);
        other.surfaces.into_iter().for_each(|(surface, n)| *self.surfaces.entry(surface).or_default() += n);
        self.n_mentions += other.n_mentions;
        self.n_documents += other.n_documents;
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.max(other.last);
        self.first_place = self.first_place.into_iter().chain(other.first_place).min();
        self.titled.iter_mut().zip(other.titled).for_each(|(own, n)| *own += n);
        self.meet(&other.neighbours);
    }
}

fn add_to(counts: &mut BTreeMap<String, u64>, text: &str, n: u64) {
    match counts.get_mut(text) {
        Some(count) => *count += n,
        None => {
            counts.insert(text.to_owned(), n);
        }
    }
}

/// Gathers entities, document after document.
#[derive(Default)]
pub(crate) struct Entities {
    by_key: FxHashMap<String, u32>,
    seen: Vec<Seen>,
    of_chunk: PerEntity<u32>,
}

impl Entities {
    /// Adds what a document names, under the names that it has there; `number` is its number in the run.
    pub(crate) fn add(&mut self, number: u64, document: &PartDocument) {
        let Self { by_key, seen, of_chunk } = self;
        let mut place = |index: u32| {
            of_chunk.get(document, index, |entity| match by_key.get(&entity.key) {
                Some(&place) => place,
                None => {
                    let place = u32::try_from(seen.len()).expect("fewer than 2^32 entities");
                    by_key.insert(entity.key.clone(), place);
                    seen.push(Seen::new(&entity.key));
                    place
                }
            })
        };
        let places: Vec<u32> = (0u32..).zip(&document.entities).map(|(index, _)| place(index)).collect();
        for (index, &place) in (0u32..).zip(&places) {
            self.seen[place as usize].see(number, document.entity(index));
        }
        let mut named = names(document, |_, mention| Some(places[mention.entity? as usize]));
        for mention in document.mentions.iter().filter(|m| m.kind == 0) {
            let Some(entity) = mention.entity else { continue };
            let seen = &mut self.seen[places[entity as usize] as usize];
            if let Some((_, Some(sex))) = title_before(document, mention) {
                seen.titled[usize::from(sex == Sex::Female)] += 1;
            }
            let place = (number, mention.sentence);
            seen.first_place = Some(seen.first_place.map_or(place, |known| known.min(place)));
        }
        self.count(document, &mut named);
        // Only candidates, and what demonyms alone point at, are not among these.
        let of_entity = || named.chunk_by(|a, b| a.0 == b.0);
        let mut hashes: Vec<u64> = of_entity().map(|all| self.seen[all[0].0 as usize].hash).collect();
        if hashes.len() > NEIGHBOURLY_ENTITIES {
            return;
        }
        hashes.sort_unstable();
        of_entity().for_each(|all| self.seen[all[0].0 as usize].meet(&hashes));
    }

    /// Counts the names of a document, by place of the entity.
    fn count(&mut self, document: &PartDocument, named: &mut [(u32, &str)]) {
        let date = document.date.as_deref().and_then(Date::parse);
        named.sort_unstable();
        for mentions in named.chunk_by(|a, b| a.0 == b.0) {
            let seen = &mut self.seen[mentions[0].0 as usize];
            seen.n_documents += 1;
            seen.n_mentions += mentions.len() as u64;
            seen.first = seen.first.into_iter().chain(date).min();
            seen.last = seen.last.max(date);
            for alike in mentions.chunk_by(|a, b| a.1 == b.1) {
                add_to(&mut seen.surfaces, &in_one_line(alike[0].1), alike.len() as u64);
            }
        }
    }

    /// Adds what was gathered from other documents. The order of calls does not matter.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        if self.seen.len() < other.seen.len() {
            return other.merge(self);
        }
        for theirs in other.seen {
            match self.by_key.get(&theirs.key) {
                Some(&place) => self.seen[place as usize].merge(theirs),
                None => {
                    let place = u32::try_from(self.seen.len()).expect("fewer than 2^32 entities");
                    self.by_key.insert(theirs.key.clone(), place);
                    self.seen.push(theirs);
                }
            }
        }
        self
    }

    pub(crate) fn finish(self) -> EntityTable {
        drop(self.by_key);
        let mut entities: Vec<Entity> = self
            .seen
            .into_iter()
            .map(|seen| Entity {
                key: seen.key,
                entity_type: EntityType::ALL[usize::from(seen.entity_type)],
                name: most_frequent(seen.names),
                listed: seen.listed,
                surfaces: by_count(seen.surfaces),
                n_mentions: seen.n_mentions,
                n_documents: seen.n_documents,
                first: seen.first,
                last: seen.last,
                neighbours: seen.neighbours,
                first_place: seen.first_place,
                sex: match seen.titled {
                    [men, 0] if men > 0 => Some(Sex::Male),
                    [0, women] if women > 0 => Some(Sex::Female),
                    _ => None,
                },
            })
            .collect();
        entities.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        EntityTable { entities }
    }
}

/// The names of a document, as places of their entities with their surfaces.
fn names(document: &PartDocument, place: impl Fn(usize, &PartMention) -> Option<u32>) -> Vec<(u32, &str)> {
    let names = document.mentions.iter().enumerate().filter(|(_, m)| m.kind == 0);
    let surface = |m: &PartMention| &document.text[m.start as usize..m.end as usize];
    names.filter_map(|(index, m)| Some((place(index, m)?, surface(m)))).collect()
}

/// The keys that names are counted under once they are merged, sorted: their positions are the graph's node ids.
pub(crate) struct Keys {
    keys: Vec<String>,
}

impl Keys {
    /// The keys of `names` after merges.
    pub(crate) fn new(names: &EntityTable, identity: &Identity) -> Self {
        let mut keys: Vec<String> = names.iter().map(|entity| identity.of(&entity.key).to_owned()).collect();
        keys.sort_unstable();
        keys.dedup();
        Self { keys }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn key(&self, node: NodeId) -> &str {
        &self.keys[node.0 as usize]
    }

    pub(crate) fn node(&self, key: &str) -> NodeId {
        let index = self.keys.binary_search_by(|known| known.as_str().cmp(key));
        let index = index.expect("the first pass has seen every entity of the second");
        NodeId(u32::try_from(index).expect("fewer than 2^32 entities"))
    }
}

/// Counts entities as they are once names are merged and documents settled. A key may end up with nothing: when each
/// document gives its short form to somebody else.
pub(crate) struct Settled {
    entities: Entities,
}

impl Settled {
    pub(crate) fn new(keys: &Keys) -> Self {
        let seen = keys.keys.iter().map(|key| Seen::new(key)).collect();
        Self { entities: Entities { seen, ..Entities::default() } }
    }

    /// Adds what a document names.
    pub(crate) fn add(&mut self, number: u64, document: &PartDocument, placed: &Placed<'_>) {
        for (index, node) in (0u32..).zip(&placed.nodes) {
            // What is merged into an entity brings its surfaces, not its name and type.
            if placed.who.is_own(index) {
                self.entities.seen[node.0 as usize].see(number, document.entity(index));
            }
        }
        let mut named = names(document, |index, _| placed.mentions[index].map(|node| node.0));
        self.entities.count(document, &mut named);
    }

    pub(crate) fn finish(self) -> EntityTable {
        self.entities.finish()
    }
}

/// White space inside a name is how the text was laid out, not how it is spelt.
fn in_one_line(surface: &str) -> Cow<'_, str> {
    let is_plain = surface.split_whitespace().map(str::len).sum::<usize>() + surface.matches(' ').count()
        == surface.len()
        && !surface.contains("  ")
        && surface.trim().len() == surface.len();
    if is_plain {
        Cow::Borrowed(surface)
    } else {
        Cow::Owned(surface.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn by_count(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
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
