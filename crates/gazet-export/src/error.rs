//! What can go wrong while writing.

/// A record or graph could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The destination refused the bytes.
    #[error("cannot write")]
    Io(#[from] std::io::Error),
    /// The CSV writer failed.
    #[error("cannot write CSV")]
    Csv(#[from] csv::Error),
    /// A JSON line could not be written.
    #[error("cannot write JSON")]
    Json(#[from] serde_json::Error),
    /// The Parquet writer failed.
    #[error("cannot write Parquet")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A table format that does not exist.
    #[error("unknown table format `{0}`; use parquet, jsonl or csv")]
    UnknownFormat(String),
}
