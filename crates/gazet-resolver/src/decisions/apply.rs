//! Obeying decisions inside one document.

use super::{Action, Decision, Decisions, EntityName, surface_key};
use crate::input::{Resolution, ResolveInput};
use gazet_core::{Candidate, DocumentEntity, EntityRef, Mention, MentionKind, Rule, ScoredEntity};
use gazet_gazetteer::Gazetteers;

impl Decisions {
    fn of_document<'d>(&'d self, id: &'d str) -> impl Iterator<Item = (u32, &'d Decision)> {
        (0u32..).zip(&self.all).filter(move |(_, d)| d.document.as_deref().is_none_or(|only| only == id))
    }

    /// Leaves out the candidates that are banned, before anything is decided with them.
    pub(crate) fn ban(
        &self,
        input: &ResolveInput<'_>,
        candidates: &mut Vec<Candidate>,
        applied: &mut Vec<u32>,
    ) {
        let bans: Vec<(u32, &str, &str)> = self
            .of_document(input.document_id)
            .filter_map(|(i, d)| match (&d.subject, &d.action) {
                (EntityName::Key(key), Action::BanAlias(form)) => Some((i, key.as_str(), form.as_str())),
                _ => None,
            })
            .collect();
        if bans.is_empty() {
            return;
        }
        candidates.retain(|c| {
            let Some(entity) = input.gazetteers.get_entity(c.entity) else { return true };
            let Some(written) = input.text.get(c.span.start() as usize..c.span.end() as usize) else {
                return true;
            };
            let mut of_entity = bans.iter().filter(|b| b.1 == entity.key()).peekable();
            if of_entity.peek().is_none() {
                return true;
            }
            let form = surface_key(written);
            let banned = of_entity.find(|b| b.2 == form);
            applied.extend(banned.map(|b| b.0));
            banned.is_none()
        });
    }

    /// Changes what was decided.
    pub(crate) fn apply(&self, input: &ResolveInput<'_>, out: &mut Resolution) {
        for (index, decision) in self.of_document(input.document_id) {
            if obey(decision, input, out) {
                out.applied_decisions.push(index);
            }
        }
        out.applied_decisions.sort_unstable();
        out.applied_decisions.dedup();
    }
}

/// Carries out one decision; whether it changed or confirmed anything.
fn obey(decision: &Decision, input: &ResolveInput<'_>, out: &mut Resolution) -> bool {
    if let Action::Prefer(form) = &decision.action {
        return prefer(decision, form, input, out);
    }
    if let Action::Split(other) = &decision.action {
        // Both ways: the file does not say which of the two was taken for the other.
        let one = split(&decision.subject, other, input, out);
        return split(other, &decision.subject, input, out) || one;
    }
    let subjects: Vec<u32> = (0u32..)
        .zip(&out.entities)
        .filter(|(_, e)| is_named(e, &decision.subject, input.gazetteers))
        .map(|(i, _)| i)
        .collect();
    if subjects.is_empty() {
        return false;
    }
    match &decision.action {
        Action::Merge(into) => merge(&subjects, into, input, out),
        Action::Rename(name) => {
            for i in &subjects {
                out.entities[*i as usize].name.clone_from(name);
            }
            true
        }
        Action::Retype(entity_type) => {
            for i in &subjects {
                out.entities[*i as usize].entity_type = *entity_type;
            }
            for m in out.mentions.iter_mut().filter(|m| m.entity.is_some_and(|e| subjects.contains(&e))) {
                m.entity_type = *entity_type;
                m.rule = Rule::Decision;
            }
            true
        }
        Action::Delete => {
            remove(out, |m, e| m.entity == Some(e) || m.candidates.len() == 1, &subjects);
            true
        }
        Action::BanAlias(form) => {
            let mut hit = false;
            remove(
                out,
                |m, _| {
                    let same =
                        input.text.get(m.span.start() as usize..m.span.end() as usize).map(surface_key);
                    let same = same.as_deref() == Some(form);
                    hit |= same;
                    same
                },
                &subjects,
            );
            hit
        }
        Action::Split(_) | Action::Prefer(_) => false,
    }
}

/// Takes the mentions that are written like `name` away from `from`, and gives them an entity of their own. Only
/// unlisted names are known by how they are written.
fn split(name: &EntityName, from: &EntityName, input: &ResolveInput<'_>, out: &mut Resolution) -> bool {
    let EntityName::Unlisted(entity_type, form) = name else { return false };
    let index = |out: &Resolution, name: &EntityName| -> Option<u32> {
        let at = out.entities.iter().position(|e| is_named(e, name, input.gazetteers))?;
        u32::try_from(at).ok()
    };
    let Some(from) = index(out, from) else { return false };
    let written = |m: &Mention| input.text.get(m.span.start() as usize..m.span.end() as usize);
    let hits: Vec<usize> = (0..)
        .zip(&out.mentions)
        .filter(|(_, m)| m.kind == MentionKind::Name && m.candidates.iter().any(|c| c.entity == from))
        .filter(|(_, m)| written(m).map(surface_key).as_ref() == Some(form))
        .map(|(i, _)| i)
        .collect();
    let Some(first) = hits.first() else { return false };
    let own = match index(out, name) {
        Some(own) => own,
        None => {
            let text = written(&out.mentions[*first]).unwrap_or_default();
            let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let entity_type = *entity_type;
            out.entities.push(DocumentEntity { reference: EntityRef::Unlisted, entity_type, name });
            u32::try_from(out.entities.len() - 1).unwrap_or(u32::MAX)
        }
    };
    if own == from {
        return false;
    }
    for i in hits {
        let m = &mut out.mentions[i];
        m.candidates.retain(|c| c.entity != from && c.entity != own);
        if m.entity == Some(from) || m.candidates.is_empty() {
            m.entity = Some(own);
            m.entity_type = *entity_type;
            m.candidates.insert(0, ScoredEntity { entity: own, score: 1.0 });
        } else if let ([only], None) = (m.candidates.as_slice(), m.entity) {
            // The other reading is ruled out.
            m.entity = Some(only.entity);
        }
        m.rule = Rule::Decision;
    }
    true
}

/// Takes `subjects` out of the candidates of the mentions that `affects`; mentions without candidates go.
fn remove(out: &mut Resolution, mut affects: impl FnMut(&Mention, u32) -> bool, subjects: &[u32]) {
    out.mentions.retain_mut(|m| {
        if m.kind == MentionKind::Family {
            return true;
        }
        let gone: Vec<u32> = m
            .candidates
            .iter()
            .map(|c| c.entity)
            .filter(|e| subjects.contains(e))
            .filter(|e| affects(m, *e))
            .collect();
        if gone.is_empty() {
            return true;
        }
        if m.entity.is_some_and(|e| gone.contains(&e)) {
            return false;
        }
        m.candidates.retain(|c| !gone.contains(&c.entity));
        if let ([only], None) = (m.candidates.as_slice(), m.entity) {
            // The other reading is ruled out.
            m.entity = Some(only.entity);
            m.rule = Rule::Decision;
        }
        !m.candidates.is_empty()
    });
}

fn merge(subjects: &[u32], into: &EntityName, input: &ResolveInput<'_>, out: &mut Resolution) -> bool {
    let Some(target) = entity_index(into, input.gazetteers, out) else { return false };
    let entity_type = out.entities[target as usize].entity_type;
    for m in &mut out.mentions {
        let mut touched = false;
        for c in m.candidates.iter_mut().filter(|c| subjects.contains(&c.entity)) {
            c.entity = target;
            touched = true;
        }
        if !touched {
            continue;
        }
        if m.entity.is_some_and(|e| subjects.contains(&e)) {
            m.entity = Some(target);
            m.entity_type = entity_type;
            m.rule = Rule::Decision;
        }
        // Two readings may have become one.
        let mut merged: Vec<ScoredEntity> = Vec::new();
        for c in m.candidates.drain(..) {
            match merged.iter_mut().find(|k| k.entity == c.entity) {
                Some(known) => known.score += c.score,
                None => merged.push(c),
            }
        }
        m.candidates = merged;
        if let ([only], None, MentionKind::Name) = (m.candidates.as_slice(), m.entity, m.kind) {
            m.entity = Some(only.entity);
            m.rule = Rule::Decision;
        }
    }
    true
}

fn prefer(decision: &Decision, form: &str, input: &ResolveInput<'_>, out: &mut Resolution) -> bool {
    let hits: Vec<usize> = out
        .mentions
        .iter()
        .enumerate()
        .filter(|(_, m)| m.kind == MentionKind::Name)
        .filter(|(_, m)| {
            let written = input.text.get(m.span.start() as usize..m.span.end() as usize);
            written.map(surface_key).as_deref() == Some(form)
        })
        .map(|(i, _)| i)
        .collect();
    if hits.is_empty() {
        return false;
    }
    let Some(target) = entity_index(&decision.subject, input.gazetteers, out) else { return false };
    let entity_type = out.entities[target as usize].entity_type;
    for i in hits {
        let m = &mut out.mentions[i];
        m.entity = Some(target);
        m.entity_type = entity_type;
        m.candidates = vec![ScoredEntity { entity: target, score: 1.0 }];
        m.rule = Rule::Decision;
        m.score = 1.0;
    }
    true
}

/// The entity of the document under that name; a listed one is added when the document did not have it yet.
fn entity_index(name: &EntityName, gazetteers: &Gazetteers, out: &mut Resolution) -> Option<u32> {
    if let Some(index) = out.entities.iter().position(|e| is_named(e, name, gazetteers)) {
        return u32::try_from(index).ok();
    }
    let entity = match name {
        EntityName::Key(key) => {
            let (id, view) = gazetteers.find_key(key)?;
            DocumentEntity {
                reference: EntityRef::Listed(id),
                entity_type: view.entity_type(),
                name: view.name().to_owned(),
            }
        }
        EntityName::Unlisted(..) => return None,
    };
    out.entities.push(entity);
    u32::try_from(out.entities.len() - 1).ok()
}

fn is_named(entity: &DocumentEntity, name: &EntityName, gazetteers: &Gazetteers) -> bool {
    match (entity.reference, name) {
        (EntityRef::Listed(id), EntityName::Key(key)) => {
            gazetteers.get_entity(id).is_some_and(|e| e.key() == key)
        }
        (EntityRef::Unlisted, EntityName::Unlisted(entity_type, form)) => {
            entity.entity_type == *entity_type && surface_key(&entity.name) == *form
        }
        _ => false,
    }
}
