//! Communities: groups of nodes with more ties inside than between.

use crate::GraphError;
use crate::adjacency::Adjacency;
use crate::structure::by_size;
use single_clustering::community_search::leiden::{LeidenConfig, ObjectiveKind, leiden};
use single_clustering::network::CSRNetwork;

/// A division into communities.
#[derive(Clone, Debug, PartialEq)]
pub struct Communities {
    /// The community of each node; `None` for a node without edges. Numbered by size, largest first, then by
    /// smallest node.
    pub of: Vec<Option<u32>>,
    /// How many there are.
    pub n: usize,
    /// Modularity, in [-1/2, 1], at the resolution used.
    pub modularity: f64,
}

/// Most passes over the graph; each goes on from the last.
const PASSES: usize = 10;
/// Edges above which a pass that gains little is the last one.
const LARGE: usize = 100_000;
/// What little is: in modularity, per pass. Measured on a million edges: a third of the time of
/// all ten passes, which would have gained another 0.8 % (`benches/records`).
const LITTLE: f64 = 3e-3;

/// Finds communities by Leiden (Traag, Waltman and van Eck 2019), maximising modularity by the weights of edges.
///
/// `resolution` is 1 for plain modularity; above it communities get smaller, below larger. The same `seed` gives the
/// same communities. Passes go on until one finds nothing, ten at most; above 100,000 edges, until one gains less than
/// 0.003. Weights are taken as 32-bit floats, so integers up to 2²⁴ are exact.
///
/// # Errors
/// If `resolution` is negative or not finite.
pub fn communities(graph: &Adjacency, resolution: f64, seed: u64) -> Result<Communities, GraphError> {
    if !resolution.is_finite() || resolution < 0.0 {
        return Err(GraphError::Communities(format!(
            "resolution {resolution} is not a number of at least 0"
        )));
    }
    let failed = |error: single_clustering::ClusteringError| GraphError::Communities(error.to_string());
    let mut group_of = if graph.n_edges() == 0 {
        Vec::new()
    } else {
        let (offsets, neighbours, weights) = graph.rows();
        let weights = weights.iter().map(|&w| w as f32).collect();
        let network = CSRNetwork::from_csr_parts(offsets.to_vec(), neighbours.to_vec(), weights, None)
            .map_err(failed)?;
        let config = LeidenConfig {
            objective: ObjectiveKind::Rb { resolution },
            seed: Some(seed),
            n_iterations: PASSES,
            ..LeidenConfig::default()
        };
        let config =
            if graph.n_edges() > LARGE { LeidenConfig { tolerance: LITTLE, ..config } } else { config };
        leiden(&network, &config).map_err(failed)?.into_labels()
    };
    group_of.resize(graph.len(), 0);
    // Nodes without edges are in no community: only the others are numbered.
    let members: Vec<u32> = graph.nodes().filter(|&node| graph.degree(node) > 0).collect();
    let mut numbers: Vec<usize> = members.iter().map(|&node| group_of[node as usize]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut groups: Vec<u32> = members
        .iter()
        .map(|&node| numbers.partition_point(|&number| number < group_of[node as usize]) as u32)
        .collect();
    by_size(&mut groups, numbers.len());
    let mut of = vec![None; graph.len()];
    for (&node, &group) in members.iter().zip(&groups) {
        of[node as usize] = Some(group);
    }
    let modularity = modularity(graph, &of, resolution);
    Ok(Communities { of, n: numbers.len(), modularity })
}

/// Modularity of a division (Newman and Girvan 2004), with a resolution (Reichardt and Bornholdt 2006):
/// `Σ (w_in / m - r (s / 2m)²)` over communities, `w_in` the weight inside, `s` the strength of its nodes, `m` the
/// weight of all edges. 0 for a graph without edges.
#[must_use]
pub fn modularity(graph: &Adjacency, of: &[Option<u32>], resolution: f64) -> f64 {
    let n = of.iter().flatten().max().map_or(0, |&most| most as usize + 1);
    let (mut inside, mut strength, mut total) = (vec![0.0; n], vec![0.0; n], 0.0);
    for node in graph.nodes() {
        for (other, weight) in graph.edges(node) {
            total += weight;
            if let Some(community) = of[node as usize] {
                strength[community as usize] += weight;
                if of[other as usize] == Some(community) {
                    inside[community as usize] += weight;
                }
            }
        }
    }
    if total == 0.0 {
        return 0.0;
    }
    inside.iter().zip(&strength).map(|(w, s)| w / total - resolution * (s / total) * (s / total)).sum()
}
