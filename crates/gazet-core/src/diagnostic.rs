//! Things worth saying about the input that are not failures of ours.

use crate::Span;
use std::fmt;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably not what the user wants.
    Warning,
    /// The input, or a part of it, could not be used.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where in the input a diagnostic points.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File, document id or list.
    pub source: String,
    /// Line, counted from 1.
    pub line: Option<u64>,
    /// Bytes of the source.
    pub span: Option<Span>,
}

/// One remark about the input: a stable code, one sentence, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, lower case with hyphens: `invalid-utf8`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What happened, with the offending value; lower case, no full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to do about it, when we know.
    pub help: Option<String>,
}

impl fmt::Display for Diagnostic {
    /// `source:line: severity[code]: message; help`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place.source)?;
        if let Some(line) = self.place.line {
            write!(f, ":{line}")?;
        } else if let Some(span) = self.place.span {
            write!(f, ": byte {}", span.start())?;
        }
        write!(f, ": {}[{}]: {}", self.severity.name(), self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}
