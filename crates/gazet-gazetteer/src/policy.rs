//! Whether a text writes an alias in a way that the alias allows.

use crate::AliasFlags;
use crate::entity::AliasView;
use gazet_core::{CandidateFlags, CaseShape, Token, TokenFlags};
use gazet_tokenizer::DocumentCase;

/// One place of a text whose folded tokens are those of an alias.
pub(crate) struct Occurrence<'a> {
    /// The text from the first to the last token.
    pub(crate) surface: &'a str,
    /// All tokens of the text.
    pub(crate) tokens: &'a [Token],
    /// The words covered.
    pub(crate) words: &'a [u32],
    /// How the document uses capitals.
    pub(crate) document_case: DocumentCase,
    /// Capitals say nothing here: the document or the line has one case.
    pub(crate) case_free: bool,
}

/// In text of mixed case, an acronym-like rendering (`TURKEY`) of a common word needs this many letters to count.
const MIN_CAPITALS: usize = 4;

/// The flags of a candidate, or `None` where the policy of the alias forbids one.
///
/// `same` tells whether the text writes it exactly as the list does, `after_the` whether the word "the" stands directly
/// before.
pub(crate) fn accept(
    alias: &AliasView<'_>,
    found: &Occurrence<'_>,
    same: bool,
    after_the: impl Fn() -> bool,
) -> Option<CandidateFlags> {
    let own = alias.flags();
    if same && !own.intersects(AliasFlags::COMMON_WORD | AliasFlags::AFTER_THE) && !found.case_free {
        // The usual case; what follows would come to the same.
        let fits = own.intersects(AliasFlags::AS_WRITTEN | AliasFlags::ANY_CASE)
            || has_capitals(alias.capitals(), found);
        return fits.then(|| own.candidate() | CandidateFlags::EXACT);
    }
    let core = alias.core();
    let exact = same || same_letters(found.surface, core, Letters::AsWritten);
    let common = own.contains(AliasFlags::COMMON_WORD);
    let all_upper = found.case_free && found.document_case != DocumentCase::AllLower;
    let mut flags = own.candidate();
    flags.set(CandidateFlags::EXACT, exact);
    if own.contains(AliasFlags::AFTER_THE) && !after_the() {
        return None;
    }
    if found.surface.contains('&') != core.contains('&') {
        return None;
    }
    if own.contains(AliasFlags::ANY_CASE) {
        return Some(flags);
    }
    if common {
        // Where capitals say nothing, a common word is taken for a name only with support.
        if all_upper && same_letters(found.surface, core, Letters::Upper) {
            return Some(flags | CandidateFlags::WEAK);
        }
        let shouted = !own.contains(AliasFlags::AS_WRITTEN)
            && core.chars().filter(|c| c.is_alphabetic()).count() >= MIN_CAPITALS
            && found.words.iter().all(|w| found.tokens[*w as usize].case == CaseShape::Upper)
            && same_letters(found.surface, core, Letters::Upper);
        return (exact || shouted).then_some(flags);
    }
    if own.contains(AliasFlags::AS_WRITTEN) {
        let same = exact || found.case_free && same_letters(found.surface, core, Letters::Upper);
        return same.then_some(flags);
    }
    (found.case_free || has_capitals(alias.capitals(), found)).then_some(flags)
}

/// Where the alias has its first capital, the text needs one. The first word of a sentence has one anyway, so one
/// more is asked for there if the alias has more.
fn has_capitals(capitals: u32, found: &Occurrence<'_>) -> bool {
    let token = |i: usize| found.words.get(i).map(|w| &found.tokens[*w as usize]);
    let is_capital = |t: &Token| t.case.is_capitalized() || t.case == CaseShape::Uncased;
    let first = if capitals == 0 { 0 } else { capitals.trailing_zeros() as usize };
    let Some(first_token) = token(first) else { return false };
    if !is_capital(first_token) {
        return false;
    }
    let others = if capitals == 0 { 0 } else { capitals & (capitals - 1) };
    others == 0
        || !first_token.flags.contains(TokenFlags::SENTENCE_START)
        || (first + 1..32).any(|i| others >> i & 1 == 1 && token(i).is_some_and(is_capital))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Case and diacritics must agree.
    AsWritten,
    /// Diacritics must agree.
    Upper,
}

/// Whether two spellings have the same letters: apostrophes, hyphens, dots of acronyms and white space apart.
fn same_letters(a: &str, b: &str, letters: Letters) -> bool {
    let left = a.chars().filter(is_letter);
    let right = b.chars().filter(is_letter);
    match letters {
        Letters::AsWritten => left.eq(right),
        Letters::Upper => left.flat_map(char::to_uppercase).eq(right.flat_map(char::to_uppercase)),
    }
}

fn is_letter(c: &char) -> bool {
    !(c.is_whitespace()
        || matches!(c,
            '.' | '\'' | '-' | '`' | '\u{ad}' | '\u{b4}' | '\u{2b9}'..='\u{2bf}' | '\u{2010}'..='\u{2015}'
            | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
}
