//! The network in the formats that others open.
//!
//! A graph is written element by element, nodes first, through one interface, [`GraphWriter`], whatever the
//! [`GraphFormat`]. All formats share what they are given: ids made safe, text cleaned, values checked against the
//! type their [`Attribute`] declares. Nodes and edges come in the order given: sort them, and the file is the same
//! each time.

mod check;
mod cypher;
mod dot;
mod dynamic;
mod gexf;
mod graphml;
mod json;
mod neo4j;
mod network;
mod pair;
mod pajek;
mod text;
mod value;
mod vosviewer;

pub use check::{Finding, check_graphml};
pub use dynamic::{DynamicGexf, Spell};
pub use network::{EdgeKind, EdgeRow, NetworkWriter, NodeKind, NodeRow};
pub use value::{Attribute, AttributeType, Value};

use crate::ExportError;
use std::io::Write;
use std::str::FromStr;
use text::Cleaner;

/// Who a GraphML file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Every reader, and valid by the schema of GraphML.
    #[default]
    Standard,
    /// Neo4j: adds `labels=":PERSON"` to nodes, from their attribute `type`, and `label="CO_OCCURS"` to edges. Not
    /// valid by the schema; read by all that do not check it.
    Neo4j,
}

/// A file format of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GraphFormat {
    /// GraphML: Gephi, Cytoscape, networkx, igraph, NetworKit, graph-tool and others.
    Graphml,
    /// GEXF 1.3: Gephi, Gephi Lite, sigma.
    Gexf,
    /// Two CSV tables, nodes and edges, with the headers that Gephi wants.
    Csv,
    /// One JSON object of nodes and links: d3, networkx.
    Json,
    /// Pajek's `.net`: labels and weights only.
    Pajek,
    /// DOT: Graphviz.
    Dot,
    /// A Cypher script: Neo4j, Memgraph.
    Cypher,
    /// Two CSV tables with the headers of `neo4j-admin database import`.
    Neo4jCsv,
    /// VOSviewer's map and network.
    Vosviewer,
}

impl GraphFormat {
    /// All formats.
    pub const ALL: [Self; 9] = [
        Self::Graphml,
        Self::Gexf,
        Self::Csv,
        Self::Json,
        Self::Pajek,
        Self::Dot,
        Self::Cypher,
        Self::Neo4jCsv,
        Self::Vosviewer,
    ];

    /// The name used on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Graphml => "graphml",
            Self::Gexf => "gexf",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Pajek => "pajek",
            Self::Dot => "dot",
            Self::Cypher => "cypher",
            Self::Neo4jCsv => "neo4j-csv",
            Self::Vosviewer => "vosviewer",
        }
    }

    /// What the names of its files end with, behind a dot; most formats are one file.
    #[must_use]
    pub const fn files(self) -> &'static [&'static str] {
        match self {
            Self::Graphml => &["graphml"],
            Self::Gexf => &["gexf"],
            Self::Csv => &["nodes.csv", "edges.csv"],
            Self::Json => &["json"],
            Self::Pajek => &["net"],
            Self::Dot => &["dot"],
            Self::Cypher => &["cypher"],
            Self::Neo4jCsv => &["neo4j.nodes.csv", "neo4j.edges.csv"],
            Self::Vosviewer => &["vosviewer.map.txt", "vosviewer.network.txt"],
        }
    }
}

impl FromStr for GraphFormat {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| ExportError::UnknownGraphFormat(name.to_owned()))
    }
}

/// What is said of nodes and edges.
///
/// Some names have a meaning to formats: `label`, `type`, `x`, `y`, `size`, `color`, `r`, `g`, `b`, `community`,
/// `n_documents`, `n_mentions` of nodes, `weight` and `kind` of edges.
#[derive(Clone, Copy, Debug)]
pub struct GraphSchema {
    /// Attributes of nodes.
    pub nodes: &'static [Attribute],
    /// Attributes of edges.
    pub edges: &'static [Attribute],
    /// How many nodes there will be: some formats say it first.
    pub n_nodes: usize,
    /// Whom GraphML is for.
    pub profile: Profile,
}

/// What was written.
#[derive(Debug)]
pub struct Written<W> {
    /// The outputs, flushed.
    pub outputs: Vec<W>,
    /// Nodes.
    pub n_nodes: u64,
    /// Edges.
    pub n_edges: u64,
    /// Characters left out since no XML file may hold them.
    pub n_dropped: u64,
}

/// Writes a graph: all nodes, then all edges, then [`GraphWriter::finish`].
pub struct GraphWriter<W: Write> {
    schema: GraphSchema,
    sink: Box<dyn Sink<W>>,
    cleaner: Cleaner,
    n_nodes: u64,
    n_edges: u64,
}

/// One format. Ids are safe, values checked and cleaned: a missing text is [`Value::Missing`], never empty.
trait Sink<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError>;
    fn edge(&mut self, id: &str, ends: [&str; 2], values: &[Value<'_>]) -> Result<(), ExportError>;
    fn finish(self: Box<Self>) -> Result<Vec<W>, ExportError>;
}

impl<W: Write + 'static> GraphWriter<W> {
    /// Starts a graph on `outputs`, one for each of [`GraphFormat::files`], which should be buffered.
    ///
    /// # Errors
    /// If an output refuses the head.
    ///
    /// # Panics
    /// If there are not as many outputs as the format has files.
    pub fn new(format: GraphFormat, outputs: Vec<W>, schema: GraphSchema) -> Result<Self, ExportError> {
        assert_eq!(outputs.len(), format.files().len(), "one output for each file of {}", format.name());
        let mut outputs = outputs.into_iter();
        let mut output = || outputs.next().expect("just counted");
        let sink: Box<dyn Sink<W>> = match format {
            GraphFormat::Graphml => Box::new(graphml::Graphml::new(output(), schema)?),
            GraphFormat::Gexf => Box::new(gexf::Gexf::new(output(), schema)?),
            GraphFormat::Csv => Box::new(pair::Pair::new(output(), output(), schema)?),
            GraphFormat::Neo4jCsv => Box::new(neo4j::Neo4j::new(output(), output(), schema)?),
            GraphFormat::Json => Box::new(json::Json::new(output(), schema)?),
            GraphFormat::Pajek => Box::new(pajek::Pajek::new(output(), schema)?),
            GraphFormat::Dot => Box::new(dot::Dot::new(output(), schema)?),
            GraphFormat::Cypher => Box::new(cypher::Cypher::new(output(), schema)?),
            GraphFormat::Vosviewer => Box::new(vosviewer::Vosviewer::new(output(), output(), schema)?),
        };
        Ok(Self { schema, sink, cleaner: Cleaner::default(), n_nodes: 0, n_edges: 0 })
    }

    /// Writes a node. `id` must be unique; characters that an id may not hold are written as `_xHEX_`. `values`
    /// stand in the order of the attributes. A missing `label` or `name` becomes the id.
    ///
    /// # Errors
    /// If a value does not fit its attribute, or the output refuses it.
    pub fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        let id = text::safe_id(id);
        let mut values = self.cleaner.values(self.schema.nodes, values)?;
        for (attribute, value) in self.schema.nodes.iter().zip(&mut values) {
            if matches!(attribute.name, "label" | "name") && *value == Value::Missing {
                *value = Value::Text(id.as_ref().into());
            }
        }
        self.n_nodes += 1;
        self.sink.node(&id, &values)
    }

    /// Writes an edge between two nodes already written, the smaller id first; each pair once.
    ///
    /// # Errors
    /// If a value does not fit its attribute, a `weight` is not above 0, or the output refuses it.
    pub fn edge(
        &mut self,
        id: &str,
        source: &str,
        target: &str,
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        let values = self.cleaner.values(self.schema.edges, values)?;
        if let Some(at) = self.schema.edges.iter().position(|a| a.name == "weight") {
            let is_positive = matches!(values[at], Value::Double(w) if w > 0.0)
                || matches!(values[at], Value::Integer(w) if w > 0);
            if !is_positive {
                return Err(ExportError::Weight { edge: id.to_owned(), weight: format!("{:?}", values[at]) });
            }
        }
        self.n_edges += 1;
        let [id, source, target] = [id, source, target].map(text::safe_id);
        self.sink.edge(&id, [source.as_ref(), target.as_ref()], &values)
    }

    /// Closes the graph and gives the outputs back.
    ///
    /// # Errors
    /// If an output refuses it.
    pub fn finish(self) -> Result<Written<W>, ExportError> {
        let outputs = self.sink.finish()?;
        Ok(Written {
            outputs,
            n_nodes: self.n_nodes,
            n_edges: self.n_edges,
            n_dropped: self.cleaner.n_dropped,
        })
    }
}

/// Where an attribute stands, if it is there.
fn position(attributes: &[Attribute], name: &str) -> Option<usize> {
    attributes.iter().position(|attribute| attribute.name == name)
}

/// The value of an attribute, [`Value::Missing`] if it is not there.
fn value_at<'a, 'v>(values: &'a [Value<'v>], at: Option<usize>) -> &'a Value<'v> {
    at.map_or(&Value::Missing, |at| &values[at])
}
