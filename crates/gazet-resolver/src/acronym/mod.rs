//! Acronyms that the document defines: `Long Form (LF)`, `LF (Long Form)`, `LF, the Long Form`, `Long Form, or LF`, and
//! `LF` beside the name whose initials it has.
//!
//! A definition of common words (`internally displaced persons (IDPs)`) makes no name: its short form is none either.

mod letters;

use crate::doc::Doc;
use crate::groups::Groups;
use crate::seen::SeenSpan;
use crate::words::Own;
use gazet_core::{CaseShape, EntityType, TokenKind, TokenRange};
use gazet_gazetteer::WordFlags;
use letters::{Word, fit, is_reordered, letters, word, words};

/// Least fit of letters in brackets; of a short form that is written like a word (`Pemex`), and of one without brackets.
const FITS: f32 = 0.6;
const FITS_WORD: f32 = 0.8;
/// Fit of initials and nothing else.
const EXACT: f32 = 0.99;
/// Tokens between a short form and the long one beside it in the sentence.
const NEAR: u32 = 14;

/// A short form and the long form that the document gives for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) short: u32,
    pub(crate) long: TokenRange,
    /// What the long form names; `None` where it consists of common words.
    pub(crate) entity_type: Option<EntityType>,
}

/// Where definitions are looked for.
struct Search<'s, 'a> {
    doc: &'s Doc<'a>,
    groups: &'s Groups,
    seen: &'s [SeenSpan],
}

/// Collects the definitions, in text order; of two for one place the first pattern counts.
pub(crate) fn find(doc: &Doc<'_>, groups: &Groups, seen: &[SeenSpan], out: &mut Vec<Definition>) {
    out.clear();
    let search = Search { doc, groups, seen };
    for (i, token) in (0u32..).zip(doc.tokens()) {
        match token.kind {
            TokenKind::Punctuation if token.span.len() == 1 && matches!(doc.surface(i), "(" | "[") => {
                search.bracket(i, out);
            }
            TokenKind::Word | TokenKind::Abbreviation if is_acronym(doc, i) => search.beside(i, out),
            _ => {}
        }
    }
    out.sort_unstable_by_key(|d| (d.short, d.long));
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

/// Whether the initials of a name's words are the letters of an acronym of three letters or more.
pub(crate) fn is_initials_of(doc: &Doc<'_>, short: u32, long: TokenRange) -> bool {
    let letters = letters(doc, short);
    letters.len() >= 3 && fit(&letters, &words(doc, long)).is_some_and(|f| f >= EXACT)
}

/// `Pemex`, `MinFish`: a word with a capital that may be made of the beginnings of others.
fn is_blend(doc: &Doc<'_>, i: u32) -> bool {
    let surface = doc.surface(i);
    doc.token(i).is_some_and(|t| t.kind == TokenKind::Word && t.case.is_capitalized())
        && (4..=10).contains(&surface.chars().count())
        && surface.chars().all(char::is_alphabetic)
}

/// A Roman numeral: `VIII`, but not `XML`.
fn is_numeral(surface: &str) -> bool {
    const SIGNS: [(&str, usize); 13] = [
        ("M", 3),
        ("CM", 1),
        ("D", 1),
        ("CD", 1),
        ("C", 3),
        ("XC", 1),
        ("L", 1),
        ("XL", 1),
        ("X", 3),
        ("IX", 1),
        ("V", 1),
        ("IV", 1),
        ("I", 3),
    ];
    let mut rest = surface;
    for (sign, most) in SIGNS {
        for _ in 0..most {
            rest = rest.strip_prefix(sign).unwrap_or(rest);
        }
    }
    rest.is_empty()
}

fn is_hard_stop(doc: &Doc<'_>, i: u32) -> bool {
    doc.token(i).is_some_and(|t| {
        let hanging = t.kind == TokenKind::Punctuation && doc.surface(i) == "-";
        !t.kind.is_wordlike()
            && t.kind != TokenKind::Possessive
            && !doc.is_joint(i)
            && !hanging
            && !matches!(doc.surface(i), "&" | "'" | "’")
    })
}

/// What may stand between an opening bracket and a short form: `(hereafter HWU)`, `(or, in French, CICR)`.
fn is_lead(doc: &Doc<'_>, i: u32) -> bool {
    const LEADS: [&str; 18] = [
        "hereafter",
        "hereinafter",
        "henceforth",
        "or",
        "aka",
        "abbreviated",
        "abbr",
        "known",
        "as",
        "called",
        "also",
        "short",
        "for",
        "now",
        "then",
        "simply",
        "acronym",
        "commonly",
    ];
    doc.own(i).contains(Own::ARTICLE) || LEADS.contains(&doc.surface(i).trim_end_matches('.'))
}

impl Search<'_, '_> {
    fn bracket(&self, open: u32, out: &mut Vec<Definition>) {
        let doc = self.doc;
        // Content: up to the closing bracket, in the same sentence.
        let end = (open + 24).min(u32::try_from(doc.tokens().len()).unwrap_or(u32::MAX));
        let close = (open + 1..end)
            .take_while(|&i| doc.same_sentence(open, i))
            .find(|&i| matches!(doc.surface(i), ")" | "]"));
        let Some(close) = close else { return };
        let content = TokenRange::new(open + 1, close);
        let Some(first) = doc.wordlike(content).find(|&i| !is_lead(doc, i)) else { return };
        let alone =
            doc.after(first + 1).is_none_or(|a| a >= close || !doc.tokens()[a as usize].kind.is_wordlike());
        if alone
            && (is_acronym(doc, first) || is_blend(doc, first))
            && let Some(definition) = self.before(open, first)
        {
            push(out, definition);
            return;
        }
        if let Some(short) = doc.before(open).filter(|&s| is_acronym(doc, s)) {
            let start = doc.wordlike(content).find(|&i| !doc.own(i).contains(Own::ARTICLE));
            if let Some(start) = start
                && let Some(definition) = self.after(short, start, close, FITS, true)
            {
                push(out, definition);
            }
        }
    }

    /// A short form without brackets: its long form stands in the same sentence, before or after it.
    fn beside(&self, short: u32, out: &mut Vec<Definition>) {
        let doc = self.doc;
        let bracketed = doc.before(short).is_some_and(|b| matches!(doc.surface(b), "(" | "["));
        if bracketed || doc.caseless(short) || is_numeral(doc.surface(short)) {
            return;
        }
        if out.iter().rev().take(4).any(|d| d.short == short) {
            return;
        }
        let letters = letters(doc, short);
        // `Long Form, LF,` and `Long Form - LF -`, with any letters that fit well.
        let mark = doc.before(short).filter(|&m| matches!(doc.surface(m), "," | "-" | "–" | "—"));
        let closed = doc.after(short + 1).is_none_or(|a| !doc.tokens()[a as usize].kind.is_wordlike());
        if let Some(mark) = mark.filter(|_| closed && letters.len() >= 3)
            && let Some(definition) = self.ending_at(mark, short, FITS_WORD)
        {
            push(out, definition);
            return;
        }
        if letters.len() < 3 {
            // `the Long Form, or LF`.
            let or = doc.before(short).filter(|&o| doc.surface(o) == "or").and_then(|o| doc.before(o));
            if let Some(definition) =
                or.filter(|&c| doc.is_mark(c, ",")).and_then(|end| self.ending_at(end, short, EXACT))
            {
                push(out, definition);
            }
            return;
        }
        // Any name near it whose initials it has: `Long Form, known as the LF`, `LF stands for Long Form`.
        for end in (short.saturating_sub(NEAR)..short).rev() {
            if !doc.same_sentence(end, short) {
                break;
            }
            let ends_name = end > 0 && self.is_capital(end - 1) && !self.is_capital(end);
            if ends_name && let Some(definition) = self.ending_at(end, short, EXACT) {
                push(out, definition);
                return;
            }
        }
        for start in short + 1..short + NEAR {
            if !doc.same_sentence(start, short) {
                break;
            }
            if self.is_capital(start)
                && let Some(definition) = self.after(short, start, start + NEAR, EXACT, false)
            {
                push(out, definition);
                return;
            }
        }
    }

    fn is_capital(&self, i: u32) -> bool {
        self.doc.infos.get(i as usize).is_some_and(|f| f.get().name_like)
    }

    /// The long form that ends before the bracket at `open`.
    fn before(&self, open: u32, short: u32) -> Option<Definition> {
        let doc = self.doc;
        let least = if is_acronym(doc, short) { FITS } else { FITS_WORD };
        if is_numeral(doc.surface(short))
            && doc.surface(short).len() > 1
            && self.groups.at(one(short)).is_none()
        {
            return None;
        }
        self.ending_at(open, short, least).or_else(|| {
            // The letters of another language: the same initials in another order.
            let letters = letters(doc, short);
            let joins = |i: u32| doc.token(i).is_some_and(|t| !t.kind.is_wordlike()) && !is_hard_stop(doc, i);
            let near = open.saturating_sub(2 * NEAR)..open;
            let start = near.rev().take_while(|&i| self.is_capital(i) || joins(i)).last()?;
            let named: Vec<u32> = doc.wordlike(TokenRange::new(start, open)).collect();
            let start = *named.get(named.len().checked_sub(letters.len())?)?;
            let long = trim_end(doc, TokenRange::new(start, open));
            let found = words(doc, long);
            let plausible = is_acronym(doc, short) && found.len() >= 2 && is_reordered(&letters, &found);
            let entity_type = plausible.then(|| self.entity_type(long, &found)).flatten()?;
            (entity_type == EntityType::Organization).then_some(Definition {
                short,
                long,
                entity_type: Some(entity_type),
            })
        })
    }

    /// The long form that ends at `end`: of all starts the one that the letters fit best, the nearest of equals.
    fn ending_at(&self, end: u32, short: u32, least: f32) -> Option<Definition> {
        let doc = self.doc;
        let letters = letters(doc, short);
        let most = (letters.len() + 5).min(2 * letters.len() + 1);
        let mut found: Vec<Word> = Vec::new();
        let mut best: Option<(f32, u32)> = None;
        let mut i = end;
        let mut commas = 0;
        while i > 0 && found.len() <= most {
            i -= 1;
            if !doc.same_sentence(i, end.saturating_sub(1)) {
                break;
            }
            if is_hard_stop(doc, i) {
                // `Department for Environment, Food and Rural Affairs`, but no comma right before the short form.
                let lists = doc.is_mark(i, ",") && !found.is_empty() && letters.len() >= 4 && least < EXACT;
                commas += 1;
                if lists && commas <= 3 && self.is_capital(i + 1) {
                    continue;
                }
                break;
            }
            if !doc.token(i)?.kind.is_wordlike() {
                continue;
            }
            found.insert(0, word(doc, i));
            if let Some(fit) = fit(&letters, &found)
                && fit >= least
                && best.is_none_or(|(known, _)| fit > known + 0.001)
            {
                best = Some((fit, i));
            }
        }
        let (fit, start) = best?;
        self.definition(short, TokenRange::new(start, end), fit)
    }

    /// The long form that begins at `start`. In brackets it is all that stands in them.
    fn after(&self, short: u32, start: u32, end: u32, least: f32, whole: bool) -> Option<Definition> {
        let doc = self.doc;
        let letters = letters(doc, short);
        let stop =
            (start..end).find(|&i| is_hard_stop(doc, i) || !doc.same_sentence(start, i)).unwrap_or(end);
        let mut best: Option<(f32, u32)> = None;
        let all = words(doc, TokenRange::new(start, stop));
        if whole && let Some(fit) = fit(&letters, &all).filter(|f| *f >= least) {
            best = Some((fit, stop));
        }
        for n in 1..=all.len().min(letters.len() + 5) {
            if best.is_some() && whole {
                break;
            }
            if let Some(fit) = fit(&letters, &all[..n]).filter(|f| *f >= least)
                && best.is_none_or(|(known, _)| fit > known + 0.001)
            {
                best = Some((fit, all[n - 1].token + 1));
            }
        }
        let (fit, end) = best?;
        self.definition(short, TokenRange::new(start, end), fit)
    }

    fn definition(&self, short: u32, long: TokenRange, fit: f32) -> Option<Definition> {
        let doc = self.doc;
        let mut long = trim_end(doc, long);
        // `The` may supply a letter, but stands outside the name.
        if doc.own(long.start).contains(Own::ARTICLE) && long.len() > 1 {
            long.start += 1;
        }
        let found = words(doc, long);
        let content = || found.iter().filter(|w| !w.link);
        let entity_type = self.entity_type(long, &found);
        if content().count() < 2 && doc.slice(doc.span(long)).is_none_or(|s| s.len() < 8) {
            return None;
        }
        // `(H.F.)` behind a person's name are initials, `(JFK)` is what he is called.
        let dotted = doc.surface(short).contains('.');
        let given = content().next().is_some_and(|w| doc.info(w.token).has(WordFlags::GIVEN));
        if dotted && given && !content().any(|w| doc.info(w.token).is_org_head()) {
            return None;
        }
        if entity_type == Some(EntityType::Person) && (dotted || fit < EXACT || found.len() < 3) {
            return None;
        }
        // One word (`Rotterdam (RTM)`) must be an organization; small letters make words of any kind.
        if content().count() == 1
            && content().any(|w| w.capital)
            && entity_type != Some(EntityType::Organization)
        {
            return None;
        }
        let small = content().filter(|w| !w.capital).count();
        let listed = self.groups.at(long).is_some();
        let mixed = content().next().is_some_and(|w| !w.capital) && small < content().count();
        (listed || !mixed).then_some(Definition { short, long, entity_type })
    }

    /// What a long form names, if it is a name.
    fn entity_type(&self, long: TokenRange, found: &[Word]) -> Option<EntityType> {
        let doc = self.doc;
        if self.groups.at(long).is_some() {
            let place = self.groups.has_type(long, EntityType::Place);
            let organization = self.groups.has_type(long, EntityType::Organization);
            let person = self.groups.has_type(long, EntityType::Person);
            return Some(match (organization, place, person) {
                (true, _, _) | (_, false, false) => EntityType::Organization,
                (_, true, _) => EntityType::Place,
                (_, _, true) => EntityType::Person,
            });
        }
        let content = || found.iter().filter(|w| !w.link);
        let first = content().next().filter(|w| w.capital)?;
        let head = content().any(|w| doc.info(w.token).is_org_head());
        // Whom a recognizer takes for a person is one where the first word is a given name: `John Fitzgerald Kennedy (JFK)`.
        let info = doc.info(first.token);
        let last = content().next_back().map(|w| doc.info(w.token)).unwrap_or_default();
        let person = self.seen.iter().any(|s| {
            s.entity_type == EntityType::Person && s.tokens.start <= long.start && long.end <= s.tokens.end
        });
        if !head
            && content().all(|w| w.capital)
            && info.has(WordFlags::GIVEN)
            && info.word.rank == 0
            && (person || last.has(WordFlags::SURNAME))
        {
            return Some(EntityType::Person);
        }
        // Small words make a name where they are few, of no language that we know, or end in a word of organizations.
        let strange =
            |w: &Word| doc.info(w.token).word.rank == 0 && !doc.info(w.token).has(WordFlags::FUNCTION_WORD);
        let small = content().filter(|w| !w.capital).count();
        let foreign = content().any(|w| !w.capital && strange(w));
        (3 * small <= content().count() || foreign || last.is_org_head()).then_some(EntityType::Organization)
    }
}

fn one(i: u32) -> TokenRange {
    TokenRange::new(i, i + 1)
}

fn push(out: &mut Vec<Definition>, definition: Definition) {
    if !out.iter().rev().take(4).any(|d| d.short == definition.short) {
        out.push(definition);
    }
}

fn trim_end(doc: &Doc<'_>, mut range: TokenRange) -> TokenRange {
    while range.end > range.start && doc.token(range.end - 1).is_some_and(|t| !t.kind.is_wordlike()) {
        range.end -= 1;
    }
    range
}
