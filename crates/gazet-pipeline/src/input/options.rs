//! How inputs are read.

use super::Format;
use gazet_core::Metadata;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputOptions {
    /// Fields of records.
    pub fields: RecordFields,
    /// Largest document in bytes; larger ones are recorded as failed. Default 64 MiB: an analysis takes up to
    /// sixty times the size of its document in memory. At most 4 GiB.
    pub max_document_bytes: u64,
    /// How many times its packed size an input may unpack to. Default 250; the first 64 MiB are free. Beyond it, the
    /// input is taken for a bomb: what was read stays, the rest is recorded as failed.
    pub max_unpack_ratio: u64,
    /// Format of standard input. Default `None`: told from its first bytes, plain text where they tell nothing.
    pub stdin_format: Option<Format>,
    /// Encoding of texts that are not UTF-8 and do not declare theirs. Default `None`: guessed where no byte sequence
    /// beyond ASCII is UTF-8; a text of damaged UTF-8 keeps its offsets.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Whether hidden members of archives are read. Default no.
    pub hidden: bool,
    /// The program that reads PDF files, called as `PROGRAM pdf-text LIMIT` for each of them, so that a hostile one
    /// costs its own process only. Default `None`: they are read in this process, guarded against panics alone.
    pub pdf_helper: Option<PathBuf>,
    /// Seconds that the helper may take for a file. Default 60: a hundred times what a long report takes, so that only
    /// files that would not end are cut off, on any machine.
    pub max_pdf_seconds: u64,
}

impl Default for InputOptions {
    fn default() -> Self {
        Self {
            fields: RecordFields::default(),
            max_document_bytes: 64 << 20,
            max_unpack_ratio: 250,
            stdin_format: None,
            encoding: None,
            hidden: false,
            pdf_helper: None,
            max_pdf_seconds: 60,
        }
    }
}

/// What a field of a record means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// [`Metadata::title`].
    Title,
    /// [`Metadata::date`].
    Date,
    /// [`Metadata::source`].
    Source,
    /// [`Metadata::author`].
    Author,
    /// [`Metadata::language`].
    Language,
    /// [`Metadata::url`].
    Url,
    /// [`Metadata::duplicate_of`].
    DuplicateOf,
}

impl Field {
    const NAMES: [(&'static str, Self); 7] = [
        ("title", Self::Title),
        ("date", Self::Date),
        ("source", Self::Source),
        ("author", Self::Author),
        ("language", Self::Language),
        ("url", Self::Url),
        ("duplicate_of", Self::DuplicateOf),
    ];

    /// The name that a column of this meaning has unless told otherwise.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }
}

/// No field of this name is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such field: `{0}`; known are title, date, source, author, language, url, duplicate_of")]
pub struct UnknownField(String);

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(name: &str) -> Result<Self, UnknownField> {
        let known = Self::NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, field)| *field).ok_or_else(|| UnknownField(name.to_owned()))
    }
}

/// Which fields of a record (a JSON line, a row of a table) hold what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFields {
    /// The text. Default `text`.
    pub text: String,
    /// The id. Default `id`; records without one are named by their place in the file.
    pub id: String,
    /// Columns for fields that are not called by their own name.
    pub columns: BTreeMap<Field, String>,
}

impl Default for RecordFields {
    fn default() -> Self {
        Self { text: "text".to_owned(), id: "id".to_owned(), columns: BTreeMap::new() }
    }
}

/// Where the value of a column goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Text,
    Id,
    Field(Field),
    Extra(String),
}

impl RecordFields {
    /// Where the values of `column` go.
    pub(crate) fn slot(&self, column: &str) -> Slot {
        if column == self.text {
            return Slot::Text;
        }
        if column == self.id {
            return Slot::Id;
        }
        if let Some((field, _)) = self.columns.iter().find(|(_, name)| *name == column) {
            return Slot::Field(*field);
        }
        match column.parse() {
            // A column that merely has the name of a field which another column was named for.
            Ok(field) if !self.columns.contains_key(&field) => Slot::Field(field),
            _ => Slot::Extra(column.to_owned()),
        }
    }
}

/// A record that is being gathered.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) id: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) metadata: Metadata,
}

impl Record {
    /// Puts a value where it belongs; empty ones are as good as missing, but for the text.
    pub(crate) fn put(&mut self, slot: &Slot, value: String) {
        if value.is_empty() && *slot != Slot::Text {
            return;
        }
        let metadata = &mut self.metadata;
        match slot {
            Slot::Text => self.text = Some(value),
            Slot::Id => self.id = Some(value),
            Slot::Field(Field::Title) => metadata.title = Some(value),
            Slot::Field(Field::Date) => metadata.date = Some(value),
            Slot::Field(Field::Source) => metadata.source = Some(value),
            Slot::Field(Field::Author) => metadata.author = Some(value),
            Slot::Field(Field::Language) => metadata.language = Some(value),
            Slot::Field(Field::Url) => metadata.url = Some(value),
            Slot::Field(Field::DuplicateOf) => metadata.duplicate_of = Some(value),
            Slot::Extra(name) => {
                metadata.extra.insert(name.clone(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_where_they_belong() {
        let fields = RecordFields {
            text: "body".to_owned(),
            columns: BTreeMap::from([(Field::Date, "published".to_owned())]),
            ..RecordFields::default()
        };
        assert_eq!(fields.slot("body"), Slot::Text);
        assert_eq!(fields.slot("id"), Slot::Id);
        assert_eq!(fields.slot("published"), Slot::Field(Field::Date));
        assert_eq!(fields.slot("title"), Slot::Field(Field::Title));
        assert_eq!(
            fields.slot("date"),
            Slot::Extra("date".to_owned()),
            "another column was named for the date"
        );
        assert_eq!(fields.slot("text"), Slot::Extra("text".to_owned()));
        assert!("colour".parse::<Field>().unwrap_err().to_string().contains("`colour`"));
    }
}
