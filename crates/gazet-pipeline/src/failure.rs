//! The ledger: what became of each input that did not become a document as it stands.

use gazet_core::{Diagnostic, Severity};
use serde::{Deserialize, Serialize};

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Could not be read; no document.
    Failed,
    /// Deliberately left out; no document.
    Skipped,
    /// Read, with something worth saying.
    Noted,
}

/// One line of `failures.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// File, or document id.
    pub source: String,
    /// Line of the file, from 1, where it applies.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u64>,
    /// Byte of the file, where it applies.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub byte: Option<u64>,
    /// What became of it.
    pub outcome: Outcome,
    /// Stable code.
    pub code: String,
    /// What happened, with the offending value.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub help: Option<String>,
}

impl Failure {
    pub(crate) fn new(
        source: &str,
        outcome: Outcome,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            source: source.to_owned(),
            line: None,
            byte: None,
            outcome,
            code: code.to_owned(),
            message: message.into(),
            help: None,
        }
    }

    pub(crate) fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn byte(mut self, byte: u64) -> Self {
        self.byte = Some(byte);
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<Diagnostic> for Failure {
    fn from(d: Diagnostic) -> Self {
        Self {
            source: d.place.source,
            line: d.place.line,
            byte: d.place.span.map(|s| u64::from(s.start())),
            outcome: if d.severity == Severity::Error { Outcome::Failed } else { Outcome::Noted },
            code: d.code.to_owned(),
            message: d.message,
            help: d.help,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.source)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}
