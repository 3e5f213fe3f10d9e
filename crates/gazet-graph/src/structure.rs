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
    let n = graph.len();
    let mut degree: Vec<usize> = graph.nodes().map(|node| graph.degree(node)).collect();
    let most = degree.iter().copied().max().unwrap_or(0);
    // `order` holds the nodes by degree; `bin[d]` is where those of degree d begin.
    let mut bin = vec![0; most + 2];
    for &d in &degree {
        bin[d + 1] += 1;
    }
    for d in 0..=most {
        bin[d + 1] += bin[d];
    }
    let mut next = bin.clone();
    let mut order = vec![0_u32; n];
    let mut place = vec![0; n];
    for node in 0..n {
        place[node] = next[degree[node]];
        order[place[node]] = node as u32;
        next[degree[node]] += 1;
    }
    for i in 0..n {
        let node = order[i];
        for &other in graph.neighbours(node) {
            let other = other as usize;
            if degree[other] > degree[node as usize] {
                // Swap it with the first of its degree, and move the border behind it.
                let first = bin[degree[other]];
                let swapped = order[first] as usize;
                order.swap(first, place[other]);
                place[swapped] = place[other];
                place[other] = first;
                bin[degree[other]] += 1;
                degree[other] -= 1;
            }
        }
    }
    degree.into_iter().map(|d| d as u32).collect()
}

/// The clustering coefficient of each node, in [0, 1] (Watts and Strogatz 1998): the share of pairs of its neighbours
/// that are neighbours themselves. 0 below two neighbours. Weights are ignored.
#[must_use]
pub fn clustering(graph: &Adjacency) -> Vec<f64> {
    // Each triangle is found once, from its node of lowest rank by degree: no list is longer than √(2 m).
    let rank = |node: u32| (graph.degree(node), node);
    let above: Vec<Vec<u32>> = graph
        .nodes()
        .map(|node| {
            graph.neighbours(node).iter().copied().filter(|&other| rank(other) > rank(node)).collect()
        })
        .collect();
    let mut triangles = vec![0_u64; graph.len()];
    let mut mark = vec![u32::MAX; graph.len()];
    for a in graph.nodes() {
        for &b in &above[a as usize] {
            mark[b as usize] = a;
        }
        for &b in &above[a as usize] {
            for &c in &above[b as usize] {
                if mark[c as usize] == a {
                    for node in [a, b, c] {
                        triangles[node as usize] += 1;
                    }
                }
            }
        }
    }
    graph
        .nodes()
        .map(|node| {
            let degree = graph.degree(node) as f64;
            if degree < 2.0 { 0.0 } else { 2.0 * triangles[node as usize] as f64 / (degree * (degree - 1.0)) }
        })
        .collect()
}
