//! Gold names to labels on tokens, in one convention.
//!
//! Titles, leading articles and possessive endings stand outside a name; names after `@` and nationality adjectives
//! are none. What cannot be put on tokens is counted, and its tokens are left open: the trainer neither rewards nor
//! punishes them.

use super::corpus::{GoldDocument, GoldEntity};
use crate::labels::{self, Label, Part};
use gazet_core::{EntityType, Span, Token};
use gazet_tokenizer::TokenizedText;

/// Every label is allowed.
pub(crate) const OPEN: u16 = (1 << crate::labels::N_LABELS) - 1;

/// What became of the gold names of a corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlignmentCounts {
    /// Names in the corpus.
    pub names: u64,
    /// Names put on tokens, as they are or cut.
    pub aligned: u64,
    /// Of these, names that lost an article, a title, a possessive ending or punctuation.
    pub cut: u64,
    /// Names left out by the convention: after `@`, or nothing left.
    pub dropped: u64,
    /// Names whose ends fall inside tokens.
    pub inside_token: u64,
    /// Names that cross a sentence end or overlap another name.
    pub across: u64,
    /// Names with words that the decoder does not look at (lower case).
    pub asleep: u64,
}

impl AlignmentCounts {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: Self) {
        self.names += other.names;
        self.aligned += other.aligned;
        self.cut += other.cut;
        self.dropped += other.dropped;
        self.inside_token += other.inside_token;
        self.across += other.across;
        self.asleep += other.asleep;
    }
}

const ARTICLES: &[&str] = &["the ", "The ", "THE ", "a ", "A ", "an ", "An "];

/// Titles that corpora put inside the names of persons. Not those that make a name (`Pope Francis` keeps its
/// title in most gold sets, so both stay as they are).
const TITLES: &[&str] = &[
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Mister",
    "Dr",
    "Doctor",
    "Prof",
    "Professor",
    "Sir",
    "Madam",
    "Madame",
    "Monsieur",
    "Mademoiselle",
    "Mme",
    "Mlle",
    "Herr",
    "Frau",
    "Signor",
    "Signora",
    "Señor",
    "Señora",
    "Don",
    "Doña",
    "Captain",
    "Capt",
    "Major",
    "Maj",
    "Colonel",
    "Col",
    "General",
    "Gen",
    "Lieutenant",
    "Lt",
    "Sergeant",
    "Sgt",
    "Corporal",
    "Admiral",
    "Adm",
    "Commander",
    "Cmdr",
    "President",
    "Senator",
    "Sen",
    "Rep",
    "Governor",
    "Gov",
    "Judge",
    "Justice",
    "Reverend",
    "Rev",
    "Father",
    "Fr",
    "Brother",
    "Sister",
    "Aunt",
    "Uncle",
    "Cousin",
    "Parson",
    "Bishop",
    "Cardinal",
    "Archbishop",
    "Sheikh",
    "Ayatollah",
    "Lord",
    "Lady",
    "Squire",
    "Inspector",
    "Minister",
    "Chancellor",
    "Secretary",
    "Ambassador",
    "Chairman",
    "Nurse",
    "Dame",
    "Esq",
    "Hon",
    "Old",
    "old",
    "Little",
    "little",
    "poor",
    "Poor",
    "dear",
    "Dear",
    "young",
    "Young",
    "plain",
];

/// Cuts what the convention keeps outside. `None` when the name is none of ours.
pub(crate) fn clean(text: &str, gold: GoldEntity) -> Option<Span> {
    let (mut start, mut end) = (gold.span.start() as usize, gold.span.end() as usize);
    if text[..start].ends_with('@') || text[start..end].starts_with('@') {
        return None;
    }
    loop {
        let name = &text[start..end];
        let before = (start, end);
        let trimmed = name.trim_start_matches(|c: char| c.is_whitespace() || "\"'“”‘’(#,;:".contains(c));
        start = end - trimmed.len();
        for article in ARTICLES {
            if text[start..end].starts_with(article) {
                start += article.len();
            }
        }
        let name = &text[start..end];
        let trimmed = name.trim_end_matches(|c: char| c.is_whitespace() || ",;:\"'“”‘’".contains(c));
        end = start + trimmed.len();
        for ending in ["'s", "’s", "'S", "’S"] {
            if text[start..end].ends_with(ending) && end - start > ending.len() {
                end -= ending.len();
            }
        }
        if gold.entity_type == EntityType::Person {
            start += leading_titles(&text[start..end]);
        }
        if start == end {
            return None;
        }
        if (start, end) == before {
            return Some(Span::new(start as u32, end as u32));
        }
    }
}

/// Bytes of titles at the beginning of a person's name; the last word is never a title.
fn leading_titles(name: &str) -> usize {
    let Some((first, rest)) = name.split_once(' ') else { return 0 };
    if rest.trim().is_empty() || !TITLES.contains(&first.trim_end_matches('.')) { 0 } else { first.len() + 1 }
}

/// The tokens of a span. `Err` when an end falls inside a token.
fn tokens_of(
    text: &str,
    tokens: &[Token],
    span: Span,
) -> Result<std::ops::Range<usize>, std::ops::Range<usize>> {
    let first = tokens.partition_point(|t| t.span.end() <= span.start());
    let last = tokens.partition_point(|t| t.span.start() < span.end());
    let range = first..last.max(first);
    let exact = !range.is_empty() && tokens[first].span.start() == span.start() && {
        // `Inc` of a token `Inc.` is the same name.
        let end = tokens[last - 1].span.end();
        end == span.end() || text.get(span.end() as usize..end as usize) == Some(".")
    };
    if exact { Ok(range) } else { Err(range) }
}

/// Labels of a document: for each token the set of labels allowed, one bit each.
pub(crate) fn align(
    document: &GoldDocument,
    tokenized: &TokenizedText,
    awake: &[bool],
    out: &mut Vec<u16>,
) -> AlignmentCounts {
    let tokens = &tokenized.tokens;
    out.clear();
    out.resize(tokens.len(), 1);
    let mut counts = AlignmentCounts { names: document.entities.len() as u64, ..AlignmentCounts::default() };
    for &gold in &document.entities {
        let Some(span) = clean(&document.text, gold) else {
            counts.dropped += 1;
            let (Ok(range) | Err(range)) = tokens_of(&document.text, tokens, gold.span);
            out[range].fill(OPEN);
            continue;
        };
        let range = match tokens_of(&document.text, tokens, span) {
            Ok(range) => range,
            Err(range) => {
                counts.inside_token += 1;
                out[range].fill(OPEN);
                continue;
            }
        };
        let one_sentence =
            tokenized.sentence_of(range.start as u32) == tokenized.sentence_of(range.end as u32 - 1);
        if !one_sentence || out[range.clone()].iter().any(|&l| l != 1) {
            counts.across += 1;
            out[range].fill(OPEN);
            continue;
        }
        if !awake[range.clone()].iter().all(|&a| a) {
            counts.asleep += 1;
            out[range].fill(OPEN);
            continue;
        }
        counts.aligned += 1;
        counts.cut += u64::from(span != gold.span);
        let last = range.len() - 1;
        for (i, entry) in out[range].iter_mut().enumerate() {
            *entry = 1 << label_at(gold.entity_type, i, last);
        }
    }
    counts
}

fn label_at(entity_type: EntityType, i: usize, last: usize) -> Label {
    let part = match (i, last) {
        (0, 0) => Part::Unit,
        (0, _) => Part::Begin,
        _ if i == last => Part::Last,
        _ => Part::Inside,
    };
    labels::label(entity_type, part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str, entity_type: EntityType) -> Option<&str> {
        let gold = GoldEntity { span: Span::new(0, text.len() as u32), entity_type };
        clean(text, gold).map(|s| s.of(text))
    }

    #[test]
    fn one_convention() {
        use EntityType::{Organization, Person, Place};
        assert_eq!(cleaned("the United Nations", Organization), Some("United Nations"));
        assert_eq!(cleaned("Mr. Tulkinghorn", Person), Some("Tulkinghorn"));
        assert_eq!(cleaned("plain Jack Durbeyfield's", Person), Some("Jack Durbeyfield"));
        assert_eq!(cleaned("Father", Person), Some("Father"));
        assert_eq!(cleaned("General Motors", Organization), Some("General Motors"));
        assert_eq!(cleaned("“Paris”,", Place), Some("Paris"));
        assert_eq!(cleaned("@barackobama", Person), None);
        assert_eq!(cleaned("\"", Place), None);
    }
}
