// Reads graphs with graphology (GraphML, GEXF) and with Cytoscape.js and its GraphML extension.
//
// usage: node check_graphs.cjs FOLDER EXPECTED.json, with the packages of package.json under NODE_PATH.
// EXPECTED.json says what must be found in FOLDER/NAME.graphml and NAME.gexf:
// [{name, nodes: {id: values}, edges: [[source, target, values]]}].

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const Graph = require('graphology');
const graphml = require('graphology-graphml');
const gexf = require('graphology-gexf');

const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const cases = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));

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

// A colour, as hexadecimal digits or as `rgb(r, g, b)`.
const rgb = (colour) =>
  colour.startsWith('#') ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) : colour.match(/\d+/g).map(Number);

for (const {name, nodes, edges} of cases) {
  const seen = graphml.parse(Graph, read(`${name}.graphml`));
  checkGraphology(seen, COLOURS, [], edges, nodes, `${name}.graphml`);
  seen.forEachNode((node, {color}) => assert.deepEqual(rgb(color), ['r', 'g', 'b'].map((c) => nodes[node][c]), node));
  checkGraphology(gexf.parse(Graph, read(`${name}.gexf`)), [...COLOURS, 'z'], ['id'], edges, nodes, `${name}.gexf`);
}

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
const text = (value) => (typeof value === 'number' ? Number(value) : String(value));
const back = (value, wanted) => (typeof wanted === 'number' ? Number(value) : value);
for (const {name, nodes, edges} of cases) {
  const keys = new Set([...read(`${name}.graphml`).matchAll(/<key id="(\w+)" for="node"/g)].map((key) => key[1]));
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
      const id = keys.has(key) ? `edge_${key}` : key;
      assert.deepEqual(back(found[0].data(id), value), text(value), `Cytoscape.js: ${a} ${b} ${key}`);
    }
  }
}
console.log('graphology (GraphML, GEXF) and Cytoscape.js: the same nodes, edges, values and types');
