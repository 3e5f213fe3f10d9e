//! Why a pack was refused.

use gazet_core::Diagnostic;

/// Why theme packs could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ThemeError {
    /// Not TOML, or a field is missing, unknown or of the wrong type.
    #[error("{source_name}:{line}: not a theme pack: {message}")]
    Syntax {
        /// Name of the pack.
        source_name: String,
        /// Line, counted from 1.
        line: u64,
        /// What the reader met.
        message: String,
    },
    /// The pack was written for another version of the format.
    #[error("{source_name}:{line}: theme pack format {found} is not supported; write format = {expected}")]
    Format {
        /// Name of the pack.
        source_name: String,
        /// Line, counted from 1.
        line: u64,
        /// The version it states.
        found: u32,
        /// The version that is read.
        expected: u32,
    },
    /// A file of exceptions cannot be used.
    #[error("{source_name}:{line}: not a file of exceptions (code,theme,term,reason): {message}")]
    Exceptions {
        /// Name of the file.
        source_name: String,
        /// Line, counted from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// Stored themes are damaged, or were written by another version.
    #[error("the compiled themes cannot be used: {0}; compile the packs again")]
    Stored(String),
    /// The packs have errors: unknown parent, cycle, empty theme, invalid rule, duplicate id.
    #[error("{first}{}", more(*.n_more))]
    Refused {
        /// The first of them, in order of packs and lines.
        first: Box<Diagnostic>,
        /// How many others there are.
        n_more: usize,
    },
}

fn more(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => " (and 1 more error)".to_owned(),
        n => format!(" (and {n} more errors)"),
    }
}
