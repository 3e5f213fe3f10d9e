//! `gazet eval --entities RUN`: who is who in a run, against gold.

use crate::exit::ExitStatus;
use crate::render::grouped;
use anyhow::Context;
use gazet_pipeline::{FoundName, RunFolder, found_names};
use gazet_resolver::{BCubed, b_cubed};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct GoldDocument {
    id: String,
    text: String,
    entities: Vec<GoldName>,
}

#[derive(Deserialize)]
struct GoldName {
    start: u64,
    end: u64,
    /// Missing where the text does not say whose the name is.
    entity: Option<String>,
}

/// A name that both gold and run hold.
struct Shared {
    document: usize,
    surface: String,
    gold: String,
    found: Option<String>,
}

/// Scores the entities of a run.
pub(crate) fn eval_entities(run: &Path, gold: &[PathBuf], as_json: bool) -> anyhow::Result<ExitStatus> {
    let folder = RunFolder::open(run)?;
    let names = found_names(&folder)?;
    let mut by_document: BTreeMap<&str, Vec<&FoundName>> = BTreeMap::new();
    for name in &names {
        by_document.entry(&name.document).or_default().push(name);
    }
    let (mut shared, mut n_gold, mut n_open) = (Vec::new(), 0, (0, 0));
    let mut document = 0;
    for path in gold {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let line = line.with_context(|| format!("cannot read {}", path.display()))?;
            if line.trim().is_empty() {
                continue;
            }
            let gold: GoldDocument = serde_json::from_str(&line)
                .with_context(|| format!("{}:{}: no gold document", path.display(), number + 1))?;
            let found = by_document.get(gold.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            for (name, found) in pair(&gold, found) {
                match &name.entity {
                    Some(entity) => {
                        n_gold += 1;
                        let Some(found) = found else { continue };
                        shared.push(Shared {
                            document,
                            surface: found.surface.clone(),
                            gold: entity.clone(),
                            found: found.entity.clone(),
                        });
                    }
                    None => {
                        let Some(found) = found else { continue };
                        n_open.1 += 1;
                        n_open.0 += usize::from(found.entity.is_none());
                    }
                }
            }
            document += 1;
        }
    }
    anyhow::ensure!(
        !shared.is_empty(),
        "no gold name of {} is a name of the run in {}: are the ids of the documents the same?",
        gold.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", "),
        run.display()
    );
    let inside: Vec<_> = shared
        .iter()
        .map(|s| ((s.document, s.gold.as_str()), s.found.as_deref().map(|f| (s.document, f))))
        .collect();
    let across: Vec<_> = shared.iter().map(|s| (s.gold.as_str(), s.found.as_deref())).collect();
    let scores = [("documents", b_cubed(&inside)), ("collection", b_cubed(&across))];
    let wrong = wrong_merges(&shared);
    let mut out = io::stdout().lock();
    if as_json {
        let score = |s: BCubed| json!({"precision": s.precision, "recall": s.recall, "f1": s.f1()});
        let scores: BTreeMap<&str, _> = scores.into_iter().map(|(name, s)| (name, score(s))).collect();
        let value = json!({
            "n_gold": n_gold, "n_shared": shared.len(), "scores": scores,
            "left_open": n_open.0, "should_be_open": n_open.1, "wrong_merges": wrong,
        });
        writeln!(out, "{value}")?;
        return Ok(ExitStatus::Done);
    }
    writeln!(out, "{} of {} gold names found", grouped(shared.len() as u64), grouped(n_gold))?;
    writeln!(out, "{:11}  prec   rec    f1   (B-cubed, %)", "")?;
    for (name, s) in scores {
        let [p, r, f] = [s.precision, s.recall, s.f1()].map(|x| 100.0 * x);
        writeln!(out, "{name:11} {p:5.1} {r:5.1} {f:5.1}")?;
    }
    writeln!(out, "names that nothing decides: {} of {} left open", n_open.0, n_open.1)?;
    writeln!(out, "wrong merges: {}", wrong.len())?;
    for line in &wrong {
        writeln!(out, "  {line}")?;
    }
    Ok(ExitStatus::Done)
}

/// Each gold name with the run's name at its place. Where the texts differ (the main text of a page), the names of one
/// spelling are taken in their order.
fn pair<'g>(gold: &'g GoldDocument, found: &[&'g FoundName]) -> Vec<(&'g GoldName, Option<&'g FoundName>)> {
    let at = |name: &FoundName| -> Option<&str> {
        let (start, end) = (usize::try_from(name.start_byte).ok()?, usize::try_from(name.end_byte).ok()?);
        gold.text.get(start..end)
    };
    let same = found.iter().filter(|f| at(f) == Some(f.surface.as_str())).count();
    if 2 * same >= found.len() {
        let places: BTreeMap<(u64, u64), &FoundName> =
            found.iter().map(|f| ((f.start_byte, f.end_byte), *f)).collect();
        return gold.entities.iter().map(|g| (g, places.get(&(g.start, g.end)).copied())).collect();
    }
    let mut in_order: BTreeMap<&str, std::collections::VecDeque<&FoundName>> = BTreeMap::new();
    for name in found {
        in_order.entry(&name.surface).or_default().push_back(name);
    }
    let surface = |g: &GoldName| {
        let (start, end) = (usize::try_from(g.start).ok()?, usize::try_from(g.end).ok()?);
        gold.text.get(start..end)
    };
    gold.entities
        .iter()
        .map(|g| (g, surface(g).and_then(|s| in_order.get_mut(s)).and_then(|names| names.pop_front())))
        .collect()
}

/// One line for each entity of the run that holds names of several gold entities.
fn wrong_merges(shared: &[Shared]) -> Vec<String> {
    let mut clusters: BTreeMap<&str, BTreeMap<&str, (usize, BTreeSet<&str>)>> = BTreeMap::new();
    for s in shared {
        if let Some(found) = &s.found {
            let of = clusters.entry(found).or_default().entry(&s.gold).or_default();
            of.0 += 1;
            of.1.insert(&s.surface);
        }
    }
    clusters
        .into_iter()
        .filter(|(_, golds)| golds.len() > 1)
        .map(|(key, golds)| {
            let parts: Vec<String> = golds
                .into_iter()
                .map(|(gold, (n, surfaces))| {
                    format!("{gold} x{n} ({})", surfaces.into_iter().collect::<Vec<_>>().join(", "))
                })
                .collect();
            format!("{key} = {}", parts.join(" + "))
        })
        .collect()
}
