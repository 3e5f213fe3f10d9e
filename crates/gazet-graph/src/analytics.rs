//! All measures of nodes in one go.

use crate::adjacency::Adjacency;
use crate::communities::communities;
use crate::graph::CoocGraph;
use crate::layout::{LayoutOptions, layout};
use crate::{GraphError, centrality, structure};

/// What is measured, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct AnalyticsOptions {
    /// Resolution of communities; 1 by default, higher for smaller ones.
    pub resolution: f64,
    /// Seed of communities, samples and layout; 1 by default.
    pub seed: u64,
    /// Chance to follow an edge in PageRank, in [0, 1); 0.85 by default.
    pub damping: f64,
    /// Most nodes for exact betweenness; 2,000 by default.
    pub betweenness_exact_nodes: usize,
    /// From how many nodes betweenness is estimated in larger graphs; 1,000 by default.
    pub betweenness_samples: usize,
    /// Most steps over edges for betweenness; where more would be needed, fewer nodes stand for all, but at least 32.
    /// 100 million by default, some one and a half seconds of one core.
    pub betweenness_steps: u64,
    /// How many nodes name a community; 3 by default.
    pub community_names: usize,
    /// Only the nodes below this index name communities; all by default. For graphs that hold nodes of other kinds
    /// behind their entities.
    pub naming_nodes: usize,
    /// The layout, or none.
    pub layout: Option<LayoutOptions>,
}

impl Default for AnalyticsOptions {
    fn default() -> Self {
        Self {
            resolution: 1.0,
            seed: 1,
            damping: 0.85,
            betweenness_exact_nodes: 2_000,
            betweenness_samples: 1_000,
            betweenness_steps: 100_000_000,
            community_names: 3,
            naming_nodes: usize::MAX,
            layout: Some(LayoutOptions::default()),
        }
    }
}

/// Measures of one node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeMeasures {
    /// Number of edges.
    pub degree: usize,
    /// Sum of their weights.
    pub strength: f64,
    /// [`structure::components`]; 0 is the largest.
    pub component: u32,
    /// [`structure::core_numbers`].
    pub core: u32,
    /// [`structure::clustering`].
    pub clustering: f64,
    /// [`centrality::pagerank`].
    pub pagerank: f64,
    /// [`centrality::betweenness`].
    pub betweenness: f64,
    /// [`centrality::eigenvector`] in the largest component; `None` outside it.
    pub eigenvector: Option<f64>,
    /// [`communities`]; 0 is the largest; `None` without edges.
    pub community: Option<u32>,
    /// Place on the picture, if one was asked for.
    pub place: Option<[f64; 2]>,
}

/// One community.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Community {
    /// Number of nodes.
    pub n_nodes: usize,
    /// Its most central nodes, by PageRank, as petgraph indices: they name it.
    pub central: Vec<u32>,
}

/// Measures of a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analytics {
    /// By petgraph's index.
    pub nodes: Vec<NodeMeasures>,
    /// By number, largest first.
    pub communities: Vec<Community>,
    /// Modularity of the communities.
    pub modularity: f64,
    /// From how many nodes betweenness was estimated; `None` where it is exact.
    pub betweenness_sampled: Option<usize>,
    /// Whether eigenvector centrality came to rest.
    pub eigenvector_converged: bool,
}

impl Analytics {
    /// Measures a graph.
    ///
    /// # Errors
    /// If an option is out of range.
    pub fn of(graph: &CoocGraph, options: &AnalyticsOptions) -> Result<Self, GraphError> {
        Self::of_adjacency(&Adjacency::of(graph), options)
    }

    /// Measures any undirected weighted graph.
    ///
    /// # Errors
    /// If an option is out of range.
    pub fn of_adjacency(graph: &Adjacency, options: &AnalyticsOptions) -> Result<Self, GraphError> {
        if !(0.0..1.0).contains(&options.damping) {
            return Err(GraphError::Damping(options.damping));
        }
        let component = structure::components(graph);
        let core = structure::core_numbers(graph);
        let clustering = structure::clustering(graph);
        let pagerank = centrality::pagerank(graph, options.damping);
        let eigenvector = centrality::eigenvector(graph, &component, 0);
        let affordable = options.betweenness_steps / (2 * graph.n_edges() + graph.len()).max(1) as u64;
        let affordable = usize::try_from(affordable).unwrap_or(usize::MAX).max(32);
        let betweenness = || {
            centrality::betweenness(
                graph,
                options.betweenness_exact_nodes.min(affordable),
                options.betweenness_samples.min(affordable),
                options.seed,
            )
        };
        let places = || {
            let layout_options = options.layout.as_ref();
            layout_options.map(|o| layout(graph, &LayoutOptions { seed: options.seed, ..o.clone() }))
        };
        // Communities run on one thread: the others need not wait for them.
        let (found, (betweenness, places)) = rayon::join(
            || communities(graph, options.resolution, options.seed),
            || (betweenness(), places()),
        );
        let found = found?;
        let mut named = vec![Community::default(); found.n];
        let mut by_rank: Vec<u32> = graph.nodes().collect();
        by_rank.sort_by(|&a, &b| pagerank[b as usize].total_cmp(&pagerank[a as usize]).then(a.cmp(&b)));
        for node in by_rank {
            if let Some(community) = found.of[node as usize] {
                let community = &mut named[community as usize];
                community.n_nodes += 1;
                if community.central.len() < options.community_names && (node as usize) < options.naming_nodes
                {
                    community.central.push(node);
                }
            }
        }
        let nodes = graph
            .nodes()
            .map(|node| {
                let i = node as usize;
                NodeMeasures {
                    degree: graph.degree(node),
                    strength: graph.strength(node),
                    component: component[i],
                    core: core[i],
                    clustering: clustering[i],
                    pagerank: pagerank[i],
                    betweenness: betweenness.values[i],
                    eigenvector: (component[i] == 0).then(|| eigenvector.values[i]),
                    community: found.of[i],
                    place: places.as_ref().map(|places| places[i]),
                }
            })
            .collect();
        Ok(Self {
            nodes,
            communities: named,
            modularity: found.modularity,
            betweenness_sampled: betweenness.sampled,
            eigenvector_converged: eigenvector.converged,
        })
    }
}
