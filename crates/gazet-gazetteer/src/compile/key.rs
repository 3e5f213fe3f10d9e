//! The key of a name: its folded tokens, cut by the tokenizer that cuts the texts.

use crate::source::MAX_ALIAS_TOKENS;
use crate::{GazetteerError, chain};
use gazet_core::{NormHash, Token, TokenFlags, TokenKind};
use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash, normalize_into};

/// Whether a name passes over `token`: soft punctuation, unless it stands free on both sides, as a dash does.
#[inline]
pub(crate) fn is_passed_over(token: &Token, next: Option<&Token>) -> bool {
    token.flags.contains(TokenFlags::SOFT)
        && !token.kind.is_wordlike()
        && !(token.flags.contains(TokenFlags::SPACE_BEFORE)
            && next.is_none_or(|n| n.flags.contains(TokenFlags::SPACE_BEFORE)))
}

/// What the key leaves of the text, and how its tokens are cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AliasKey {
    /// Bit i: token i begins with a capital. Tokens from the 32nd on are not looked at.
    pub(crate) capitals: u32,
    /// Bytes before the first token of the key: a leading article, an opening quote.
    pub(crate) skip: u8,
    /// Bytes after the last one.
    pub(crate) tail: u8,
    /// A leading "the" was left out.
    pub(crate) had_the: bool,
}

/// Cuts and folds names; reused from name to name.
pub(crate) struct Keyer {
    tokenizer: Tokenizer,
    tokens: TokenizedText,
    norms: Vec<u64>,
    kinds: Vec<TokenKind>,
    fold: String,
    the: NormHash,
}

impl Default for Keyer {
    fn default() -> Self {
        Self {
            tokenizer: Tokenizer::default(),
            tokens: TokenizedText::default(),
            norms: Vec::new(),
            kinds: Vec::new(),
            fold: String::new(),
            the: norm_hash("the"),
        }
    }
}

/// [`normalize_into`]; most words of names are ASCII letters, of which only the case is folded.
fn fold_into(word: &str, out: &mut String) {
    if !word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return normalize_into(word, out);
    }
    let begin = out.len();
    out.push_str(word);
    out[begin..].make_ascii_lowercase();
}

impl Keyer {
    /// Keys `text`; [`Keyer::norms`] and [`Keyer::fold`] tell the key. The inner error says what is wrong with the
    /// name.
    pub(crate) fn key(
        &mut self,
        text: &str,
        keep_the: bool,
    ) -> Result<Result<AliasKey, &'static str>, GazetteerError> {
        self.norms.clear();
        self.kinds.clear();
        self.fold.clear();
        self.tokenizer
            .tokenize(text, &mut self.tokens)
            .map_err(|e| GazetteerError::Tokenizer { alias: text.to_owned(), message: e.to_string() })?;
        let tokens = &self.tokens.tokens;
        let can_begin = |t: &Token| !matches!(t.kind, TokenKind::Punctuation | TokenKind::Possessive);
        let can_end = |t: &Token| t.kind != TokenKind::Punctuation;
        let (Some(mut first), Some(last)) =
            (tokens.iter().position(can_begin), tokens.iter().rposition(can_end))
        else {
            return Ok(Err("holds no word; remove it"));
        };
        let had_the = !keep_the && first < last && tokens[first].norm == self.the;
        if had_the {
            match tokens[first + 1..=last].iter().position(can_begin) {
                Some(next) => first += 1 + next,
                None => return Ok(Err("holds no word but an article; remove it")),
            }
        }
        let mut capitals = 0;
        for (i, token) in tokens.iter().enumerate().take(last + 1).skip(first) {
            if is_passed_over(token, tokens.get(i + 1)) {
                continue;
            }
            if self.norms.len() == MAX_ALIAS_TOKENS {
                return Ok(Err("has more than 64 tokens; shorten or remove it"));
            }
            if self.norms.len() < 32 && token.case.is_capitalized() {
                capitals |= 1 << self.norms.len();
            }
            if !self.norms.is_empty() {
                self.fold.push(' ');
            }
            fold_into(token.span.of(text), &mut self.fold);
            self.norms.push(token.norm.0);
            self.kinds.push(token.kind);
        }
        let skip = u8::try_from(tokens[first].span.start());
        let tail = u8::try_from(text.len() - tokens[last].span.end() as usize);
        Ok(match (skip, tail) {
            (Ok(skip), Ok(tail)) => Ok(AliasKey { capitals, skip, tail, had_the }),
            _ => Err("begins or ends with too much that is not part of a name; remove that"),
        })
    }

    /// Token hashes of the last key.
    pub(crate) fn norms(&self) -> &[u64] {
        &self.norms
    }

    /// Folded tokens of the last key, one space between.
    pub(crate) fn fold(&self) -> &str {
        &self.fold
    }

    /// Changes the key to that of the spelling without apostrophes (`Peoples Mojahedin` for `People's Mojahedin`).
    /// False if the key has no possessive ending.
    pub(crate) fn join_possessives(&mut self) -> bool {
        if !self.kinds.contains(&TokenKind::Possessive) {
            return false;
        }
        let mut joined: Vec<String> = Vec::new();
        for (token, kind) in self.fold.split(' ').zip(&self.kinds) {
            match joined.last_mut() {
                Some(before) if *kind == TokenKind::Possessive => before.push_str(token),
                _ => joined.push(token.to_owned()),
            }
        }
        self.norms.clear();
        self.fold.clear();
        for token in &joined {
            if !self.fold.is_empty() {
                self.fold.push(' ');
            }
            // Folded again: a bare apostrophe after an s is its own normal form only while it stands alone.
            normalize_into(token, &mut self.fold);
            self.norms.push(norm_hash(token).0);
        }
        self.kinds.clear();
        true
    }

    /// Hash of a word, or of a phrase of words; `None` where `text` holds none.
    pub(crate) fn phrase(&mut self, text: &str) -> Result<Option<NormHash>, GazetteerError> {
        Ok(self.key(text, true)?.ok().map(|_| phrase_hash(self.norms.iter().map(|n| NormHash(*n)))))
    }
}

/// Hash under which the lexicon holds a phrase: of one token its own, of several their chain.
pub(crate) fn phrase_hash(mut norms: impl Iterator<Item = NormHash>) -> NormHash {
    let first = norms.next().unwrap_or_default();
    match norms.next() {
        None => first,
        Some(second) => {
            let key = chain::step(chain::step(chain::start(0), first.0), second.0);
            NormHash(norms.fold(key, |key, norm| chain::step(key, norm.0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_fold_as_the_tokenizer_folds_them(word in "[A-Za-z]{1,12}") {
            let (mut short, mut long) = (String::new(), String::new());
            fold_into(&word, &mut short);
            normalize_into(&word, &mut long);
            prop_assert_eq!(&short, &long);
            prop_assert_eq!(norm_hash(&short), norm_hash(&word));
        }
    }
}
