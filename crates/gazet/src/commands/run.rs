//! `gazet run`, `gazet extract`, `gazet graph`.

use crate::args::{
    EngineArgs, ExtractArgs, GlobalArgs, GraphArgs, GraphCommand, InputArgs, NetworkArgs, OutArgs, RunArgs,
    ThemeArgs,
};
use crate::commands::graph_check::graph_check;
use crate::engine::{decisions, engine_with};
use crate::exit::ExitStatus;
use crate::progress::Reporter;
use crate::render;
use crate::stop::on_signals;
use anyhow::Context;
use gazet_graph::{AnalyticsOptions, GraphOptions};
use gazet_pipeline::{
    Collection, Control, DiscoverOptions, ExtractOptions, Extracted, InputOptions, NetworkOptions,
    RecordFields, ReduceOptions, RunFolder, Totals,
};
use gazet_resolver::decisions::Decisions;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;

/// Extracts and builds the network.
pub(crate) fn run(args: &RunArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let decisions = decisions(&args.decisions)?;
    let collection = collection(&args.input)?;
    let reporter = Reporter::new(collection.n_bytes(), global);
    let progress = |progress| reporter.report(progress);
    let control = Control { progress: &progress, stop: on_signals() };
    let (folder, extracted) = extract_into(
        (&args.input, &collection),
        &args.out,
        &args.engine,
        &args.themes,
        decisions.clone(),
        &control,
    )?;
    let reduced =
        gazet_pipeline::reduce(&folder, &reduce_options(&args.network, decisions.clone()), &control)?;
    let kept = folder.commit()?;
    reporter.finish();
    if says(global) {
        eprint!("{}", render::taken_over(&extracted));
        eprint!("{}", render::summary(&reduced.summary, &folder, started.elapsed().as_secs_f64()));
        let applied = extracted.applied_decisions.union(&reduced.applied_decisions).copied().collect();
        eprint!("{}", render::decisions(&decisions, &applied));
        eprint!("{}", render::kept(&kept));
    }
    reporter.done_as_json(&reduced.manifest.counts);
    Ok(status(&reduced.manifest.counts))
}

/// Extracts only.
pub(crate) fn extract(args: &ExtractArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let decisions = decisions(&args.decisions)?;
    let collection = collection(&args.input)?;
    let reporter = Reporter::new(collection.n_bytes(), global);
    let progress = |progress| reporter.report(progress);
    let control = Control { progress: &progress, stop: on_signals() };
    let (folder, extracted) =
        extract_into((&args.input, &collection), &args.out, &args.engine, &args.themes, decisions, &control)?;
    let kept = folder.commit()?;
    reporter.finish();
    if says(global) {
        eprint!("{}", render::taken_over(&extracted));
        eprint!("{}", render::totals(&extracted.manifest.counts, started.elapsed().as_secs_f64()));
        eprint!("{}", render::kept(&kept));
        eprintln!("Next: gazet graph {}", folder.path().display());
    }
    reporter.done_as_json(&extracted.manifest.counts);
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
    let reporter = Reporter::new(0, global);
    let progress = |progress| reporter.report(progress);
    let control = Control { progress: &progress, stop: on_signals() };
    rebuild(&folder, &options, &control, &reporter, global, started)
}

/// Builds the network of a folder whose parts stand, puts it in place, and says what came of it.
pub(crate) fn rebuild(
    folder: &RunFolder,
    options: &ReduceOptions,
    control: &Control<'_>,
    reporter: &Reporter,
    global: &GlobalArgs,
    started: Instant,
) -> anyhow::Result<ExitStatus> {
    let reduced = gazet_pipeline::reduce(folder, options, control)?;
    let kept = folder.commit()?;
    reporter.finish();
    if says(global) {
        eprint!("{}", render::summary(&reduced.summary, folder, started.elapsed().as_secs_f64()));
        eprint!("{}", render::kept(&kept));
    }
    reporter.done_as_json(&reduced.manifest.counts);
    Ok(ExitStatus::Done)
}

/// Whether a summary is for a person to read.
pub(crate) fn says(global: &GlobalArgs) -> bool {
    !global.quiet && !global.json_log
}

fn extract_into(
    (input, collection): (&InputArgs, &Collection),
    out: &OutArgs,
    names: &EngineArgs,
    themes: &ThemeArgs,
    decisions: Decisions,
    control: &Control<'_>,
) -> anyhow::Result<(RunFolder, Extracted)> {
    let engine = engine_with(names, decisions, Some(themes))?;
    let options = ExtractOptions {
        input: InputOptions {
            fields: RecordFields {
                text: input.text_field.clone(),
                id: input.id_field.clone(),
                columns: input.field.iter().cloned().collect(),
            },
            max_document_bytes: input.max_document_bytes,
            max_unpack_ratio: input.max_unpack_ratio,
            stdin_format: input.stdin_format.format(),
            encoding: input.encoding,
            hidden: input.hidden,
            pdf_helper: std::env::current_exe().ok(),
            max_pdf_seconds: input.max_pdf_seconds,
        },
        strict: input.strict,
        told: configuration(input, names, themes),
        overwrite: out.overwrite,
    };
    Ok(gazet_pipeline::extract(&engine, collection, &options, &out.out, control)?)
}

fn collection(input: &InputArgs) -> anyhow::Result<Collection> {
    let mut collection = discover(input)?;
    if let Some((shard, n)) = input.shard {
        collection.keep_shard(shard, n);
    }
    Ok(collection)
}

fn discover(input: &InputArgs) -> anyhow::Result<Collection> {
    let options = DiscoverOptions {
        include: input.include.clone(),
        exclude: input.exclude.clone(),
        hidden: input.hidden,
    };
    let Some(list) = &input.files_from else { return Ok(Collection::discover(&input.inputs, &options)?) };
    if list.as_os_str() == "-" {
        return Ok(Collection::from_list(std::io::stdin().lock(), Path::new("standard input"), &options)?);
    }
    let file = File::open(list).with_context(|| format!("cannot read {}", list.display()))?;
    Ok(Collection::from_list(BufReader::new(file), list, &options)?)
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
            with: args.shown.with.iter().copied().map(Into::into).collect(),
            colouring: args.shown.color.into(),
            slice: args.shown.slice.map(Into::into),
            window_tokens: args.window_tokens,
            memory: args.memory,
        },
        types: args.types.clone(),
        format: args.format,
        keep_text: !args.no_text,
        keyphrases: args.keyphrases.into(),
        emergent: args.emergent,
        duplicates: args.duplicates,
        similarity: args.similarity,
        decisions,
    }
}

/// What decides what is extracted from a document, for the manifest and to tell runs apart: not threads, not which
/// documents are read, not paths of this machine.
fn configuration(input: &InputArgs, names: &EngineArgs, themes: &ThemeArgs) -> BTreeMap<String, String> {
    let columns = input.field.iter().map(|(field, column)| format!("{}={column}", field.name()));
    [
        ("encoding", input.encoding.map_or("auto", |e| e.name()).to_owned()),
        ("fields", columns.collect::<Vec<_>>().join(" ")),
        ("hidden", input.hidden.to_string()),
        ("id-field", input.id_field.clone()),
        ("max-document-bytes", input.max_document_bytes.to_string()),
        ("max-pdf-seconds", input.max_pdf_seconds.to_string()),
        ("max-unpack-ratio", input.max_unpack_ratio.to_string()),
        (
            "recognizer",
            match names.recognizer.as_str() {
                known @ ("on" | "off") => known.to_owned(),
                // What is in the file counts, and is among the things a run is made of.
                _ => "file".to_owned(),
            },
        ),
        ("stdin-format", format!("{:?}", input.stdin_format).to_lowercase()),
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
