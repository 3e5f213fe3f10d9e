//! Time of this thread and of this process, memory at its peak, as far as the system tells.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds that this thread has run; wall time where the system does not tell.
pub(crate) fn thread_seconds() -> f64 {
    let own = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = own.and_then(|s| s.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(
        || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64()),
        |n| n / 1e9,
    )
}

/// Seconds that all threads have run, in steps of a hundredth; `None` where the system does not tell.
pub(crate) fn process_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the command in brackets: state is the first field, user and system time the 12th and 13th.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// Megabytes of memory, now (`VmRSS`) or at the peak (`VmHWM`); `None` where the system does not tell.
pub(crate) fn megabytes(field: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with(field))?;
    let kilobytes = line.split_whitespace().nth(1)?.parse::<f64>().ok()?;
    Some(kilobytes / 1e3)
}
