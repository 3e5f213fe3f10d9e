//! Proposals: spans that may become mentions, and the choice among those that overlap.

use gazet_core::{EntityType, MentionKind, Rule, TokenRange};

/// Where a proposal's entities come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Link {
    /// Not listed: its own normal form identifies it.
    Form,
    /// The candidates of a list group.
    Group(u32),
    /// Entries of the link pool of the document: referents with scores.
    Pool { start: u32, end: u32 },
    /// Nobody in particular.
    Nobody,
    /// Not listed, and too short a name to say who: its own form is the one candidate, and it is left open.
    Open,
}

/// A span that may become a mention.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proposal {
    pub(crate) tokens: TokenRange,
    pub(crate) entity_type: EntityType,
    pub(crate) kind: MentionKind,
    pub(crate) rule: Rule,
    /// How likely span and type are right.
    pub(crate) score: f32,
    /// Number of words.
    pub(crate) words: u32,
    pub(crate) link: Link,
}

impl Proposal {
    /// What it is worth against what it overlaps. One long name outweighs the equally sure names that it is made of,
    /// however they divide it (`Papua New Guinea`): the worth of `n` words grows faster than that of their parts.
    fn weight(&self) -> f64 {
        if self.score >= 1.0 {
            return 1e6;
        }
        f64::from(self.score) * (1.5 * f64::from(self.words.clamp(1, 12)) - 0.5)
    }

    /// The order among proposals of one span: the greater goes first.
    fn beats(&self, other: &Self) -> bool {
        self.score > other.score
            || self.score == other.score
                && (self.rule, self.entity_type, self.link) < (other.rule, other.entity_type, other.link)
    }
}

/// Buffers of [`select`].
#[derive(Clone, Debug, Default)]
pub(crate) struct SelectScratch {
    best: Vec<f64>,
    taken: Vec<bool>,
}

/// Keeps the best proposal of each span that reaches `threshold`, then the set without overlaps that weighs most.
/// What is left in `proposals` is sorted by tokens. Of sets of equal weight the one that ends earlier wins.
pub(crate) fn select(proposals: &mut Vec<Proposal>, threshold: f32, scratch: &mut SelectScratch) {
    proposals.retain(|p| p.score >= threshold && !p.tokens.is_empty());
    proposals.sort_by(|a, b| {
        (a.tokens.end, a.tokens.start)
            .cmp(&(b.tokens.end, b.tokens.start))
            .then_with(|| b.score.total_cmp(&a.score))
            .then_with(|| (a.rule, a.entity_type, a.link).cmp(&(b.rule, b.entity_type, b.link)))
    });
    proposals.dedup_by(|next, kept| {
        debug_assert!(kept.tokens != next.tokens || !next.beats(kept));
        next.tokens == kept.tokens
    });
    let SelectScratch { best, taken } = scratch;
    best.clear();
    best.push(0.0);
    taken.clear();
    // best[i]: the greatest weight among the first i proposals, which are sorted by their end.
    for (i, p) in proposals.iter().enumerate() {
        let before = proposals[..i].partition_point(|q| q.tokens.end <= p.tokens.start);
        let with = best[before] + p.weight();
        let take = with > best[i];
        best.push(if take { with } else { best[i] });
        taken.push(take);
    }
    let mut i = proposals.len();
    while i > 0 {
        if taken[i - 1] {
            let start = proposals[i - 1].tokens.start;
            let before = proposals[..i - 1].partition_point(|q| q.tokens.end <= start);
            taken[before..i - 1].fill(false);
            i = before;
        } else {
            i -= 1;
        }
    }
    let mut index = 0;
    proposals.retain(|_| {
        index += 1;
        taken[index - 1]
    });
}

/// Two independent reasons for one thing.
pub(crate) fn both(a: f32, b: f32) -> f32 {
    (1.0 - (1.0 - a) * (1.0 - b)).min(0.99)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(start: u32, end: u32, score: f32) -> Proposal {
        Proposal {
            tokens: TokenRange::new(start, end),
            entity_type: EntityType::Place,
            kind: MentionKind::Name,
            rule: Rule::List,
            score,
            words: end - start,
            link: Link::Form,
        }
    }

    fn chosen(mut proposals: Vec<Proposal>) -> Vec<(u32, u32)> {
        select(&mut proposals, 0.5, &mut SelectScratch::default());
        proposals.iter().map(|p| (p.tokens.start, p.tokens.end)).collect()
    }

    #[test]
    fn the_long_name_beats_the_names_inside() {
        assert_eq!(chosen(vec![proposal(0, 3, 0.7), proposal(2, 3, 0.95), proposal(0, 1, 0.6)]), [(0, 3)]);
        assert_eq!(chosen(vec![proposal(0, 2, 0.9), proposal(2, 3, 0.9), proposal(4, 5, 0.9)]).len(), 3);
    }

    #[test]
    fn what_falls_short_takes_no_part() {
        assert_eq!(chosen(vec![proposal(0, 3, 0.4), proposal(2, 3, 0.95)]), [(2, 3)]);
        assert_eq!(chosen(Vec::new()), []);
    }

    #[test]
    fn chains_of_overlaps_are_settled_by_weight() {
        let chain = vec![proposal(0, 2, 0.9), proposal(1, 3, 0.95), proposal(2, 4, 0.9)];
        assert_eq!(chosen(chain), [(0, 2), (2, 4)]);
    }
}
