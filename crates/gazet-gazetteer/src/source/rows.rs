//! Rows of a list, CSV or JSON lines, piece by piece.

use super::chunks::{Chunk, ChunkError, Chunks, MAX_ROW};
use super::csv_rows::{Columns, problem};
use super::{RowRef, jsonl};
use crate::error::RowProblem;
use std::io::{self, Read};
use std::path::Path;

/// Reads the pieces of a list. What they hold is read from them by [`Rows`], in parallel if wished.
pub(crate) struct RowReader<R> {
    chunks: Chunks<R>,
    rows: Rows,
    /// The first piece, whose header was read.
    first: Option<Chunk>,
}

/// How the rows of a piece are read.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// Name of the list, for messages.
    file: String,
    /// The columns of CSV; `None` for JSON lines.
    columns: Option<Columns>,
}

impl<R: Read> RowReader<R> {
    /// Reads the header. `None` if it cannot be used: why is in `problems`.
    pub(crate) fn new(input: R, file: &str, problems: &mut Vec<RowProblem>) -> io::Result<Option<Self>> {
        let is_json = Path::new(file).extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl"));
        let mut chunks = Chunks::new(input, !is_json);
        let mut first = Chunk::default();
        let before = problems.len();
        next(&mut chunks, &mut first, file, problems)?;
        let columns =
            if is_json || problems.len() > before { None } else { Columns::read(file, &mut first, problems) };
        if columns.is_none() && !is_json {
            return Ok(None);
        }
        Ok(Some(Self { chunks, rows: Rows { file: file.to_owned(), columns }, first: Some(first) }))
    }

    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Reads the next piece; false after the last one.
    pub(crate) fn next(&mut self, chunk: &mut Chunk, problems: &mut Vec<RowProblem>) -> io::Result<bool> {
        if let Some(first) = self.first.take() {
            *chunk = first;
            return Ok(true);
        }
        next(&mut self.chunks, chunk, &self.rows.file, problems)
    }
}

fn next(
    chunks: &mut Chunks<impl Read>,
    chunk: &mut Chunk,
    file: &str,
    problems: &mut Vec<RowProblem>,
) -> io::Result<bool> {
    match chunks.next(chunk) {
        Ok(more) => Ok(more),
        Err(ChunkError::Io(error)) => Err(error),
        Err(ChunkError::LongRow(line)) => {
            let message =
                format!("the row that begins here is longer than {MAX_ROW} bytes; is a quote left open?");
            problems.push(problem(file, line, None, "bad-csv", message));
            chunk.bytes.clear();
            Ok(false)
        }
    }
}

impl Rows {
    /// Calls `visit` with the rows of a piece that can be used; what is wrong with the others goes to `problems`.
    pub(crate) fn visit<E>(
        &self,
        chunk: &Chunk,
        problems: &mut Vec<RowProblem>,
        visit: impl FnMut(&RowRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match &self.columns {
            Some(columns) => columns.visit(&self.file, chunk, problems, visit),
            None => jsonl::visit(&self.file, chunk, problems, visit),
        }
    }
}
