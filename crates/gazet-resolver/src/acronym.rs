//! Acronyms that the document defines: `Long Form (LF)`, `LF (Long Form)`, `LF, the Long Form`, `Long Form, or LF`.
//!
//! Letters are matched first against the initials of the words, links (`of`, `and`) skipped or used; failing that
//! by the right-to-left search of Schwartz and Hearst ("A simple algorithm for identifying abbreviation definitions
//! in biomedical text", 2003), where the first letter must begin a word and at least half of the letters must.

use crate::doc::Doc;
use crate::groups::Groups;
use crate::words::Own;
use gazet_core::{CaseShape, TokenKind, TokenRange};

/// A short form and the long form that the document gives for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) short: u32,
    pub(crate) long: TokenRange,
}

/// Collects the definitions, in text order; of two for one place the first pattern counts.
pub(crate) fn find(doc: &Doc<'_>, groups: &Groups, out: &mut Vec<Definition>) {
    out.clear();
    for (i, token) in (0u32..).zip(doc.tokens()) {
        match token.kind {
            TokenKind::Punctuation if token.span.len() == 1 && matches!(doc.surface(i), "(" | "[") => {
                bracket(doc, groups, i, out);
            }
            TokenKind::Word | TokenKind::Abbreviation if is_acronym(doc, i) => apposition(doc, i, out),
            _ => {}
        }
    }
}

/// Two to ten letters and digits, at least two capitals, and more capitals than small letters.
pub(crate) fn is_acronym(doc: &Doc<'_>, i: u32) -> bool {
    let Some(token) = doc.token(i) else { return false };
    let kind = matches!(token.kind, TokenKind::Word | TokenKind::Abbreviation);
    if !kind || !matches!(token.case, CaseShape::Upper | CaseShape::Mixed) {
        return false;
    }
    let (mut letters, mut capitals, mut small) = (0, 0, 0);
    for c in doc.surface(i).chars().filter(|c| c.is_alphanumeric()) {
        letters += 1;
        capitals += u32::from(c.is_uppercase());
        small += u32::from(c.is_lowercase());
    }
    (2..=10).contains(&letters) && capitals >= 2 && capitals > small
}

fn bracket(doc: &Doc<'_>, groups: &Groups, open: u32, out: &mut Vec<Definition>) {
    // Content: up to the closing bracket, in the same sentence.
    let mut close = None;
    for i in open + 1..(open + 24).min(u32::try_from(doc.tokens().len()).unwrap_or(u32::MAX)) {
        if !doc.same_sentence(open, i) {
            break;
        }
        if matches!(doc.surface(i), ")" | "]") {
            close = Some(i);
            break;
        }
    }
    let Some(close) = close else { return };
    let content = TokenRange::new(open + 1, close);
    let Some(first) = doc.wordlike(content).next() else { return };
    // `(MKO)`, `(the "MKO")`, `(MKO, also PMOI)`.
    let first = if doc.own(first).contains(Own::ARTICLE) {
        doc.wordlike(content).nth(1).unwrap_or(first)
    } else {
        first
    };
    if is_acronym(doc, first) {
        let alone =
            doc.after(first + 1).is_none_or(|a| a == close || !doc.tokens()[a as usize].kind.is_wordlike());
        if alone && let Some(long) = long_before(doc, groups, open, first) {
            push(out, Definition { short: first, long });
            return;
        }
    }
    if let Some(short) = doc.before(open).filter(|&s| is_acronym(doc, s)) {
        let start = doc.wordlike(content).find(|&i| !doc.own(i).contains(Own::ARTICLE));
        if let Some(start) = start
            && let Some(long) = long_after(doc, start, close, short)
        {
            push(out, Definition { short, long });
        }
    }
}

/// `LF, the Long Form,` and `the Long Form, or LF,`.
fn apposition(doc: &Doc<'_>, short: u32, out: &mut Vec<Definition>) {
    if let Some(comma) = doc.after(short + 1).filter(|&c| doc.is_mark(c, ",")) {
        let Some(mut start) = doc.after(comma + 1) else { return };
        if doc.own(start).contains(Own::ARTICLE) {
            let mut end = start + 1;
            start = end;
            while doc.after(end).is_some_and(|e| !is_hard_stop(doc, e)) && end < start + 16 {
                end += 1;
            }
            if let Some(long) = long_after(doc, start, end, short) {
                push(out, Definition { short, long });
                return;
            }
        }
    }
    // `..., or LF` and `known as LF`.
    let Some(before) = doc.before(short) else { return };
    let joined = match doc.surface(before) {
        "or" => doc.before(before).filter(|&c| doc.is_mark(c, ",")),
        _ => None,
    };
    if let Some(end) = joined
        && let Some(long) = initials_before(doc, end, short)
    {
        push(out, Definition { short, long });
    }
}

fn push(out: &mut Vec<Definition>, definition: Definition) {
    if !out.iter().rev().take(4).any(|d| d.short == definition.short) {
        out.push(definition);
    }
}

fn is_hard_stop(doc: &Doc<'_>, i: u32) -> bool {
    doc.token(i).is_some_and(|t| {
        !t.kind.is_wordlike() && t.kind != TokenKind::Possessive && !doc.is_joint(i) && doc.surface(i) != "&"
    })
}

fn letters(doc: &Doc<'_>, short: u32) -> Vec<char> {
    let surface = doc.surface(short);
    // A plural `s` is no letter of the acronym: `NGOs`.
    let core = surface.strip_suffix('s').filter(|s| s.chars().all(char::is_uppercase)).unwrap_or(surface);
    core.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn initial(doc: &Doc<'_>, i: u32) -> Option<char> {
    doc.surface(i).chars().find(|c| c.is_alphanumeric()).and_then(|c| c.to_lowercase().next())
}

fn is_link(doc: &Doc<'_>, i: u32) -> bool {
    doc.own(i).intersects(Own::LINK | Own::AND | Own::ARTICLE | Own::PLACE_BEFORE | Own::PARTICLE)
        && doc.token(i).is_some_and(|t| !t.case.is_capitalized())
}

fn is_name_word(doc: &Doc<'_>, i: u32) -> bool {
    doc.infos.get(i as usize).is_some_and(|f| f.get().name_like)
}

/// The long form that ends before `end`.
fn long_before(doc: &Doc<'_>, groups: &Groups, end: u32, short: u32) -> Option<TokenRange> {
    initials_before(doc, end, short).or_else(|| {
        // A listed name that ends here and holds the letters in order is taken whole.
        letters_before(doc, end, short).filter(|long| {
            let plausible = doc.wordlike(*long).filter(|&i| !is_link(doc, i)).all(|i| is_name_word(doc, i));
            plausible || groups.at(*long).is_some()
        })
    })
}

/// Matches the letters with initials of the words before `end`, from right to left.
fn initials_before(doc: &Doc<'_>, end: u32, short: u32) -> Option<TokenRange> {
    let letters = letters(doc, short);
    let mut left = letters.len();
    let mut words = 0;
    let mut i = end;
    let mut last_end = None;
    while left > 0 && i > 0 {
        i -= 1;
        if !doc.same_sentence(i, end.saturating_sub(1)) || is_hard_stop(doc, i) {
            return None;
        }
        let token = doc.token(i)?;
        if !token.kind.is_wordlike() {
            continue;
        }
        last_end.get_or_insert(i + 1);
        words += 1;
        if words > letters.len() + 5 {
            return None;
        }
        let matches = initial(doc, i) == Some(letters[left - 1]);
        if matches && (is_name_word(doc, i) || is_link(doc, i) && uses_link(doc, i, &letters, left)) {
            left -= 1;
        } else if !is_link(doc, i) {
            return None;
        }
    }
    (left == 0 && words >= 2 && is_name_word(doc, i)).then(|| TokenRange::new(i, last_end.unwrap_or(end)))
}

/// Whether a small word's initial is a letter of the acronym: only if the word before does not supply it.
fn uses_link(doc: &Doc<'_>, i: u32, letters: &[char], left: usize) -> bool {
    left >= 2 && doc.before(i).is_some_and(|p| initial(doc, p) != Some(letters[left - 1]))
}

/// Schwartz and Hearst: each letter somewhere in the words, in order, the first one at the start of a word.
fn letters_before(doc: &Doc<'_>, end: u32, short: u32) -> Option<TokenRange> {
    let letters = letters(doc, short);
    let limit = (letters.len() + 5).min(2 * letters.len());
    let mut left = letters.len();
    let mut initials = 0;
    let mut words = 0;
    let mut i = end;
    while left > 0 && i > 0 {
        i -= 1;
        if !doc.same_sentence(i, end.saturating_sub(1)) || is_hard_stop(doc, i) {
            return None;
        }
        if !doc.token(i)?.kind.is_wordlike() {
            continue;
        }
        words += 1;
        if words > limit {
            return None;
        }
        let surface: Vec<char> =
            doc.surface(i).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        for (at, c) in surface.iter().enumerate().rev() {
            if left == 0 {
                break;
            }
            // The first letter must begin its word.
            if *c == letters[left - 1] && (left > 1 || at == 0) {
                left -= 1;
                initials += usize::from(at == 0);
            }
        }
    }
    let ok = left == 0 && words >= 2 && 2 * initials >= letters.len() && is_name_word(doc, i);
    ok.then(|| TokenRange::new(i, end)).map(|r| trim_end(doc, r))
}

fn trim_end(doc: &Doc<'_>, mut range: TokenRange) -> TokenRange {
    while range.end > range.start && doc.token(range.end - 1).is_some_and(|t| !t.kind.is_wordlike()) {
        range.end -= 1;
    }
    range
}

/// The long form that begins at `start` and ends at or before `end`: its initials must be the letters.
fn long_after(doc: &Doc<'_>, start: u32, end: u32, short: u32) -> Option<TokenRange> {
    let letters = letters(doc, short);
    if !is_name_word(doc, start) {
        return None;
    }
    let mut at = 0;
    let mut last = start;
    for i in start..end {
        if is_hard_stop(doc, i) {
            break;
        }
        if !doc.token(i)?.kind.is_wordlike() {
            continue;
        }
        let matches = at < letters.len() && initial(doc, i) == Some(letters[at]);
        if matches && is_name_word(doc, i) {
            at += 1;
            last = i + 1;
        } else if is_name_word(doc, i) && at >= letters.len() {
            break;
        } else if !is_link(doc, i) {
            return None;
        } else if at >= letters.len() {
            break;
        }
    }
    (at == letters.len() && doc.n_words(TokenRange::new(start, last)) >= 2)
        .then(|| TokenRange::new(start, last))
}
