//! `gazet graph check`.

use crate::args::GraphCheckArgs;
use crate::exit::ExitStatus;
use anyhow::Context;
use gazet_export::graph::check_graphml;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Prints each place that breaks a rule; the rules are those that some reader of GraphML needs.
pub(crate) fn graph_check(args: &GraphCheckArgs) -> anyhow::Result<ExitStatus> {
    let path = args.file.display();
    let findings = if args.file == Path::new("-") {
        check_graphml(io::stdin().lock(), args.profile.into())
    } else {
        let file = File::open(&args.file).with_context(|| format!("cannot open {path}"))?;
        check_graphml(file, args.profile.into())
    };
    let findings = findings.with_context(|| format!("cannot read {path}"))?;
    let mut out = io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{path}:{}: rule {}: {}", finding.line, finding.rule, finding.message)?;
    }
    out.flush()?;
    Ok(if findings.is_empty() { ExitStatus::Done } else { ExitStatus::Findings })
}
