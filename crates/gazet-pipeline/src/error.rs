//! Why a run could not be done. What went wrong with one input is a [`crate::Failure`] instead.

use crate::network::NamedEntity;
use gazet_export::ExportError;
use gazet_graph::GraphError;
use std::io;
use std::path::{Path, PathBuf};

/// A run could not be started or finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// A file or folder that was named does not exist.
    #[error("no such file or folder: {}", path.display())]
    MissingInput {
        /// The path as given.
        path: PathBuf,
    },
    /// No document was found under the inputs.
    #[error("nothing to read under {inputs}: no file with one of the extensions {extensions}")]
    NoInput {
        /// The inputs as given.
        inputs: String,
        /// What would have been read.
        extensions: String,
    },
    /// A glob for files is none.
    #[error("not a glob: `{glob}`: {reason}; write it like *.html or 2024/**")]
    BadGlob {
        /// The glob as given.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The output folder holds a run of something else.
    #[error(
        "{} holds another run ({differences}); name another folder, or give --overwrite to replace it",
        path.display()
    )]
    OtherRun {
        /// The folder.
        path: PathBuf,
        /// What differs: there and now.
        differences: String,
    },
    /// Another process writes the folder.
    #[error("{} is being written by another gazet; wait for it, or name another folder", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// Runs of different recipes cannot be merged.
    #[error(
        "{} was not made as {} was ({differences}); extract both with the same version, lists and options",
        path.display(),
        first.display()
    )]
    Unlike {
        /// The run that differs.
        path: PathBuf,
        /// The first run.
        first: PathBuf,
        /// What differs: there, in the first run, and here.
        differences: String,
    },
    /// Two runs that are merged read the same file.
    #[error(
        "both {} and {} read `{source_id}`; each file must be in one of the runs only",
        first.display(),
        second.display()
    )]
    SharedSource {
        /// The file's id.
        source_id: String,
        /// A run.
        first: PathBuf,
        /// Another one.
        second: PathBuf,
    },
    /// The merged run would replace one of its parts.
    #[error("{} cannot be merged into itself; name another folder with --out", path.display())]
    MergeIntoItself {
        /// The folder.
        path: PathBuf,
    },
    /// The run was asked to stop, and has stopped.
    #[error("interrupted; what is done is kept, and the same command goes on from here")]
    Interrupted,
    /// The folder holds no run.
    #[error("{} holds no run: there is no {missing} in it; `gazet extract` or `gazet run` makes one", path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        missing: &'static str,
    },
    /// A part file is damaged or of another version.
    #[error("{}: {what}; extract again", path.display())]
    BadPart {
        /// The part file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// There is no room left.
    #[error(
        "cannot write {}: the disk is full; what is done is kept: make room, and the same command goes on from there",
        path.display()
    )]
    DiskFull {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// What does not fit into memory could not be kept aside.
    #[error(
        "cannot keep temporary files in {}; make room there, name another folder in the variable TMPDIR, or give more \
         --memory",
        folder.display()
    )]
    Temporary {
        /// The folder for temporary files.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Reading or writing failed.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried: "create", "read", "write", "rename".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A table or graph could not be written.
    #[error("cannot write {}", path.display())]
    Export {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: gazet_export::ExportError,
    },
    /// The entity in the middle of the graph is not in the collection.
    #[error("no entity of this collection is called `{name}`; entities.csv lists their names and keys")]
    NoSuchEntity {
        /// The name or key as given.
        name: String,
    },
    /// A name is that of several entities.
    #[error("`{name}` is the name of {} entities; give one of these keys instead:{}", choices.len(), listed(choices))]
    AmbiguousEntity {
        /// The name as given.
        name: String,
        /// Who bears it.
        choices: Vec<NamedEntity>,
    },
    /// Both ends of an edge are one entity.
    #[error("both names are the same entity, `{key}`; an edge has two")]
    SameEntity {
        /// Its key.
        key: String,
    },
    /// A run has no network yet.
    #[error("there is no {missing} in {}; `gazet graph {}` makes it", path.display(), path.display())]
    NoNetwork {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        missing: &'static str,
    },
    /// A table of the run could not be read back.
    #[error("cannot read {}; `gazet graph` writes it again", path.display())]
    ReadTable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: gazet_export::ExportError,
    },
    /// The network could not be counted or measured.
    #[error("cannot build the network")]
    Graph(#[source] gazet_graph::GraphError),
    /// `--strict` was given and an input could not be read.
    #[error("stopped at the first input that failed (--strict): {0}")]
    Strict(String),
}

impl From<GraphError> for PipelineError {
    fn from(error: GraphError) -> Self {
        match error {
            GraphError::Spill(source) => Self::temporary(source),
            error => Self::Graph(error),
        }
    }
}

impl PipelineError {
    /// An [`PipelineError::Temporary`], for the folder that temporary files go to.
    pub(crate) fn temporary(source: io::Error) -> Self {
        Self::Temporary { folder: std::env::temp_dir(), source }
    }

    /// An [`PipelineError::Io`] for `path`, as a closure for `map_err`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match is_full(source.kind()) {
            true => Self::DiskFull { path, source },
            false => Self::Io { action, path, source },
        }
    }

    /// An [`PipelineError::Export`] for `path`, as a closure for `map_err`.
    pub(crate) fn export(path: &Path) -> impl FnOnce(ExportError) -> Self {
        let path = path.to_owned();
        move |source: ExportError| match source.io_error_kind().filter(|kind| is_full(*kind)) {
            Some(kind) => Self::DiskFull { path, source: kind.into() },
            None => Self::Export { path, source },
        }
    }
}

/// The choices, one a line.
fn listed(choices: &[NamedEntity]) -> String {
    let line = |c: &NamedEntity| {
        format!("\n  {}  {}, {}, documents: {}", c.key, c.name, c.entity_type, c.n_documents)
    };
    choices.iter().map(line).collect()
}

/// Whether there is no room, on the disk or in the file.
fn is_full(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(kind, StorageFull | QuotaExceeded | FileTooLarge)
}
