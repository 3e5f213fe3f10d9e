//! Exact decoding of one stretch: the best label sequence, and how much worse the next best is.

use crate::labels::{Label, N_LABELS, PREDECESSORS, closes, opens};
use crate::weights::Scores;

/// Scores of label pairs: `transitions[previous][next]`.
pub(crate) type Transitions = [[i32; N_LABELS]; N_LABELS];

/// A score below every real one, far enough from the end of the range to be added to.
const NEVER: i32 = i32::MIN / 4;

/// Buffers of the decoder.
#[derive(Clone, Debug, Default)]
pub(crate) struct DecodeScratch {
    forward: Vec<[i32; N_LABELS]>,
    backward: Vec<[i32; N_LABELS]>,
    from: Vec<[Label; N_LABELS]>,
}

/// Finds the best sequence of labels for `scores`, which must begin with an opening label and end with a closing
/// one. Of equal sequences the one with the lower labels wins, from the end on. Writes one label a token to `out`.
pub(crate) fn viterbi(
    scores: &[Scores],
    transitions: &Transitions,
    scratch: &mut DecodeScratch,
    out: &mut Vec<Label>,
) {
    out.clear();
    let Some(first) = scores.first() else { return };
    scratch.forward.clear();
    scratch.from.clear();
    let mut row = [NEVER; N_LABELS];
    for label in 0..N_LABELS {
        if opens(label as Label) {
            row[label] = first[label];
        }
    }
    scratch.forward.push(row);
    scratch.from.push([0; N_LABELS]);
    for emission in &scores[1..] {
        let before = row;
        let mut from = [0; N_LABELS];
        for label in 0..N_LABELS {
            let mut best = i32::MIN;
            for &p in PREDECESSORS[label] {
                let score = before[usize::from(p)] + transitions[usize::from(p)][label];
                if score > best {
                    best = score;
                    from[label] = p;
                }
            }
            row[label] = best + emission[label];
        }
        scratch.forward.push(row);
        scratch.from.push(from);
    }
    let mut label = best_closing(&row);
    out.resize(scores.len(), 0);
    for i in (0..scores.len()).rev() {
        out[i] = label;
        label = scratch.from[i][usize::from(label)];
    }
}

fn best_closing(row: &[i32; N_LABELS]) -> Label {
    let mut best = 0;
    for label in 1..N_LABELS as Label {
        if closes(label) && row[usize::from(label)] > row[usize::from(best)] {
            best = label;
        }
    }
    best
}

/// Completes the forward scores of the last [`viterbi`] call with backward ones, for [`margin`].
pub(crate) fn backward(scores: &[Scores], transitions: &Transitions, scratch: &mut DecodeScratch) {
    let n = scores.len();
    scratch.backward.clear();
    scratch.backward.resize(n, [NEVER; N_LABELS]);
    let Some(last) = scratch.backward.last_mut() else { return };
    for (label, score) in last.iter_mut().enumerate() {
        if closes(label as Label) {
            *score = 0;
        }
    }
    for i in (0..n - 1).rev() {
        let (head, tail) = scratch.backward.split_at_mut(i + 1);
        let (row, after) = (&mut head[i], &tail[0]);
        for label in 0..N_LABELS {
            let rest = after[label] + scores[i + 1][label];
            for &p in PREDECESSORS[label] {
                let score = rest + transitions[usize::from(p)][label];
                let entry = &mut row[usize::from(p)];
                *entry = (*entry).max(score);
            }
        }
    }
}

/// How much worse the best sequence is that gives token `i` another label than `label`, which the best one gives.
pub(crate) fn margin(i: usize, label: Label, scratch: &DecodeScratch) -> i32 {
    let total = |l: usize| scratch.forward[i][l].saturating_add(scratch.backward[i][l]);
    let own = total(usize::from(label));
    let other = (0..N_LABELS).filter(|&l| l != usize::from(label)).map(total).max().unwrap_or(NEVER);
    own.saturating_sub(other.max(NEVER)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;
    use crate::labels::{WIDTH, follows};

    /// Scores every sequence.
    fn brute_force(
        scores: &[Scores],
        transitions: &Transitions,
        fixed: Option<(usize, Label)>,
    ) -> Option<i32> {
        fn go(
            scores: &[Scores],
            t: &Transitions,
            not: Option<(usize, Label)>,
            i: usize,
            before: Option<Label>,
            sum: i32,
        ) -> Option<i32> {
            if i == scores.len() {
                return before.is_none_or(closes).then_some(sum);
            }
            (0..N_LABELS as Label)
                .filter(|&l| not != Some((i, l)))
                .filter(|&l| before.map_or(opens(l), |b| follows(b, l)))
                .filter_map(|l| {
                    let pair = before.map_or(0, |b| t[usize::from(b)][usize::from(l)]);
                    go(scores, t, not, i + 1, Some(l), sum + pair + scores[i][usize::from(l)])
                })
                .max()
        }
        go(scores, transitions, fixed, 0, None, 0)
    }

    fn random(seed: u64, n: usize) -> (Vec<Scores>, Transitions) {
        let number = |a: u64, b: u64| (mix(mix(seed, a), b) % 41) as i32 - 20;
        let scores = (0..n)
            .map(|i| {
                let mut row = [0; WIDTH];
                for (l, s) in row[..N_LABELS].iter_mut().enumerate() {
                    *s = number(i as u64, l as u64);
                }
                row
            })
            .collect();
        let mut transitions = [[0; N_LABELS]; N_LABELS];
        for (p, row) in transitions.iter_mut().enumerate() {
            for (l, s) in row.iter_mut().enumerate() {
                *s = number(1000 + p as u64, l as u64) / 2;
            }
        }
        (scores, transitions)
    }

    #[test]
    fn equals_brute_force() {
        let mut scratch = DecodeScratch::default();
        let mut labels = Vec::new();
        for seed in 0..120 {
            let (scores, transitions) = random(seed, 1 + seed as usize % 4);
            viterbi(&scores, &transitions, &mut scratch, &mut labels);
            let mut sum = 0;
            for (i, &l) in labels.iter().enumerate() {
                sum += scores[i][usize::from(l)];
                if i > 0 {
                    assert!(follows(labels[i - 1], l));
                    sum += transitions[usize::from(labels[i - 1])][usize::from(l)];
                }
            }
            let best = brute_force(&scores, &transitions, None).unwrap();
            assert_eq!(sum, best, "seed {seed}");
            backward(&scores, &transitions, &mut scratch);
            for (i, &l) in labels.iter().enumerate() {
                let other = brute_force(&scores, &transitions, Some((i, l))).unwrap();
                assert_eq!(margin(i, l, &scratch), best - other, "seed {seed} token {i}");
            }
        }
    }

    #[test]
    fn nothing_to_decode() {
        let mut labels = vec![3];
        viterbi(&[], &[[0; N_LABELS]; N_LABELS], &mut DecodeScratch::default(), &mut labels);
        assert!(labels.is_empty());
        backward(&[], &[[0; N_LABELS]; N_LABELS], &mut DecodeScratch::default());
    }
}
