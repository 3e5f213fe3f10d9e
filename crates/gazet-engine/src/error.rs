//! Why an engine could not be built or a document not analyzed.

use std::path::PathBuf;

/// An engine could not be built, or a document not analyzed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A list of names could not be used.
    #[error(transparent)]
    Gazetteer(#[from] gazet_gazetteer::GazetteerError),
    /// Too many lists.
    #[error(transparent)]
    TooManyAliases(#[from] gazet_gazetteer::TooManyAliases),
    /// A list has rows that cannot be used.
    #[error("{} has {n} rows that cannot be used, the first: {first}; `gazet gazetteer check` lists them all", path.display())]
    BadRows {
        /// The list.
        path: PathBuf,
        /// How many.
        n: usize,
        /// The first of them.
        first: String,
    },
    /// A model file could not be read.
    #[error("cannot read the model {}", path.display())]
    ReadModel {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A model file is none.
    #[error("the model {} cannot be used", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: gazet_recognizer::ModelError,
    },
    /// The model that comes with the program is damaged.
    #[error("the model that comes with gazet cannot be used; the program itself is damaged")]
    EmbeddedModel(#[source] gazet_recognizer::ModelError),
    /// A file of spans could not be read.
    #[error("cannot read the spans {}", path.display())]
    ReadSpans {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A line of a file of spans is malformed.
    #[error(
        "{}:{line}: {message}; write one object a line: {{\"id\",\"spans\":[{{\"start\",\"end\",\"type\",\"score\"}}]}}",
        path.display()
    )]
    BadSpans {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A theme pack could not be read.
    #[error("cannot read the theme pack {}", path.display())]
    ReadThemes {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A folder holds no theme pack.
    #[error("{} holds no theme pack; packs are .toml files", path.display())]
    NoThemes {
        /// The folder.
        path: PathBuf,
    },
    /// A theme pack cannot be used.
    #[error(transparent)]
    Themes(#[from] gazet_themes::ThemeError),
    /// A document is too long.
    #[error(transparent)]
    Tokenize(#[from] gazet_tokenizer::TokenizeError),
}
