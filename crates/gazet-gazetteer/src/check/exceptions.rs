//! Findings that are meant to be, each with its reason.

use super::{CheckReport, Finding, FindingCode};
use crate::GazetteerError;
use crate::error::RowProblem;
use crate::source::{Table, problem};
use gazet_core::Severity;
use std::path::Path;

/// One row of `exceptions.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Line in the file.
    pub line: u64,
    /// List; empty for any.
    pub list: String,
    /// Key of one of the entities of the finding; empty for any.
    pub id: String,
    /// Alias; empty for any.
    pub alias: String,
    /// Code of the finding.
    pub code: FindingCode,
    /// Why it is meant to be.
    pub reason: String,
}

/// The file `exceptions.csv`: `list,id,alias,code,reason`.
#[derive(Clone, Debug, Default)]
pub struct Exceptions {
    file: String,
    rows: Vec<Exception>,
}

impl Exceptions {
    /// Reads the file.
    ///
    /// # Errors
    /// The file cannot be read, or a row has an unknown code, no reason, or neither id nor alias nor list.
    pub fn read(path: &Path) -> Result<Self, GazetteerError> {
        let bytes = std::fs::read(path).map_err(GazetteerError::io("read", path))?;
        let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let mut problems = Vec::new();
        let rows = parse(&file, &bytes, &mut problems);
        if problems.is_empty() { Ok(Self { file, rows }) } else { Err(GazetteerError::Rows(problems)) }
    }

    /// Takes away what is meant to be, and adds a warning for each exception without a use.
    pub(super) fn apply(&self, report: &mut CheckReport) {
        let mut used = vec![false; self.rows.len()];
        report.findings.retain(|finding| {
            let answered = self.rows.iter().position(|row| row.answers(finding));
            if let Some(row) = answered {
                used[row] = true;
                report.n_excepted += 1;
            }
            answered.is_none()
        });
        for (row, _) in self.rows.iter().zip(used).filter(|(_, used)| !used) {
            report.findings.push(Finding {
                code: FindingCode::UnusedException,
                severity: Severity::Warning,
                harm: 0,
                list: row.list.clone(),
                entities: vec![row.id.clone()],
                alias: row.alias.clone(),
                message: format!(
                    "{}:{}: no finding needs this exception ({})",
                    self.file, row.line, row.code
                ),
                help: "remove the row".to_owned(),
            });
        }
    }
}

impl Exception {
    fn answers(&self, finding: &Finding) -> bool {
        self.code == finding.code
            && (self.list.is_empty() || self.list == finding.list)
            && (self.alias.is_empty() || self.alias == finding.alias)
            && (self.id.is_empty() || finding.entities.contains(&self.id))
    }
}

fn parse(file: &str, bytes: &[u8], problems: &mut Vec<RowProblem>) -> Vec<Exception> {
    let columns = ["list", "id", "alias", "code", "reason"];
    let Some(table) = Table::read(file, bytes, &columns, &[], problems) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (line, record) in table.records() {
        let cell = |i: usize| table.cell(record, i).trim().to_owned();
        let mut refuse = |column: usize, code: &'static str, message: String| {
            problems.push(problem(file, line, Some(columns[column].to_owned()), code, message));
        };
        let Some(code) = FindingCode::ALL.into_iter().find(|c| c.name() == cell(3)) else {
            let known: Vec<&str> = FindingCode::ALL.iter().map(|c| c.name()).collect();
            refuse(3, "unknown-code", format!("unknown code `{}`; known are {}", cell(3), known.join(", ")));
            continue;
        };
        if cell(4).is_empty() {
            refuse(4, "no-reason", "an exception says why".to_owned());
            continue;
        }
        if (0..3).all(|i| cell(i).is_empty()) {
            refuse(
                0,
                "too-wide",
                "this would except every finding of its code; name a list, an id or an alias".to_owned(),
            );
            continue;
        }
        rows.push(Exception { line, list: cell(0), id: cell(1), alias: cell(2), code, reason: cell(4) });
    }
    rows
}
