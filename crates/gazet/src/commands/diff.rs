//! `gazet diff`.

use crate::args::DiffArgs;
use crate::exit::ExitStatus;
use crate::render::grouped;
use gazet_pipeline::{Change, FieldChange};
use std::io::{self, Write};

/// Shows what changed from one run to another.
pub(crate) fn diff(args: &DiffArgs) -> anyhow::Result<ExitStatus> {
    let diff = gazet_pipeline::diff(&args.before, &args.after)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    if args.json {
        serde_json::to_writer_pretty(&mut out, &diff)?;
        writeln!(out)?;
    } else {
        fields(&mut out, "Settings", &diff.settings)?;
        fields(&mut out, "Totals", &diff.totals)?;
        for (what, changes) in
            [("Documents", &diff.documents), ("Entities", &diff.entities), ("Edges", &diff.edges)]
        {
            list(&mut out, what, changes, args.most)?;
        }
    }
    out.flush()?;
    Ok(if diff.is_empty() { ExitStatus::Done } else { ExitStatus::Findings })
}

fn fields(out: &mut impl Write, what: &str, changes: &[FieldChange]) -> io::Result<()> {
    if !changes.is_empty() {
        writeln!(out, "{what}")?;
    }
    changes.iter().try_for_each(|change| writeln!(out, "  {}", field(change)))
}

fn field(change: &FieldChange) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    format!("{}: {} -> {}", change.field, shown(&change.before), shown(&change.after))
}

fn list(out: &mut impl Write, what: &str, changes: &[Change], most: usize) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{what}")?;
    for kind in ["added", "removed", "changed"] {
        let of_kind: Vec<&Change> = changes.iter().filter(|c| c.change == kind).collect();
        let most = if most == 0 { usize::MAX } else { most };
        for change in of_kind.iter().take(most) {
            let sign = match kind {
                "added" => '+',
                "removed" => '-',
                _ => '~',
            };
            write!(out, "  {sign} {}", change.key)?;
            if !change.name.is_empty() {
                write!(out, "  {}", change.name)?;
            }
            if kind == "changed" && !change.fields.is_empty() {
                write!(out, "  ({})", change.fields.iter().map(field).collect::<Vec<_>>().join("; "))?;
            }
            writeln!(out)?;
        }
        if of_kind.len() > most {
            writeln!(
                out,
                "  ... and {} more {kind}; --most shows more",
                grouped((of_kind.len() - most) as u64)
            )?;
        }
    }
    Ok(())
}
