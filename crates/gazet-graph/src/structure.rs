//! Shape without weights: components, cores, clustering.

use crate::adjacency::Adjacency;

/// The connected component of each node. Components are numbered by size, largest first, then by smallest node.
/// Linear.
#[must_use]
pub fn components(graph: &Adjacency) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let mut component = vec![NONE; graph.len()];
    let mut n = 0;
    let mut stack = Vec::new();
    for start in graph.nodes() {
        if component[start as usize] != NONE {
            continue;
        }
        component[start as usize] = n;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for &next in graph.neighbours(node) {
                if component[next as usize] == NONE {
                    component[next as usize] = n;
                    stack.push(next);
                }
            }
        }
        n += 1;
    }
    by_size(&mut component, n as usize);
    component
}

/// Renumbers groups `0..n` by size, largest first, then by smallest member.
pub(crate) fn by_size(group_of: &mut [u32], n: usize) {
    let mut groups: Vec<(std::cmp::Reverse<usize>, usize, usize)> =
        (0..n).map(|group| (std::cmp::Reverse(0), usize::MAX, group)).collect();
    for (node, &group) in group_of.iter().enumerate() {
        let (size, first, _) = &mut groups[group as usize];
        size.0 += 1;
        *first = (*first).min(node);
    }
    groups.sort_unstable();
    let mut number = vec![0; n];
    for (new, (_, _, old)) in groups.into_iter().enumerate() {
        number[old] = new as u32;
    }
    for group in group_of {
        *group = number[*group as usize];
    }
}

/// The core number of each node: the largest k such that it belongs to a part of the graph in which every node has
/// at least k neighbours (Batagelj and Zaveršnik 2003). Linear.
#[must_use]
pub fn core_numbers(graph: &Adjacency) -> Vec<u32> {
    let (mut order, mut bin) = by_degree(graph);
    let mut place = vec![0_u32; order.len()];
    for (at, &node) in (0..).zip(&order) {
        place[node as usize] = at;
    }
    let mut degree: Vec<u32> = graph.nodes().map(|node| graph.degree(node) as u32).collect();
    for i in 0..order.len() {
        let node = order[i] as usize;
        let core = degree[node];
        for &other in graph.neighbours(node as u32) {
            let d = degree[other as usize];
            if d > core {
                // Swap it with the first of its degree, and move the border behind it.
                let first = bin[d as usize];
                let swapped = order[first as usize];
                let here = place[other as usize];
                order[first as usize] = other;
                order[here as usize] = swapped;
                place[swapped as usize] = here;
                place[other as usize] = first;
                bin[d as usize] = first + 1;
                degree[other as usize] = d - 1;
            }
        }
    }
    degree
}

/// The nodes by degree, then by number; and where those of each degree begin.
fn by_degree(graph: &Adjacency) -> (Vec<u32>, Vec<u32>) {
    let most = graph.nodes().map(|node| graph.degree(node)).max().unwrap_or(0);
    let mut begin = vec![0_u32; most + 2];
    for node in graph.nodes() {
        begin[graph.degree(node) + 1] += 1;
    }
    for d in 0..=most {
        begin[d + 1] += begin[d];
    }
    let mut next = begin.clone();
    let mut order = vec![0; graph.len()];
    for node in graph.nodes() {
        let next = &mut next[graph.degree(node)];
        order[*next as usize] = node;
        *next += 1;
    }
    (order, begin)
}

/// The clustering coefficient of each node, in [0, 1] (Watts and Strogatz 1998): the share of pairs of its neighbours
/// that are neighbours themselves. 0 below two neighbours. Weights are ignored.
#[must_use]
pub fn clustering(graph: &Adjacency) -> Vec<f64> {
    // Each triangle is found once, from its node of lowest rank by degree: no row of higher ranks is longer than √(2 m).
    let (order, _) = by_degree(graph);
    let mut rank = vec![0_u32; order.len()];
    for (at, &node) in (0..).zip(&order) {
        rank[node as usize] = at;
    }
    let mut offsets = Vec::with_capacity(order.len() + 1);
    let mut above: Vec<u32> = Vec::with_capacity(graph.n_edges());
    offsets.push(0);
    for (at, &node) in (0..).zip(&order) {
        above.extend(graph.neighbours(node).iter().map(|&other| rank[other as usize]).filter(|&r| r > at));
        offsets.push(above.len());
    }
    let row = |rank: usize| &above[offsets[rank]..offsets[rank + 1]];
    let mut triangles = vec![0_u64; order.len()];
    let mut mark = vec![u32::MAX; order.len()];
    for (at, a) in (0_u32..).zip(0..order.len()) {
        for &b in row(a) {
            mark[b as usize] = at;
        }
        for &b in row(a) {
            let mut shared = 0;
            for &c in row(b as usize) {
                let closes = u64::from(mark[c as usize] == at);
                triangles[c as usize] += closes;
                shared += closes;
            }
            triangles[b as usize] += shared;
            triangles[a] += shared;
        }
    }
    graph
        .nodes()
        .map(|node| {
            let degree = graph.degree(node) as f64;
            let triangles = triangles[rank[node as usize] as usize] as f64;
            if degree < 2.0 { 0.0 } else { 2.0 * triangles / (degree * (degree - 1.0)) }
        })
        .collect()
}
