//! The features of a token in its sentence and document. Each is a 64-bit hash of its template and value.
//!
//! A template's number is part of the model file's meaning: numbers are never reused for something else without
//! raising [`FEATURE_VERSION`].

use crate::clusters::ClusterTable;
use crate::evidence::{Evidence, Seen};
use crate::hash::{feature, mix};
use crate::listed::Listed;
use crate::words::{WordClass, WordFlags, WordLists};
use gazet_core::{CaseShape, Token, TokenFlags, TokenKind};

/// Raised whenever a template changes its meaning: a model only fits the features it was trained with.
pub const FEATURE_VERSION: u16 = 1;

/// Groups of templates that can be left out of a training run, for ablations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureGroups {
    /// Prefixes and suffixes.
    pub affixes: bool,
    /// The run of capitalized words around a token.
    pub runs: bool,
    /// Word clusters.
    pub clusters: bool,
    /// Word lists: names, titles, organization words.
    pub words: bool,
    /// Gazetteer candidates.
    pub candidates: bool,
    /// What the document shows elsewhere.
    pub document: bool,
}

impl FeatureGroups {
    /// All groups.
    pub const ALL: Self =
        Self { affixes: true, runs: true, clusters: true, words: true, candidates: true, document: true };

    /// One bit a group, in the order of the fields.
    pub(crate) fn bits(self) -> u8 {
        let Self { affixes, runs, clusters, words, candidates, document } = self;
        [affixes, runs, clusters, words, candidates, document]
            .iter()
            .enumerate()
            .fold(0, |bits, (i, &on)| bits | u8::from(on) << i)
    }

    pub(crate) fn from_bits(bits: u8) -> Option<Self> {
        let on = |i: u8| bits >> i & 1 == 1;
        (bits < 64).then(|| Self {
            affixes: on(0),
            runs: on(1),
            clusters: on(2),
            words: on(3),
            candidates: on(4),
            document: on(5),
        })
    }
}

/// How a token is written, in few classes.
mod case {
    pub(super) const LOWER: u8 = 1;
    pub(super) const TITLE: u8 = 2;
    pub(super) const INITIAL: u8 = 3;
    pub(super) const SHORT_UPPER: u8 = 4;
    pub(super) const UPPER: u8 = 5;
    pub(super) const MIXED: u8 = 6;
    pub(super) const NUMBER: u8 = 7;
    pub(super) const ABBREVIATION: u8 = 8;
    pub(super) const PUNCTUATION: u8 = 9;
    pub(super) const OTHER: u8 = 10;
    /// Any word of a line in capitals.
    pub(super) const IN_CAPITALS: u8 = 11;
    pub(super) const DOTTED: u8 = 12;
}

/// What the templates need to know of one token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Info {
    /// Hash of the normal form, or of the shape for tokens with digits.
    word: u64,
    /// Cluster numbers plus 1; 0 for an unknown word.
    fine: u64,
    coarse: u64,
    case: u8,
    /// First of its sentence, in a heading, after an opening quote or bracket.
    place: u8,
    /// Word lists and frequency, in one number.
    lists: u64,
    flags: WordFlags,
    listed: Listed,
    capital: bool,
}

/// The value that stands for "before the beginning" and "after the end" of a sentence.
const EDGE: Info = Info {
    word: 0x0ED6_E0ED_6E0E_D6E0,
    fine: 0x7FF,
    coarse: 0x7FF,
    case: 15,
    place: 0,
    lists: 1 << 60,
    flags: WordFlags::empty(),
    listed: Listed::EDGE,
    capital: false,
};

/// The key of a word in the document's evidence.
#[inline]
pub(crate) fn evidence_key(token: &Token) -> u64 {
    token.norm.0 | 1
}

fn case_class(text: &str, token: &Token) -> u8 {
    if token.flags.contains(TokenFlags::CAPITALS_LINE) && token.case == CaseShape::Upper {
        return case::IN_CAPITALS;
    }
    match token.kind {
        TokenKind::Word => match token.case {
            CaseShape::Lower => case::LOWER,
            CaseShape::Title => case::TITLE,
            CaseShape::Upper if token.span.len() == 1 => case::INITIAL,
            CaseShape::Upper if token.span.len() <= 4 => case::SHORT_UPPER,
            CaseShape::Upper => case::UPPER,
            CaseShape::Mixed => case::MIXED,
            CaseShape::Uncased => case::OTHER,
        },
        TokenKind::Abbreviation => {
            let inner = &text.as_bytes()[token.span.start() as usize..token.span.end() as usize];
            match inner {
                [_, b'.'] => case::INITIAL,
                [head @ .., _] if head.contains(&b'.') => case::DOTTED,
                _ => case::ABBREVIATION,
            }
        }
        TokenKind::Number => case::NUMBER,
        TokenKind::Punctuation | TokenKind::Possessive => case::PUNCTUATION,
        TokenKind::Url | TokenKind::Email | TokenKind::Handle | TokenKind::Symbol => case::OTHER,
    }
}

/// A word's frequency in six classes.
fn rank_class(rank: u32) -> u64 {
    match rank {
        0 => 0,
        1..=100 => 1,
        101..=1000 => 2,
        1001..=5000 => 3,
        5001..=20_000 => 4,
        _ => 5,
    }
}

const TITLES: WordFlags = WordFlags::TITLE_HONORIFIC
    .union(WordFlags::TITLE_ROLE)
    .union(WordFlags::TITLE_MILITARY)
    .union(WordFlags::TITLE_RELIGIOUS)
    .union(WordFlags::TITLE_ROYAL)
    .union(WordFlags::TITLE_ACADEMIC);

/// Whether a word is a title of any kind.
pub(crate) fn is_title(class: WordClass) -> bool {
    class.flags.intersects(TITLES)
}

/// Gathers what the templates need of a token.
pub(crate) fn info(
    text: &str,
    token: &Token,
    listed: Listed,
    clusters: &ClusterTable,
    words: &impl WordLists,
    groups: FeatureGroups,
) -> Info {
    let case = case_class(text, token);
    let word =
        if token.flags.contains(TokenFlags::HAS_DIGIT) { shape(token.span.of(text)).1 } else { token.norm.0 };
    let flags = token.flags;
    let place = u8::from(flags.contains(TokenFlags::SENTENCE_START))
        | u8::from(flags.contains(TokenFlags::HEADING)) << 1
        | u8::from(flags.contains(TokenFlags::AFTER_OPENING)) << 2;
    let mut out = Info {
        word,
        case,
        place,
        listed: if groups.candidates { listed } else { Listed::default() },
        capital: token.kind.is_wordlike()
            && token.case.is_capitalized()
            && !flags.contains(TokenFlags::CAPITALS_LINE),
        ..Info::default()
    };
    if token.kind == TokenKind::Word || token.kind == TokenKind::Abbreviation {
        if groups.clusters
            && let Some(cluster) = clusters.get(token.norm)
        {
            out.fine = u64::from(cluster.fine) + 1;
            out.coarse = u64::from(cluster.coarse) + 1;
        }
        if groups.words {
            let class = words.word(token.norm);
            out.flags = class.flags;
            out.lists = u64::from(class.flags.bits()) | rank_class(class.rank) << 32;
        }
    }
    out
}

/// Hashes of a word's shape: runs kept up to eight letters, and runs collapsed with the digits as they are counted.
fn shape(surface: &str) -> (u64, u64) {
    let mut exact = 0_u64;
    let mut collapsed = 0_u64;
    let mut before = 0_u8;
    for (i, c) in surface.chars().take(16).enumerate() {
        let class = if c.is_ascii_lowercase() {
            1
        } else if c.is_ascii_uppercase() {
            2
        } else if c.is_ascii_digit() {
            3
        } else if c == '.' {
            4
        } else if c == ',' {
            5
        } else if c.is_lowercase() {
            1
        } else if c.is_uppercase() {
            2
        } else {
            6
        };
        if i < 8 {
            exact = exact << 3 | class;
        }
        if class as u8 != before {
            collapsed = collapsed << 3 | class;
            before = class as u8;
        }
    }
    (collapsed, 0xD161_0000_0000_0000 | exact)
}

/// The first and the last four bytes of a word, lower-cased where they are ASCII, as two numbers.
fn affixes(surface: &str) -> (u32, u32) {
    let bytes = surface.as_bytes();
    let first = bytes.iter().take(4).fold(0, |n, b| n << 8 | u32::from(b.to_ascii_lowercase()));
    let tail = &bytes[bytes.len().saturating_sub(4)..];
    let last = tail.iter().fold(0, |n, b| n << 8 | u32::from(b.to_ascii_lowercase()));
    (first, last)
}

/// A run of capitalized words, joined by small words, as positions in the sentence.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    end: usize,
}

/// A sentence with what is known of its tokens, and the document around it.
pub(crate) struct Context<'c> {
    pub(crate) text: &'c str,
    /// Tokens of the sentence.
    pub(crate) tokens: &'c [Token],
    /// One for each token of the sentence; valid within two tokens of an awake one and along runs.
    pub(crate) infos: &'c [Info],
    pub(crate) evidence: &'c Evidence,
    pub(crate) groups: FeatureGroups,
}

impl Context<'_> {
    fn at(&self, i: usize, offset: isize) -> &Info {
        i.checked_add_signed(offset).and_then(|j| self.infos.get(j)).unwrap_or(&EDGE)
    }

    /// Whether a token joins two capitalized words into one run.
    fn joins(&self, i: usize) -> bool {
        let token = &self.tokens[i];
        match token.kind {
            TokenKind::Word => {
                token.span.len() <= 4
                    && matches!(
                        token.span.of(self.text),
                        "of" | "for"
                            | "de"
                            | "van"
                            | "al"
                            | "el"
                            | "bin"
                            | "von"
                            | "der"
                            | "da"
                            | "di"
                            | "du"
                            | "la"
                            | "le"
                            | "del"
                            | "den"
                            | "ibn"
                            | "e"
                            | "y"
                            | "ul"
                            | "do"
                            | "dos"
                            | "des"
                    )
            }
            TokenKind::Punctuation | TokenKind::Symbol => token.flags.contains(TokenFlags::SOFT),
            _ => false,
        }
    }

    /// The run that holds token `i`.
    fn run(&self, i: usize) -> Run {
        // Eight words each way are more than any feature tells apart.
        let mut run = Run { start: i, end: i + 1 };
        if !self.infos[i].capital && !self.joins(i) {
            return run;
        }
        let mut at = i;
        while at > 0 && i - at < 8 {
            at -= 1;
            if self.infos[at].capital {
                run.start = at;
            } else if !self.joins(at) {
                break;
            }
        }
        let mut at = i + 1;
        while at < self.infos.len() && at - i < 8 {
            if self.infos[at].capital {
                run.end = at + 1;
            } else if !self.joins(at) {
                break;
            }
            at += 1;
        }
        run
    }

    /// Hands the features of token `i` of the sentence to `sink`.
    pub(crate) fn extract(&self, i: usize, sink: &mut Vec<u64>) {
        let (t, before, after) = (self.at(i, 0), self.at(i, -1), self.at(i, 1));
        let (before2, after2) = (self.at(i, -2), self.at(i, 2));
        let case = u64::from(t.case);
        let cases = case | u64::from(before.case) << 4 | u64::from(after.case) << 8;
        let surface = self.tokens[i].span.of(self.text);

        sink.push(feature(0, t.word));
        sink.push(feature(1, t.word ^ case));
        sink.push(feature(2, mix(before.word, t.word)));
        sink.push(feature(3, mix(t.word, after.word)));
        sink.push(feature(4, before.word));
        sink.push(feature(5, after.word));
        sink.push(feature(6, before2.word));
        sink.push(feature(7, after2.word));
        sink.push(feature(8, before.word ^ case));
        sink.push(feature(9, after.word ^ case));
        sink.push(feature(10, mix(before2.word, before.word)));
        sink.push(feature(11, mix(after.word, after2.word)));
        sink.push(feature(12, mix(before.word, after.word)));
        sink.push(feature(13, case | u64::from(t.place) << 4));
        sink.push(feature(14, cases));
        sink.push(feature(15, cases | u64::from(before2.case) << 12 | u64::from(t.place) << 16));
        sink.push(feature(16, cases | u64::from(after2.case) << 12));
        let (collapsed, exact) = shape(surface);
        sink.push(feature(17, collapsed));
        sink.push(feature(18, exact));
        if self.groups.affixes {
            let (first, last) = affixes(surface);
            sink.push(feature(20, u64::from(first >> 8 & 0xFFFF) << 8 | case));
            sink.push(feature(21, u64::from(first) << 8 | case));
            sink.push(feature(22, u64::from(last & 0xFFFF) << 8 | case));
            sink.push(feature(23, u64::from(last & 0xFF_FFFF) << 8 | case));
            sink.push(feature(24, u64::from(last) << 8 | case));
        }
        let run = self.run(i);
        if self.groups.runs {
            self.run_features(i, run, sink);
        }
        if self.groups.clusters {
            sink.push(feature(50, t.fine));
            sink.push(feature(51, before.fine));
            sink.push(feature(52, after.fine));
            sink.push(feature(53, before2.fine));
            sink.push(feature(54, after2.fine));
            sink.push(feature(55, t.coarse << 4 | case));
            sink.push(feature(56, before.coarse << 4 | case));
            sink.push(feature(57, after.coarse << 4 | case));
            sink.push(feature(58, t.fine << 4 | case));
            sink.push(feature(59, before.fine << 4 | case));
            sink.push(feature(60, after.fine << 4 | case));
            sink.push(feature(61, before.coarse << 16 | t.coarse << 4 | case));
            sink.push(feature(62, after.coarse << 16 | t.coarse << 4 | case));
            sink.push(feature(63, before.coarse << 32 | after.coarse << 16 | t.coarse));
            sink.push(feature(64, before2.coarse << 32 | before.coarse << 16 | case));
            sink.push(feature(65, after2.coarse << 32 | after.coarse << 16 | case));
        }
        if self.groups.words {
            let first = u64::from(t.place & 1);
            sink.push(feature(70, mix(t.lists, case | first << 8)));
            sink.push(feature(71, before.lists));
            sink.push(feature(72, after.lists));
            let (own, left, right) = (u64::from(t.flags.bits()), before.flags.bits(), after.flags.bits());
            sink.push(feature(73, own | u64::from(left) << 32));
            sink.push(feature(74, own | u64::from(right) << 32));
            sink.push(feature(75, mix(own, cases)));
        }
        if self.groups.candidates {
            let own = u64::from(t.listed.signature());
            let (left, right) = (u64::from(before.listed.signature()), u64::from(after.listed.signature()));
            if own | left | right != 0 {
                sink.push(feature(80, own));
                sink.push(feature(81, own << 4 | case));
                sink.push(feature(82, left << 32 | own));
                sink.push(feature(83, right << 32 | own));
                sink.push(feature(84, mix(own, u64::from(t.flags.bits()) | u64::from(t.place & 1) << 32)));
                if own != 0 {
                    sink.push(feature(85, mix(own, before.fine)));
                    sink.push(feature(86, mix(own, after.fine)));
                    sink.push(feature(87, mix(own, self.run_shape(i, run))));
                }
            }
        }
        if self.groups.document
            && let Some(seen) = self.evidence.get(evidence_key(&self.tokens[i]))
        {
            let lower = u64::from(seen.lower.min(2));
            let capital = u64::from(seen.capital.min(3));
            let titled = u64::from(seen.titled.min(1));
            let value = lower | capital << 2 | titled << 4;
            sink.push(feature(90, value << 8 | case << 4 | u64::from(t.place & 1)));
            sink.push(feature(91, mix(value, t.coarse)));
        }
    }

    /// Length of the run and place in it.
    fn run_shape(&self, i: usize, run: Run) -> u64 {
        let length = (run.end - run.start).min(6) as u64;
        let from_start = (i - run.start).min(4) as u64;
        let from_end = (run.end - 1).saturating_sub(i).min(4) as u64;
        length | from_start << 4 | from_end << 8
    }

    fn run_features(&self, i: usize, run: Run, sink: &mut Vec<u64>) {
        let t = &self.infos[i];
        let case = u64::from(t.case);
        let shape = self.run_shape(i, run);
        let (first, last) = (&self.infos[run.start], &self.infos[run.end - 1]);
        let before = run.start.checked_sub(1).map_or(&EDGE, |j| &self.infos[j]);
        let after = self.infos.get(run.end).unwrap_or(&EDGE);
        let from_start = shape >> 4 & 0xF;
        let from_end = shape >> 8;
        sink.push(feature(30, shape << 4 | case));
        sink.push(feature(31, mix(last.word, from_end)));
        sink.push(feature(32, mix(first.word, from_start)));
        sink.push(feature(33, mix(first.word, last.word)));
        sink.push(feature(34, mix(before.word, from_start)));
        sink.push(feature(35, mix(after.word, from_end)));
        sink.push(feature(36, mix(before.word, after.word) ^ shape));
        if self.groups.clusters {
            sink.push(feature(37, last.fine << 8 | from_end));
            sink.push(feature(38, first.fine << 8 | from_start));
            sink.push(feature(39, before.fine << 8 | from_start));
            sink.push(feature(40, after.fine << 8 | from_end));
            sink.push(feature(41, first.coarse << 24 | last.coarse << 8 | from_end));
            sink.push(feature(42, before.coarse << 24 | after.coarse << 12 | shape));
        }
        if self.groups.words {
            let (a, b) = (u64::from(first.flags.bits()), u64::from(last.flags.bits()));
            sink.push(feature(43, mix(a << 32 | b, shape)));
            sink.push(feature(44, mix(b, from_end)));
            sink.push(feature(45, mix(u64::from(before.flags.bits()) << 32 | a, from_start)));
        }
    }
}

/// What the second pass knows of one token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SecondView {
    /// The label of the first pass.
    pub(crate) label: u8,
    /// What was seen of the word elsewhere: this occurrence is taken out.
    pub(crate) others: Seen,
    /// How often the whole name (the span of the first pass) was found elsewhere, by type.
    pub(crate) name_others: [u16; 3],
    /// Majority type of the longer names that the neighbours are part of elsewhere.
    pub(crate) left: u64,
    pub(crate) right: u64,
}

impl SecondView {
    /// Features of the second pass: what the first pass made of other occurrences.
    pub(crate) fn extract(&self, sink: &mut Vec<u64>) {
        let own = u64::from(self.label);
        let part = votes(self.others.part);
        let whole = votes(self.others.whole);
        let name = votes(self.name_others);
        let outside = u64::from(self.others.outside.min(2));
        let lower = u64::from(self.others.lower.min(2));
        let titled = u64::from(self.others.titled.min(1));
        // A word seen once says nothing new: single sentences go through the second pass unchanged.
        if part | whole | name | outside == 0 {
            return;
        }
        let elsewhere = part << 16 | whole << 8 | outside << 4 | titled;
        sink.push(feature(100, part << 8 | own));
        sink.push(feature(101, whole << 8 | own));
        sink.push(feature(102, elsewhere));
        sink.push(feature(103, elsewhere << 8 | own));
        sink.push(feature(104, (outside << 8 | lower) << 8 | own));
        sink.push(feature(105, name << 8 | own));
        sink.push(feature(106, name << 16 | part << 8 | whole));
        sink.push(feature(107, (self.left << 16 | self.right << 24 | part << 8 | whole) << 8 | own));
    }
}

/// The type with most votes, how many (1, 2, 3+), and whether others have votes too; 0 for no votes.
pub(crate) fn votes(counts: [u16; 3]) -> u64 {
    let mut best = 0;
    for t in 1..3 {
        if counts[t] > counts[best] {
            best = t;
        }
    }
    if counts[best] == 0 {
        return 0;
    }
    let others = counts.iter().map(|&c| u32::from(c)).sum::<u32>() > u32::from(counts[best]);
    1 + best as u64 + 4 * u64::from(counts[best].min(3)) + 16 * u64::from(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_come_back_from_bits() {
        let mut groups = FeatureGroups::ALL;
        groups.clusters = false;
        assert_eq!(FeatureGroups::from_bits(groups.bits()), Some(groups));
        assert_eq!(FeatureGroups::from_bits(64), None);
    }

    #[test]
    fn shapes_and_affixes() {
        assert_eq!(shape("McDonald").0, shape("McArthur").0);
        assert_ne!(shape("1,234").1, shape("12345").1);
        assert_eq!(shape("1984").1, shape("2003").1, "digits are alike");
        assert_eq!(affixes("Ab"), (0x6162, 0x6162));
        assert_eq!(affixes("Teheran").1, u32::from_be_bytes(*b"eran"));
    }

    #[test]
    fn votes_tell_type_number_and_dissent() {
        assert_eq!(votes([0, 0, 0]), 0);
        assert_ne!(votes([1, 0, 0]), votes([0, 1, 0]));
        assert_ne!(votes([2, 0, 0]), votes([2, 1, 0]));
        assert_eq!(votes([3, 0, 0]), votes([9, 0, 0]));
    }
}
