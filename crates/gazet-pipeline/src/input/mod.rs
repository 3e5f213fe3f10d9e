//! From files to documents, in two steps: a cheap sequential one that cuts the collection into raw documents in a
//! stable order, and a costly one (decoding, main text of web pages) that runs in parallel.
//!
//! Every reader streams: it holds one document, whatever the size of its file. What cannot be read becomes a
//! [`crate::Failure`], and the rest is read.

mod decode;
mod discover;
mod docx;
mod format;
mod html;
mod http;
mod json;
mod language;
mod lines;
mod mail;
mod mbox;
mod options;
mod pdf;
mod plain;
mod raw;
mod reader;
mod rows;
mod stack;
mod table;
mod unpack;
mod warc;
mod zip;

pub use discover::{Collection, DiscoverOptions};
pub use format::Format;
pub use options::{Field, InputOptions, RecordFields, UnknownField};
pub use pdf::{PdfText, pdf_text};
pub use raw::{Decoded, RawDocument};
pub use reader::Reader;
