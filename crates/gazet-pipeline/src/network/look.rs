//! The second look at the parts, once the graph is known: the texts behind its edges, the themes and documents around
//! its nodes, and when its edges came about.

use super::evidence::{EvidenceTexts, Fetching};
use super::ties::{DocumentNode, Documents, ThemeCounter, ThemeTies};
use super::{NetworkOptions, With};
use crate::PipelineError;
use crate::aggregate::EntityTable;
use crate::identity::Identity;
use crate::reduce::{for_each_document, occurrences};
use crate::run_folder::RunFolder;
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

/// Looks again. Memory: the texts of the evidence of all edges (three each), a number for each entity and theme that
/// meet, at most twice the documents shown, and a number for each shown edge and slice in which it occurs.
pub(crate) fn look(
    folder: &RunFolder,
    entities: &EntityTable,
    identity: &Identity,
    types: &[EntityType],
    graph: &CoocGraph,
    shown: &CoocGraph,
    options: &NetworkOptions,
) -> Result<Looked, PipelineError> {
    let mut fetching = Fetching::new(graph);
    let mut themes = ThemeCounter::default();
    let shows_documents = options.with.contains(&With::Documents);
    let mut documents = Documents::new(graph.options().top);
    let mut slices = options.slice.map(|unit| SliceCounter::new(shown, unit, options.window_tokens));
    let mut is_shown = vec![false; entities.len()];
    for node in shown.graph().node_weights() {
        is_shown[node.id.0 as usize] = true;
    }
    let mut found = Vec::new();
    let mut index = 0;
    for_each_document(folder, |document| {
        fetching.visit(index, document, entities);
        let date = document.date.as_deref().and_then(Date::parse);
        occurrences(document, entities, identity, types, &mut found);
        let mut named: BTreeMap<NodeId, u32> = BTreeMap::new();
        for occurrence in &found {
            *named.entry(occurrence.node).or_default() += 1;
        }
        themes.add(document, date, &named.keys().copied().collect::<Vec<_>>());
        if let Some(slices) = &mut slices {
            slices.add(date, &found);
        }
        if shows_documents {
            named.retain(|node, _| is_shown[node.0 as usize]);
            if !named.is_empty() {
                documents.add(DocumentNode {
                    index,
                    id: document.id.clone(),
                    title: document.title.clone(),
                    date,
                    entities: named.into_iter().collect(),
                    themes: document.themes.iter().map(|held| (held.id.clone(), held.score)).collect(),
                });
            }
        }
        index += 1;
        Ok(())
    })?;
    let (documents, documents_left_out) = documents.finish();
    Ok(Looked {
        evidence: fetching.finish(),
        themes: themes.finish(),
        documents,
        documents_left_out,
        slices: slices.map(SliceCounter::finish),
    })
}
