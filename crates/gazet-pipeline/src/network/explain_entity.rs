//! What made one entity of a run: spellings, documents, rules, and the names that were merged into it.

use super::explain::{NamedEntity, find_entity, read};
use crate::PipelineError;
use crate::reduce::for_each_document;
use crate::review::MERGED;
use crate::run_folder::RunFolder;
use gazet_export::TableFormat;
use std::collections::BTreeMap;

/// A rule with the mentions that it decided.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleUse {
    /// Code of the rule.
    pub rule: String,
    /// Mentions.
    pub n_mentions: u64,
    /// Mean of their scores, in [0, 1].
    pub mean_score: f64,
}

/// A name that was merged into the entity.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedName {
    /// Its key.
    pub key: String,
    /// The name, as decisions files write it.
    pub name: String,
    /// Score of the evidence, in [0, 1].
    pub score: f64,
    /// Why, as codes.
    pub reasons: String,
    /// Its spellings with the number of mentions, most frequent first.
    pub surfaces: Vec<(String, u64)>,
}

/// A document that names the entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentNaming {
    /// Id of the document.
    pub id: String,
    /// Its date.
    pub date: Option<String>,
    /// The spellings in it with the number of mentions, in the order of the alphabet.
    pub surfaces: Vec<(String, u64)>,
}

/// Everything that a run knows of one entity.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityExplained {
    /// The entity.
    pub entity: NamedEntity,
    /// All spellings with the number of mentions, most frequent first.
    pub surfaces: Vec<(String, u64)>,
    /// The rules, by mentions.
    pub rules: Vec<RuleUse>,
    /// Merges, by score, the weakest first: those are the ones to look at.
    pub merges: Vec<MergedName>,
    /// The documents, in the order of the collection.
    pub documents: Vec<DocumentNaming>,
}

/// Gathers what made an entity, given by key, name or spelling.
///
/// # Errors
/// If the name is nobody's or several entities', or a file of the run cannot be read.
pub fn explain_entity(folder: &RunFolder, name: &str) -> Result<EntityExplained, PipelineError> {
    let entity = find_entity(folder, name)?;
    let mut merges = merges_into(folder, &entity.key)?;
    let mut rules: BTreeMap<String, (u64, f64)> = BTreeMap::new();
    let mut surfaces: BTreeMap<String, u64> = BTreeMap::new();
    let mut by_key: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let mut documents = Vec::new();
    // The table knows what was decided by the collection as a whole; the parts know under which name it was found.
    let places = places_of(folder, &entity.key)?;
    for_each_document(folder, |document| {
        let mut here: BTreeMap<String, u64> = BTreeMap::new();
        let Some(places) = places.get(&document.id) else { return Ok(()) };
        for mention in document.mentions.iter().filter(|m| m.kind == 0) {
            let Some(rule) = places.get(&u64::from(mention.start)) else { continue };
            let text = document.text.get(mention.start as usize..mention.end as usize).unwrap_or_default();
            let surface = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (n, sum) = rules.entry(rule.clone()).or_default();
            *n += 1;
            *sum += f64::from(mention.score);
            *surfaces.entry(surface.clone()).or_default() += 1;
            if let Some(named) = mention.entity.map(|e| document.entity(e)) {
                *by_key.entry(named.key.clone()).or_default().entry(surface.clone()).or_default() += 1;
            }
            *here.entry(surface).or_default() += 1;
        }
        if !here.is_empty() {
            documents.push(DocumentNaming {
                id: document.id.clone(),
                date: document.date.clone(),
                surfaces: here.into_iter().collect(),
            });
        }
        Ok(())
    })?;
    for merge in &mut merges {
        merge.surfaces = by_count(by_key.remove(&merge.key).unwrap_or_default());
    }
    let mut rules: Vec<RuleUse> = rules
        .into_iter()
        .map(|(rule, (n, sum))| RuleUse { rule, n_mentions: n, mean_score: sum / n as f64 })
        .collect();
    rules.sort_by(|a, b| b.n_mentions.cmp(&a.n_mentions).then_with(|| a.rule.cmp(&b.rule)));
    Ok(EntityExplained { entity, surfaces: by_count(surfaces), rules, merges, documents })
}

/// First bytes of an entity's names, with their rules, by document.
fn places_of(
    folder: &RunFolder,
    key: &str,
) -> Result<BTreeMap<String, BTreeMap<u64, String>>, PipelineError> {
    let mut places: BTreeMap<String, BTreeMap<u64, String>> = BTreeMap::new();
    let formats = [TableFormat::Parquet, TableFormat::Jsonl, TableFormat::Csv];
    read(folder, "mentions", &formats, &["document", "start_byte", "entity", "kind", "rule"], |row| {
        if row[2].text() != Some(key) || row[3].text() != Some("name") {
            return;
        }
        let start = row[1].integer().and_then(|n| u64::try_from(n).ok());
        if let (Some(document), Some(start), Some(rule)) = (row[0].text(), start, row[4].text()) {
            places.entry(document.to_owned()).or_default().insert(start, rule.to_owned());
        }
    })?;
    Ok(places)
}

fn by_count(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut out: Vec<(String, u64)> = counts.into_iter().collect();
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out
}

fn merges_into(folder: &RunFolder, key: &str) -> Result<Vec<MergedName>, PipelineError> {
    let mut merges = Vec::new();
    let columns = ["from", "into", "subject", "score", "reasons"];
    read(folder, MERGED, &[TableFormat::Csv], &columns, |row| {
        if row[1].text() == Some(key) {
            let text = |at: usize| row[at].text().unwrap_or_default().to_owned();
            merges.push(MergedName {
                key: text(0),
                name: text(2),
                score: text(3).parse().unwrap_or_default(),
                reasons: text(4),
                surfaces: Vec::new(),
            });
        }
    })?;
    merges.sort_by(|a, b| a.score.total_cmp(&b.score).then_with(|| a.key.cmp(&b.key)));
    Ok(merges)
}
