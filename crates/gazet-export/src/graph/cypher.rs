//! A Cypher script for Neo4j and Memgraph: nodes `(:Entity {id, ...})`, edges `[:CO_OCCURS {...}]`. It merges by id,
//! so that running it twice changes nothing. Rows come in batches of a statement each.

use super::network::relation;
use super::{Attribute, GraphSchema, Sink, Value, position, value_at};
use crate::ExportError;
use std::io::Write;

/// Rows of one statement.
const BATCH: usize = 500;

const NODES_END: &str = "\n] AS row MERGE (n:Entity {id: row.id}) SET n += row;\n";

/// The end of a statement of edges of one type.
fn edges_end(relation: &str) -> String {
    format!(
        "\n] AS row MATCH (a:Entity {{id: row.source}}), (b:Entity {{id: row.target}}) \
         MERGE (a)-[r:{relation}]-(b) SET r += row.properties;\n"
    )
}

pub(super) struct Cypher<W> {
    output: W,
    schema: GraphSchema,
    rows: usize,
    end: String,
}

impl<W: Write> Cypher<W> {
    pub(super) fn new(mut output: W, schema: GraphSchema) -> Result<Self, ExportError> {
        output.write_all(
            b"CREATE CONSTRAINT gazet_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n",
        )?;
        Ok(Self { output, schema, rows: 0, end: NODES_END.to_owned() })
    }

    /// Begins a row, and a statement where one is due.
    fn begin(&mut self, end: &str) -> Result<(), ExportError> {
        if self.rows == BATCH || self.end != end {
            self.close()?;
        }
        end.clone_into(&mut self.end);
        self.output.write_all(if self.rows == 0 { b"UNWIND [\n" } else { b",\n" })?;
        self.rows += 1;
        Ok(())
    }

    fn close(&mut self) -> Result<(), ExportError> {
        if std::mem::take(&mut self.rows) > 0 {
            self.output.write_all(self.end.as_bytes())?;
        }
        Ok(())
    }

    fn properties(&mut self, attributes: &[Attribute], values: &[Value<'_>]) -> Result<(), ExportError> {
        for (attribute, value) in attributes.iter().zip(values) {
            match value {
                Value::Missing => {}
                Value::Text(text) => write!(self.output, ", {}: '{}'", attribute.name, escaped(text))?,
                value => write!(self.output, ", {}: {value}", attribute.name)?,
            }
        }
        Ok(())
    }
}

/// Text inside single quotes. Some versions resolve `\uXXXX` before they look at any other backslash, so that an
/// escaped backslash must not stand before a `u`: that letter is written as an escape itself.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_backslash = false;
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            'u' | 'U' if after_backslash => out.push_str(if c == 'u' { "\\u0075" } else { "\\u0055" }),
            c => out.push(c),
        }
        after_backslash = c == '\\';
    }
    out
}

impl<W: Write> Sink<W> for Cypher<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        self.begin(NODES_END)?;
        write!(self.output, "{{id: '{id}'")?;
        self.properties(self.schema.nodes, values)?;
        self.output.write_all(b"}")?;
        Ok(())
    }

    fn edge(
        &mut self,
        id: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        let relation = relation(value_at(values, position(self.schema.edges, "kind")));
        self.begin(&edges_end(relation))?;
        write!(self.output, "{{source: '{source}', target: '{target}', properties: {{id: '{id}'")?;
        self.properties(self.schema.edges, values)?;
        self.output.write_all(b"}}")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<W>, ExportError> {
        self.close()?;
        self.output.flush()?;
        Ok(vec![self.output])
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_text_ends_its_quotes() {
        assert_eq!(escaped(r"O'Brien \ x"), r"O\'Brien \\ x");
        assert_eq!(escaped(r"\u0027) DELETE"), r"\\\u00750027) DELETE");
    }
}
