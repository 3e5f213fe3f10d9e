"""Measures the graph of the benchmark with networkx and igraph.

usage: GAZET_BENCH_EDGES=edges.tsv cargo bench -p gazet-graph --bench graph
       compare.py edges.tsv [networkx]

Prints seconds for each measure; networkx only if asked, since it takes minutes.
"""

import random
import sys
import time

import igraph
import pandas


def timed(name, work):
    start = time.perf_counter()
    work()
    print(f"{name:32}{time.perf_counter() - start:10.2f} s", flush=True)


def main(path, with_networkx):
    frame = pandas.read_csv(path, sep="\t", names=["a", "b", "weight"])
    n = 100_000
    holder = {}

    def build():
        holder["g"] = igraph.Graph(n, list(zip(frame.a, frame.b)), edge_attrs={"weight": list(frame.weight)})

    timed("igraph build", build)
    g = holder["g"]
    weights = frame.weight.tolist()
    sources = random.Random(1).sample(range(n), 20)
    timed("igraph pagerank", lambda: g.pagerank(weights="weight", damping=0.85))
    timed("igraph components", g.connected_components)
    timed("igraph coreness", g.coreness)
    timed("igraph clustering", lambda: g.transitivity_local_undirected(mode="zero"))
    timed("igraph eigenvector", lambda: g.eigenvector_centrality(weights="weight"))
    lengths = [1 / w for w in weights]
    timed("igraph betweenness, 20 sources", lambda: g.betweenness(weights=lengths, sources=sources))
    timed("igraph leiden", lambda: holder.update(q=g.community_leiden("modularity", weights="weight", n_iterations=2)))
    print("modularity", g.modularity(holder["q"].membership, weights="weight"))
    if not with_networkx:
        return
    import networkx as nx

    timed("networkx build", lambda: holder.update(x=nx.from_pandas_edgelist(frame, "a", "b", edge_attr="weight")))
    x = holder["x"]
    timed("networkx pagerank", lambda: nx.pagerank(x, weight="weight", tol=1e-13 / n, max_iter=1000))
    timed("networkx components", lambda: list(nx.connected_components(x)))
    timed("networkx coreness", lambda: nx.core_number(x))
    timed("networkx clustering", lambda: nx.clustering(x))


if __name__ == "__main__":
    main(sys.argv[1], len(sys.argv) > 2)
