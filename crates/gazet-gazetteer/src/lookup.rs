//! A name looked up by hand: every entity that bears it, and why.

use crate::compile::Keyer;
use crate::edit::is_one_edit;
use crate::entity::AliasView;
use crate::{EntityView, GazetteerError, Gazetteers};
use gazet_core::{AliasId, EntityId};
use rayon::prelude::*;

/// Why an entity answers to a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LookupReason {
    /// The query is its key.
    Key,
    /// An alias is written exactly so.
    Exact,
    /// An alias has the same folded form: case, diacritics, apostrophes, hyphens apart.
    Folded,
    /// A folded alias differs by one character: one more, one less, another, or two changed in order.
    Distance1,
}

impl LookupReason {
    /// Stable code: `key`, `exact`, `folded`, `distance-1`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Exact => "exact",
            Self::Folded => "folded",
            Self::Distance1 => "distance-1",
        }
    }
}

/// An entity that answers to a query.
#[derive(Clone, Copy, Debug)]
pub struct LookupHit<'g> {
    /// Why.
    pub reason: LookupReason,
    /// The entity.
    pub id: EntityId,
    /// What the lists say of it.
    pub entity: EntityView<'g>,
    /// The alias that answered.
    pub alias_id: AliasId,
    /// What the lists say of the alias.
    pub alias: AliasView<'g>,
    /// A later list has an entity of the same key, so that this one is never reported.
    pub replaced: bool,
}

/// Every alias that answers to `query`: exact ones first, then folded ones, then, if `typo` is set, those at edit
/// distance 1; inside each by list rank and entity key. With `typo` all names are read: some milliseconds a million.
///
/// # Errors
/// A query that the tokenizer refuses.
pub fn lookup<'g>(
    gazetteers: &'g Gazetteers,
    query: &str,
    typo: bool,
) -> Result<Vec<LookupHit<'g>>, GazetteerError> {
    let mut hits = Vec::new();
    let query = query.trim();
    let mut keyer = Keyer::default();
    let mut folds = Vec::new();
    for keep_the in [false, true] {
        if keyer.key(query, keep_the)?.is_ok() && !folds.contains(&keyer.fold().to_owned()) {
            folds.push(keyer.fold().to_owned());
        }
    }
    for (gazetteer, first_entity, first_alias) in gazetteers.placed() {
        let view = gazetteer.view();
        let mut add = |alias_id: u32, reason: Option<LookupReason>| {
            let Some(alias) = AliasView::new(view, alias_id) else { return };
            let Some(entity) = gazetteer.entity(alias.entity()) else { return };
            let exact = if alias.text() == query { LookupReason::Exact } else { LookupReason::Folded };
            let id = EntityId(first_entity + alias.entity());
            hits.push(LookupHit {
                reason: reason.unwrap_or(exact),
                id,
                entity,
                alias_id: AliasId(first_alias + alias_id),
                alias,
                replaced: gazetteers.is_replaced(id),
            });
        };
        if let Some((_, entity)) = gazetteer.find_key(query)
            && let Some(name) = entity.alias_ids().next()
        {
            add(name, Some(LookupReason::Key));
        }
        for fold in &folds {
            if let Some(group) = view.find_group(fold) {
                view.group(group).into_iter().flat_map(|(aliases, _)| aliases).for_each(|a| add(a, None));
            }
        }
        if let (true, Some(fold)) = (typo, folds.first()) {
            let near: Vec<u32> = (0..gazetteer.n_names())
                .into_par_iter()
                .filter(|group| view.group(*group).is_some_and(|(_, other)| is_one_edit(fold, other)))
                .collect();
            for group in near {
                view.group(group)
                    .into_iter()
                    .flat_map(|(aliases, _)| aliases)
                    .for_each(|a| add(a, Some(LookupReason::Distance1)));
            }
        }
    }
    hits.sort_by_key(|h| (h.reason, h.id, h.alias_id));
    Ok(hits)
}
