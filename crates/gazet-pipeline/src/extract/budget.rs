//! How far reading may be ahead of writing.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Raw bytes that are on their way at most, beyond one chunk.
const MAX_BYTES: u64 = 32 << 20;
/// Chunks on their way, for each worker.
const CHUNKS_PER_WORKER: u64 = 8;

#[derive(Debug)]
pub(super) struct Budget {
    max_chunks: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    chunks: u64,
    bytes: u64,
    is_closed: bool,
}

impl Budget {
    pub(super) fn new(n_workers: usize) -> Self {
        let max_chunks = CHUNKS_PER_WORKER * n_workers as u64;
        Self { max_chunks, state: Mutex::new(State::default()), changed: Condvar::new() }
    }

    /// Waits until a chunk of this size may set out. A chunk that is larger than the budget sets out alone. `false` when
    /// nobody waits for chunks any more.
    pub(super) fn take(&self, n_raw: u64) -> bool {
        let mut state = self.lock();
        while !state.is_closed
            && state.chunks > 0
            && (state.chunks >= self.max_chunks || state.bytes + n_raw > MAX_BYTES)
        {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.chunks += 1;
        state.bytes += n_raw;
        !state.is_closed
    }

    pub(super) fn give_back(&self, n_raw: u64) {
        let mut state = self.lock();
        state.chunks -= 1;
        state.bytes -= n_raw;
        self.changed.notify_all();
    }

    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
