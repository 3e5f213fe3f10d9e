//! What changed from one run to another: settings, totals, documents, entities, edges.

use crate::PipelineError;
use crate::aggregate::stable_hash;
use crate::documents::for_each_document;
use crate::run_folder::RunFolder;
use gazet_export::TableFormat;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Options, versions and lists.
    pub settings: Vec<FieldChange>,
    /// Totals.
    pub totals: Vec<FieldChange>,
    /// Documents, by id.
    pub documents: Vec<Change>,
    /// Entities, by key.
    pub entities: Vec<Change>,
    /// Edges, by the keys of both entities.
    pub edges: Vec<Change>,
}

impl Diff {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One thing that is new, gone, or other than it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    /// Id of a document, key of an entity, keys of an edge with ` | ` between.
    pub key: String,
    /// Its name, or names; empty for documents.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What changed; for what is new or gone, its values.
    pub fields: Vec<FieldChange>,
}

/// A value that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its name.
    pub field: String,
    /// What it was; `None` where there was none.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// The columns of a table that are compared.
struct Compared {
    keys: &'static [&'static str],
    names: &'static [&'static str],
    fields: &'static [&'static str],
}

const ENTITIES: Compared = Compared {
    keys: &["id"],
    names: &["name"],
    fields: &["type", "name", "n_mentions", "n_documents", "first", "last"],
};
const EDGES: Compared = Compared {
    keys: &["Source", "Target"],
    names: &["source_name", "target_name"],
    fields: &["Weight", "n_sentences", "n_documents", "n_stories", "npmi", "first", "last"],
};

/// Compares two runs. Of each document, 16 bytes are held; of entities and edges, what is compared.
///
/// # Errors
/// If one of them is no finished run, or cannot be read.
pub fn diff(before: &Path, after: &Path) -> Result<Diff, PipelineError> {
    let [before, after] = [RunFolder::read_only(before)?, RunFolder::read_only(after)?];
    let manifests = [before.read_manifest()?, after.read_manifest()?];
    let settings = manifests
        .each_ref()
        .map(|m| m.made_of.iter().chain(&m.configuration).map(|(k, v)| (k.clone(), v.clone())).collect());
    let totals = manifests.each_ref().map(|m| {
        let counts = serde_json::to_value(m.counts).expect("numbers always encode");
        let counts = counts.as_object().cloned().unwrap_or_default();
        counts.into_iter().map(|(name, n)| (name, n.to_string())).collect()
    });
    Ok(Diff {
        settings: field_changes(&settings[0], &settings[1]),
        totals: field_changes(&totals[0], &totals[1]),
        documents: documents(&before, &after)?,
        entities: changes(&rows(&before, "entities", &ENTITIES)?, &rows(&after, "entities", &ENTITIES)?),
        edges: changes(&rows(&before, "edges", &EDGES)?, &rows(&after, "edges", &EDGES)?),
    })
}

fn field_changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<FieldChange> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| FieldChange {
            field: name.clone(),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
        })
        .collect()
}

fn documents(before: &RunFolder, after: &RunFolder) -> Result<Vec<Change>, PipelineError> {
    let mut texts: FxHashMap<u64, u64> = FxHashMap::default();
    for_each_document(before, |document| {
        texts.insert(stable_hash(&document.id), stable_hash(&document.text));
        Ok(())
    })?;
    let mut changes = Vec::new();
    for_each_document(after, |document| {
        let change = match texts.remove(&stable_hash(&document.id)) {
            None => "added",
            Some(text) if text != stable_hash(&document.text) => "changed",
            Some(_) => return Ok(()),
        };
        changes.push(Change { change, key: document.id.clone(), ..Change::default() });
        Ok(())
    })?;
    if !texts.is_empty() {
        for_each_document(before, |document| {
            if texts.contains_key(&stable_hash(&document.id)) {
                changes.push(Change { change: "removed", key: document.id.clone(), ..Change::default() });
            }
            Ok(())
        })?;
    }
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(changes)
}

/// A row of a table: its name, and the compared fields.
type Rows = BTreeMap<String, (String, BTreeMap<String, String>)>;

/// The rows of a table by key; none where the network has not been built.
fn rows(folder: &RunFolder, table: &str, compared: &Compared) -> Result<Rows, PipelineError> {
    let path = folder.table(table, TableFormat::Csv);
    if !path.exists() {
        return Ok(Rows::new());
    }
    let bad = |e: csv::Error| PipelineError::BadPart { path: path.clone(), what: e.to_string() };
    let mut reader = csv::Reader::from_path(&path).map_err(bad)?;
    let header = reader.headers().map_err(bad)?.clone();
    let at = |names: &[&str]| -> Vec<Option<usize>> {
        names.iter().map(|name| header.iter().position(|column| column == *name)).collect()
    };
    let [keys, names, fields] = [at(compared.keys), at(compared.names), at(compared.fields)];
    let mut rows = Rows::new();
    for record in reader.records() {
        let record = record.map_err(bad)?;
        let joined = |columns: &[Option<usize>], separator: &str| {
            columns.iter().flatten().filter_map(|i| record.get(*i)).collect::<Vec<_>>().join(separator)
        };
        let values = compared.fields.iter().zip(&fields).filter_map(|(name, column)| {
            let value = record.get((*column)?)?;
            (!value.is_empty()).then(|| ((*name).to_owned(), value.to_owned()))
        });
        rows.insert(joined(&keys, " | "), (joined(&names, " — "), values.collect()));
    }
    Ok(rows)
}

fn changes(before: &Rows, after: &Rows) -> Vec<Change> {
    let empty = BTreeMap::new();
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (a, b) = (before.get(key), after.get(key));
            let fields = field_changes(a.map_or(&empty, |r| &r.1), b.map_or(&empty, |r| &r.1));
            let change = match (a, b) {
                (None, _) => "added",
                (_, None) => "removed",
                _ if fields.is_empty() => return None,
                _ => "changed",
            };
            let name = b.or(a).map(|r| r.0.clone()).unwrap_or_default();
            Some(Change { change, key: key.clone(), name, fields })
        })
        .collect()
}
