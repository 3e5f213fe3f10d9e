//! The second look at the parts, once the graph is known: the texts behind its edges, the documents around its nodes,
//! and when its edges came about.

use super::evidence::{EvidenceTexts, Wanted};
use super::ties::{DocumentNode, Documents as DocumentNodes, ThemeTies};
use super::{NetworkOptions, With};
use crate::PipelineError;
use crate::documents::Documents;
use crate::reduce::{Names, occurrences};
use gazet_core::EntityType;
use gazet_graph::{CoocGraph, Date, NodeId, SliceCounter, Slices};
use std::collections::BTreeMap;

/// What the second look found.
pub(crate) struct Looked {
    pub(crate) evidence: EvidenceTexts,
    pub(super) themes: ThemeTies,
    pub(super) documents: Vec<DocumentNode>,
    /// Documents with shown entities for which there was no room.
    pub(super) documents_left_out: u64,
    pub(super) slices: Option<Slices>,
}

/// Looks again at what `graph` holds and what of it is `shown`. Memory: the texts of the evidence of all edges (three
/// each), at most twice the documents shown, and a number for each shown edge and slice in which it occurs; with themes
/// as nodes, also for each shown entity, theme and slice that meet.
pub(crate) fn look(
    all: &Documents<'_>,
    names: &Names<'_>,
    types: &[EntityType],
    (graph, shown): (&CoocGraph, &CoocGraph),
    themes: ThemeTies,
    options: &NetworkOptions,
) -> Result<Looked, PipelineError> {
    let wanted = Wanted::new(graph);
    let found = all.in_parallel(
        "fetching evidence",
        |numbers| wanted.is_among(numbers),
        Vec::new,
        |found, before, documents| {
            for (index, document) in (before as u32..).zip(documents) {
                wanted.fetch(index, document, names.keys, found);
            }
            Ok(())
        },
        |mut found, more| {
            found.extend(more);
            found
        },
    )?;
    let mut looked = Looked {
        evidence: super::evidence::by_pair(found),
        themes,
        documents: Vec::new(),
        documents_left_out: 0,
        slices: None,
    };
    let shows_documents = options.with.contains(&With::Documents);
    let theme_slices = options.slice.filter(|_| options.with.contains(&With::Themes));
    let mut slices = options.slice.map(|unit| SliceCounter::new(shown, unit, options.window_tokens));
    if !shows_documents && slices.is_none() {
        return Ok(looked);
    }
    let mut nodes = DocumentNodes::new(graph.options().top);
    let mut is_shown = vec![false; names.keys.len()];
    for node in shown.graph().node_weights() {
        is_shown[node.id.0 as usize] = true;
    }
    let mut found = Vec::new();
    all.in_order("looking at documents", |before, documents| {
        let placed = names.placed(documents);
        for (index, (document, placed)) in (before as u32..).zip(documents.iter().zip(&placed)) {
            let date = document.date.as_deref().and_then(Date::parse);
            occurrences(document, placed, types, &mut found);
            if let Some(slices) = &mut slices {
                slices.add(date, &found);
            }
            let theme_slice = theme_slices.zip(date).and_then(|(unit, date)| unit.slice_of(date));
            if !shows_documents && theme_slice.is_none() {
                continue;
            }
            let mut named: BTreeMap<NodeId, u32> = BTreeMap::new();
            for occurrence in found.iter().filter(|o| is_shown[o.node.0 as usize]) {
                *named.entry(occurrence.node).or_default() += 1;
            }
            if let Some(slice) = theme_slice {
                let entities: Vec<NodeId> = named.keys().copied().collect();
                looked.themes.add_to_slice(slice, document, &entities);
            }
            if shows_documents && !named.is_empty() {
                let themes = document.themes.iter();
                nodes.add(DocumentNode {
                    index,
                    id: document.id.clone(),
                    title: document.title.clone(),
                    date,
                    entities: named.into_iter().collect(),
                    themes: themes.map(|t| (document.theme(t.theme).id.clone(), t.score)).collect(),
                });
            }
        }
        Ok(())
    })?;
    (looked.documents, looked.documents_left_out) = nodes.finish();
    looked.slices = slices.map(SliceCounter::finish);
    Ok(looked)
}
