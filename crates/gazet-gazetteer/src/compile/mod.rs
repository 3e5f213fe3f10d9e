//! From lists to one compiled file.
//!
//! Rows are read piece by piece and keyed in parallel; of each, only bytes end to end are kept ([`records`]). Then names
//! are sorted, and the sections of the file are written as they come, several at the same time.

mod entities;
mod key;
mod order;
mod records;
mod store;
mod table;
mod typos;
mod write;

pub(crate) use key::{Keyer, is_passed_over, phrase_hash};
pub(crate) use order::{shared_bytes, sorted};
pub(crate) use table::{bigram_slot, fingerprint, first_slot, home};
pub(crate) use typos::{MIN_LETTERS, for_each_key};

use crate::error::RowProblem;
use crate::lexicon::{Lexicon, LexiconBytes};
use crate::source::{AliasPolicy, CasePolicy, SourceFolder, WordFlags, WordRow, WordTables, open_folder};
use crate::variants::Variants;
use crate::{AliasFlags, AliasRule, GazetteerError};
use entities::Entities;
use gazet_core::{NormHash, Severity};
use std::collections::BTreeMap;
use std::io::{Cursor, Seek, Write};
use std::path::Path;
use store::{Keying, List, Name, Store};

/// A compiled file, and what there was to say.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The file.
    pub bytes: Vec<u8>,
    /// How much is in it.
    pub summary: CompileSummary,
    /// Warnings of the sources, in their order.
    pub warnings: Vec<RowProblem>,
}

/// What was written by [`compile_into`], and what there was to say.
#[derive(Clone, Debug)]
pub struct Written {
    /// Bytes of the file.
    pub length: u64,
    /// How much is in it.
    pub summary: CompileSummary,
    /// Warnings of the sources, in their order.
    pub warnings: Vec<RowProblem>,
}

/// How much a compiled file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompileSummary {
    /// Entities.
    pub entities: u32,
    /// Aliases, canonical names and demonyms included.
    pub aliases: u32,
    /// Different folded names.
    pub names: u32,
    /// Words of the lexicon.
    pub words: u32,
    /// Bytes that the search reads until a name is found: filters and table.
    pub hot_bytes: u64,
}

/// How lists are compiled.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompileOptions<'a> {
    /// Common words for lists that are compiled without word lists of their own: the lexicon of the embedded lists.
    pub lexicon: Option<Lexicon<'a>>,
    /// Rules that derive aliases from the listed ones. None by default.
    pub variants: Variants,
}

/// How far a compilation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildProgress {
    /// Files are read and their names keyed.
    Reading {
        /// Bytes that are done.
        bytes: u64,
        /// Bytes of all files.
        total: u64,
    },
    /// Names are sorted.
    Sorting,
    /// Names are written.
    Writing {
        /// Names that are done.
        names: u64,
        /// All names.
        total: u64,
    },
}

/// Compiles a folder of lists: every `*.csv` and `*.jsonl` beside its `.meta.toml`, `demonyms.csv`, `words/*.csv`.
///
/// The same folder gives the same bytes.
///
/// # Errors
/// A file that cannot be read, metadata that is missing, or any row with an error: all of them are listed.
pub fn compile_folder(folder: &Path) -> Result<Compiled, GazetteerError> {
    compile_folder_with(folder, &CompileOptions::default())
}

/// Like [`compile_folder`], with options.
///
/// # Errors
/// As [`compile_folder`].
pub fn compile_folder_with(folder: &Path, options: &CompileOptions<'_>) -> Result<Compiled, GazetteerError> {
    compile(open_folder(folder)?, options)
}

/// Compiles lists in memory, and those that [`open_folder`] or [`crate::open_list`] left unread.
///
/// # Errors
/// Any problem in `source` of severity error, an id that stands twice, an alias without a word, more than fits, a list
/// that cannot be read.
pub fn compile(source: SourceFolder, options: &CompileOptions<'_>) -> Result<Compiled, GazetteerError> {
    let mut bytes = Vec::new();
    let written = compile_into(source, options, Cursor::new(&mut bytes), &mut |_| {})?;
    Ok(Compiled { bytes, summary: written.summary, warnings: written.warnings })
}

/// Like [`compile`], but writes the file to `out`, from its beginning: a part of the memory is needed.
///
/// Nothing is written before all rows were found good. For a name of some twenty letters about 170 bytes of memory are
/// needed; the file itself is not held.
///
/// # Errors
/// As [`compile`], and [`GazetteerError::Write`].
pub fn compile_into(
    mut source: SourceFolder,
    options: &CompileOptions<'_>,
    out: impl Write + Seek,
    progress: &mut dyn FnMut(BuildProgress),
) -> Result<Written, GazetteerError> {
    let mut problems = std::mem::take(&mut source.problems);
    let words = std::mem::take(&mut source.words);
    let lexicon_bytes = build_lexicon(words, &source)?;
    let lexicon = if lexicon_bytes.is_empty() { options.lexicon } else { Some(lexicon_bytes.view()) };
    if source.lists.len() > usize::from(u16::MAX) {
        return Err(too_large("lists"));
    }
    let keying = Keying { lexicon, variants: options.variants };
    let mut store = Store::new(&source.lists);
    for list in &mut source.lists {
        store.add_list(list, keying, &mut problems, progress)?;
        // They are in the store now.
        list.rows = Vec::new();
    }
    store.close();
    progress(BuildProgress::Sorting);
    let entities = Entities::new(&store, &source.lists, &mut problems);
    if let Some(of_rows) = entities.of_rows() {
        store.number_names(&of_rows);
    }
    add_demonyms(&source, &entities, keying, &mut store, &mut problems)?;
    problems.append(&mut store.bad_names);
    if problems.iter().any(|p| p.severity == Severity::Error) {
        problems.retain(|p| p.severity == Severity::Error);
        return Err(GazetteerError::Rows(problems));
    }
    let order = write::alias_order(&mut store, !options.variants.is_empty())?;
    let (lists, lexicon) = (&source.lists, &lexicon_bytes);
    let parts = write::Parts { lists, store: &store, entities: &entities, order: &order, lexicon };
    let (summary, length) = parts.write(out, progress)?;
    Ok(Written { length, summary, warnings: problems })
}

fn build_lexicon(mut words: WordTables, source: &SourceFolder) -> Result<LexiconBytes, GazetteerError> {
    if words.rows.is_empty() && source.demonyms.is_empty() {
        return Ok(LexiconBytes::default());
    }
    words.add_function_words();
    words.rows.extend(source.demonyms.iter().map(|d| WordRow {
        word: d.demonym.clone(),
        flags: WordFlags::DEMONYM,
        rank: 0,
    }));
    let mut entries: BTreeMap<NormHash, (WordFlags, u32)> = BTreeMap::new();
    let mut keyer = Keyer::default();
    for row in &words.rows {
        let Some(hash) = keyer.phrase(&row.word)? else { continue };
        let entry = entries.entry(hash).or_default();
        entry.0 |= row.flags;
        // The best (smallest) rank of words that fold to the same form.
        if row.rank > 0 && (entry.1 == 0 || row.rank < entry.1) {
            entry.1 = row.rank;
        }
    }
    Ok(LexiconBytes::build(&entries))
}

/// The demonyms, as names of their countries.
fn add_demonyms(
    source: &SourceFolder,
    entities: &Entities,
    keying: Keying<'_>,
    store: &mut Store,
    problems: &mut Vec<RowProblem>,
) -> Result<(), GazetteerError> {
    let list = List { file: "demonyms.csv", typos: false, keying };
    for demonym in source.demonyms.iter().filter(|d| !d.country.is_empty()) {
        let key = format!("country:{}", demonym.country);
        let Some((entity, row)) = entities.find(&key, store) else {
            problems.push(RowProblem {
                file: "demonyms.csv".to_owned(),
                line: demonym.line,
                column: Some("country".to_owned()),
                severity: Severity::Error,
                code: "unknown-country",
                message: format!("no list holds `{key}`, which `{}` belongs to", demonym.demonym),
            });
            continue;
        };
        let name = Name {
            entity,
            entity_type: row.entity_type,
            text: &demonym.demonym,
            policy: AliasPolicy { case: CasePolicy::Capitalized, ..AliasPolicy::default() },
            flags: AliasFlags::DEMONYM,
            rule: AliasRule::Demonym,
            line: demonym.line,
        };
        store.add_name(&name, &list)?;
    }
    Ok(())
}

fn narrow(n: usize) -> Result<u32, GazetteerError> {
    u32::try_from(n).map_err(|_| too_large("bytes of names"))
}

fn too_large(what: &'static str) -> GazetteerError {
    GazetteerError::TooLarge { what, limit: u64::from(u32::MAX >> 1) }
}
