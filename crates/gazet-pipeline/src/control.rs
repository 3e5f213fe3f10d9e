//! How a run and whoever started it talk while it goes on.

use std::sync::atomic::{AtomicBool, Ordering};

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Documents are read and analyzed.
    Extracting {
        /// Documents done.
        documents: u64,
        /// Those among them that an earlier run had done.
        taken_over: u64,
        /// Bytes read.
        bytes: u64,
        /// Mentions found.
        mentions: u64,
        /// Inputs that failed or were skipped.
        failures: u64,
    },
    /// Tables and network are built.
    Building {
        /// What is being done.
        step: &'static str,
        /// Documents done in this step.
        documents: u64,
        /// Documents of the run.
        total: u64,
    },
}

/// Hears of progress, and can ask a run to stop.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// Called from time to time.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Set it to have the run stop at the next good place.
    pub stop: &'a AtomicBool,
}

static NEVER: AtomicBool = AtomicBool::new(false);

impl Control<'static> {
    /// Nobody listens, nobody stops.
    #[must_use]
    pub fn none() -> Self {
        Self { progress: &|_| {}, stop: &NEVER }
    }
}

impl Control<'_> {
    pub(crate) fn report(&self, progress: Progress) {
        (self.progress)(progress);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Control<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").field("stop", self.stop).finish_non_exhaustive()
    }
}
