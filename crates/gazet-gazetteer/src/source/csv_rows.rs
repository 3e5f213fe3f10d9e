//! CSV with a header row (RFC 4180); a byte order mark and CRLF are accepted.

use super::{COLUMNS, RowFields, SourceRow};
use crate::error::RowProblem;
use gazet_core::Severity;

/// A plain table: the header was checked, the records are text.
pub(crate) struct Table {
    /// Position of each wanted column in a record.
    positions: Vec<Option<usize>>,
    records: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    /// Reads `bytes`, whose header must name all of `required` and may name any of `optional`.
    /// The columns of [`Table::cell`] are `required` followed by `optional`.
    pub(crate) fn read(
        file: &str,
        bytes: &[u8],
        required: &[&str],
        optional: &[&str],
        problems: &mut Vec<RowProblem>,
    ) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut records = Vec::new();
        let mut header: Option<csv::StringRecord> = None;
        let mut record = csv::ByteRecord::new();
        let mut lines = Lines { bytes, at: 0, line: 1 };
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    let line = lines.of(error.position());
                    problems.push(problem(file, line, None, "bad-csv", error.to_string()));
                    break;
                }
            }
            let line = lines.of(record.position());
            let text = match csv::StringRecord::from_byte_record(record.clone()) {
                Ok(text) => text,
                Err(error) => {
                    let column = error.utf8_error().field();
                    let name = header.as_ref().and_then(|h| h.get(column)).map(str::to_owned);
                    let message = format!("invalid UTF-8 in field {}; save the file as UTF-8", column + 1);
                    problems.push(problem(file, line, name, "bad-utf8", message));
                    continue;
                }
            };
            match &header {
                None => header = Some(text),
                // A blank line is read as a record of one empty field.
                Some(_) if text.len() == 1 && text.get(0).is_some_and(str::is_empty) => {}
                Some(h) if h.len() != text.len() => {
                    let message = format!(
                        "{} fields where the header has {}; quote fields that hold commas or quotes",
                        text.len(),
                        h.len()
                    );
                    problems.push(problem(file, line, None, "field-count", message));
                }
                Some(_) => records.push((line, text)),
            }
        }
        let Some(header) = header else {
            let message = format!("empty file; the first line must be {}", required.join(","));
            problems.push(problem(file, 1, None, "empty-file", message));
            return None;
        };
        let positions = check_header(file, &header, required, optional, problems)?;
        Some(Self { positions, records })
    }

    /// Line and record, in file order.
    pub(crate) fn records(&self) -> impl Iterator<Item = (u64, &csv::StringRecord)> {
        self.records.iter().map(|(line, record)| (*line, record))
    }

    /// Cell of column number `column` (in the order given to [`Table::read`]); empty where the column is absent.
    pub(crate) fn cell<'r>(&self, record: &'r csv::StringRecord, column: usize) -> &'r str {
        self.positions[column].and_then(|p| record.get(p)).unwrap_or_default()
    }
}

/// Counts lines by bytes: the reader's own count lags behind where lines end with CRLF or are blank.
struct Lines<'b> {
    bytes: &'b [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which the record at `position` begins. Positions come in ascending order.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(0).min(self.bytes.len());
        let breaks = self.bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let end = start + breaks;
        if let Some(passed) = self.bytes.get(self.at..end) {
            self.line += passed.iter().filter(|b| **b == b'\n').count() as u64;
            self.at = end;
        }
        self.line
    }
}

fn check_header(
    file: &str,
    header: &csv::StringRecord,
    required: &[&str],
    optional: &[&str],
    problems: &mut Vec<RowProblem>,
) -> Option<Vec<Option<usize>>> {
    let before = problems.len();
    let known: Vec<&str> = required.iter().chain(optional).copied().collect();
    for (i, name) in header.iter().enumerate() {
        let name = name.trim();
        if !known.contains(&name) {
            let message = format!("unknown column `{name}`; known are {}", known.join(", "));
            problems.push(problem(file, 1, None, "unknown-column", message));
        } else if header.iter().take(i).any(|n| n.trim() == name) {
            problems.push(problem(
                file,
                1,
                None,
                "duplicate-column",
                format!("column `{name}` stands twice; remove one"),
            ));
        }
    }
    let positions: Vec<Option<usize>> =
        known.iter().map(|name| header.iter().position(|h| h.trim() == *name)).collect();
    for (name, position) in required.iter().zip(&positions) {
        if position.is_none() {
            let message = format!("missing column `{name}`; the header must name {}", required.join(", "));
            problems.push(problem(file, 1, None, "missing-column", message));
        }
    }
    (problems.len() == before).then_some(positions)
}

pub(crate) fn problem(
    file: &str,
    line: u64,
    column: Option<String>,
    code: &'static str,
    message: String,
) -> RowProblem {
    RowProblem { file: file.to_owned(), line, column, severity: Severity::Error, code, message }
}

/// Reads the rows of a list; what is wrong goes to `problems`.
pub(crate) fn read_rows(file: &str, bytes: &[u8], problems: &mut Vec<RowProblem>) -> Vec<SourceRow> {
    let mut optional: Vec<&str> = COLUMNS[4..].to_vec();
    optional.push("admin1");
    let Some(table) = Table::read(file, bytes, &COLUMNS[..4], &optional, problems) else {
        return Vec::new();
    };
    let mut rows = Vec::with_capacity(table.records.len());
    for (line, record) in table.records() {
        let cell = |column: usize| table.cell(record, column);
        let aliases = cell(3);
        let fields = RowFields {
            id: cell(0),
            entity_type: cell(1),
            name: cell(2),
            aliases: if aliases.trim().is_empty() { Vec::new() } else { aliases.split('|').collect() },
            country: cell(4),
            lat: cell(5),
            lon: cell(6),
            population: cell(7),
            wikidata: cell(8),
            geonames: cell(9),
            start: cell(10),
            end: cell(11),
            policy: cell(12),
            notes: cell(13),
            admin1: cell(14),
        };
        rows.extend(fields.check(file, line, problems));
    }
    rows
}
