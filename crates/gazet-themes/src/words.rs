//! Phrases of a pack as sequences of words, and the table from the words of a text to them.

use crate::inflect::English;
use gazet_core::{CaseShape, NormHash, Span, Token, TokenFlags, TokenKind};
use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash, normalize_into};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A word of some phrase, in all the forms that stand for it.
pub(crate) type WordId = u32;

/// How far a word of a phrase may differ from what is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Any inflected form, any case.
    Inflected,
    /// The listed form, any case.
    Exact,
    /// The listed letters, dots aside.
    AsWritten,
}

/// Why a phrase cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PhraseError {
    Empty,
    UnknownFlag(String),
    OpenBrace,
    TooLong(usize),
}

/// The longest phrase, in words.
pub(crate) const MAX_WORDS: usize = 12;

impl PhraseError {
    pub(crate) fn message(&self, phrase: &str) -> String {
        match self {
            Self::Empty => format!("\"{phrase}\" holds no word"),
            Self::UnknownFlag(flag) => {
                format!(
                    "\"{phrase}\" has the unknown flag {{{flag}}}; write {{exact}}, {{as-written}} or {{any-case}}"
                )
            }
            Self::OpenBrace => format!("\"{phrase}\" has an opening brace without its closing one"),
            Self::TooLong(n) => format!("\"{phrase}\" has {n} words, more than {MAX_WORDS}; shorten it"),
        }
    }
}

/// Whether a token takes part in phrases at all; others are passed over.
#[inline]
pub(crate) fn is_passed_over(token: &Token) -> bool {
    token.kind == TokenKind::Possessive || token.flags.contains(TokenFlags::SOFT)
}

/// Whether the token is a word; what is neither a word nor passed over ends a phrase that does not list it.
#[inline]
pub(crate) fn is_word(token: &Token) -> bool {
    token.kind.is_wordlike() || token.kind == TokenKind::Handle
}

/// The words of all phrases.
#[derive(Default)]
pub(crate) struct WordsBuilder {
    ids: BTreeMap<(String, Form), WordId>,
    keys: Vec<(String, Form, bool)>,
    tokenizer: Tokenizer,
    tokens: TokenizedText,
}

impl WordsBuilder {
    /// Cuts a phrase such as `net{exact} profit` into words and gives each its id.
    pub(crate) fn phrase(
        &mut self,
        phrase: &str,
        english: bool,
        out: &mut Vec<WordId>,
    ) -> Result<(), PhraseError> {
        out.clear();
        let (text, flags) = split_flags(phrase)?;
        // A phrase is a few words: far below the limit of the tokenizer, which is its only error.
        if self.tokenizer.tokenize(&text, &mut self.tokens).is_err() {
            return Err(PhraseError::TooLong(text.len()));
        }
        let tokens = std::mem::take(&mut self.tokens);
        for token in tokens.tokens.iter().filter(|t| !is_passed_over(t)) {
            let surface = token.span.of(&text);
            let flag = flags.iter().find(|(span, _)| span.overlaps(token.span)).map(|&(_, form)| form);
            let acronym =
                token.case == CaseShape::Upper && surface.chars().filter(|c| c.is_alphabetic()).count() > 1;
            let form = match flag {
                Some(form) => form,
                None if acronym => Form::AsWritten,
                None => Form::Inflected,
            };
            out.push(self.word(surface, form, token, english));
        }
        self.tokens = tokens;
        match out.len() {
            0 => Err(PhraseError::Empty),
            n if n > MAX_WORDS => Err(PhraseError::TooLong(n)),
            _ => Ok(()),
        }
    }

    fn word(&mut self, surface: &str, form: Form, token: &Token, english: bool) -> WordId {
        let is_word = is_word(token);
        let key = match form {
            Form::AsWritten => surface.replace('.', ""),
            _ if is_word => {
                let mut normal = String::new();
                normalize_into(surface, &mut normal);
                normal
            }
            _ => surface.to_owned(),
        };
        let form = if form == Form::Inflected && !(english && is_word) { Form::Exact } else { form };
        let keys = &mut self.keys;
        *self.ids.entry((key.clone(), form)).or_insert_with(|| {
            keys.push((key, form, is_word));
            id(keys.len() - 1)
        })
    }

    /// The words that each form may stand for, by the hash of its normal form.
    pub(crate) fn forms(&mut self) -> Vec<(NormHash, Vec<WordId>)> {
        let mut by_hash: Vec<(NormHash, WordId)> = Vec::with_capacity(8 * self.keys.len());
        let mut forms = BTreeSet::new();
        let english = English::default();
        for (word, (key, form, is_word)) in self.keys.iter().enumerate() {
            forms.clear();
            match form {
                Form::Inflected => english.forms(key, &mut forms),
                Form::Exact | Form::AsWritten => drop(forms.insert(key.clone())),
            }
            for form in &forms {
                let hash = if *is_word {
                    norm_hash(form)
                } else {
                    // Punctuation is hashed as it stands, which only the tokenizer knows how to do.
                    let _ = self.tokenizer.tokenize(form, &mut self.tokens);
                    self.tokens.tokens.first().map_or_else(|| norm_hash(form), |t| t.norm)
                };
                by_hash.push((hash, id(word)));
            }
        }
        by_hash.sort_unstable();
        by_hash.dedup();
        by_hash
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| (same[0].0, same.iter().map(|(_, word)| *word).collect()))
            .collect()
    }

    /// Whether a word is matched letter by letter.
    pub(crate) fn is_as_written(&self, word: WordId) -> bool {
        self.keys[word as usize].1 == Form::AsWritten
    }

    /// The finished table.
    pub(crate) fn finish(mut self) -> Words {
        let forms = self.forms();
        let written = self
            .keys
            .into_iter()
            .map(|(key, form, _)| (form == Form::AsWritten).then(|| key.into_boxed_str()))
            .collect();
        let mut words = Words { ranges: FxHashMap::default(), ids: Vec::new(), written };
        words.ranges.reserve(forms.len());
        for (hash, ids) in forms {
            let start = id(words.ids.len());
            words.ids.extend(ids);
            words.ranges.insert(hash.0, (start, id(words.ids.len())));
        }
        words
    }
}

fn split_flags(phrase: &str) -> Result<(String, Vec<(Span, Form)>), PhraseError> {
    let mut text = String::with_capacity(phrase.len());
    let mut flags = Vec::new();
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        let (flag, after) = after.split_once('}').ok_or(PhraseError::OpenBrace)?;
        text.push_str(before);
        let start = text.rfind(char::is_whitespace).map_or(0, |i| i + 1);
        let form = match flag {
            "exact" => Form::Exact,
            "as-written" => Form::AsWritten,
            "any-case" => Form::Inflected,
            other => return Err(PhraseError::UnknownFlag(other.to_owned())),
        };
        flags.push((Span::new(id(start), id(text.len())), form));
        rest = after;
    }
    text.push_str(rest);
    Ok((text, flags))
}

/// From the normal form of a token to the words that it may be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Words {
    #[serde(with = "crate::stored::sorted_map")]
    ranges: FxHashMap<u64, (u32, u32)>,
    ids: Vec<WordId>,
    /// For words matched as written: their letters without dots.
    written: Vec<Option<Box<str>>>,
}

impl Words {
    /// Range of [`Words::ids`] for this token.
    #[inline]
    pub(crate) fn range(&self, norm: NormHash) -> (u32, u32) {
        self.ranges.get(&norm.0).copied().unwrap_or((0, 0))
    }

    #[inline]
    pub(crate) fn ids(&self, range: (u32, u32)) -> &[WordId] {
        &self.ids[range.0 as usize..range.1 as usize]
    }

    /// Whether `surface` may stand for `word`, given that its normal form does.
    #[inline]
    pub(crate) fn accepts(&self, word: WordId, surface: &str) -> bool {
        match &self.written[word as usize] {
            None => true,
            Some(letters) => surface.bytes().filter(|&b| b != b'.').eq(letters.bytes()),
        }
    }

    /// Whether every number inside points at something.
    pub(crate) fn is_sound(&self) -> bool {
        self.ranges.values().all(|&(start, end)| start <= end && end as usize <= self.ids.len())
            && self.ids.iter().all(|&word| (word as usize) < self.written.len())
    }

    pub(crate) fn len(&self) -> usize {
        self.written.len()
    }

    pub(crate) fn n_forms(&self) -> usize {
        self.ranges.len()
    }
}

pub(crate) fn id(index: usize) -> u32 {
    u32::try_from(index).expect("a theme pack is far below 4 billion parts")
}
