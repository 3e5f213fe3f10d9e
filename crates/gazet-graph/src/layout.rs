//! Where nodes stand on a picture: ForceAtlas2 (Jacomy, Venturini, Heymann and Bastian 2014), our own.

use crate::adjacency::Adjacency;
use crate::random::Random;
use crate::repulsion::{Point, Tree};
use rayon::prelude::*;

/// How a layout is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutOptions {
    /// Most steps; by default as many as [`LayoutOptions::steps_for`] a graph. Fewer are done where nodes hardly move any
    /// more: on average of ten steps, by less than 0.25 % of their mean distance from the middle.
    pub steps: Option<u32>,
    /// How strongly nodes push each other away; 10 by default. Spreads the picture, and does not change its shape.
    pub scaling: f64,
    /// How strongly nodes are drawn to the middle, which keeps components together; 1 by default.
    pub gravity: f64,
    /// How coarse far nodes are taken together (Barnes and Hut 1986): 0 not at all, 1.2 by default.
    pub theta: f64,
    /// Where nodes start that have no other place to.
    pub seed: u64,
    /// Where nodes start, by their number: the places of another layout, such as that of a part of the graph. What has
    /// none, or is beyond the end, starts between its neighbours that have. None by default.
    pub start: Vec<Option<Point>>,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self { steps: None, scaling: 10.0, gravity: 1.0, theta: 1.2, seed: 1, start: Vec::new() }
    }
}

impl LayoutOptions {
    /// Steps for a graph of `n` nodes, of which fewer are affordable the larger it is: 500 up to 3,000 nodes,
    /// 300 for 5,000, down to 30 from 50,000 on.
    #[must_use]
    pub fn steps_for(n: usize) -> u32 {
        (1_500_000 / n.max(1)).clamp(30, 500) as u32
    }
}

/// A place for each node. Nodes without edges stand on a ring around the others. The same graph and options give the
/// same places, on any number of threads; coordinates are rounded to hundredths.
#[must_use]
pub fn layout(graph: &Adjacency, options: &LayoutOptions) -> Vec<Point> {
    let n = graph.len();
    let tied: Vec<u32> = graph.nodes().filter(|&node| graph.degree(node) > 0).collect();
    let mut compact = vec![u32::MAX; n];
    for (i, &node) in tied.iter().enumerate() {
        compact[node as usize] = i as u32;
    }
    let rows: Vec<Vec<(u32, f64)>> = tied
        .iter()
        .map(|&node| graph.edges(node).map(|(to, weight)| (compact[to as usize], weight.sqrt())).collect())
        .collect();
    let known: Vec<Option<Point>> =
        tied.iter().map(|&node| options.start.get(node as usize).copied().flatten()).collect();
    let start = start(&rows, known, options.seed);
    let inner = Simulation::new(&rows, start, options)
        .run(options.steps.unwrap_or(LayoutOptions::steps_for(tied.len())));
    let reach = inner.iter().map(|p| length(*p)).fold(0.0, f64::max);
    let mut places = vec![[0.0; 2]; n];
    for (&node, place) in tied.iter().zip(inner) {
        places[node as usize] = place;
    }
    let alone = n - tied.len();
    for (nth, node) in graph.nodes().filter(|&node| graph.degree(node) == 0).enumerate() {
        let radius = 1.15 * reach + 10.0 * (1.0 + (alone as f64).sqrt());
        places[node as usize] = on_circle(radius, nth as f64 / alone as f64);
    }
    for place in &mut places {
        // Adding 0 turns a negative zero into a plain one.
        *place = place.map(|c| (c * 100.0).round() / 100.0 + 0.0);
    }
    places
}

/// Where the simulation starts: at known places, and otherwise by chance, between those neighbours that have a place
/// already.
fn start(rows: &[Vec<(u32, f64)>], mut known: Vec<Option<Point>>, seed: u64) -> Vec<Point> {
    let mut random = Random::new(seed);
    let spread = 10.0 * (rows.len() as f64).sqrt();
    let by_chance: Vec<Point> =
        rows.iter().map(|_| [0; 2].map(|_: i32| spread * (random.unit() - 0.5))).collect();
    let mut reached: Vec<u32> = (0..rows.len() as u32).filter(|&i| known[i as usize].is_some()).collect();
    // Rings around what is known: each is placed by the rings inside it.
    while !reached.is_empty() {
        let mut ring: Vec<u32> = reached
            .iter()
            .flat_map(|&i| rows[i as usize].iter().map(|(to, _)| *to))
            .filter(|&to| known[to as usize].is_none())
            .collect();
        ring.sort_unstable();
        ring.dedup();
        let places: Vec<Point> = ring
            .iter()
            .map(|&i| {
                let (mut sum, mut total) = ([0.0; 2], 0.0);
                for &(to, weight) in &rows[i as usize] {
                    if let Some(place) = known[to as usize] {
                        sum = [sum[0] + weight * place[0], sum[1] + weight * place[1]];
                        total += weight;
                    }
                }
                // Not all in one place.
                let aside = by_chance[i as usize].map(|c| 0.02 * c);
                [sum[0] / total + aside[0], sum[1] / total + aside[1]]
            })
            .collect();
        for (&i, place) in ring.iter().zip(places) {
            known[i as usize] = Some(place);
        }
        reached = ring;
    }
    known.into_iter().zip(by_chance).map(|(known, chance)| known.unwrap_or(chance)).collect()
}

/// The point at a share of the way around a circle. Without sine and cosine, whose last digit differs from machine
/// to machine: four quarters of the rational circle.
fn on_circle(radius: f64, share: f64) -> Point {
    let quarter = (share * 4.0).floor();
    // The parameter of the rational circle runs from 0 to 1 over a quarter, nearly evenly.
    let t = share * 4.0 - quarter;
    let (c, s) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
    let [x, y] = match quarter as u8 % 4 {
        0 => [c, s],
        1 => [-s, c],
        2 => [-c, -s],
        _ => [s, -c],
    };
    [radius * x, radius * y]
}

fn length(p: Point) -> f64 {
    (p[0] * p[0] + p[1] * p[1]).sqrt()
}

/// A layout is at rest where nodes move by less than this share of their distance from the middle in a step: what goes
/// on then is swinging, which hardly changes the picture (`benches/records/graph.md`).
const AT_REST: f64 = 0.0025;
/// Over how many steps that is taken.
const AT_REST_STEPS: u32 = 10;

struct Simulation<'a> {
    rows: &'a [Vec<(u32, f64)>],
    options: &'a LayoutOptions,
    places: Vec<Point>,
    mass: Vec<f64>,
    forces: Vec<Point>,
    speed: f64,
    efficiency: f64,
}

impl<'a> Simulation<'a> {
    fn new(rows: &'a [Vec<(u32, f64)>], places: Vec<Point>, options: &'a LayoutOptions) -> Self {
        Self {
            rows,
            options,
            places,
            mass: rows.iter().map(|row| row.len() as f64 + 1.0).collect(),
            forces: vec![[0.0; 2]; rows.len()],
            speed: 1.0,
            efficiency: 1.0,
        }
    }

    fn run(mut self, steps: u32) -> Vec<Point> {
        let mut moved = 0.0;
        for step in 1..=steps {
            moved += self.step();
            if step % AT_REST_STEPS == 0 {
                if moved <= AT_REST * f64::from(AT_REST_STEPS) {
                    break;
                }
                moved = 0.0;
            }
        }
        self.places
    }

    /// One step; says how far nodes moved, as a share of their distance from the middle.
    fn step(&mut self) -> f64 {
        let repulsion = Tree::new(&self.places, &self.mass).repulsion(self.options.theta);
        // Each force depends on the places of the last step alone, so the division among threads does not matter.
        let forces: Vec<Point> =
            repulsion.into_par_iter().enumerate().map(|(i, push)| self.force(i, push)).collect();
        self.adjust_speed(&forces);
        let (mut moved, mut reach) = (0.0, 0.0);
        for (i, force) in forces.iter().enumerate() {
            let swinging =
                self.mass[i] * length([force[0] - self.forces[i][0], force[1] - self.forces[i][1]]);
            let factor = self.speed / (1.0 + (self.speed * swinging).sqrt());
            let [x, y] = self.places[i];
            self.places[i] = [x + force[0] * factor, y + force[1] * factor];
            moved += factor * length(*force);
            reach += length(self.places[i]);
        }
        self.forces = forces;
        if reach > 0.0 { moved / reach } else { 0.0 }
    }

    fn force(&self, i: usize, push: Point) -> Point {
        let here = self.places[i];
        let mut force = push.map(|push| push * self.options.scaling);
        let distance = length(here);
        if distance > 0.0 {
            let pull = self.mass[i] * self.options.gravity / distance;
            force = [force[0] - pull * here[0], force[1] - pull * here[1]];
        }
        for &(to, weight) in &self.rows[i] {
            let there = self.places[to as usize];
            force = [force[0] + weight * (there[0] - here[0]), force[1] + weight * (there[1] - here[1])];
        }
        force
    }

    /// The global speed, as in the reference implementation: fast while nodes move straight, slow when they swing.
    fn adjust_speed(&mut self, forces: &[Point]) {
        let (mut swinging, mut traction) = (0.0, 0.0);
        for ((new, old), mass) in forces.iter().zip(&self.forces).zip(&self.mass) {
            swinging += mass * length([new[0] - old[0], new[1] - old[1]]);
            traction += 0.5 * mass * length([new[0] + old[0], new[1] + old[1]]);
        }
        if swinging == 0.0 || traction == 0.0 {
            return;
        }
        let n = forces.len() as f64;
        let estimated = 0.05 * n.sqrt();
        let jitter = estimated.sqrt().max((estimated * traction / (n * n)).min(10.0));
        let mut tolerance = jitter;
        if swinging / traction > 2.0 {
            if self.efficiency > 0.05 {
                self.efficiency *= 0.5;
            }
            tolerance = tolerance.max(1.0);
        }
        let target = tolerance * self.efficiency * traction / swinging;
        if swinging > tolerance * traction {
            if self.efficiency > 0.05 {
                self.efficiency *= 0.7;
            }
        } else if self.speed < 1000.0 {
            self.efficiency *= 1.3;
        }
        self.speed += (target - self.speed).min(0.5 * self.speed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_shorter_than_no_tie() {
        // Two cliques of six, one edge between them.
        let mut edges = Vec::new();
        for side in [0, 6] {
            for a in 0..6 {
                edges.extend((a + 1..6).map(|b| (side + a, side + b, 1.0)));
            }
        }
        edges.push((0, 6, 1.0));
        let graph = Adjacency::new(13, &edges);
        let places = layout(&graph, &LayoutOptions::default());
        let distance =
            |a: usize, b: usize| length([places[a][0] - places[b][0], places[a][1] - places[b][1]]);
        assert!(distance(1, 2) < distance(1, 8), "{places:?}");
        assert!(
            (0..12).all(|node| length(places[12]) > length(places[node])),
            "the lonely node stands outside"
        );
        assert_eq!(places, layout(&graph, &LayoutOptions::default()));
        // From places of its own, it has hardly anything to do; a node without one starts beside its neighbours.
        let start: Vec<_> = places.iter().enumerate().map(|(i, p)| (i != 3).then_some(*p)).collect();
        let again = layout(&graph, &LayoutOptions { start, steps: Some(1), ..LayoutOptions::default() });
        let moved = |i: usize| length([places[i][0] - again[i][0], places[i][1] - again[i][1]]);
        assert!((0..12).all(|i| moved(i) < 0.5 * distance(1, 8)), "{again:?}");
        assert!(layout(&Adjacency::new(0, &[]), &LayoutOptions::default()).is_empty());
        assert_eq!(layout(&Adjacency::new(1, &[]), &LayoutOptions::default()).len(), 1);
    }
}
