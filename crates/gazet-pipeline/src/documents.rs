//! Walking over the documents of a run: in order, or all parts at once where order does not matter.

use crate::PipelineError;
use crate::control::{Control, Progress};
use crate::part::{PartDocument, PartReader};
use crate::run_folder::RunFolder;
use rayon::prelude::*;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Bytes of compressed frames that are unpacked together; bounds memory.
const BATCH_BYTES: usize = 2 << 20;

/// The documents of a run.
#[derive(Debug)]
pub(crate) struct Documents<'c> {
    /// Each part, and the number of documents before it.
    parts: Vec<(PathBuf, u64)>,
    total: u64,
    control: Control<'c>,
}

impl<'c> Documents<'c> {
    pub(crate) fn of(folder: &RunFolder, control: Control<'c>) -> Result<Self, PipelineError> {
        let mut total = 0;
        let parts = folder.part_files()?;
        let parts = parts
            .into_iter()
            .map(|(path, n)| {
                total += n;
                (path, total - n)
            })
            .collect();
        Ok(Self { parts, total, control })
    }

    /// Visits all documents, chunk by chunk, several chunks at a time and in no order. `visit` gets a state, the number
    /// of documents before, and documents. There are as many states as threads; what they are merged to must not depend
    /// on which chunks went to which. Chunks are left out of which `wanted`, given the numbers of their documents, wants
    /// none.
    pub(crate) fn in_parallel<T: Send>(
        &self,
        step: &'static str,
        wanted: impl Fn(Range<u64>) -> bool + Sync,
        new: impl Fn() -> T + Sync,
        visit: impl Fn(&mut T, u64, &[PartDocument]) -> Result<(), PipelineError> + Sync,
        merge: impl Fn(T, T) -> T,
    ) -> Result<T, PipelineError> {
        let frames = Mutex::new(self.frames());
        let done = AtomicU64::new(0);
        let lock = || frames.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = || {
            let mut state = new();
            loop {
                self.go_on()?;
                let frame = lock().next_frame(&wanted)?;
                let Some(frame) = frame else { return Ok(state) };
                let documents = frame.decode()?;
                visit(&mut state, frame.before, &documents)?;
                let n = documents.len() as u64;
                self.report(step, n + done.fetch_add(n, Ordering::Relaxed));
            }
        };
        let lanes = 0..rayon::current_num_threads();
        let states: Vec<Result<T, PipelineError>> = lanes
            .into_par_iter()
            .with_max_len(1)
            .map(|_| {
                let state = lane();
                if state.is_err() {
                    // The others need not go on.
                    lock().close();
                }
                state
            })
            .collect();
        let states = states.into_iter().collect::<Result<Vec<T>, _>>()?;
        Ok(states.into_iter().reduce(merge).unwrap_or_else(new))
    }

    /// Visits all documents in order, in batches; while one batch is visited, the next one is unpacked.
    pub(crate) fn in_order(
        &self,
        step: &'static str,
        mut visit: impl FnMut(u64, &mut [PartDocument]) -> Result<(), PipelineError> + Send,
    ) -> Result<(), PipelineError> {
        let mut frames = self.frames();
        let mut before = 0;
        let mut batch = frames.next_batch()?;
        while !batch.is_empty() {
            self.go_on()?;
            let (visited, following) = rayon::join(|| visit(before, &mut batch), || frames.next_batch());
            visited?;
            before += batch.len() as u64;
            self.report(step, before);
            batch = following?;
        }
        Ok(())
    }

    fn frames(&self) -> Frames<'_> {
        Frames { parts: self.parts.iter(), reader: None }
    }

    pub(crate) fn go_on(&self) -> Result<(), PipelineError> {
        if self.control.is_stopped() { Err(PipelineError::Interrupted) } else { Ok(()) }
    }

    fn report(&self, step: &'static str, documents: u64) {
        self.control.report(Progress::Building { step, documents, total: self.total });
    }
}

/// A chunk's documents, packed.
struct Frame<'p> {
    part: &'p Path,
    bytes: Vec<u8>,
    /// Number of documents before them.
    before: u64,
}

impl Frame<'_> {
    fn decode(&self) -> Result<Vec<PartDocument>, PipelineError> {
        let entries = PartReader::decode(self.part, &self.bytes)?;
        Ok(entries.into_iter().flat_map(|entry| entry.documents).collect())
    }
}

/// The chunks of a run, in order.
struct Frames<'p> {
    parts: std::slice::Iter<'p, (PathBuf, u64)>,
    /// The part that is read, and the number of documents before what comes next.
    reader: Option<(&'p Path, PartReader, u64)>,
}

impl<'p> Frames<'p> {
    /// The next chunk whose documents are `wanted`, by their numbers.
    fn next_frame(
        &mut self,
        wanted: impl Fn(Range<u64>) -> bool,
    ) -> Result<Option<Frame<'p>>, PipelineError> {
        loop {
            let Some((part, reader, before)) = &mut self.reader else {
                let Some((path, before)) = self.parts.next() else { return Ok(None) };
                self.reader = Some((path, PartReader::open(path)?, *before));
                continue;
            };
            let Some(stored) = reader.next_chunk()? else {
                self.reader = None;
                continue;
            };
            let numbers = *before..*before + stored.chunk.ledger.n_documents;
            *before = numbers.end;
            if wanted(numbers.clone()) {
                return Ok(Some(Frame { part, bytes: stored.chunk.frame, before: numbers.start }));
            }
        }
    }

    /// Gives no more chunks.
    fn close(&mut self) {
        (self.parts, self.reader) = ([].iter(), None);
    }

    /// The documents of the next few frames; none behind the last one.
    fn next_batch(&mut self) -> Result<Vec<PartDocument>, PipelineError> {
        let mut batch = Vec::new();
        // A batch of frames may hold no document at all, only failures.
        while batch.is_empty() {
            let mut frames = Vec::new();
            let mut n_bytes = 0;
            while n_bytes < BATCH_BYTES {
                let Some(frame) = self.next_frame(|_| true)? else { break };
                n_bytes += frame.bytes.len();
                frames.push(frame);
            }
            if frames.is_empty() {
                break;
            }
            let decoded: Vec<_> = frames.par_iter().map(Frame::decode).collect();
            for documents in decoded {
                batch.extend(documents?);
            }
        }
        Ok(batch)
    }
}

/// Calls `visit` for each document of the run, in order.
pub(crate) fn for_each_document(
    folder: &RunFolder,
    mut visit: impl FnMut(&PartDocument) -> Result<(), PipelineError> + Send,
) -> Result<(), PipelineError> {
    Documents::of(folder, Control::none())?
        .in_order("reading", |_, documents| documents.iter().try_for_each(&mut visit))
}
