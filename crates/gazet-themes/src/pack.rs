//! The source format of a theme pack, read with the line of every part kept for messages.

use crate::ThemeError;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// The version of the pack format that this crate reads.
pub const FORMAT: u32 = 1;

/// A theme pack as written: parsed, not yet checked against others. Get one from [`Pack::parse`].
#[derive(Clone, Debug)]
pub struct Pack {
    pub(crate) source: String,
    pub(crate) language: String,
    pub(crate) themes: Vec<SourceTheme>,
    fingerprint: u64,
}

/// A string and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) text: String,
    pub(crate) line: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct SourceTheme {
    pub(crate) id: Located,
    pub(crate) label: Located,
    pub(crate) definition: String,
    pub(crate) parent: Option<Located>,
    pub(crate) iptc: Option<Located>,
    pub(crate) replace: bool,
    /// Weight and term.
    pub(crate) terms: Vec<(u8, Located)>,
    pub(crate) exclude: Vec<Located>,
    pub(crate) rules: Vec<SourceRule>,
}

#[derive(Clone, Debug)]
pub(crate) struct SourceRule {
    pub(crate) line: u64,
    pub(crate) weight: i64,
    pub(crate) all: Vec<Vec<String>>,
    pub(crate) any: Vec<String>,
    pub(crate) none: Vec<String>,
    pub(crate) near: Option<i64>,
    pub(crate) within: Within,
    pub(crate) at_least: Option<i64>,
}

/// The unit of text in which a rule must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Within {
    #[default]
    Sentence,
    Block,
    Document,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPack {
    format: Spanned<u32>,
    language: Spanned<String>,
    theme: Vec<RawTheme>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTheme {
    id: Spanned<String>,
    label: Spanned<String>,
    definition: String,
    parent: Option<Spanned<String>>,
    iptc: Option<Spanned<String>>,
    #[serde(default)]
    replace: bool,
    #[serde(default)]
    terms: RawTerms,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default)]
    rules: Vec<Spanned<RawRule>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerms {
    #[serde(default, rename = "5")]
    w5: Vec<Spanned<String>>,
    #[serde(default, rename = "4")]
    w4: Vec<Spanned<String>>,
    #[serde(default, rename = "3")]
    w3: Vec<Spanned<String>>,
    #[serde(default, rename = "2")]
    w2: Vec<Spanned<String>>,
    #[serde(default, rename = "1")]
    w1: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    weight: i64,
    #[serde(default)]
    all: Vec<Group>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
    near: Option<i64>,
    #[serde(default)]
    within: Within,
    at_least: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Group {
    One(String),
    Alternatives(Vec<String>),
}

impl Pack {
    /// Reads a pack from TOML. `source` names it (a path, say) in every message about it.
    ///
    /// # Errors
    /// [`ThemeError::Syntax`] with the line if this is not TOML of the expected shape, or [`ThemeError::Format`]
    /// if it was written for another version of the format.
    pub fn parse(source: &str, text: &str) -> Result<Self, ThemeError> {
        let raw: RawPack = toml::from_str(text).map_err(|error| ThemeError::Syntax {
            source_name: source.to_owned(),
            line: error.span().map_or(1, |span| Lines::of(text).number(span.start)),
            message: one_line(error.message()),
        })?;
        if *raw.format.get_ref() != FORMAT {
            return Err(ThemeError::Format {
                source_name: source.to_owned(),
                line: Lines::of(text).number(raw.format.span().start),
                found: *raw.format.get_ref(),
                expected: FORMAT,
            });
        }
        let lines = Lines::of(text);
        let themes = raw.theme.into_iter().map(|theme| SourceTheme::new(theme, &lines)).collect();
        Ok(Self {
            source: source.to_owned(),
            language: raw.language.into_inner(),
            themes,
            fingerprint: fingerprint(text),
        })
    }

    /// The name given when it was parsed.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// A number made from the text of the pack: the same text has the same one, on all machines.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The fingerprint of several packs together, in their order.
    #[must_use]
    pub fn fingerprint_of(packs: &[Self]) -> u64 {
        packs.iter().fold(0, |all, pack| all.rotate_left(7) ^ pack.fingerprint)
    }

    /// Language of the terms (`en`). English terms match in all inflected forms, others as listed.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }
}

impl SourceTheme {
    fn new(raw: RawTheme, lines: &Lines) -> Self {
        let at = |value: Spanned<String>| {
            let line = lines.number(value.span().start);
            Located { text: value.into_inner(), line }
        };
        let weights =
            [(5, raw.terms.w5), (4, raw.terms.w4), (3, raw.terms.w3), (2, raw.terms.w2), (1, raw.terms.w1)];
        Self {
            id: at(raw.id),
            label: at(raw.label),
            definition: raw.definition,
            parent: raw.parent.map(at),
            iptc: raw.iptc.map(at),
            replace: raw.replace,
            terms: weights
                .into_iter()
                .flat_map(|(w, terms)| terms.into_iter().map(move |t| (w, t)))
                .map(|(w, t)| (w, at(t)))
                .collect(),
            exclude: raw.exclude.into_iter().map(at).collect(),
            rules: raw.rules.into_iter().map(|rule| SourceRule::new(rule, lines)).collect(),
        }
    }
}

impl SourceRule {
    fn new(raw: Spanned<RawRule>, lines: &Lines) -> Self {
        let line = lines.number(raw.span().start);
        let raw = raw.into_inner();
        let group = |group| match group {
            Group::One(item) => vec![item],
            Group::Alternatives(items) => items,
        };
        Self {
            line,
            weight: raw.weight,
            all: raw.all.into_iter().map(group).collect(),
            any: raw.any,
            none: raw.none,
            near: raw.near,
            within: raw.within,
            at_least: raw.at_least,
        }
    }
}

/// Where the lines of a pack begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i).collect())
    }

    fn number(&self, offset: usize) -> u64 {
        1 + self.0.partition_point(|&end| end < offset) as u64
    }
}

/// FNV-1a, 64 bits: tells texts apart, and is no protection against forgery.
fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
