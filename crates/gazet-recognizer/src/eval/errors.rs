//! Errors by kind.

use super::Pair;
use crate::train::GoldEntity;

/// What is wrong about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// The right bytes, another type.
    Type,
    /// The right type, other bytes that share some.
    Boundary,
    /// Other type and other bytes, sharing some.
    TypeAndBoundary,
    /// A gold name with nothing predicted on its bytes.
    Missed,
    /// A predicted name with nothing gold on its bytes.
    Spurious,
}

impl ErrorKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Type, Self::Boundary, Self::TypeAndBoundary, Self::Missed, Self::Spurious];

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Boundary => "boundary",
            Self::TypeAndBoundary => "type-and-boundary",
            Self::Missed => "missed",
            Self::Spurious => "spurious",
        }
    }
}

/// One error: a gold name that was not found as it is, or a predicted one that touches no gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoredError<'d> {
    /// The document.
    pub id: &'d str,
    /// What is wrong.
    pub kind: ErrorKind,
    /// The gold name; `None` for a spurious one.
    pub gold: Option<GoldEntity>,
    /// The predicted name that touches it; `None` for a missed one.
    pub predicted: Option<GoldEntity>,
}

/// The errors of one document, in order of offsets. Each gold name that is not found strictly gives one error, named
/// after the closest prediction on it; each prediction that touches no gold name gives one.
#[must_use]
pub fn errors<'d>(pair: &Pair<'d>) -> Vec<ScoredError<'d>> {
    let mut out = Vec::new();
    for &gold in pair.gold.iter().filter(|g| !pair.predicted.contains(g)) {
        let touching = |p: &&GoldEntity| p.span.overlaps(gold.span);
        let closest = pair.predicted.iter().filter(touching).min_by_key(|p| {
            let same_span = p.span == gold.span;
            let same_type = p.entity_type == gold.entity_type;
            (!same_span, !same_type, p.span)
        });
        let kind = match closest {
            None => ErrorKind::Missed,
            Some(p) if p.span == gold.span => ErrorKind::Type,
            Some(p) if p.entity_type == gold.entity_type => ErrorKind::Boundary,
            Some(_) => ErrorKind::TypeAndBoundary,
        };
        out.push(ScoredError { id: pair.id, kind, gold: Some(gold), predicted: closest.copied() });
    }
    for &predicted in pair.predicted {
        if !pair.gold.iter().any(|g| g.span.overlaps(predicted.span)) {
            out.push(ScoredError {
                id: pair.id,
                kind: ErrorKind::Spurious,
                gold: None,
                predicted: Some(predicted),
            });
        }
    }
    out.sort_by_key(|e| e.gold.or(e.predicted).map(|x| x.span));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use gazet_core::{
        EntityType::{Organization, Person, Place},
        Span,
    };

    #[test]
    fn kinds() {
        let e = |a, b, t| GoldEntity { span: Span::new(a, b), entity_type: t };
        let gold = [e(0, 2, Person), e(3, 6, Place), e(7, 9, Place), e(10, 14, Person), e(20, 22, Person)];
        let predicted =
            [e(0, 2, Place), e(3, 5, Place), e(10, 12, Organization), e(15, 16, Place), e(20, 22, Person)];
        let pair = Pair { id: "x", text: "", gold: &gold, predicted: &predicted };
        let kinds: Vec<ErrorKind> = errors(&pair).iter().map(|e| e.kind).collect();
        use ErrorKind::{Boundary, Missed, Spurious, Type, TypeAndBoundary};
        assert_eq!(kinds, [Type, Boundary, Missed, TypeAndBoundary, Spurious]);
    }
}
