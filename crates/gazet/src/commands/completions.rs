//! `gazet completions`.

use crate::args::{Cli, CompletionsArgs};
use crate::exit::ExitStatus;
use clap::CommandFactory;

/// Prints the completions of a shell.
pub(crate) fn completions(args: &CompletionsArgs) -> ExitStatus {
    clap_complete::generate(args.shell, &mut Cli::command(), "gazet", &mut std::io::stdout());
    ExitStatus::Done
}
