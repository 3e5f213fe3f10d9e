//! `gazet mentions`: a filter over JSON lines.

use crate::args::MentionsArgs;
use crate::engine::{engine, report_unused_spans};
use crate::exit::ExitStatus;
use anyhow::Context;
use gazet_core::{CharOffsets, Document, EntityRef, MentionKind};
use gazet_engine::{Engine, Scratch, analyze};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, BufWriter, Write};

/// Lines are handed to the threads in batches of about this many bytes.
const BATCH_BYTES: usize = 8 << 20;
/// Lines of one task.
const TASK_LINES: usize = 32;

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
}

#[derive(Serialize)]
struct Output<'a> {
    id: &'a serde_json::Value,
    mentions: Vec<OutputMention<'a>>,
}

#[derive(Serialize)]
struct OutputMention<'a> {
    start: u32,
    end: u32,
    cstart: u32,
    cend: u32,
    text: &'a str,
    #[serde(rename = "type")]
    entity_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<String>,
    rule: &'static str,
    score: f32,
}

/// Reads standard input, writes standard output.
pub(crate) fn mentions(args: &MentionsArgs) -> anyhow::Result<ExitStatus> {
    let engine = engine(&args.engine)?;
    let mut input = io::stdin().lock();
    let mut output = BufWriter::new(io::stdout().lock());
    let mut line_number = 0;
    let mut failed = false;
    loop {
        let mut lines: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            let mut line = Vec::new();
            if input.read_until(b'\n', &mut line).context("cannot read standard input")? == 0 {
                break;
            }
            line_number += 1;
            bytes += line.len();
            if !line.trim_ascii().is_empty() {
                lines.push((line_number, line));
            }
        }
        if lines.is_empty() && bytes == 0 {
            break;
        }
        let results: Vec<(Vec<u8>, Vec<String>)> = lines
            .par_chunks(TASK_LINES)
            .map_init(Scratch::default, |scratch, lines| {
                let mut out = Vec::new();
                let mut errors = Vec::new();
                for (number, line) in lines {
                    if let Err(error) = one(&engine, line, args.all_kinds, scratch, &mut out) {
                        errors.push(format!("line {number}: {error:#}"));
                    }
                }
                (out, errors)
            })
            .collect();
        for (out, errors) in results {
            output.write_all(&out)?;
            for error in errors {
                failed = true;
                eprintln!("gazet: {error}");
            }
        }
    }
    output.flush()?;
    report_unused_spans(&engine);
    Ok(if failed { ExitStatus::Findings } else { ExitStatus::Done })
}

fn one(
    engine: &Engine,
    line: &[u8],
    all_kinds: bool,
    scratch: &mut Scratch,
    out: &mut Vec<u8>,
) -> anyhow::Result<()> {
    let input: Input =
        serde_json::from_slice(line).context("not a record {\"id\",\"text\"}; the line is left out")?;
    let id = match &input.id {
        serde_json::Value::String(id) => id.clone(),
        other => other.to_string(),
    };
    let document = Document { id, text: input.text, ..Document::default() };
    let analysis = analyze(engine, &document, scratch)?;
    for diagnostic in &analysis.diagnostics {
        eprintln!("gazet: {diagnostic}");
    }
    let mut offsets = CharOffsets::new(&document.text);
    let mentions = analysis
        .mentions
        .iter()
        .filter(|mention| all_kinds || mention.kind == MentionKind::Name)
        .map(|mention| OutputMention {
            start: mention.span.start(),
            end: mention.span.end(),
            cstart: offsets.chars_before(mention.span.start()),
            cend: offsets.chars_before(mention.span.end()),
            text: mention.span.of(&document.text),
            entity_type: mention.entity_type.name(),
            entity: mention.entity.map(|entity| {
                let entity = &analysis.entities[entity as usize];
                match entity.reference {
                    EntityRef::Listed(id) => engine.gazetteers().entity(id).key().to_owned(),
                    EntityRef::Unlisted => gazet_engine::unlisted_key(entity.entity_type, &entity.name),
                }
            }),
            rule: mention.rule.code(),
            score: (mention.score * 1000.0).round() / 1000.0,
        })
        .collect();
    serde_json::to_writer(&mut *out, &Output { id: &input.id, mentions })?;
    out.push(b'\n');
    Ok(())
}
