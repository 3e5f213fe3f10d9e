//! Repulsion between all points of a plane, those far away taken together (Barnes and Hut 1986), for a handful of close
//! points at a time (Barnes 1990).

use rayon::prelude::*;

pub(crate) type Point = [f64; 2];

/// Points of a leaf, and lanes in which their forces are summed up.
const LEAF: usize = 8;

/// Points deeper than this share a leaf as far as they fit, however close they are.
const MAX_DEPTH: u8 = 40;

/// Leaves that a thread takes at a time.
const LEAVES_AT_ONCE: usize = 32;

const NO_CHILD: u32 = u32::MAX;

struct Cell {
    centre: Point,
    mass: f64,
    size: f64,
    children: [u32; 4],
}

/// Points that lie close to each other: a range of the tree's order.
struct Leaf {
    start: usize,
    end: usize,
    low: Point,
    high: Point,
}

/// A quadtree.
pub(crate) struct Tree<'a> {
    cells: Vec<Cell>,
    leaves: Vec<Leaf>,
    /// For each cell without children, its leaf.
    leaf_of: Vec<u32>,
    order: Vec<u32>,
    places: &'a [Point],
    mass: &'a [f64],
}

impl<'a> Tree<'a> {
    /// Of points with masses.
    pub(crate) fn new(places: &'a [Point], mass: &'a [f64]) -> Self {
        let order = (0..places.len() as u32).collect();
        let mut tree =
            Self { cells: Vec::new(), leaves: Vec::new(), leaf_of: Vec::new(), order, places, mass };
        if !places.is_empty() {
            let (low, high) = tree.bounds(0, places.len());
            let size = (high[0] - low[0]).max(high[1] - low[1]);
            tree.split(0, places.len(), low, size, 0);
        }
        tree
    }

    fn bounds(&self, start: usize, end: usize) -> (Point, Point) {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for &point in &self.order[start..end] {
            for axis in 0..2 {
                low[axis] = low[axis].min(self.places[point as usize][axis]);
                high[axis] = high[axis].max(self.places[point as usize][axis]);
            }
        }
        (low, high)
    }

    fn split(&mut self, start: usize, end: usize, low: Point, size: f64, depth: u8) -> u32 {
        let (mut centre, mut mass) = ([0.0; 2], 0.0);
        for &point in &self.order[start..end] {
            let (place, m) = (self.places[point as usize], self.mass[point as usize]);
            centre = [centre[0] + m * place[0], centre[1] + m * place[1]];
            mass += m;
        }
        let index = self.cells.len();
        self.cells.push(Cell { centre: centre.map(|c| c / mass), mass, size, children: [NO_CHILD; 4] });
        self.leaf_of.push(NO_CHILD);
        if end - start > LEAF {
            // Points that no depth tells apart are divided as they stand.
            let is_dense = depth >= MAX_DEPTH || size <= 0.0;
            let half = size / 2.0;
            let middle = [low[0] + half, low[1] + half];
            let places = self.places;
            let quadrant = |point: u32| {
                let place = places[point as usize];
                usize::from(place[0] >= middle[0]) + 2 * usize::from(place[1] >= middle[1])
            };
            if !is_dense {
                self.order[start..end].sort_by_key(|&point| quadrant(point));
            }
            let mut from = start;
            for q in 0..4 {
                let to = if is_dense {
                    start + (end - start) * (q + 1) / 4
                } else {
                    from + self.order[from..end].partition_point(|&point| quadrant(point) <= q)
                };
                if to > from {
                    let corner = [low[0] + half * (q % 2) as f64, low[1] + half * (q / 2) as f64];
                    let child = self.split(from, to, corner, half, depth.saturating_add(1));
                    self.cells[index].children[q] = child;
                }
                from = to;
            }
        } else {
            let (low, high) = self.bounds(start, end);
            self.leaf_of[index] = self.leaves.len() as u32;
            self.leaves.push(Leaf { start, end, low, high });
        }
        index as u32
    }

    /// The push on each point from all others: the product of the masses over the distance. `theta` says how coarse: a
    /// cell is taken as one point where it is smaller than `theta` times its distance. The same on any number of
    /// threads; single precision.
    pub(crate) fn repulsion(&self, theta: f64) -> Vec<Point> {
        let parts: Vec<Vec<(u32, Point)>> = self
            .leaves
            .par_chunks(LEAVES_AT_ONCE)
            .map_init(Vec::new, |others, leaves| {
                let mut forces = Vec::with_capacity(leaves.len() * LEAF);
                for leaf in leaves {
                    self.around(leaf, theta, others);
                    self.push(leaf, others, &mut forces);
                }
                forces
            })
            .collect();
        let mut forces = vec![[0.0; 2]; self.places.len()];
        for (point, force) in parts.into_iter().flatten() {
            forces[point as usize] = force;
        }
        forces
    }

    /// What pushes the points of a leaf: places, from its centre, and masses.
    fn around(&self, leaf: &Leaf, theta: f64, others: &mut Vec<[f32; 3]>) {
        others.clear();
        let middle = leaf.middle();
        let mut add = |place: Point, mass: f64| {
            others.push([(place[0] - middle[0]) as f32, (place[1] - middle[1]) as f32, mass as f32]);
        };
        let mut stack = vec![0_u32];
        while let Some(at) = stack.pop() {
            let cell = &self.cells[at as usize];
            // From the nearest point of the leaf.
            let away = [0, 1].map(|axis| {
                (leaf.low[axis] - cell.centre[axis]).max(cell.centre[axis] - leaf.high[axis]).max(0.0)
            });
            if cell.size * cell.size < theta * theta * (away[0] * away[0] + away[1] * away[1]) {
                add(cell.centre, cell.mass);
            } else if let Some(near) = self.leaves.get(self.leaf_of[at as usize] as usize) {
                for &point in &self.order[near.start..near.end] {
                    add(self.places[point as usize], self.mass[point as usize]);
                }
            } else {
                stack.extend(cell.children.iter().rev().filter(|child| **child != NO_CHILD));
            }
        }
    }

    /// The forces on the points of a leaf, side by side.
    fn push(&self, leaf: &Leaf, others: &[[f32; 3]], forces: &mut Vec<(u32, Point)>) {
        let middle = leaf.middle();
        let points = &self.order[leaf.start..leaf.end];
        let (mut x, mut y) = ([0.0_f32; LEAF], [0.0_f32; LEAF]);
        for (lane, &point) in points.iter().enumerate() {
            let place = self.places[point as usize];
            (x[lane], y[lane]) = ((place[0] - middle[0]) as f32, (place[1] - middle[1]) as f32);
        }
        let (mut force_x, mut force_y) = ([0.0_f32; LEAF], [0.0_f32; LEAF]);
        for &[other_x, other_y, mass] in others {
            for lane in 0..LEAF {
                let (away_x, away_y) = (x[lane] - other_x, y[lane] - other_y);
                let squared = away_x * away_x + away_y * away_y;
                // A point does not push itself, nor one in the same place.
                let factor = if squared > 0.0 { mass / squared } else { 0.0 };
                force_x[lane] += factor * away_x;
                force_y[lane] += factor * away_y;
            }
        }
        forces.extend(points.iter().enumerate().map(|(lane, &point)| {
            let mass = self.mass[point as usize];
            (point, [mass * f64::from(force_x[lane]), mass * f64::from(force_y[lane])])
        }));
    }
}

impl Leaf {
    fn middle(&self) -> Point {
        [0, 1].map(|axis| 0.5 * (self.low[axis] + self.high[axis]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn length(p: Point) -> f64 {
        (p[0] * p[0] + p[1] * p[1]).sqrt()
    }

    /// Each point against each, one after the other.
    fn obvious(places: &[Point], mass: &[f64]) -> Vec<Point> {
        let of = |i: usize| {
            let mut force = [0.0; 2];
            for j in (0..places.len()).filter(|j| places[*j] != places[i]) {
                let away = [places[i][0] - places[j][0], places[i][1] - places[j][1]];
                let factor = mass[i] * mass[j] / (away[0] * away[0] + away[1] * away[1]);
                force = [force[0] + factor * away[0], force[1] + factor * away[1]];
            }
            force
        };
        (0..places.len()).map(of).collect()
    }

    #[test]
    fn far_points_taken_together_push_nearly_as_each_alone() {
        let mut random = Random::new(3);
        let places: Vec<Point> = (0..500).map(|_| [0; 2].map(|_: i32| 100.0 * random.unit())).collect();
        let mass: Vec<f64> = (0..500).map(|i| 1.0 + f64::from(i % 7)).collect();
        let tree = Tree::new(&places, &mass);
        let expected = obvious(&places, &mass);
        for (theta, tolerance) in [(0.0, 1e-4), (0.5, 0.06), (1.2, 0.3)] {
            for (got, expected) in tree.repulsion(theta).iter().zip(&expected) {
                let off = length([got[0] - expected[0], got[1] - expected[1]]);
                assert!(off <= tolerance * length(*expected).max(1.0), "{theta}: {got:?} {expected:?}");
            }
        }
    }

    #[test]
    fn points_in_one_place_do_not_push_each_other() {
        let mut places = vec![[1.0, 2.0]; 100];
        places.push([4.0, 6.0]);
        let mass = vec![1.0; 101];
        let forces = Tree::new(&places, &mass).repulsion(0.0);
        // 100 of mass 1 at a distance of 5, along (3, 4).
        assert!(length([forces[100][0] - 12.0, forces[100][1] - 16.0]) < 1e-3, "{:?}", forces[100]);
        assert!(length([forces[0][0] + 0.12, forces[0][1] + 0.16]) < 1e-5, "{:?}", forces[0]);
        assert!(Tree::new(&[], &[]).repulsion(1.0).is_empty());
    }
}
