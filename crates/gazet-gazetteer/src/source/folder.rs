//! A folder of lists: every `*.csv` or `*.jsonl` beside its `.meta.toml`, demonyms, and the word lists in `words/`.

use super::words::{DemonymRow, WordTables};
use super::{ListMeta, SourceList, SourceRow, csv_rows, jsonl, read_demonyms};
use crate::GazetteerError;
use crate::error::RowProblem;
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
    let bytes = std::fs::read(path).map_err(GazetteerError::io("read", path))?;
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let name = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (rows, problems) = parse_rows(&file, &bytes);
    Ok((SourceList { file, name, meta, rows }, problems))
}

/// Reads the rows of a list in memory: JSON lines if the name ends with `.jsonl`, else CSV. Unusable rows come back as
/// problems.
#[must_use]
pub fn parse_rows(file: &str, bytes: &[u8]) -> (Vec<SourceRow>, Vec<RowProblem>) {
    let mut problems = Vec::new();
    let is_json = Path::new(file).extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl"));
    let rows = if is_json {
        jsonl::read_rows(file, bytes, &mut problems)
    } else {
        csv_rows::read_rows(file, bytes, &mut problems)
    };
    (rows, problems)
}

fn meta_path(list: &Path) -> PathBuf {
    list.with_extension("meta.toml")
}

/// Reads a folder of lists.
///
/// # Errors
/// A file that cannot be read, or a list without usable metadata. Bad rows are in [`SourceFolder::problems`].
pub fn read_folder(folder: &Path) -> Result<SourceFolder, GazetteerError> {
    let mut out = SourceFolder::default();
    for path in files(folder)? {
        match path.file_name().and_then(|n| n.to_str()) {
            Some(EXCEPTIONS) => {}
            Some(DEMONYMS) => {
                let bytes = std::fs::read(&path).map_err(GazetteerError::io("read", &path))?;
                out.demonyms = read_demonyms(DEMONYMS, &bytes, &mut out.problems);
            }
            _ => {
                let (list, problems) = read_list(&path)?;
                out.lists.push(list);
                out.problems.extend(problems);
            }
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
