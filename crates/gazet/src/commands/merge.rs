//! `gazet merge`.

use crate::args::{GlobalArgs, MergeArgs};
use crate::commands::run::{reduce_options, says};
use crate::engine::decisions;
use crate::exit::ExitStatus;
use crate::progress::Reporter;
use crate::render;
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
    let reduced = gazet_pipeline::reduce(&folder, &options, &control)?;
    let kept = folder.commit()?;
    reporter.finish();
    if says(global) {
        eprint!("{}", render::summary(&reduced.summary, &folder, started.elapsed().as_secs_f64()));
        eprint!("{}", render::kept(&kept));
    }
    reporter.done_as_json(&reduced.manifest.counts);
    Ok(ExitStatus::Done)
}
