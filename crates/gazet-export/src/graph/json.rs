//! Node-link JSON, as d3 and networkx (`node_link_graph(data, edges="links")`) read it. One node or link a line;
//! missing values are left out.

use super::{Attribute, GraphSchema, Sink, Value};
use crate::ExportError;
use std::io::Write;

pub(super) struct Json<W> {
    output: W,
    schema: GraphSchema,
    first: bool,
    in_links: bool,
}

impl<W: Write> Json<W> {
    pub(super) fn new(mut output: W, schema: GraphSchema) -> Result<Self, ExportError> {
        output.write_all(b"{\"directed\":false,\"multigraph\":false,\"graph\":{},\"nodes\":[")?;
        Ok(Self { output, schema, first: true, in_links: false })
    }

    fn object(
        &mut self,
        head: &[(&str, &str)],
        attributes: &[Attribute],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        self.output.write_all(if std::mem::take(&mut self.first) { b"\n{" } else { b",\n{" })?;
        for (i, (key, value)) in head.iter().enumerate() {
            // Ids are safe: nothing in them needs escaping.
            write!(self.output, "{}\"{key}\":\"{value}\"", if i == 0 { "" } else { "," })?;
        }
        for (attribute, value) in attributes.iter().zip(values) {
            match value {
                Value::Missing => {}
                Value::Text(text) => {
                    write!(self.output, ",\"{}\":", attribute.name)?;
                    serde_json::to_writer(&mut self.output, text)?;
                }
                value => write!(self.output, ",\"{}\":{value}", attribute.name)?,
            }
        }
        self.output.write_all(b"}")?;
        Ok(())
    }

    fn begin_links(&mut self) -> Result<(), ExportError> {
        if !std::mem::replace(&mut self.in_links, true) {
            self.output.write_all(b"\n],\"links\":[")?;
            self.first = true;
        }
        Ok(())
    }
}

impl<W: Write> Sink<W> for Json<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        self.object(&[("id", id)], self.schema.nodes, values)
    }

    fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        self.begin_links()?;
        self.object(&[("source", source), ("target", target), ("id", id)], self.schema.edges, values)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<W>, ExportError> {
        self.begin_links()?;
        self.output.write_all(b"\n]}\n")?;
        self.output.flush()?;
        Ok(vec![self.output])
    }
}
