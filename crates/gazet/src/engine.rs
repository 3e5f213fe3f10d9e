//! Flags to an engine.

use crate::args::EngineArgs;
use anyhow::Context;
use gazet_engine::{Engine, RecognizerChoice};
use std::path::PathBuf;

/// The engine that the flags describe.
pub(crate) fn engine(args: &EngineArgs) -> anyhow::Result<Engine> {
    let recognizer = match args.recognizer.as_str() {
        "on" => RecognizerChoice::Embedded,
        "off" => RecognizerChoice::Off,
        path => RecognizerChoice::File(PathBuf::from(path)),
    };
    let mut builder = Engine::builder().shipped_lists(!args.no_shipped_lists).recognizer(recognizer);
    for file in &args.gazetteer {
        builder = builder.gazetteer(file);
    }
    builder.build().context("cannot start")
}
