//! GraphML, in one strict dialect that every reader we know of opens; [`super::check_graphml`] lists its rules.

use super::network::relation;
use super::text::xml;
use super::{Attribute, GraphSchema, Profile, Sink, Value, position, value_at};
use crate::ExportError;
use std::io::Write;

pub(super) struct Graphml<W> {
    output: W,
    schema: GraphSchema,
    edge_keys: Vec<String>,
    type_at: Option<usize>,
}

impl<W: Write> Graphml<W> {
    pub(super) fn new(mut output: W, schema: GraphSchema) -> Result<Self, ExportError> {
        let edge_keys: Vec<String> = schema
            .edges
            .iter()
            .map(|edge| {
                let is_taken = position(schema.nodes, edge.name).is_some();
                if is_taken { format!("edge_{}", edge.name) } else { edge.name.to_owned() }
            })
            .collect();
        output.write_all(
            concat!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" ",
                "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
                "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns ",
                "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"
            )
            .as_bytes(),
        )?;
        for attribute in schema.nodes {
            write_key(&mut output, attribute.name, "node", attribute)?;
        }
        for (attribute, key) in schema.edges.iter().zip(&edge_keys) {
            write_key(&mut output, key, "edge", attribute)?;
        }
        output.write_all(b"  <graph id=\"G\" edgedefault=\"undirected\">\n")?;
        Ok(Self { output, schema, edge_keys, type_at: position(schema.nodes, "type") })
    }

    fn data(&mut self, key: &str, value: &Value<'_>) -> Result<(), ExportError> {
        if *value == Value::Missing {
            return Ok(());
        }
        // A million edges have some twenty million values: each piece goes out as it is.
        put(&mut self.output, ["      <data key=\"", key, "\">"])?;
        match value {
            Value::Text(text) => self.output.write_all(xml(text, false).as_bytes())?,
            value => write!(self.output, "{value}")?,
        }
        self.output.write_all(b"</data>\n")?;
        Ok(())
    }
}

fn put<const N: usize>(output: &mut impl Write, pieces: [&str; N]) -> Result<(), ExportError> {
    pieces.iter().try_for_each(|piece| output.write_all(piece.as_bytes()))?;
    Ok(())
}

impl<W: Write> Sink<W> for Graphml<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        match self.schema.profile {
            Profile::Standard => put(&mut self.output, ["    <node id=\"", id, "\">\n"])?,
            Profile::Neo4j => {
                let label = neo4j_label(value_at(values, self.type_at));
                writeln!(self.output, "    <node id=\"{id}\" labels=\":{label}\">")?;
            }
        }
        for (attribute, value) in self.schema.nodes.iter().zip(values) {
            self.data(attribute.name, value)?;
        }
        self.output.write_all(b"    </node>\n")?;
        Ok(())
    }

    fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        let pieces = ["    <edge id=\"", id, "\" source=\"", source, "\" target=\"", target, "\""];
        put(&mut self.output, pieces)?;
        match self.schema.profile {
            Profile::Standard => self.output.write_all(b">\n")?,
            Profile::Neo4j => {
                let label = relation(value_at(values, position(self.schema.edges, "kind")));
                writeln!(self.output, " label=\"{label}\">")?;
            }
        }
        let keys = std::mem::take(&mut self.edge_keys);
        let written = keys.iter().zip(values).try_for_each(|(key, value)| self.data(key, value));
        self.edge_keys = keys;
        written?;
        self.output.write_all(b"    </edge>\n")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<W>, ExportError> {
        self.output.write_all(b"  </graph>\n</graphml>\n")?;
        self.output.flush()?;
        Ok(vec![self.output])
    }
}

/// `PERSON`: a node label in Neo4j's custom, of letters, digits and `_`.
pub(super) fn neo4j_label(node_type: &Value<'_>) -> String {
    let text = node_type.to_string();
    let label: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if label.starts_with(|c: char| c.is_ascii_alphabetic()) { label } else { format!("ENTITY{label}") }
}

fn write_key<W: Write>(
    output: &mut W,
    id: &str,
    domain: &str,
    attribute: &Attribute,
) -> Result<(), ExportError> {
    writeln!(
        output,
        "  <key id=\"{id}\" for=\"{domain}\" attr.name=\"{}\" attr.type=\"{}\"/>",
        attribute.name,
        attribute.attribute_type.name()
    )?;
    Ok(())
}
