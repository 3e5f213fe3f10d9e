//! From compared pairs to merges and proposals.

use super::blocks::pairs;
use super::parts::{NameMatch, Parts, Reason, compare};
use super::{ListedName, NameRecord};
use crate::decisions::{Action, Decisions, EntityName};
use gazet_core::EntityType;
use std::collections::{BTreeMap, BTreeSet};

/// Full names of one short form that are compared with each other.
const MOST_RIVALS: usize = 12;

/// Where evidence turns into a merge.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct MergeOptions {
    /// Least score of a merge; default 0.9. Lower merges more, and more wrongly.
    pub merge: f32,
    /// Least score of a proposal; default 0.76.
    pub propose: f32,
}

impl Default for MergeOptions {
    fn default() -> Self {
        Self { merge: 0.9, propose: 0.76 }
    }
}

/// What a name becomes a part of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A listed entity, by its key.
    Listed(String),
    /// Another unlisted name, by its id.
    Name(String),
}

/// One name that is another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// Id of the name that goes.
    pub from: String,
    /// What it becomes a part of; never a name that goes itself.
    pub into: Target,
    /// The score of the evidence that tied it in, in [0, 1].
    pub score: f32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Two names that may be one: for a person to decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Id of a name.
    pub name: String,
    /// What it may be.
    pub other: Target,
    /// The score, in [0, 1].
    pub score: f32,
    /// Why, and why not.
    pub reasons: Vec<Reason>,
    /// Neighbours that both have, ascending.
    pub shared: Vec<u64>,
}

/// What [`merge_names`] found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergeResult {
    /// By id of the name that goes.
    pub merges: Vec<Merge>,
    /// By score, best first, then by id.
    pub proposals: Vec<Proposal>,
    /// Positions of the merges and splits of the decisions that took effect, ascending.
    pub applied_decisions: Vec<u32>,
}

/// A side of a comparison: a record or a listed entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Record(usize),
    Listed(usize),
}

struct Edge {
    a: Owner,
    b: Owner,
    found: NameMatch,
    shared: Vec<u64>,
}

/// Decides which unlisted names are one entity, or a listed one. Merges and splits of `decisions` that hold for all
/// documents come first and overrule every evidence. The output does not depend on the order of the input, as long
/// as ids are unique.
#[must_use]
pub fn merge_names(
    records: &[NameRecord],
    listed: &[ListedName],
    decisions: &Decisions,
    options: &MergeOptions,
) -> MergeResult {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by(|a, b| records[*a].id.cmp(&records[*b].id));
    let mut owners: Vec<Owner> = Vec::new();
    let mut items: Vec<(EntityType, Parts)> = Vec::new();
    for index in order {
        if let Some(entity_type) = records[index].entity_type {
            owners.push(Owner::Record(index));
            items.push((entity_type, Parts::of(&records[index].name, entity_type)));
        }
    }
    let mut listed_order: Vec<usize> = (0..listed.len()).collect();
    listed_order.sort_by(|a, b| listed[*a].key.cmp(&listed[*b].key));
    for index in listed_order {
        for name in &listed[index].names {
            let parts = Parts::of(name, listed[index].entity_type);
            // One word of a listed name identifies nobody.
            if parts.parts.len() > 1 || listed[index].entity_type != EntityType::Person {
                owners.push(Owner::Listed(index));
                items.push((listed[index].entity_type, parts));
            }
        }
    }
    let mut places: BTreeMap<Owner, Vec<u32>> = BTreeMap::new();
    for (index, owner) in (0u32..).zip(&owners) {
        places.entry(*owner).or_default().push(index);
    }
    let world = World { records, listed, options, items: &items, places };
    let edges = world.edges(&owners, &items);
    world.settle(edges, decisions)
}

struct World<'w> {
    records: &'w [NameRecord],
    listed: &'w [ListedName],
    options: &'w MergeOptions,
    items: &'w [(EntityType, Parts)],
    /// Items of each owner.
    places: BTreeMap<Owner, Vec<u32>>,
}

impl World<'_> {
    fn edges(&self, owners: &[Owner], items: &[(EntityType, Parts)]) -> Vec<Edge> {
        let mut best: BTreeMap<(Owner, Owner), NameMatch> = BTreeMap::new();
        for (i, j) in pairs(items) {
            let (a, b) = (owners[i as usize], owners[j as usize]);
            if matches!((a, b), (Owner::Listed(_), Owner::Listed(_))) {
                continue;
            }
            let found = compare(&items[i as usize].1, &items[j as usize].1, items[i as usize].0);
            if found.score < self.options.propose - 0.1 {
                continue;
            }
            let key = if a < b { (a, b) } else { (b, a) };
            let entry = best.entry(key).or_default();
            if found.score > entry.score {
                *entry = found;
            }
        }
        let mut edges: Vec<Edge> = best
            .into_iter()
            .map(|((a, b), found)| {
                let mut edge = Edge { a, b, found, shared: Vec::new() };
                self.weigh(&mut edge);
                edge
            })
            .collect();
        self.mark_rivals(&mut edges);
        let id = |o: Owner| self.id(o).to_owned();
        edges.sort_by(|x, y| {
            y.found.score.total_cmp(&x.found.score).then_with(|| (id(x.a), id(x.b)).cmp(&(id(y.a), id(y.b))))
        });
        edges
    }

    fn id(&self, owner: Owner) -> &str {
        match owner {
            Owner::Record(i) => &self.records[i].id,
            Owner::Listed(i) => &self.listed[i].key,
        }
    }

    fn neighbors(&self, owner: Owner) -> &[u64] {
        match owner {
            Owner::Record(i) => &self.records[i].neighbors,
            Owner::Listed(i) => &self.listed[i].neighbors,
        }
    }

    /// Adds the evidence of the graph and of the dates to that of the names.
    fn weigh(&self, edge: &mut Edge) {
        let (x, y) = (self.neighbors(edge.a), self.neighbors(edge.b));
        edge.shared = intersection(x, y);
        let least = x.len().min(y.len());
        let score = &mut edge.found.score;
        if !edge.shared.is_empty() {
            let overlap = edge.shared.len() as f32 / least.max(1) as f32;
            // Names that already say the same gain nothing.
            *score += (1.0 - *score) * (0.25 + 0.5 * overlap).min(0.6);
            edge.found.reasons.push(Reason::SharedNeighbors);
        } else if least >= 5 {
            *score -= 0.08;
            edge.found.reasons.push(Reason::NoSharedNeighbors);
        }
        if let (Some((first, last)), Some((other_first, other_last))) =
            (self.years(edge.a), self.years(edge.b))
        {
            let gap = (first - other_last).max(other_first - last);
            if gap > 60 {
                edge.found.score -= 0.25;
                edge.found.reasons.push(Reason::FarDates);
            }
        }
    }

    fn years(&self, owner: Owner) -> Option<(i32, i32)> {
        let year = |date: &str| date.get(..4).and_then(|y| y.parse::<i32>().ok());
        match owner {
            Owner::Record(i) => {
                let (first, last) = &self.records[i].dates;
                Some((year(first)?, year(last)?))
            }
            // News speaks of the dead too: only times before the birth count.
            Owner::Listed(i) => self.listed[i].years.0.map(|start| (i32::from(start), i32::MAX / 2)),
        }
    }

    /// An initial or a shorter form that fits several full names, none of which is the other, decides nothing. That one
    /// full name has several short forms speaks against none of them.
    fn mark_rivals(&self, edges: &mut [Edge]) {
        let mut fits: BTreeMap<Owner, Vec<Owner>> = BTreeMap::new();
        for edge in edges.iter() {
            if let Some((short, full)) = self.vaguer(edge) {
                fits.entry(short).or_default().push(full);
            }
        }
        let torn: BTreeSet<Owner> = fits
            .into_iter()
            .filter(|(_, all)| {
                let all = &all[..all.len().min(MOST_RIVALS)];
                all.iter().enumerate().any(|(i, a)| all[i + 1..].iter().any(|b| !self.agree(*a, *b)))
            })
            .map(|(short, _)| short)
            .collect();
        for edge in edges {
            if self.vaguer(edge).is_some_and(|(short, _)| torn.contains(&short)) {
                edge.found.score = edge.found.score.min(self.options.merge - 0.02);
                edge.found.reasons.push(Reason::SeveralFit);
            }
        }
    }

    /// The side of a comparison that says less, and the other one; `None` where the names say equally much.
    fn vaguer(&self, edge: &Edge) -> Option<(Owner, Owner)> {
        if !edge.found.reasons.iter().any(|r| matches!(r, Reason::Initial | Reason::ShorterForm)) {
            return None;
        }
        let said = |owner: Owner| {
            let items = self.places.get(&owner).map(Vec::as_slice).unwrap_or_default();
            let parts = |i: &u32| {
                let parts = &self.items[*i as usize].1.parts;
                let initials = parts.iter().filter(|w| w.is_initial()).count();
                (parts.len() - initials, initials)
            };
            items.iter().map(parts).max().unwrap_or_default()
        };
        if said(edge.a) <= said(edge.b) { Some((edge.a, edge.b)) } else { Some((edge.b, edge.a)) }
    }

    /// Whether two names can be one thing.
    fn agree(&self, a: Owner, b: Owner) -> bool {
        let of = |owner: &Owner| self.places.get(owner).map(Vec::as_slice).unwrap_or_default();
        let floor = self.options.propose - 0.04;
        of(&a).iter().any(|i| {
            of(&b).iter().any(|j| {
                let ((entity_type, x), (other, y)) = (&self.items[*i as usize], &self.items[*j as usize]);
                entity_type == other && compare(x, y, *entity_type).score >= floor
            })
        })
    }

    /// Every owner by the name that decisions know it under. Several records may share one.
    fn by_name(&self) -> BTreeMap<EntityName, Vec<Owner>> {
        let mut out: BTreeMap<EntityName, Vec<Owner>> = BTreeMap::new();
        for (i, entity) in self.listed.iter().enumerate() {
            out.entry(EntityName::Key(entity.key.clone())).or_default().push(Owner::Listed(i));
        }
        for (i, record) in self.records.iter().enumerate() {
            if let Some(entity_type) = record.entity_type {
                out.entry(EntityName::unlisted(entity_type, &record.name))
                    .or_default()
                    .push(Owner::Record(i));
            }
        }
        out
    }

    fn settle(&self, edges: Vec<Edge>, decisions: &Decisions) -> MergeResult {
        let mut clusters = Clusters::default();
        let mut tied: BTreeMap<Owner, (f32, Vec<Reason>)> = BTreeMap::new();
        let mut heads: BTreeSet<Owner> = BTreeSet::new();
        let mut applied: Vec<u32> = Vec::new();
        if !decisions.is_empty() {
            let names = self.by_name();
            let owners = |name: &EntityName| names.get(name).map(Vec::as_slice).unwrap_or_default();
            for (index, decision) in (0u32..).zip(decisions.all()).filter(|(_, d)| d.document.is_none()) {
                let (Action::Merge(other) | Action::Split(other)) = &decision.action else { continue };
                for a in owners(&decision.subject) {
                    for b in owners(other) {
                        applied.push(index);
                        if matches!(decision.action, Action::Split(_)) {
                            clusters.apart.insert((*a, *b));
                            clusters.apart.insert((*b, *a));
                        } else {
                            clusters.unite(*a, *b);
                            heads.remove(a);
                            heads.insert(*b);
                            tied.insert(*a, (1.0, vec![Reason::Decision]));
                        }
                    }
                }
            }
            applied.dedup();
        }
        let mut left: Vec<Edge> = Vec::new();
        for edge in edges {
            if edge.found.score < self.options.propose {
                continue;
            }
            let strong = edge.found.score >= self.options.merge;
            if strong && self.may_unite(&mut clusters, edge.a, edge.b) {
                clusters.unite(edge.a, edge.b);
                for owner in [edge.a, edge.b] {
                    tied.entry(owner).or_insert_with(|| (edge.found.score, edge.found.reasons.clone()));
                }
            } else {
                left.push(edge);
            }
        }
        let mut result = MergeResult { applied_decisions: applied, ..MergeResult::default() };
        for members in clusters.groups() {
            let Some(head) = members.iter().copied().max_by_key(|o| (heads.contains(o), self.rank(*o)))
            else {
                continue;
            };
            for member in members.iter().filter(|m| **m != head) {
                let (score, reasons) = tied.get(member).cloned().unwrap_or_default();
                result.merges.push(Merge {
                    from: self.id(*member).to_owned(),
                    into: self.target(head),
                    score,
                    reasons,
                });
            }
        }
        result.merges.sort_by(|a, b| a.from.cmp(&b.from));
        for edge in left {
            if clusters.root(edge.a) == clusters.root(edge.b) || clusters.are_apart(edge.a, edge.b) {
                continue;
            }
            let (name, other) =
                if matches!(edge.a, Owner::Record(_)) { (edge.a, edge.b) } else { (edge.b, edge.a) };
            let mut reasons = edge.found.reasons;
            reasons.sort_unstable();
            reasons.dedup();
            result.proposals.push(Proposal {
                name: self.id(name).to_owned(),
                other: self.target(other),
                score: edge.found.score.min(self.options.merge),
                reasons,
                shared: edge.shared,
            });
        }
        result.proposals.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| (&a.name, &a.other).cmp(&(&b.name, &b.other)))
        });
        result
    }

    /// The member that the others become: a listed one, else the most mentioned, the longest, the first by id.
    fn rank(&self, owner: Owner) -> (bool, u32, usize, std::cmp::Reverse<&str>) {
        match owner {
            Owner::Listed(i) => (true, 0, 0, std::cmp::Reverse(&self.listed[i].key)),
            Owner::Record(i) => {
                let r = &self.records[i];
                (false, r.n_mentions, r.name.len(), std::cmp::Reverse(&r.id))
            }
        }
    }

    fn target(&self, owner: Owner) -> Target {
        match owner {
            Owner::Listed(i) => Target::Listed(self.listed[i].key.clone()),
            Owner::Record(i) => Target::Name(self.records[i].id.clone()),
        }
    }

    /// No two listed entities, and no two members that cannot be one.
    fn may_unite(&self, clusters: &mut Clusters, a: Owner, b: Owner) -> bool {
        if clusters.are_apart(a, b) {
            return false;
        }
        let (x, y) = (clusters.members(a), clusters.members(b));
        let listed = |m: &[Owner]| m.iter().any(|o| matches!(o, Owner::Listed(_)));
        if listed(&x) && listed(&y) {
            return false;
        }
        x.iter().take(12).all(|p| y.iter().take(12).all(|q| self.agree(*p, *q)))
    }
}

fn intersection(a: &[u64], b: &[u64]) -> Vec<u64> {
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                out.push(*x);
                i += 1;
                j += 1;
            }
        }
    }
    out
}

/// Sets of owners that are one.
#[derive(Debug, Default)]
struct Clusters {
    root_of: BTreeMap<Owner, Owner>,
    members: BTreeMap<Owner, Vec<Owner>>,
    /// Pairs that a decision keeps apart, both ways.
    apart: BTreeSet<(Owner, Owner)>,
}

impl Clusters {
    fn are_apart(&self, a: Owner, b: Owner) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let others = self.members(b);
        self.members(a).iter().any(|x| others.iter().any(|y| self.apart.contains(&(*x, *y))))
    }

    fn root(&self, owner: Owner) -> Owner {
        self.root_of.get(&owner).copied().unwrap_or(owner)
    }

    fn members(&self, owner: Owner) -> Vec<Owner> {
        self.members.get(&self.root(owner)).cloned().unwrap_or_else(|| vec![owner])
    }

    fn unite(&mut self, a: Owner, b: Owner) {
        let (x, y) = (self.root(a), self.root(b));
        if x == y {
            return;
        }
        let mut all = self.members(a);
        // The smaller set moves, so that each owner moves few times.
        let other = self.members(b);
        let (root, moved, gone) = if all.len() >= other.len() {
            (x, other, y)
        } else {
            let moved = std::mem::replace(&mut all, other);
            (y, moved, x)
        };
        for owner in &moved {
            self.root_of.insert(*owner, root);
        }
        all.extend(moved);
        self.members.remove(&gone);
        self.members.insert(root, all);
    }

    fn groups(&self) -> impl Iterator<Item = &Vec<Owner>> {
        self.members.values()
    }
}
