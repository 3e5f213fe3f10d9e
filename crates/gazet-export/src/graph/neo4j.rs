//! Two CSV tables for `neo4j-admin database import`: headers say which column is what, and of which type.
//!
//! Nodes have `id:ID`, their attributes and `:LABEL`; edges have `:START_ID`, `:END_ID`, `id`, their attributes and
//! `:TYPE`. Missing values are empty, which the import takes for absent.

use super::graphml::neo4j_label;
use super::network::relation;
use super::{Attribute, AttributeType, GraphSchema, Sink, Value, position, value_at};
use crate::ExportError;
use std::io::Write;

pub(super) struct Neo4j<W: Write> {
    nodes: csv::Writer<W>,
    edges: csv::Writer<W>,
    label_from: Option<usize>,
    kind: Option<usize>,
}

impl<W: Write> Neo4j<W> {
    pub(super) fn new(nodes: W, edges: W, schema: GraphSchema) -> Result<Self, ExportError> {
        let (mut nodes, mut edges) = (csv::Writer::from_writer(nodes), csv::Writer::from_writer(edges));
        nodes.write_field("id:ID")?;
        schema.nodes.iter().try_for_each(|attribute| nodes.write_field(typed(attribute)))?;
        nodes.write_field(":LABEL")?;
        nodes.write_record(None::<&[u8]>)?;
        for name in [":START_ID", ":END_ID", "id"] {
            edges.write_field(name)?;
        }
        schema.edges.iter().try_for_each(|attribute| edges.write_field(typed(attribute)))?;
        edges.write_field(":TYPE")?;
        edges.write_record(None::<&[u8]>)?;
        Ok(Self {
            nodes,
            edges,
            label_from: position(schema.nodes, "type"),
            kind: position(schema.edges, "kind"),
        })
    }
}

/// `n_mentions:long`; the names of the import's types are those of GraphML.
fn typed(attribute: &Attribute) -> String {
    match attribute.attribute_type {
        AttributeType::String => attribute.name.to_owned(),
        other => format!("{}:{}", attribute.name, other.name()),
    }
}

impl<W: Write> Sink<W> for Neo4j<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        self.nodes.write_field(id)?;
        values.iter().try_for_each(|value| self.nodes.write_field(value.to_string()))?;
        self.nodes.write_field(neo4j_label(value_at(values, self.label_from)))?;
        self.nodes.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        for field in [source, target, id] {
            self.edges.write_field(field)?;
        }
        values.iter().try_for_each(|value| self.edges.write_field(value.to_string()))?;
        self.edges.write_field(relation(value_at(values, self.kind)))?;
        self.edges.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<W>, ExportError> {
        let into_output =
            |writer: csv::Writer<W>| writer.into_inner().map_err(|error| ExportError::Io(error.into_error()));
        Ok(vec![into_output(self.nodes)?, into_output(self.edges)?])
    }
}
