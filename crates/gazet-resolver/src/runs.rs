//! Runs of capitalized words: where unlisted names can be.

use crate::doc::Doc;
use crate::words::Own;
use gazet_core::{TokenFlags, TokenRange};

/// Collects the maximal runs of capitalized words of each sentence. Hyphens inside words and particles of persons'
/// names (`bin`, `van der`) stand inside a run, `of` and `and` do not.
pub(crate) fn collect(doc: &Doc<'_>, out: &mut Vec<TokenRange>) {
    out.clear();
    let n = u32::try_from(doc.tokens().len()).unwrap_or(u32::MAX);
    let mut i = 0;
    while i < n {
        if !name_like(doc, i) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while let Some(next) = extend(doc, end) {
            end = next;
        }
        out.push(TokenRange::new(i, end));
        i = end;
    }
}

fn name_like(doc: &Doc<'_>, i: u32) -> bool {
    doc.infos.get(i as usize).is_some_and(|info| info.get().name_like)
}

/// The end of the run after one more word, when the run goes on at `end`.
fn extend(doc: &Doc<'_>, end: u32) -> Option<u32> {
    let next = doc.after(end)?;
    if name_like(doc, next) {
        let glued = doc.token(next)?.flags.contains(TokenFlags::GLUED);
        return (!glued).then_some(next + 1);
    }
    if doc.is_joint(next) {
        return after_joint(doc, next);
    }
    // One or two particles, then a capital: `van der Bellen`, `bin Laden`, `al-Maliki`.
    let mut at = next;
    for _ in 0..3 {
        if !is_lower_particle(doc, at) {
            return None;
        }
        at = doc.after(at + 1)?;
        if doc.is_joint(at) {
            at = doc.after(at + 1)?;
        }
        if name_like(doc, at) {
            return Some(at + 1);
        }
    }
    None
}

/// After a hyphen: a capitalized word, or a small particle and then one (`Mojahedin-e Khalq`).
fn after_joint(doc: &Doc<'_>, joint: u32) -> Option<u32> {
    let word = doc.after(joint + 1)?;
    if name_like(doc, word) {
        return Some(word + 1);
    }
    if !is_lower_particle(doc, word) {
        return None;
    }
    let mut at = doc.after(word + 1)?;
    if doc.is_joint(at) {
        at = doc.after(at + 1)?;
    }
    name_like(doc, at).then_some(at + 1)
}

fn is_lower_particle(doc: &Doc<'_>, i: u32) -> bool {
    doc.token(i).is_some_and(|t| t.kind.is_wordlike() && !t.case.is_capitalized())
        && doc.own(i).contains(Own::PARTICLE)
}
