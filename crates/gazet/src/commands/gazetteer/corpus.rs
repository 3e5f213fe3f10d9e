//! The texts that `gazet gazetteer check --corpus` looks at.

use anyhow::{Context, bail};
use gazet_gazetteer::import::open;
use gazet_gazetteer::{CorpusCounts, Gazetteers};
use rayon::prelude::*;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

/// Lines read before they are counted in parallel.
const BATCH: usize = 4096;

/// Counts the names of `gazetteers` in the texts of `files`; the number of texts that could not be used comes along.
pub(super) fn count(
    gazetteers: &Gazetteers,
    files: &[PathBuf],
    text_field: &str,
) -> anyhow::Result<(CorpusCounts, u64)> {
    let (mut counts, mut refused) = (CorpusCounts::default(), 0);
    for file in files {
        let mut input = open(file)?;
        if !is_jsonl(file) {
            let mut text = String::new();
            input.read_to_string(&mut text).with_context(|| format!("cannot read {}", file.display()))?;
            refused += u64::from(!counts.add(gazetteers, &text));
            continue;
        }
        let mut lines = (1u64..).zip(input.lines());
        loop {
            let batch: Vec<(u64, String)> = lines
                .by_ref()
                .take(BATCH)
                .map(|(n, line)| {
                    Ok((n, line.with_context(|| format!("cannot read {}:{n}", file.display()))?))
                })
                .collect::<anyhow::Result<_>>()?;
            if batch.is_empty() {
                break;
            }
            let part = batch
                .par_iter()
                .filter(|(_, line)| !line.trim().is_empty())
                .try_fold(
                    || (CorpusCounts::default(), 0),
                    |(mut counts, mut refused), (n, line)| {
                        let text =
                            text_of(line, text_field).with_context(|| format!("{}:{n}", file.display()))?;
                        refused += u64::from(!counts.add(gazetteers, &text));
                        anyhow::Ok((counts, refused))
                    },
                )
                .try_reduce(
                    || (CorpusCounts::default(), 0),
                    |mut sum, part| {
                        sum.0.merge(&part.0);
                        Ok((sum.0, sum.1 + part.1))
                    },
                )?;
            counts.merge(&part.0);
            refused += part.1;
        }
    }
    Ok((counts, refused))
}

fn is_jsonl(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    [".jsonl", ".jsonl.gz", ".jsonl.bz2", ".jsonl.zst", ".ndjson"].iter().any(|e| name.ends_with(e))
}

fn text_of(line: &str, field: &str) -> anyhow::Result<String> {
    let record: serde_json::Value = serde_json::from_str(line).context("not a JSON record")?;
    match record.get(field) {
        Some(serde_json::Value::String(text)) => Ok(text.clone()),
        _ => bail!("no text in field `{field}`; name the field with --text-field"),
    }
}
