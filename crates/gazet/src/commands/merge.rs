//! `gazet merge`.

use crate::args::{GlobalArgs, MergeArgs};
use crate::commands::run::{rebuild, reduce_options};
use crate::engine::decisions;
use crate::exit::ExitStatus;
use crate::progress::Reporter;
use crate::stop::on_signals;
use gazet_pipeline::Control;
use std::time::Instant;

/// Merges run folders, and builds the network of all.
pub(crate) fn merge(args: &MergeArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let options = reduce_options(&args.network, decisions(&args.decisions)?);
    let reporter = Reporter::new(0, global);
    let progress = |progress| reporter.report(progress);
    let control = Control { progress: &progress, stop: on_signals() };
    let (folder, _) = gazet_pipeline::merge(&args.runs, &args.out.out, args.out.overwrite, &control)?;
    rebuild(&folder, &options, &control, &reporter, global, started)
}
