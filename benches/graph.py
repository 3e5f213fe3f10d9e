"""Holds the measures of a graph of a million edges against networkx and igraph, and counting against pandas.

usage: cargo bench -p gazet-benches --bench graph --no-run     (names the program it has built)
       graph.py PROGRAM [--rounds N] [--no-networkx]

Prints one table: seconds of the processor (of all threads, user and system) and ratios. gazet and igraph take turns, N
times each (3), and the least time of each counts; networkx, which takes minutes, has one turn. Everybody works on one
thread and writes to nowhere. The values are compared too: a fast wrong answer ends the script.

Run with networkx 3.6.1, python-igraph 1.0.0, pandas 3.1.1, scipy 1.17.1, lxml 6.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import igraph
import numpy as np
import pandas

N = 100_000
SOURCES = sorted(random.Random(1).sample(range(N), 20))
LEIDEN = ["leiden, two passes", "leiden, three passes"]
COUNT = "count pairs of a million mentions"
# In the order of the table; what gazet calls them.
STEPS = ["build", "degree and strength", "components", "core numbers", "clustering", "pagerank", "eigenvector",
         "betweenness", "write graphml"]  # fmt: skip


class Clock:
    """The least seconds of each step of one program, and its answers."""

    def __init__(self):
        self.seconds, self.answers, self.notes = {}, {}, {}

    def took(self, name, seconds, note=""):
        seconds = max(seconds, 0.0005)  # The clock's last digit.
        self.seconds[name] = min(seconds, self.seconds.get(name, seconds))
        self.notes[name] = note
        print(f"  {name}: {seconds:.3f} {note}", file=sys.stderr, flush=True)

    def timed(self, name, work):
        start = time.process_time()
        self.answers[name] = work()
        self.took(name, time.process_time() - start)
        return self.answers[name]


def run_gazet(program, clock, folder, *parts):
    sources = ",".join(map(str, SOURCES))
    command = [program, *parts, "--out", str(folder), "--sources", sources]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        name, seconds, note = line.split("\t")
        clock.took(COUNT if name == "count" else name, float(seconds), note)
    for path in Path(folder).glob("*.f64"):
        clock.answers[path.stem] = np.fromfile(path)


def run_igraph(clock, frame):
    pairs, weights = list(zip(frame.a.tolist(), frame.b.tolist())), frame.weight.tolist()
    g = clock.timed("build", lambda: igraph.Graph(N, pairs, edge_attrs={"weight": weights}))
    clock.timed("degree and strength", lambda: (g.degree(), g.strength(weights="weight")))
    clock.timed("components", g.connected_components)
    clock.timed("core numbers", g.coreness)
    clock.timed("clustering", lambda: g.transitivity_local_undirected(mode="zero"))
    clock.timed("pagerank", lambda: g.pagerank(weights="weight", damping=0.85))
    clock.timed("eigenvector", lambda: g.eigenvector_centrality(weights="weight"))
    lengths = [1 / w for w in weights]
    clock.timed("betweenness", lambda: g.betweenness(weights=lengths, sources=SOURCES))
    for name in ("pagerank", "eigenvector", "clustering", "betweenness"):
        g.vs[name] = clock.answers[name]
    g.vs["core"], g.vs["degree"], g.vs["strength"] = clock.answers["core numbers"], *clock.answers["degree and strength"]
    clock.timed("write graphml", lambda: g.write_graphml("/dev/null"))
    for passes, name in enumerate(LEIDEN, start=2):
        # igraph draws from here; now and then a draw costs it minutes.
        random.seed(1)
        found = clock.timed(name, lambda: g.community_leiden("modularity", weights="weight", n_iterations=passes))
        clock.notes[name] = f"{len(found)} communities, modularity {g.modularity(found, weights='weight'):.4f}"


class Drawn(random.Random):
    """Draws the same sources as everybody."""

    def sample(self, population, k, *, counts=None):
        return SOURCES


def run_networkx(clock, frame):
    import networkx as nx

    def build():
        g = nx.Graph()
        g.add_nodes_from(range(N))
        return nx.from_pandas_edgelist(frame, "a", "b", edge_attr="weight")

    g = clock.timed("build", build)
    g.add_nodes_from(range(N))
    clock.timed("degree and strength", lambda: (dict(g.degree), dict(g.degree(weight="weight"))))
    clock.timed("components", lambda: list(nx.connected_components(g)))
    core = clock.timed("core numbers", lambda: nx.core_number(g))
    clustering = clock.timed("clustering", lambda: nx.clustering(g))
    pagerank = clock.timed("pagerank", lambda: nx.pagerank(g, weight="weight", tol=1e-13 / N, max_iter=1000))
    # The faster of its two ways, and on the largest component, as it asks for.
    largest = g.subgraph(max(clock.answers["components"], key=len))
    eigenvector = clock.timed("eigenvector", lambda: nx.eigenvector_centrality_numpy(largest, weight="weight", max_iter=1000))
    for _, _, data in g.edges(data=True):
        data["length"] = 1 / data["weight"]
    betweenness = clock.timed(
        "betweenness", lambda: nx.betweenness_centrality(g, k=len(SOURCES), weight="length", seed=Drawn())
    )
    for _, _, data in g.edges(data=True):
        del data["length"]
    degree, strength = clock.answers["degree and strength"]
    for name, values in [("core", core), ("clustering", clustering), ("pagerank", pagerank), ("degree", degree),
                         ("strength", strength), ("eigenvector", eigenvector), ("betweenness", betweenness)]:  # fmt: skip
        nx.set_node_attributes(g, values, name)
    clock.timed("write graphml", lambda: nx.write_graphml_lxml(g, "/dev/null"))
    by_node = lambda values: [values.get(node, 0) for node in range(N)]
    clock.answers |= {"core numbers": by_node(core), "clustering": by_node(clustering), "pagerank": by_node(pagerank),
                      "eigenvector": by_node(eigenvector), "betweenness": by_node(betweenness),
                      "degree and strength": (by_node(degree), by_node(strength))}  # fmt: skip


def count_with_pandas(mentions):
    """Documents that hold each pair: one of the five kinds of windows that gazet counts, and no evidence."""
    named = mentions[["document", "node"]].drop_duplicates()
    pairs = named.merge(named, on="document")
    pairs = pairs[pairs.node_x < pairs.node_y]
    return pairs.groupby(["node_x", "node_y"]).size()


def compare(name, ours, theirs):
    """The largest difference of each measure, the largest value being 1."""
    worst = 0.0
    for step in ("core numbers", "clustering", "pagerank", "eigenvector", "betweenness"):
        a, b = np.asarray(ours[step], dtype=float), np.abs(np.asarray(theirs[step], dtype=float))
        off = float(np.max(np.abs(a / a.max() - b / b.max())))
        # Sums of 1 / weight that should be equal differ by rounding: networkx takes that for longer and shorter paths.
        most = 1e-4 if (name, step) == ("networkx", "betweenness") else 1e-9
        assert off < most, (name, step, off)
        worst = max(worst, off)
    for a, b in zip((ours["degree"], ours["strength"]), theirs["degree and strength"]):
        assert (a == np.asarray(b)).all(), (name, "degree and strength")
    print(f"  {name}: at most {worst:.1e} off, the largest value of each measure being 1", file=sys.stderr)


def table(gazet, ig, nx):
    def row(name, seconds):
        mine = seconds[0]
        others = [f"{s:.2f} | {s / mine:.1f}" if s is not None else "| " for s in seconds[1:]]
        print(f"| {name} | {mine:.3f} | {' | '.join(others)} |")

    print("| Step | gazet | igraph | igraph / gazet | networkx | networkx / gazet |")
    print("| --- | --- | --- | --- | --- | --- |")
    for step in STEPS:
        row(step, [clock.seconds.get(step) for clock in (gazet, ig, nx)])
    total = lambda clock: sum(clock.seconds[step] for step in STEPS) if clock.seconds else None
    row("**in all**", [total(clock) for clock in (gazet, ig, nx)])
    print()
    print("| Step | gazet | other | other / gazet |")
    print("| --- | --- | --- | --- |")
    mine, theirs = gazet.seconds[COUNT], ig.seconds[COUNT]
    print(f"| {COUNT} | {mine:.2f}, five kinds of windows with evidence | pandas {theirs:.2f}, documents alone | {theirs / mine:.1f} |")
    for step in LEIDEN:
        theirs = ig.seconds[step]
        print(f"| {step} | {gazet.seconds['leiden']:.2f}, {gazet.notes['leiden']} | igraph {theirs:.2f}, {ig.notes[step]} | {theirs / gazet.seconds['leiden']:.1f} |")
    print()
    print("| Only gazet | seconds | |")
    print("| --- | --- | --- |")
    for step, seconds in gazet.seconds.items():
        if step not in (*STEPS, COUNT, "leiden"):
            print(f"| {step} | {seconds:.2f} | {gazet.notes[step]} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-networkx", action="store_true")
    args = parser.parse_args()
    gazet, ig, nx = Clock(), Clock(), Clock()
    with tempfile.TemporaryDirectory() as folder:
        run_gazet(args.program, gazet, folder, "inputs")
        frame = pandas.read_csv(f"{folder}/edges.tsv", sep="\t", names=["a", "b", "weight"])
        mentions = pandas.read_csv(f"{folder}/mentions.tsv", sep="\t", names=["document", "sentence", "node"])
        for turn in range(args.rounds):
            print(f"turn {turn + 1}: gazet", file=sys.stderr)
            run_gazet(args.program, gazet, folder, "measure", "write")
            print(f"turn {turn + 1}: igraph", file=sys.stderr)
            run_igraph(ig, frame)
            compare("igraph", gazet.answers, ig.answers)
        run_gazet(args.program, gazet, folder, "count")
        counted = ig.timed(COUNT, lambda: count_with_pandas(mentions))
        assert f"{len(counted)} pairs" == gazet.notes[COUNT], "the same pairs"
        run_gazet(args.program, gazet, folder, "formats")
    if not args.no_networkx:
        print("networkx", file=sys.stderr)
        run_networkx(nx, frame)
        compare("networkx", gazet.answers, nx.answers)
    table(gazet, ig, nx)


if __name__ == "__main__":
    main()
