//! A folder of lists: every `*.csv` or `*.jsonl` beside its `.meta.toml`, demonyms, and the word lists in `words/`.

use super::words::{DemonymRow, WordTables};
use super::{Chunk, ListMeta, RowReader, SourceList, SourceRow, read_demonyms};
use crate::GazetteerError;
use crate::error::RowProblem;
use std::convert::Infallible;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The demonyms of countries, beside the lists.
const DEMONYMS: &str = "demonyms.csv";
/// Reasons for what `check` would report; not a list.
const EXCEPTIONS: &str = "exceptions.csv";

/// Everything a folder of lists holds.
#[derive(Clone, Debug, Default)]
pub struct SourceFolder {
    /// The lists, by rank, then file name.
    pub lists: Vec<SourceList>,
    /// National adjectives and names of inhabitants.
    pub demonyms: Vec<DemonymRow>,
    /// Words that are not entities.
    pub words: WordTables,
    /// Rows that could not be used, and warnings, in file order.
    pub problems: Vec<RowProblem>,
}

/// Reads one list (`.csv` or `.jsonl`) and the metadata beside it. Unusable rows come back as problems.
///
/// # Errors
/// A file that cannot be read, or metadata that is missing or wrong.
pub fn read_list(path: &Path) -> Result<(SourceList, Vec<RowProblem>), GazetteerError> {
    let meta = ListMeta::read(&meta_path(path))?;
    read_list_with(path, meta)
}

/// Like [`read_list`], for a list without a metadata file.
///
/// # Errors
/// A file that cannot be read.
pub fn read_list_with(path: &Path, meta: ListMeta) -> Result<(SourceList, Vec<RowProblem>), GazetteerError> {
    let mut list = SourceList { unread: None, ..unread(path, meta) };
    let input = File::open(path).map_err(GazetteerError::io("read", path))?;
    let mut problems = Vec::new();
    list.rows = read_rows(input, &list.file, &mut problems).map_err(GazetteerError::io("read", path))?;
    Ok((list, problems))
}

/// Reads the metadata of a list, and leaves the rows for [`crate::compile`] to read.
///
/// # Errors
/// Metadata that are missing or wrong, or a list that is not there.
pub fn open_list(path: &Path) -> Result<SourceList, GazetteerError> {
    let meta = ListMeta::read(&meta_path(path))?;
    std::fs::metadata(path).map_err(GazetteerError::io("read", path))?;
    Ok(unread(path, meta))
}

fn unread(path: &Path, meta: ListMeta) -> SourceList {
    let text = |part: Option<&OsStr>| part.map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    SourceList {
        file: text(path.file_name()),
        name: text(path.file_stem()),
        meta,
        rows: Vec::new(),
        unread: Some(path.to_owned()),
    }
}

/// Reads the rows of a list in memory: JSON lines if the name ends with `.jsonl`, else CSV. Unusable rows come back as
/// problems.
#[must_use]
pub fn parse_rows(file: &str, bytes: &[u8]) -> (Vec<SourceRow>, Vec<RowProblem>) {
    let mut problems = Vec::new();
    let rows = read_rows(bytes, file, &mut problems).expect("bytes in memory can be read");
    (rows, problems)
}

fn read_rows(input: impl Read, file: &str, problems: &mut Vec<RowProblem>) -> io::Result<Vec<SourceRow>> {
    let mut out = Vec::new();
    let Some(mut reader) = RowReader::new(input, file, problems)? else { return Ok(out) };
    let mut chunk = Chunk::default();
    while reader.next(&mut chunk, problems)? {
        let Ok(()) = reader.rows().visit(&chunk, problems, |row| {
            out.push(row.owned());
            Ok::<(), Infallible>(())
        });
    }
    Ok(out)
}

fn meta_path(list: &Path) -> PathBuf {
    list.with_extension("meta.toml")
}

/// Reads a folder of lists.
///
/// # Errors
/// A file that cannot be read, or a list without usable metadata. Bad rows are in [`SourceFolder::problems`].
pub fn read_folder(folder: &Path) -> Result<SourceFolder, GazetteerError> {
    let mut out = open_folder(folder)?;
    for list in &mut out.lists {
        if let Some(path) = list.unread.take() {
            let (read, problems) = read_list_with(&path, std::mem::take(&mut list.meta))?;
            *list = read;
            out.problems.extend(problems);
        }
    }
    Ok(out)
}

/// Like [`read_folder`], but leaves the rows of the lists for [`crate::compile`] to read.
///
/// # Errors
/// A word list that cannot be read, or a list without usable metadata.
pub fn open_folder(folder: &Path) -> Result<SourceFolder, GazetteerError> {
    let mut out = SourceFolder::default();
    for path in files(folder)? {
        match path.file_name().and_then(|n| n.to_str()) {
            Some(EXCEPTIONS) => {}
            Some(DEMONYMS) => {
                let bytes = std::fs::read(&path).map_err(GazetteerError::io("read", &path))?;
                out.demonyms = read_demonyms(DEMONYMS, &bytes, &mut out.problems);
            }
            _ => out.lists.push(open_list(&path)?),
        }
    }
    // The files came sorted by name; a stable sort keeps that among equal ranks.
    out.lists.sort_by_key(|list| list.meta.rank);
    let words = folder.join("words");
    if words.is_dir() {
        for path in files(&words)? {
            out.words.read_file(&path, &mut out.problems)?;
        }
    }
    Ok(out)
}

/// The lists in `folder`, sorted by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, GazetteerError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(GazetteerError::io("read", folder))? {
        let path = entry.map_err(GazetteerError::io("read", folder))?.path();
        let is_list = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("csv") || e.eq_ignore_ascii_case("jsonl"));
        if is_list && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
