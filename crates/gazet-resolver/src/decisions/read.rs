//! Reading the file.

use super::{Action, Decision, Decisions, EntityName, surface_key};
use gazet_core::EntityType;

/// A decisions file that cannot be obeyed. Nothing of such a file is applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionError {
    /// The bytes are no UTF-8.
    #[error("{file}: byte {at} is not UTF-8; save the file as UTF-8 (in a spreadsheet: CSV UTF-8)")]
    Encoding {
        /// The file.
        file: String,
        /// Offset of the first bad byte.
        at: usize,
    },
    /// The rows cannot be told apart.
    #[error("{file}:{line}: {message}")]
    Csv {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What the reader says.
        message: String,
    },
    /// A column is not there.
    #[error("{file}:1: no column `{column}`; the header must name action, subject and object")]
    Column {
        /// The file.
        file: String,
        /// The missing column.
        column: &'static str,
    },
    /// An action that does not exist.
    #[error(
        "{file}:{line}: unknown action `{value}`; use merge, split, rename, retype, delete, ban-alias or prefer"
    )]
    Action {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// As written.
        value: String,
    },
    /// A cell that the action cannot be carried out with.
    #[error("{file}:{line}: {column} `{value}` of {action}: {problem}")]
    Cell {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// As written.
        value: String,
        /// The action of the row.
        action: String,
        /// What is wrong and what to write.
        problem: &'static str,
    },
}

const NO_ENTITY: &str = "write the key of a listed entity (per:massoud-rajavi), or person/NAME, place/NAME, \
                         organization/NAME";

impl Decisions {
    /// Reads the bytes of a decisions file; `file` is its name in messages.
    ///
    /// # Errors
    /// The first thing in the file that cannot be obeyed, with line and value.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, DecisionError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes)
            .map_err(|e| DecisionError::Encoding { file: file.to_owned(), at: e.valid_up_to() })?;
        let header = text.lines().next().unwrap_or_default();
        let separator = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|s| (header.bytes().filter(|b| b == s).count(), *s == b','))
            .unwrap_or(b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let csv_error = |e: &csv::Error| DecisionError::Csv {
            file: file.to_owned(),
            line: e.position().map_or(0, csv::Position::line),
            message: e.to_string(),
        };
        let headers = reader.headers().map_err(|e| csv_error(&e))?.clone();
        let find = |name: &str| headers.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
        let need = |column: &'static str| {
            find(column).ok_or_else(|| DecisionError::Column { file: file.to_owned(), column })
        };
        let (action, subject, object) = (need("action")?, need("subject")?, need("object")?);
        let (document, note) = (find("document"), find("note"));
        let mut all = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| csv_error(&e))?;
            let cell = |i: usize| record.get(i).unwrap_or_default().trim();
            let row = Row {
                file,
                line: record.position().map_or(0, |p| line_at(text, p.byte())),
                action: cell(action),
                subject: cell(subject),
                object: cell(object),
            };
            // A row that nobody has decided yet.
            if row.action.is_empty() {
                continue;
            }
            let (subject, action) = row.read()?;
            let optional = |i: Option<usize>| i.map(cell).unwrap_or_default().to_owned();
            let document = Some(optional(document)).filter(|d| !d.is_empty());
            all.push(Decision { line: row.line, subject, action, document, note: optional(note) });
        }
        Ok(Self { all })
    }
}

/// Line of the first character at or after byte `at` that ends no line: the reader stops between `\r` and `\n`.
fn line_at(text: &str, at: u64) -> u64 {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let bytes = text.as_bytes();
    let skipped = bytes[at..].iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    1 + bytes[..at].iter().chain(skipped).filter(|b| **b == b'\n').count() as u64
}

struct Row<'r> {
    file: &'r str,
    line: u64,
    action: &'r str,
    subject: &'r str,
    object: &'r str,
}

impl Row<'_> {
    fn read(&self) -> Result<(EntityName, Action), DecisionError> {
        let action = match self.action.to_ascii_lowercase().as_str() {
            "merge" => Action::Merge(self.entity("object", self.object)?),
            "split" => Action::Split(self.entity("object", self.object)?),
            "rename" if self.object.is_empty() => {
                return Err(self.cell("object", self.object, "write the new name"));
            }
            "rename" => Action::Rename(self.object.to_owned()),
            "retype" => Action::Retype(
                self.object
                    .parse()
                    .map_err(|_| self.cell("object", self.object, "write person, place or organization"))?,
            ),
            "delete" if !self.object.is_empty() => {
                return Err(self.cell(
                    "object",
                    self.object,
                    "delete takes no object; use ban-alias for one form",
                ));
            }
            "delete" => Action::Delete,
            "ban-alias" => Action::BanAlias(self.form()?),
            "prefer" => Action::Prefer(self.form()?),
            _ => {
                return Err(DecisionError::Action {
                    file: self.file.to_owned(),
                    line: self.line,
                    value: self.action.to_owned(),
                });
            }
        };
        let subject = self.entity("subject", self.subject)?;
        match &action {
            Action::Merge(other) | Action::Split(other) if *other == subject => {
                Err(self.cell("object", self.object, "it is the subject itself; name the other entity"))
            }
            Action::Prefer(_) if !matches!(subject, EntityName::Key(_)) => {
                Err(self.cell("subject", self.subject, "prefer needs the key of a listed entity"))
            }
            _ => Ok((subject, action)),
        }
    }

    fn form(&self) -> Result<String, DecisionError> {
        let key = surface_key(self.object);
        if key.is_empty() {
            return Err(self.cell("object", self.object, "write the form as documents do"));
        }
        Ok(key)
    }

    fn entity(&self, column: &'static str, value: &str) -> Result<EntityName, DecisionError> {
        for entity_type in EntityType::ALL {
            let name = value.strip_prefix(entity_type.name()).and_then(|rest| rest.strip_prefix('/'));
            if let Some(name) = name.map(surface_key) {
                if name.is_empty() {
                    return Err(self.cell(column, value, NO_ENTITY));
                }
                return Ok(EntityName::Unlisted(entity_type, name));
            }
        }
        let is_key = value.split_once(':').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
            && !value.contains(char::is_whitespace);
        if is_key { Ok(EntityName::Key(value.to_owned())) } else { Err(self.cell(column, value, NO_ENTITY)) }
    }

    fn cell(&self, column: &'static str, value: &str, problem: &'static str) -> DecisionError {
        DecisionError::Cell {
            file: self.file.to_owned(),
            line: self.line,
            column,
            value: value.to_owned(),
            action: self.action.to_owned(),
            problem,
        }
    }
}
