"""Computes the reference values of reference.json with networkx, igraph and scipy.

usage: reference.py > reference.json

Run with networkx 3.6.1, python-igraph 1.0.0, leidenalg 0.12.0 and scipy 1.17.1. They are oracles only: nothing of
them is part of the program.
"""

import itertools
import json
import math
import random
import sys

import igraph
import leidenalg
import networkx as nx
import scipy.stats


def graphs():
    karate = nx.karate_club_graph()
    yield "karate", len(karate), [(a, b, float(d["weight"])) for a, b, d in karate.edges(data=True)]
    miserables = nx.convert_node_labels_to_integers(nx.les_miserables_graph(), ordering="sorted")
    yield "miserables", len(miserables), [(a, b, float(d["weight"])) for a, b, d in miserables.edges(data=True)]
    # Sparse enough to fall apart, with lonely nodes.
    rng = random.Random(7)
    pairs = list(itertools.combinations(range(120), 2))
    yield "random", 120, [(a, b, float(rng.choice((1, 1, 1, 2, 3, 7)))) for a, b in sorted(rng.sample(pairs, 150))]


def eigenvector(g, n, component):
    """In the component, largest value 1, from the dense matrix."""
    import numpy as np

    matrix = np.zeros((n, n))
    for a, b, d in g.edges(data=True):
        matrix[a, b] = matrix[b, a] = d["weight"]
    inside = sorted(component)
    _, vectors = np.linalg.eigh(matrix[np.ix_(inside, inside)])
    leading = np.abs(vectors[:, -1])
    values = [0.0] * n
    for node, value in zip(inside, leading / leading.max()):
        values[node] = float(value)
    return values


def disparity(g, a, b, w):
    def end(node):
        k, s = g.degree[node], g.degree(node, weight="weight")
        return 1.0 if k < 2 else scipy.integrate.quad(lambda x: (k - 1) * (1 - x) ** (k - 2), w / s, 1)[0]

    return min(end(a), end(b))


def noise_corrected(g, a, b, w):
    n = sum(s for _, s in g.degree(weight="weight"))
    i, j = (g.degree(node, weight="weight") for node in (a, b))
    # Mean and variance of the prior, hypergeometric; then a beta with the same.
    mean = scipy.stats.hypergeom(n, i, j).mean() / n
    variance = scipy.stats.hypergeom(n, i, j).var() / n**2
    size = mean * (1 - mean) / variance - 1
    posterior = scipy.stats.beta(mean * size + w, (1 - mean) * size + n - w).mean()
    kappa = n / (i * j)
    step = 1 / (i * j) - n * (i + j) / (i * j) ** 2
    deviation = math.sqrt(n * posterior * (1 - posterior)) * abs(2 * (kappa + w * step) / (kappa * w + 1) ** 2)
    return float(scipy.stats.norm.sf((kappa * w - 1) / (kappa * w + 1) / deviation))


def of_graph(name, n, edges):
    g = nx.Graph()
    g.add_nodes_from(range(n))
    g.add_weighted_edges_from(edges)
    ig = igraph.Graph(n, [(a, b) for a, b, _ in edges])
    weights = [w for _, _, w in edges]
    components = sorted(nx.connected_components(g), key=lambda c: (-len(c), min(c)))
    number = {node: i for i, c in enumerate(components) for node in c}
    pairs = (n - 1) * (n - 2) / 2
    best = max(
        leidenalg.find_partition(ig, leidenalg.ModularityVertexPartition, weights=weights, n_iterations=-1, seed=seed).q
        for seed in range(10)
    )
    core = nx.core_number(g)
    clustering = nx.clustering(g)
    return {
        "name": name,
        "n": n,
        "edges": edges,
        "degree": [g.degree[v] for v in range(n)],
        "strength": [g.degree(v, weight="weight") for v in range(n)],
        "component": [number[v] for v in range(n)],
        "core": [core[v] for v in range(n)],
        "clustering": [clustering[v] for v in range(n)],
        "pagerank": ig.pagerank(weights=weights, damping=0.85),
        "eigenvector": eigenvector(g, n, components[0]),
        "betweenness": [b / pairs for b in ig.betweenness(weights=[1 / w for w in weights])],
        "betweenness_unweighted": [b for _, b in sorted(nx.betweenness_centrality(g).items())],
        "modularity": best,
        "disparity": [float(disparity(g, a, b, w)) for a, b, w in edges],
        "noise": [noise_corrected(g, a, b, w) for a, b, w in edges],
    }


def of_pair(ab, a, b, n):
    table = [[ab, a - ab], [b - ab, n - a - b + ab]]
    g2 = float(scipy.stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic)
    sign = 1 if ab * n >= a * b else -1
    return {
        "counts": [ab, a, b, n],
        "npmi": math.log(ab * n / (a * b)) / -math.log(ab / n) if ab else -1.0,
        "g2": g2,
        "p": float(scipy.stats.norm.sf(sign * math.sqrt(g2))),
        "jaccard": ab / (a + b - ab),
        "dice": 2 * ab / (a + b),
        "association": ab * n / (a * b),
    }


def main():
    rng = random.Random(11)
    tables = [(1, 1, 1, 2), (3, 5, 9, 100), (0, 5, 9, 100), (40, 50, 60, 1000), (5, 5, 5, 1_000_000)]
    for _ in range(60):
        n = rng.choice((50, 1000, 100_000))
        a, b = (rng.randrange(1, n // 3) for _ in "ab")
        tables.append((rng.randrange(min(a, b) + 1), a, b, n))
    p = [rng.random() ** 3 for _ in range(40)]
    reference = {
        "graphs": [of_graph(*graph) for graph in graphs()],
        "pairs": [of_pair(*table) for table in tables],
        "corrected": {"p": p, "q": [float(q) for q in scipy.stats.false_discovery_control(p)]},
    }
    json.dump(reference, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
