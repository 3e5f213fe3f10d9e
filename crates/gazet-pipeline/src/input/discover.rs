//! Which files make a collection, and in which order.

use super::{Format, format, zip};
use crate::failure::Outcome;
use crate::{Failure, PipelineError};
use ignore::overrides::{Override, OverrideBuilder};
use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Stdin,
    File { id: String, path: PathBuf, format: Option<Format> },
}

/// Which files of the folders are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiscoverOptions {
    /// Files that are read, as globs like those of `.gitignore`: `*.html` anywhere, `2024/*.txt` below the folder.
    /// All by default.
    pub include: Vec<String>,
    /// Files and folders that are left out, though included.
    pub exclude: Vec<String>,
    /// Whether files and folders whose name begins with a dot are read. Default no.
    pub hidden: bool,
}

/// The files of a collection, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    pub(crate) sources: Vec<Source>,
    pub(crate) skipped: Vec<Failure>,
    pub(crate) n_bytes: u64,
    pub(crate) n_left_out: u64,
}

impl Collection {
    /// Finds the files under `inputs`: files as named, folders with all they hold (but for hidden files and links to
    /// folders), `-` for standard input. A file's id is its path below the folder that was named, with `/` between
    /// its parts; where several inputs are named, ids begin with the folder's name. Files named one by one are called
    /// by their name, and by their path where two have the same name.
    ///
    /// # Errors
    /// If a named input does not exist, a glob is none, or nothing readable lies under the inputs.
    pub fn discover(inputs: &[PathBuf], options: &DiscoverOptions) -> Result<Self, PipelineError> {
        let mut collection = Self::default();
        for input in inputs {
            if input.as_os_str() == "-" {
                collection.sources.push(Source::Stdin);
                continue;
            }
            let metadata =
                input.metadata().map_err(|_| PipelineError::MissingInput { path: input.clone() })?;
            if metadata.is_dir() {
                collection.add_folder(input, inputs.len() > 1, options)?;
            } else {
                let id = input.file_name().map_or_else(|| id_of(input), |name| id_of(Path::new(name)));
                collection.add_named(id, input.clone(), metadata.len());
            }
        }
        let named: Vec<String> = inputs.iter().map(|p| p.display().to_string()).collect();
        collection.finish(&named.join(", "))
    }

    /// The files that `list` names, one path a line; folders stand for what they hold. A file's id is its path as
    /// the list has it. A path that does not exist is recorded as failed.
    ///
    /// # Errors
    /// If the list cannot be read or names nothing that can.
    pub fn from_list(
        list: impl BufRead,
        name: &Path,
        options: &DiscoverOptions,
    ) -> Result<Self, PipelineError> {
        let mut collection = Self::default();
        for (line, path) in list.lines().enumerate() {
            let path = path.map_err(PipelineError::io("read", name))?;
            let path = path.trim_end_matches('\r');
            if path.trim().is_empty() {
                continue;
            }
            let path = Path::new(path);
            match path.metadata() {
                Ok(metadata) if metadata.is_dir() => {
                    collection.add_below(path, path, options)?;
                }
                Ok(metadata) => collection.add_named(id_of(path), path.to_owned(), metadata.len()),
                Err(error) => collection.skipped.push(
                    Failure::new(
                        &id_of(path),
                        Outcome::Failed,
                        "unreadable",
                        format!("line {} of {}: {error}", line + 1, name.display()),
                    )
                    .help("paths are relative to the folder that the command is run in"),
                ),
            }
        }
        collection.finish(&name.display().to_string())
    }

    /// Number of files, standard input included.
    #[must_use]
    pub fn n_sources(&self) -> usize {
        self.sources.len()
    }

    /// Keeps one of `n` shards of about equal numbers of files, `shard` from 1: that of each file follows from its id, so
    /// that several machines that see the same files share them without talking to each other.
    pub fn keep_shard(&mut self, shard: u32, n: u32) {
        let is_kept = |id: &str| crate::aggregate::stable_hash(id) % u64::from(n) == u64::from(shard - 1);
        self.sources.retain(|source| match source {
            Source::Stdin => is_kept(""),
            Source::File { id, .. } => is_kept(id),
        });
        self.skipped.retain(|failure| is_kept(&failure.source));
        self.n_bytes /= u64::from(n);
    }

    /// Ids of the files, in order; empty for standard input.
    pub(crate) fn source_ids(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| match source {
            Source::Stdin => "",
            Source::File { id, .. } => id.as_str(),
        })
    }

    /// Bytes of all files together; standard input counts as none.
    #[must_use]
    pub fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// Files and folders that globs left out.
    #[must_use]
    pub fn n_left_out(&self) -> u64 {
        self.n_left_out
    }

    fn finish(mut self, named: &str) -> Result<Self, PipelineError> {
        self.sources.sort();
        self.sources.dedup();
        self.name_apart();
        if self.sources.is_empty() && self.skipped.is_empty() {
            return Err(PipelineError::NoInput {
                inputs: named.to_owned(),
                extensions: Format::known_extensions(),
            });
        }
        Ok(self)
    }

    /// Gives sources of the same id their whole path as id: an id names one document.
    fn name_apart(&mut self) {
        let mut paths: BTreeMap<&str, usize> = BTreeMap::new();
        for source in &self.sources {
            if let Source::File { id, .. } = source {
                *paths.entry(id).or_default() += 1;
            }
        }
        let shared: Vec<String> =
            paths.into_iter().filter(|(_, n)| *n > 1).map(|(id, _)| id.to_owned()).collect();
        if shared.is_empty() {
            return;
        }
        for source in &mut self.sources {
            if let Source::File { id, path, .. } = source
                && shared.binary_search(id).is_ok()
            {
                *id = id_of(path);
            }
        }
        self.sources.sort();
    }

    /// A file named on purpose is read whatever its name.
    fn add_named(&mut self, id: String, path: PathBuf, n_bytes: u64) {
        self.n_bytes += n_bytes;
        self.sources.push(Source::File { id, path, format: None });
    }

    fn add_folder(
        &mut self,
        folder: &Path,
        with_folder_name: bool,
        options: &DiscoverOptions,
    ) -> Result<(), PipelineError> {
        let prefix = folder.file_name().filter(|_| with_folder_name).map(Path::new);
        self.add_below(folder, prefix.unwrap_or(Path::new("")), options)
    }

    /// Adds what lies below `folder`; ids begin with `prefix`.
    fn add_below(
        &mut self,
        folder: &Path,
        prefix: &Path,
        options: &DiscoverOptions,
    ) -> Result<(), PipelineError> {
        let globs = globs(folder, options)?;
        let pruning = globs.clone();
        let left_out = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
        let pruned = std::sync::Arc::clone(&left_out);
        let walk = ignore::WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(!options.hidden)
            .filter_entry(move |entry| {
                let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
                let kept = entry.depth() == 0 || !pruning.matched(entry.path(), is_folder).is_ignore();
                pruned.fetch_add(u64::from(!kept), std::sync::atomic::Ordering::Relaxed);
                kept
            })
            .build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.skipped.push(
                        Failure::new(&id_of(folder), Outcome::Failed, "unreadable-folder", error.to_string())
                            .help("check the permissions"),
                    );
                    continue;
                }
            };
            let path = entry.path();
            let id = id_of(&prefix.join(path.strip_prefix(folder).unwrap_or(path)));
            let Some(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                continue;
            }
            let metadata = match path.metadata() {
                Ok(metadata) => metadata,
                Err(error) => {
                    let what = if kind.is_symlink() { "the link leads nowhere: " } else { "" };
                    self.skipped.push(
                        Failure::new(&id, Outcome::Failed, "unreadable", format!("{what}{error}"))
                            .help("check that the file exists and its permissions"),
                    );
                    continue;
                }
            };
            if metadata.is_dir() {
                // Links to folders are not followed: they may lead out of the collection, or round in circles.
                self.skipped.push(
                    Failure::new(
                        &id,
                        Outcome::Noted,
                        "link",
                        "a symbolic link to a folder, which is not followed",
                    )
                    .help("name the folder itself to read what it holds"),
                );
                continue;
            }
            if !metadata.is_file() {
                self.skipped.push(Failure::new(&id, Outcome::Skipped, "special", "a pipe, socket or device"));
                continue;
            }
            let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
            match format::no_prose(&name) {
                Some(extension) => self.skipped.push(zip::left_out(&id, &extension)),
                None => self.add_named(id, path.to_owned(), metadata.len()),
            }
        }
        self.n_left_out += left_out.load(std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }
}

/// The globs of a folder: what is included first, so that what is excluded has the last word.
fn globs(folder: &Path, options: &DiscoverOptions) -> Result<Override, PipelineError> {
    let mut builder = OverrideBuilder::new(folder);
    let exclude = options.exclude.iter().map(|glob| (glob, format!("!{glob}")));
    for (glob, pattern) in options.include.iter().map(|glob| (glob, glob.clone())).chain(exclude) {
        builder
            .add(&pattern)
            .map_err(|error| PipelineError::BadGlob { glob: glob.clone(), reason: error.to_string() })?;
    }
    builder.build().map_err(|error| PipelineError::BadGlob {
        glob: options.include.iter().chain(&options.exclude).cloned().collect::<Vec<_>>().join(", "),
        reason: error.to_string(),
    })
}

/// A path as an id: parts joined with `/`, whatever the system.
fn id_of(path: &Path) -> String {
    use std::path::Component;
    path.components()
        .filter(|part| !matches!(part, Component::RootDir | Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
