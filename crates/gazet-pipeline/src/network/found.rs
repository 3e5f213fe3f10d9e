//! The names of a finished run, read back from its tables.

use super::explain::read;
use crate::PipelineError;
use crate::run_folder::RunFolder;
use gazet_export::TableFormat;

/// A name at one place of one document of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundName {
    /// Id of the document.
    pub document: String,
    /// First byte in the document's text.
    pub start_byte: u64,
    /// First byte behind it.
    pub end_byte: u64,
    /// The text as written.
    pub surface: String,
    /// Key of its entity after all merges; `None` where it was left open.
    pub entity: Option<String>,
}

/// All names of a run, families included and demonyms left out, in the order of the mentions table.
///
/// # Errors
/// If the table cannot be read.
pub fn found_names(folder: &RunFolder) -> Result<Vec<FoundName>, PipelineError> {
    let mut names = Vec::new();
    let formats = [TableFormat::Parquet, TableFormat::Jsonl, TableFormat::Csv];
    let columns = ["document", "start_byte", "end_byte", "surface", "entity", "kind"];
    read(folder, "mentions", &formats, &columns, |row| {
        let number = |at: usize| row[at].integer().and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        let (Some(document), Some(surface)) = (row[0].text(), row[3].text()) else { return };
        if row[5].text() != Some("demonym") {
            names.push(FoundName {
                document: document.to_owned(),
                start_byte: number(1),
                end_byte: number(2),
                surface: surface.to_owned(),
                entity: row[4].text().filter(|key| !key.is_empty()).map(str::to_owned),
            });
        }
    })?;
    Ok(names)
}
