//! GEXF 1.3. Label, place, size, colour and weight stand where GEXF has its own place for them, all else among the
//! attributes. Colours have no alpha, whole numbers are `integer` or `long`: readers differ on anything else.

use super::text::xml;
use super::{Attribute, AttributeType, GraphSchema, Sink, Value, position, value_at};
use crate::ExportError;
use std::io::Write;

pub(super) struct Gexf<W> {
    output: W,
    schema: GraphSchema,
    in_edges: bool,
}

/// Attributes of nodes that GEXF has its own place for.
pub(super) const NODE_OWN: [&str; 8] = ["label", "x", "y", "size", "color", "r", "g", "b"];
/// Those of edges.
const EDGE_OWN: [&str; 1] = ["weight"];

/// What every file begins with.
pub(super) const HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" ",
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
    "xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n",
    "  <meta>\n    <creator>gazet</creator>\n  </meta>\n"
);

impl<W: Write> Gexf<W> {
    pub(super) fn new(mut output: W, schema: GraphSchema) -> Result<Self, ExportError> {
        output.write_all(HEAD.as_bytes())?;
        output.write_all(b"  <graph defaultedgetype=\"undirected\" mode=\"static\">\n")?;
        declare(&mut output, "node", schema.nodes, &|name| NODE_OWN.contains(&name))?;
        declare(&mut output, "edge", schema.edges, &|name| EDGE_OWN.contains(&name))?;
        output.write_all(b"    <nodes>\n")?;
        Ok(Self { output, schema, in_edges: false })
    }

    fn values(
        &mut self,
        attributes: &[Attribute],
        own: &[&str],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        self.output.write_all(b"        <attvalues>\n")?;
        attvalues(&mut self.output, attributes, values, &|name| own.contains(&name))?;
        self.output.write_all(b"        </attvalues>\n")?;
        Ok(())
    }

    fn begin_edges(&mut self) -> Result<(), ExportError> {
        if !std::mem::replace(&mut self.in_edges, true) {
            self.output.write_all(b"    </nodes>\n    <edges>\n")?;
        }
        Ok(())
    }
}

/// Writes the values that are there, but for attributes that are `left_out`.
pub(super) fn attvalues<W: Write>(
    output: &mut W,
    attributes: &[Attribute],
    values: &[Value<'_>],
    left_out: &dyn Fn(&str) -> bool,
) -> Result<(), ExportError> {
    for (attribute, value) in attributes.iter().zip(values) {
        if *value != Value::Missing && !left_out(attribute.name) {
            let value = value.to_string();
            let value = xml(&value, true);
            writeln!(output, "          <attvalue for=\"{}\" value=\"{value}\"/>", attribute.name)?;
        }
    }
    Ok(())
}

/// Writes colour, place and size, from a node's attributes.
pub(super) fn appearance<W: Write>(
    output: &mut W,
    attributes: &[Attribute],
    values: &[Value<'_>],
) -> Result<(), ExportError> {
    let of = |name: &str| value_at(values, position(attributes, name));
    if let (Value::Integer(r), Value::Integer(g), Value::Integer(b)) = (of("r"), of("g"), of("b")) {
        writeln!(output, "        <viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/>")?;
    }
    if let (Value::Double(x), Value::Double(y)) = (of("x"), of("y")) {
        writeln!(output, "        <viz:position x=\"{x:?}\" y=\"{y:?}\" z=\"0.0\"/>")?;
    }
    if let Value::Double(size) = of("size") {
        writeln!(output, "        <viz:size value=\"{size:?}\"/>")?;
    }
    Ok(())
}

pub(super) fn declare<W: Write>(
    output: &mut W,
    class: &str,
    attributes: &[Attribute],
    left_out: &dyn Fn(&str) -> bool,
) -> Result<(), ExportError> {
    writeln!(output, "    <attributes class=\"{class}\" mode=\"static\">")?;
    for attribute in attributes.iter().filter(|a| !left_out(a.name)) {
        let name = attribute.name;
        let attribute_type = match attribute.attribute_type {
            AttributeType::Int => "integer",
            other => other.name(),
        };
        writeln!(output, "      <attribute id=\"{name}\" title=\"{name}\" type=\"{attribute_type}\"/>")?;
    }
    writeln!(output, "    </attributes>")?;
    Ok(())
}

impl<W: Write> Sink<W> for Gexf<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        let nodes = self.schema.nodes;
        let label = match value_at(values, position(nodes, "label")) {
            Value::Missing => id.to_owned(),
            label => label.to_string(),
        };
        writeln!(self.output, "      <node id=\"{id}\" label=\"{}\">", xml(&label, true))?;
        self.values(nodes, &NODE_OWN, values)?;
        appearance(&mut self.output, nodes, values)?;
        self.output.write_all(b"      </node>\n")?;
        Ok(())
    }

    fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        self.begin_edges()?;
        let edges = self.schema.edges;
        write!(self.output, "      <edge id=\"{id}\" source=\"{source}\" target=\"{target}\"")?;
        match value_at(values, position(edges, "weight")) {
            Value::Missing => {}
            weight => write!(self.output, " weight=\"{weight}\"")?,
        }
        self.output.write_all(b">\n")?;
        self.values(edges, &EDGE_OWN, values)?;
        self.output.write_all(b"      </edge>\n")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<W>, ExportError> {
        self.begin_edges()?;
        self.output.write_all(b"    </edges>\n  </graph>\n</gexf>\n")?;
        self.output.flush()?;
        Ok(vec![self.output])
    }
}
