//! CSV and TSV: one document a row, columns named by a header.
//!
//! A quote that is never closed would swallow the rest of the file into one field, so rows are cut here, within the
//! limit of a document, and a row that ends inside a quote is an error.

use super::options::{Record, Slot};
use super::stack::{Place, Splitter, Step, record_document, too_large, unreadable};
use super::{Format, InputOptions, decode};
use crate::Failure;
use crate::failure::Outcome;
use csv_core::ReadRecordResult;
use std::io::{self, BufRead, BufReader, Read};

pub(crate) struct Table {
    id: String,
    input: Box<dyn BufRead + Send>,
    reader: csv_core::Reader,
    /// `None` before the header was read.
    columns: Option<Vec<(Slot, String)>>,
    format: Format,
    line: u64,
    byte: u64,
    row: Row,
    ended: bool,
}

/// A row as it is cut: its fields, one after the other, and where each ends.
#[derive(Default)]
struct Row {
    bytes: Vec<u8>,
    n_bytes: usize,
    ends: Vec<usize>,
    n_fields: usize,
    quotes: u64,
    /// It is longer than a document may be.
    cut: bool,
}

impl Row {
    fn field(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[start..self.ends[i]]
    }
}

impl Table {
    pub(crate) fn new(id: String, format: Format, input: Box<dyn Read + Send>) -> Self {
        Self {
            id,
            input: Box::new(BufReader::with_capacity(1 << 16, input)),
            reader: csv_core::Reader::new(),
            columns: None,
            format,
            line: 1,
            byte: 0,
            row: Row::default(),
            ended: false,
        }
    }

    fn failure(&self, line: u64, code: &'static str, message: impl Into<String>) -> Failure {
        Failure::new(&format!("{}#{line}", self.id), Outcome::Failed, code, message).line(line)
    }

    /// Passes over empty lines and the mark of UTF-8. Where the next row starts.
    fn row_start(&mut self) -> io::Result<Option<(u64, u64)>> {
        loop {
            let buffer = self.input.fill_buf()?;
            let n = match buffer {
                [] => return Ok(None),
                [0xEF, 0xBB, 0xBF, ..] if self.byte == 0 => 3,
                [b'\n', ..] => {
                    self.line += 1;
                    1
                }
                [b'\r', ..] => 1,
                _ => return Ok(Some((self.line, self.byte))),
            };
            self.input.consume(n);
            self.byte += n as u64;
        }
    }

    /// Cuts the next row. `limit` bounds what is kept of it, not what is read.
    fn cut(&mut self, limit: u64) -> io::Result<()> {
        let row = &mut self.row;
        (row.n_bytes, row.n_fields, row.quotes, row.cut) = (0, 0, 0, false);
        if row.bytes.is_empty() {
            row.bytes.resize(1 << 12, 0);
            row.ends.resize(64, 0);
        }
        self.reader.set_line(self.line);
        loop {
            let input = self.input.fill_buf()?;
            let at_end = input.is_empty();
            let (result, n_read, n_written, n_ends) =
                self.reader.read_record(input, &mut row.bytes[row.n_bytes..], &mut row.ends[row.n_fields..]);
            row.quotes += input[..n_read].iter().filter(|&&b| b == b'"').count() as u64;
            row.n_bytes += n_written;
            row.n_fields += n_ends;
            self.byte += n_read as u64;
            self.input.consume(n_read);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    if row.bytes.len() as u64 > limit {
                        // Write over it from here on: only the end of the row is of interest.
                        row.cut = true;
                        row.n_bytes = 0;
                    } else {
                        let larger = row.bytes.len() * 2;
                        row.bytes.resize(larger, 0);
                    }
                }
                ReadRecordResult::OutputEndsFull => {
                    if row.ends.len() as u64 > limit {
                        row.cut = true;
                        row.n_fields = 0;
                    } else {
                        let more = row.ends.len() * 2;
                        row.ends.resize(more, 0);
                    }
                }
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.line = self.reader.line();
                    self.ended = at_end || result == ReadRecordResult::End;
                    row.cut |= row.n_bytes as u64 > limit;
                    return Ok(());
                }
            }
        }
    }

    fn give_up(&mut self) {
        self.input = Box::new(io::empty());
        self.ended = true;
    }

    fn header(&mut self, options: &InputOptions) -> Option<Step> {
        let delimiter = match self.format {
            Format::Tsv => b'\t',
            _ => self.input.fill_buf().map_or(b',', delimiter_of),
        };
        self.reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        match self.row_start() {
            Ok(Some(_)) => {}
            Ok(None) => {
                return Some(Step::Record(Failure::new(
                    &self.id,
                    Outcome::Skipped,
                    "empty",
                    "the table has no header",
                )));
            }
            Err(error) => return Some(Step::Record(unreadable(&self.id, &error))),
        }
        let line = self.line;
        if let Err(error) = self.cut(options.max_document_bytes) {
            self.give_up();
            return Some(Step::Record(unreadable(&self.id, &error).line(line)));
        }
        if self.row.cut {
            self.give_up();
            return Some(Step::Record(too_large(&self.id, options.max_document_bytes).line(line)));
        }
        let names: Vec<String> = (0..self.row.n_fields)
            .map(|i| String::from_utf8_lossy(self.row.field(i)).trim().to_owned())
            .collect();
        let columns: Vec<_> = names.iter().map(|name| (options.fields.slot(name), name.clone())).collect();
        let has_text = columns.iter().any(|(slot, _)| *slot == Slot::Text);
        self.columns = Some(columns);
        if has_text {
            return None;
        }
        self.give_up();
        Some(Step::Record(
            Failure::new(
                &self.id,
                Outcome::Failed,
                "no-text",
                format!("no column `{}` among {}", options.fields.text, names.join(", ")),
            )
            .line(line)
            .help("name the column that holds the text with --text-field"),
        ))
    }

    fn document(&self, line: u64, byte: u64, options: &InputOptions) -> Step {
        let columns = self.columns.as_deref().unwrap_or_default();
        let row = &self.row;
        if self.ended && row.quotes % 2 == 1 {
            return Step::Record(
                self.failure(line, "csv", "a quote is opened and never closed: the rest of the file is lost")
                    .byte(byte)
                    .help("close the quote, or double it where it is meant to stand for itself"),
            );
        }
        if row.cut {
            return Step::Record(
                too_large(&format!("{}#{line}", self.id), options.max_document_bytes)
                    .line(line)
                    .byte(byte)
                    .help("raise --max-document-bytes; if the row is not meant to be that long, look for a quote that is never closed"),
            );
        }
        if row.n_fields != columns.len() {
            return Step::Record(
                self.failure(
                    line,
                    "csv",
                    format!("{} fields where the header has {}", row.n_fields, columns.len()),
                )
                .byte(byte)
                .help("check the quotes and separators of this row and the one before it"),
            );
        }
        let mut record = Record::default();
        for (i, (slot, _)) in columns.iter().enumerate() {
            let value = row.field(i).to_vec();
            if *slot == Slot::Text {
                // The text is decoded with the other documents, in parallel.
                record.text = Some(String::new());
                continue;
            }
            record.put(slot, decode::value(value, options.encoding));
        }
        let text = columns.iter().position(|(slot, _)| *slot == Slot::Text).map(|i| row.field(i).to_vec());
        let id = record.id.unwrap_or_else(|| format!("{}#{line}", self.id));
        let place = Place { line: Some(line), byte: Some(byte) };
        Step::Document(record_document(id, place, text.unwrap_or_default(), record.metadata))
    }
}

impl Splitter for Table {
    fn next(&mut self, options: &InputOptions) -> Option<Step> {
        if self.columns.is_none() {
            self.columns = Some(Vec::new());
            if let Some(step) = self.header(options) {
                self.give_up();
                return Some(step);
            }
        }
        if self.ended {
            return None;
        }
        let start = self.row_start().and_then(|start| {
            if start.is_some() {
                self.cut(options.max_document_bytes)?;
            }
            Ok(start)
        });
        match start {
            Ok(Some((line, byte))) => Some(self.document(line, byte, options)),
            Ok(None) => None,
            Err(error) => {
                let line = self.line;
                self.give_up();
                Some(Step::Record(unreadable(&format!("{}#{line}", self.id), &error).line(line)))
            }
        }
    }
}

/// The separator that stands most often in the header, outside quotes.
fn delimiter_of(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                if let Some((_, n)) = counts.iter_mut().find(|(c, _)| *c == byte) {
                    *n += 1;
                }
            }
            _ => {}
        }
    }
    // The first of several that stand equally often: comma before all.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(c, _)| *c)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = Result<(String, String, String), (Option<u64>, String)>;

    /// Id, text and metadata of each row, or line and code of what is wrong with it.
    fn read(text: &str, options: &InputOptions) -> Vec<Read> {
        let mut table =
            Table::new("t.csv".into(), Format::Csv, Box::new(io::Cursor::new(text.as_bytes().to_vec())));
        let mut found = Vec::new();
        while let Some(step) = table.next(options) {
            found.push(match step {
                Step::Document(raw) => {
                    let decoded = raw.decode(options);
                    match decoded.documents.into_iter().next() {
                        Some(d) => {
                            Ok((d.id, d.text, format!("{:?}{:?}", d.metadata.title, d.metadata.extra)))
                        }
                        None => Err((decoded.failures[0].line, decoded.failures[0].code.clone())),
                    }
                }
                Step::Record(failure) => Err((failure.line, failure.code)),
                Step::Open(_) => panic!("a table opens nothing"),
            });
        }
        found
    }

    #[test]
    fn rows_become_documents_with_their_columns() {
        let rows = read(
            "\u{feff}id;title;text;desk\r\n1;\"A \"\"b\"\"\";\"two\nlines; one field\";news\r\n\r\n;;plain;\r\n",
            &InputOptions::default(),
        );
        assert_eq!(
            rows,
            [
                Ok((
                    "1".into(),
                    "two\nlines; one field".into(),
                    "Some(\"A \\\"b\\\"\"){\"desk\": \"news\"}".into()
                )),
                Ok(("t.csv#5".into(), "plain".into(), "None{}".into())),
            ]
        );
    }

    #[test]
    fn broken_rows_are_named_by_line_and_the_rest_is_read() {
        let rows = read("id,text\n1,one\n2\n3,three,four\n5,five\n", &InputOptions::default());
        let codes: Vec<_> =
            rows.iter().map(|r| r.as_ref().err().map(|(line, code)| (line.unwrap(), &**code))).collect();
        assert_eq!(codes, [None, Some((3, "csv")), Some((4, "csv")), None]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_an_error_and_not_a_document() {
        let rows = read("id,text\n1,one\n2,\"two\n3,three\n4,four\n", &InputOptions::default());
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1], Err((Some(3), "csv".to_owned())));
        // Behind the limit nothing is kept.
        let long = format!("id,text\n2,\"{}\n", "x,\n".repeat(100_000));
        let options = InputOptions { max_document_bytes: 10_000, ..InputOptions::default() };
        let mut table = Table::new("t.csv".into(), Format::Csv, Box::new(io::Cursor::new(long.into_bytes())));
        let Some(Step::Record(failure)) = table.next(&options) else { panic!("no document") };
        assert_eq!((failure.code.as_str(), failure.line), ("csv", Some(2)));
        assert!(table.row.bytes.len() <= 20_000, "{}", table.row.bytes.len());
    }

    #[test]
    fn a_table_without_the_text_column_says_which_it_has() {
        let mut table =
            Table::new("t.csv".into(), Format::Csv, Box::new(io::Cursor::new(b"id,body\n1,x\n".to_vec())));
        let Some(Step::Record(failure)) = table.next(&InputOptions::default()) else { panic!("no document") };
        assert!(failure.message.contains("`text`") && failure.message.contains("id, body"), "{failure}");
        assert!(table.next(&InputOptions::default()).is_none());
        assert!(read("", &InputOptions::default())[0].as_ref().is_err_and(|(_, code)| code == "empty"));
    }

    #[test]
    fn separators_are_told_from_the_header() {
        for (header, expected) in
            [("a,b", b','), ("a;b;c,d", b';'), ("a\tb", b'\t'), ("text", b','), ("\"a;b;c\",d", b',')]
        {
            assert_eq!(delimiter_of(header.as_bytes()), expected, "{header}");
        }
    }
}
