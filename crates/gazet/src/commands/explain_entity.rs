//! `gazet explain --entity ID RUN`: what made one entity.

use crate::exit::ExitStatus;
use crate::render::{grouped, plural};
use gazet_pipeline::{EntityExplained, RunFolder, explain_entity as explained};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

/// Prints spellings, rules, merges and documents of an entity of a run.
pub(crate) fn explain_entity(run: &Path, name: &str, most: usize) -> anyhow::Result<ExitStatus> {
    let folder = RunFolder::open(run)?;
    let entity = explained(&folder, name)?;
    let mut out = io::stdout().lock();
    out.write_all(rendered(&entity, most).as_bytes())?;
    out.flush()?;
    Ok(ExitStatus::Done)
}

fn rendered(explained: &EntityExplained, most: usize) -> String {
    let EntityExplained { entity, surfaces, rules, merges, documents } = explained;
    let mut out = format!("{}  {}  {}\n", clean(&entity.name), entity.entity_type, entity.key);
    let n_mentions: u64 = surfaces.iter().map(|s| s.1).sum();
    let _ = writeln!(
        out,
        "{} in {}, {}",
        plural(n_mentions, "mention"),
        plural(documents.len() as u64, "document"),
        plural(surfaces.len() as u64, "spelling")
    );
    out.push_str("\nSpellings\n");
    for (surface, n) in surfaces {
        let _ = writeln!(out, "{:>8}  {}", grouped(*n), clean(surface));
    }
    out.push_str("\nRules\n");
    for rule in rules {
        let _ = writeln!(
            out,
            "{:>8}  {}  mean score {:.2}",
            grouped(rule.n_mentions),
            rule.rule,
            rule.mean_score
        );
    }
    if !merges.is_empty() {
        out.push_str(
            "\nMerged into it, the weakest first (a row of review/merged.csv with `split` takes one back)\n",
        );
        for merge in merges {
            let _ = writeln!(out, "{:>8.3}  {}  {}", merge.score, clean(&merge.name), merge.reasons);
            let _ = writeln!(out, "          {}", counted(&merge.surfaces));
        }
    }
    out.push_str("\nDocuments\n");
    let shown = if most == 0 { documents.len() } else { most };
    for document in documents.iter().take(shown) {
        let date = document.date.as_deref().map(|d| format!("  {d}")).unwrap_or_default();
        let _ = writeln!(out, "  {}{date}  {}", clean(&document.id), counted(&document.surfaces));
    }
    if documents.len() > shown {
        let _ = writeln!(out, "{} more; --most 0 shows them all", grouped((documents.len() - shown) as u64));
    }
    out
}

/// `Ann Lee (3), Lee (1)`.
fn counted(surfaces: &[(String, u64)]) -> String {
    let all: Vec<String> = surfaces.iter().map(|(s, n)| format!("{} ({})", clean(s), grouped(*n))).collect();
    all.join(", ")
}

/// Nothing that a terminal would obey.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
