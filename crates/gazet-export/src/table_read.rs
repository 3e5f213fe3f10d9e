//! Tables read back: some columns of each row, in whatever format they were written.

use crate::{ExportError, TableFormat};
use arrow_array::{Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::io::{BufRead, BufReader};

/// A value of a row that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Field<'a> {
    /// Nothing there.
    Missing,
    /// Text, and in CSV tables every value.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
}

impl<'a> Field<'a> {
    /// The text, `None` where it is missing or a number.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, `None` where it is missing or no whole number.
    #[must_use]
    pub fn integer(self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(value),
            Self::Text(text) => text.parse().ok(),
            Self::Missing => None,
        }
    }
}

/// Reads `columns` (texts and whole numbers) of a table that [`crate::TableWriter`] has written, and calls `visit`
/// with the values of each row, in the order of `columns`.
///
/// # Errors
/// If the file cannot be read, or is no table with these columns.
pub fn read_table(
    format: TableFormat,
    file: File,
    columns: &[&str],
    mut visit: impl FnMut(&[Field<'_>]),
) -> Result<(), ExportError> {
    match format {
        TableFormat::Csv => read_csv(file, columns, &mut visit),
        TableFormat::Jsonl => read_jsonl(file, columns, &mut visit),
        TableFormat::Parquet => read_parquet(file, columns, &mut visit),
    }
}

fn no_column(column: &str) -> ExportError {
    ExportError::NotATable(format!("it has no column `{column}`"))
}

fn read_csv(file: File, columns: &[&str], visit: &mut dyn FnMut(&[Field<'_>])) -> Result<(), ExportError> {
    let mut reader = csv::Reader::from_reader(BufReader::new(file));
    let header = reader.headers()?.clone();
    let places = columns
        .iter()
        .map(|column| header.iter().position(|name| name == *column).ok_or_else(|| no_column(column)))
        .collect::<Result<Vec<usize>, _>>()?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let field = |&place: &usize| match record.get(place) {
            None | Some("") => Field::Missing,
            Some(text) => Field::Text(text),
        };
        visit(&places.iter().map(field).collect::<Vec<_>>());
    }
    Ok(())
}

fn read_jsonl(file: File, columns: &[&str], visit: &mut dyn FnMut(&[Field<'_>])) -> Result<(), ExportError> {
    for line in BufReader::new(file).lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |column: &&str| match value.get(column) {
            Some(serde_json::Value::String(text)) => Field::Text(text),
            Some(serde_json::Value::Number(number)) => number.as_i64().map_or(Field::Missing, Field::Integer),
            _ => Field::Missing,
        };
        visit(&columns.iter().map(field).collect::<Vec<_>>());
    }
    Ok(())
}

fn read_parquet(
    file: File,
    columns: &[&str],
    visit: &mut dyn FnMut(&[Field<'_>]),
) -> Result<(), ExportError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    let failed = |error: arrow_schema::ArrowError| ExportError::NotATable(error.to_string());
    for batch in builder.with_projection(mask).build()? {
        let batch = batch.map_err(failed)?;
        let arrays = columns.iter().map(|column| column_of(&batch, column)).collect::<Result<Vec<_>, _>>()?;
        let mut row = Vec::with_capacity(columns.len());
        for index in 0..batch.num_rows() {
            row.clear();
            row.extend(arrays.iter().map(|array| array.at(index)));
            visit(&row);
        }
    }
    Ok(())
}

enum ColumnArray<'a> {
    Text(&'a StringArray),
    Integer(&'a Int64Array),
}

impl<'a> ColumnArray<'a> {
    fn at(&self, index: usize) -> Field<'a> {
        match self {
            Self::Text(array) if array.is_valid(index) => Field::Text(array.value(index)),
            Self::Integer(array) if array.is_valid(index) => Field::Integer(array.value(index)),
            _ => Field::Missing,
        }
    }
}

fn column_of<'a>(batch: &'a RecordBatch, column: &str) -> Result<ColumnArray<'a>, ExportError> {
    let array = batch.column_by_name(column).ok_or_else(|| no_column(column))?.as_any();
    let text = array.downcast_ref().map(ColumnArray::Text);
    text.or_else(|| array.downcast_ref().map(ColumnArray::Integer)).ok_or_else(|| {
        ExportError::NotATable(format!("its column `{column}` is neither text nor whole numbers"))
    })
}
