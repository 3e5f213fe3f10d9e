//! What the first pass over a document found, for the second one.

use crate::doc::Doc;
use crate::groups::{Groups, countries};
use crate::proposal::{Link, Proposal};
use crate::words::Own;
use gazet_core::{CandidateFlags, EntityId, EntityType, MentionKind, NormHash, TokenRange};
use gazet_gazetteer::WordFlags;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a mention stands for, before it becomes an entity of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RefKey {
    /// A listed entity.
    Listed(EntityId),
    /// A name that no list holds, by type and normal form.
    Form(EntityType, u64),
}

/// One thing that the document speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Referent {
    pub(crate) key: RefKey,
    pub(crate) entity_type: EntityType,
    /// Its fullest form in the document.
    pub(crate) form: TokenRange,
    pub(crate) form_words: u32,
    /// The referent that it turned out to be; itself otherwise.
    pub(crate) same_as: u32,
}

/// The referents of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Referents {
    pub(crate) all: Vec<Referent>,
    by_key: FxHashMap<RefKey, u32>,
}

impl Referents {
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.by_key.clear();
    }

    /// The referent of a key; `form` may become its fullest form.
    pub(crate) fn add(&mut self, key: RefKey, entity_type: EntityType, form: TokenRange, words: u32) -> u32 {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let index = *self.by_key.entry(key).or_insert(next);
        if index == next {
            self.all.push(Referent { key, entity_type, form, form_words: words, same_as: index });
        } else if let Some(known) = self.all.get_mut(index as usize)
            && words > known.form_words
        {
            (known.form, known.form_words) = (form, words);
        }
        self.canonical(index)
    }

    /// The referent of a key, if there is one.
    pub(crate) fn of(&self, key: RefKey) -> Option<u32> {
        self.by_key.get(&key).map(|index| self.canonical(*index))
    }

    /// Follows `same_as`.
    pub(crate) fn canonical(&self, mut index: u32) -> u32 {
        while let Some(r) = self.all.get(index as usize) {
            if r.same_as == index {
                break;
            }
            index = r.same_as;
        }
        index
    }

    /// Makes `from` the same as `to`. A listed referent stays the one that is kept.
    pub(crate) fn unite(&mut self, from: u32, to: u32) -> u32 {
        let (mut from, mut to) = (self.canonical(from), self.canonical(to));
        if from == to {
            return to;
        }
        let listed = |i: u32| matches!(self.all.get(i as usize).map(|r| r.key), Some(RefKey::Listed(_)));
        if listed(from) && !listed(to) {
            std::mem::swap(&mut from, &mut to);
        }
        if let Some(r) = self.all.get_mut(from as usize) {
            r.same_as = to;
        }
        to
    }
}

/// Key of an unlisted name: its words in order, punctuation left out.
pub(crate) fn form_key(doc: &Doc<'_>, tokens: TokenRange) -> u64 {
    let mut key = 0x243f_6a88_85a3_08d3u64;
    for i in doc.wordlike(tokens) {
        let norm = doc.token(i).map_or(0, |t| t.norm.0);
        key = (key.rotate_left(23) ^ norm).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    key
}

/// Where in a full name a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    First,
    Middle,
    Last,
}

/// A full name of a person, or a longer name of an organization or place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FullName {
    pub(crate) referent: u32,
    pub(crate) tokens: TokenRange,
    pub(crate) entity_type: EntityType,
    /// Title of its mention tells the sex: 1 male, 2 female, 0 unknown.
    pub(crate) sex: u8,
}

/// How a word is written in the document.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) lower: u32,
    pub(crate) telling: u32,
}

/// What the document shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    named: FxHashSet<EntityId>,
    /// Entities named by two words or more.
    named_long: FxHashSet<EntityId>,
    countries: FxHashMap<[u8; 2], f32>,
    pub(crate) names: Vec<FullName>,
    /// Parts of names, sorted by norm, then name.
    pub(crate) parts: Vec<(NormHash, u32, Part)>,
    usage: FxHashMap<NormHash, Usage>,
    /// Referents whose full name was met, by block.
    seen: FxHashSet<(u32, u32)>,
    pub(crate) countries_total: f32,
    /// Countries of persons and organizations alone.
    bodies: FxHashMap<[u8; 2], f32>,
    pub(crate) bodies_total: f32,
}

impl Memory {
    pub(crate) fn clear(&mut self) {
        self.named.clear();
        self.named_long.clear();
        self.countries.clear();
        self.names.clear();
        self.parts.clear();
        self.usage.clear();
        self.seen.clear();
        self.countries_total = 0.0;
        self.bodies.clear();
        self.bodies_total = 0.0;
    }

    pub(crate) fn is_named(&self, entity: EntityId) -> bool {
        self.named.contains(&entity)
    }

    pub(crate) fn is_named_long(&self, entity: EntityId) -> bool {
        self.named_long.contains(&entity)
    }

    pub(crate) fn country_weight(&self, code: [u8; 2]) -> f32 {
        self.countries.get(&code).copied().unwrap_or_default()
    }

    pub(crate) fn body_weight(&self, code: [u8; 2]) -> f32 {
        self.bodies.get(&code).copied().unwrap_or_default()
    }

    pub(crate) fn knows_country_of(&self, doc: &Doc<'_>, entity: EntityId) -> bool {
        countries(doc, entity).any(|code| self.country_weight(code) > 0.0)
    }

    pub(crate) fn usage(&self, norm: NormHash) -> Usage {
        self.usage.get(&norm).copied().unwrap_or_default()
    }

    pub(crate) fn parts_of(&self, norm: NormHash) -> &[(NormHash, u32, Part)] {
        let start = self.parts.partition_point(|p| p.0 < norm);
        let end = self.parts.partition_point(|p| p.0 <= norm);
        self.parts.get(start..end).unwrap_or_default()
    }

    pub(crate) fn is_surname(&self, norm: NormHash) -> bool {
        self.parts_of(norm).iter().any(|(_, name, part)| {
            *part == Part::Last
                && self.names.get(*name as usize).is_some_and(|n| n.entity_type == EntityType::Person)
        })
    }

    /// Adds weight to a country.
    pub(crate) fn vote(&mut self, code: [u8; 2], weight: f32) {
        *self.countries.entry(code).or_default() += weight;
        self.countries_total += weight;
    }

    /// Learns from the mentions of the first pass.
    pub(crate) fn learn(
        &mut self,
        doc: &Doc<'_>,
        groups: &Groups,
        chosen: &[Proposal],
        referents: &mut Referents,
    ) {
        self.clear();
        self.learn_usage(doc, groups);
        for p in chosen {
            if let Link::Group(group) = p.link {
                self.learn_group(doc, groups, group, p);
            }
            if p.kind == MentionKind::Name && p.words >= 2 && p.link != Link::Nobody {
                self.learn_name(doc, groups, p, referents);
            }
        }
        self.parts.sort_unstable();
        self.parts.dedup();
        self.unite_persons(doc, referents);
    }

    fn learn_usage(&mut self, doc: &Doc<'_>, groups: &Groups) {
        // One bit for each of the words looked for: most tokens are turned away by it.
        let slot = |norm: NormHash| ((norm.0 >> 6) as usize % 8, 1u64 << (norm.0 % 64));
        let mut filter = [0u64; 8];
        for c in &groups.candidates {
            let ambiguous = c.flags.contains(CandidateFlags::COMMON_WORD) || doc.caseless(c.tokens.start);
            if c.tokens.len() == 1
                && ambiguous
                && let Some(token) = doc.token(c.tokens.start)
            {
                self.usage.entry(token.norm).or_default();
                let (word, bit) = slot(token.norm);
                filter[word] |= bit;
            }
        }
        if self.usage.is_empty() {
            return;
        }
        for (token, info) in doc.tokens().iter().zip(doc.infos) {
            let (word, bit) = slot(token.norm);
            if filter[word] & bit == 0 || !token.kind.is_wordlike() {
                continue;
            }
            let info = info.get();
            if let Some(usage) = self.usage.get_mut(&token.norm) {
                if info.telling {
                    usage.telling += 1;
                } else if !token.case.is_capitalized() {
                    usage.lower += 1;
                }
            }
        }
    }

    fn learn_group(&mut self, doc: &Doc<'_>, groups: &Groups, group: u32, p: &Proposal) {
        let strong = |flags: CandidateFlags| !flags.intersects(CandidateFlags::WEAK);
        let candidates = groups.of(group);
        let n = candidates.iter().filter(|c| c.entity_type == p.entity_type && strong(c.flags)).count();
        for c in candidates.iter().filter(|c| c.entity_type == p.entity_type && strong(c.flags)) {
            if !c.flags.contains(CandidateFlags::DEMONYM) {
                self.named.insert(c.entity);
                if p.words >= 2 {
                    self.named_long.insert(c.entity);
                }
            }
            // An ambiguous name says little about the country.
            let weight = if n == 1 { 1.0 } else { 0.3 / n as f32 };
            for code in countries(doc, c.entity).take(4) {
                self.vote(code, weight);
                if p.entity_type != EntityType::Place || p.kind == MentionKind::Demonym {
                    *self.bodies.entry(code).or_default() += weight;
                    self.bodies_total += weight;
                }
            }
        }
    }

    fn learn_name(&mut self, doc: &Doc<'_>, groups: &Groups, p: &Proposal, referents: &mut Referents) {
        let key = match p.link {
            Link::Group(group) => {
                let mut of_type = groups.of(group).iter().filter(|c| c.entity_type == p.entity_type);
                match (of_type.next(), of_type.next()) {
                    (Some(c), None) => RefKey::Listed(c.entity),
                    _ => RefKey::Form(p.entity_type, form_key(doc, p.tokens)),
                }
            }
            _ => RefKey::Form(p.entity_type, form_key(doc, p.tokens)),
        };
        let referent = referents.add(key, p.entity_type, p.tokens, p.words);
        if !self.seen.insert((referent, doc.block(p.tokens.start))) {
            return;
        }
        let name = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let sex = doc.before(p.tokens.start).map_or(0, |i| sex_of_title(doc, i));
        self.names.push(FullName { referent, tokens: p.tokens, entity_type: p.entity_type, sex });
        let is_part = |i: &u32| {
            let own = doc.own(*i);
            let info = doc.info(*i);
            let connects = own.intersects(Own::PARTICLE | Own::LINK | Own::AND) && !info.name_like;
            let outer = doc.is_initial(*i) || own.intersects(Own::SUFFIX | Own::ARTICLE);
            let article = own.contains(Own::ARABIC_ARTICLE) && doc.is_joint(*i + 1);
            !(outer || connects || article)
        };
        let mut last = None;
        let mut n = 0;
        for i in doc.wordlike(p.tokens).filter(is_part) {
            let Some(token) = doc.token(i) else { continue };
            let part = if n == 0 { Part::First } else { Part::Middle };
            self.parts.push((token.norm, name, part));
            last = Some(self.parts.len() - 1);
            n += 1;
        }
        if let Some(entry) = last.and_then(|l| self.parts.get_mut(l)) {
            entry.2 = Part::Last;
        }
    }

    /// Unlisted longer and shorter full names of one person: `George W. Bush` and `George Bush`.
    fn unite_persons(&mut self, doc: &Doc<'_>, referents: &mut Referents) {
        for short in 0..self.names.len() {
            let name = self.names[short];
            let listed = referents
                .all
                .get(referents.canonical(name.referent) as usize)
                .is_none_or(|r| matches!(r.key, RefKey::Listed(_)));
            if name.entity_type != EntityType::Person || listed {
                continue;
            }
            let mut target = None;
            let mut several = false;
            let last = doc.wordlike(name.tokens).rev().find(|i| !doc.own(*i).contains(Own::SUFFIX));
            let Some(last) = last.and_then(|i| doc.token(i)) else { continue };
            // Bounded, so that a list of ten thousand bearers of one surname stays linear.
            for (_, other, _) in self.parts_of(last.norm).iter().take(64) {
                let Some(other) = self.names.get(*other as usize) else { continue };
                let same = referents.canonical(other.referent) == referents.canonical(name.referent);
                if same
                    || other.entity_type != EntityType::Person
                    || !is_short_form(doc, name.tokens, other.tokens)
                {
                    continue;
                }
                let referent = referents.canonical(other.referent);
                several |= target.is_some_and(|t| t != referent);
                target = Some(referent);
            }
            if let (Some(target), false) = (target, several) {
                referents.unite(name.referent, target);
            }
        }
        for name in &mut self.names {
            name.referent = referents.canonical(name.referent);
        }
    }
}

/// Whether `short` can be a shorter form of the full name `long`: same first word (or its initial) and last word,
/// the words between in order.
fn is_short_form(doc: &Doc<'_>, short: TokenRange, long: TokenRange) -> bool {
    let words = |range| doc.wordlike(range).filter(|i| !doc.own(*i).contains(Own::SUFFIX));
    let norm = |i: u32| doc.token(i).map(|t| t.norm);
    let matches = |a: u32, b: u32| {
        norm(a) == norm(b)
            || doc.is_initial(a)
                && doc.surface(a).chars().next().map(|c| c.to_lowercase().to_string())
                    == doc.surface(b).chars().next().map(|c| c.to_lowercase().to_string())
    };
    // `Ali Moradi Jr.` and `Ali Moradi Sr.` are two.
    let suffix = |range| doc.wordlike(range).find(|i| doc.own(*i).contains(Own::SUFFIX)).and_then(norm);
    if let (Some(a), Some(b)) = (suffix(short), suffix(long))
        && a != b
    {
        return false;
    }
    let (mut a, mut b) = (words(short), words(long));
    if words(short).count() >= words(long).count() && !words(short).any(|i| doc.is_initial(i)) {
        return false;
    }
    match ((a.next(), a.next_back()), (b.next(), b.next_back())) {
        ((Some(a1), Some(a2)), (Some(b1), Some(b2))) if matches(a1, b1) && norm(a2) == norm(b2) => {
            a.all(|x| b.by_ref().any(|y| matches(x, y)))
        }
        _ => false,
    }
}

/// 1 for a title of men, 2 for one of women, 0 otherwise.
pub(crate) fn sex_of_title(doc: &Doc<'_>, i: u32) -> u8 {
    let own = doc.own(i);
    if own.contains(Own::MALE) {
        1
    } else if own.contains(Own::FEMALE) {
        2
    } else {
        0
    }
}

/// The sex that a given name tells: 1, 2, or 0 when both or neither.
pub(crate) fn sex_of_given(flags: WordFlags) -> u8 {
    match (flags.contains(WordFlags::GIVEN_MALE), flags.contains(WordFlags::GIVEN_FEMALE)) {
        (true, false) => 1,
        (false, true) => 2,
        _ => 0,
    }
}
