//! From the whole graph to one that can be looked at.

use crate::adjacency::Adjacency;
use crate::graph::{CoocGraph, Edge};
use crate::options::{Backbone, Ego};
use crate::structure;
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;
use std::cmp::Reverse;

impl CoocGraph {
    /// The part of the graph that its options let through, or `None` where that is all of it. Measures of edges stay
    /// as they were. Nodes that lose their last edge to a backbone leave; those that had none before stay, unless a
    /// backbone acts.
    #[must_use]
    pub fn pruned(&self) -> Option<Self> {
        let options = self.options();
        let mut kept = Kept {
            nodes: vec![true; self.graph().node_count()],
            edges: vec![true; self.graph().edge_count()],
        };
        if let Some(ego) = &options.ego {
            self.keep_ego(ego, &mut kept);
        }
        self.keep_backbone(&mut kept);
        if let Some(top) = options.top {
            self.keep_top(top, &mut kept);
        }
        if options.giant {
            self.keep_giant(&mut kept);
        }
        kept.close(self);
        if kept.nodes.iter().all(|k| *k) && kept.edges.iter().all(|k| *k) {
            return None;
        }
        let mut index_of = vec![NodeIndex::end(); kept.nodes.len()];
        let mut graph = UnGraph::with_capacity(0, 0);
        for node in self.graph().node_indices().filter(|n| kept.nodes[n.index()]) {
            index_of[node.index()] = graph.add_node(self.graph()[node].clone());
        }
        for edge in self.graph().edge_references().filter(|e| kept.edges[e.id().index()]) {
            let ends = [edge.source(), edge.target()].map(|n| index_of[n.index()]);
            graph.add_edge(ends[0], ends[1], edge.weight().clone());
        }
        Some(Self::from_parts(graph, options.clone()))
    }

    fn keep_ego(&self, ego: &Ego, kept: &mut Kept) {
        let adjacency = Adjacency::of(self);
        let mut near = vec![false; kept.nodes.len()];
        let mut ring: Vec<u32> = Vec::new();
        for node in self.graph().node_indices() {
            if ego.centres.contains(&self.graph()[node].id) {
                near[node.index()] = true;
                ring.push(node.index() as u32);
            }
        }
        for _ in 0..ego.depth {
            let mut next = Vec::new();
            for &node in &ring {
                for &neighbour in adjacency.neighbours(node) {
                    if !std::mem::replace(&mut near[neighbour as usize], true) {
                        next.push(neighbour);
                    }
                }
            }
            ring = next;
        }
        kept.nodes = near;
    }

    fn keep_backbone(&self, kept: &mut Kept) {
        kept.close(self);
        let options = self.options();
        let n_edges = kept.edges.iter().filter(|k| **k).count();
        let keeps: fn(&Edge, f64) -> bool = match options.backbone {
            Backbone::Auto if n_edges <= options.readable_edges => return,
            Backbone::None => return,
            Backbone::Significant => |edge, _| edge.significant,
            Backbone::Disparity => |edge, alpha| edge.disparity < alpha,
            Backbone::Auto | Backbone::NoiseCorrected => |edge, alpha| edge.noise < alpha,
        };
        let mut has_edge = vec![false; kept.nodes.len()];
        for edge in self.graph().edge_references() {
            let keep = &mut kept.edges[edge.id().index()];
            *keep &= keeps(edge.weight(), options.alpha);
            if *keep {
                has_edge[edge.source().index()] = true;
                has_edge[edge.target().index()] = true;
            }
        }
        let is_centre = |node: usize| {
            let id = self.graph()[NodeIndex::new(node)].id;
            options.ego.as_ref().is_some_and(|ego| ego.centres.contains(&id))
        };
        for (node, keep) in kept.nodes.iter_mut().enumerate() {
            *keep &= has_edge[node] || is_centre(node);
        }
    }

    fn keep_top(&self, top: usize, kept: &mut Kept) {
        let mut order: Vec<NodeIndex> =
            self.graph().node_indices().filter(|n| kept.nodes[n.index()]).collect();
        if order.len() <= top {
            return;
        }
        order.sort_by_key(|&n| {
            let node = &self.graph()[n];
            (Reverse(node.n_documents), Reverse(node.n_mentions), node.id)
        });
        for node in &order[top..] {
            kept.nodes[node.index()] = false;
        }
    }

    fn keep_giant(&self, kept: &mut Kept) {
        kept.close(self);
        let edges: Vec<_> = self
            .graph()
            .edge_references()
            .filter(|e| kept.edges[e.id().index()])
            .map(|e| (e.source().index() as u32, e.target().index() as u32, 1.0))
            .collect();
        // Nodes that are out already are alone here, and never the largest component unless all are.
        let component = structure::components(&Adjacency::new(kept.nodes.len(), &edges));
        let mut sizes = vec![0_usize; component.len()];
        for (node, &c) in component.iter().enumerate() {
            sizes[c as usize] += usize::from(kept.nodes[node]);
        }
        let giant = (0..sizes.len()).max_by_key(|&c| (sizes[c], Reverse(c)));
        for (node, keep) in kept.nodes.iter_mut().enumerate() {
            *keep &= Some(component[node] as usize) == giant;
        }
    }
}

struct Kept {
    nodes: Vec<bool>,
    edges: Vec<bool>,
}

impl Kept {
    /// Lets go of edges that have lost an end.
    fn close(&mut self, graph: &CoocGraph) {
        for edge in graph.graph().edge_references() {
            self.edges[edge.id().index()] &=
                self.nodes[edge.source().index()] && self.nodes[edge.target().index()];
        }
    }
}
