//! The summary of a run.

use gazet_core::EntityType;
use gazet_pipeline::{Extracted, RunFolder, Summary, TopEntity, Totals};
use gazet_resolver::decisions::Decisions;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

/// The summary as text, or nothing but the totals where no network was built.
pub(crate) fn summary(summary: &Summary, folder: &RunFolder, seconds: f64) -> String {
    let mut out = totals(&summary.totals, seconds);
    for (entity_type, names) in &summary.top {
        if names.is_empty() {
            continue;
        }
        let heading = match entity_type {
            EntityType::Person => "People",
            EntityType::Place => "Places",
            EntityType::Organization => "Organizations",
        };
        let _ = writeln!(out, "\n{heading:<40} documents  mentions");
        for TopEntity { name, n_documents, n_mentions } in names {
            let _ = writeln!(out, "  {:<40}{n_documents:>7}{n_mentions:>10}", shortened(name, 38));
        }
    }
    if !summary.ties.is_empty() {
        let _ = writeln!(out, "\nStrongest ties");
        for (a, b, weight) in &summary.ties {
            let _ = writeln!(out, "  {weight:>5}  {a} — {b}");
        }
    }
    out.push_str(if summary.notes.is_empty() { "" } else { "\n" });
    for note in &summary.notes {
        let _ = writeln!(out, "Note: {note}");
    }
    let _ = writeln!(out, "\nNetwork: {}", folder.file("graph.graphml").display());
    let _ = writeln!(out, "Tables:  {}", folder.path().display());
    out
}

/// What a run took over from the one before it.
pub(crate) fn taken_over(extracted: &Extracted) -> String {
    let mut out = String::new();
    if !extracted.changed.is_empty() {
        let _ =
            writeln!(out, "Changed since the run before, so all is extracted again: {}", extracted.changed);
    }
    if extracted.taken_over > 0 {
        let n = grouped(extracted.taken_over);
        let _ = writeln!(out, "{n} documents had not changed since the run before, and were taken over");
    }
    out
}

/// Which edited files were put aside.
pub(crate) fn kept(files: &[PathBuf]) -> String {
    let mut out = String::new();
    for file in files {
        let _ = writeln!(out, "Your edited review file is kept as {}", file.display());
    }
    out
}

/// How many decisions took effect, and which no longer match anything.
pub(crate) fn decisions(decisions: &Decisions, applied: &BTreeSet<u32>) -> String {
    if decisions.is_empty() {
        return String::new();
    }
    let mut out = format!("{} of {} decisions applied\n", applied.len(), decisions.all().len());
    for decision in decisions.unmatched(applied) {
        let _ = writeln!(out, "  line {} matches nothing any more", decision.line);
    }
    out
}

/// One paragraph of totals.
pub(crate) fn totals(totals: &Totals, seconds: f64) -> String {
    let mut out = format!(
        "{} documents ({}), {} mentions",
        grouped(totals.documents),
        bytes(totals.bytes),
        grouped(totals.mentions)
    );
    if totals.entities > 0 {
        let _ = write!(out, ", {} entities, {} ties", grouped(totals.entities), grouped(totals.edges));
    }
    let _ = writeln!(out, " in {seconds:.1} s");
    if totals.failed + totals.skipped + totals.noted > 0 {
        let _ = writeln!(
            out,
            "{} inputs failed, {} skipped, {} read with a remark: see failures.jsonl",
            grouped(totals.failed),
            grouped(totals.skipped),
            grouped(totals.noted)
        );
    }
    out
}

fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most - 1).collect();
    format!("{kept}…")
}

/// Digits in groups of three.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 document`, `2,000 documents`.
pub(crate) fn plural(n: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(n), if n == 1 { "" } else { "s" })
}

pub(crate) fn bytes(n: u64) -> String {
    match n {
        0..1_000 => format!("{n} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", n as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", n as f64 / 1e6),
        _ => format!("{:.1} GB", n as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_threes() {
        assert_eq!(
            ["7", "1,234", "12,345,678"],
            [7, 1234, 12_345_678].map(grouped).each_ref().map(String::as_str)
        );
    }
}
