//! What can go wrong with lists and compiled files.

use gazet_core::{Diagnostic, Place, Severity};
use std::fmt;
use std::path::PathBuf;

/// Everything this crate can fail with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GazetteerError {
    /// A file could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// `read`, `map`, `write`, ...
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The metadata beside a list is missing or wrong.
    #[error("{}: {message}", path.display())]
    Meta {
        /// The `.meta.toml` file.
        path: PathBuf,
        /// What is wrong, and what to do.
        message: String,
    },
    /// Rows that cannot be used; all of them, in file order.
    #[error("{}", Listing(.0))]
    Rows(Vec<RowProblem>),
    /// A compiled file that cannot be used.
    #[error("{origin}: {source}")]
    Format {
        /// The file, or what stands for it.
        origin: String,
        /// Why.
        source: FormatError,
    },
    /// The lists together exceed what one compiled file can hold.
    #[error("{what} exceed the limit of {limit} of one compiled list; split the lists into several files")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much fits.
        limit: u64,
    },
    /// Two different names have the same 64-bit key under every seed that was tried.
    #[error("the names `{first}` and `{second}` cannot be told apart by their keys; leave one of them out")]
    Collision {
        /// One name, folded.
        first: String,
        /// The other.
        second: String,
    },
    /// An alias that the tokenizer refused.
    #[error("the tokenizer refused `{alias}`: {message}")]
    Tokenizer {
        /// The alias.
        alias: String,
        /// What the tokenizer said.
        message: String,
    },
    /// The compiled file could not be written.
    #[error("the compiled list cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The input of an importer is not what its format says.
    #[error("{place}: {message}")]
    Import {
        /// File and line or record.
        place: String,
        /// What is wrong, and what to do.
        message: String,
    },
}

impl GazetteerError {
    /// An [`GazetteerError::Io`] for `path`.
    pub(crate) fn io(action: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

/// At most this many problems are spelled out in one message; the rest is counted.
const LISTED: usize = 50;

struct Listing<'a>(&'a [RowProblem]);

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().take(LISTED).enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        if self.0.len() > LISTED {
            write!(f, "\nand {} more", self.0.len() - LISTED)?;
        }
        Ok(())
    }
}

/// Something wrong with one row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// File name of the list.
    pub file: String,
    /// Line, counted from 1.
    pub line: u64,
    /// Column, where one is to blame.
    pub column: Option<String>,
    /// An error refuses the row; a warning is only said.
    pub severity: Severity,
    /// Stable code, lower case with hyphens.
    pub code: &'static str,
    /// What is wrong, with the value; and what to do.
    pub message: String,
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(f, "column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl From<&RowProblem> for Diagnostic {
    fn from(problem: &RowProblem) -> Self {
        let message = match &problem.column {
            Some(column) => format!("column {column}: {}", problem.message),
            None => problem.message.clone(),
        };
        Self {
            code: problem.code,
            severity: problem.severity,
            message,
            place: Place { source: problem.file.clone(), line: Some(problem.line), span: None },
            help: None,
        }
    }
}

/// Why bytes are not a usable compiled list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The first bytes are not ours.
    #[error("not a compiled list: it does not begin with `gazetGZT`; build one with `gazet gazetteer build`")]
    Magic,
    /// Another version of the format.
    #[error("format version {found}, this program reads version {expected}; build the file again")]
    Version {
        /// Version of the file.
        found: u32,
        /// Our version.
        expected: u32,
    },
    /// Names were folded by other rules than texts are now.
    #[error(
        "names were folded by rules {found}, this program folds by rules {expected}; build the file again"
    )]
    Folding {
        /// Rules of the file.
        found: u32,
        /// Our rules.
        expected: u32,
    },
    /// The file is shorter or longer than its header says.
    #[error(
        "{found} bytes long, its header says {expected}; it was cut short or damaged: build or copy it again"
    )]
    Length {
        /// Bytes there are.
        found: u64,
        /// Bytes there should be.
        expected: u64,
    },
    /// The checksum of the header is wrong.
    #[error("the header is damaged (its checksum is wrong); build or copy the file again")]
    Header,
    /// A section is missing, or lies or counts outside what is possible.
    #[error("section {0} is missing or damaged; build or copy the file again")]
    Section(&'static str),
    /// The checksum of a section is wrong (found by `verify`).
    #[error("section {0} is damaged (its checksum is wrong); build or copy the file again")]
    Checksum(&'static str),
}
