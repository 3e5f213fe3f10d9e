//! Where nodes stand on a picture: ForceAtlas2 (Jacomy, Venturini, Heymann and Bastian 2014), our own.

use crate::adjacency::Adjacency;
use crate::random::Random;
use rayon::prelude::*;

/// How a layout is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoutOptions {
    /// Steps; by default as many as [`LayoutOptions::steps_for`] a graph.
    pub steps: Option<u32>,
    /// How strongly nodes push each other away; 10 by default. Spreads the picture, and does not change its shape.
    pub scaling: f64,
    /// How strongly nodes are drawn to the middle, which keeps components together; 1 by default.
    pub gravity: f64,
    /// How coarse far nodes are taken together (Barnes and Hut 1986): 0 not at all, 1.2 by default.
    pub theta: f64,
    /// Where nodes start.
    pub seed: u64,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self { steps: None, scaling: 10.0, gravity: 1.0, theta: 1.2, seed: 1 }
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

type Point = [f64; 2];

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
    let inner =
        Simulation::new(&rows, options).run(options.steps.unwrap_or(LayoutOptions::steps_for(tied.len())));
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
    fn new(rows: &'a [Vec<(u32, f64)>], options: &'a LayoutOptions) -> Self {
        let mut random = Random::new(options.seed);
        let spread = 10.0 * (rows.len() as f64).sqrt();
        let places = rows.iter().map(|_| [0; 2].map(|_: i32| spread * (random.unit() - 0.5))).collect();
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
        for _ in 0..steps {
            self.step();
        }
        self.places
    }

    fn step(&mut self) {
        let tree = Tree::new(&self.places, &self.mass);
        // Each force depends on the places of the last step alone, so the division among threads does not matter.
        let forces: Vec<Point> =
            (0..self.places.len()).into_par_iter().map(|i| self.force(i, &tree)).collect();
        self.adjust_speed(&forces);
        for (i, force) in forces.iter().enumerate() {
            let swinging =
                self.mass[i] * length([force[0] - self.forces[i][0], force[1] - self.forces[i][1]]);
            let factor = self.speed / (1.0 + (self.speed * swinging).sqrt());
            let [x, y] = self.places[i];
            self.places[i] = [x + force[0] * factor, y + force[1] * factor];
        }
        self.forces = forces;
    }

    fn force(&self, i: usize, tree: &Tree) -> Point {
        let here = self.places[i];
        let mut force =
            tree.repulsion(i as u32, here, self.mass[i] * self.options.scaling, self.options.theta);
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

/// Nodes deeper than this share a leaf, however close they are.
const MAX_DEPTH: u8 = 40;

struct Cell {
    centre: Point,
    mass: f64,
    size: f64,
    children: [u32; 4],
    /// Members of a leaf, as a range of the tree's order.
    members: (u32, u32),
}

/// A quadtree.
struct Tree<'a> {
    cells: Vec<Cell>,
    order: Vec<u32>,
    places: &'a [Point],
    mass: &'a [f64],
}

const NO_CHILD: u32 = u32::MAX;

impl<'a> Tree<'a> {
    fn new(places: &'a [Point], mass: &'a [f64]) -> Self {
        let mut tree = Self { cells: Vec::new(), order: (0..places.len() as u32).collect(), places, mass };
        if !places.is_empty() {
            let (mut low, mut high) = (places[0], places[0]);
            for place in places {
                for axis in 0..2 {
                    low[axis] = low[axis].min(place[axis]);
                    high[axis] = high[axis].max(place[axis]);
                }
            }
            let size = (high[0] - low[0]).max(high[1] - low[1]);
            tree.split(0, places.len(), low, size, 0);
        }
        tree
    }

    fn split(&mut self, start: usize, end: usize, low: Point, size: f64, depth: u8) -> u32 {
        let (mut centre, mut mass) = ([0.0; 2], 0.0);
        for &node in &self.order[start..end] {
            let (place, m) = (self.places[node as usize], self.mass[node as usize]);
            centre = [centre[0] + m * place[0], centre[1] + m * place[1]];
            mass += m;
        }
        let index = self.cells.len();
        self.cells.push(Cell {
            centre: centre.map(|c| c / mass),
            mass,
            size,
            children: [NO_CHILD; 4],
            members: (start as u32, end as u32),
        });
        if end - start > 4 && depth < MAX_DEPTH && size > 0.0 {
            let half = size / 2.0;
            let middle = [low[0] + half, low[1] + half];
            let places = self.places;
            let quadrant = |node: u32| {
                let place = places[node as usize];
                usize::from(place[0] >= middle[0]) + 2 * usize::from(place[1] >= middle[1])
            };
            self.order[start..end].sort_by_key(|&node| quadrant(node));
            let mut from = start;
            for q in 0..4 {
                let to = from + self.order[from..end].partition_point(|&node| quadrant(node) <= q);
                if to > from {
                    let corner = [low[0] + half * (q % 2) as f64, low[1] + half * (q / 2) as f64];
                    self.cells[index].children[q] = self.split(from, to, corner, half, depth + 1);
                }
                from = to;
            }
        }
        index as u32
    }

    /// The push on a node from all others: masses over distance.
    fn repulsion(&self, node: u32, here: Point, strength: f64, theta: f64) -> Point {
        let mut force = [0.0; 2];
        let mut push = |there: Point, mass: f64| {
            let away = [here[0] - there[0], here[1] - there[1]];
            let squared = away[0] * away[0] + away[1] * away[1];
            if squared > 0.0 {
                let factor = strength * mass / squared;
                force = [force[0] + factor * away[0], force[1] + factor * away[1]];
            }
        };
        let mut stack = [0_u32; 4 * MAX_DEPTH as usize];
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let cell = &self.cells[stack[depth] as usize];
            let away = [here[0] - cell.centre[0], here[1] - cell.centre[1]];
            let is_leaf = cell.children == [NO_CHILD; 4];
            if is_leaf {
                for &other in &self.order[cell.members.0 as usize..cell.members.1 as usize] {
                    if other != node {
                        push(self.places[other as usize], self.mass[other as usize]);
                    }
                }
            } else if cell.size * cell.size < theta * theta * (away[0] * away[0] + away[1] * away[1]) {
                push(cell.centre, cell.mass);
            } else {
                for child in cell.children.into_iter().filter(|&child| child != NO_CHILD) {
                    stack[depth] = child;
                    depth += 1;
                }
            }
        }
        force
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_nodes_taken_together_push_nearly_as_each_alone() {
        let mut random = Random::new(3);
        let places: Vec<Point> = (0..500).map(|_| [0; 2].map(|_: i32| 100.0 * random.unit())).collect();
        let mass = vec![2.0; places.len()];
        let tree = Tree::new(&places, &mass);
        for node in 0..500 {
            let here = places[node as usize];
            let exact = tree.repulsion(node, here, 1.0, 0.0);
            let coarse = tree.repulsion(node, here, 1.0, 0.5);
            let off = length([exact[0] - coarse[0], exact[1] - coarse[1]]);
            assert!(off <= 0.05 * length(exact).max(1.0), "{node}: {exact:?} {coarse:?}");
            let mut alone = [0.0; 2];
            for (other, there) in places.iter().enumerate().filter(|(other, _)| *other != node as usize) {
                let away = [here[0] - there[0], here[1] - there[1]];
                let squared = away[0] * away[0] + away[1] * away[1];
                alone =
                    [alone[0] + mass[other] * away[0] / squared, alone[1] + mass[other] * away[1] / squared];
            }
            assert!((alone[0] - exact[0]).abs() + (alone[1] - exact[1]).abs() < 1e-9);
        }
    }

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
        assert!(layout(&Adjacency::new(0, &[]), &LayoutOptions::default()).is_empty());
        assert_eq!(layout(&Adjacency::new(1, &[]), &LayoutOptions::default()).len(), 1);
    }
}
