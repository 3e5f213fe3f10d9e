//! The `LIST.meta.toml` beside a list: where it comes from and what may be done with it.

use crate::GazetteerError;
use serde::Deserialize;
use std::path::Path;

/// Provenance of a list. Title, source and licence must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ListMeta {
    /// What the list is.
    pub title: String,
    /// What is in it and how it was made.
    #[serde(default)]
    pub description: String,
    /// Where its facts come from.
    pub source: String,
    /// SPDX expression of its licence.
    pub licence: String,
    /// Who must be named.
    #[serde(default)]
    pub attribution: String,
    /// Date of retrieval, `YYYY-MM-DD`.
    #[serde(default)]
    pub retrieved: String,
    /// Language of the canonical names.
    #[serde(default)]
    pub language: String,
    /// Whether names of this list are found with one wrong letter in a word too. No unless given.
    #[serde(default)]
    pub typos: bool,
    /// Lists of smaller rank come first among the candidates of one span. 100 unless given; ties go by file name.
    #[serde(default = "default_rank")]
    pub rank: u32,
}

const fn default_rank() -> u32 {
    100
}

impl ListMeta {
    /// Reads the file.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, or lacks title, source or licence.
    pub fn read(path: &Path) -> Result<Self, GazetteerError> {
        let text = std::fs::read_to_string(path).map_err(GazetteerError::io("read", path))?;
        let meta: Self = toml::from_str(&text).map_err(|e| GazetteerError::Meta {
            path: path.to_owned(),
            message: e.to_string().trim_end().to_owned(),
        })?;
        for (field, value) in [("title", &meta.title), ("source", &meta.source), ("licence", &meta.licence)] {
            if value.trim().is_empty() {
                return Err(GazetteerError::Meta {
                    path: path.to_owned(),
                    message: format!(
                        "`{field}` is empty; a list says what it is, where from and under which licence"
                    ),
                });
            }
        }
        Ok(meta)
    }
}
