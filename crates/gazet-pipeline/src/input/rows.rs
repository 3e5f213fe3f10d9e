//! Parquet: one document a row, read in small batches.
//!
//! Columns of texts, numbers, dates and truth values go where columns of a table go; lists and structures are not
//! carried along, and a remark names them.

use super::options::{Record, Slot};
use super::stack::{Bytes, Place, Splitter, Step, record_document, unreadable};
use super::{InputOptions, RawDocument};
use crate::Failure;
use crate::failure::Outcome;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of a batch: few, since a text may be long.
const BATCH_ROWS: usize = 64;

pub(crate) struct Rows {
    id: String,
    reader: Option<ParquetRecordBatchReader>,
    columns: Vec<Slot>,
    remark: Option<Failure>,
    batch: Option<(RecordBatch, usize)>,
    /// Rows handed out so far.
    n_rows: u64,
}

impl Rows {
    /// Reads the description at the end of the file.
    ///
    /// # Errors
    /// If it is no Parquet file, or has no column of texts.
    pub(crate) fn open(id: String, bytes: Bytes, options: &InputOptions) -> Result<Self, Failure> {
        let file = bytes.into_file().map_err(|error| unreadable(&id, &error))?;
        let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| e.to_string()))
            .map_err(|error| damaged(&id, &error))?;
        let schema = builder.schema().clone();
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        if !names.contains(&options.fields.text.as_str()) {
            return Err(Failure::new(
                &id,
                Outcome::Failed,
                "no-text",
                format!("no column `{}` among {}", options.fields.text, names.join(", ")),
            )
            .help("name the column that holds the text with --text-field"));
        }
        let columns = names.iter().map(|name| options.fields.slot(name)).collect();
        let nested: Vec<&str> = schema
            .fields()
            .iter()
            .filter(|field| !is_carried(field.data_type()))
            .map(|field| field.name().as_str())
            .collect();
        let remark = (!nested.is_empty()).then(|| {
            let message =
                format!("columns of lists, structures or bytes are not carried along: {}", nested.join(", "));
            Failure::new(&id, Outcome::Noted, "columns-left-out", message)
        });
        let reader = guarded(|| builder.with_batch_size(BATCH_ROWS).build().map_err(|e| e.to_string()))
            .map_err(|error| damaged(&id, &error))?;
        Ok(Self { id, reader: Some(reader), columns, remark, batch: None, n_rows: 0 })
    }

    fn document(
        &self,
        batch: &RecordBatch,
        row: usize,
        options: &InputOptions,
    ) -> Result<RawDocument, Failure> {
        let number = self.n_rows;
        let mut record = Record::default();
        for (slot, column) in self.columns.iter().zip(batch.columns()) {
            if let Some(value) = value(column.as_ref(), row) {
                record.put(slot, value);
            }
        }
        let id = record.id.unwrap_or_else(|| format!("{}#{number}", self.id));
        let Some(text) = record.text else {
            return Err(Failure::new(&id, Outcome::Skipped, "no-text", format!("row {number} has no text"))
                .help(format!("its column `{}` is empty or holds no text", options.fields.text)));
        };
        if text.len() as u64 > options.max_document_bytes {
            return Err(super::stack::too_large(&id, options.max_document_bytes));
        }
        Ok(record_document(id, Place::default(), text.into_bytes(), record.metadata))
    }
}

impl Splitter for Rows {
    fn next(&mut self, options: &InputOptions) -> Option<Step> {
        if let Some(remark) = self.remark.take() {
            return Some(Step::Record(remark));
        }
        loop {
            if let Some((batch, row)) = self.batch.take()
                && row < batch.num_rows()
            {
                self.n_rows += 1;
                let document = self.document(&batch, row, options);
                self.batch = Some((batch, row + 1));
                return Some(document.map_or_else(Step::Record, Step::Document));
            }
            let reader = self.reader.as_mut()?;
            match guarded(|| reader.next().transpose().map_err(|e| e.to_string())) {
                Ok(Some(batch)) => self.batch = Some((batch, 0)),
                Ok(None) => {
                    self.reader = None;
                    return None;
                }
                Err(error) => {
                    self.reader = None;
                    let message = format!("{error}; the rows after row {} are not read", self.n_rows);
                    return Some(Step::Record(damaged(&self.id, &message)));
                }
            }
        }
    }
}

fn damaged(id: &str, message: &str) -> Failure {
    Failure::new(id, Outcome::Failed, "parquet", format!("not a whole Parquet file: {message}"))
        .help("the file is damaged or cut short: fetch it again")
}

/// A damaged file must cost itself, not the run, should the reader of the format trip over it.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("its reader failed".to_owned()))
}

fn is_carried(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_carried(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Boolean | DataType::Null => {
            true
        }
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => true,
        other => other.is_integer() || matches!(other, DataType::Float32 | DataType::Float64),
    }
}

/// The value of a column at `row`, as text; `None` where there is none, or it is not carried along.
fn value(column: &dyn Array, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Int8 => number::<Int8Type>(column, row),
        DataType::Int16 => number::<Int16Type>(column, row),
        DataType::Int32 => number::<Int32Type>(column, row),
        DataType::Int64 => number::<Int64Type>(column, row),
        DataType::UInt8 => number::<UInt8Type>(column, row),
        DataType::UInt16 => number::<UInt16Type>(column, row),
        DataType::UInt32 => number::<UInt32Type>(column, row),
        DataType::UInt64 => number::<UInt64Type>(column, row),
        DataType::Float32 => number::<Float32Type>(column, row),
        DataType::Float64 => number::<Float64Type>(column, row),
        DataType::Date32 => column.as_primitive::<Date32Type>().value_as_date(row)?.to_string(),
        DataType::Date64 => column.as_primitive::<Date64Type>().value_as_date(row)?.to_string(),
        DataType::Timestamp(unit, _) => {
            let moment = match unit {
                TimeUnit::Second => column.as_primitive::<TimestampSecondType>().value_as_datetime(row),
                TimeUnit::Millisecond => {
                    column.as_primitive::<TimestampMillisecondType>().value_as_datetime(row)
                }
                TimeUnit::Microsecond => {
                    column.as_primitive::<TimestampMicrosecondType>().value_as_datetime(row)
                }
                TimeUnit::Nanosecond => {
                    column.as_primitive::<TimestampNanosecondType>().value_as_datetime(row)
                }
            };
            moment?.to_string().replacen(' ', "T", 1)
        }
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary_opt()?;
            let key = *dictionary.normalized_keys().get(row)?;
            return value(dictionary.values().as_ref(), key);
        }
        _ => return None,
    })
}

fn number<T: ArrowPrimitiveType<Native: std::fmt::Display>>(column: &dyn Array, row: usize) -> String {
    column.as_primitive::<T>().value(row).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{
        ArrayRef, BooleanArray, Date32Array, DictionaryArray, Int64Array, LargeStringArray, ListArray,
        StringArray, TimestampMillisecondArray, types::Int32Type as Key,
    };
    use parquet::arrow::ArrowWriter;
    use std::io::Cursor;
    use std::sync::Arc;

    pub(crate) fn sample() -> Vec<u8> {
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("text", Arc::new(LargeStringArray::from(vec![Some("Geneva"), None, Some("Oslo")]))),
            ("date", Arc::new(Date32Array::from(vec![Some(19_844), None, Some(0)]))),
            ("seen", Arc::new(TimestampMillisecondArray::from(vec![1_714_557_600_000, 0, 0]))),
            ("page", Arc::new(Int64Array::from(vec![Some(7), Some(8), None]))),
            ("front", Arc::new(BooleanArray::from(vec![true, false, true]))),
            ("title", Arc::new(StringArray::from(vec!["A", "B", ""]))),
            ("desk", Arc::new(vec!["world", "world", "home"].into_iter().collect::<DictionaryArray<Key>>())),
            (
                "tags",
                Arc::new(ListArray::from_iter_primitive::<arrow_array::types::Int32Type, _, _>(vec![
                    Some(vec![Some(1)]),
                    None,
                    Some(vec![]),
                ])),
            ),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut out = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        out
    }

    fn read(bytes: Vec<u8>) -> (Vec<RawDocument>, Vec<Failure>) {
        let options = InputOptions::default();
        let (mut documents, mut failures) = (Vec::new(), Vec::new());
        match Rows::open("t.parquet".to_owned(), Bytes::Stream(Box::new(Cursor::new(bytes))), &options) {
            Ok(mut rows) => {
                while let Some(step) = rows.next(&options) {
                    match step {
                        Step::Document(document) => documents.push(document),
                        Step::Record(failure) => failures.push(failure),
                        Step::Open(_) => panic!("a table opens nothing"),
                    }
                }
            }
            Err(failure) => failures.push(failure),
        }
        (documents, failures)
    }

    #[test]
    fn rows_become_documents_with_their_columns() {
        let (documents, failures) = read(sample());
        assert_eq!(
            documents.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(),
            ["t.parquet#1", "t.parquet#3"]
        );
        let metadata = &documents[0].metadata;
        assert_eq!((metadata.title.as_deref(), metadata.date.as_deref()), (Some("A"), Some("2024-05-01")));
        let extra: Vec<_> = metadata.extra.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(extra, ["desk=world", "front=true", "page=7", "seen=2024-05-01T10:00:00"]);
        assert_eq!(documents[1].metadata.extra["desk"], "home");
        let codes: Vec<_> = failures.iter().map(|f| (f.source.as_str(), f.code.as_str())).collect();
        assert_eq!(codes, [("t.parquet", "columns-left-out"), ("t.parquet#2", "no-text")]);
        assert!(failures[0].message.ends_with(": tags"), "{}", failures[0]);
    }

    #[test]
    fn damaged_files_are_failures() {
        let whole = sample();
        for cut in (0..whole.len()).step_by(97) {
            let (documents, failures) = read(whole[..cut].to_vec());
            assert!(documents.is_empty() && failures.iter().any(|f| f.code == "parquet"), "cut at {cut}");
        }
        for at in (0..whole.len()).step_by(11) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            // Some damage goes unseen, since Parquet has no checksums by default; none of it may panic.
            let _ = read(damaged);
        }
    }
}
