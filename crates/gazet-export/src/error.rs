//! What can go wrong while writing.

use std::io;

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
    /// A file is not the table that it should be.
    #[error("not a table of this run: {0}")]
    NotATable(String),
    /// A table format that does not exist.
    #[error("unknown table format `{0}`; use parquet, jsonl or csv")]
    UnknownFormat(String),
    /// A graph format that does not exist.
    #[error(
        "unknown graph format `{0}`; use graphml, gexf, csv, json, pajek, dot, cypher, neo4j-csv or vosviewer"
    )]
    UnknownGraphFormat(String),
    /// A value does not fit the attribute it is for.
    #[error("the value `{value}` of attribute `{attribute}` is not of type {expected}")]
    AttributeValue {
        /// The attribute.
        attribute: &'static str,
        /// Its type.
        expected: &'static str,
        /// The value.
        value: String,
    },
    /// An edge whose weight is missing, not finite or not above 0.
    #[error("the weight {weight} of edge `{edge}` is not a number above 0")]
    Weight {
        /// Id of the edge.
        edge: String,
        /// Its weight.
        weight: String,
    },
    /// An edge names a node that was not written.
    #[error("an edge ends at node `{0}`, which was not written before it")]
    UnknownNode(String),
}

impl ExportError {
    /// What the system said, where reading or writing failed.
    #[must_use]
    pub fn io_error_kind(&self) -> Option<io::ErrorKind> {
        match self {
            // Neither of the two gives its source away.
            Self::Csv(error) => match error.kind() {
                csv::ErrorKind::Io(error) => Some(error.kind()),
                _ => None,
            },
            Self::Json(error) => error.io_error_kind(),
            error => {
                let mut inside: Option<&(dyn std::error::Error + 'static)> = Some(error);
                while let Some(error) = inside {
                    if let Some(error) = error.downcast_ref::<io::Error>() {
                        return Some(error.kind());
                    }
                    inside = error.source();
                }
                None
            }
        }
    }
}
