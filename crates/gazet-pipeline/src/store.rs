//! The chunks that lie in a folder's parts, found again by their keys.

use crate::PipelineError;
use crate::part::{Chunk, Key, PartReader};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where each committed chunk stands.
#[derive(Debug, Default)]
pub(crate) struct Store {
    parts: Vec<PathBuf>,
    chunks: FxHashMap<Key, (u32, u64)>,
}

impl Store {
    /// Reads all parts below `folder` once, and checks them. A part that is damaged, or of another version, counts as
    /// not there: what it held is extracted again.
    pub(crate) fn open(folder: &Path) -> Result<Self, PipelineError> {
        let mut parts = Vec::new();
        for entry in fs::read_dir(folder).map_err(PipelineError::io("read", folder))? {
            let path = entry.map_err(PipelineError::io("read", folder))?.path();
            if path.extension().is_some_and(|e| e == "part") {
                parts.push(path);
            }
        }
        parts.sort();
        let found: Vec<Option<Vec<(Key, u64)>>> = parts.par_iter().map(|path| chunks_of(path).ok()).collect();
        let mut store = Self { parts, chunks: FxHashMap::default() };
        for (part, chunks) in (0u32..).zip(found) {
            match chunks {
                Some(chunks) => {
                    store.chunks.extend(chunks.into_iter().map(|(key, offset)| (key, (part, offset))));
                }
                None => {
                    let path = &store.parts[part as usize];
                    fs::remove_file(path).map_err(PipelineError::io("remove", path))?;
                }
            }
        }
        Ok(store)
    }

    pub(crate) fn contains(&self, key: &Key) -> bool {
        self.chunks.contains_key(key)
    }

    /// A chunk that [`Store::contains`].
    pub(crate) fn get(&self, key: &Key) -> Result<Chunk, PipelineError> {
        let (part, offset) = self.chunks[key];
        PartReader::chunk_at(&self.parts[part as usize], offset)
    }
}

fn chunks_of(path: &Path) -> Result<Vec<(Key, u64)>, PipelineError> {
    let mut reader = PartReader::open(path)?;
    let mut chunks = Vec::new();
    while let Some(stored) = reader.next_chunk()? {
        chunks.push((stored.key, stored.offset));
    }
    Ok(chunks)
}
