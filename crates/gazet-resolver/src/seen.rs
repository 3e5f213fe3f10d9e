//! Spans that a recognizer takes for names: ours, or one from outside.

use crate::doc::Doc;
use crate::proposal::both;
use gazet_core::{EntityType, Rule, TokenRange};

/// A stretch of tokens that a recognizer takes for a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenSpan {
    pub(crate) tokens: TokenRange,
    pub(crate) entity_type: EntityType,
    /// How sure it is, in [0, 1].
    pub(crate) score: f32,
    /// [`Rule::Recognizer`] or [`Rule::External`]; of two that agree, the surer one.
    pub(crate) rule: Rule,
}

/// Brings recognized and external spans into token order, one for each stretch and type; persons get the second half of a
/// hyphenated name (`Seo-yeon`), which the recognizer tends to leave out. Returns how many external
/// ones cover no token or do not lie in the text.
pub(crate) fn collect(doc: &Doc<'_>, out: &mut Vec<SeenSpan>) -> u32 {
    out.clear();
    let tokens = doc.tokens();
    let n = tokens.len();
    let recognized = doc.input.recognized.unwrap_or_default();
    out.extend(
        recognized
            .iter()
            .filter(|s| !s.tokens.is_empty() && s.tokens.end as usize <= n && s.score.is_finite())
            .map(|s| SeenSpan {
                tokens: s.tokens,
                entity_type: s.entity_type,
                score: s.score,
                rule: Rule::Recognizer,
            }),
    );
    let mut ignored = 0;
    for external in doc.input.external {
        let span = external.span;
        let start = tokens.partition_point(|t| t.span.end() <= span.start());
        let end = tokens.partition_point(|t| t.span.start() < span.end());
        let range = u32::try_from(start).ok().zip(u32::try_from(end).ok());
        match range.filter(|_| start < end && doc.slice(span).is_some() && external.score.is_finite()) {
            Some((start, end)) => out.push(SeenSpan {
                tokens: TokenRange::new(start, end),
                entity_type: external.entity_type,
                score: external.score,
                rule: Rule::External,
            }),
            None => ignored += 1,
        }
    }
    for span in out.iter_mut().filter(|s| s.entity_type == EntityType::Person) {
        span.tokens.end = doc.hyphen_tail(span.tokens.end).unwrap_or(span.tokens.end);
        if span.score < 1.0
            && let Some(end) = place_behind(doc, span.tokens)
        {
            span.tokens.end = end;
        }
    }
    out.sort_by(|a, b| {
        (a.tokens, a.entity_type)
            .cmp(&(b.tokens, b.entity_type))
            .then(b.score.total_cmp(&a.score))
            .then(a.rule.cmp(&b.rule))
    });
    out.dedup_by(|next, kept| {
        let same = (next.tokens, next.entity_type) == (kept.tokens, kept.entity_type);
        if same && next.rule != kept.rule {
            kept.score = agreed(kept.score, next.score);
        }
        same
    });
    ignored
}

/// Where a person's full name ends before the place that it is named with: `Ada Verrall of Leeds`, `Wu Bo at Xiamen`; but
/// `Joan of Arc` is a name.
fn place_behind(doc: &Doc<'_>, tokens: TokenRange) -> Option<u32> {
    let mut words = doc.wordlike(tokens).enumerate();
    let (_, at) = words.find(|(n, i)| *n >= 2 && matches!(doc.surface(*i), "of" | "at" | "in" | "from"))?;
    let full = doc
        .wordlike(TokenRange::new(tokens.start, at))
        .all(|i| doc.infos.get(i as usize).is_some_and(|f| f.get().name_like));
    full.then_some(at)
}

/// Two recognizers that agree are surer than either; certainty stays what it is.
fn agreed(a: f32, b: f32) -> f32 {
    if a >= 1.0 { a } else { both(a, b) }
}
