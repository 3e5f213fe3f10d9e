//! `gazet run`, `gazet extract`, `gazet graph`.

use crate::args::{EngineArgs, ExtractArgs, GlobalArgs, GraphArgs, InputArgs, NetworkArgs, OutArgs, RunArgs, StdinFormat};
use crate::engine::engine;
use crate::exit::ExitStatus;
use crate::progress::Bar;
use crate::render;
use gazet_graph::GraphOptions;
use gazet_pipeline::{
    Collection, ExtractOptions, Format, InputOptions, Manifest, RecordFields, ReduceOptions, RunFolder, Totals,
};
use std::collections::BTreeMap;
use std::time::Instant;

/// Extracts and builds the network.
pub(crate) fn run(args: &RunArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let (folder, _) = extract_into(&args.input, &args.out, &args.engine, global)?;
    let (manifest, summary) = gazet_pipeline::reduce(&folder, &reduce_options(&args.network))?;
    if !global.quiet {
        eprint!("{}", render::summary(&summary, &folder, started.elapsed().as_secs_f64()));
    }
    Ok(status(&manifest.counts))
}

/// Extracts only.
pub(crate) fn extract(args: &ExtractArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let (folder, manifest) = extract_into(&args.input, &args.out, &args.engine, global)?;
    if !global.quiet {
        eprint!("{}", render::totals(&manifest.counts, started.elapsed().as_secs_f64()));
        eprintln!("Next: gazet graph {}", folder.path().display());
    }
    Ok(status(&manifest.counts))
}

/// Builds the network of a run folder.
pub(crate) fn graph(args: &GraphArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let folder = RunFolder::open(&args.run)?;
    let (_, summary) = gazet_pipeline::reduce(&folder, &reduce_options(&args.network))?;
    if !global.quiet {
        eprint!("{}", render::summary(&summary, &folder, started.elapsed().as_secs_f64()));
    }
    Ok(ExitStatus::Done)
}

fn extract_into(
    input: &InputArgs,
    out: &OutArgs,
    names: &EngineArgs,
    global: &GlobalArgs,
) -> anyhow::Result<(RunFolder, Manifest)> {
    let collection = Collection::discover(&input.inputs)?;
    let engine = engine(names)?;
    let folder = RunFolder::create(&out.out, out.overwrite)?;
    let options = ExtractOptions {
        input: InputOptions {
            fields: RecordFields { text: input.text_field.clone(), id: input.id_field.clone() },
            max_document_bytes: input.max_document_bytes,
            stdin_format: match input.stdin_format {
                StdinFormat::Text => Format::Text,
                StdinFormat::Html => Format::Html,
                StdinFormat::Jsonl => Format::Jsonl,
            },
        },
        strict: input.strict,
        configuration: configuration(input, names),
    };
    let bar = Bar::new(collection.n_bytes(), global.quiet);
    let manifest = gazet_pipeline::extract(&engine, &collection, &options, &folder, &|progress| bar.set(progress));
    bar.finish();
    Ok((folder, manifest?))
}

fn reduce_options(args: &NetworkArgs) -> ReduceOptions {
    ReduceOptions {
        graph: GraphOptions { window: args.window.into(), min_weight: args.min_weight },
        types: args.types.clone(),
        format: args.format,
        keep_text: !args.no_text,
    }
}

/// What decides the result, for the manifest: not threads, not paths of this machine.
fn configuration(input: &InputArgs, names: &EngineArgs) -> BTreeMap<String, String> {
    [
        ("id-field", input.id_field.clone()),
        ("max-document-bytes", input.max_document_bytes.to_string()),
        ("recognizer", names.recognizer.clone()),
        ("shipped-lists", (!names.no_shipped_lists).to_string()),
        ("text-field", input.text_field.clone()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

fn status(totals: &Totals) -> ExitStatus {
    if totals.failed + totals.skipped > 0 { ExitStatus::Findings } else { ExitStatus::Done }
}
