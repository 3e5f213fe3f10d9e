//! The second pass: what the first one made of the same words elsewhere in the document.

use crate::evidence::{Evidence, Seen};
use crate::features::{SecondView, evidence_key, votes};
use crate::hash::mix;
use crate::labels::{self, Label, OUTSIDE};
use gazet_core::{EntityType, Token, TokenRange};

/// One awake token after the first pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) label: Label,
    /// Key of the name that the token is part of, 0 outside.
    pub(crate) name: u64,
}

/// The spans in a sequence of labels, as ranges of it.
pub(crate) fn spans(labels: &[Label], mut visit: impl FnMut(std::ops::Range<usize>, EntityType)) {
    let mut start = 0;
    for (i, &label) in labels.iter().enumerate() {
        if labels::opens(label) {
            start = i;
        }
        if labels::closes(label)
            && let Some(entity_type) = labels::entity_type(label)
        {
            visit(start..i + 1, entity_type);
        }
    }
}

fn name_key(tokens: &[Token]) -> u64 {
    if let [token] = tokens {
        return evidence_key(token);
    }
    tokens.iter().filter(|t| t.kind.is_wordlike()).fold(0x4E41_4D45, |key, t| mix(key, t.norm.0))
}

/// Adds what the first pass says of one stretch, and notes it token by token in `judged`.
pub(crate) fn note(
    tokens: &[Token],
    stretch: TokenRange,
    labels: &[Label],
    evidence: &mut Evidence,
    judged: &mut Vec<Judged>,
) {
    let base = judged.len();
    let offset = stretch.start as usize;
    judged.extend(labels.iter().map(|&label| Judged { label, name: 0 }));
    spans(labels, |range, entity_type| {
        let name = &tokens[offset + range.start..offset + range.end];
        let key = name_key(name);
        let t = entity_type.index();
        if name.len() > 1 {
            for token in name.iter().filter(|t| counts(t)) {
                add(&mut evidence.entry(evidence_key(token)).part[t]);
            }
        }
        add(&mut evidence.entry(key).whole[t]);
        for entry in &mut judged[base + range.start..base + range.end] {
            entry.name = key;
        }
    });
    for (token, &label) in tokens[stretch.indices()].iter().zip(labels) {
        if label == OUTSIDE && counts(token) {
            add(&mut evidence.entry(evidence_key(token)).outside);
        }
    }
}

/// Whether occurrences of the token say something of each other.
pub(crate) fn counts(token: &Token) -> bool {
    token.kind.is_wordlike() && token.case.is_capitalized()
}

fn add(count: &mut u16) {
    *count = count.saturating_add(1);
}

/// What the second pass knows of token `i` of a stretch.
pub(crate) fn view(tokens: &[Token], judged: &[Judged], i: usize, evidence: &Evidence) -> SecondView {
    let others = others(&tokens[i], judged[i], evidence);
    let mut name_others = [0; 3];
    if let Some(t) = labels::entity_type(judged[i].label)
        && let Some(seen) = evidence.get(judged[i].name)
    {
        name_others = seen.whole;
        name_others[t.index()] = name_others[t.index()].saturating_sub(1);
    }
    let neighbour = |j: Option<usize>| {
        j.and_then(|j| tokens.get(j).map(|t| votes(self::others(t, judged[j], evidence).part) & 3))
            .unwrap_or(0)
    };
    SecondView {
        label: judged[i].label,
        others,
        name_others,
        left: neighbour(i.checked_sub(1)),
        right: neighbour(Some(i + 1)),
    }
}

/// What was seen of a word, this occurrence taken out.
fn others(token: &Token, judged: Judged, evidence: &Evidence) -> Seen {
    if !counts(token) {
        return Seen::default();
    }
    let key = evidence_key(token);
    let Some(&seen) = evidence.get(key) else { return Seen::default() };
    let mut others = seen;
    match labels::entity_type(judged.label) {
        None => others.outside = others.outside.saturating_sub(1),
        Some(t) if judged.name == key => others.whole[t.index()] = others.whole[t.index()].saturating_sub(1),
        Some(t) => others.part[t.index()] = others.part[t.index()].saturating_sub(1),
    }
    others
}
