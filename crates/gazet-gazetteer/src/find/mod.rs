//! Names of one compiled file in one tokenized text.

mod typos;

use crate::chain;
use crate::compile::{bigram_slot, fingerprint, first_slot, home, is_passed_over};
use crate::entity::AliasView;
use crate::file::{Gazetteer, View};
use crate::format::{BUCKET, HAS_CHILD, u16_at, u32_at};
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
    /// Where the first-token filter lets names begin.
    starts: Vec<Start>,
    /// One batch of them.
    live: Vec<Live>,
    fold: String,
    /// The tokens of a sentence that names are made of, where a misspelled one is looked for.
    words: Vec<u32>,
}

/// A token that may begin a name.
#[derive(Clone, Copy, Debug, Default)]
struct Start {
    token: u32,
    sentence: u32,
    bits: u8,
}

/// A start that the second filter let pass, with what the table says of its first prefix.
#[derive(Clone, Copy, Debug, Default)]
struct Live {
    token: u32,
    sentence: u32,
    bits: u8,
    /// The second token of the name.
    second: u32,
    /// Key of the first token, and of the first two.
    one: u64,
    two: u64,
    /// Value of `two` if longer names may follow, else of `one`.
    value: u32,
}

/// Starts are looked up in runs of this many, so that what is known of them stays near.
const BATCH: usize = 256;

/// A name may begin, whatever its case.
const ANY: u8 = 0b1111;
/// A name that may begin in lower case may begin.
const LOWER: u8 = 0b1100;
/// Filter bits: the token is a name by itself.
const ALONE: u8 = 0b0101;
/// Filter bits: the token begins longer names.
const LONGER: u8 = 0b1010;

/// Whether the case of `token` can be trusted.
#[inline]
fn is_case_free(token: &Token, case: DocumentCase) -> bool {
    (case != DocumentCase::Mixed) | token.flags.contains(TokenFlags::CAPITALS_LINE)
}

/// The bits of the filter that `token` may use. Without a branch.
#[inline]
fn usable(token: &Token, case: DocumentCase) -> u8 {
    let kind = token.kind;
    let never = (kind == TokenKind::Punctuation)
        | (kind == TokenKind::Possessive)
        | (kind == TokenKind::Url)
        | (kind == TokenKind::Email)
        | token.flags.contains(TokenFlags::BOILERPLATE);
    let lower = (token.case == CaseShape::Lower) & !is_case_free(token, case);
    let bits = if lower { LOWER } else { ANY };
    bits & u8::from(never).wrapping_sub(1)
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
            all: &self.tokens.tokens,
            view: gazetteer.view(),
            start: chain::start(layout.seed),
            buckets: layout.counts.buckets,
            max_probe: layout.counts.max_probe,
            first_slots: layout.counts.first_slots,
            bigram_bits: layout.counts.bigram_bits,
            n_entities: layout.counts.entities,
        };
        let FindScratch { starts, live, fold, words: _ } = scratch;
        let n = finder.filter(starts);
        live.resize(BATCH, Live::default());
        let mut nested = Nested { words: [0; LONGEST], n_words: 0, names: [(0, 0); LONGEST], n_names: 0 };
        let mut next = 0;
        for starts in starts[..n].chunks(BATCH) {
            let n = finder.filter_twice(starts, live);
            finder.look_up_all(&mut live[..n]);
            finder.walk_all(&live[..n], &mut nested, &mut next, fold, out);
        }
    }
}

struct Finder<'a> {
    search: &'a Search<'a>,
    all: &'a [Token],
    view: View<'a>,
    start: u64,
    buckets: u32,
    max_probe: u32,
    first_slots: u32,
    bigram_bits: u32,
    n_entities: u32,
}

/// The tokens from the first to the last of a name that are not passed over: no name of a list has more.
const LONGEST: usize = crate::source::MAX_ALIAS_TOKENS;

/// The prefixes of one start that are names.
struct Nested {
    /// The tokens that the prefixes are made of.
    words: [u32; LONGEST],
    n_words: usize,
    /// Number of words and first alias of each name, shortest first.
    names: [(usize, u32); LONGEST],
    n_names: usize,
}

impl Nested {
    fn begin(&mut self, word: u32) {
        self.words[0] = word;
        self.n_words = 1;
        self.n_names = 0;
    }

    /// False if there are more words than any name has.
    fn push_word(&mut self, word: u32) -> bool {
        let Some(place) = self.words.get_mut(self.n_words) else { return false };
        *place = word;
        self.n_words += 1;
        true
    }

    fn push_name(&mut self, value: u32) {
        let alias = value & !HAS_CHILD;
        if alias != 0 && self.n_names < LONGEST {
            self.names[self.n_names] = (self.n_words, alias - 1);
            self.n_names += 1;
        }
    }
}

impl Finder<'_> {
    /// Notes the tokens that begin names, and how many they are. Apart from what follows and without a branch, so that
    /// the reads of the filter overlap.
    fn filter(&self, starts: &mut Vec<Start>) -> usize {
        if starts.len() < self.all.len() {
            starts.resize(self.all.len(), Start::default());
        }
        let case = self.search.tokens.case;
        let mut n = 0;
        for (sentence, index) in self.search.tokens.sentences.iter().zip(0u32..) {
            let Some(tokens) = self.all.get(sentence.tokens.indices()) else { continue };
            for (token, at) in tokens.iter().zip(sentence.tokens.start..) {
                let (byte, shift) = first_slot(token.norm.0, self.first_slots);
                let bits = self.view.first.get(byte).map_or(0, |b| b >> shift) & usable(token, case);
                // A text has no more tokens in sentences than tokens.
                let Some(place) = starts.get_mut(n) else { return n };
                *place = Start { token: at, sentence: index, bits };
                n += usize::from(bits != 0);
            }
        }
        n
    }

    /// The token behind `at` that a name goes on with, passing over soft punctuation.
    #[inline]
    fn after(&self, at: u32, sentence: u32) -> Option<u32> {
        let end = self.search.tokens.sentences[sentence as usize].tokens.end;
        let mut next = at + 1;
        loop {
            if next >= end {
                return None;
            }
            let token = &self.all[next as usize];
            if !token.flags.intersects(TokenFlags::SOFT | TokenFlags::BOILERPLATE) {
                return Some(next);
            }
            if token.flags.contains(TokenFlags::BOILERPLATE) {
                return None;
            }
            if !self.is_passed_over(next, end) {
                return Some(next);
            }
            next += 1;
        }
    }

    fn is_passed_over(&self, at: u32, end_of_sentence: u32) -> bool {
        let next = (at + 1 < end_of_sentence).then(|| &self.all[at as usize + 1]);
        is_passed_over(&self.all[at as usize], next)
    }

    /// Whether the word before `at` is "the".
    fn is_after_the(&self, at: u32, sentence: u32) -> bool {
        let range = self.search.tokens.sentences[sentence as usize].tokens;
        let mut before = at;
        while before > range.start {
            before -= 1;
            let token = &self.all[before as usize];
            if token.flags.contains(TokenFlags::BOILERPLATE) {
                return false;
            }
            if !self.is_passed_over(before, range.end) {
                return token.norm.0 == self.search.the;
            }
        }
        false
    }

    /// Asks the second filter, and leaves the starts that may still be or begin a name.
    fn filter_twice(&self, starts: &[Start], live: &mut [Live]) -> usize {
        let mut n = 0;
        for start in starts {
            let one = chain::step(self.start, self.all[start.token as usize].norm.0);
            let (mut bits, mut two, mut second) = (start.bits, 0, 0);
            if bits & LONGER != 0 {
                match self.after(start.token, start.sentence) {
                    Some(at) => {
                        second = at;
                        two = chain::step(one, self.all[at as usize].norm.0);
                        let (byte, bit) = bigram_slot(two, self.bigram_bits);
                        let found = self.view.bigram.get(byte).is_some_and(|b| b & bit != 0);
                        bits &= if found { ANY } else { ALONE };
                    }
                    None => bits &= ALONE,
                }
            }
            live[n] = Live { token: start.token, sentence: start.sentence, bits, second, one, two, value: 0 };
            n += usize::from(bits != 0);
        }
        n
    }

    /// Reads the table, then the aliases and texts of what is a name. One kind of read after the other, so that the
    /// reads of different starts overlap; what comes later finds them near.
    fn look_up_all(&self, live: &mut [Live]) {
        for start in live.iter_mut() {
            start.value = self.look_up(if start.bits & LONGER != 0 { start.two } else { start.one });
        }
        let mut n = 0;
        let mut texts = [0u32; BATCH];
        for (start, place) in live.iter().zip(&mut texts) {
            let alias = start.value & !HAS_CHILD;
            *place = if alias == 0 { 0 } else { self.view.text_of(alias - 1) };
            n += 1;
        }
        let touched =
            texts[..n].iter().fold(0u16, |all, text| all ^ u16_at(self.view.strings, *text as usize));
        std::hint::black_box(touched);
    }

    fn walk_all(
        &self,
        live: &[Live],
        nested: &mut Nested,
        next: &mut u32,
        fold: &mut String,
        out: &mut Vec<Candidate>,
    ) {
        for start in live {
            if start.token < *next {
                continue;
            }
            self.walk(start, nested);
            let names = &nested.names[..nested.n_names];
            match self.search.kind {
                MatchKind::All => {
                    for (n, alias) in names {
                        self.emit(start, &nested.words[..*n], *alias, fold, out);
                    }
                }
                MatchKind::LeftmostLongest => {
                    for (n, alias) in names.iter().rev() {
                        if self.emit(start, &nested.words[..*n], *alias, fold, out) {
                            *next = nested.words[*n - 1] + 1;
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Follows the names that begin at `start`.
    fn walk(&self, start: &Live, nested: &mut Nested) {
        nested.begin(start.token);
        if start.bits & LONGER == 0 {
            nested.push_name(start.value);
            return;
        }
        if start.bits & ALONE != 0 {
            nested.push_name(self.look_up(start.one));
        }
        let (mut at, mut key, mut value) = (start.second, start.two, start.value);
        while nested.push_word(at) {
            nested.push_name(value);
            if value & HAS_CHILD == 0 {
                break;
            }
            let Some(next) = self.after(at, start.sentence) else { break };
            at = next;
            key = chain::step(key, self.all[at as usize].norm.0);
            value = self.look_up(key);
        }
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
            // All slots at once; at most one of a bucket has the fingerprint and a value.
            let (mut value, mut full) = (0, true);
            for slot in 0..8 {
                let here = u32_at(bytes, 32 + slot * 4);
                value |= if u32_at(bytes, slot * 4) == print { here } else { 0 };
                full &= here != 0;
            }
            if value != 0 || !full {
                return value;
            }
            bucket = if bucket + 1 == self.buckets { 0 } else { bucket + 1 };
        }
        0
    }

    /// Verifies the true tokens and the policies of the aliases that share a folded name, from `alias` on; appends a
    /// candidate for each entity. False if there is none.
    fn emit(
        &self,
        start: &Live,
        words: &[u32],
        alias: u32,
        fold: &mut String,
        out: &mut Vec<Candidate>,
    ) -> bool {
        let Some(fold_at) = self.view.fold_of(alias) else { return false };
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        let range = TokenRange::new(*first, last + 1);
        let (first, last) = (&self.all[*first as usize], &self.all[*last as usize]);
        let span = first.span.cover(last.span);
        let occurrence = Occurrence {
            surface: span.of(self.search.text),
            tokens: self.all,
            words,
            document_case: self.search.tokens.case,
            case_free: is_case_free(first, self.search.tokens.case),
        };
        let before = out.len();
        let mut verified = false;
        for alias in alias..u32::MAX {
            if self.view.fold_of(alias) != Some(fold_at) {
                break;
            }
            let Some(view) = AliasView::new(self.view, alias) else { break };
            let same = view.is_core(occurrence.surface);
            if !verified {
                // Most texts write the alias as the list does.
                verified = same || self.is_same(words, self.view.string_bytes(fold_at), fold);
                if !verified {
                    return false;
                }
            }
            let after_the = || self.is_after_the(start.token, start.sentence);
            // Only a damaged file names an entity that it does not hold.
            let Some(flags) =
                accept(&view, &occurrence, same, after_the).filter(|_| view.entity() < self.n_entities)
            else {
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
    fn is_same(&self, words: &[u32], folded: &[u8], buffer: &mut String) -> bool {
        let mut rest = folded;
        for (i, word) in words.iter().enumerate() {
            if i > 0 {
                let Some(after) = rest.strip_prefix(b" ") else { return false };
                rest = after;
            }
            let surface = self.all[*word as usize].span.of(self.search.text).as_bytes();
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
            normalize_into(self.all[*word as usize].span.of(self.search.text), buffer);
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
