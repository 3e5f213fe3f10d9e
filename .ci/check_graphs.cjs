// Reads the conformance graphs with graphology (GraphML, GEXF) and with Cytoscape.js and its GraphML extension.
//
// usage: node check_graphs.cjs FOLDER, with the packages of package.json beside this file or under NODE_PATH.
// FOLDER/values.json says what must be found: {nodes: {id: values}, edges: [[source, target, values]]}.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const Graph = require('graphology');
const graphml = require('graphology-graphml');
const gexf = require('graphology-gexf');

const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const expected = JSON.parse(read('values.json'));

// Colours: graphology makes one of r, g, b, which then are gone. GEXF has its own place for what is seen.
const COLOURS = ['r', 'g', 'b', 'color'];

function same(found, wanted, without, where) {
  const left = (values) => Object.fromEntries(Object.entries(values).filter(([key]) => !without.includes(key)));
  assert.deepEqual(left(found), left(wanted), where);
}

function checkGraphology(graph, nodeWithout, edgeWithout, edges, nodes, where) {
  assert.deepEqual(graph.nodes().sort(), Object.keys(nodes).sort(), where);
  graph.forEachNode((node, values) => same(values, nodes[node], nodeWithout, `${where} ${node}`));
  assert.equal(graph.size, edges.length, where);
  for (const [a, b, values] of edges) {
    assert.ok(graph.isUndirected(graph.edge(a, b)), where);
    same(graph.getEdgeAttributes(a, b), values, edgeWithout, `${where} ${a} ${b}`);
  }
}

const first = Object.keys(expected.nodes)[0];
const cases = [
  ['hostile', expected.nodes, expected.edges],
  ['alone', {[first]: expected.nodes[first]}, []],
  ['empty', {}, []],
];
for (const [name, nodes, edges] of cases) {
  checkGraphology(graphml.parse(Graph, read(`${name}.graphml`)), COLOURS, [], edges, nodes, `${name}.graphml`);
  const seen = gexf.parse(Graph, read(`${name}.gexf`));
  checkGraphology(seen, [...COLOURS, 'z'], ['id'], edges, nodes, `${name}.gexf`);
}
graphml.parse(Graph, read('hostile.graphml')).forEachNode((node, values) => {
  assert.match(values.color, /^(#d55e00|rgb\(213, ?94, ?0\))$/, `${node} has its colour`);
});

// Cytoscape.js: every value a string, under the id of its key.
const {JSDOM} = require('jsdom');
const {window} = new JSDOM('');
for (const name of ['window', 'document', 'DOMParser', 'XMLSerializer', 'Node']) {
  globalThis[name] = name === 'window' ? window : window[name];
}
const jquery = require('jquery');
const cytoscape = require('cytoscape');
require('cytoscape-graphml')(cytoscape, typeof jquery === 'function' && jquery.fn ? jquery : jquery(window));
cytoscape.warnings(false); // On styles, which no one looks at here.
const nodeKeys = new Set(Object.values(expected.nodes).flatMap(Object.keys));
const text = (value) => (typeof value === 'number' ? Number(value) : String(value));
const back = (value, wanted) => (typeof wanted === 'number' ? Number(value) : value);
for (const [name, nodes, edges] of cases) {
  const cy = cytoscape({headless: true, styleEnabled: false});
  cy.graphml({layoutBy: 'null'});
  cy.graphml(read(`${name}.graphml`));
  assert.equal(cy.nodes().length, Object.keys(nodes).length, name);
  assert.equal(cy.edges().length, edges.length, name);
  for (const [id, values] of Object.entries(nodes)) {
    const data = cy.getElementById(id).data();
    for (const [key, value] of Object.entries(values)) {
      assert.deepEqual(back(data[key], value), text(value), `Cytoscape.js: ${id} ${key}`);
    }
  }
  for (const [a, b, values] of edges) {
    const found = cy.edges(`[source = "${a}"][target = "${b}"]`);
    assert.equal(found.length, 1, `Cytoscape.js: ${a} ${b}`);
    for (const [key, value] of Object.entries(values)) {
      const id = nodeKeys.has(key) ? `edge_${key}` : key;
      assert.deepEqual(back(found[0].data(id), value), text(value), `Cytoscape.js: ${a} ${b} ${key}`);
    }
  }
}
console.log('graphology (GraphML, GEXF) and Cytoscape.js: the same nodes, edges, values and types');
