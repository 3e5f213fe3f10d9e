//! Two CSV tables with the headers that Gephi wants: `Id`, `Label` and the attributes; `Source`, `Target`, `Type`,
//! `Id`, `Weight` and the attributes. Missing values are empty.

use super::{GraphSchema, Sink, Value, position, value_at};
use crate::ExportError;
use std::io::Write;

pub(super) struct Pair<W: Write> {
    nodes: csv::Writer<W>,
    edges: csv::Writer<W>,
    label: Option<usize>,
    weight: Option<usize>,
}

impl<W: Write> Pair<W> {
    pub(super) fn new(nodes: W, edges: W, schema: GraphSchema) -> Result<Self, ExportError> {
        let (mut nodes, mut edges) = (csv::Writer::from_writer(nodes), csv::Writer::from_writer(edges));
        let (label, weight) = (position(schema.nodes, "label"), position(schema.edges, "weight"));
        nodes.write_record(["Id", "Label"].into_iter().chain(rest(schema.nodes, label).map(|a| a.name)))?;
        let head = ["Source", "Target", "Type", "Id", "Weight"];
        edges.write_record(head.into_iter().chain(rest(schema.edges, weight).map(|a| a.name)))?;
        Ok(Self { nodes, edges, label, weight })
    }
}

/// All but one.
fn rest<T>(all: &[T], but: Option<usize>) -> impl Iterator<Item = &T> {
    all.iter().enumerate().filter(move |(at, _)| Some(*at) != but).map(|(_, item)| item)
}

impl<W: Write> Sink<W> for Pair<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        self.nodes.write_field(id)?;
        self.nodes.write_field(value_at(values, self.label).to_string())?;
        rest(values, self.label).try_for_each(|value| self.nodes.write_field(value.to_string()))?;
        self.nodes.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        for field in [source, target, "Undirected", id] {
            self.edges.write_field(field)?;
        }
        self.edges.write_field(value_at(values, self.weight).to_string())?;
        rest(values, self.weight).try_for_each(|value| self.edges.write_field(value.to_string()))?;
        self.edges.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<W>, ExportError> {
        let into_output =
            |writer: csv::Writer<W>| writer.into_inner().map_err(|error| ExportError::Io(error.into_error()));
        Ok(vec![into_output(self.nodes)?, into_output(self.edges)?])
    }
}
