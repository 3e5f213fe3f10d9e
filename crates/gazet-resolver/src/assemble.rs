//! From chosen proposals to mentions and the entities of the document.

use crate::doc::Doc;
use crate::groups::{Groups, countries};
use crate::input::Resolution;
use crate::memory::{Memory, RefKey, Referents, form_key, sex_of_given, sex_of_title};
use crate::options::ResolverOptions;
use crate::place::{Choice, Places};
use crate::proposal::{Link, Proposal};
use crate::resolver::Short;
use gazet_core::{
    CandidateFlags, DocumentEntity, EntityRef, EntityType, Mention, MentionKind, Rule, ScoredEntity,
    TokenRange,
};
use gazet_tokenizer::norm_hash;
use rustc_hash::FxHashMap;

pub(crate) struct Assembler<'r, 'a> {
    pub(crate) doc: &'r Doc<'a>,
    pub(crate) groups: &'r Groups,
    pub(crate) memory: &'r Memory,
    pub(crate) options: &'r ResolverOptions,
    pub(crate) shorts: &'r [Short],
}

/// What a mention may stand for: referents with confidence, best first, and whether the best one is decided.
#[derive(Debug, Default)]
struct Linked {
    candidates: Vec<(u32, f32)>,
    decided: bool,
    contained: bool,
}

impl Assembler<'_, '_> {
    pub(crate) fn run(
        &self,
        chosen: &[Proposal],
        referents: &mut Referents,
        pool: &[(u32, f32)],
        out: &mut Resolution,
    ) {
        let spans: Vec<(TokenRange, u32)> = chosen
            .iter()
            .filter(|p| p.entity_type == EntityType::Place && p.kind == MentionKind::Name)
            .filter_map(|p| match p.link {
                Link::Group(g) => Some((p.tokens, g)),
                _ => None,
            })
            .collect();
        let places = Places::decide(self.doc, self.groups, self.memory, &spans);
        let mut entities: FxHashMap<u32, u32> = FxHashMap::default();
        let mut linked = Linked::default();
        for p in chosen {
            linked.candidates.clear();
            linked.decided = false;
            linked.contained = false;
            self.link(p, &places, referents, pool, &mut linked);
            self.mention(p, &linked, referents, &mut entities, out);
        }
    }

    fn link(
        &self,
        p: &Proposal,
        places: &Places<'_>,
        referents: &mut Referents,
        pool: &[(u32, f32)],
        out: &mut Linked,
    ) {
        match p.link {
            Link::Nobody => {}
            Link::Form | Link::Open => {
                let key = RefKey::Form(p.entity_type, form_key(self.doc, p.tokens));
                out.candidates.push((referents.add(key, p.entity_type, p.tokens, p.words), 1.0));
                out.decided = p.link == Link::Form;
            }
            Link::Pool { start, end } => {
                let entries = pool.get(start as usize..end as usize).unwrap_or_default();
                for (referent, share) in entries {
                    let referent = referents.canonical(*referent);
                    match out.candidates.iter_mut().find(|c| c.0 == referent) {
                        Some(known) => known.1 += share,
                        None => out.candidates.push((referent, *share)),
                    }
                }
                out.decided = out.candidates.len() == 1;
            }
            Link::Group(group) => self.link_group(p, group, places, referents, out),
        }
    }

    fn link_group(
        &self,
        p: &Proposal,
        group: u32,
        places: &Places<'_>,
        referents: &mut Referents,
        out: &mut Linked,
    ) {
        let mut choices: Vec<Choice> = Vec::new();
        if p.kind == MentionKind::Name && p.entity_type == EntityType::Place {
            out.contained = places.choose(p.tokens, &mut choices);
        } else {
            self.rate(p, group, &mut choices);
        }
        // An acronym of the document decides among listed bearers, wherever the long form was defined.
        let defined = self.shorts.iter().find(|s| s.long == p.tokens).map(|s| s.referent);
        for (entity, share) in choices.iter().take(self.options.max_candidates) {
            let referent = referents.add(RefKey::Listed(*entity), p.entity_type, p.tokens, p.words);
            if !out.candidates.iter().any(|c| c.0 == referent) {
                out.candidates.push((referent, *share));
            }
        }
        if let Some(defined) =
            defined.map(|d| referents.canonical(d)).filter(|d| out.candidates.iter().any(|c| c.0 == *d))
        {
            out.candidates.retain(|c| c.0 == defined);
            if let Some(c) = out.candidates.first_mut() {
                c.1 = 1.0;
            }
        }
        let lead = match out.candidates.as_slice() {
            [] => return,
            [one] => one.1,
            [first, second, ..] => first.1 - second.1,
        };
        out.decided =
            lead >= self.options.margin && self.is_supported(p, group, referents, out.candidates[0].0);
    }

    /// A weak alias that nothing supports names nobody, even where its words are surely a name.
    fn is_supported(&self, p: &Proposal, group: u32, referents: &Referents, referent: u32) -> bool {
        let Some(RefKey::Listed(entity)) = referents.all.get(referent as usize).map(|r| r.key) else {
            return true;
        };
        if p.kind == MentionKind::Demonym {
            return true;
        }
        let Some(c) = self.groups.of(group).iter().find(|c| c.entity == entity) else { return true };
        if !c.flags.contains(CandidateFlags::WEAK) || self.memory.is_named(entity) {
            return true;
        }
        match p.entity_type {
            // A surname with a title names the one listed bearer; without, it may be anybody's.
            EntityType::Person => {
                p.tokens.start > c.tokens.start
                    || self.doc.before(p.tokens.start).is_some_and(|b| self.doc.info(b).is_title())
            }
            EntityType::Place | EntityType::Organization => {
                p.words >= 2 || self.memory.knows_country_of(self.doc, entity)
            }
        }
    }

    /// Shares of the candidates of a group that is no place name.
    fn rate(&self, p: &Proposal, group: u32, out: &mut Vec<Choice>) {
        let doc = self.doc;
        let sex = doc.before(p.tokens.start).map_or(0, |b| sex_of_title(doc, b));
        let total = self.memory.countries_total.max(1.0);
        for c in self.groups.of(group).iter().filter(|c| c.entity_type == p.entity_type) {
            let is_demonym = c.flags.contains(CandidateFlags::DEMONYM);
            if is_demonym != (p.kind == MentionKind::Demonym) {
                continue;
            }
            let mut score: f32 = if c.flags.contains(CandidateFlags::WEAK) { 0.6 } else { 2.0 };
            if c.flags.contains(CandidateFlags::CANONICAL) {
                score += 0.8;
            }
            if self.memory.is_named(c.entity) {
                score += 2.2;
            }
            let country =
                countries(doc, c.entity).map(|code| self.memory.country_weight(code)).fold(0.0, f32::max);
            score += 1.5 * (country / total).min(1.0);
            if sex != 0 && p.entity_type == EntityType::Person {
                let name = doc.input.gazetteers.get_entity(c.entity).map_or("", |e| e.name());
                let given = name.split_whitespace().next().map(|w| doc.input.lexicon.get(norm_hash(w)).flags);
                let own = given.map_or(0, sex_of_given);
                if own != 0 && own != sex {
                    score -= 3.0;
                }
            }
            out.push((c.entity, score));
        }
        let best = out.iter().map(|c| c.1).fold(f32::MIN, f32::max);
        let sum: f32 = out.iter().map(|c| (c.1 - best).exp()).sum();
        for choice in out.iter_mut() {
            choice.1 = (choice.1 - best).exp() / sum;
        }
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }

    fn mention(
        &self,
        p: &Proposal,
        linked: &Linked,
        referents: &Referents,
        entities: &mut FxHashMap<u32, u32>,
        out: &mut Resolution,
    ) {
        let doc = self.doc;
        let span = doc.span(p.tokens);
        if span.is_empty() || doc.slice(span).is_none() {
            return;
        }
        let mut candidates = Vec::with_capacity(linked.candidates.len());
        for (referent, share) in &linked.candidates {
            let next = u32::try_from(out.entities.len()).unwrap_or(u32::MAX);
            let index = *entities.entry(*referent).or_insert(next);
            if index == next {
                out.entities.push(self.entity(*referent, p, referents));
            }
            candidates.push(ScoredEntity { entity: index, score: *share });
        }
        if linked.decided && p.kind != MentionKind::Family {
            // The others are kept only while they are worth a look.
            let best = candidates.first().map_or(0.0, |c| c.score);
            candidates.retain(|c| c.score >= 0.02 * best);
        }
        let share = candidates.first().map_or(1.0, |c| c.score);
        let score = if linked.decided { p.score * (0.5 + 0.5 * share.min(1.0)) } else { p.score };
        let block = doc.block(p.tokens.start);
        out.mentions.push(Mention {
            span,
            tokens: p.tokens,
            sentence: doc.sentences.get(p.tokens.start as usize).copied().unwrap_or_default(),
            block,
            item: doc.item(p.tokens.start),
            entity_type: p.entity_type,
            kind: p.kind,
            rule: if linked.contained { Rule::Containment } else { p.rule },
            score,
            entity: candidates.first().filter(|_| linked.decided).map(|c| c.entity),
            candidates,
        });
    }

    fn entity(&self, referent: u32, p: &Proposal, referents: &Referents) -> DocumentEntity {
        let known = referents.all.get(referent as usize);
        if let Some(RefKey::Listed(id)) = known.map(|r| r.key) {
            let entity = self.doc.input.gazetteers.get_entity(id);
            return DocumentEntity {
                reference: EntityRef::Listed(id),
                entity_type: entity.map_or(p.entity_type, |e| e.entity_type()),
                name: entity.map_or_else(String::new, |e| e.name().to_owned()),
            };
        }
        let form = known.map(|r| r.form).filter(|f| !f.is_empty()).unwrap_or(p.tokens);
        DocumentEntity {
            reference: EntityRef::Unlisted,
            entity_type: known.map_or(p.entity_type, |r| r.entity_type),
            name: self.name(form),
        }
    }

    /// The text of a name on one line.
    fn name(&self, tokens: TokenRange) -> String {
        let written = self.doc.slice(self.doc.span(tokens)).unwrap_or_default();
        let mut name = String::with_capacity(written.len());
        for word in written.split_whitespace() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        name
    }
}
