//! DOT, the language of Graphviz. Everything is quoted; a place becomes `pos`, which `neato -n` keeps.

use super::{Attribute, GraphSchema, Sink, Value, position, value_at};
use crate::ExportError;
use std::io::Write;

pub(super) struct Dot<W> {
    output: W,
    schema: GraphSchema,
}

impl<W: Write> Dot<W> {
    pub(super) fn new(mut output: W, schema: GraphSchema) -> Result<Self, ExportError> {
        output.write_all(b"graph G {\n")?;
        Ok(Self { output, schema })
    }

    fn attributes(&mut self, attributes: &[Attribute], values: &[Value<'_>]) -> Result<(), ExportError> {
        for (attribute, value) in attributes.iter().zip(values).filter(|(_, value)| **value != Value::Missing)
        {
            write!(self.output, " {}={}", attribute.name, quoted(&value.to_string()))?;
        }
        Ok(())
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl<W: Write> Sink<W> for Dot<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        write!(self.output, "  \"{id}\" [")?;
        let nodes = self.schema.nodes;
        let of = |name| value_at(values, position(nodes, name));
        if let (Value::Double(x), Value::Double(y)) = (of("x"), of("y")) {
            write!(self.output, "pos=\"{x:?},{y:?}\"")?;
        }
        self.attributes(nodes, values)?;
        self.output.write_all(b"];\n")?;
        Ok(())
    }

    fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        write!(self.output, "  \"{source}\" -- \"{target}\" [id=\"{id}\"")?;
        self.attributes(self.schema.edges, values)?;
        self.output.write_all(b"];\n")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<W>, ExportError> {
        self.output.write_all(b"}\n")?;
        self.output.flush()?;
        Ok(vec![self.output])
    }
}
