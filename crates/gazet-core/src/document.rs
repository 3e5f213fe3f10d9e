//! Documents as readers deliver them.

use std::collections::BTreeMap;

/// One document: a stable id, its text, and what is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Stable id that says where the text came from: a path relative to the collection, with `#n` for the
    /// n-th record (or line) of a file of many and `!` before the path of a member of an archive.
    pub id: String,
    /// The text, never changed after loading. Bytes that were not UTF-8 stand here as U+001A (one byte each),
    /// so that every offset is also an offset of the source; a source in another encoding or format is turned into
    /// text once, and offsets are those of that text.
    pub text: String,
    /// What is known beside the text.
    pub metadata: Metadata,
}

/// What a source tells of a document beside its text. Empty fields are unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Title or headline.
    pub title: Option<String>,
    /// Date, `YYYY-MM-DD` or a prefix of it.
    pub date: Option<String>,
    /// Publisher, site, collection.
    pub source: Option<String>,
    /// Author as the source writes it.
    pub author: Option<String>,
    /// BCP 47 language code: as the source tells, else as the text looks; unknown where neither does.
    pub language: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// Id of the document that this one repeats.
    pub duplicate_of: Option<String>,
    /// Further fields, carried along.
    pub extra: BTreeMap<String, String>,
}
