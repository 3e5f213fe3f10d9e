//! Ctrl-C: once to stop at the next good place, twice to stop at once.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Exit code of a program that a person interrupted.
const INTERRUPTED: i32 = 130;

/// The flag that an interrupt or a request to terminate sets. The second one ends the process at once, which loses
/// nothing that was committed.
pub(crate) fn on_signals() -> &'static AtomicBool {
    // It fails only where a handler exists already: then that one decides.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
        eprintln!("gazet: finishing what is in flight; once more to stop at once");
    });
    &STOP
}
