//! From files to documents, in two steps: a cheap sequential one that cuts the collection into raw documents in a
//! stable order, and a costly one (decoding, main text of web pages) that runs in parallel.

mod decode;
mod discover;
mod html;
mod json;
mod reader;

pub use discover::{Collection, Format};
pub use json::RecordFields;
pub use reader::{InputOptions, RawDocument, Reader};
