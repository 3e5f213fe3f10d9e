//! The map: every document of a collection through the engine, in parallel, into part files.
//!
//! One thread reads and cuts the collection into chunks; workers decode and analyze those that no earlier run has left
//! in the folder; this thread puts them back in order and commits them, part by part. How far the reader may be ahead
//! of the last chunk in order is bounded, in bytes and in chunks, and with it the memory of all of it.

mod budget;
mod work;

use crate::control::{Control, Progress};
use crate::cut::Cutter;
use crate::failure::Outcome;
use crate::input::{Collection, InputOptions, Reader};
use crate::manifest::{Manifest, Totals};
use crate::part::{self, Chunk, Key, LedgerLine, PartReader};
use crate::recipe::Recipe;
use crate::run_folder::{Begun, IndexedPart, PartIndex, RunFolder, Sketch};
use crate::store::Store;
use crate::{Failure, PipelineError};
use budget::Budget;
use gazet_engine::{Engine, ExternalSpans, Scratch};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use work::{RawEntry, work};

/// How a collection is extracted.
#[derive(Clone, Debug, Default)]
pub struct ExtractOptions {
    /// How inputs are read.
    pub input: InputOptions,
    /// Stop at the first input that fails.
    pub strict: bool,
    /// What the run was told, as text: every option that decides what is extracted. A folder that holds a run that was
    /// told otherwise is refused.
    pub told: BTreeMap<String, String>,
    /// Replace a run of other options or another collection.
    pub overwrite: bool,
}

/// What an extraction made.
#[derive(Clone, Debug)]
pub struct Extracted {
    /// The manifest.
    pub manifest: Manifest,
    /// Positions of the engine's decisions that took effect in some document.
    pub applied_decisions: BTreeSet<u32>,
    /// Documents that were taken over from an earlier run of the same folder.
    pub taken_over: u64,
    /// Lists, model or version that have changed since that run, as text; empty when none has.
    pub changed: String,
}

/// Extracts `collection` into the folder `path`, going on where an earlier run of it stopped: documents that have not
/// changed since are taken over. Nothing but parts is in place before [`RunFolder::commit`].
///
/// # Errors
/// If the folder holds a run that was told otherwise, or cannot be written; if the run is asked to stop; if an input
/// fails under `strict`. Anything else that is wrong with an input is recorded, and the run goes on. What was done by
/// then is in the folder, and the same call goes on from there.
pub fn extract(
    engine: &Engine,
    collection: &Collection,
    options: &ExtractOptions,
    path: &Path,
    control: &Control<'_>,
) -> Result<(RunFolder, Extracted), PipelineError> {
    let mut begun =
        Begun { recipe: Recipe::new(options.told.clone(), engine.made_of()), sources: Sketch::default() };
    collection.source_ids().for_each(|id| begun.sources.add(id));
    let (folder, changed) = RunFolder::begin(path, &begun, options.overwrite)?;
    let store = Store::open(&folder.parts())?;
    let extraction = Extraction { engine, options, store: &store, recipe: begun.recipe.hash(), control };
    let mut writer =
        Writer::new(&folder, &store, options.strict, control, begun, collection.n_sources() as u64)?;
    writer.spans = engine.spans();
    let mut unread: Vec<&Failure> = collection.skipped.iter().collect();
    unread.sort_by(|a, b| (&a.source, a.line, &a.code).cmp(&(&b.source, b.line, &b.code)));
    writer.unread(&unread)?;
    match extraction.run(collection, &mut writer) {
        Ok(()) if control.is_stopped() => {
            writer.leave()?;
            Err(PipelineError::Interrupted)
        }
        Ok(()) => {
            if let Some(spans) = engine.spans() {
                let unused = spans.unused().map(|id| {
                    let message = "spans from outside for a document that is not here";
                    let failure = Failure::new(id, Outcome::Noted, "spans-unused", message).help(
                        "ids of spans are those of documents, as documents.parquet and the ledger show them",
                    );
                    LedgerLine::new(&failure)
                });
                writer.record(&unused.collect::<Vec<_>>())?;
            }
            let (manifest, applied_decisions, taken_over) = writer.finish()?;
            Ok((folder, Extracted { manifest, applied_decisions, taken_over, changed }))
        }
        Err(error) => Err(error),
    }
}

pub(crate) struct Extraction<'a> {
    engine: &'a Engine,
    options: &'a ExtractOptions,
    store: &'a Store,
    recipe: Key,
    control: &'a Control<'a>,
}

/// A chunk on its way to a worker.
struct Job {
    number: u64,
    key: Key,
    inputs: Key,
    n_raw: u64,
    /// `None` where the folder holds the chunk already.
    entries: Option<Vec<RawEntry>>,
}

/// A chunk on its way back.
pub(crate) struct Done {
    pub(crate) key: Key,
    pub(crate) inputs: Key,
    pub(crate) n_raw: u64,
    /// `None` where the folder holds it already.
    pub(crate) chunk: Option<Chunk>,
}

impl Extraction<'_> {
    fn run(&self, collection: &Collection, writer: &mut Writer<'_>) -> Result<(), PipelineError> {
        let n_workers = rayon::current_num_threads().max(1);
        let budget = Budget::new(n_workers);
        let failed = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // The budget bounds what waits in these.
            let (jobs, waiting) = mpsc::channel::<Job>();
            let (finished, results) = mpsc::channel::<(u64, Done)>();
            let waiting = Arc::new(Mutex::new(waiting));
            let (budget, failed) = (&budget, &failed);
            scope.spawn(move || self.read(collection, budget, jobs, failed));
            for _ in 0..n_workers {
                let (finished, waiting) = (finished.clone(), Arc::clone(&waiting));
                scope.spawn(move || {
                    let mut scratch = Scratch::default();
                    loop {
                        let job = match waiting.lock() {
                            Ok(waiting) => waiting.recv(),
                            Err(_) => return,
                        };
                        let Ok(job) = job else { return };
                        let chunk = job.entries.map(|entries| work(self, entries, &mut scratch));
                        let done = Done { key: job.key, inputs: job.inputs, n_raw: job.n_raw, chunk };
                        if finished.send((job.number, done)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(finished);
            let mut early: BTreeMap<u64, Done> = BTreeMap::new();
            let mut next = 0;
            for (number, done) in results {
                early.insert(number, done);
                while let Some(done) = early.remove(&next) {
                    next += 1;
                    budget.give_back(done.n_raw);
                    if let Err(error) = writer.add(done) {
                        failed.store(true, Ordering::Relaxed);
                        budget.close();
                        return Err(error);
                    }
                }
            }
            Ok(())
        })
    }

    /// Reads the collection to its end, or until it is asked to stop.
    fn read(&self, collection: &Collection, budget: &Budget, jobs: mpsc::Sender<Job>, failed: &AtomicBool) {
        let mut reader = Reader::new(collection, &self.options.input);
        let mut cutter = Cutter::chunks();
        let mut source: Option<String> = None;
        let mut nth = 0;
        let mut entries: Vec<RawEntry> = Vec::new();
        let mut number = 0;
        let mut send = |entries: Vec<RawEntry>| {
            let n_raw = entries.iter().map(RawEntry::n_raw).sum();
            let inputs = part::inputs_hash(entries.iter().map(|e| e.fingerprint));
            let key = part::chunk_key(&self.recipe, &inputs);
            let entries = (!self.store.contains(&key)).then_some(entries);
            let job = Job { number, key, inputs, n_raw, entries };
            number += 1;
            budget.take(n_raw) && jobs.send(job).is_ok()
        };
        while let Some(raw) = reader.next() {
            if self.control.is_stopped() || failed.load(Ordering::Relaxed) {
                return;
            }
            if source.as_deref() != Some(reader.source()) {
                source = Some(reader.source().to_owned());
                nth = 0;
            }
            let entry = RawEntry::new(source.as_deref().unwrap_or_default(), nth, raw);
            nth += 1;
            let ends = cutter.ends_behind(&entry.fingerprint, entry.n_raw());
            entries.push(entry);
            if ends && !send(std::mem::take(&mut entries)) {
                return;
            }
        }
        if !entries.is_empty() && !self.control.is_stopped() {
            send(entries);
        }
    }
}

/// Commits chunks in order, and keeps the account of the run.
pub(crate) struct Writer<'a> {
    folder: &'a RunFolder,
    store: &'a Store,
    strict: bool,
    control: &'a Control<'a>,
    spans: Option<&'a ExternalSpans>,
    index: PartIndex,
    cutter: Cutter,
    pending: Vec<(Key, Chunk)>,
    failures: BufWriter<File>,
    totals: Totals,
    applied_decisions: BTreeSet<u32>,
    content: blake3::Hasher,
    taken_over: u64,
    n_raw: u64,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        folder: &'a RunFolder,
        store: &'a Store,
        strict: bool,
        control: &'a Control<'a>,
        begun: Begun,
        n_sources: u64,
    ) -> Result<Self, PipelineError> {
        Ok(Self {
            folder,
            store,
            strict,
            control,
            spans: None,
            index: PartIndex { begun, n_sources, parts: Vec::new() },
            cutter: Cutter::parts(),
            pending: Vec::new(),
            failures: folder.stage("failures.jsonl")?,
            totals: Totals { sources: n_sources, ..Totals::default() },
            applied_decisions: BTreeSet::new(),
            content: blake3::Hasher::new(),
            taken_over: 0,
            n_raw: 0,
        })
    }

    /// Records inputs that no document was looked for in.
    pub(crate) fn unread(&mut self, failures: &[&Failure]) -> Result<(), PipelineError> {
        let lines: Vec<LedgerLine> = failures.iter().map(|f| LedgerLine::new(f)).collect();
        self.record(&lines)?;
        self.folder.write_file("parts/unread.jsonl", |mut output, path| {
            for line in &lines {
                writeln!(output, "{}", line.json).map_err(PipelineError::io("write", path))?;
            }
            Ok(output)
        })
    }

    fn record(&mut self, lines: &[LedgerLine]) -> Result<(), PipelineError> {
        for line in lines {
            let counter = match line.outcome {
                0 => &mut self.totals.failed,
                1 => &mut self.totals.skipped,
                _ => &mut self.totals.noted,
            };
            *counter += 1;
            if line.outcome == 0 && self.strict {
                let told = serde_json::from_str::<Failure>(&line.json);
                return Err(PipelineError::Strict(
                    told.map_or_else(|_| line.json.clone(), |f| f.to_string()),
                ));
            }
            let path = self.folder.file("failures.jsonl");
            writeln!(self.failures, "{}", line.json).map_err(PipelineError::io("write", &path))?;
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, done: Done) -> Result<(), PipelineError> {
        let is_new = done.chunk.is_some();
        let chunk = match done.chunk {
            Some(chunk) => chunk,
            None => self.store.get(&done.key)?,
        };
        let ledger = &chunk.ledger;
        if !is_new {
            self.taken_over += ledger.n_documents;
            if let Some(spans) = self.spans {
                let entries = PartReader::decode(&self.folder.parts(), &chunk.frame)?;
                entries.iter().flat_map(|e| &e.documents).for_each(|d| spans.mark_used(&d.id));
            }
        }
        self.n_raw += ledger.n_raw;
        self.totals.documents += ledger.n_documents;
        self.totals.mentions += ledger.n_mentions;
        self.totals.bytes += ledger.n_bytes;
        self.content.update(&ledger.content);
        self.applied_decisions.extend(&ledger.applied_decisions);
        self.record(&ledger.failures)?;
        self.pending.push((done.key, chunk));
        if self.cutter.ends_behind(&done.inputs, done.n_raw) {
            self.commit_part()?;
        }
        self.control.report(Progress::Extracting {
            documents: self.totals.documents,
            taken_over: self.taken_over,
            bytes: self.n_raw,
            mentions: self.totals.mentions,
            failures: self.totals.failed + self.totals.skipped,
        });
        Ok(())
    }

    fn commit_part(&mut self) -> Result<(), PipelineError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let file = part::part_name(self.pending.iter().map(|(key, _)| key));
        let path = self.folder.parts().join(&file);
        if !path.exists() {
            part::write_part(&path, self.pending.iter().map(|(key, chunk)| (key, chunk)))?;
        }
        let n_documents = self.pending.iter().map(|(_, chunk)| chunk.ledger.n_documents).sum();
        self.index.parts.push(IndexedPart { file, n_documents });
        self.pending.clear();
        Ok(())
    }

    /// Leaves what is done to a later run.
    pub(crate) fn leave(mut self) -> Result<(), PipelineError> {
        self.commit_part()?;
        self.folder.drop_staged()
    }

    pub(crate) fn finish(mut self) -> Result<(Manifest, BTreeSet<u32>, u64), PipelineError> {
        self.commit_part()?;
        let path = self.folder.file("failures.jsonl");
        self.failures.flush().map_err(PipelineError::io("write", &path))?;
        self.failures.get_ref().sync_all().map_err(PipelineError::io("write", &path))?;
        let manifest = Manifest {
            format: 2,
            made_of: self.index.begun.recipe.made_of.clone(),
            configuration: self.index.begun.recipe.told.clone(),
            documents_hash: self.content.finalize().to_hex().to_string(),
            counts: self.totals,
        };
        self.folder.write_index(&self.index)?;
        self.folder.write_json("manifest.json", &manifest)?;
        Ok((manifest, self.applied_decisions, self.taken_over))
    }
}
