//! What the nodes of a network have to do with themes and documents: counted while the tables are written.

use crate::part::PartDocument;
use gazet_graph::{Date, NodeId, Occurrence, Slice, measures, significance};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A theme of the collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Theme {
    pub(super) id: String,
    pub(super) label: String,
    /// Documents in which it holds.
    pub(super) n_documents: u64,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
}

/// An entity and a theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ThemeTie {
    pub(super) entity: NodeId,
    /// Index into the themes.
    pub(super) theme: u32,
    /// Documents with both.
    pub(super) n_documents: u64,
}

/// Which entities are named where which themes hold. One count for each pair that meets: as many as entities times
/// the themes around each, whatever the number of documents.
#[derive(Default)]
pub(crate) struct ThemeTies {
    /// By id.
    pub(super) themes: Vec<Theme>,
    /// By entity, then theme.
    pub(super) ties: Vec<ThemeTie>,
    /// Documents that name each entity.
    pub(super) of_entity: FxHashMap<NodeId, u64>,
    /// Documents of the collection.
    pub(super) n_documents: u64,
    /// The same through time, for entities that are shown; empty unless asked for.
    pub(super) slices: BTreeMap<Slice, ThemeSlice>,
}

/// Documents of one slice of time in which themes hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ThemeSlice {
    /// By theme.
    pub(super) themes: BTreeMap<u32, u64>,
    /// By entity and theme.
    pub(super) ties: BTreeMap<(NodeId, u32), u64>,
}

#[derive(Default)]
pub(crate) struct ThemeCounter {
    index_of: FxHashMap<String, u32>,
    themes: Vec<Theme>,
    pairs: FxHashMap<(NodeId, u32), u64>,
    of_entity: FxHashMap<NodeId, u64>,
    n_documents: u64,
    /// Kept between documents for its memory only.
    named: Vec<NodeId>,
}

impl ThemeCounter {
    /// Counts a document with its occurrences.
    pub(crate) fn add(&mut self, document: &PartDocument, occurrences: &[Occurrence]) {
        let date = document.date.as_deref().and_then(Date::parse);
        let mut entities = std::mem::take(&mut self.named);
        entities.clear();
        entities.extend(occurrences.iter().map(|o| o.node));
        entities.sort_unstable();
        entities.dedup();
        self.n_documents += 1;
        for &entity in &entities {
            *self.of_entity.entry(entity).or_default() += 1;
        }
        for held in &document.themes {
            let held = document.theme(held.theme);
            let theme = match self.index_of.get(&held.id) {
                Some(&theme) => theme,
                None => {
                    let theme = u32::try_from(self.themes.len()).expect("fewer than 2^32 themes");
                    self.index_of.insert(held.id.clone(), theme);
                    self.themes.push(Theme {
                        id: held.id.clone(),
                        label: held.label.clone(),
                        n_documents: 0,
                        first: None,
                        last: None,
                    });
                    theme
                }
            };
            let seen = &mut self.themes[theme as usize];
            seen.n_documents += 1;
            seen.first = seen.first.into_iter().chain(date).min();
            seen.last = seen.last.max(date);
            for &entity in &entities {
                *self.pairs.entry((entity, theme)).or_default() += 1;
            }
        }
        self.named = entities;
    }

    pub(crate) fn finish(self) -> ThemeTies {
        let mut order: Vec<u32> = (0..self.themes.len() as u32).collect();
        order.sort_by_key(|&theme| &self.themes[theme as usize].id);
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = new as u32;
        }
        let mut ties: Vec<ThemeTie> = self
            .pairs
            .into_iter()
            .map(|((entity, theme), n_documents)| ThemeTie {
                entity,
                theme: place[theme as usize],
                n_documents,
            })
            .collect();
        ties.sort_unstable_by_key(|tie| (tie.entity, tie.theme));
        let themes = order.into_iter().map(|old| self.themes[old as usize].clone()).collect();
        ThemeTies {
            themes,
            ties,
            of_entity: self.of_entity,
            n_documents: self.n_documents,
            slices: BTreeMap::new(),
        }
    }
}

/// How sure a theme must be of a community to name it: two standard deviations.
const DISTINCTIVE: f64 = 1.96;

impl ThemeTies {
    /// Counts a document of a slice of time with the shown entities that it names, each once.
    pub(super) fn add_to_slice(&mut self, slice: Slice, document: &PartDocument, entities: &[NodeId]) {
        let counts = self.slices.entry(slice).or_default();
        for held in &document.themes {
            let id = &document.theme(held.theme).id;
            let theme = self.themes.binary_search_by(|theme| theme.id.cmp(id));
            let theme = theme.expect("the tables have counted every theme") as u32;
            *counts.themes.entry(theme).or_default() += 1;
            for &entity in entities {
                *counts.ties.entry((entity, theme)).or_default() += 1;
            }
        }
    }

    fn ties_of(&self, entity: NodeId) -> &[ThemeTie] {
        let start = self.ties.partition_point(|tie| tie.entity < entity);
        let end = start + self.ties[start..].partition_point(|tie| tie.entity == entity);
        &self.ties[start..end]
    }

    /// The theme of most documents of an entity; of several, the one that is rarer elsewhere.
    pub(super) fn dominant(&self, entity: NodeId) -> Option<u32> {
        let ties = self.ties_of(entity).iter();
        let rank = |tie: &ThemeTie| {
            (tie.n_documents, Reverse(self.themes[tie.theme as usize].n_documents), Reverse(tie.theme))
        };
        ties.max_by_key(|tie| rank(tie)).map(|tie| tie.theme)
    }

    /// For each of `n` communities, the themes that its entities are named with more often than others are, the
    /// surest first, at most `most`.
    pub(super) fn distinctive(
        &self,
        communities: impl Iterator<Item = (NodeId, u32)>,
        n: usize,
        most: usize,
    ) -> Vec<Vec<u32>> {
        let mut of_community: Vec<(u64, BTreeMap<u32, u64>)> = vec![Default::default(); n];
        let (mut total, mut of_theme) = (0, vec![0; self.themes.len()]);
        for (entity, community) in communities {
            let (namings, themes) = &mut of_community[community as usize];
            let n_documents = self.of_entity.get(&entity).copied().unwrap_or(0);
            *namings += n_documents;
            total += n_documents;
            for tie in self.ties_of(entity) {
                *themes.entry(tie.theme).or_default() += tie.n_documents;
                of_theme[tie.theme as usize] += tie.n_documents;
            }
        }
        let named = |(namings, themes): (u64, BTreeMap<u32, u64>)| {
            let mut scored: Vec<(f64, u32)> = themes
                .into_iter()
                .map(|(theme, inside)| {
                    let outside = of_theme[theme as usize] - inside;
                    (measures::log_odds_z([inside, namings], [outside, total - namings]), theme)
                })
                .filter(|(z, _)| *z >= DISTINCTIVE)
                .collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            scored.into_iter().take(most).map(|(_, theme)| theme).collect()
        };
        of_community.into_iter().map(named).collect()
    }

    /// The ties of shown entities that become edges: those that meet more often than by chance, and where that is
    /// more than `most`, those that do so beyond doubt (false discovery rate `alpha`). With their measures.
    pub(super) fn edges(
        &self,
        shown: impl Fn(NodeId) -> bool,
        min_documents: u64,
        alpha: f64,
        most: usize,
    ) -> Vec<MeasuredTie> {
        let mut edges: Vec<MeasuredTie> = self
            .ties
            .iter()
            .filter(|tie| shown(tie.entity) && tie.n_documents >= min_documents)
            .map(|tie| {
                let n_entity = self.of_entity.get(&tie.entity).copied().unwrap_or(0);
                let n_theme = self.themes[tie.theme as usize].n_documents;
                let counts = [tie.n_documents, n_entity, n_theme, self.n_documents];
                let [ab, a, b, n] = counts;
                MeasuredTie { tie: *tie, counts, p: measures::g2_p(ab, a, b, n), significant: false }
            })
            .filter(|edge| edge.association() > 1.0)
            .collect();
        let p: Vec<f64> = edges.iter().map(|edge| edge.p).collect();
        for (edge, q) in edges.iter_mut().zip(significance::benjamini_hochberg(&p)) {
            edge.significant = q <= alpha;
        }
        if edges.len() > most {
            edges.retain(|edge| edge.significant);
        }
        edges
    }
}

/// A tie that becomes an edge.
pub(super) struct MeasuredTie {
    pub(super) tie: ThemeTie,
    /// Documents with both, with the entity, with the theme, in all.
    pub(super) counts: [u64; 4],
    pub(super) p: f64,
    pub(super) significant: bool,
}

impl MeasuredTie {
    pub(super) fn association(&self) -> f64 {
        let [ab, a, b, n] = self.counts;
        measures::association_strength(ab, a, b, n)
    }
}

/// A document that names shown entities.
#[derive(Clone, Debug)]
pub(super) struct DocumentNode {
    pub(super) index: u32,
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) date: Option<Date>,
    /// Entities with mentions.
    pub(super) entities: Vec<(NodeId, u32)>,
    /// Ids of themes with scores.
    pub(super) themes: Vec<(String, f64)>,
}

impl DocumentNode {
    fn rank(&self) -> (Reverse<usize>, Reverse<u32>, u32) {
        (Reverse(self.entities.len()), Reverse(self.entities.iter().map(|(_, n)| n).sum()), self.index)
    }
}

/// The documents of a network: those that name most of its entities, at most `most`. Holds at most twice as many.
pub(super) struct Documents {
    most: usize,
    kept: Vec<DocumentNode>,
    n_documents: u64,
}

impl Documents {
    pub(super) fn new(most: Option<usize>) -> Self {
        Self { most: most.unwrap_or(usize::MAX), kept: Vec::new(), n_documents: 0 }
    }

    pub(super) fn add(&mut self, document: DocumentNode) {
        self.n_documents += 1;
        self.kept.push(document);
        if self.kept.len() >= self.most.saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.kept.sort_unstable_by_key(DocumentNode::rank);
        self.kept.truncate(self.most);
    }

    /// The documents, and how many more name shown entities.
    pub(super) fn finish(mut self) -> (Vec<DocumentNode>, u64) {
        self.cut();
        self.kept.sort_unstable_by_key(|document| document.index);
        let left_out = self.n_documents - self.kept.len() as u64;
        (self.kept, left_out)
    }
}
