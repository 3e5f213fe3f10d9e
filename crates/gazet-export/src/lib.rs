//! The files that gazet writes: versioned records as Parquet, JSONL or CSV, and the network as GraphML.
//!
//! Each table is a record type ([`DocumentRecord`], [`MentionRecord`], [`EntityRecord`], [`EdgeRecord`],
//! [`EvidenceRecord`]) with its columns named, typed and explained in one place ([`Record::COLUMNS`]);
//! [`TableWriter`] writes any of them in any [`TableFormat`]. [`graph::GraphWriter`] writes the network in any
//! [`graph::GraphFormat`], and [`graph::check_graphml`] says what readers would stumble over in a GraphML file.
//!
//! ```
//! use gazet_export::{EdgeRecord, Record, TableFormat, TableWriter};
//! let mut csv = Vec::new();
//! let mut writer = TableWriter::<EdgeRecord, _>::new(TableFormat::Csv, &mut csv).unwrap();
//! writer.write(&EdgeRecord { source: "e1".into(), target: "e2".into(), weight: 2.0, ..Default::default() }).unwrap();
//! writer.finish().unwrap();
//! assert!(String::from_utf8(csv).unwrap().starts_with("Source,Target,"));
//! ```
//!
//! The trap people fall into: offsets come twice, as bytes (`start_byte`) and as code points (`start_char`).
//! Slice UTF-8 with the first, Python strings with the second.
//!
//! This crate does not know how a result was computed and creates no file: it writes to what it is given.

mod error;
pub mod graph;
mod records;
mod table;
mod table_read;

pub use error::ExportError;
pub use records::{DocumentRecord, EdgeRecord, EntityRecord, EvidenceRecord, MentionRecord};
pub use table::{Column, ColumnType, Record, Row, TableFormat, TableWriter};
pub use table_read::{Field, read_table};
