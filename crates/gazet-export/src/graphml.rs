//! GraphML, in one strict dialect that every reader we know of opens.
//!
//! UTF-8 without a mark, the default namespace, keys first, then nodes, then edges. Types are `int`, `long`,
//! `double`, `string` and `boolean` only. Ids and attribute names hold no spaces; a node key's id is its name.
//! Missing values are left out. Both `label` and `name` stand on nodes, since Gephi and sigma read the one,
//! Cytoscape and igraph the other. `weight` is finite and positive. Text loses control characters, and runs of
//! white space become one space. Nodes and edges come in the order given: sort them.

use crate::ExportError;
use std::borrow::Cow;
use std::io::Write;

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// Whole number below 2^31.
    Int,
    /// Whole number.
    Long,
    /// Finite number.
    Double,
    /// Text.
    String,
    /// Truth value.
    Boolean,
}

impl AttributeType {
    const fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Long => "long",
            Self::Double => "double",
            Self::String => "string",
            Self::Boolean => "boolean",
        }
    }
}

/// A declared attribute of nodes or edges.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Name, without spaces, unique among the nodes' or among the edges' attributes.
    pub name: &'static str,
    /// Type.
    pub attribute_type: AttributeType,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// For [`AttributeType::Int`] and [`AttributeType::Long`].
    Integer(i64),
    /// For [`AttributeType::Double`]; left out when not finite.
    Double(f64),
    /// For [`AttributeType::String`]; left out when empty after cleaning.
    Text(Cow<'a, str>),
    /// For [`AttributeType::Boolean`].
    Boolean(bool),
    /// Left out.
    Missing,
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(value: Option<&'a str>) -> Self {
        value.map_or(Self::Missing, |text| Self::Text(Cow::Borrowed(text)))
    }
}

impl From<Option<f64>> for Value<'_> {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Double)
    }
}

/// Longest text value, in code points: longer ones are cut with an ellipsis.
const MAX_TEXT_CHARS: usize = 300;

/// Writes one graph element by element; [`GraphmlWriter::finish`] closes it.
pub struct GraphmlWriter<W: Write> {
    output: W,
    node_attributes: &'static [Attribute],
    edge_attributes: &'static [Attribute],
    edge_keys: Vec<String>,
}

impl<W: Write> GraphmlWriter<W> {
    /// Writes the head and the keys of an undirected graph.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn new(
        mut output: W,
        node_attributes: &'static [Attribute],
        edge_attributes: &'static [Attribute],
    ) -> Result<Self, ExportError> {
        let edge_keys: Vec<String> = edge_attributes
            .iter()
            .map(|edge| {
                let taken = node_attributes.iter().any(|node| node.name == edge.name);
                if taken { format!("edge_{}", edge.name) } else { edge.name.to_owned() }
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
        for attribute in node_attributes {
            write_key(&mut output, attribute.name, "node", attribute)?;
        }
        for (attribute, key) in edge_attributes.iter().zip(&edge_keys) {
            write_key(&mut output, key, "edge", attribute)?;
        }
        output.write_all(b"  <graph id=\"G\" edgedefault=\"undirected\">\n")?;
        Ok(Self { output, node_attributes, edge_attributes, edge_keys })
    }

    /// Writes a node. `id` must be unique and free of spaces; `values` stand in the order of the attributes.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        debug_assert_eq!(values.len(), self.node_attributes.len(), "one value for each node attribute");
        writeln!(self.output, "    <node id=\"{}\">", clean(id, true))?;
        for (attribute, value) in self.node_attributes.iter().zip(values) {
            write_data(&mut self.output, attribute.name, value)?;
        }
        self.output.write_all(b"    </node>\n")?;
        Ok(())
    }

    /// Writes an edge between two nodes already written.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn edge(&mut self, id: &str, source: &str, target: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        debug_assert_eq!(values.len(), self.edge_attributes.len(), "one value for each edge attribute");
        writeln!(
            self.output,
            "    <edge id=\"{}\" source=\"{}\" target=\"{}\">",
            clean(id, true),
            clean(source, true),
            clean(target, true)
        )?;
        for (key, value) in self.edge_keys.iter().zip(values) {
            write_data(&mut self.output, key, value)?;
        }
        self.output.write_all(b"    </edge>\n")?;
        Ok(())
    }

    /// Closes the graph and gives the output back.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn finish(mut self) -> Result<W, ExportError> {
        self.output.write_all(b"  </graph>\n</graphml>\n")?;
        self.output.flush()?;
        Ok(self.output)
    }
}

fn write_key<W: Write>(output: &mut W, id: &str, domain: &str, attribute: &Attribute) -> Result<(), ExportError> {
    writeln!(
        output,
        "  <key id=\"{id}\" for=\"{domain}\" attr.name=\"{}\" attr.type=\"{}\"/>",
        attribute.name,
        attribute.attribute_type.name()
    )?;
    Ok(())
}

fn write_data<W: Write>(output: &mut W, key: &str, value: &Value<'_>) -> Result<(), ExportError> {
    match value {
        Value::Integer(value) => writeln!(output, "      <data key=\"{key}\">{value}</data>")?,
        // `{:?}` is the shortest text that reads back to the same number, with a point or an exponent.
        Value::Double(value) if value.is_finite() => {
            writeln!(output, "      <data key=\"{key}\">{value:?}</data>")?;
        }
        Value::Boolean(value) => writeln!(output, "      <data key=\"{key}\">{value}</data>")?,
        Value::Text(value) => {
            let text = clean(value, false);
            if !text.is_empty() {
                writeln!(output, "      <data key=\"{key}\">{text}</data>")?;
            }
        }
        Value::Double(_) | Value::Missing => {}
    }
    Ok(())
}

/// Escapes text for XML, drops what XML 1.0 forbids, collapses white space, cuts what is too long.
fn clean(text: &str, in_attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pending_space = false;
    let mut chars = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            pending_space = chars > 0;
            continue;
        }
        if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') {
            continue;
        }
        if chars >= MAX_TEXT_CHARS {
            out.push('…');
            break;
        }
        if std::mem::take(&mut pending_space) {
            out.push(' ');
            chars += 1;
        }
        chars += 1;
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn text_is_escaped_and_cleaned() {
        assert_eq!(clean(" a\u{b}<b>\n&\t\"c\" ", false), "a &lt;b&gt; &amp; \"c\"");
        assert_eq!(clean("\u{0}\u{FFFF}", false), "");
        assert_eq!(clean(&"x".repeat(400), false).chars().count(), 301);
    }
}
