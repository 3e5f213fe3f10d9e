//! Which files make a collection, and in which order.

use crate::failure::Outcome;
use crate::{Failure, PipelineError};
use std::path::{Path, PathBuf};

/// The format of an input file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text: one document a file.
    Text,
    /// Markdown: one document a file, read as it stands.
    Markdown,
    /// A web page: its main text becomes the document.
    Html,
    /// JSON lines: one document a line.
    Jsonl,
}

impl Format {
    const EXTENSIONS: [(&'static str, Self); 9] = [
        ("txt", Self::Text),
        ("text", Self::Text),
        ("md", Self::Markdown),
        ("markdown", Self::Markdown),
        ("html", Self::Html),
        ("htm", Self::Html),
        ("xhtml", Self::Html),
        ("jsonl", Self::Jsonl),
        ("ndjson", Self::Jsonl),
    ];

    /// The format that a file name promises.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, format)| *format)
    }

    /// The extensions read, for messages.
    #[must_use]
    pub fn known_extensions() -> String {
        Self::EXTENSIONS.map(|(extension, _)| extension).join(", ")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Stdin,
    File { id: String, path: PathBuf, format: Format },
}

/// The files of a collection, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    pub(crate) sources: Vec<Source>,
    pub(crate) skipped: Vec<Failure>,
    pub(crate) n_bytes: u64,
}

impl Collection {
    /// Finds the files under `inputs`: files as named, folders with all they hold (hidden files left out,
    /// symbolic links not followed), `-` for standard input. A file's id is its path below the folder that was
    /// named, with `/` between its parts; where several folders are named, each id begins with its folder's name.
    ///
    /// # Errors
    /// If a named input does not exist, or nothing readable lies under them.
    pub fn discover(inputs: &[PathBuf]) -> Result<Self, PipelineError> {
        let mut collection = Self::default();
        for input in inputs {
            if input.as_os_str() == "-" {
                collection.sources.push(Source::Stdin);
                continue;
            }
            let metadata =
                input.metadata().map_err(|_| PipelineError::MissingInput { path: input.clone() })?;
            if metadata.is_dir() {
                collection.add_folder(input, inputs.len() > 1)?;
            } else {
                // A file named on purpose is read even when its extension is unknown.
                let format = Format::of_path(input).unwrap_or(Format::Text);
                let id = input.file_name().map_or_else(|| id_of(input), |name| id_of(Path::new(name)));
                collection.add_file(id, input.clone(), format, metadata.len());
            }
        }
        collection.sources.sort();
        collection.sources.dedup();
        if collection.sources.is_empty() {
            let named: Vec<String> = inputs.iter().map(|p| p.display().to_string()).collect();
            return Err(PipelineError::NoInput {
                inputs: named.join(", "),
                extensions: Format::known_extensions(),
            });
        }
        Ok(collection)
    }

    /// Number of files, standard input included.
    #[must_use]
    pub fn n_sources(&self) -> usize {
        self.sources.len()
    }

    /// Bytes of all files together; standard input counts as none.
    #[must_use]
    pub fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    fn add_file(&mut self, id: String, path: PathBuf, format: Format, n_bytes: u64) {
        self.n_bytes += n_bytes;
        self.sources.push(Source::File { id, path, format });
    }

    fn add_folder(&mut self, folder: &Path, with_folder_name: bool) -> Result<(), PipelineError> {
        let walk = ignore::WalkBuilder::new(folder).standard_filters(false).hidden(true).build();
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
            if !entry.file_type().is_some_and(|t| t.is_file()) {
                continue;
            }
            let path = entry.path();
            let mut relative = path.strip_prefix(folder).unwrap_or(path).to_owned();
            if with_folder_name && let Some(name) = folder.file_name() {
                relative = Path::new(name).join(relative);
            }
            let id = id_of(&relative);
            match Format::of_path(path) {
                Some(format) => {
                    let n_bytes = entry.metadata().map(|m| m.len()).unwrap_or_default();
                    self.add_file(id, path.to_owned(), format, n_bytes);
                }
                None => self.skipped.push(
                    Failure::new(&id, Outcome::Skipped, "unknown-format", "not a format that is read")
                        .help("name the file itself to read it as plain text"),
                ),
            }
        }
        Ok(())
    }
}

/// A path as an id: parts joined with `/`, whatever the system.
fn id_of(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
