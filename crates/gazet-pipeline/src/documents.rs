//! Walking over the documents of a run: in order, or all parts at once where order does not matter.

use crate::PipelineError;
use crate::control::{Control, Progress};
use crate::part::{PartDocument, PartReader};
use crate::run_folder::RunFolder;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

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

    /// Visits all parts, several at a time. `visit` gets a state, the number of documents before, and documents; states
    /// of neighbouring parts are merged.
    pub(crate) fn in_parallel<T: Send>(
        &self,
        step: &'static str,
        new: impl Fn() -> T + Sync + Send,
        visit: impl Fn(&mut T, u64, &[PartDocument]) -> Result<(), PipelineError> + Sync,
        merge: impl Fn(T, T) -> T + Sync + Send,
    ) -> Result<T, PipelineError> {
        let done = AtomicU64::new(0);
        self.parts
            .par_iter()
            .try_fold(&new, |mut state, (path, before)| {
                let mut before = *before;
                let mut reader = PartReader::open(path)?;
                while let Some(stored) = reader.next_chunk()? {
                    self.go_on()?;
                    let documents = decode(path, &stored.chunk.frame)?;
                    visit(&mut state, before, &documents)?;
                    before += documents.len() as u64;
                    let n = documents.len() as u64;
                    self.report(step, n + done.fetch_add(n, Ordering::Relaxed));
                }
                Ok(state)
            })
            .try_reduce(&new, |a, b| Ok(merge(a, b)))
    }

    /// Visits all documents in order, in batches; while one batch is visited, the next one is unpacked.
    pub(crate) fn in_order(
        &self,
        step: &'static str,
        mut visit: impl FnMut(u64, &mut [PartDocument]) -> Result<(), PipelineError> + Send,
    ) -> Result<(), PipelineError> {
        let mut frames = Frames { parts: self.parts.iter(), reader: None };
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

    pub(crate) fn go_on(&self) -> Result<(), PipelineError> {
        if self.control.is_stopped() { Err(PipelineError::Interrupted) } else { Ok(()) }
    }

    fn report(&self, step: &'static str, documents: u64) {
        self.control.report(Progress::Building { step, documents, total: self.total });
    }
}

struct Frames<'p> {
    parts: std::slice::Iter<'p, (PathBuf, u64)>,
    reader: Option<(&'p PathBuf, PartReader)>,
}

impl Frames<'_> {
    /// The documents of the next few frames; none behind the last one.
    fn next_batch(&mut self) -> Result<Vec<PartDocument>, PipelineError> {
        let mut batch = Vec::new();
        // A batch of frames may hold no document at all, only failures.
        while batch.is_empty() {
            let mut frames = Vec::new();
            let mut n_bytes = 0;
            while n_bytes < BATCH_BYTES {
                let Some((path, reader)) = &mut self.reader else {
                    let Some((path, _)) = self.parts.next() else { break };
                    self.reader = Some((path, PartReader::open(path)?));
                    continue;
                };
                match reader.next_chunk()? {
                    Some(stored) => {
                        n_bytes += stored.chunk.frame.len();
                        frames.push((*path, stored.chunk.frame));
                    }
                    None => self.reader = None,
                }
            }
            if frames.is_empty() {
                break;
            }
            let decoded: Vec<_> = frames.par_iter().map(|(path, frame)| decode(path, frame)).collect();
            for documents in decoded {
                batch.extend(documents?);
            }
        }
        Ok(batch)
    }
}

fn decode(path: &std::path::Path, frame: &[u8]) -> Result<Vec<PartDocument>, PipelineError> {
    Ok(PartReader::decode(path, frame)?.into_iter().flat_map(|entry| entry.documents).collect())
}

/// Calls `visit` for each document of the run, in order.
pub(crate) fn for_each_document(
    folder: &RunFolder,
    mut visit: impl FnMut(&PartDocument) -> Result<(), PipelineError> + Send,
) -> Result<(), PipelineError> {
    Documents::of(folder, Control::none())?
        .in_order("reading", |_, documents| documents.iter().try_for_each(&mut visit))
}
