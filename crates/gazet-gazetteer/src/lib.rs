//! Lists of names: source format, compilation, the index used in place, candidates, word lists.
//!
//! The types to know first:
//!
//! * [`compile_folder`] turns a folder of lists into the bytes of one compiled file;
//! * [`Gazetteer`] is such a file, opened without parsing; [`Gazetteers`] are several, searched as one;
//! * [`Gazetteers::find`] gives the [`gazet_core::Candidate`]s of a tokenized text.
//!
//! ```
//! use gazet_gazetteer::{
//!     CompileOptions, FindScratch, Gazetteer, Gazetteers, MatchKind, SourceFolder, SourceList, compile, parse_rows,
//! };
//! use gazet_tokenizer::{TokenizedText, Tokenizer};
//!
//! let csv = "id,type,name,aliases\ncountry:IR,place/country,Iran,Persia\n";
//! let (rows, problems) = parse_rows("countries.csv", csv.as_bytes());
//! assert!(problems.is_empty());
//! let list = SourceList { name: "countries".into(), rows, ..SourceList::default() };
//! let source = SourceFolder { lists: vec![list], ..SourceFolder::default() };
//! let compiled = compile(source, &CompileOptions::default())?;
//! let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compiled.bytes)?])?;
//!
//! let text = "From Persia, by sea.";
//! let mut tokens = TokenizedText::default();
//! Tokenizer::new().tokenize(text, &mut tokens)?;
//! let mut found = Vec::new();
//! gazetteers.find(text, &tokens, MatchKind::LeftmostLongest, &mut FindScratch::default(), &mut found);
//! assert_eq!(found[0].span.of(text), "Persia");
//! assert_eq!(gazetteers.entity(found[0].entity).key(), "country:IR");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The trap people fall into: ids ([`gazet_core::EntityId`], [`gazet_core::AliasId`]) number the entities of one
//! [`Gazetteers`] value. Files carry the key of an entity, never its id.
//!
//! This crate recognizes no name that is not listed, settles no overlap beyond leftmost-longest and no ambiguity.

mod chain;
mod check;
mod compile;
mod edit;
mod entity;
mod error;
mod file;
mod find;
pub mod format;
pub mod import;
mod lexicon;
mod lookup;
mod mapped;
mod packed;
mod policy;
mod set;
mod source;
mod variants;

pub use check::{
    CheckOptions, CheckReport, CorpusCounts, Exception, Exceptions, Finding, FindingCode, check,
};
pub use compile::{
    BuildProgress, CompileOptions, CompileSummary, Compiled, Written, compile, compile_folder,
    compile_folder_with, compile_into,
};
pub use entity::{AliasFlags, AliasRule, AliasView, EntityView};
pub use error::{FormatError, GazetteerError, RowProblem};
pub use file::{Gazetteer, ListView};
pub use find::{FindScratch, MatchKind};
pub use lexicon::{Lexicon, WordInfo};
pub use lookup::{LookupHit, LookupReason, lookup};
pub use set::{Gazetteers, TooManyAliases};
pub use source::{
    AliasError, AliasPolicy, COLUMNS, CasePolicy, DemonymRow, ListMeta, MAX_ALIAS_BYTES, MAX_ALIAS_TOKENS,
    SourceAlias, SourceFolder, SourceList, SourceRow, WordFlags, WordRow, WordTables, open_folder, open_list,
    parse_alias, parse_rows, read_folder, read_list, read_list_with,
};
pub use variants::Variants;
