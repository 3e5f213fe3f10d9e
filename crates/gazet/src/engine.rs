//! Flags to an engine.

use crate::args::{DecisionArgs, EngineArgs, ThemeArgs};
use anyhow::Context;
use gazet_engine::{Engine, RecognizerChoice};
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
    if let Some(themes) = themes.filter(|t| !t.no_themes) {
        builder = builder.themes(&themes.themes);
    }
    for file in &args.gazetteer {
        builder = builder.gazetteer(file);
    }
    builder.build().context("cannot start")
}
