//! A progress bar on a terminal, nothing elsewhere.

use gazet_pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar over the bytes of a collection.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar that shows itself only when standard error is a terminal and `quiet` is not set.
    pub(crate) fn new(n_bytes: u64, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template(
            "{elapsed_precise} [{bar:32}] {bytes}/{total_bytes} ({bytes_per_sec}, {eta} left) {msg}",
        )
        .expect("the template is well formed")
        .progress_chars("=> ");
        Self(ProgressBar::with_draw_target(Some(n_bytes), target).with_style(style))
    }

    pub(crate) fn set(&self, progress: Progress) {
        self.0.set_position(progress.bytes);
        self.0.set_message(format!("{} documents, {} mentions", progress.documents, progress.mentions));
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
