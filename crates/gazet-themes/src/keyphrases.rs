//! Phrases that say what a text is about, without any list.

use gazet_core::{Span, TokenFlags, TokenKind, TokenRange};
use gazet_tokenizer::{BlockKind, TokenizedText, norm_hash, normalize_into};
use rustc_hash::{FxHashMap, FxHashSet};

/// English words that neither begin nor end a phrase, nor stand inside one.
const STOP_WORDS: &str = "\
a about above according across after again against ago all almost along already also although always am among an and another any anyone
anything are around as ask asked at away back be became because become been before began being below between both but by call called
came can cannot come could day days did didnt do does doesnt doing done dont down during each early either else end enough especially
even ever every everyone everything far few first following for former from further gave get give given go going gone good got great
had has have having he her here hers herself him himself his how however i if in including indeed instead into is it its itself just
keep kept knew know known last later least less let like likely little long look made make makes making man many may me might more most
mr mrs ms much must my myself near need needed never new next no nobody none nor not nothing now of off often on once one only onto or
other others our out over own part people per perhaps put quite rather really said same saw say says second see seem seemed seen several
shall she should since so some someone something soon still such take taken than that the their them then there these they thing things
think this those though thought three through thus time times to today together told too took toward towards two under until up upon us
use used using very via want wanted was way we week weeks well went were what when where whether which while who whole whom whose why
will with within without would year years yes yesterday yet you your yours monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december four five six seven eight nine ten hundred thousand
million billion mln bln pct percent dlrs";

/// The longest phrase, in words.
const MAX_WORDS: usize = 3;

/// A phrase of one text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keyphrase {
    /// Its first place, in bytes of the original.
    pub span: Span,
    /// The same for all inflections of the phrase, in all texts and on all machines.
    pub key: u64,
    /// Comparable within one text only; above 0.
    pub score: f64,
    /// Places where it stands.
    pub n_places: u32,
}

/// What [`Keyphrases::extract`] is asked for.
#[derive(Clone, Copy, Debug)]
pub struct KeyphraseRequest<'a> {
    /// Tokens of entity mentions, in order and without overlap, which take no part.
    pub entities: &'a [TokenRange],
    /// Counts of the collection; empty if there is none.
    pub statistics: &'a PhraseStatistics,
    /// Phrases wanted, at most.
    pub limit: usize,
}

/// In how many documents of a collection each phrase stands. Sums of parts equal the whole, in any order.
#[derive(Clone, Debug, Default)]
pub struct PhraseStatistics {
    n_documents: u32,
    documents: FxHashMap<u64, u32>,
}

impl PhraseStatistics {
    /// Adds what another part of the collection counted.
    pub fn merge(&mut self, other: &Self) {
        self.n_documents += other.n_documents;
        #[allow(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
        for (&key, &n) in &other.documents {
            *self.documents.entry(key).or_default() += n;
        }
    }

    /// `ln((N + 1) / (df + 1)) + 1`; 1 for every phrase while no document has been counted.
    fn rarity(&self, key: u64) -> f64 {
        let df = self.documents.get(&key).copied().unwrap_or(0).min(self.n_documents);
        ((f64::from(self.n_documents) + 1.0) / (f64::from(df) + 1.0)).ln() + 1.0
    }
}

#[derive(Clone, Copy, Debug)]
struct Word {
    token: u32,
    stem: u64,
    /// Position among all words of the text.
    position: u32,
    /// Whether a phrase may go on from the word before.
    joined: bool,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Index of its first word, at its first place.
    first: u32,
    n_words: u32,
    n_places: u32,
    /// Places inside longer candidates, and how many different ones hold it.
    inside: u32,
    n_holders: u32,
    key: u64,
    score: f64,
}

/// Working memory of one worker.
#[derive(Clone, Debug, Default)]
pub struct KeyphraseScratch {
    words: Vec<Word>,
    candidates: Vec<Candidate>,
    chosen: Vec<usize>,
    by_key: FxHashMap<u64, u32>,
    buffer: String,
}

/// Finds keyphrases of English text. Immutable: share one by reference.
///
/// Candidates are runs of up to three words without stop words, numbers or punctuation between them, in one
/// sentence, outside boilerplate and outside entity mentions. The score is
///
/// ```text
/// log2(words + 1) * (places - places inside longer candidates / number of those)  C-value
///   * (ln((N + 1) / (df + 1)) + 1)                                                 rarity in the collection
///   / (1 + ln(1 + words before its first place / 20))                              position
/// ```
///
/// where a longer candidate counts as a holder if it stands at least twice. Plurals count as their singulars.
#[derive(Clone, Debug)]
pub struct Keyphrases {
    stop: FxHashSet<u64>,
}

impl Default for Keyphrases {
    fn default() -> Self {
        Self::new()
    }
}

impl Keyphrases {
    /// With our list of stop words.
    #[must_use]
    pub fn new() -> Self {
        Self { stop: STOP_WORDS.split_ascii_whitespace().map(|w| norm_hash(w).0).collect() }
    }

    /// Counts the phrases of one document into `statistics`.
    pub fn observe(
        &self,
        text: &str,
        tokens: &TokenizedText,
        scratch: &mut KeyphraseScratch,
        statistics: &mut PhraseStatistics,
    ) {
        self.collect(text, tokens, &[], scratch);
        statistics.n_documents += 1;
        for candidate in &scratch.candidates {
            *statistics.documents.entry(candidate.key).or_default() += 1;
        }
    }

    /// The best phrases of `text`, best first, into `out`. Of phrases that hold each other only the better one stays.
    ///
    /// # Panics
    /// If `tokens` belongs to another text.
    pub fn extract(
        &self,
        text: &str,
        tokens: &TokenizedText,
        request: KeyphraseRequest<'_>,
        scratch: &mut KeyphraseScratch,
        out: &mut Vec<Keyphrase>,
    ) {
        out.clear();
        self.collect(text, tokens, request.entities, scratch);
        let KeyphraseScratch { words, candidates, chosen, .. } = scratch;
        for c in candidates.iter_mut() {
            let inside = if c.n_holders == 0 { 0.0 } else { f64::from(c.inside) / f64::from(c.n_holders) };
            let value = f64::from(c.n_words + 1).log2() * (f64::from(c.n_places) - inside);
            let before = f64::from(words[c.first as usize].position);
            c.score = value * request.statistics.rarity(c.key) / (1.0 + (1.0 + before / 20.0).ln());
        }
        candidates.retain(|c| c.score > 0.0);
        candidates.sort_unstable_by(|a, b| {
            b.score.total_cmp(&a.score).then(a.first.cmp(&b.first)).then(b.n_words.cmp(&a.n_words))
        });
        let stems = |c: &Candidate| &words[c.first as usize..(c.first + c.n_words) as usize];
        let holds = |a: &[Word], b: &[Word]| {
            a.windows(b.len()).any(|w| w.iter().map(|x| x.stem).eq(b.iter().map(|x| x.stem)))
        };
        chosen.clear();
        for (index, candidate) in candidates.iter().enumerate() {
            if chosen.len() == request.limit {
                break;
            }
            let own = stems(candidate);
            let mut others = chosen.iter().map(|&c: &usize| stems(&candidates[c]));
            if others.any(|other| holds(other, own) || holds(own, other)) {
                continue;
            }
            chosen.push(index);
            let (first, last) = (own[0].token, own[own.len() - 1].token);
            let span = tokens.tokens[first as usize].span.cover(tokens.tokens[last as usize].span);
            out.push(Keyphrase {
                span,
                key: candidate.key,
                score: candidate.score,
                n_places: candidate.n_places,
            });
        }
    }

    fn collect(
        &self,
        text: &str,
        tokens: &TokenizedText,
        entities: &[TokenRange],
        scratch: &mut KeyphraseScratch,
    ) {
        self.read(text, tokens, entities, scratch);
        let KeyphraseScratch { words, candidates, by_key, .. } = scratch;
        candidates.clear();
        by_key.clear();
        for start in 0..words.len() {
            let run = 1 + words[start + 1..].iter().take(MAX_WORDS - 1).take_while(|w| w.joined).count();
            for n in 1..=run {
                let key = key_of(&words[start..start + n]);
                let next = crate::words::id(candidates.len());
                let index = *by_key.entry(key).or_insert(next);
                if index == next {
                    let first = crate::words::id(start);
                    candidates.push(Candidate {
                        first,
                        n_words: crate::words::id(n),
                        n_places: 0,
                        inside: 0,
                        n_holders: 0,
                        key,
                        score: 0.0,
                    });
                }
                candidates[index as usize].n_places += 1;
            }
        }
        for index in 0..candidates.len() {
            let Candidate { first, n_words, n_places, .. } = candidates[index];
            if n_places < 2 || n_words < 2 {
                continue;
            }
            let (first, n_words) = (first as usize, n_words as usize);
            for n in 1..n_words {
                for start in first..=first + n_words - n {
                    let part = by_key[&key_of(&words[start..start + n])];
                    candidates[part as usize].inside += n_places;
                    candidates[part as usize].n_holders += 1;
                }
            }
        }
    }

    fn read(
        &self,
        text: &str,
        tokens: &TokenizedText,
        entities: &[TokenRange],
        scratch: &mut KeyphraseScratch,
    ) {
        let KeyphraseScratch { words, buffer, .. } = scratch;
        words.clear();
        let mut position = 0;
        for sentence in &tokens.sentences {
            if tokens.blocks[sentence.block as usize].kind == BlockKind::Boilerplate {
                continue;
            }
            let mut joined = false;
            for index in sentence.tokens.start..sentence.tokens.end {
                let token = &tokens.tokens[index as usize];
                if token.kind == TokenKind::Possessive || token.flags.contains(TokenFlags::SOFT) {
                    continue;
                }
                let entity = entities
                    .get(entities.partition_point(|r| r.end <= index))
                    .is_some_and(|r| r.start <= index);
                let usable = token.kind == TokenKind::Word
                    && !entity
                    && !token.flags.intersects(TokenFlags::BOILERPLATE | TokenFlags::HAS_DIGIT)
                    && !self.stop.contains(&token.norm.0);
                let surface = token.span.of(text);
                if usable && surface.chars().nth(1).is_some() {
                    let stem = stem(surface, buffer);
                    words.push(Word { token: index, stem, position, joined });
                    joined = true;
                } else {
                    joined = false;
                }
                position += u32::from(token.kind.is_wordlike());
            }
        }
    }
}

/// Hash of the normal form, plurals as singulars.
fn stem(surface: &str, buffer: &mut String) -> u64 {
    buffer.clear();
    normalize_into(surface, buffer);
    if let Some(stem) = buffer.strip_suffix("ies").filter(|s| s.len() > 2) {
        let n = stem.len();
        buffer.truncate(n);
        buffer.push('y');
    } else if buffer.len() > 3
        && buffer.ends_with('s')
        && !["ss", "us", "is"].iter().any(|e| buffer.ends_with(e))
    {
        buffer.pop();
    }
    norm_hash(buffer).0
}

/// Mixes stems into one number, in order: the same on every machine.
fn key_of(words: &[Word]) -> u64 {
    words
        .iter()
        .fold(0, |key: u64, word| (key.rotate_left(23) ^ word.stem).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}
