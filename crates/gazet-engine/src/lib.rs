//! One document in, one analysis out: the pure function that everything parallel maps, and the lists we ship.
//!
//! [`Engine`] holds what knows names; it is immutable and shared. [`Scratch`] belongs to one worker and is reused, so
//! that a document costs few allocations. [`analyze`] takes both and a document, and gives an [`Analysis`].
//!
//! ```
//! use gazet_core::Document;
//! use gazet_engine::{Engine, Scratch, analyze};
//! let engine = Engine::builder().build()?;
//! let document = Document { text: "She flew from Nairobi to Paris.".into(), ..Document::default() };
//! let analysis = analyze(&engine, &document, &mut Scratch::default())?;
//! let names: Vec<&str> = analysis.mentions.iter().map(|m| m.span.of(&document.text)).collect();
//! assert_eq!(names, ["Nairobi", "Paris"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The trap people fall into: ids inside an [`Analysis`] belong to the engine that made it. Across engines and in
//! files, entities go by their key.
//!
//! This crate reads no documents and writes no files.

mod analysis;
mod analyze;
mod engine;
mod error;
mod spans;
mod themes;
mod words;

pub use analysis::Analysis;
pub use analyze::{KEYPHRASES, Scratch, analyze, unlisted_key};
pub use engine::{Engine, EngineBuilder, RecognizerChoice};
pub use error::EngineError;
pub use spans::ExternalSpans;
pub use themes::{LoadedThemes, THEME_PACK, ThemeChoice, pack_files, read_packs, shipped_packs};
pub use words::LexiconWords;
