//! GEXF 1.3 through time: nodes and edges live in spells, and their counts change from spell to spell.
//!
//! What does not change is said as in the plain GEXF file; some readers want one list of attributes only, so the
//! dynamic file stands beside the plain one. Spells and values begin and end on days, both included.

use super::network::{EDGE_ATTRIBUTES, EdgeRow, NODE_ATTRIBUTES, NodeRow};
use super::text::{Cleaner, safe_id, xml};
use super::{Attribute, Value, gexf, position, value_at};
use crate::ExportError;
use std::io::Write;

/// What was counted of a node or edge in a stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Spell {
    /// First day, `YYYY-MM-DD`.
    pub start: String,
    /// Last day.
    pub end: String,
    /// Of a node, mentions; of an edge, its weight. A theme has no mentions.
    pub weight: Option<f64>,
    /// Documents. A document, and an edge to it, has no such count.
    pub n_documents: Option<u64>,
}

/// Attributes of nodes that change, or that GEXF has its own place for.
const NODE_CHANGING: [&str; 2] = ["n_mentions", "n_documents"];
/// Those of edges.
const EDGE_CHANGING: [&str; 2] = ["weight", "n_documents"];

/// Writes a network through time: all nodes, then all edges, then [`DynamicGexf::finish`].
pub struct DynamicGexf<W: Write> {
    output: W,
    cleaner: Cleaner,
    in_edges: bool,
}

impl<W: Write> DynamicGexf<W> {
    /// Starts a network that lives from the first to the last of two days, if it has dates at all.
    ///
    /// # Errors
    /// If the output refuses the head.
    pub fn new(mut output: W, lives: Option<[&str; 2]>) -> Result<Self, ExportError> {
        output.write_all(gexf::HEAD.as_bytes())?;
        output.write_all(
            b"  <graph defaultedgetype=\"undirected\" mode=\"dynamic\" timeformat=\"date\" timerepresentation=\"interval\"",
        )?;
        if let Some([start, end]) = lives {
            write!(output, " start=\"{start}\" end=\"{end}\"")?;
        }
        output.write_all(b">\n")?;
        gexf::declare(&mut output, "node", NODE_ATTRIBUTES, &|name| {
            gexf::NODE_OWN.contains(&name) || NODE_CHANGING.contains(&name)
        })?;
        declare_changing(&mut output, "node", [("n_mentions", "long"), ("n_documents", "long")])?;
        gexf::declare(&mut output, "edge", EDGE_ATTRIBUTES, &|name| EDGE_CHANGING.contains(&name))?;
        declare_changing(&mut output, "edge", [("weight", "float"), ("n_documents", "long")])?;
        output.write_all(b"    <nodes>\n")?;
        Ok(Self { output, cleaner: Cleaner::default(), in_edges: false })
    }

    /// Writes one node; without spells it is there all the time.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn node(&mut self, id: &str, row: &NodeRow<'_>, spells: &[Spell]) -> Result<(), ExportError> {
        let row = row.values();
        let values = self.cleaner.values(NODE_ATTRIBUTES, &row)?;
        let label = match value_at(&values, position(NODE_ATTRIBUTES, "label")) {
            Value::Missing => id.to_owned(),
            label => label.to_string(),
        };
        writeln!(self.output, "      <node id=\"{}\" label=\"{}\">", safe_id(id), xml(&label, true))?;
        self.values(NODE_ATTRIBUTES, &values, &NODE_CHANGING, ["n_mentions", "n_documents"], spells)?;
        gexf::appearance(&mut self.output, NODE_ATTRIBUTES, &values)?;
        self.output.write_all(b"      </node>\n")?;
        Ok(())
    }

    /// Writes one edge between nodes that have been written.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        row: &EdgeRow<'_>,
        spells: &[Spell],
    ) -> Result<(), ExportError> {
        if !std::mem::replace(&mut self.in_edges, true) {
            self.output.write_all(b"    </nodes>\n    <edges>\n")?;
        }
        let row = row.values();
        let values = self.cleaner.values(EDGE_ATTRIBUTES, &row)?;
        let weight = value_at(&values, position(EDGE_ATTRIBUTES, "weight"));
        let [id, source, target] = [id, source, target].map(safe_id);
        writeln!(
            self.output,
            "      <edge id=\"{id}\" source=\"{source}\" target=\"{target}\" weight=\"{weight}\">"
        )?;
        self.values(EDGE_ATTRIBUTES, &values, &EDGE_CHANGING, ["weight", "n_documents"], spells)?;
        self.output.write_all(b"      </edge>\n")?;
        Ok(())
    }

    fn values(
        &mut self,
        attributes: &[Attribute],
        values: &[Value<'_>],
        changing: &[&str],
        [weight, n_documents]: [&str; 2],
        spells: &[Spell],
    ) -> Result<(), ExportError> {
        let output = &mut self.output;
        output.write_all(b"        <attvalues>\n")?;
        gexf::attvalues(output, attributes, values, &|name| {
            gexf::NODE_OWN.contains(&name) || changing.contains(&name)
        })?;
        for Spell { start, end, weight: w, n_documents: n } in spells {
            let (w, n) = (w.map(|w| w.to_string()), n.map(|n| n.to_string()));
            for (name, value) in [(weight, w), (n_documents, n)] {
                let Some(value) = value else { continue };
                writeln!(
                    output,
                    "          <attvalue for=\"{name}\" value=\"{value}\" start=\"{start}\" end=\"{end}\"/>"
                )?;
            }
        }
        output.write_all(b"        </attvalues>\n")?;
        if !spells.is_empty() {
            output.write_all(b"        <spells>\n")?;
            for Spell { start, end, .. } in spells {
                writeln!(output, "          <spell start=\"{start}\" end=\"{end}\"/>")?;
            }
            output.write_all(b"        </spells>\n")?;
        }
        Ok(())
    }

    /// Closes the network and gives the output back.
    ///
    /// # Errors
    /// If the output refuses it.
    pub fn finish(mut self) -> Result<W, ExportError> {
        if !self.in_edges {
            self.output.write_all(b"    </nodes>\n    <edges>\n")?;
        }
        self.output.write_all(b"    </edges>\n  </graph>\n</gexf>\n")?;
        self.output.flush()?;
        Ok(self.output)
    }
}

fn declare_changing<W: Write>(
    output: &mut W,
    class: &str,
    attributes: [(&str, &str); 2],
) -> Result<(), ExportError> {
    writeln!(output, "    <attributes class=\"{class}\" mode=\"dynamic\">")?;
    for (name, attribute_type) in attributes {
        writeln!(output, "      <attribute id=\"{name}\" title=\"{name}\" type=\"{attribute_type}\"/>")?;
    }
    writeln!(output, "    </attributes>")?;
    Ok(())
}
