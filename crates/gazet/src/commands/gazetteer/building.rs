//! Progress of `gazet gazetteer build`: a bar on a terminal, a line now and then in a log.

use crate::args::GlobalArgs;
use gazet_gazetteer::BuildProgress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Time between two lines of a log. A short build says nothing in between.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Tells how far a build is.
pub(super) struct Building {
    kind: Kind,
    began: Instant,
    said: Instant,
}

enum Kind {
    Silent,
    Bar(ProgressBar),
    Lines,
    Json,
}

impl Building {
    pub(super) fn new(global: &GlobalArgs) -> Self {
        let kind = if global.quiet {
            Kind::Silent
        } else if global.json_log {
            Kind::Json
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{elapsed_precise} [{bar:32}] {msg} {percent} %");
            bar.set_style(style.expect("the template is well formed").progress_chars("=> "));
            Kind::Bar(bar)
        } else {
            Kind::Lines
        };
        Self { kind, began: Instant::now(), said: Instant::now() }
    }

    pub(super) fn report(&mut self, progress: BuildProgress) {
        let (step, done, total) = match progress {
            BuildProgress::Reading { bytes, total } => ("reading", bytes, total),
            BuildProgress::Writing { names, total } => ("writing", names, total),
            _ => ("sorting", 0, 1),
        };
        if let Kind::Bar(bar) = &self.kind {
            bar.set_length(total);
            bar.set_position(done);
            bar.set_message(step);
            return;
        }
        if self.said.elapsed() < BETWEEN_LINES {
            return;
        }
        self.said = Instant::now();
        match self.kind {
            Kind::Lines => eprintln!("{step}: {} %", done.saturating_mul(100) / total.max(1)),
            Kind::Json => {
                let seconds = (self.began.elapsed().as_secs_f64() * 10.0).round() / 10.0;
                let line = json!({
                    "event": "progress", "step": step, "seconds": seconds, "done": done, "total": total,
                });
                eprintln!("{line}");
            }
            Kind::Bar(_) | Kind::Silent => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }
}
