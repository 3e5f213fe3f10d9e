//! Several compiled files searched as one.

use crate::entity::{AliasView, EntityView};
use crate::file::{Gazetteer, ListView};
use crate::find::{FindScratch, MatchKind, Search};
use crate::lexicon::Lexicon;
use gazet_core::{AliasId, Candidate, EntityId};
use gazet_tokenizer::{TokenizedText, norm_hash};
use std::cmp::Reverse;

/// Compiled files in the order of their ranks. Immutable, `Send + Sync`; share it by reference.
///
/// An entity of a later file replaces the entity of the same key of an earlier one: candidates of the earlier one
/// are not reported.
#[derive(Debug, Default)]
pub struct Gazetteers {
    files: Vec<Placed>,
    the: u64,
}

#[derive(Debug)]
struct Placed {
    gazetteer: Gazetteer,
    first_entity: u32,
    first_alias: u32,
}

/// More entities or aliases than 32-bit ids can number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin} brings the number of aliases above 4294967295; leave a list out")]
pub struct TooManyAliases {
    /// The file that does not fit any more.
    pub origin: String,
}

impl Gazetteers {
    /// Puts files together; earlier ones rank first.
    ///
    /// # Errors
    /// More entities or aliases than can be numbered.
    pub fn new(files: impl IntoIterator<Item = Gazetteer>) -> Result<Self, TooManyAliases> {
        let mut all = Self { files: Vec::new(), the: norm_hash("the").0 };
        let (mut first_entity, mut first_alias) = (0u32, 0u32);
        for gazetteer in files {
            let next_entity = first_entity.checked_add(gazetteer.n_entities());
            let next_alias = first_alias.checked_add(gazetteer.n_aliases());
            let (Some(next_entity), Some(next_alias)) = (next_entity, next_alias) else {
                return Err(TooManyAliases { origin: gazetteer.origin().to_owned() });
            };
            all.files.push(Placed { gazetteer, first_entity, first_alias });
            (first_entity, first_alias) = (next_entity, next_alias);
        }
        Ok(all)
    }

    /// The files, in rank order.
    pub fn files(&self) -> impl Iterator<Item = &Gazetteer> {
        self.files.iter().map(|f| &f.gazetteer)
    }

    /// All lists of all files, in rank order.
    pub fn lists(&self) -> impl Iterator<Item = ListView<'_>> {
        self.files().flat_map(Gazetteer::lists)
    }

    /// Number of entities, replaced ones included: every [`EntityId`] is below it.
    #[must_use]
    pub fn n_entities(&self) -> u32 {
        self.files.last().map_or(0, |f| f.first_entity + f.gazetteer.n_entities())
    }

    /// Number of aliases: every [`AliasId`] is below it.
    #[must_use]
    pub fn n_aliases(&self) -> u32 {
        self.files.last().map_or(0, |f| f.first_alias + f.gazetteer.n_aliases())
    }

    /// The word lists: those of the first file that has any.
    #[must_use]
    pub fn lexicon(&self) -> Lexicon<'_> {
        self.files().map(Gazetteer::lexicon).find(|l| !l.is_empty()).unwrap_or_default()
    }

    /// The names in `text`, which `tokens` must be the tokens of.
    ///
    /// `out` is cleared first. Candidates come by span (start, then end); those of one span by list rank, then entity
    /// key. Costs no allocation once `scratch` and `out` have grown.
    ///
    /// # Panics
    /// If `tokens` belong to another text.
    pub fn find(
        &self,
        text: &str,
        tokens: &TokenizedText,
        kind: MatchKind,
        scratch: &mut FindScratch,
        out: &mut Vec<Candidate>,
    ) {
        out.clear();
        let several = self.files.len() > 1;
        let mut misspelled = false;
        for file in &self.files {
            let search = Search {
                text,
                tokens,
                // The longest of one file need not be the longest of all.
                kind: if several { MatchKind::All } else { kind },
                the: self.the,
                entity_base: file.first_entity,
                alias_base: file.first_alias,
            };
            let found = out.len();
            search.run(&file.gazetteer, scratch, out);
            if file.gazetteer.tolerates_typos() {
                misspelled |= search.run_typos(&file.gazetteer, self.lexicon(), scratch, found, out);
            }
        }
        if several || misspelled {
            out.retain(|c| !self.is_replaced(c.entity));
            match kind {
                MatchKind::All => out.sort_unstable_by_key(|c| (c.tokens, c.entity)),
                MatchKind::LeftmostLongest => keep_leftmost_longest(out),
            }
        }
    }

    /// Each file with its first entity and its first alias.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (&Gazetteer, u32, u32)> {
        self.files.iter().map(|f| (&f.gazetteer, f.first_entity, f.first_alias))
    }

    /// The entity of this id.
    ///
    /// # Panics
    /// If the id comes from other gazetteers, or from a damaged file.
    #[must_use]
    pub fn entity(&self, id: EntityId) -> EntityView<'_> {
        self.get_entity(id).expect("entity ids come from these gazetteers")
    }

    /// The entity of this id; `None` if there is none.
    #[must_use]
    pub fn get_entity(&self, id: EntityId) -> Option<EntityView<'_>> {
        let after = self.files.partition_point(|f| f.first_entity <= id.0);
        let file = self.files.get(after.checked_sub(1)?)?;
        file.gazetteer.entity(id.0 - file.first_entity)
    }

    /// The alias of this id.
    ///
    /// # Panics
    /// If the id comes from other gazetteers.
    #[must_use]
    pub fn alias(&self, id: AliasId) -> AliasView<'_> {
        self.get_alias(id).expect("alias ids come from these gazetteers")
    }

    /// The alias of this id; `None` if there is none.
    #[must_use]
    pub fn get_alias(&self, id: AliasId) -> Option<AliasView<'_>> {
        let after = self.files.partition_point(|f| f.first_alias <= id.0);
        let file = self.files.get(after.checked_sub(1)?)?;
        AliasView::new(file.gazetteer.view(), id.0 - file.first_alias)
    }

    /// The entity of this key: that of the last file that has one, since it replaces the others.
    #[must_use]
    pub fn find_key(&self, key: &str) -> Option<(EntityId, EntityView<'_>)> {
        self.files.iter().rev().find_map(|file| {
            let (index, entity) = file.gazetteer.find_key(key)?;
            Some((EntityId(file.first_entity + index), entity))
        })
    }

    /// Whether a later file holds an entity of the same key.
    pub(crate) fn is_replaced(&self, id: EntityId) -> bool {
        let after = self.files.partition_point(|f| f.first_entity <= id.0);
        let later = &self.files[after.min(self.files.len())..];
        if later.is_empty() {
            return false;
        }
        self.get_entity(id)
            .is_some_and(|entity| later.iter().any(|file| file.gazetteer.find_key(entity.key()).is_some()))
    }
}

/// Leaves the candidates of the spans that leftmost-longest chooses, in their order.
fn keep_leftmost_longest(out: &mut Vec<Candidate>) {
    out.sort_unstable_by_key(|c| (c.tokens.start, Reverse(c.tokens.end), c.entity));
    let mut chosen = gazet_core::TokenRange::default();
    out.retain(|c| {
        if c.tokens.start >= chosen.end {
            chosen = c.tokens;
        }
        c.tokens == chosen
    });
}
