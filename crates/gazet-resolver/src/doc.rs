//! One document as the rules see it.

use crate::input::ResolveInput;
use crate::words::{Own, own};
use gazet_core::{CaseShape, Span, Token, TokenFlags, TokenKind, TokenRange};
use gazet_gazetteer::{WordFlags, WordInfo};
use gazet_tokenizer::{BlockKind, DocumentCase};
use std::cell::Cell;

/// What the rules ask of a token.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Info {
    pub(crate) word: WordInfo,
    pub(crate) own: Own,
    /// Capitalized or caseless-abbreviated: may be part of a name.
    pub(crate) name_like: bool,
    /// `word` and `own` were looked up.
    asked: bool,
    /// The capital says something: not the start of a sentence, a heading or a line of capitals.
    pub(crate) telling: bool,
}

impl Info {
    pub(crate) fn has(&self, flags: WordFlags) -> bool {
        self.word.flags.intersects(flags)
    }

    /// A common word that is no name at all, or a function word.
    pub(crate) fn is_plain(&self) -> bool {
        self.has(WordFlags::FUNCTION_WORD)
            || self.word.rank > 0 && !self.has(WordFlags::GIVEN | WordFlags::SURNAME)
            || self.own.intersects(Own::DETERMINER)
    }

    /// A common word, whatever else it is.
    pub(crate) fn is_common(&self, limit: u32) -> bool {
        (1..=limit).contains(&self.word.rank) || self.has(WordFlags::FUNCTION_WORD)
    }

    pub(crate) fn is_title(&self) -> bool {
        self.has(WordFlags::TITLE)
    }

    /// A title that is hardly ever part of a name.
    pub(crate) fn is_sure_title(&self) -> bool {
        self.is_title() && !self.own.contains(Own::AMBIGUOUS_TITLE)
    }

    pub(crate) fn is_org_head(&self) -> bool {
        self.has(WordFlags::ORG_HEAD | WordFlags::LEGAL_FORM) || self.own.contains(Own::STRONG_HEAD)
    }

    pub(crate) fn is_place_word(&self) -> bool {
        self.has(WordFlags::PLACE_WORD) || self.own.contains(Own::PLACE_PREFIX)
    }
}

/// Borrowed view of the document with the answers of the lexicon at hand.
#[derive(Clone, Copy)]
pub(crate) struct Doc<'a> {
    pub(crate) input: &'a ResolveInput<'a>,
    pub(crate) infos: &'a [Cell<Info>],
    /// Sentence of each token.
    pub(crate) sentences: &'a [u32],
}

/// Fills `infos` and `sentences`, one entry a token.
pub(crate) fn prepare(input: &ResolveInput<'_>, infos: &mut Vec<Cell<Info>>, sentences: &mut Vec<u32>) {
    let tokens = &input.tokens.tokens;
    infos.clear();
    infos.resize(tokens.len(), Cell::default());
    sentences.clear();
    sentences.resize(tokens.len(), 0);
    for (index, sentence) in (0u32..).zip(&input.tokens.sentences) {
        if let Some(covered) = sentences.get_mut(sentence.tokens.indices()) {
            covered.fill(index);
        }
    }
    let mixed = input.tokens.case == DocumentCase::Mixed;
    for (i, token) in tokens.iter().enumerate() {
        if !token.kind.is_wordlike() {
            continue;
        }
        if is_second_half(input, infos, i) {
            infos[i].set(Info { name_like: true, ..Info::default() });
            continue;
        }
        let name_like = token.kind != TokenKind::Number
            && token.case.is_capitalized()
            && !token.flags.contains(TokenFlags::BOILERPLATE)
            && (token.flags.contains(TokenFlags::INITIAL_CAPITAL) || token.case == CaseShape::Mixed);
        // The word after an opening quote starts a sentence of its own.
        let telling = name_like
            && mixed
            && !token.flags.intersects(
                TokenFlags::SENTENCE_START
                    | TokenFlags::CAPITALS_LINE
                    | TokenFlags::HEADING
                    | TokenFlags::GLUED,
            )
            && !token.flags.contains(TokenFlags::AFTER_OPENING);
        infos[i].set(Info { name_like, telling, ..Info::default() });
    }
}

/// Whether the first is a hyphen (or the like) that stands close to the second.
fn joins([joint, next]: &[Token; 2]) -> bool {
    joint.kind == TokenKind::Punctuation
        && joint.flags.contains(TokenFlags::SOFT)
        && !(joint.flags | next.flags).intersects(TokenFlags::SPACE_BEFORE | TokenFlags::NEWLINE_BEFORE)
}

/// Whether token `i` is the small second half of a name (`Seo-yeon`, `Kuang-ming`): behind a hyphen, and no word that
/// is known for anything else (`Tehran-based`, `Mojahedin-e Khalq`).
fn is_second_half(input: &ResolveInput<'_>, infos: &[Cell<Info>], i: usize) -> bool {
    let tokens = &input.tokens.tokens;
    let Some([first, joint, token]) = i.checked_sub(2).and_then(|from| tokens.get(from..=i)) else {
        return false;
    };
    token.kind == TokenKind::Word
        && token.case == CaseShape::Lower
        && joins(&[*joint, *token])
        && first.case == CaseShape::Title
        && infos[i - 2].get().name_like
        && own(token.norm).is_empty()
        && {
            let word = input.lexicon.get(token.norm);
            word.rank == 0 && !word.flags.contains(WordFlags::FUNCTION_WORD)
        }
}

impl<'a> Doc<'a> {
    pub(crate) fn tokens(&self) -> &'a [Token] {
        &self.input.tokens.tokens
    }

    pub(crate) fn token(&self, i: u32) -> Option<&'a Token> {
        self.tokens().get(i as usize)
    }

    /// What is known of token `i`; asked of the lexicon only for the tokens that rules look at.
    pub(crate) fn info(&self, i: u32) -> Info {
        let Some(cell) = self.infos.get(i as usize) else {
            return Info::default();
        };
        let mut info = cell.get();
        if !info.asked {
            if let Some(token) = self.token(i).filter(|t| t.kind.is_wordlike()) {
                info.word = self.input.lexicon.get(token.norm);
                info.own = own(token.norm);
            }
            info.asked = true;
            cell.set(info);
        }
        info
    }

    /// The closed classes of token `i`.
    pub(crate) fn own(&self, i: u32) -> Own {
        self.token(i).map_or(Own::empty(), |t| own(t.norm))
    }

    pub(crate) fn surface(&self, i: u32) -> &'a str {
        self.token(i).and_then(|t| self.slice(t.span)).unwrap_or_default()
    }

    pub(crate) fn slice(&self, span: Span) -> Option<&'a str> {
        self.input.text.get(span.start() as usize..span.end() as usize)
    }

    /// The bytes that a token range covers.
    pub(crate) fn span(&self, range: TokenRange) -> Span {
        let tokens = self.tokens();
        match (tokens.get(range.start as usize), tokens.get((range.end as usize).saturating_sub(1))) {
            (Some(first), Some(last)) if range.start < range.end => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// Whether `a` and `b` stand in one sentence.
    pub(crate) fn same_sentence(&self, a: u32, b: u32) -> bool {
        matches!((self.sentences.get(a as usize), self.sentences.get(b as usize)), (Some(x), Some(y)) if x == y)
    }

    /// Block of a token.
    pub(crate) fn block(&self, i: u32) -> u32 {
        let sentence = self.sentences.get(i as usize).copied().unwrap_or_default();
        self.input.tokens.sentences.get(sentence as usize).map_or(0, |s| s.block)
    }

    /// Item of a token.
    pub(crate) fn item(&self, i: u32) -> u32 {
        self.input.tokens.blocks.get(self.block(i) as usize).map_or(0, |b| b.item)
    }

    pub(crate) fn in_heading(&self, i: u32) -> bool {
        self.input.tokens.blocks.get(self.block(i) as usize).is_some_and(|b| b.kind == BlockKind::Heading)
    }

    /// The capitals around token `i` say nothing: a line or document of capitals, or all in small letters.
    pub(crate) fn caseless(&self, i: u32) -> bool {
        self.input.tokens.case != DocumentCase::Mixed
            || self.token(i).is_some_and(|t| t.flags.contains(TokenFlags::CAPITALS_LINE))
    }

    /// The token before `i` in the same sentence.
    pub(crate) fn before(&self, i: u32) -> Option<u32> {
        let previous = i.checked_sub(1)?;
        self.same_sentence(previous, i).then_some(previous)
    }

    /// The token after `i` (which may be the end of a range) in the sentence of `i - 1`.
    pub(crate) fn after(&self, end: u32) -> Option<u32> {
        (end > 0 && (end as usize) < self.tokens().len() && self.same_sentence(end - 1, end)).then_some(end)
    }

    /// Whether the tokens stand in angle brackets of their own, in capitals, as wire services write the codes of stocks:
    /// `<PRI>`, `<PRI.TO>`.
    pub(crate) fn is_ticker(&self, tokens: TokenRange) -> bool {
        let text = self.input.text.as_bytes();
        let span = self.span(tokens);
        let (start, end) = (span.start() as usize, span.end() as usize);
        let Some(before) = start.checked_sub(1).and_then(|b| text.get(b)) else { return false };
        *before == b'<'
            && text.get(end..).is_some_and(|rest| {
                let code = rest.iter().take(8).take_while(|b| b.is_ascii_uppercase() || **b == b'.').count();
                rest.get(code) == Some(&b'>')
            })
            && self
                .slice(span)
                .is_some_and(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_uppercase() || b == b'.'))
    }

    /// Whether token `i` is the punctuation `mark`.
    pub(crate) fn is_mark(&self, i: u32, mark: &str) -> bool {
        self.token(i).is_some_and(|t| t.kind == TokenKind::Punctuation) && self.surface(i) == mark
    }

    /// A hyphen (or the like) that joins the words on both sides.
    pub(crate) fn is_joint(&self, i: u32) -> bool {
        self.tokens().get(i as usize..).and_then(|rest| rest.first_chunk()).is_some_and(joins)
    }

    /// The end behind the small second half (`Seo-yeon`) that a hyphen joins to the name before `end`.
    pub(crate) fn hyphen_tail(&self, end: u32) -> Option<u32> {
        let tail = self.infos.get(end as usize + 1)?.get();
        let small = self.token(end + 1).is_some_and(|t| !t.case.is_capitalized());
        (tail.name_like && small && self.is_joint(end)).then_some(end + 2)
    }

    /// Tokens of a range that carry meaning: words and abbreviations.
    pub(crate) fn wordlike(&self, range: TokenRange) -> impl DoubleEndedIterator<Item = u32> + use<'a> {
        let tokens = self.tokens();
        (range.start..range.end)
            .filter(move |&i| tokens.get(i as usize).is_some_and(|t| t.kind.is_wordlike()))
    }

    pub(crate) fn n_words(&self, range: TokenRange) -> u32 {
        u32::try_from(self.wordlike(range).count()).unwrap_or(u32::MAX)
    }

    /// A single letter with or without its dot: `J.`.
    pub(crate) fn is_initial(&self, i: u32) -> bool {
        let surface = self.surface(i);
        let mut chars = surface.trim_end_matches('.').chars();
        matches!((chars.next(), chars.next()), (Some(c), None) if c.is_uppercase())
    }
}
