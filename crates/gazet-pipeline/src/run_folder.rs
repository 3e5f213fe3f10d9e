//! The folder of a run: what lies where, and how it changes from one whole state to the next.
//!
//! Everything but parts is written into `.staging` first. [`RunFolder::commit`] syncs it, writes the list of its files
//! as `.staging/commit`, and renames them into place; from the moment that list exists, an interrupted commit is
//! finished by whoever opens the folder next, and before that moment the earlier run is untouched. So a folder holds
//! one whole run or another, never a mixture, and a full disk leaves the earlier one as it was.

use crate::PipelineError;
use crate::manifest::Manifest;
use crate::recipe::{Recipe, differences};
use gazet_export::TableFormat;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const STAGING: &str = ".staging";
const LOCK: &str = ".lock";
/// The files of the run that lies here, each behind its hash.
const FILES: &str = "parts/files";
/// Recipe and sources, written when a run begins.
const BEGUN: &str = "parts/run.json";
const INDEX: &str = "parts/index.json";
/// What the extraction writes; the network built from it again leaves it alone.
const OF_EXTRACTION: [&str; 4] = [BEGUN, INDEX, "parts/unread.jsonl", "failures.jsonl"];

/// The folder of a run. While it is open to be written, no other process can open it so.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
    lock: Option<Arc<Lock>>,
}

#[derive(Debug)]
struct Lock {
    path: PathBuf,
    // Holds the lock until it is closed.
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// How many sources a sketch remembers.
const SKETCHED: usize = 64;

/// A sample of the ids of a collection's sources: those of the smallest hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sketch(BTreeSet<u64>);

impl Sketch {
    pub(crate) fn add(&mut self, source: &str) {
        self.0.insert(crate::aggregate::stable_hash(source));
        if self.0.len() > SKETCHED {
            self.0.pop_last();
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.0.extend(&other.0);
        while self.0.len() > SKETCHED {
            self.0.pop_last();
        }
    }

    /// Whether two collections can have nothing in common: no source of the smaller sample is in the other one.
    fn is_strange_to(&self, other: &Self) -> bool {
        !self.0.is_empty() && !other.0.is_empty() && self.0.is_disjoint(&other.0)
    }
}

/// How a run began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) recipe: Recipe,
    pub(crate) sources: Sketch,
}

/// The parts of a run, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartIndex {
    pub(crate) begun: Begun,
    /// Number of sources.
    pub(crate) n_sources: u64,
    pub(crate) parts: Vec<IndexedPart>,
}

/// A part of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndexedPart {
    pub(crate) file: String,
    pub(crate) n_documents: u64,
}

impl RunFolder {
    /// Opens a folder to extract into, creates it where it does not exist, and tells what has changed since it was
    /// last extracted into, if anything has.
    ///
    /// # Errors
    /// If it holds a run that was told otherwise, or read another collection, and `overwrite` is not set; if another
    /// process writes it; if it cannot be written.
    pub(crate) fn begin(
        path: &Path,
        begun: &Begun,
        overwrite: bool,
    ) -> Result<(Self, String), PipelineError> {
        let parts = path.join("parts");
        fs::create_dir_all(&parts).map_err(PipelineError::io("create", &parts))?;
        let folder = Self::locked(path)?;
        let before: Option<Begun> = folder.read_json(&folder.file(BEGUN))?;
        let mut changed = String::new();
        match &before {
            // The recipe of an earlier version of gazet is not known.
            None if !overwrite && folder.file("manifest.json").exists() => {
                return Err(PipelineError::OtherRun {
                    path: path.to_owned(),
                    differences: "it was made by an earlier version of gazet".to_owned(),
                });
            }
            None => {}
            Some(before) => {
                let told = differences(&before.recipe.told, &begun.recipe.told, ["there", "now"]);
                if !told.is_empty() && !overwrite {
                    return Err(PipelineError::OtherRun { path: path.to_owned(), differences: told });
                }
                if before.sources.is_strange_to(&begun.sources) && !overwrite {
                    return Err(PipelineError::OtherRun {
                        path: path.to_owned(),
                        differences: "it read another collection, none of whose files is among these inputs"
                            .to_owned(),
                    });
                }
                changed = differences(&before.recipe.made_of, &begun.recipe.made_of, ["was", "is"]);
            }
        }
        if before.as_ref() != Some(begun) {
            folder.write_durably(BEGUN, &to_json(begun))?;
        }
        Ok((folder, changed))
    }

    /// The folder of a run that exists, to build its network again.
    ///
    /// # Errors
    /// If it holds no finished extraction, or another process writes it.
    pub fn open(path: &Path) -> Result<Self, PipelineError> {
        Self::read_only(path)?;
        Self::locked(path)
    }

    /// The folder of a run that exists, to be read only.
    ///
    /// # Errors
    /// If it holds no finished extraction.
    pub fn read_only(path: &Path) -> Result<Self, PipelineError> {
        let folder = Self { path: path.to_owned(), lock: None };
        for missing in ["manifest.json", INDEX] {
            if !folder.file(missing).exists() && !folder.staged("commit").exists() {
                return Err(PipelineError::NotARun { path: path.to_owned(), missing });
            }
        }
        Ok(folder)
    }

    /// Opens it for writing: takes the lock, and finishes or drops what an interrupted process left.
    fn locked(path: &Path) -> Result<Self, PipelineError> {
        let lock = path.join(LOCK);
        let file = File::create(&lock).map_err(PipelineError::io("create", &lock))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(PipelineError::InUse { path: path.to_owned() }),
            // A file system without locks: better without than not at all.
            Err(TryLockError::Error(_)) => {}
        }
        let lock = Some(Arc::new(Lock { path: lock, _file: file }));
        let folder = Self { path: path.to_owned(), lock };
        if folder.staged("commit").exists() {
            folder.roll_forward()?;
        } else {
            folder.drop_staged()?;
        }
        Ok(folder)
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file of the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A table of the folder.
    #[must_use]
    pub fn table(&self, name: &str, format: TableFormat) -> PathBuf {
        self.path.join(format!("{name}.{}", format.extension()))
    }

    pub(crate) fn parts(&self) -> PathBuf {
        self.path.join("parts")
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.path.join(STAGING).join(name)
    }

    /// Where the content of a file lies now: staged, or committed.
    fn current(&self, name: &str) -> PathBuf {
        let staged = self.staged(name);
        if self.lock.is_some() && staged.exists() { staged } else { self.file(name) }
    }

    /// The part files, in order.
    pub(crate) fn part_files(&self) -> Result<Vec<(PathBuf, u64)>, PipelineError> {
        let parts = self.parts();
        Ok(self.index()?.parts.into_iter().map(|p| (parts.join(p.file), p.n_documents)).collect())
    }

    pub(crate) fn index(&self) -> Result<PartIndex, PipelineError> {
        self.read_json(&self.current(INDEX))?
            .ok_or_else(|| PipelineError::NotARun { path: self.path.clone(), missing: INDEX })
    }

    pub(crate) fn write_index(&self, index: &PartIndex) -> Result<(), PipelineError> {
        self.write_json(BEGUN, &index.begun)?;
        self.write_json(INDEX, index)
    }

    /// Reads the manifest.
    ///
    /// # Errors
    /// If it cannot be read or is not of this version.
    pub fn read_manifest(&self) -> Result<Manifest, PipelineError> {
        let path = self.current("manifest.json");
        let text = fs::read_to_string(&path).map_err(PipelineError::io("read", &path))?;
        serde_json::from_str(&text).map_err(|e| PipelineError::BadPart { path, what: e.to_string() })
    }

    pub(crate) fn write_json(&self, name: &str, value: &impl Serialize) -> Result<(), PipelineError> {
        let json = to_json(value);
        self.write_file(name, |mut output, path| {
            output.write_all(&json).map_err(PipelineError::io("write", path))?;
            Ok(output)
        })
    }

    fn read_json<T: DeserializeOwned>(&self, path: &Path) -> Result<Option<T>, PipelineError> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|e| PipelineError::BadPart { path: path.to_owned(), what: e.to_string() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PipelineError::io("read", path)(error)),
        }
    }

    /// Stages a file; it is in place after [`RunFolder::commit`].
    pub(crate) fn write_file(
        &self,
        name: &str,
        write: impl FnOnce(BufWriter<File>, &Path) -> Result<BufWriter<File>, PipelineError>,
    ) -> Result<(), PipelineError> {
        // Messages name the file as it will be.
        let path = self.file(name);
        let mut output = write(self.stage(name)?, &path)?;
        output.flush().map_err(PipelineError::io("write", &path))?;
        output.get_ref().sync_all().map_err(PipelineError::io("write", &path))
    }

    /// Opens a staged file.
    pub(crate) fn stage(&self, name: &str) -> Result<BufWriter<File>, PipelineError> {
        let staged = self.staged(name);
        let folder = staged.parent().expect("a staged file lies in a folder");
        fs::create_dir_all(folder).map_err(PipelineError::io("create", folder))?;
        let file = File::create(&staged).map_err(PipelineError::io("create", &staged))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Writes a file in place: aside, synced, renamed.
    fn write_durably(&self, name: &str, bytes: &[u8]) -> Result<(), PipelineError> {
        let path = self.file(name);
        let aside = path.with_extension("tmp");
        let written = File::create(&aside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(PipelineError::io("write", &path))?;
        fs::rename(&aside, &path).map_err(PipelineError::io("rename", &aside))?;
        sync_folder_of(&path)
    }

    /// Puts all staged files in place, and removes what the run before had and this one has not. Returns the files of
    /// `review/` that a person had edited; they were kept under these names.
    ///
    /// # Errors
    /// If a file cannot be written. The folder then holds the run that it held before, or, when the error came late,
    /// is finished by the next command that opens it.
    pub fn commit(&self) -> Result<Vec<PathBuf>, PipelineError> {
        let staging = self.path.join(STAGING);
        let mut names = Vec::new();
        list_files(&staging, "", &mut names).map_err(PipelineError::io("read", &staging))?;
        let mut hashes = BTreeMap::new();
        for name in OF_EXTRACTION.into_iter().filter(|name| self.file(name).exists()) {
            hashes.insert(name.to_owned(), "-".to_owned());
        }
        for name in names {
            // Only of files that a person may edit it matters later on what they were.
            let hash = if name.starts_with("review/") {
                let staged = self.staged(&name);
                hash_of(&staged).map_err(PipelineError::io("read", &staged))?
            } else {
                "-".to_owned()
            };
            hashes.insert(name, hash);
        }
        let list: String = hashes.iter().map(|(name, hash)| format!("{hash:64} {name}\n")).collect();
        self.write_durably(&format!("{STAGING}/commit"), list.as_bytes())?;
        self.roll_forward()
    }

    fn roll_forward(&self) -> Result<Vec<PathBuf>, PipelineError> {
        let commit = self.staged("commit");
        let now = read_list(&commit)?;
        let before = read_list(&self.file(FILES))?;
        let mut kept = Vec::new();
        for (name, hash) in &before {
            let path = self.file(name);
            let replaced = self.staged(name).exists() || !now.contains_key(name);
            if replaced && hash != "-" && hash_of(&path).is_ok_and(|found| found != *hash) {
                let mine = free_name(&path);
                fs::rename(&path, &mine).map_err(PipelineError::io("rename", &path))?;
                kept.push(mine);
            } else if !now.contains_key(name) {
                remove_file(&path)?;
                // A folder that is empty now goes too; a person's own files in it keep it.
                let _ = path.parent().filter(|folder| *folder != self.path).map(fs::remove_dir);
            }
        }
        let mut folders = BTreeSet::from([self.path.clone(), self.parts()]);
        for name in now.keys() {
            let (staged, path) = (self.staged(name), self.file(name));
            if !staged.exists() {
                continue; // In place already.
            }
            let folder = path.parent().expect("a file of the run lies in its folder");
            fs::create_dir_all(folder).map_err(PipelineError::io("create", folder))?;
            fs::rename(&staged, &path).map_err(PipelineError::io("rename", &staged))?;
            folders.insert(folder.to_owned());
        }
        for folder in &folders {
            sync_folder(folder)?;
        }
        let index = self.index()?;
        let used: BTreeSet<&str> = index.parts.iter().map(|p| p.file.as_str()).collect();
        let parts = self.parts();
        for entry in fs::read_dir(&parts).map_err(PipelineError::io("read", &parts))? {
            let path = entry.map_err(PipelineError::io("read", &parts))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_ours = name.ends_with(".part") || name.ends_with(".tmp");
            if is_ours && !used.contains(&*name) {
                remove_file(&path)?;
            }
        }
        let files = self.file(FILES);
        fs::rename(&commit, &files).map_err(PipelineError::io("rename", &commit))?;
        self.drop_staged()?;
        Ok(kept)
    }

    /// Forgets what is staged.
    pub(crate) fn drop_staged(&self) -> Result<(), PipelineError> {
        let staging = self.path.join(STAGING);
        match fs::remove_dir_all(&staging) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(PipelineError::io("remove", &staging)(error))
            }
            _ => Ok(()),
        }
    }
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    let mut json = serde_json::to_vec_pretty(value).expect("texts and numbers always encode");
    json.push(b'\n');
    json
}

fn list_files(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list_files(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

/// The files of a list, with their hashes.
fn read_list(path: &Path) -> Result<BTreeMap<String, String>, PipelineError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text
            .lines()
            .filter_map(|line| Some((line.get(65..)?.to_owned(), line.get(..64)?.trim_end().to_owned())))
            .collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(PipelineError::io("read", path)(error)),
    }
}

fn hash_of(path: &Path) -> io::Result<String> {
    Ok(blake3::hash(&fs::read(path)?).to_hex().to_string())
}

/// `merges.csv` as `merges.mine-1.csv`, or the next number that is free.
fn free_name(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    (1u32..)
        .map(|n| path.with_file_name(format!("{stem}.mine-{n}.{extension}")))
        .find(|free| !free.exists())
        .expect("some number is free")
}

fn remove_file(path: &Path) -> Result<(), PipelineError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(PipelineError::io("remove", path)(e)),
        _ => Ok(()),
    }
}

/// Makes the renames inside the folder of `path` durable.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), PipelineError> {
    path.parent().map_or(Ok(()), sync_folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), PipelineError> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(PipelineError::io("write", folder))
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), PipelineError> {
    Ok(()) // Folders cannot be opened as files here; the file system orders renames itself.
}
