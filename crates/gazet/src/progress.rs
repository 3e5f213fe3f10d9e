//! Progress: a bar on a terminal, a line now and then in a log, JSON lines for programs, nothing with `--quiet`.

use crate::args::GlobalArgs;
use crate::render::{bytes, grouped};
use gazet_pipeline::{Progress, Totals};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time between two lines of a log.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Tells a person or a program how far a run is.
#[derive(Debug)]
pub(crate) struct Reporter {
    kind: Kind,
    n_bytes: u64,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
enum Kind {
    Silent,
    Bar(ProgressBar),
    Lines,
    Json,
}

#[derive(Debug)]
struct State {
    said: Instant,
    step: &'static str,
    began: Instant,
}

impl Reporter {
    /// A reporter of a run over `n_bytes` of input, 0 when that is not known.
    pub(crate) fn new(n_bytes: u64, global: &GlobalArgs) -> Self {
        let kind = if global.quiet {
            Kind::Silent
        } else if global.json_log {
            Kind::Json
        } else if std::io::stderr().is_terminal() {
            Kind::Bar(ProgressBar::with_draw_target(Some(n_bytes), ProgressDrawTarget::stderr()))
        } else {
            Kind::Lines
        };
        let now = Instant::now();
        Self { kind, n_bytes, started: now, state: Mutex::new(State { said: now, step: "", began: now }) }
    }

    pub(crate) fn report(&self, progress: Progress) {
        let step = match progress {
            Progress::Building { step, .. } => step,
            _ => "extracting",
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = state.step != step;
        if is_new {
            (state.step, state.began) = (step, Instant::now());
        }
        if let Kind::Bar(bar) = &self.kind {
            show(bar, progress, is_new, self.n_bytes);
            return;
        }
        // A short run says nothing in between.
        if state.said.elapsed() < BETWEEN_LINES {
            return;
        }
        state.said = Instant::now();
        let seconds = state.began.elapsed().as_secs_f64();
        drop(state);
        match self.kind {
            Kind::Json => eprintln!("{}", self.json(step, progress, seconds)),
            Kind::Lines => eprintln!("{}", self.line(step, progress, seconds)),
            Kind::Bar(_) | Kind::Silent => {}
        }
    }

    /// Units done and to do of a step: bytes while reading, documents afterwards.
    fn done(&self, progress: Progress) -> (u64, u64) {
        match progress {
            Progress::Extracting { bytes, .. } => (bytes, self.n_bytes),
            Progress::Building { documents, total, .. } => (documents, total),
            _ => (0, 0),
        }
    }

    fn line(&self, step: &str, progress: Progress, seconds: f64) -> String {
        let (done, total) = self.done(progress);
        let left = seconds_left(done, total, seconds)
            .map_or_else(String::new, |left| format!(", {} left", clock(left)));
        let share =
            if total > 0 { format!(" ({:.0} %)", 100.0 * done as f64 / total as f64) } else { String::new() };
        match progress {
            Progress::Extracting { documents, mentions, failures, .. } => format!(
                "{step}: {} documents, {} mentions, {} inputs not read; {}{share}, {}/s{left}",
                grouped(documents),
                grouped(mentions),
                grouped(failures),
                bytes(done),
                bytes((done as f64 / seconds.max(0.001)) as u64),
            ),
            _ => format!("{step}: {} of {} documents{share}{left}", grouped(done), grouped(total)),
        }
    }

    fn json(&self, step: &str, progress: Progress, seconds: f64) -> serde_json::Value {
        let (done, total) = self.done(progress);
        let mut line = json!({
            "event": "progress",
            "step": step,
            "seconds": rounded(self.started.elapsed().as_secs_f64()),
            "done": done,
            "total": Some(total).filter(|n| *n > 0),
            "per_second": rounded(done as f64 / seconds.max(0.001)),
            "seconds_left": seconds_left(done, total, seconds).map(rounded),
        });
        if let Progress::Extracting { documents, taken_over, mentions, failures, .. } = progress {
            line["documents"] = documents.into();
            line["taken_over"] = taken_over.into();
            line["mentions"] = mentions.into();
            line["not_read"] = failures.into();
        }
        line
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }

    /// What a program wants to know at the end. Nothing unless JSON was asked for.
    pub(crate) fn done_as_json(&self, totals: &Totals) {
        if matches!(self.kind, Kind::Json) {
            let line = json!({
                "event": "done",
                "seconds": rounded(self.started.elapsed().as_secs_f64()),
                "totals": totals,
            });
            eprintln!("{line}");
        }
    }
}

fn show(bar: &ProgressBar, progress: Progress, is_new: bool, n_bytes: u64) {
    let (template, length) = match progress {
        Progress::Building { total, .. } => {
            ("{elapsed_precise} [{bar:32}] {msg}: {pos}/{len} documents, {eta} left", total)
        }
        _ => (
            "{elapsed_precise} [{bar:32}] {bytes}/{total_bytes} ({bytes_per_sec}, {eta} left) {msg}",
            n_bytes,
        ),
    };
    if is_new {
        let style = ProgressStyle::with_template(template).expect("the template is well formed");
        bar.set_style(style.progress_chars("=> "));
        bar.set_length(length);
        bar.reset_eta();
    }
    match progress {
        Progress::Extracting { documents, bytes, mentions, .. } => {
            bar.set_position(bytes);
            bar.set_message(format!("{} documents, {} mentions", grouped(documents), grouped(mentions)));
        }
        Progress::Building { step, documents, .. } => {
            bar.set_position(documents);
            bar.set_message(step);
        }
        _ => {}
    }
}

fn seconds_left(done: u64, total: u64, seconds: f64) -> Option<f64> {
    (done > 0 && total >= done).then(|| seconds * (total - done) as f64 / done as f64)
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 10.0).round() / 10.0
}

/// `1:02:03`, or `2:03`.
fn clock(seconds: f64) -> String {
    let seconds = seconds as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rate_and_time_left() {
        let global = GlobalArgs { threads: None, quiet: false, json_log: false };
        let reporter = Reporter::new(4_000_000, &global);
        let progress = Progress::Extracting {
            documents: 1_500,
            taken_over: 0,
            bytes: 1_000_000,
            mentions: 9,
            failures: 2,
        };
        assert_eq!(
            reporter.line("extracting", progress, 100.0),
            "extracting: 1,500 documents, 9 mentions, 2 inputs not read; 1.0 MB (25 %), 10.0 kB/s, 5:00 left"
        );
        let value = reporter.json("extracting", progress, 100.0);
        assert_eq!(
            (value["per_second"].as_f64(), value["seconds_left"].as_f64()),
            (Some(10_000.0), Some(300.0))
        );
    }
}
