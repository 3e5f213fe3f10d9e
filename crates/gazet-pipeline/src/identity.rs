//! Which names of the collection are one entity: the resolver's merges, as a map of keys, and what they decide in each
//! document.

use crate::aggregate::{Entity, EntityTable, Keys, NEIGHBOURS_KEPT, stable_hash};
use crate::part::{PartDocument, PartMention, PerEntity};
use gazet_core::{EntityType, Rule};
use gazet_graph::NodeId;
use gazet_resolver::across::{
    Bearer, ListedName, MergeOptions, MergeResult, NameRecord, Sex, ShortForm, ShortForms, Target,
    merge_names,
};
use gazet_resolver::decisions::Decisions;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The rule of mentions that no document decides by itself.
const BY_COLLECTION: &str = "collection";

/// The key under which each entity is counted. Without merges, its own.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    into: FxHashMap<String, String>,
    short: ShortForms,
    is_settled: bool,
}

impl Identity {
    /// The key that `key` is counted under, wherever no document says otherwise.
    pub(crate) fn of<'k>(&'k self, key: &'k str) -> &'k str {
        self.into.get(key).map_or(key, String::as_str)
    }

    /// Who is who in a document.
    pub(crate) fn in_document<'d>(&'d self, document: &'d PartDocument) -> WhoIsWho<'d> {
        let keys: Vec<&str> = document.own_entities().map(|e| self.of(&e.key)).collect();
        let mut who = WhoIsWho { document, keys, assigned: Vec::new(), decided: BTreeMap::new() };
        if self.is_settled {
            who.settle(&self.short);
        }
        who
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
        let into: FxHashMap<String, String> = result
            .merges
            .iter()
            .map(|merge| {
                let (Target::Listed(key) | Target::Name(key)) = &merge.into;
                (merge.from.clone(), key.clone())
            })
            .collect();
        let mut identity = Self { into, short: ShortForms::default(), is_settled: true };
        identity.short = ShortForms::new(identity.bearers(entities), decisions);
        (identity, result)
    }

    /// The entities after the merges that short forms may stand for.
    fn bearers(&self, entities: &EntityTable) -> Vec<Bearer> {
        let mut by_key: BTreeMap<&str, Bearer> = BTreeMap::new();
        let mut told: BTreeMap<&str, Vec<Sex>> = BTreeMap::new();
        for entity in entities.iter().filter(|e| e.n_mentions > 0 && e.entity_type != EntityType::Place) {
            let own = entity.listed.is_none() && ShortForms::is_short(entity.entity_type, &entity.name);
            if own {
                continue;
            }
            let key = self.of(&entity.key);
            let bearer = by_key.entry(key).or_insert_with(|| Bearer {
                key: key.to_owned(),
                entity_type: Some(entity.entity_type),
                sampled_from: u64::MAX,
                ..Bearer::default()
            });
            bearer.names.push(entity.name.clone());
            bearer.surfaces.extend(entity.surfaces.iter().map(|(s, _)| s.clone()));
            bearer.neighbors.extend(&entity.neighbours);
            if entity.neighbours.len() >= NEIGHBOURS_KEPT {
                let last = entity.neighbours.last().copied().unwrap_or(u64::MAX);
                bearer.sampled_from = bearer.sampled_from.min(last);
            }
            let sexes = told.entry(key).or_default();
            sexes.extend(entity.sex);
        }
        by_key
            .into_iter()
            .map(|(key, mut bearer)| {
                let sexes = told.get(key).map(Vec::as_slice).unwrap_or_default();
                bearer.sex = sexes.first().copied().filter(|first| sexes.iter().all(|sex| sex == first));
                bearer.neighbors.sort_unstable();
                bearer.neighbors.dedup();
                bearer
            })
            .collect()
    }
}

/// The entities of a document's names, under the keys that they are counted under.
pub(crate) struct WhoIsWho<'d> {
    document: &'d PartDocument,
    keys: Vec<&'d str>,
    /// Entities of the document that are nothing but a short form, and whose it is; ascending.
    assigned: Vec<(u32, &'d str)>,
    /// Mentions that the document left open, by their first byte.
    decided: BTreeMap<u32, &'d str>,
}

impl<'d> WhoIsWho<'d> {
    /// Key of an entity of the document, as a candidate.
    pub(crate) fn key(&self, entity: u32) -> &'d str {
        match self.assigned.binary_search_by_key(&entity, |a| a.0) {
            Ok(at) => self.assigned[at].1,
            Err(_) => self.keys[entity as usize],
        }
    }

    /// Whether the entity goes by its own name: neither merged into another one nor a short form of one.
    pub(crate) fn is_own(&self, entity: u32) -> bool {
        self.key(entity) == self.document.entity(entity).key
    }

    /// Code of the rule that decided a mention.
    pub(crate) fn rule_of(&self, mention: &PartMention) -> &'static str {
        let by_collection = match mention.entity {
            Some(entity) => self.assigned.binary_search_by_key(&entity, |a| a.0).is_ok(),
            None => self.decided.contains_key(&mention.start),
        };
        if by_collection { BY_COLLECTION } else { Rule::ALL[usize::from(mention.rule)].code() }
    }

    fn settle(&mut self, short: &'d ShortForms) {
        let document = self.document;
        let names = || document.mentions.iter().filter(|m| m.kind == 0);
        let type_of = |code: u8| EntityType::ALL[usize::from(code)];
        let surface = |m: &PartMention| &document.text[m.start as usize..m.end as usize];
        let title = |m: &PartMention| title_before(document, m);
        // Entities that are surnames or acronyms and nothing else.
        let loose: Vec<u32> = (0u32..)
            .zip(document.own_entities())
            .filter(|(_, e)| e.listed.is_none() && ShortForms::is_short(type_of(e.entity_type), &e.name))
            .map(|(i, _)| i)
            .collect();
        let open = |m: &PartMention| {
            m.entity.is_none()
                && !m.candidates.is_empty()
                && ShortForms::is_short(type_of(m.entity_type), surface(m))
        };
        if loose.is_empty() && !names().any(|m| m.entity.is_none()) {
            return;
        }
        // All candidates of an open mention may have turned out to be one entity.
        for mention in names().filter(|m| m.entity.is_none() && m.candidates.len() > 1) {
            let keys: Vec<&str> = mention.candidates.iter().map(|(e, _)| self.keys[*e as usize]).collect();
            let one = match title(mention).and_then(|t| t.1) {
                Some(sex) => short.find_by_sex(sex, &keys),
                None => keys.first().copied().filter(|first| keys.iter().all(|key| key == first)),
            };
            if let Some(key) = one {
                self.decided.insert(mention.start, key);
            }
        }
        let firm = names().filter_map(|m| m.entity).filter(|e| loose.binary_search(e).is_err());
        let here: BTreeSet<&str> = firm.map(|e| self.keys[e as usize]).collect();
        let named: BTreeSet<u32> = names().filter_map(|m| m.entity).collect();
        let mut around: Vec<u64> = named.iter().map(|e| stable_hash(&document.entity(*e).key)).collect();
        around.sort_unstable();
        // What the titles before each of them tell.
        let mut titles: BTreeMap<u32, Vec<Option<Sex>>> = BTreeMap::new();
        for mention in names() {
            if let Some(entity) = mention.entity.filter(|e| loose.binary_search(e).is_ok())
                && let Some((_, sex)) = title(mention)
            {
                titles.entry(entity).or_default().push(sex);
            }
        }
        for entity in loose {
            let known = document.entity(entity);
            let told = titles.get(&entity).map(Vec::as_slice).unwrap_or_default();
            let mut sexes = told.iter().copied().flatten();
            let form = ShortForm {
                entity_type: type_of(known.entity_type),
                form: &known.name,
                titled: !told.is_empty(),
                sex: sexes.next().filter(|first| sexes.all(|sex| sex == *first)),
            };
            if let Some(key) = short.find(form, &here, &around) {
                self.assigned.push((entity, key));
            }
        }
        for mention in names().filter(|m| open(m)) {
            let form = ShortForm {
                entity_type: type_of(mention.entity_type),
                form: surface(mention),
                titled: title(mention).is_some(),
                sex: title(mention).and_then(|t| t.1),
            };
            if !self.decided.contains_key(&mention.start)
                && let Some(key) = short.find(form, &here, &around)
            {
                self.decided.insert(mention.start, key);
            }
        }
    }
}

/// Who stands behind the names of a document, as nodes.
pub(crate) struct Placed<'d> {
    pub(crate) who: WhoIsWho<'d>,
    /// The nodes of the document's entities.
    pub(crate) nodes: Vec<NodeId>,
    /// Those that its mentions stand for, where they do not stay open.
    pub(crate) mentions: Vec<Option<NodeId>>,
    /// Those that it names, sorted.
    pub(crate) named: Vec<NodeId>,
}

impl<'d> Placed<'d> {
    pub(crate) fn new(
        document: &'d PartDocument,
        identity: &'d Identity,
        keys: &Keys,
        of_chunk: &mut PerEntity<NodeId>,
    ) -> Self {
        let who = identity.in_document(document);
        let mut nodes: Vec<NodeId> = (0u32..)
            .zip(&document.entities)
            .map(|(index, _)| of_chunk.get(document, index, |e| keys.node(identity.of(&e.key))))
            .collect();
        for &(entity, key) in &who.assigned {
            nodes[entity as usize] = keys.node(key);
        }
        let mentions: Vec<Option<NodeId>> = document
            .mentions
            .iter()
            .map(|mention| match mention.entity {
                Some(entity) => Some(nodes[entity as usize]),
                None => who.decided.get(&mention.start).map(|key| keys.node(key)),
            })
            .collect();
        let names = document.mentions.iter().zip(&mentions).filter(|(mention, _)| mention.kind == 0);
        let mut named: Vec<NodeId> = names.filter_map(|(_, node)| *node).collect();
        named.sort_unstable();
        named.dedup();
        Self { who, nodes, mentions, named }
    }
}

/// The courtesy title before a mention, and what it tells.
pub(crate) fn title_before<'d>(
    document: &'d PartDocument,
    mention: &PartMention,
) -> Option<(&'d str, Option<Sex>)> {
    // No title is longer than a dozen letters, and the space before the name may be wide.
    const LOOKED_AT: usize = 24;
    let before = document.text.get(..mention.start as usize)?;
    let from =
        (before.len().saturating_sub(LOOKED_AT)..before.len()).find(|i| before.is_char_boundary(*i))?;
    let word = before[from..].trim_end().rsplit(char::is_whitespace).next()?;
    let word = word.trim_start_matches(|c: char| !c.is_alphabetic()).trim_end_matches('.');
    let sex = match word {
        "Mr" => Some(Sex::Male),
        "Mrs" | "Ms" | "Miss" => Some(Sex::Female),
        "Mx" | "Dr" | "Professor" | "Prof" => None,
        _ => return None,
    };
    Some((word, sex))
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
        neighbors: entity.neighbours.clone(),
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
        neighbors: entity.neighbours.clone(),
        years: (None, None),
    }
}

/// The entity of a key, for reports on merges.
pub(crate) fn entity_of<'e>(entities: &'e EntityTable, key: &str) -> &'e Entity {
    let node: NodeId = entities.node(key);
    entities.get(node)
}
