//! What in a list would do harm: findings, the worst first.

mod corpus;
mod duplicates;
mod exceptions;
mod names;

pub use corpus::CorpusCounts;
pub use exceptions::{Exception, Exceptions};

use crate::{Gazetteer, Lexicon};
use gazet_core::{Diagnostic, Place, Severity};
use serde::Serialize;
use std::fmt;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingCode {
    /// A strong alias of several entities.
    SharedAlias,
    /// A strong alias that is a common word.
    CommonWord,
    /// An alias that a longer name of another entity begins with.
    SwallowedAlias,
    /// Two entities that look like one.
    DuplicateEntity,
    /// A word of letters of several scripts.
    MixedScripts,
    /// One letter, or one ideograph.
    ShortAlias,
    /// An alias without capitals that needs one in the text.
    NoCapital,
    /// No text of the corpus holds any name of the entity.
    NeverSeen,
    /// The corpus writes the alias mostly as something else.
    SeenTooOften,
    /// An exception that no finding needs.
    UnusedException,
}

impl FindingCode {
    const ALL: [Self; 10] = [
        Self::SharedAlias,
        Self::CommonWord,
        Self::SwallowedAlias,
        Self::DuplicateEntity,
        Self::MixedScripts,
        Self::ShortAlias,
        Self::NoCapital,
        Self::NeverSeen,
        Self::SeenTooOften,
        Self::UnusedException,
    ];

    /// Stable code: `shared-alias`, ...
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SharedAlias => "shared-alias",
            Self::CommonWord => "common-word",
            Self::SwallowedAlias => "swallowed-alias",
            Self::DuplicateEntity => "duplicate-entity",
            Self::MixedScripts => "mixed-scripts",
            Self::ShortAlias => "short-alias",
            Self::NoCapital => "no-capital",
            Self::NeverSeen => "never-seen",
            Self::SeenTooOften => "seen-too-often",
            Self::UnusedException => "unused-exception",
        }
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is about.
    pub code: FindingCode,
    /// How grave.
    #[serde(serialize_with = "severity_name")]
    pub severity: Severity,
    /// How much harm it would do: roughly the wrong names in a million words. Findings are sorted by it.
    pub harm: u64,
    /// List of the first entity.
    pub list: String,
    /// Keys of the entities concerned; the first few where there are many.
    pub entities: Vec<String>,
    /// The alias, as listed.
    pub alias: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

fn severity_name<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.name())
}

impl From<&Finding> for Diagnostic {
    fn from(finding: &Finding) -> Self {
        Self {
            code: finding.code.name(),
            severity: finding.severity,
            message: finding.message.clone(),
            place: Place { source: finding.list.clone(), line: None, span: None },
            help: Some(finding.help.clone()),
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckReport {
    /// By harm, then code, list, alias.
    pub findings: Vec<Finding>,
    /// Findings that an exception answers for.
    pub n_excepted: u64,
}

impl CheckReport {
    /// Number of findings of at least this severity: a check fails if there is a warning.
    #[must_use]
    pub fn n_at_least(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity >= severity).count()
    }
}

/// What a check looks at beside the lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckOptions<'a> {
    /// Common words; without them no word is common.
    pub lexicon: Lexicon<'a>,
    /// Findings that are meant to be.
    pub exceptions: Option<&'a Exceptions>,
    /// How often the aliases of **this file alone** stand in a corpus.
    pub corpus: Option<&'a CorpusCounts>,
}

/// Checks a compiled file.
#[must_use]
pub fn check(gazetteer: &Gazetteer, options: &CheckOptions<'_>) -> CheckReport {
    let mut findings = Vec::new();
    names::check(gazetteer, options.lexicon, &mut findings);
    duplicates::check(gazetteer, &mut findings);
    if let Some(corpus) = options.corpus {
        corpus::check(gazetteer, corpus, &mut findings);
    }
    let mut report = CheckReport { findings, n_excepted: 0 };
    if let Some(exceptions) = options.exceptions {
        exceptions.apply(&mut report);
    }
    report.findings.sort_by(|a, b| {
        b.severity
            .cmp(&a.severity)
            .then(b.harm.cmp(&a.harm))
            .then(a.code.cmp(&b.code))
            .then_with(|| a.list.cmp(&b.list))
            .then_with(|| a.alias.cmp(&b.alias))
            .then_with(|| a.entities.cmp(&b.entities))
    });
    report
}

/// Keys are named up to this many.
const NAMED: usize = 5;

fn first_keys<'k>(keys: impl Iterator<Item = &'k str>) -> Vec<String> {
    keys.take(NAMED).map(str::to_owned).collect()
}
