//! What in theme packs would do harm: findings, the worst first.

mod corpus;
mod exceptions;
mod rules;
mod terms;

pub use corpus::ThemeCorpus;
pub use exceptions::ThemeExceptions;

use crate::pack::{Pack, SourceTheme};
use crate::words::{WordId, WordsBuilder};
use crate::{Themes, check};
use gazet_core::{NormHash, Severity};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;

/// One finding about theme packs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThemeFinding {
    /// Stable code: `common-word`, `shared-term`, `masked-term`, `redundant-term`, `rule-cannot-fire`, `never-seen`,
    /// `rule-never-fires`, `seen-too-often`, `unused-exception`, or one of [`check`](crate::check()).
    pub code: &'static str,
    /// How grave. A warning is probably a mistake; a note is worth a look.
    #[serde(serialize_with = "severity_name")]
    pub severity: Severity,
    /// How much harm it would do, in firings without cause in a million words, times 100 for a decisive term and less
    /// for a weaker one: comparable, not exact. Errors harm most.
    pub harm: u64,
    /// The pack.
    pub source: String,
    /// Line in the pack, from 1.
    pub line: u64,
    /// Id of the theme; empty where it is about no theme.
    pub theme: String,
    /// The term as listed, or the first phrase of a rule; empty where it is about neither.
    pub term: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

fn severity_name<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.name())
}

/// What a check of packs found.
#[derive(Clone, Debug, Default)]
pub struct ThemeReport {
    /// Errors first, then by harm, then code, pack, line.
    pub findings: Vec<ThemeFinding>,
    /// Findings that an exception answers for.
    pub n_excepted: u64,
}

impl ThemeReport {
    /// Number of findings of at least this severity: a check fails if there is a warning.
    #[must_use]
    pub fn n_at_least(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity >= severity).count()
    }
}

/// What a check of packs looks at beside them.
pub struct LintOptions<'a> {
    /// Packs loaded before those that are checked: their themes may be parents, and share and mask terms.
    pub context: &'a [Pack],
    /// Occurrences of an English word in a million, by its normal form; 0 where it is not known to be common.
    pub per_million: &'a dyn Fn(NormHash) -> u64,
    /// What the packs find in texts.
    pub corpus: Option<&'a ThemeCorpus>,
    /// Findings that are meant to be.
    pub exceptions: Option<&'a ThemeExceptions>,
}

/// Looks for what would do harm in `packs`: errors and doubtful entries of [`check`](crate::check()), common words as
/// terms, terms of several themes, terms that mask or repeat others, rules that cannot fire, and, with a corpus, terms
/// and rules that never fire in it or fire all too often.
#[must_use]
pub fn lint(packs: &[Pack], options: &LintOptions<'_>) -> ThemeReport {
    let all: Vec<Pack> = options.context.iter().chain(packs).cloned().collect();
    let first = options.context.len();
    let mut findings: Vec<ThemeFinding> = Vec::new();
    let mut broken = false;
    for diagnostic in check(&all) {
        broken |= diagnostic.severity == Severity::Error;
        findings.push(ThemeFinding {
            code: diagnostic.code,
            severity: diagnostic.severity,
            harm: if diagnostic.severity == Severity::Error { u64::from(u32::MAX) } else { 1 },
            source: diagnostic.place.source,
            line: diagnostic.place.line.unwrap_or(1),
            theme: String::new(),
            term: String::new(),
            message: diagnostic.message,
            help: diagnostic.help.unwrap_or_default(),
        });
    }
    findings.retain(|f| packs.iter().any(|p| p.source == f.source));
    // What cannot be compiled is mended first: other findings would follow from it.
    if !broken {
        let lists = Lists::of(&all, first);
        let uses = lists.frequencies(options.per_million);
        terms::common(&lists, &uses, &mut findings);
        terms::shared(&lists, &uses, &mut findings);
        terms::masked(&lists, &uses, &mut findings);
        terms::redundant(&lists, &mut findings);
        rules::cannot_fire(&lists, &mut findings);
        if let Some(corpus) = options.corpus {
            corpus.findings(&lists, &mut findings);
        }
    }
    let mut report = ThemeReport { findings, n_excepted: 0 };
    if let Some(exceptions) = options.exceptions.filter(|_| !broken) {
        exceptions.apply(&mut report, options.corpus.is_some());
    }
    let order = |f: &ThemeFinding| (std::cmp::Reverse((f.severity == Severity::Error, f.harm)), f.code);
    report.findings.sort_by(|a, b| {
        order(a).cmp(&order(b)).then_with(|| (&a.source, a.line, &a.term).cmp(&(&b.source, b.line, &b.term)))
    });
    report
}

/// Value of a weight, 100 for a decisive term: the formula of the scores.
fn value(weight: u8) -> u64 {
    [7, 16, 33, 62, 100][usize::from(weight.clamp(1, 5)) - 1]
}

/// A term with its words.
struct Entry<'p> {
    pack: &'p Pack,
    theme: &'p SourceTheme,
    weight: u8,
    text: &'p str,
    line: u64,
    words: Vec<WordId>,
    /// Whether it is among the packs that are checked, not only beside them.
    checked: bool,
}

impl Entry<'_> {
    fn finding(&self, code: &'static str, severity: Severity, harm: u64) -> ThemeFinding {
        ThemeFinding {
            code,
            severity,
            harm,
            source: self.pack.source.clone(),
            line: self.line,
            theme: self.theme.id.text.clone(),
            term: self.text.to_owned(),
            message: String::new(),
            help: String::new(),
        }
    }
}

/// The packs with every term cut into words.
struct Lists<'p> {
    entries: Vec<Entry<'p>>,
    /// Themes by id, the last definition of each.
    themes: BTreeMap<&'p str, (&'p Pack, &'p SourceTheme, bool)>,
    words: WordsBuilder,
    /// Words that some form may stand for, by its hash.
    by_form: Vec<(NormHash, Vec<WordId>)>,
    english: Vec<bool>,
}

impl<'p> Lists<'p> {
    fn of(packs: &'p [Pack], first_checked: usize) -> Self {
        let mut themes = BTreeMap::new();
        for (index, pack) in packs.iter().enumerate() {
            for theme in &pack.themes {
                themes.insert(theme.id.text.as_str(), (pack, theme, index >= first_checked));
            }
        }
        let mut words = WordsBuilder::default();
        let (mut entries, mut english) = (Vec::new(), Vec::new());
        for &(pack, theme, checked) in themes.values() {
            for (weight, term) in &theme.terms {
                let mut cut = Vec::new();
                // An error here was reported by `check`, and the packs are not looked at further.
                if words.phrase(&term.text, pack.language == "en", &mut cut).is_ok() {
                    english.push(pack.language == "en");
                    entries.push(Entry {
                        pack,
                        theme,
                        weight: *weight,
                        text: &term.text,
                        line: term.line,
                        words: cut,
                        checked,
                    });
                }
            }
        }
        let by_form = words.forms();
        Self { entries, themes, words, by_form, english }
    }

    /// Occurrences in a million words of all forms of a one-word term together; 0 for longer ones, words matched as
    /// written, and terms of other languages.
    fn frequencies(&self, per_million: &dyn Fn(NormHash) -> u64) -> Vec<u64> {
        let mut of_word: FxHashMap<WordId, u64> = FxHashMap::default();
        for (norm, words) in &self.by_form {
            let n = per_million(*norm);
            words.iter().filter(|_| n > 0).for_each(|&word| *of_word.entry(word).or_default() += n);
        }
        let of = |(entry, english): (&Entry<'_>, &bool)| match entry.words.as_slice() {
            [word] if *english && !self.words.is_as_written(*word) => of_word.get(word).copied().unwrap_or(0),
            _ => 0,
        };
        self.entries.iter().zip(&self.english).map(of).collect()
    }

    /// Whether one of two themes is the other, or stands above it.
    fn related(&self, a: &str, b: &str) -> bool {
        let above = |from: &str, to: &str| {
            let mut next = Some(from);
            while let Some(id) = next {
                if id == to {
                    return true;
                }
                next = self
                    .themes
                    .get(id)
                    .and_then(|(_, theme, _)| theme.parent.as_ref())
                    .map(|parent| parent.text.as_str());
            }
            false
        };
        above(a, b) || above(b, a)
    }
}

impl Themes {
    /// Counts what fired in one text into `corpus`.
    pub fn observe(&self, analysis: &crate::ThemeAnalysis, n_words: u64, corpus: &mut ThemeCorpus) {
        corpus.add(self, analysis, n_words);
    }
}
