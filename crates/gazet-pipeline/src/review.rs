//! What a person should look at: names left undecided, and names that may be one. Both files are decisions files whose
//! `action` nobody has filled in yet: fill it in, and give the file to the next run.

use crate::PipelineError;
use crate::aggregate::{EntityTable, SentenceAt, stable_hash};
use crate::identity::entity_of;
use crate::part::{PartDocument, PartMention};
use crate::reduce::write_table;
use crate::run_folder::RunFolder;
use gazet_core::EntityType;
use gazet_export::{Column, Record, Row, TableFormat, columns};
use gazet_resolver::across::{MergeResult, Target};
use std::collections::{BTreeMap, BTreeSet};

/// Table of the merges that the run made.
pub(crate) const MERGED: &str = "review/merged";

/// One row of `review/merges.csv`: two names that may be one.
#[derive(Clone, Debug, Default, PartialEq)]
struct MergeRow {
    subject: String,
    object: String,
    score: f64,
    reasons: String,
    subject_seen: String,
    object_seen: String,
    n_shared: u64,
    shared: String,
    subject_text: String,
    object_text: String,
}

impl Record for MergeRow {
    const COLUMNS: &'static [Column] = columns! {
        "action": Text, "write merge or split; empty rows are ignored";
        "subject": Text, "a name that no list holds";
        "object": Text, "the name or listed entity that it may be";
        "document": Text, "leave empty: merges hold for all documents";
        "note": Text, "yours";
        "score": Float, "how alike the names are, in [0, 1]";
        "reasons": Text, "why, and why not";
        "subject_seen": Text, "spellings of the first, with mentions and documents";
        "object_seen": Text, "the same of the second";
        "n_shared": Integer, "entities that both are named with";
        "shared": Text, "the names of some of those";
        "subject_text": Text, "the sentence in which the first is first named";
        "object_text": Text, "the same of the second";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(None)
            .text(self.subject.as_str())
            .text(self.object.as_str())
            .text(None)
            .text(None)
            .float(self.score)
            .text(self.reasons.as_str())
            .text(self.subject_seen.as_str())
            .text(self.object_seen.as_str())
            .integer(i64::try_from(self.n_shared).unwrap_or(i64::MAX))
            .text(self.shared.as_str())
            .text(self.subject_text.as_str())
            .text(self.object_text.as_str());
    }
}

/// One row of `review/merged.csv`: two names that the run took for one.
#[derive(Clone, Debug, Default, PartialEq)]
struct MergedRow {
    subject: String,
    object: String,
    score: f64,
    reasons: String,
    subject_seen: String,
    object_seen: String,
    from: String,
    into: String,
}

impl Record for MergedRow {
    const COLUMNS: &'static [Column] = columns! {
        "action": Text, "write split to take the merge back; empty rows are ignored";
        "subject": Text, "the name that went";
        "object": Text, "the name or listed entity that it was merged into";
        "document": Text, "leave empty: merges hold for all documents";
        "note": Text, "yours";
        "score": Float, "score of the evidence, in [0, 1]; 1 for a decision";
        "reasons": Text, "why";
        "subject_seen": Text, "spellings of the first, with mentions and documents";
        "object_seen": Text, "the same of the second";
        "from": Text, "key of the name that went";
        "into": Text, "key of the entity that it is counted under";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(None)
            .text(self.subject.as_str())
            .text(self.object.as_str())
            .text(None)
            .text(None)
            .float(self.score)
            .text(self.reasons.as_str())
            .text(self.subject_seen.as_str())
            .text(self.object_seen.as_str())
            .text(self.from.as_str())
            .text(self.into.as_str());
    }
}

/// One row of `review/ambiguous.csv`: a name that fits several entities.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AmbiguousRow {
    subject: String,
    object: String,
    document: String,
    candidates: String,
    text: String,
}

impl Record for AmbiguousRow {
    const COLUMNS: &'static [Column] = columns! {
        "action": Text, "write prefer; empty rows are ignored";
        "subject": Text, "the entity that it stands for: the best candidate, or write another";
        "object": Text, "the surface form";
        "document": Text, "the document that the decision holds for; empty it to decide for all";
        "note": Text, "yours";
        "candidates": Text, "all entities that fit, as key=score joined with |";
        "text": Text, "the sentence";
    };

    fn fill<'r>(&'r self, row: &mut Row<'r>) {
        row.text(None)
            .text(self.subject.as_str())
            .text(self.object.as_str())
            .text(self.document.as_str())
            .text(None)
            .text(self.candidates.as_str())
            .text(self.text.as_str());
    }
}

impl AmbiguousRow {
    /// The row of a mention that was left undecided.
    pub(crate) fn new(document: &PartDocument, mention: &PartMention, candidates: String) -> Option<Self> {
        let &(best, _) = mention.candidates.first()?;
        let (start, end) = *document.sentences.get(mention.sentence as usize)?;
        Some(Self {
            subject: document.entity(best).key.clone(),
            object: collapsed(&document.text[mention.start as usize..mention.end as usize]),
            document: document.id.clone(),
            candidates,
            text: collapsed(&document.text[start as usize..end as usize]),
        })
    }
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes `review/merged.csv`. `entities` are those before the merges.
pub(crate) fn write_merged(
    folder: &RunFolder,
    entities: &EntityTable,
    merges: &MergeResult,
) -> Result<(), PipelineError> {
    write_table::<MergedRow>(folder, MERGED, TableFormat::Csv, |table| {
        for merge in &merges.merges {
            let (Target::Listed(into) | Target::Name(into)) = &merge.into;
            table.put(&MergedRow {
                subject: decision_name(entities, &merge.from),
                object: decision_name(entities, into),
                score: rounded(merge.score),
                reasons: merge.reasons.iter().map(|r| r.code()).collect::<Vec<_>>().join(", "),
                subject_seen: seen(entities, &merge.from),
                object_seen: seen(entities, into),
                from: merge.from.clone(),
                into: into.clone(),
            })?;
        }
        Ok(())
    })
}

fn rounded(score: f32) -> f64 {
    f64::from((score * 1000.0).round()) / 1000.0
}

/// The rows of `review/merges.csv`, whose sentences are fetched while the documents are read again.
pub(crate) struct Proposed {
    rows: Vec<(MergeRow, [Option<SentenceAt>; 2])>,
    wanted: BTreeSet<SentenceAt>,
    sentences: BTreeMap<SentenceAt, String>,
}

impl Proposed {
    /// `entities` are those before the merges.
    pub(crate) fn new(entities: &EntityTable, merges: &MergeResult) -> Self {
        /// Names of shared neighbours that are shown.
        const SHOWN: usize = 5;
        let shown: BTreeSet<u64> =
            merges.proposals.iter().flat_map(|p| p.shared.iter().take(SHOWN)).copied().collect();
        let names: BTreeMap<u64, &str> = entities
            .iter()
            .map(|e| (stable_hash(&e.key), e.name.as_str()))
            .filter(|(hash, _)| shown.contains(hash))
            .collect();
        let rows: Vec<_> = merges
            .proposals
            .iter()
            .map(|proposal| {
                let (Target::Listed(other) | Target::Name(other)) = &proposal.other;
                let shared: Vec<&str> =
                    proposal.shared.iter().take(SHOWN).filter_map(|hash| names.get(hash).copied()).collect();
                let row = MergeRow {
                    subject: decision_name(entities, &proposal.name),
                    object: decision_name(entities, other),
                    score: rounded(proposal.score),
                    reasons: proposal.reasons.iter().map(|r| r.code()).collect::<Vec<_>>().join(", "),
                    subject_seen: seen(entities, &proposal.name),
                    object_seen: seen(entities, other),
                    n_shared: proposal.shared.len() as u64,
                    shared: shared.join("; "),
                    ..MergeRow::default()
                };
                let place = |key: &str| entity_of(entities, key).first_place;
                (row, [place(&proposal.name), place(other)])
            })
            .collect();
        let wanted = rows.iter().flat_map(|(_, places)| places.iter().flatten()).copied().collect();
        Self { rows, wanted, sentences: BTreeMap::new() }
    }

    /// Fetches the wanted sentences of some documents; `before` is the number of the first of them in the run.
    pub(crate) fn collect(&mut self, before: u64, documents: &[PartDocument]) {
        for place in self.wanted.range((before, 0)..(before + documents.len() as u64, 0)) {
            let document = usize::try_from(place.0 - before).ok().and_then(|at| documents.get(at));
            let text = document.and_then(|d| {
                let (start, end) = *d.sentences.get(place.1 as usize)?;
                d.text.get(start as usize..end as usize)
            });
            if let Some(text) = text {
                self.sentences.insert(*place, shortened(text));
            }
        }
    }

    /// Writes the table.
    pub(crate) fn write(self, folder: &RunFolder) -> Result<(), PipelineError> {
        let text = |place: Option<SentenceAt>| {
            place.and_then(|p| self.sentences.get(&p)).cloned().unwrap_or_default()
        };
        write_table::<MergeRow>(folder, "review/merges", TableFormat::Csv, |table| {
            for (row, [subject, object]) in &self.rows {
                let row =
                    MergeRow { subject_text: text(*subject), object_text: text(*object), ..row.clone() };
                table.put(&row)?;
            }
            Ok(())
        })
    }
}

/// A sentence on one line, cut where it is long.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 300;
    let line = collapsed(text);
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// How a decisions file names an entity: a listed one by its key, another by type and name.
fn decision_name(entities: &EntityTable, key: &str) -> String {
    let entity = entity_of(entities, key);
    match entity.listed {
        Some(_) => entity.key.clone(),
        None => format!("{}/{}", EntityType::name(entity.entity_type), entity.name),
    }
}

fn seen(entities: &EntityTable, key: &str) -> String {
    let entity = entity_of(entities, key);
    let surfaces: Vec<&str> = entity.surfaces.iter().take(5).map(|(s, _)| s.as_str()).collect();
    format!("{} ({} mentions, {} documents)", surfaces.join("; "), entity.n_mentions, entity.n_documents)
}
