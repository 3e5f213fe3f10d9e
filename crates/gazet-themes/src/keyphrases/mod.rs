//! Phrases that say what a text is about, without any list.

mod language;

use gazet_core::{CaseShape, NormHash, Span, TokenFlags, TokenKind, TokenRange};
use gazet_tokenizer::{BlockKind, TokenizedText};
use language::{Function, FunctionWords, LANGUAGES, stem};
use rustc_hash::FxHashMap;

/// Words of a run that is a phrase.
const MAX_RUN: usize = 3;

/// Words on each side of a connector.
const MAX_SIDE: usize = 2;

/// Factor of a phrase by its number of words: one, two, more.
const LENGTHS: [f64; 3] = [1.0, 1.8, 1.5];

/// Words after which position halves a phrase's chances, roughly.
const LEAD: f64 = 20.0;

/// How much position counts.
const POSITION: f64 = 0.4;

/// Factor of a phrase that begins or ends with what is mostly an adverb or a participle.
const NOT_NOMINAL: f64 = 0.3;

/// Rank from which on a word is as rare as any.
const RARE: f64 = 30_000.0;

/// Ranks up to which words are about equally common.
const COMMON: f64 = 50.0;

/// A phrase of one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyphrase {
    /// Its first place, in bytes of the original.
    pub span: Span,
    /// Its words as they stand there, in one line, without the capitals that sentences and headlines give.
    pub text: String,
    /// The same for all inflections of the phrase, in all texts and on all machines.
    pub key: u64,
    /// Comparable within one text only; above 0.
    pub score: f64,
    /// Places where it stands.
    pub n_places: u32,
}

/// What [`Keyphrases::extract`] is asked for.
#[derive(Clone, Copy)]
pub struct KeyphraseRequest<'a> {
    /// Tokens of entity mentions, in order and without overlap, which take no part.
    pub entities: &'a [TokenRange],
    /// BCP 47 code of the language, where it is known; else the function words of the text tell it.
    pub language: Option<&'a str>,
    /// Rank of an English word among the common ones, from 1, by its normal form; 0 where it is not known.
    pub rank: &'a dyn Fn(NormHash) -> u32,
    /// Phrases wanted, at most.
    pub limit: usize,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    token: u32,
    stem: u64,
    norm: NormHash,
    /// Position among all words of the text.
    position: u32,
    role: Role,
    /// Whether a phrase may go on from the word before.
    joined: bool,
    /// Whether a name follows at once.
    before_name: bool,
    /// Whether its sentence has no small letters: a headline.
    loud: bool,
    /// How rare it is, in (0, 1]; negative where it was not asked yet.
    rarity: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Content,
    Connector,
    Article,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Index of its first word, at its first place, and its words, connectors included.
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

/// Finds keyphrases of texts in English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Turkish, Arabic
/// and Persian. Immutable: share one by reference.
///
/// Candidates are runs of up to three words without stop words, numbers or punctuation between them, and two such runs
/// of up to two words around a connector (*record of handover*); in one sentence, outside boilerplate and outside entity
/// mentions. The score is
///
/// ```text
/// l * (places - places inside longer candidates / number of those)   as in the C-value (Frantzi et al. 2000)
///   * mean over its words of ln(rank + 50) / ln(30,050)              rarity, in English; else 1
///   / (1 + 0.4 ln(1 + words before its first place / 20))            position
/// ```
///
/// with `l` = 1, 1.8, 1.5 for one, two, more words, and 0.3 of that for English phrases that begin or end with an
/// adverb or participle (*-ly*, *-ed*). A longer candidate counts as a holder if it stands at least twice. Plurals count
/// as their singulars. Texts in other languages have no phrases: nothing is known of their function words.
#[derive(Clone, Debug)]
pub struct Keyphrases {
    functions: FunctionWords,
}

impl Default for Keyphrases {
    fn default() -> Self {
        Self::new()
    }
}

impl Keyphrases {
    /// With our lists of function words.
    #[must_use]
    pub fn new() -> Self {
        Self { functions: FunctionWords::new() }
    }

    /// The BCP 47 code of the language whose function words a text has most of; `None` if it has too few of any.
    #[must_use]
    pub fn language(&self, tokens: &TokenizedText) -> Option<&'static str> {
        self.functions.recognize(tokens).map(|language| LANGUAGES[language].code)
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
        let known = request.language.and_then(language::of_code);
        let Some(language) = known.or_else(|| self.functions.recognize(tokens)) else { return };
        self.read(text, tokens, request.entities, language, scratch);
        collect(scratch);
        score(text, tokens, language, request.rank, scratch);
        let KeyphraseScratch { words, candidates, chosen, .. } = scratch;
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
            out.push(Keyphrase {
                span: cover(tokens, own),
                text: shown(text, tokens, own, language),
                key: candidate.key,
                score: candidate.score,
                n_places: candidate.n_places,
            });
        }
    }

    fn read(
        &self,
        text: &str,
        tokens: &TokenizedText,
        entities: &[TokenRange],
        language: usize,
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
            let all = &tokens.tokens[sentence.tokens.indices()];
            let loud = !all.iter().any(|t| matches!(t.case, CaseShape::Lower | CaseShape::Title));
            for index in sentence.tokens.start..sentence.tokens.end {
                let token = &tokens.tokens[index as usize];
                if token.kind == TokenKind::Possessive || token.flags.contains(TokenFlags::SOFT) {
                    continue;
                }
                position += u32::from(token.kind.is_wordlike());
                let entity = entities
                    .get(entities.partition_point(|r| r.end <= index))
                    .is_some_and(|r| r.start <= index);
                let surface = token.span.of(text);
                let usable = token.kind == TokenKind::Word
                    && !entity
                    && !token.flags.intersects(TokenFlags::BOILERPLATE | TokenFlags::HAS_DIGIT)
                    && surface.chars().nth(1).is_some();
                let role = match self.functions.function(language, token.norm.0) {
                    _ if !usable => None,
                    Function::Content => Some(Role::Content),
                    Function::Connector => Some(Role::Connector),
                    Function::Article => Some(Role::Article),
                    Function::Stop => None,
                };
                if let Some(role) = role {
                    let stem = stem(language, surface, token.norm, buffer);
                    let position = position - 1;
                    words.push(Word {
                        token: index,
                        stem,
                        norm: token.norm,
                        position,
                        role,
                        joined,
                        before_name: false,
                        loud,
                        rarity: -1.0,
                    });
                }
                if entity
                    && joined
                    && let Some(last) = words.last_mut()
                {
                    last.before_name = true;
                }
                joined = role.is_some();
            }
        }
    }
}

/// Finds the candidates, and which of them stand inside others.
fn collect(scratch: &mut KeyphraseScratch) {
    let KeyphraseScratch { words, candidates, by_key, .. } = scratch;
    candidates.clear();
    by_key.clear();
    for start in 0..words.len() {
        for end in ends(words, start) {
            let key = key_of(&words[start..end]);
            let next = crate::words::id(candidates.len());
            let index = *by_key.entry(key).or_insert(next);
            if index == next {
                candidates.push(Candidate {
                    first: crate::words::id(start),
                    n_words: crate::words::id(end - start),
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
                if let Some(&part) = by_key.get(&key_of(&words[start..start + n])) {
                    candidates[part as usize].inside += n_places;
                    candidates[part as usize].n_holders += 1;
                }
            }
        }
    }
}

/// Where the candidates that begin with word `start` end. *Assistance of the international Red Cross* has no phrase
/// that ends before the name.
fn ends(words: &[Word], start: usize) -> impl Iterator<Item = usize> {
    let is = |at: usize, role: Role| words.get(at).is_some_and(|w| w.role == role && w.joined);
    let run = |from: usize, most: usize| (from..from + most).take_while(|&at| is(at, Role::Content)).count();
    let begins = words[start].role == Role::Content;
    let first = if begins { 1 + run(start + 1, MAX_RUN - 1) } else { 0 };
    let mut second = 0..0;
    if begins && first <= MAX_SIDE && is(start + first, Role::Connector) {
        let article = usize::from(is(start + first + 1, Role::Article));
        let from = start + first + 1 + article;
        second = from..from + run(from, MAX_SIDE);
    }
    let whole = second.filter(|&at| !words[at].before_name);
    (start..start + first).map(|at| at + 1).chain(whole.map(|at| at + 1))
}

/// Scores the candidates and sorts them, the best first.
fn score(
    text: &str,
    tokens: &TokenizedText,
    language: usize,
    rank: &dyn Fn(NormHash) -> u32,
    scratch: &mut KeyphraseScratch,
) {
    let KeyphraseScratch { words, candidates, .. } = scratch;
    let english = LANGUAGES[language].code == "en";
    let most = (RARE + COMMON).ln();
    let rarity = |norm: NormHash| match rank(norm) {
        0 => 1.0,
        rank => (f64::from(rank).min(RARE) + COMMON).ln() / most,
    };
    for c in candidates.iter_mut() {
        let all = &mut words[c.first as usize..(c.first + c.n_words) as usize];
        let n = all.iter().filter(|w| w.role == Role::Content).count();
        let inside = if c.n_holders == 0 { 0.0 } else { f64::from(c.inside) / f64::from(c.n_holders) };
        let mut value = LENGTHS[n.clamp(1, LENGTHS.len()) - 1] * (f64::from(c.n_places) - inside);
        if english && value > 0.0 {
            let mut sum = 0.0;
            for word in all.iter_mut().filter(|w| w.role == Role::Content) {
                if word.rarity < 0.0 {
                    word.rarity = rarity(word.norm);
                }
                sum += word.rarity;
            }
            value *= sum / n.max(1) as f64;
            let ends = |w: &Word, endings: &[&str]| {
                let surface = tokens.tokens[w.token as usize].span.of(text);
                endings.iter().any(|ending| surface.ends_with(ending))
            };
            if ends(&all[0], &["ly"]) || ends(&all[all.len() - 1], &["ly", "ed"]) {
                value *= NOT_NOMINAL;
            }
        }
        c.score = value / (1.0 + POSITION * (1.0 + f64::from(all[0].position) / LEAD).ln());
    }
    candidates.retain(|c| c.score > 0.0);
    candidates.sort_unstable_by(|a, b| {
        b.score.total_cmp(&a.score).then(a.first.cmp(&b.first)).then(b.n_words.cmp(&a.n_words))
    });
}

fn cover(tokens: &TokenizedText, words: &[Word]) -> Span {
    let (first, last) = (words[0].token, words[words.len() - 1].token);
    tokens.tokens[first as usize].span.cover(tokens.tokens[last as usize].span)
}

/// The phrase in one line; capitals that only begin a word go, but for German, whose nouns keep theirs.
fn shown(text: &str, tokens: &TokenizedText, words: &[Word], language: usize) -> String {
    let keep = LANGUAGES[language].code == "de";
    let mut out = String::new();
    for word in words {
        let token = &tokens.tokens[word.token as usize];
        if !out.is_empty() {
            out.push(' ');
        }
        match token.case {
            CaseShape::Title if !keep => out.push_str(&token.span.of(text).to_lowercase()),
            CaseShape::Upper if word.loud => out.push_str(&token.span.of(text).to_lowercase()),
            _ => out.push_str(token.span.of(text)),
        }
    }
    out
}

/// Mixes stems into one number, in order: the same on every machine.
fn key_of(words: &[Word]) -> u64 {
    words
        .iter()
        .fold(0, |key: u64, word| (key.rotate_left(23) ^ word.stem).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}
