//! The averaged structured perceptron.

use crate::decode::{self, DecodeScratch, Transitions};
use crate::hash::mix;
use crate::labels::{Label, N_LABELS, WIDTH};
use crate::weights::Scores;

/// Weights are whole numbers while training: one update is this much, so that fixed scores can be finer.
pub(crate) const STEP: i32 = 64;

/// Stretches with their features and gold labels.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data {
    /// Row numbers, token after token.
    pub(crate) features: Vec<u32>,
    /// Where the features of each token end.
    pub(crate) ends: Vec<usize>,
    /// Labels allowed to each token, one bit each.
    pub(crate) gold: Vec<u16>,
    /// Scores of each token that are given and not learnt; empty for none.
    pub(crate) base: Vec<Scores>,
    /// First token and number of tokens of each stretch.
    pub(crate) stretches: Vec<(usize, usize)>,
}

impl Data {
    pub(crate) fn features_of(&self, token: usize) -> &[u32] {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.features[start..self.ends[token]]
    }
}

/// How hard the training sequence presses against each kind of error, in updates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// Margin asked for against calling a word of a name outside.
    pub missed: f32,
    /// Margin asked for against putting an outside word into a name.
    pub spurious: f32,
    /// Margin asked for against another label of a name.
    pub confused: f32,
}

/// What was learnt: averaged weights, in updates.
#[derive(Clone, Debug)]
pub(crate) struct Learnt {
    pub(crate) rows: Vec<[f32; N_LABELS]>,
    pub(crate) transitions: [[f32; N_LABELS]; N_LABELS],
}

impl Learnt {
    /// Scores of one token in steps.
    pub(crate) fn scores(&self, features: &[u32]) -> Scores {
        let mut sums = [0_f32; N_LABELS];
        for &f in features {
            for (sum, w) in sums.iter_mut().zip(&self.rows[f as usize]) {
                *sum += w;
            }
        }
        let mut scores = [0; WIDTH];
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score = (sum * STEP as f32).round() as i32;
        }
        scores
    }

    /// Transitions in steps.
    pub(crate) fn transition_steps(&self) -> Transitions {
        self.transitions.map(|row| row.map(|w| (w * STEP as f32).round() as i32))
    }
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings<'t> {
    pub(crate) n_rows: usize,
    pub(crate) epochs: usize,
    /// Orders of the data to average over.
    pub(crate) orders: usize,
    pub(crate) seed: u64,
    pub(crate) costs: Costs,
    /// Transitions that are given and not learnt.
    pub(crate) fixed_transitions: Option<&'t Transitions>,
}

/// Learns from `data`: the same data, settings and seed give the same weights.
///
/// The data is gone through in several orders, each from nothing, and the results are averaged: what one order
/// learnt by chance fades.
pub(crate) fn learn(data: &Data, settings: Settings<'_>) -> Learnt {
    let n = settings.orders.max(1);
    let mut sum = learn_once(data, settings);
    for order in 1..n {
        let once = learn_once(data, Settings { seed: mix(settings.seed, order as u64), ..settings });
        let pairs = sum.rows.as_flattened_mut().iter_mut().zip(once.rows.as_flattened());
        let transitions = sum.transitions.as_flattened_mut().iter_mut().zip(once.transitions.as_flattened());
        for (a, b) in pairs.chain(transitions) {
            *a += b;
        }
    }
    let transitions = sum.transitions.as_flattened_mut().iter_mut();
    for weight in sum.rows.as_flattened_mut().iter_mut().chain(transitions) {
        *weight /= n as f32;
    }
    sum
}

/// Learns from `data` in one order.
fn learn_once(data: &Data, settings: Settings<'_>) -> Learnt {
    let Settings { n_rows, epochs, seed, costs, fixed_transitions, .. } = settings;
    let mut rows = vec![[0_i32; WIDTH]; n_rows];
    // Sum of (time x change): average = weight - sum, with time running from 0 to 1.
    let mut late = vec![[0_f32; WIDTH]; n_rows];
    let mut transitions = fixed_transitions.copied().unwrap_or([[0; N_LABELS]; N_LABELS]);
    let mut late_transitions = [[0_f32; N_LABELS]; N_LABELS];
    let mut order: Vec<u32> = (0..data.stretches.len() as u32).collect();
    let total = (epochs * order.len()).max(1) as f32;
    let mut done = 0_usize;
    let mut worker = Worker::default();
    let margins = margins(costs);
    for epoch in 0..epochs {
        shuffle(&mut order, mix(seed, epoch as u64));
        for &s in &order {
            let time = done as f32 / total;
            done += 1;
            let (first, n) = data.stretches[s as usize];
            if !worker.decode(data, first, n, &rows, &transitions, &margins) {
                continue;
            }
            for i in 0..n {
                let (right, wrong) = (usize::from(worker.gold[i]), usize::from(worker.labels[i]));
                if fixed_transitions.is_none() && i > 0 {
                    let (r, w) = (usize::from(worker.gold[i - 1]), usize::from(worker.labels[i - 1]));
                    if (r, right) != (w, wrong) {
                        transitions[r][right] += STEP;
                        transitions[w][wrong] -= STEP;
                        late_transitions[r][right] += time;
                        late_transitions[w][wrong] -= time;
                    }
                }
                if right == wrong {
                    continue;
                }
                for &f in data.features_of(first + i) {
                    rows[f as usize][right] += STEP;
                    rows[f as usize][wrong] -= STEP;
                    late[f as usize][right] += time;
                    late[f as usize][wrong] -= time;
                }
            }
        }
    }
    let average = |weight: i32, late: f32| weight as f32 / STEP as f32 - late;
    let averaged =
        rows.iter().zip(&late).map(|(row, late)| std::array::from_fn(|l| average(row[l], late[l]))).collect();
    let transitions =
        std::array::from_fn(|p| std::array::from_fn(|l| average(transitions[p][l], late_transitions[p][l])));
    Learnt { rows: averaged, transitions }
}

type Margins = [[i32; N_LABELS]; N_LABELS];

fn margins(costs: Costs) -> Margins {
    let steps = |c: f32| (c * STEP as f32).round() as i32;
    let mut table = [[steps(costs.confused); N_LABELS]; N_LABELS];
    table[0] = [steps(costs.spurious); N_LABELS];
    for (l, row) in table.iter_mut().enumerate() {
        if l > 0 {
            row[0] = steps(costs.missed);
        }
        row[l] = 0;
    }
    table
}

#[derive(Default)]
struct Worker {
    scores: Vec<Scores>,
    limited: Vec<Scores>,
    buffers: DecodeScratch,
    gold: Vec<Label>,
    labels: Vec<Label>,
}

impl Worker {
    /// Decodes one stretch; whether the answer differs from gold.
    fn decode(
        &mut self,
        data: &Data,
        first: usize,
        n: usize,
        rows: &[[i32; WIDTH]],
        transitions: &Transitions,
        margins: &Margins,
    ) -> bool {
        self.scores.clear();
        self.gold.clear();
        let mut open = false;
        for token in first..first + n {
            let mut sum = data.base.get(token).copied().unwrap_or([0; WIDTH]);
            for &f in data.features_of(token) {
                for (s, w) in sum.iter_mut().zip(&rows[f as usize]) {
                    *s += w;
                }
            }
            self.scores.push(sum);
            let allowed = data.gold[token];
            open |= allowed.count_ones() != 1;
            self.gold.push(allowed.trailing_zeros() as Label);
        }
        if open {
            // Where gold leaves the label open, what the model likes best beside the known labels is right.
            self.limited.clear();
            self.limited.extend_from_slice(&self.scores);
            for (i, row) in self.limited.iter_mut().enumerate() {
                for (l, score) in row[..N_LABELS].iter_mut().enumerate() {
                    if data.gold[first + i] >> l & 1 == 0 {
                        *score -= 1 << 24;
                    }
                }
            }
            decode::viterbi(&self.limited, transitions, &mut self.buffers, &mut self.gold);
        }
        for (row, &g) in self.scores.iter_mut().zip(&self.gold) {
            for (score, margin) in row.iter_mut().zip(&margins[usize::from(g)]) {
                *score += margin;
            }
        }
        decode::viterbi(&self.scores, transitions, &mut self.buffers, &mut self.labels);
        self.labels != self.gold
    }
}

/// Puts `items` in an order that depends on the seed only.
pub(crate) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for i in (1..items.len()).rev() {
        state = mix(state, i as u64);
        items.swap(i, (state % (i as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_COSTS: Costs = Costs { missed: 0.0, spurious: 0.0, confused: 0.0 };
    const COSTS: Costs = Costs { missed: 3.0, spurious: 3.0, confused: 3.0 };

    fn data(tokens: &[(&[u32], Label)]) -> Data {
        let mut data = Data::default();
        for (features, gold) in tokens {
            data.features.extend_from_slice(features);
            data.ends.push(data.features.len());
            data.gold.push(1 << gold);
            data.stretches.push((data.ends.len() - 1, 1));
        }
        data
    }

    #[test]
    fn learns_what_can_be_told_apart() {
        // Feature 0 means person, 1 means place, 2 nothing.
        let data = data(&[(&[0, 2], 4), (&[1, 2], 8), (&[2], 0)]);
        let settings =
            Settings { n_rows: 3, epochs: 30, orders: 2, seed: 1, costs: COSTS, fixed_transitions: None };
        let learnt = learn(&data, settings);
        let mut labels = Vec::new();
        for (token, expected) in [4, 8, 0].into_iter().enumerate() {
            let scores = learnt.scores(data.features_of(token));
            decode::viterbi(
                &[scores],
                &learnt.transition_steps(),
                &mut DecodeScratch::default(),
                &mut labels,
            );
            assert_eq!(labels, [expected]);
        }
    }

    #[test]
    fn open_tokens_teach_nothing_by_themselves() {
        let mut data = data(&[(&[0], 0), (&[0], 0)]);
        data.gold = vec![super::super::align::OPEN; 2];
        let settings =
            Settings { n_rows: 1, epochs: 3, orders: 1, seed: 1, costs: NO_COSTS, fixed_transitions: None };
        assert_eq!(learn(&data, settings).rows, vec![[0.0; N_LABELS]]);
    }
}
