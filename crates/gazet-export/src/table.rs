//! One description of a table, three ways to write it.

use crate::ExportError;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::io::Write;
use std::str::FromStr;
use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};

/// The file format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableFormat {
    /// Apache Parquet, compressed with zstd.
    Parquet,
    /// One JSON object a line; missing values are left out.
    Jsonl,
    /// RFC 4180 with a header; missing values are empty.
    Csv,
}

impl TableFormat {
    /// The file extension, without a dot; also the name on the command line.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}

impl FromStr for TableFormat {
    type Err = ExportError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        [Self::Parquet, Self::Jsonl, Self::Csv]
            .into_iter()
            .find(|format| format.extension() == s)
            .ok_or_else(|| ExportError::UnknownFormat(s.to_owned()))
    }
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// 64-bit signed integer.
    Integer,
    /// 64-bit float, finite.
    Float,
    /// `true` or `false`.
    Boolean,
}

/// One column of a table: its name, type and meaning.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// Type.
    pub column_type: ColumnType,
    /// Meaning and unit, one sentence.
    pub meaning: &'static str,
}

/// The columns of a [`Record`]: `"name": Type, "meaning";` for each, with the types of [`ColumnType`].
#[macro_export]
macro_rules! columns {
    ($($name:literal: $column_type:ident, $meaning:literal;)*) => {
        &[$($crate::Column {
            name: $name,
            column_type: $crate::ColumnType::$column_type,
            meaning: $meaning,
        }),*]
    };
}

/// A row type with its columns.
pub trait Record {
    /// The columns, in the order in which [`Record::fill`] writes them.
    const COLUMNS: &'static [Column];

    /// Writes one value for each column, in order.
    fn fill<'r>(&'r self, row: &mut Row<'r>);
}

enum Cell<'r> {
    Text(Option<&'r str>),
    Integer(Option<i64>),
    Float(Option<f64>),
    Boolean(Option<bool>),
}

/// The values of one row, in column order.
#[derive(Default)]
pub struct Row<'r> {
    cells: Vec<Cell<'r>>,
}

impl<'r> Row<'r> {
    /// Adds a text value. An empty text counts as missing.
    pub fn text(&mut self, value: impl Into<Option<&'r str>>) -> &mut Self {
        self.cells.push(Cell::Text(value.into().filter(|t| !t.is_empty())));
        self
    }

    /// Adds an integer value.
    pub fn integer(&mut self, value: impl Into<Option<i64>>) -> &mut Self {
        self.cells.push(Cell::Integer(value.into()));
        self
    }

    /// Adds a float value. A value that is not finite counts as missing.
    pub fn float(&mut self, value: impl Into<Option<f64>>) -> &mut Self {
        self.cells.push(Cell::Float(value.into().filter(|f| f.is_finite())));
        self
    }

    /// Adds a truth value.
    pub fn boolean(&mut self, value: impl Into<Option<bool>>) -> &mut Self {
        self.cells.push(Cell::Boolean(value.into()));
        self
    }
}

/// Rows that are held before a Parquet record batch is written, and bytes of their texts.
const PARQUET_BATCH_ROWS: usize = 8192;
const PARQUET_BATCH_BYTES: usize = 4 << 20;
/// Bytes of encoded rows that end a row group: it is held until it is whole.
const ROW_GROUP_BYTES: usize = 16 << 20;

enum Sink<W: Write + Send> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(W),
    Parquet {
        writer: Box<ArrowWriter<W>>,
        schema: Arc<Schema>,
        builders: Vec<Box<dyn ArrayBuilder>>,
        rows: usize,
        bytes: usize,
    },
}

/// Writes records of one type in one format. Call [`TableWriter::finish`], or the last rows are lost.
pub struct TableWriter<R: Record, W: Write + Send> {
    sink: Sink<W>,
    record: std::marker::PhantomData<fn(&R)>,
}

impl<R: Record, W: Write + Send> TableWriter<R, W> {
    /// Starts a table on `output`, which should be buffered.
    ///
    /// # Errors
    /// If the header cannot be written.
    pub fn new(format: TableFormat, output: W) -> Result<Self, ExportError> {
        let sink = match format {
            TableFormat::Csv => {
                let mut writer = csv::WriterBuilder::new().from_writer(output);
                writer.write_record(R::COLUMNS.iter().map(|c| c.name))?;
                Sink::Csv(Box::new(writer))
            }
            TableFormat::Jsonl => Sink::Jsonl(output),
            TableFormat::Parquet => {
                let schema = Arc::new(Schema::new(R::COLUMNS.iter().map(field).collect::<Vec<_>>()));
                let properties = WriterProperties::builder()
                    .set_compression(Compression::ZSTD(ZstdLevel::default()))
                    .set_created_by(concat!("gazet ", env!("CARGO_PKG_VERSION")).to_owned())
                    .build();
                let options = ArrowWriterOptions::new().with_properties(properties);
                let writer = ArrowWriter::try_new_with_options(output, Arc::clone(&schema), options)?;
                Sink::Parquet {
                    writer: Box::new(writer),
                    schema,
                    builders: R::COLUMNS.iter().map(builder).collect(),
                    rows: 0,
                    bytes: 0,
                }
            }
        };
        Ok(Self { sink, record: std::marker::PhantomData })
    }

    /// Writes one record.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn write(&mut self, record: &R) -> Result<(), ExportError> {
        let mut row = Row { cells: Vec::with_capacity(R::COLUMNS.len()) };
        record.fill(&mut row);
        debug_assert_eq!(row.cells.len(), R::COLUMNS.len(), "a record fills each of its columns");
        match &mut self.sink {
            Sink::Csv(writer) => {
                for cell in &row.cells {
                    match cell {
                        Cell::Text(value) => writer.write_field(value.unwrap_or_default())?,
                        Cell::Integer(value) => writer.write_field(optional(*value))?,
                        Cell::Float(value) => writer.write_field(optional(*value))?,
                        Cell::Boolean(value) => writer.write_field(optional(*value))?,
                    }
                }
                writer.write_record(None::<&[u8]>)?;
            }
            Sink::Jsonl(output) => write_json(output, R::COLUMNS, &row)?,
            Sink::Parquet { writer, schema, builders, rows, bytes } => {
                for (cell, builder) in row.cells.iter().zip(builders.iter_mut()) {
                    append(builder.as_mut(), cell);
                    if let Cell::Text(Some(text)) = cell {
                        *bytes += text.len();
                    }
                }
                *rows += 1;
                if *rows >= PARQUET_BATCH_ROWS || *bytes >= PARQUET_BATCH_BYTES {
                    flush(writer, schema, builders)?;
                    (*rows, *bytes) = (0, 0);
                    if writer.in_progress_size() >= ROW_GROUP_BYTES {
                        writer.flush()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes what is still held and gives the output back.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn finish(self) -> Result<W, ExportError> {
        match self.sink {
            Sink::Csv(writer) => writer.into_inner().map_err(|e| ExportError::Io(e.into_error())),
            Sink::Jsonl(mut output) => {
                output.flush()?;
                Ok(output)
            }
            Sink::Parquet { mut writer, schema, mut builders, rows, .. } => {
                if rows > 0 {
                    flush(&mut writer, &schema, &mut builders)?;
                }
                Ok(writer.into_inner()?)
            }
        }
    }
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn write_json<W: Write>(output: &mut W, columns: &[Column], row: &Row<'_>) -> Result<(), ExportError> {
    let mut first = true;
    output.write_all(b"{")?;
    for (column, cell) in columns.iter().zip(&row.cells) {
        if matches!(cell, Cell::Text(None) | Cell::Integer(None) | Cell::Float(None) | Cell::Boolean(None)) {
            continue;
        }
        if !std::mem::take(&mut first) {
            output.write_all(b",")?;
        }
        write!(output, "\"{}\":", column.name)?;
        match cell {
            Cell::Text(value) => serde_json::to_writer(&mut *output, value)?,
            Cell::Integer(value) => serde_json::to_writer(&mut *output, value)?,
            Cell::Float(value) => serde_json::to_writer(&mut *output, value)?,
            Cell::Boolean(value) => serde_json::to_writer(&mut *output, value)?,
        }
    }
    output.write_all(b"}\n")?;
    Ok(())
}

fn field(column: &Column) -> Field {
    let data_type = match column.column_type {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Boolean => DataType::Boolean,
    };
    Field::new(column.name, data_type, true)
}

fn builder(column: &Column) -> Box<dyn ArrayBuilder> {
    match column.column_type {
        ColumnType::Text => Box::new(StringBuilder::new()),
        ColumnType::Integer => Box::new(Int64Builder::new()),
        ColumnType::Float => Box::new(Float64Builder::new()),
        ColumnType::Boolean => Box::new(BooleanBuilder::new()),
    }
}

fn append(builder: &mut dyn ArrayBuilder, cell: &Cell<'_>) {
    const MISMATCH: &str = "a record fills each column with its type";
    let builder = builder.as_any_mut();
    match cell {
        Cell::Text(v) => builder.downcast_mut::<StringBuilder>().expect(MISMATCH).append_option(*v),
        Cell::Integer(v) => builder.downcast_mut::<Int64Builder>().expect(MISMATCH).append_option(*v),
        Cell::Float(v) => builder.downcast_mut::<Float64Builder>().expect(MISMATCH).append_option(*v),
        Cell::Boolean(v) => builder.downcast_mut::<BooleanBuilder>().expect(MISMATCH).append_option(*v),
    }
}

fn flush<W: Write + Send>(
    writer: &mut ArrowWriter<W>,
    schema: &Arc<Schema>,
    builders: &mut [Box<dyn ArrayBuilder>],
) -> Result<(), ExportError> {
    let columns: Vec<ArrayRef> = builders.iter_mut().map(|b| b.finish()).collect();
    let batch = RecordBatch::try_new(Arc::clone(schema), columns)
        .map_err(|e| ExportError::Parquet(parquet::errors::ParquetError::ArrowError(e.to_string())))?;
    writer.write(&batch)?;
    Ok(())
}
