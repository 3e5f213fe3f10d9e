//! Findings that are meant to be, each with its reason.

use super::{ThemeFinding, ThemeReport};
use crate::ThemeError;
use gazet_core::Severity;
use serde::Deserialize;

/// The rows of an `exceptions.csv` beside packs: `code,theme,term,reason`.
#[derive(Clone, Debug, Default)]
pub struct ThemeExceptions {
    source: String,
    rows: Vec<(u64, Row)>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    theme: String,
    term: String,
    reason: String,
}

/// Codes that only a corpus brings about: without one, an exception from them is not unused.
const OF_A_CORPUS: [&str; 3] = ["never-seen", "rule-never-fires", "seen-too-often"];

impl ThemeExceptions {
    /// Reads the file. `source` names it in messages.
    ///
    /// # Errors
    /// [`ThemeError::Exceptions`] with the line, if a row has other columns, no code, no reason, or neither theme nor
    /// term.
    pub fn parse(source: &str, text: &str) -> Result<Self, ThemeError> {
        let bad = |line: u64, message: String| ThemeError::Exceptions {
            source_name: source.to_owned(),
            line,
            message,
        };
        let mut rows = Vec::new();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        for row in reader.deserialize() {
            let row: Row =
                row.map_err(|e: csv::Error| bad(e.position().map_or(1, csv::Position::line), e.to_string()))?;
            rows.push((2 + rows.len() as u64, row));
        }
        for (line, row) in &rows {
            if row.code.is_empty() || row.reason.is_empty() {
                return Err(bad(*line, "an exception needs a code and a reason".to_owned()));
            }
            if row.theme.is_empty() && row.term.is_empty() {
                return Err(bad(*line, "an exception needs a theme or a term".to_owned()));
            }
        }
        Ok(Self { source: source.to_owned(), rows })
    }

    /// Takes away what is meant to be, and adds a warning for each exception without a use.
    pub(super) fn apply(&self, report: &mut ThemeReport, with_corpus: bool) {
        let mut used = vec![false; self.rows.len()];
        report.findings.retain(|finding| {
            let answered = self.rows.iter().position(|(_, row)| row.answers(finding));
            if let Some(row) = answered {
                used[row] = true;
                report.n_excepted += 1;
            }
            answered.is_none()
        });
        for ((line, row), used) in self.rows.iter().zip(used) {
            if used || (!with_corpus && OF_A_CORPUS.contains(&row.code.as_str())) {
                continue;
            }
            report.findings.push(ThemeFinding {
                code: "unused-exception",
                severity: Severity::Warning,
                harm: 0,
                source: self.source.clone(),
                line: *line,
                theme: row.theme.clone(),
                term: row.term.clone(),
                message: format!("no finding needs this exception from {}", row.code),
                help: "remove the row".to_owned(),
            });
        }
    }
}

impl Row {
    /// Errors are answered by nothing.
    fn answers(&self, finding: &ThemeFinding) -> bool {
        finding.severity < Severity::Error
            && self.code == finding.code
            && (self.theme.is_empty() || self.theme == finding.theme)
            && (self.term.is_empty() || self.term == finding.term)
    }
}
