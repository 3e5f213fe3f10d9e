//! Run folders of several machines, as the one that a single run would have written.
//!
//! The entries of a run are sorted by source and position, and where chunks and parts end depends on their content
//! alone. So merging the entries of runs of disjoint sources and cutting them again gives the parts of the run over all
//! sources, byte for byte, and all that is built from these follows.

use crate::control::Control;
use crate::cut::Cutter;
use crate::extract::{Done, Writer};
use crate::manifest::Manifest;
use crate::part::{self, Chunk, Key, PartEntry, PartReader};
use crate::recipe::differences;
use crate::run_folder::{Begun, RunFolder};
use crate::store::Store;
use crate::{Failure, PipelineError};
use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

/// Merges the extractions of `runs` into the folder `out`. [`crate::reduce`] makes its tables; nothing but parts is in
/// place before [`RunFolder::commit`].
///
/// # Errors
/// If the runs are not of one recipe, if two of them read the same file, or if `out` is one of them; else as
/// [`crate::extract`].
pub fn merge(
    runs: &[PathBuf],
    out: &Path,
    overwrite: bool,
    control: &Control<'_>,
) -> Result<(RunFolder, Manifest), PipelineError> {
    let mut streams = Vec::new();
    let mut begun: Option<Begun> = None;
    let mut n_sources = 0;
    let mut unread: Vec<Failure> = Vec::new();
    for path in runs {
        if let (Ok(a), Ok(b)) = (path.canonicalize(), out.canonicalize())
            && a == b
        {
            return Err(PipelineError::MergeIntoItself { path: path.clone() });
        }
        let folder = RunFolder::read_only(path)?;
        let index = folder.index()?;
        match &mut begun {
            None => begun = Some(index.begun),
            Some(first) => {
                let (a, b) = (&first.recipe, &index.begun.recipe);
                let mut differing = differences(&a.told, &b.told, ["there", "here"]);
                let made_of = differences(&a.made_of, &b.made_of, ["there", "here"]);
                if !made_of.is_empty() {
                    differing = [differing, made_of]
                        .into_iter()
                        .filter(|d| !d.is_empty())
                        .collect::<Vec<_>>()
                        .join("; ");
                }
                if !differing.is_empty() {
                    return Err(PipelineError::Unlike {
                        path: path.clone(),
                        first: runs[0].clone(),
                        differences: differing,
                    });
                }
                first.sources.merge(&index.begun.sources);
            }
        }
        n_sources += index.n_sources;
        unread.extend(read_unread(&folder.file("parts/unread.jsonl"))?);
        let parts: VecDeque<PathBuf> =
            index.parts.into_iter().map(|part| folder.parts().join(part.file)).collect();
        streams.push(Stream { run: path.clone(), parts, reader: None, entries: VecDeque::new() });
    }
    let begun = begun.unwrap_or_default();
    let recipe = begun.recipe.hash();
    let (folder, _) = RunFolder::begin(out, &begun, overwrite)?;
    let store = Store::open(&folder.parts())?;
    let mut writer = Writer::new(&folder, &store, false, control, begun, n_sources)?;
    // What several machines have left out is left out once.
    unread.sort_by(|a, b| (&a.source, a.line, &a.code).cmp(&(&b.source, b.line, &b.code)));
    unread.dedup();
    writer.unread(&unread.iter().collect::<Vec<_>>())?;
    let mut chunker = Chunker { recipe, cutter: Cutter::chunks(), entries: Vec::new() };
    while let Some(entry) = next_entry(&mut streams)? {
        if control.is_stopped() {
            writer.leave()?;
            return Err(PipelineError::Interrupted);
        }
        if let Some(done) = chunker.add(entry) {
            writer.add(done)?;
        }
    }
    if !chunker.entries.is_empty() {
        writer.add(chunker.cut())?;
    }
    let (manifest, _, _) = writer.finish()?;
    Ok((folder, manifest))
}

fn read_unread(path: &Path) -> Result<Vec<Failure>, PipelineError> {
    let text = fs::read_to_string(path).map_err(PipelineError::io("read", path))?;
    let bad = |e: serde_json::Error| PipelineError::BadPart { path: path.to_owned(), what: e.to_string() };
    text.lines().map(|line| serde_json::from_str(line).map_err(bad)).collect()
}

/// The entries of a run, in order.
struct Stream {
    run: PathBuf,
    parts: VecDeque<PathBuf>,
    reader: Option<(PathBuf, PartReader)>,
    entries: VecDeque<PartEntry>,
}

impl Stream {
    /// The next entry, without taking it.
    fn head(&mut self) -> Result<Option<&PartEntry>, PipelineError> {
        while self.entries.is_empty() {
            let Some((path, reader)) = &mut self.reader else {
                let Some(path) = self.parts.pop_front() else { return Ok(None) };
                self.reader = Some((path.clone(), PartReader::open(&path)?));
                continue;
            };
            match reader.next_chunk()? {
                Some(stored) => self.entries.extend(PartReader::decode(path, &stored.chunk.frame)?),
                None => self.reader = None,
            }
        }
        Ok(self.entries.front())
    }
}

/// The first of the entries that come next, by source and position.
fn next_entry(streams: &mut [Stream]) -> Result<Option<PartEntry>, PipelineError> {
    let mut first: Option<(usize, String, u64)> = None;
    let mut run = PathBuf::new();
    for (index, stream) in streams.iter_mut().enumerate() {
        let place = stream.run.clone();
        let Some(head) = stream.head()? else { continue };
        match &first {
            Some((_, source, _)) if *source == head.source => {
                return Err(PipelineError::SharedSource {
                    source_id: source.clone(),
                    first: run,
                    second: place,
                });
            }
            Some((_, source, _)) if *source < head.source => {}
            _ => {
                first = Some((index, head.source.clone(), head.nth));
                run = place;
            }
        }
    }
    Ok(first.and_then(|(index, ..)| streams[index].entries.pop_front()))
}

/// Cuts entries into chunks as an extraction does.
struct Chunker {
    recipe: Key,
    cutter: Cutter,
    entries: Vec<PartEntry>,
}

impl Chunker {
    fn add(&mut self, entry: PartEntry) -> Option<Done> {
        let ends = self.cutter.ends_behind(&entry.fingerprint, entry.n_raw);
        self.entries.push(entry);
        ends.then(|| self.cut())
    }

    fn cut(&mut self) -> Done {
        let entries = std::mem::take(&mut self.entries);
        let inputs = part::inputs_hash(entries.iter().map(|e| e.fingerprint));
        Done {
            key: part::chunk_key(&self.recipe, &inputs),
            inputs,
            n_raw: entries.iter().map(|e| e.n_raw).sum(),
            chunk: Some(Chunk::encode(entries)),
        }
    }
}
