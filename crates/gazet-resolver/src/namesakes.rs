//! Two persons of one name in one document.
//!
//! A document seldom names two persons alike without saying so: `another Ali Moradi`, `Ali Moradi and Ali Moradi`, `Miss Li Na`
//! after `Mr. Li Na`, `Ali Moradi, a tailor` after `Ali Moradi, a boatman`. The mention that says so is somebody else, and
//! who, nothing here can tell: it is left open.

use crate::doc::Doc;
use crate::memory::{form_key, sex_of_title};
use crate::proposal::{Link, Proposal};
use crate::words::Own;
use gazet_core::{EntityType, MentionKind, TokenRange};
use rustc_hash::FxHashMap;

/// Earlier mentions of a name that a later one is compared with.
const COMPARED: usize = 16;

/// Leaves open the full names of persons that the text tells from an earlier bearer of the same name. `chosen` is sorted
/// by tokens.
pub(crate) fn tell_apart(doc: &Doc<'_>, chosen: &mut [Proposal]) {
    let mut earlier: FxHashMap<u64, Vec<TokenRange>> = FxHashMap::default();
    for p in chosen.iter_mut() {
        let person = p.entity_type == EntityType::Person && p.kind == MentionKind::Name && p.words >= 2;
        if !person || p.score >= 1.0 {
            continue;
        }
        let before = earlier.entry(form_key(doc, p.tokens)).or_default();
        let is_other = !before.is_empty()
            && (is_announced(doc, p.tokens) || before.iter().any(|b| are_told_apart(doc, *b, p.tokens)));
        if is_other && matches!(p.link, Link::Form | Link::Pool { .. }) {
            p.link = Link::Open;
        } else if before.len() < COMPARED {
            before.push(p.tokens);
        }
    }
}

/// `another Ali Moradi`, `the other Ali Moradi`, `a different Mr. Ali Moradi`.
fn is_announced(doc: &Doc<'_>, tokens: TokenRange) -> bool {
    let mut before = doc.before(tokens.start);
    if let Some(title) = before.filter(|i| doc.info(*i).is_title()) {
        before = doc.before(title);
    }
    before.is_some_and(|i| matches!(doc.surface(i), "another" | "other" | "different" | "second" | "Another"))
}

fn are_told_apart(doc: &Doc<'_>, first: TokenRange, second: TokenRange) -> bool {
    let sex = |tokens: TokenRange| doc.before(tokens.start).map_or(0, |i| sex_of_title(doc, i));
    if let (a @ 1.., b @ 1..) = (sex(first), sex(second))
        && a != b
    {
        return true;
    }
    // `Ali Moradi and Ali Moradi`.
    let between: Vec<u32> = doc.wordlike(TokenRange::new(first.end, second.start)).take(2).collect();
    if let [and] = between.as_slice()
        && doc.own(*and).contains(Own::AND)
        && doc.same_sentence(first.start, second.start)
    {
        return true;
    }
    match (introduced_as(doc, first), introduced_as(doc, second)) {
        (Some(a), Some(b)) => doc.token(a).map(|t| t.norm) != doc.token(b).map(|t| t.norm),
        _ => false,
    }
}

/// The word behind `, a`: what a text says of somebody it introduces.
fn introduced_as(doc: &Doc<'_>, tokens: TokenRange) -> Option<u32> {
    let comma = doc.after(tokens.end).filter(|&i| doc.is_mark(i, ","))?;
    let article = doc.after(comma + 1).filter(|&i| matches!(doc.surface(i), "a" | "an"))?;
    doc.after(article + 1)
}
