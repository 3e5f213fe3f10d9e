//! `gazet run`, `gazet extract`, `gazet graph`.

use crate::args::{
    EngineArgs, ExtractArgs, GlobalArgs, GraphArgs, GraphCommand, InputArgs, NetworkArgs, OutArgs, RunArgs,
    StdinFormat, ThemeArgs,
};
use crate::commands::graph_check::graph_check;
use crate::engine::{decisions, engine_with};
use crate::exit::ExitStatus;
use crate::progress::Bar;
use crate::render;
use gazet_graph::{AnalyticsOptions, GraphOptions};
use gazet_pipeline::{
    Collection, ExtractOptions, Extracted, Format, InputOptions, NetworkOptions, RecordFields, ReduceOptions,
    RunFolder, Totals,
};
use gazet_resolver::decisions::Decisions;
use std::collections::BTreeMap;
use std::time::Instant;

/// Extracts and builds the network.
pub(crate) fn run(args: &RunArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let decisions = decisions(&args.decisions)?;
    let (folder, extracted) =
        extract_into(&args.input, &args.out, &args.engine, &args.themes, decisions.clone(), global)?;
    let reduced = gazet_pipeline::reduce(&folder, &reduce_options(&args.network, decisions.clone()))?;
    if !global.quiet {
        eprint!("{}", render::summary(&reduced.summary, &folder, started.elapsed().as_secs_f64()));
        let applied = extracted.applied_decisions.union(&reduced.applied_decisions).copied().collect();
        eprint!("{}", render::decisions(&decisions, &applied));
    }
    Ok(status(&reduced.manifest.counts))
}

/// Extracts only.
pub(crate) fn extract(args: &ExtractArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let decisions = decisions(&args.decisions)?;
    let (folder, extracted) =
        extract_into(&args.input, &args.out, &args.engine, &args.themes, decisions, global)?;
    if !global.quiet {
        eprint!("{}", render::totals(&extracted.manifest.counts, started.elapsed().as_secs_f64()));
        eprintln!("Next: gazet graph {}", folder.path().display());
    }
    Ok(status(&extracted.manifest.counts))
}

/// Builds the network of a run folder, or checks a file.
pub(crate) fn graph(args: &GraphArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let run = match (&args.command, &args.run) {
        (Some(GraphCommand::Check(args)), _) => return graph_check(args),
        (None, Some(run)) => run,
        (None, None) => anyhow::bail!("which run? give its folder"),
    };
    let started = Instant::now();
    let folder = RunFolder::open(run)?;
    let options = reduce_options(&args.network, decisions(&args.decisions)?);
    let reduced = gazet_pipeline::reduce(&folder, &options)?;
    if !global.quiet {
        eprint!("{}", render::summary(&reduced.summary, &folder, started.elapsed().as_secs_f64()));
    }
    Ok(ExitStatus::Done)
}

fn extract_into(
    input: &InputArgs,
    out: &OutArgs,
    names: &EngineArgs,
    themes: &ThemeArgs,
    decisions: Decisions,
    global: &GlobalArgs,
) -> anyhow::Result<(RunFolder, Extracted)> {
    let collection = Collection::discover(&input.inputs)?;
    let engine = engine_with(names, decisions, Some(themes))?;
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
        configuration: configuration(input, names, themes),
    };
    let bar = Bar::new(collection.n_bytes(), global.quiet);
    let extracted =
        gazet_pipeline::extract(&engine, &collection, &options, &folder, &|progress| bar.set(progress));
    bar.finish();
    Ok((folder, extracted?))
}

pub(crate) fn reduce_options(args: &NetworkArgs, decisions: Decisions) -> ReduceOptions {
    ReduceOptions {
        graph: GraphOptions {
            window: args.window.into(),
            min_weight: args.min_weight,
            min_documents: args.min_documents,
            alpha: args.shown.alpha,
            backbone: args.shown.backbone.into(),
            top: Some(args.shown.top).filter(|top| *top > 0),
            giant: args.shown.giant,
            ..GraphOptions::default()
        },
        network: NetworkOptions {
            analytics: AnalyticsOptions {
                resolution: args.shown.resolution,
                seed: args.shown.seed,
                ..AnalyticsOptions::default()
            },
            formats: args.shown.export.clone(),
            profile: args.shown.profile.into(),
            ego: args.shown.ego.clone(),
            ego_depth: args.shown.depth,
            window_tokens: args.window_tokens,
            memory: args.memory,
        },
        types: args.types.clone(),
        format: args.format,
        keep_text: !args.no_text,
        decisions,
    }
}

/// What decides the result, for the manifest: not threads, not paths of this machine.
fn configuration(input: &InputArgs, names: &EngineArgs, themes: &ThemeArgs) -> BTreeMap<String, String> {
    [
        ("id-field", input.id_field.clone()),
        ("max-document-bytes", input.max_document_bytes.to_string()),
        ("recognizer", names.recognizer.clone()),
        ("shipped-lists", (!names.no_shipped_lists).to_string()),
        ("text-field", input.text_field.clone()),
        ("themes", (!themes.no_themes).to_string()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

fn status(totals: &Totals) -> ExitStatus {
    if totals.failed + totals.skipped > 0 { ExitStatus::Findings } else { ExitStatus::Done }
}
