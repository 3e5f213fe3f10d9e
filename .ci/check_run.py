"""Reads the files of a run with networkx, igraph and pyarrow, and holds them against each other.

usage: check_run.py RUN
"""

import csv
import json
import sys
from pathlib import Path

import igraph
import networkx as nx
import pyarrow.parquet as pq

TYPES = {"long": int, "int": int, "double": float, "string": str, "boolean": bool}


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def main(run):
    run = Path(run)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    entities = {row["id"]: row for row in read_csv(run / "entities.csv")}
    edges = read_csv(run / "edges.csv")
    documents = {d["id"]: d for d in pq.read_table(run / "documents.parquet").to_pylist()}
    mentions = pq.read_table(run / "mentions.parquet").to_pylist()
    evidence = pq.read_table(run / "evidence.parquet").to_pylist()

    # Every offset leads to the text it claims, in bytes and in code points.
    assert mentions, "no mention was found"
    for m in mentions:
        text = documents[m["document"]]["text"]
        assert text.encode()[m["start_byte"] : m["end_byte"]].decode() == m["surface"], m
        assert text[m["start_char"] : m["end_char"]] == m["surface"], m
    assert len(mentions) == manifest["counts"]["mentions"]

    # Counts of the tables agree with the mentions they were made from.
    named = [m for m in mentions if m["kind"] == "name" and m["entity"]]
    for key, row in entities.items():
        mine = [m for m in named if m["entity"] == key]
        assert len(mine) == int(row["n_mentions"]), row
        assert len({m["document"] for m in mine}) == int(row["n_documents"]), row

    # networkx and igraph read the same graph, with typed attributes.
    graph = nx.read_graphml(run / "graph.graphml")
    assert not graph.is_directed() and not graph.is_multigraph()
    by_key = {data["entity"]: node for node, data in graph.nodes(data=True)}
    assert len(by_key) == graph.number_of_nodes()
    for node, data in graph.nodes(data=True):
        row = entities[data["entity"]]
        assert data["label"] == data["name"] and data["label"], node
        assert isinstance(data["n_mentions"], int) and data["n_mentions"] == int(row["n_mentions"])
        assert isinstance(data["listed"], bool)
        assert data["degree"] == graph.degree[node]
    assert graph.number_of_edges() == len(edges) == manifest["counts"]["edges"]
    for row in edges:
        data = graph.edges[by_key[row["Source"]], by_key[row["Target"]]]
        assert isinstance(data["weight"], float) and data["weight"] == float(row["Weight"]) > 0
        assert -1 <= data["npmi"] <= 1
        assert data["evidence"], "an edge leads back to text"
    assert {(e["source"], e["target"]) for e in evidence} == {(e["Source"], e["Target"]) for e in edges}
    for e in evidence:
        raw = documents[e["document"]]["text"].encode()
        assert raw[e["source_start_byte"] : e["source_end_byte"]].decode().strip()

    other = igraph.Graph.Read_GraphML(str(run / "graph.graphml"))
    assert other.vcount() == graph.number_of_nodes() and other.ecount() == graph.number_of_edges()
    assert {v["id"] for v in other.vs} == set(graph.nodes)
    for v in other.vs:
        data = graph.nodes[v["id"]]
        assert v["label"] == data["label"] and v["n_mentions"] == data["n_mentions"]
    weights = {frozenset((other.vs[e.source]["id"], other.vs[e.target]["id"])): e["weight"] for e in other.es}
    assert weights == {frozenset((a, b)): data["weight"] for a, b, data in graph.edges(data=True)}
    print(f"{run.name}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges, {len(mentions)} mentions: all agree")


if __name__ == "__main__":
    main(sys.argv[1])
