//! CSV with a header row (RFC 4180); a byte order mark and CRLF are accepted.

use super::chunks::Chunk;
use super::{COLUMNS, RowFields, RowRef};
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
        let mut reader = csv_reader(bytes);
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
                    let name = header.as_ref().and_then(|h| h.get(column));
                    problems.push(bad_utf8(file, line, column, name));
                    continue;
                }
            };
            match &header {
                None => header = Some(text),
                // A blank line is read as a record of one empty field.
                Some(_) if text.len() == 1 && text.get(0).is_some_and(str::is_empty) => {}
                Some(h) if h.len() != text.len() => {
                    problems.push(field_count(file, line, text.len(), h.len()));
                }
                Some(_) => records.push((line, text)),
            }
        }
        let Some(header) = header else {
            problems.push(empty_file(file, required));
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

/// Where the columns of a list stand in its records.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    names: csv::StringRecord,
    positions: Vec<Option<usize>>,
}

impl Columns {
    /// Reads the header and takes it off the piece, the first of the list.
    pub(crate) fn read(file: &str, chunk: &mut Chunk, problems: &mut Vec<RowProblem>) -> Option<Self> {
        let mut optional: Vec<&str> = COLUMNS[4..].to_vec();
        optional.push("admin1");
        let mut reader = csv_reader(&chunk.bytes);
        let mut record = csv::ByteRecord::new();
        // Bytes in memory can be read, and no record has too many fields.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            problems.push(empty_file(file, &COLUMNS[..4]));
            return None;
        }
        let mut lines = Lines { bytes: &chunk.bytes, at: 0, line: chunk.line };
        let line = lines.of(record.position());
        let names = match csv::StringRecord::from_byte_record(record) {
            Ok(names) => names,
            Err(error) => {
                problems.push(bad_utf8(file, line, error.utf8_error().field(), None));
                return None;
            }
        };
        let positions = check_header(file, &names, &COLUMNS[..4], &optional, problems)?;
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(chunk.bytes.len());
        chunk.line += chunk.bytes[..end].iter().filter(|b| **b == b'\n').count() as u64;
        chunk.bytes.drain(..end);
        Some(Self { names, positions })
    }

    /// Calls `visit` with the rows that can be used.
    pub(crate) fn visit<E>(
        &self,
        file: &str,
        chunk: &Chunk,
        problems: &mut Vec<RowProblem>,
        mut visit: impl FnMut(&RowRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if let Some(text) = plain(&chunk.bytes) {
            let mut cells: Vec<&str> = Vec::with_capacity(self.names.len());
            for (line, row) in (chunk.line..).zip(text.split('\n')) {
                let row = row.strip_suffix('\r').unwrap_or(row);
                if row.is_empty() {
                    continue;
                }
                cells.clear();
                // Cells are short: looking at each byte costs less than a search for each comma.
                let mut begin = 0;
                for (at, _) in row.bytes().enumerate().filter(|(_, byte)| *byte == b',') {
                    cells.push(&row[begin..at]);
                    begin = at + 1;
                }
                cells.push(&row[begin..]);
                if cells.len() != self.names.len() {
                    problems.push(field_count(file, line, cells.len(), self.names.len()));
                } else if let Some(row) = self.fields(|at| cells.get(at).copied()).check(file, line, problems)
                {
                    visit(&row)?;
                }
            }
            return Ok(());
        }
        let mut reader = csv_reader(&chunk.bytes);
        let mut record = csv::ByteRecord::new();
        let mut lines = Lines { bytes: &chunk.bytes, at: 0, line: chunk.line };
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => {
                    let line = lines.of(error.position());
                    problems.push(problem(file, line, None, "bad-csv", error.to_string()));
                    return Ok(());
                }
            }
            let line = lines.of(record.position());
            let text = match csv::StringRecord::from_byte_record(std::mem::take(&mut record)) {
                Ok(text) => text,
                Err(error) => {
                    let column = error.utf8_error().field();
                    problems.push(bad_utf8(file, line, column, self.names.get(column)));
                    continue;
                }
            };
            if text.len() != self.names.len() {
                // A blank line is read as a record of one empty field.
                if text.len() != 1 || text.get(0).is_some_and(|cell| !cell.is_empty()) {
                    problems.push(field_count(file, line, text.len(), self.names.len()));
                }
            } else if let Some(row) = self.fields(|at| text.get(at)).check(file, line, problems) {
                visit(&row)?;
            }
            record = text.into_byte_record();
        }
    }

    fn fields<'a>(&self, cell: impl Fn(usize) -> Option<&'a str>) -> RowFields<'a> {
        let cell = |column: usize| self.positions[column].and_then(&cell).unwrap_or_default();
        let aliases = cell(3);
        RowFields {
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
        }
    }
}

/// The text of a piece in which every comma parts cells and every line is a row; `None` where a reader of CSV is needed.
fn plain(bytes: &[u8]) -> Option<&str> {
    let breaks = |b: &[u8]| b.iter().enumerate().all(|(i, c)| *c != b'\r' || b.get(i + 1) == Some(&b'\n'));
    if bytes.contains(&b'"') || bytes.contains(&b'\r') && !breaks(bytes) {
        return None;
    }
    std::str::from_utf8(bytes).ok()
}

fn csv_reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes)
}

fn empty_file(file: &str, required: &[&str]) -> RowProblem {
    let message = format!("empty file; the first line must be {}", required.join(","));
    problem(file, 1, None, "empty-file", message)
}

fn bad_utf8(file: &str, line: u64, column: usize, name: Option<&str>) -> RowProblem {
    let message = format!("invalid UTF-8 in field {}; save the file as UTF-8", column + 1);
    problem(file, line, name.map(str::to_owned), "bad-utf8", message)
}

fn field_count(file: &str, line: u64, found: usize, wanted: usize) -> RowProblem {
    let message =
        format!("{found} fields where the header has {wanted}; quote fields that hold commas or quotes");
    problem(file, line, None, "field-count", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, id, name and number of aliases.
    type Row = (u64, String, String, usize);

    /// The rows, and the problems.
    fn read(bytes: &[u8]) -> (Vec<Row>, Vec<String>) {
        let mut problems = Vec::new();
        let mut chunk = Chunk { bytes: bytes.to_vec(), line: 1 };
        let columns = Columns::read("x.csv", &mut chunk, &mut problems).unwrap();
        let mut rows = Vec::new();
        columns
            .visit("x.csv", &chunk, &mut problems, |row| {
                rows.push((row.line, row.id.to_owned(), row.name.text.to_owned(), row.aliases.len()));
                Ok::<(), ()>(())
            })
            .unwrap();
        (rows, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn plain_rows_are_read_as_the_reader_of_csv_reads_them() {
        let head = "id,type,name,aliases\n";
        let rows = [
            "x:1,person,Ann,A|B\n\nx:2,person,Bob,\n",
            "x:1,person,Ann,\r\n\r\nx:2,person,Bob,B|B\r\n",
            "x:1,person,Ann\n  \nx:2,person,Bob,\nx:3,person,Ann,,\n",
            "x:1,person,\u{e9}a ,\nx:2,planet,Bob,",
        ];
        for rows in rows {
            let text = format!("{head}{rows}");
            assert!(plain(text.as_bytes()).is_some());
            // A quoted cell sends all of them the long way.
            let quoted = format!("{text}\nx:9,person,\"Zed\",\n");
            assert!(plain(quoted.as_bytes()).is_none());
            let (mut long, problems) = read(quoted.as_bytes());
            assert_eq!(long.pop().map(|row| row.1), Some("x:9".to_owned()));
            assert_eq!(read(text.as_bytes()), (long, problems), "{text}");
        }
    }
}
