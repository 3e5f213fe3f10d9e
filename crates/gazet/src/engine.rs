//! Flags to an engine.

use crate::args::{DecisionArgs, EngineArgs, ThemeArgs};
use anyhow::Context;
use gazet_engine::{Engine, ExternalSpans, RecognizerChoice, ThemeChoice};
use gazet_resolver::decisions::Decisions;
use std::path::PathBuf;

/// The engine that the flags describe.
pub(crate) fn engine(args: &EngineArgs) -> anyhow::Result<Engine> {
    engine_with(args, Decisions::default(), None)
}

/// The decisions of the file, or none.
pub(crate) fn decisions(args: &DecisionArgs) -> anyhow::Result<Decisions> {
    let Some(path) = &args.decisions else { return Ok(Decisions::default()) };
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Decisions::read(&path.display().to_string(), &bytes)?)
}

/// The theme packs that the flags describe; `None` for no themes.
pub(crate) fn theme_choice(args: &ThemeArgs) -> Option<ThemeChoice> {
    let choice = ThemeChoice { shipped: !args.no_shipped_themes, packs: args.themes.clone() };
    (!args.no_themes).then_some(choice)
}

/// The engine that the flags describe, obeying decisions, and looking for themes where it is told how.
pub(crate) fn engine_with(
    args: &EngineArgs,
    decisions: Decisions,
    themes: Option<&ThemeArgs>,
) -> anyhow::Result<Engine> {
    let recognizer = match args.recognizer.as_str() {
        "on" => RecognizerChoice::Embedded,
        "off" => RecognizerChoice::Off,
        path => RecognizerChoice::File(PathBuf::from(path)),
    };
    let mut builder =
        Engine::builder().shipped_lists(!args.no_shipped_lists).recognizer(recognizer).decisions(decisions);
    builder = builder.keyphrases(themes.is_some());
    if let Some(choice) = themes.and_then(theme_choice) {
        builder = builder.themes(choice);
    }
    for file in &args.gazetteer {
        builder = builder.gazetteer(file);
    }
    if let Some(spans) = &args.spans {
        builder = builder.spans(spans);
    }
    let engine = builder.build().context("cannot start")?;
    if let Some(n) = engine.spans().map(ExternalSpans::n_other_types).filter(|&n| n > 0) {
        eprintln!("gazet: {n} spans from outside are of types that gazet does not know; they are left out");
    }
    Ok(engine)
}

/// Says which documents of the spans from outside the collection does not hold.
pub(crate) fn report_unused_spans(engine: &Engine) {
    let Some(spans) = engine.spans() else { return };
    let mut unused = spans.unused();
    let Some(first) = unused.next() else { return };
    eprintln!(
        "gazet: the spans of {} documents were not used: no document has the id {first:?}{}; ids are as in \
         documents.parquet, or of the record",
        1 + unused.count(),
        if spans.unused().nth(1).is_some() { ", and so on" } else { "" }
    );
}
