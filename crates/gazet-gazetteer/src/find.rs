//! Names of one compiled file in one tokenized text.

use crate::chain;
use crate::compile::{bigram_slot, fingerprint, first_slot, home, is_passed_over};
use crate::entity::AliasView;
use crate::file::{Gazetteer, View};
use crate::format::{BUCKET, HAS_CHILD, u32_at};
use crate::policy::{Occurrence, accept};
use gazet_core::{
    AliasId, Candidate, CandidateFlags, CaseShape, EntityId, Span, Token, TokenFlags, TokenKind, TokenRange,
};
use gazet_tokenizer::{DocumentCase, TokenizedText, normalize_into};

/// Which of the names that overlap are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MatchKind {
    /// From the left, at each place the longest, then on behind it.
    #[default]
    LeftmostLongest,
    /// All.
    All,
}

/// Working memory of a search; one per thread, reused from text to text.
#[derive(Clone, Debug, Default)]
pub struct FindScratch {
    /// The tokens that names are made of: soft punctuation left out, a [`BREAK`] where names must end.
    pub(crate) words: Vec<Word>,
    /// Where the first-token filter lets names begin: index into `words`, and its bits.
    starts: Vec<(u32, u8)>,
    fold: String,
}

/// A token as the search sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) norm: u64,
    pub(crate) token: u32,
    /// Bits of the first-token filter that let a name begin here; 0 where none may, [`BREAK`] at an end.
    mask: u8,
}

/// Names end here: a sentence, or boilerplate, ends.
const BREAK: u8 = 0xFF;
/// A name may begin, whatever its case.
const ANY: u8 = 0b1111;
/// A name that may begin in lower case may begin.
const LOWER: u8 = 0b1100;
/// Filter bits: the token is a name by itself.
const ALONE: u8 = 0b0101;
/// Filter bits: the token begins longer names.
const LONGER: u8 = 0b1010;

/// Whether the case of `token` can be trusted.
fn is_case_free(token: &Token, case: DocumentCase) -> bool {
    case != DocumentCase::Mixed || token.flags.contains(TokenFlags::CAPITALS_LINE)
}

/// Lays the tokens out for the search.
pub(crate) fn prepare(tokens: &TokenizedText, words: &mut Vec<Word>) {
    words.clear();
    let end = Word { norm: 0, token: u32::MAX, mask: BREAK };
    for sentence in &tokens.sentences {
        let range = sentence.tokens.indices();
        let Some(of_sentence) = tokens.tokens.get(range.clone()) else { continue };
        for ((i, token), at) in of_sentence.iter().enumerate().zip(sentence.tokens.start..) {
            if token.flags.contains(TokenFlags::BOILERPLATE) {
                words.push(end);
                continue;
            }
            if is_passed_over(token, of_sentence.get(i + 1)) {
                continue;
            }
            let mask = match token.kind {
                TokenKind::Punctuation | TokenKind::Possessive | TokenKind::Url | TokenKind::Email => 0,
                _ if token.case == CaseShape::Lower && !is_case_free(token, tokens.case) => LOWER,
                _ => ANY,
            };
            words.push(Word { norm: token.norm.0, token: at, mask });
        }
        words.push(end);
    }
}

/// What one search looks at.
pub(crate) struct Search<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a TokenizedText,
    pub(crate) kind: MatchKind,
    /// Hash of "the".
    pub(crate) the: u64,
    pub(crate) entity_base: u32,
    pub(crate) alias_base: u32,
}

impl Search<'_> {
    /// Appends the candidates of `gazetteer`, in the order of their spans.
    pub(crate) fn run(&self, gazetteer: &Gazetteer, scratch: &mut FindScratch, out: &mut Vec<Candidate>) {
        let layout = gazetteer.layout();
        let finder = Finder {
            search: self,
            view: gazetteer.view(),
            start: chain::start(layout.seed),
            buckets: layout.counts.buckets,
            max_probe: layout.counts.max_probe,
            first_log2: layout.counts.first_log2,
            bigram_log2: layout.counts.bigram_log2,
            n_entities: layout.counts.entities,
            words: &scratch.words,
        };
        finder.filter(&mut scratch.starts);
        finder.run(&scratch.starts, &mut scratch.fold, out);
    }
}

struct Finder<'a> {
    search: &'a Search<'a>,
    view: View<'a>,
    start: u64,
    buckets: u32,
    max_probe: u32,
    first_log2: u32,
    bigram_log2: u32,
    n_entities: u32,
    words: &'a [Word],
}

/// Names of one start that are remembered; longer lists of nested names are beyond any real list, and the shortest
/// ones are then looked at again.
const NESTED: usize = crate::source::MAX_ALIAS_TOKENS;

impl Finder<'_> {
    /// Notes the words that begin names. Apart from the walk and without a branch, so that the reads of the filter
    /// overlap.
    fn filter(&self, starts: &mut Vec<(u32, u8)>) {
        starts.clear();
        starts.resize(self.words.len(), (0, 0));
        let mut n = 0;
        for (word, at) in self.words.iter().zip(0u32..) {
            // `BREAK` has the bits above `ANY` too.
            let bits = self.first_bits(word.norm) & word.mask & if word.mask == BREAK { 0 } else { ANY };
            starts[n] = (at, bits);
            n += usize::from(bits != 0);
        }
        starts.truncate(n);
    }

    fn run(&self, starts: &[(u32, u8)], fold: &mut String, out: &mut Vec<Candidate>) {
        let mut nested = [(0u32, 0u32); NESTED];
        let mut next = 0;
        for (at, bits) in starts {
            let at = *at as usize;
            if at < next {
                continue;
            }
            let n = self.walk(at, *bits, &mut nested);
            match self.search.kind {
                MatchKind::All => {
                    for (end, group) in &nested[..n] {
                        self.emit(at, *end as usize, *group, fold, out);
                    }
                }
                MatchKind::LeftmostLongest => {
                    for (end, group) in nested[..n].iter().rev() {
                        if self.emit(at, *end as usize, *group, fold, out) {
                            next = *end as usize;
                            break;
                        }
                    }
                }
            }
        }
    }

    #[inline]
    fn first_bits(&self, norm: u64) -> u8 {
        let (byte, shift) = first_slot(norm, self.first_log2);
        self.view.first.get(byte).map_or(0, |b| b >> shift)
    }

    /// Follows the names that begin at `at`; returns how many (end, group) it wrote, shortest first.
    fn walk(&self, at: usize, bits: u8, nested: &mut [(u32, u32); NESTED]) -> usize {
        let mut n = 0;
        let mut key = chain::step(self.start, self.words[at].norm);
        let mut end = at + 1;
        let mut add = |value: u32, end: usize| {
            let group = value & !HAS_CHILD;
            if group != 0 && n < NESTED {
                nested[n] = (u32::try_from(end).unwrap_or(u32::MAX), group - 1);
                n += 1;
            }
        };
        if bits & ALONE != 0 {
            add(self.look_up(key), end);
        }
        if bits & LONGER == 0 {
            return n;
        }
        while let Some(word) = self.words.get(end).filter(|w| w.mask != BREAK) {
            key = chain::step(key, word.norm);
            end += 1;
            if end - at == 2 {
                let (byte, bit) = bigram_slot(key, self.bigram_log2);
                if self.view.bigram.get(byte).is_none_or(|b| b & bit == 0) {
                    break;
                }
            }
            let value = self.look_up(key);
            add(value, end);
            if value & HAS_CHILD == 0 {
                break;
            }
        }
        n
    }

    /// The value of `key` in the table; 0 where it has none.
    #[inline]
    fn look_up(&self, key: u64) -> u32 {
        let print = fingerprint(key);
        let mut bucket = home(key, self.buckets);
        for _ in 0..=self.max_probe {
            let Some(bytes) =
                self.view.table.get(bucket as usize * BUCKET..).and_then(|b| b.first_chunk::<BUCKET>())
            else {
                return 0;
            };
            let mut empty = false;
            for slot in 0..8 {
                let value = u32_at(bytes, 32 + slot * 4);
                if value == 0 {
                    empty = true;
                } else if u32_at(bytes, slot * 4) == print {
                    return value;
                }
            }
            if empty {
                return 0;
            }
            bucket = if bucket + 1 == self.buckets { 0 } else { bucket + 1 };
        }
        0
    }

    /// Verifies the true tokens and the policies; appends a candidate for each entity. False if there is none.
    fn emit(&self, at: usize, end: usize, group: u32, fold: &mut String, out: &mut Vec<Candidate>) -> bool {
        let Some((aliases, folded)) = self.view.group_bytes(group) else {
            return false;
        };
        let words = &self.words[at..end];
        let tokens = &self.search.tokens.tokens;
        let (first, last) =
            (&tokens[words[0].token as usize], &tokens[words[words.len() - 1].token as usize]);
        let span = first.span.cover(last.span);
        let range = TokenRange::new(words[0].token, words[words.len() - 1].token + 1);
        let occurrence = Occurrence {
            surface: span.of(self.search.text),
            tokens,
            words,
            document_case: self.search.tokens.case,
            case_free: is_case_free(first, self.search.tokens.case),
            after_the: at > 0 && self.words[at - 1].norm == self.search.the,
        };
        let before = out.len();
        let mut verified = false;
        for alias in aliases {
            let Some(view) = AliasView::new(self.view, alias) else { break };
            if !verified {
                // Most texts write the alias as the list does.
                verified = view.is_core(occurrence.surface) || self.is_same(words, folded, fold);
                if !verified {
                    return false;
                }
            }
            // Only a damaged file names an entity that it does not hold.
            let Some(flags) = accept(&view, &occurrence).filter(|_| view.entity() < self.n_entities) else {
                continue;
            };
            self.push(span, range, alias, &view, flags, before, out);
        }
        // Who writes `AUR` means the acronym, not the town of Aur.
        let is_acronym = |c: &Candidate| c.flags.contains(CandidateFlags::ACRONYM | CandidateFlags::EXACT);
        if !occurrence.case_free
            && first.case == CaseShape::Upper
            && words.len() == 1
            && out[before..].iter().any(is_acronym)
        {
            let mut kept = before;
            for i in before..out.len() {
                if out[i].flags.contains(CandidateFlags::EXACT) {
                    out[kept] = out[i];
                    kept += 1;
                }
            }
            out.truncate(kept);
        }
        out.len() > before
    }

    /// Appends a candidate, or betters the one of the same entity: one alias an entity and span.
    #[expect(clippy::too_many_arguments, reason = "the parts of one candidate")]
    fn push(
        &self,
        span: Span,
        tokens: TokenRange,
        alias: u32,
        view: &AliasView<'_>,
        flags: CandidateFlags,
        before: usize,
        out: &mut Vec<Candidate>,
    ) {
        let candidate = Candidate {
            span,
            tokens,
            alias: AliasId(self.search.alias_base.saturating_add(alias)),
            entity: EntityId(self.search.entity_base.saturating_add(view.entity())),
            entity_type: view.entity_type(),
            flags,
        };
        match out[before..].last_mut() {
            Some(last) if last.entity == candidate.entity => {
                if worth(flags) > worth(last.flags) {
                    *last = candidate;
                }
            }
            _ => out.push(candidate),
        }
    }

    /// Whether the tokens of the text have the normal forms of the name, so that no hash decides a match.
    fn is_same(&self, words: &[Word], folded: &[u8], buffer: &mut String) -> bool {
        let mut rest = folded;
        for (i, word) in words.iter().enumerate() {
            if i > 0 {
                let Some(after) = rest.strip_prefix(b" ") else { return false };
                rest = after;
            }
            let surface = self.search.tokens.tokens[word.token as usize].span.of(self.search.text).as_bytes();
            if surface.iter().all(u8::is_ascii_alphanumeric) {
                let Some((head, after)) = rest.split_at_checked(surface.len()) else { return false };
                // The normal form of a word of ASCII letters and digits is its lower case.
                if !head.iter().zip(surface).all(|(h, s)| *h == s.to_ascii_lowercase()) {
                    return false;
                }
                rest = after;
                continue;
            }
            buffer.clear();
            normalize_into(self.search.tokens.tokens[word.token as usize].span.of(self.search.text), buffer);
            let Some(after) = rest.strip_prefix(buffer.as_bytes()) else { return false };
            rest = after;
        }
        rest.is_empty()
    }
}

/// Among aliases of one entity: the strong before the weak, the exact before the folded, the canonical first.
fn worth(flags: CandidateFlags) -> u8 {
    u8::from(!flags.contains(CandidateFlags::WEAK)) << 3
        | u8::from(flags.contains(CandidateFlags::EXACT)) << 2
        | u8::from(flags.contains(CandidateFlags::CANONICAL)) << 1
        | u8::from(!flags.contains(CandidateFlags::DERIVED))
}
