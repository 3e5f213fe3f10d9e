//! Pajek's `.net`: numbered vertices with labels, edges with weights. The format cannot escape: `"` becomes `'`, `\`
//! becomes `/`. Readers take labels for ids, so a label that was there before gets the id behind it.

use super::{GraphSchema, Sink, Value, position, value_at};
use crate::ExportError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::Write;

pub(super) struct Pajek<W> {
    output: W,
    label: Option<usize>,
    weight: Option<usize>,
    numbers: FxHashMap<String, usize>,
    labels: FxHashSet<String>,
    in_edges: bool,
}

impl<W: Write> Pajek<W> {
    pub(super) fn new(mut output: W, schema: GraphSchema) -> Result<Self, ExportError> {
        writeln!(output, "*Vertices {}", schema.n_nodes)?;
        Ok(Self {
            output,
            label: position(schema.nodes, "label"),
            weight: position(schema.edges, "weight"),
            numbers: FxHashMap::default(),
            labels: FxHashSet::default(),
            in_edges: false,
        })
    }

    fn begin_edges(&mut self) -> Result<(), ExportError> {
        if !std::mem::replace(&mut self.in_edges, true) {
            self.output.write_all(b"*Edges\n")?;
        }
        Ok(())
    }
}

/// The number of a node, from 1.
pub(super) fn number(numbers: &FxHashMap<String, usize>, id: &str) -> Result<usize, ExportError> {
    numbers.get(id).copied().ok_or_else(|| ExportError::UnknownNode(id.to_owned()))
}

impl<W: Write> Sink<W> for Pajek<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        let number = self.numbers.len() + 1;
        self.numbers.insert(id.to_owned(), number);
        let mut label = match value_at(values, self.label) {
            Value::Missing => id.to_owned(),
            label => label.to_string().replace('"', "'").replace('\\', "/"),
        };
        if !self.labels.insert(label.clone()) {
            label = format!("{label} [{id}]");
            self.labels.insert(label.clone());
        }
        writeln!(self.output, "{number} \"{label}\"")?;
        Ok(())
    }

    fn edge(
        &mut self,
        _: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        self.begin_edges()?;
        let [source, target] = [number(&self.numbers, source)?, number(&self.numbers, target)?];
        match value_at(values, self.weight) {
            Value::Missing => writeln!(self.output, "{source} {target}")?,
            weight => writeln!(self.output, "{source} {target} {weight}")?,
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<W>, ExportError> {
        self.begin_edges()?;
        self.output.flush()?;
        Ok(vec![self.output])
    }
}
