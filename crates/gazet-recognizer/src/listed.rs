//! What the gazetteer candidates say of each token.

use gazet_core::{Candidate, CandidateFlags, EntityType};

/// How a list name covers one token, for each type: the longest candidate counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Listed {
    /// Tokens of the longest candidate of each type; 0 for none.
    lengths: [u8; 3],
    /// Part of the name (two bits) and strength (two bits) plus 1, for each type; 0 for none.
    codes: [u8; 3],
    /// Whether a demonym covers the token.
    demonym: bool,
}

impl Listed {
    /// What stands beyond the ends of a sentence: no candidate.
    pub(crate) const EDGE: Self = Self { lengths: [0; 3], codes: [0; 3], demonym: false };

    /// Everything in one number, 0 when no candidate covers the token.
    #[inline]
    pub(crate) fn signature(self) -> u32 {
        u32::from(self.codes[0])
            | u32::from(self.codes[1]) << 8
            | u32::from(self.codes[2]) << 16
            | u32::from(self.demonym) << 24
    }

    /// Whether a name, not just a demonym, covers the token.
    #[inline]
    pub(crate) fn is_name(self) -> bool {
        self.codes != [0; 3]
    }
}

/// Fills `out` with one entry a token.
pub(crate) fn fill(candidates: &[Candidate], n_tokens: usize, out: &mut Vec<Listed>) {
    out.clear();
    out.resize(n_tokens, Listed::default());
    for candidate in candidates {
        let range = candidate.tokens.indices();
        let Some(covered) = out.get_mut(range) else { continue };
        if candidate.flags.contains(CandidateFlags::DEMONYM) {
            for entry in covered {
                entry.demonym = true;
            }
            continue;
        }
        let strength = strength(candidate.flags);
        let length = u8::try_from(covered.len()).unwrap_or(u8::MAX);
        let last = covered.len().saturating_sub(1);
        let t = candidate.entity_type.index();
        for (i, entry) in covered.iter_mut().enumerate() {
            let part = match (i == 0, i == last) {
                (true, true) => 3,
                (true, false) => 0,
                (false, true) => 2,
                (false, false) => 1,
            };
            let code = 1 + (part << 2 | strength);
            // Of candidates equally long the strongest counts, so that the order does not matter.
            let better = entry.codes[t] == 0
                || length > entry.lengths[t]
                || length == entry.lengths[t] && code < entry.codes[t];
            if better {
                entry.lengths[t] = length;
                entry.codes[t] = code;
            }
        }
    }
}

/// 0 for a strong name, 1 for an acronym, 2 for a weak one, 3 for a common word.
fn strength(flags: CandidateFlags) -> u8 {
    if flags.contains(CandidateFlags::COMMON_WORD) {
        3
    } else if flags.contains(CandidateFlags::WEAK) {
        2
    } else {
        u8::from(flags.contains(CandidateFlags::ACRONYM))
    }
}

/// Name of the types in the order of [`Listed`]'s arrays; a change there would change every model.
const _: () = assert!(EntityType::Person as u8 == 0 && EntityType::Organization as u8 == 2);

#[cfg(test)]
mod tests {
    use super::*;
    use gazet_core::{AliasId, EntityId, Span, TokenRange};

    fn candidate(start: u32, end: u32, entity_type: EntityType, flags: CandidateFlags) -> Candidate {
        Candidate {
            span: Span::new(start, end),
            tokens: TokenRange::new(start, end),
            alias: AliasId(0),
            entity: EntityId(0),
            entity_type,
            flags,
        }
    }

    #[test]
    fn the_longest_counts_whatever_the_order() {
        let short = candidate(1, 2, EntityType::Place, CandidateFlags::empty());
        let long = candidate(0, 3, EntityType::Place, CandidateFlags::WEAK);
        let (mut a, mut b) = (Vec::new(), Vec::new());
        fill(&[short, long], 4, &mut a);
        fill(&[long, short], 4, &mut b);
        for (x, y) in a.iter().zip(&b) {
            assert_eq!(x.signature(), y.signature());
        }
        assert_eq!(a[1].codes[1], 1 + (1 << 2 | 2), "inside of a weak place");
        assert_eq!(a[3].signature(), 0);
    }

    #[test]
    fn candidates_of_another_text_are_passed_over() {
        let mut out = Vec::new();
        fill(&[candidate(2, 9, EntityType::Person, CandidateFlags::empty())], 4, &mut out);
        assert!(out.iter().all(|l| l.signature() == 0));
    }
}
