//! The command line of gazet: flags, rendering, exit codes. No algorithm lives here.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the command line is where text reaches the terminal"
)]

mod args;
mod commands;
mod config;
mod engine;
mod exit;
mod progress;
mod render;
mod stop;

use crate::args::{Cli, Command};
use crate::exit::ExitStatus;
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match config::expand(std::env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("gazet: {error:#}");
            return ExitStatus::Error.into();
        }
    };
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not failures.
            let status = if error.use_stderr() { ExitStatus::Error } else { ExitStatus::Done };
            return if error.print().is_ok() { status.into() } else { ExitStatus::Error.into() };
        }
    };
    match run(&cli) {
        Ok(status) => status.into(),
        Err(error) if exit::is_broken_pipe(&error) => ExitStatus::Done.into(),
        Err(error) => {
            let is_interrupted =
                matches!(error.downcast_ref(), Some(gazet_pipeline::PipelineError::Interrupted));
            let message = format!("{error:#}");
            if cli.global.json_log {
                let event = if is_interrupted { "interrupted" } else { "error" };
                eprintln!("{}", serde_json::json!({ "event": event, "message": message }));
            } else {
                eprintln!("gazet: {message}");
            }
            if is_interrupted { ExitStatus::Interrupted.into() } else { ExitStatus::Error.into() }
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<ExitStatus> {
    if let Some(threads) = cli.global.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global()?;
    }
    match &cli.command {
        Command::Run(args) => commands::run::run(args, &cli.global),
        Command::Extract(args) => commands::run::extract(args, &cli.global),
        Command::Graph(args) => commands::run::graph(args, &cli.global),
        Command::Themes(args) => commands::themes::themes(args, &cli.global),
        Command::Merge(args) => commands::merge::merge(args, &cli.global),
        Command::Diff(args) => commands::diff::diff(args),
        Command::Mentions(args) => commands::mentions::mentions(args),
        Command::Explain(args) => commands::explain::explain(args),
        Command::Gazetteer(args) => commands::gazetteer::gazetteer(args, &cli.global),
        Command::Eval(args) => commands::eval::eval(args),
        Command::Train(args) => commands::train::train(args, &cli.global),
        Command::Completions(args) => Ok(commands::completions::completions(args)),
        Command::PdfText(args) => commands::pdf_text::pdf_text(args),
    }
}
