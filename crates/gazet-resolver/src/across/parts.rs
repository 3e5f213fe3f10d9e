//! Whole names compared part by part.

use super::chinese::{is_syllable, wade_giles};
use super::korean::spellings;
use super::sound::{code_of, likeness, likeness_of, rewrite};
use gazet_core::EntityType;
use gazet_tokenizer::normalize_into;

/// Why two names may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The same words.
    SameForm,
    /// The same words in another order.
    WordOrder,
    /// A part that is spelled otherwise.
    Spelling,
    /// Pinyin and Wade-Giles.
    Romanization,
    /// An initial for a full given name.
    Initial,
    /// One name has parts that the other leaves out.
    ShorterForm,
    /// They share neighbours.
    SharedNeighbors,
    /// They have neighbours, and share none.
    NoSharedNeighbors,
    /// Their dates lie far apart.
    FarDates,
    /// More than one name fits.
    SeveralFit,
    /// A person decided it.
    Decision,
}

impl Reason {
    /// The stable code written to review files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameForm => "same-form",
            Self::WordOrder => "word-order",
            Self::Spelling => "spelling",
            Self::Romanization => "romanization",
            Self::Initial => "initial",
            Self::ShorterForm => "shorter-form",
            Self::SharedNeighbors => "shared-neighbors",
            Self::NoSharedNeighbors => "no-shared-neighbors",
            Self::FarDates => "far-dates",
            Self::SeveralFit => "several-fit",
            Self::Decision => "decision",
        }
    }
}

/// How alike two names are, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameMatch {
    /// In [0, 1]. Above 0.9 one name stands for the other nearly always; below 0.75 rarely.
    pub score: f32,
    /// Ascending, each once.
    pub reasons: Vec<Reason>,
}

/// A name in comparable parts: normal forms without titles, particles and marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) parts: Vec<Word>,
    /// What tells a father from his son (`Jr.`, `III`), and is no part: two names may differ in having one.
    generation: Option<&'static str>,
}

/// One part, with everything that comparing it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Normal form.
    pub(crate) text: String,
    sound: Vec<u8>,
    /// Its Wade-Giles forms, if it is pinyin.
    wade: Vec<String>,
    /// Its other spellings, if it may be Korean.
    hangul: Vec<String>,
    syllable: bool,
    code: u32,
}

impl Word {
    pub(crate) fn new(text: String) -> Self {
        let sound = rewrite(&text);
        let code = code_of(&text, &sound);
        Self {
            sound,
            wade: wade_giles(&text),
            hangul: spellings(&text),
            syllable: is_syllable(&text),
            code,
            text,
        }
    }

    pub(crate) fn is_initial(&self) -> bool {
        is_initial(&self.text)
    }

    pub(crate) const fn code(&self) -> u32 {
        self.code
    }

    /// What follows an article that is glued to the name: `Almaliki`.
    pub(crate) fn without_article(&self) -> Option<&str> {
        let rest = self.text.strip_prefix("al").or_else(|| self.text.strip_prefix("el"));
        rest.filter(|r| r.len() >= 4)
    }
}

/// Titles and suffixes that are no part of a name when they come first or last.
const DROPPED: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "president",
    "sir",
    "gen",
    "general",
    "col",
    "colonel",
    "ayatollah",
    "hojatoleslam",
    "sheikh",
    "shaykh",
    "sheik",
    "haji",
    "hajj",
    "hajji",
    "mullah",
    "imam",
    "sayyid",
    "seyyed",
    "seyed",
    "sayed",
    "syed",
    "said",
    "jr",
    "sr",
    "ii",
    "iii",
    "iv",
    "esq",
    "the",
    "don",
    "dona",
    "comrade",
];
/// Of those, the ones that tell namesakes of one family apart.
const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
const PARTICLES: &[&str] = &[
    "al", "el", "ul", "ol", "il", "bin", "ben", "ibn", "bint", "van", "von", "der", "den", "de", "del",
    "della", "di", "da", "dos", "das", "do", "du", "la", "le", "los", "las", "e", "y", "i", "ye", "of",
    "and", "for", "as", "ad", "ash", "ar", "at", "az", "an", "es", "er",
];
const ORGANIZATION_ENDS: &[&str] = &[
    "inc",
    "ltd",
    "llc",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "limited",
    "gmbh",
    "sa",
    "ag",
    "the",
    "incorporated",
];
/// Words that say what an organization or place is: two names must agree in them.
const KINDS: &[(&str, &str)] = &[
    ("organisation", "organization"),
    ("center", "centre"),
    ("defense", "defence"),
    ("labor", "labour"),
    ("theater", "theatre"),
    ("programme", "program"),
];

impl Parts {
    pub(crate) fn of(name: &str, entity_type: EntityType) -> Self {
        let mut words: Vec<String> = Vec::new();
        // `Rajavi, Massoud` is written surname first.
        let (head, tail) = match (entity_type, name.split_once(',')) {
            (EntityType::Person, Some((last, first))) if !first.trim().is_empty() => (first, last),
            _ => (name, ""),
        };
        for part in [head, tail] {
            for raw in part.split(|c: char| {
                c.is_whitespace() || matches!(c, '-' | '‐' | '–' | ',' | '/' | '(' | ')' | '"')
            }) {
                // `J.K.` are two initials.
                let dotted = raw.matches('.').count() > 1 && entity_type == EntityType::Person;
                for piece in raw.split(|c| dotted && c == '.') {
                    let mut word = String::new();
                    normalize_into(piece, &mut word);
                    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                    if !word.is_empty() {
                        words.push(word.to_owned());
                    }
                }
            }
        }
        if entity_type == EntityType::Person {
            let last = words.last().filter(|_| words.len() > 1);
            let generation = last.and_then(|w| GENERATIONS.iter().copied().find(|g| g == w));
            Self { parts: person_parts(words).into_iter().map(Word::new).collect(), generation }
        } else {
            let kept: Vec<String> = words
                .into_iter()
                .map(|w| {
                    KINDS.iter().find(|(from, _)| *from == w).map_or(w.clone(), |(_, to)| (*to).to_owned())
                })
                .filter(|w| !ORGANIZATION_ENDS.contains(&w.as_str()) && !PARTICLES.contains(&w.as_str()))
                .collect();
            Self { parts: kept.into_iter().map(Word::new).collect(), generation: None }
        }
    }

    /// Codes of the first and the last part, under which like names meet.
    pub(crate) fn codes(&self) -> Option<(u32, u32)> {
        let full = |p: &&Word| !p.is_initial();
        let first = self.parts.iter().find(full)?;
        let last = self.parts.iter().rev().find(full)?;
        Some((first.code(), last.code()))
    }
}

fn person_parts(mut words: Vec<String>) -> Vec<String> {
    while words.len() > 1 && DROPPED.contains(&words[0].as_str()) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|w| DROPPED.contains(&w.as_str())) {
        words.pop();
    }
    let mut out: Vec<String> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        // `Abd al-Rahman`, `Abdul Rahman`, `Abdurrahman`.
        if matches!(
            word.as_str(),
            "abd" | "abdul" | "abdel" | "abdal" | "abdol" | "abdu" | "abdo" | "abdur" | "abder"
        ) {
            let mut next = words.next();
            while next.as_ref().is_some_and(|n| PARTICLES.contains(&n.as_str())) {
                next = words.next();
            }
            out.push(format!("abd{}", next.unwrap_or_default()));
            continue;
        }
        let compound = ["abdul", "abdel", "abdol", "abdal", "abdur", "abder", "abdar"];
        if let Some(rest) = compound.iter().find_map(|c| word.strip_prefix(c)).filter(|r| r.len() >= 3) {
            out.push(format!("abd{rest}"));
            continue;
        }
        // `Nasr al-Din`, `Nasruddin`, `Nasreddin`.
        let is_din = matches!(
            word.as_str(),
            "din" | "eddin" | "uddin" | "aldin" | "eldin" | "addin" | "eddine" | "dine"
        );
        if is_din && let Some(previous) = out.last_mut() {
            previous.push_str("din");
            continue;
        }
        let glued = ["uddin", "eddin", "oddin", "addin", "eddine", "aldin", "eldin"];
        if let Some(stem) = glued.iter().find_map(|s| word.strip_suffix(s)).filter(|s| s.len() >= 2) {
            out.push(format!("{stem}din"));
            continue;
        }
        if PARTICLES.contains(&word.as_str()) && words.peek().is_some() {
            continue;
        }
        out.push(word);
    }
    out
}

/// Compares two names of one type. Symmetric.
///
/// ```
/// use gazet_core::EntityType;
/// use gazet_resolver::across::compare_names;
/// let same = compare_names("Ismael Yaghmayee", "Esmail Yaghmaei", EntityType::Person);
/// let other = compare_names("Ali Mohammadi", "Ali Mahmoudi", EntityType::Person);
/// assert!(same.score > 0.85 && other.score < 0.75);
/// ```
#[must_use]
pub fn compare_names(a: &str, b: &str, entity_type: EntityType) -> NameMatch {
    compare(&Parts::of(a, entity_type), &Parts::of(b, entity_type), entity_type)
}

pub(crate) fn compare(a: &Parts, b: &Parts, entity_type: EntityType) -> NameMatch {
    if a.parts.is_empty() || b.parts.is_empty() {
        return NameMatch::default();
    }
    if a.generation.is_some() && b.generation.is_some() && a.generation != b.generation {
        return NameMatch::default();
    }
    if a.parts == b.parts {
        return NameMatch { score: 1.0, reasons: vec![Reason::SameForm] };
    }
    // Divided and joined forms: `Xiao-ping`, `Xiaoping`; `Fatemeh Zahra`, `Fatemehzahra`.
    let letters = |p: &Parts| p.parts.iter().map(|w| w.text.len()).sum::<usize>();
    let joined = |p: &Parts| p.parts.iter().flat_map(|w| w.text.bytes()).collect::<Vec<u8>>();
    if a.parts.len() != b.parts.len() && letters(a) == letters(b) && joined(a) == joined(b) {
        return NameMatch { score: 0.97, reasons: vec![Reason::SameForm] };
    }
    let mut found = if entity_type == EntityType::Person { person(a, b) } else { body(a, b) };
    found.reasons.sort_unstable();
    found.reasons.dedup();
    found
}

fn is_initial(part: &str) -> bool {
    part.chars().count() == 1
}

/// Likeness of two parts, with its reason.
fn part(a: &Word, b: &Word) -> (f32, Option<Reason>) {
    if a.text == b.text {
        return (1.0, None);
    }
    if a.is_initial() || b.is_initial() {
        let same = a.text.chars().next() == b.text.chars().next();
        return if same { (0.86, Some(Reason::Initial)) } else { (0.0, None) };
    }
    if a.wade.contains(&b.text) || b.wade.contains(&a.text) {
        return (0.93, Some(Reason::Romanization));
    }
    let korean = a.text.contains("eo") || b.text.contains("eo");
    if korean && a.hangul.iter().any(|form| b.hangul.contains(form)) {
        return (0.86, Some(Reason::Romanization));
    }
    // Two syllables of pinyin are two names, and so are two names of two letters: `Vo`, `Vu`.
    if a.syllable && b.syllable || a.text.len() <= 2 && b.text.len() <= 2 {
        return (0.0, None);
    }
    if !a.text.is_ascii() || !b.text.is_ascii() {
        // Other scripts: letters are exact.
        return (0.0, None);
    }
    let like = likeness_of(&a.sound, &b.sound);
    let stripped = match (a.without_article(), b.without_article()) {
        (Some(x), None) => likeness(x, &b.text) - 0.03,
        (None, Some(y)) => likeness(&a.text, y) - 0.03,
        _ => 0.0,
    };
    (like.max(stripped), Some(Reason::Spelling))
}

fn person(a: &Parts, b: &Parts) -> NameMatch {
    let (x, y): (Vec<&Word>, Vec<&Word>) = (a.parts.iter().collect(), b.parts.iter().collect());
    let mut best = aligned(&x, &y);
    if x.len() == y.len() {
        return if best.score < 0.9 { better(best, turned(&x, &y)) } else { best };
    }
    // Divided and joined parts: `Hsiao-ping`, `Xiaoping`; `Bani Sadr`, `Banisadr`.
    let (short, long) = if x.len() < y.len() { (x, y) } else { (y, x) };
    if short.len() >= 2 && best.score < 0.9 {
        for joined in joined(&long) {
            let joined: Vec<&Word> = joined.iter().collect();
            best = better(best, aligned(&short, &joined));
            if joined.len() == short.len() && best.score < 0.9 {
                best = better(best, turned(&short, &joined));
            }
        }
    }
    best
}

fn better(best: NameMatch, other: NameMatch) -> NameMatch {
    if other.score > best.score { other } else { best }
}

/// Surname first: the last part moved to the front, or the first to the end. Two names with as many parts.
fn turned(x: &[&Word], y: &[&Word]) -> NameMatch {
    let mut best = NameMatch::default();
    let ends = |w: &[&Word]| w.first().zip(w.last()).map(|(a, b)| ((*a).clone(), (*b).clone()));
    let (Some((x_first, x_last)), Some((y_first, y_last))) = (ends(x), ends(y)) else { return best };
    if x.len() != y.len() || y.len() < 2 {
        return best;
    }
    let initials = x.iter().chain(y).any(|p| p.is_initial());
    // Only where the word that moves sounds like the one it meets; where initials leave doubts, where it is the same.
    let meets = |a: &Word, b: &Word| {
        if initials { a.text == b.text && !a.is_initial() } else { a.code() == b.code() }
    };
    for left in [true, false] {
        if !(if left { meets(&y_first, &x_last) } else { meets(&y_last, &x_first) }) {
            continue;
        }
        let mut order = y.to_vec();
        if left {
            order.rotate_left(1);
        } else {
            order.rotate_right(1);
        }
        let mut found = aligned(x, &order);
        found.score -= 0.04;
        found.reasons.push(Reason::WordOrder);
        best = better(best, found);
    }
    best
}

/// The name with one or two pairs of neighbouring parts joined.
fn joined(parts: &[&Word]) -> Vec<Vec<Word>> {
    let join = |parts: &[Word], at: usize| -> Vec<Word> {
        let mut out = parts.to_vec();
        let next = out.remove(at + 1);
        out[at] = Word::new(format!("{}{}", out[at].text, next.text));
        out
    };
    let full = |at: usize| !parts[at].is_initial() && !parts[at + 1].is_initial();
    let mut out = Vec::new();
    if (3..=5).contains(&parts.len()) {
        let own: Vec<Word> = parts.iter().map(|w| (*w).clone()).collect();
        for at in (0..parts.len() - 1).filter(|at| full(*at)) {
            let once = join(&own, at);
            if once.len() > 2 {
                out.extend((at + 1..once.len() - 1).map(|second| join(&once, second)));
            }
            out.push(once);
        }
    }
    out
}

/// Aligns surname with surname, given name with given name, and the parts between in order.
fn aligned(a: &[&Word], b: &[&Word]) -> NameMatch {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (Some(short_last), Some(long_last)) = (short.last(), long.last()) else {
        return NameMatch::default();
    };
    if short.len() == 1 {
        // One word alone: a variant spelling, or no evidence.
        if long.len() > 1 {
            return NameMatch::default();
        }
        let (like, reason) = part(short_last, long_last);
        return NameMatch { score: like * 0.93, reasons: reason.into_iter().collect() };
    }
    let mut best = NameMatch::default();
    // The surname of the short form is the last part of the long one, or (second surnames) the one before.
    for end in (short.len().max(long.len().saturating_sub(1))..=long.len()).rev() {
        let found = aligned_to(short, &long[..end], long.len() - end);
        if found.score > best.score {
            best = found;
        }
    }
    best
}

fn aligned_to(short: &[&Word], long: &[&Word], cut: usize) -> NameMatch {
    let (Some(a), Some(b)) = (short.last(), long.last()) else { return NameMatch::default() };
    let (surname, reason) = part(a, b);
    if surname < 0.8 || a.is_initial() || b.is_initial() {
        return NameMatch::default();
    }
    let mut reasons: Vec<Reason> = reason.into_iter().collect();
    let (mut given, mut reason) = part(short[0], long[0]);
    let mut skipped = 0;
    // The first of several given names left out: `Tayyip Erdogan`.
    if given < 0.76 && !short[0].is_initial() {
        for (k, other) in long.iter().enumerate().take(long.len() - 1).skip(1) {
            let (like, why) = part(short[0], other);
            if like > given && !other.is_initial() {
                (given, reason, skipped) = (like, why, k);
            }
        }
    }
    reasons.extend(reason);
    if given < 0.76 {
        return NameMatch::default();
    }
    // Parts between, in order; a part of the short form that finds no partner speaks against it.
    let mut middle = 1.0f32;
    let mut left_out = cut + skipped;
    let (mut i, mut j) = (1, skipped + 1);
    while i + 1 < short.len() {
        let mut hit = None;
        for (k, other) in long.iter().enumerate().take(long.len() - 1).skip(j) {
            let (like, reason) = part(short[i], other);
            if like >= 0.78 {
                hit = Some((k, like, reason));
                break;
            }
        }
        match hit {
            Some((k, like, reason)) => {
                left_out += k - j;
                middle = middle.min(like);
                reasons.extend(reason);
                j = k + 1;
            }
            // Two middle names that differ: two persons.
            None => return NameMatch::default(),
        }
        i += 1;
    }
    left_out += (long.len() - 1).saturating_sub(j);
    let mut score = 0.5 * surname + 0.4 * given + 0.1 * middle;
    // The weakest part bounds the whole.
    score = score.min(0.2 + 0.8 * surname.min(given).min(middle));
    if left_out > 0 {
        reasons.push(Reason::ShorterForm);
        let missing_initials = long.iter().filter(|p| p.is_initial()).count();
        let heavy = left_out.saturating_sub(missing_initials);
        score -= if cut > 0 && skipped > 0 {
            0.25
        } else if cut > 0 {
            0.1
        } else {
            0.02 + 0.06 * heavy as f32
        };
    }
    // Two uncertain parts weigh more than one.
    let unsure = [surname, given, middle].iter().filter(|s| **s < 0.9).count();
    if unsure > 1 {
        score -= 0.03;
    }
    NameMatch { score: score.clamp(0.0, 1.0), reasons }
}

/// Organizations and places: the same number of parts, each alike, kinds exact.
fn body(a: &Parts, b: &Parts) -> NameMatch {
    if a.parts.len() != b.parts.len() {
        return NameMatch::default();
    }
    let mut reasons = Vec::new();
    let mut lowest = 1.0f32;
    let mut changed = 0;
    for (x, y) in a.parts.iter().zip(&b.parts) {
        let short = |w: &Word| w.text.chars().count() < 4 || w.text.chars().any(|c| c.is_ascii_digit());
        let (like, reason) = if x == y {
            (1.0, None)
        } else if is_plural_of(&x.text, &y.text) || is_plural_of(&y.text, &x.text) {
            (0.92, Some(Reason::Spelling))
        } else if short(x) || short(y) {
            (0.0, None)
        } else {
            (likeness(&x.text, &y.text), Some(Reason::Spelling))
        };
        lowest = lowest.min(like);
        changed += u32::from(like < 1.0);
        reasons.extend(reason);
    }
    if lowest >= 0.8 && changed < a.parts.len().max(2) as u32 {
        return NameMatch { score: lowest - 0.02 * changed.saturating_sub(1) as f32, reasons };
    }
    let sorted = |p: &Parts| p.parts.iter().map(|w| w.text.clone()).collect::<Vec<_>>();
    let (mut x, mut y) = (sorted(a), sorted(b));
    x.sort_unstable();
    y.sort_unstable();
    if x == y {
        return NameMatch { score: 0.9, reasons: vec![Reason::WordOrder] };
    }
    NameMatch::default()
}

fn is_plural_of(a: &str, b: &str) -> bool {
    a.len() > 3 && b.strip_suffix('s') == Some(a)
}
