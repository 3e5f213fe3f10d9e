//! VOSviewer's two files, separated by tabs: the map (items with label, place, cluster, weights) and the network
//! (pairs of items with strength). Items are numbered from 1; clusters too.

use super::{GraphSchema, Sink, Value, pajek::number, position, value_at};
use crate::ExportError;
use rustc_hash::FxHashMap;
use std::io::Write;

pub(super) struct Vosviewer<W> {
    map: W,
    network: W,
    schema: GraphSchema,
    weight: Option<usize>,
    numbers: FxHashMap<String, usize>,
}

impl<W: Write> Vosviewer<W> {
    pub(super) fn new(mut map: W, network: W, schema: GraphSchema) -> Result<Self, ExportError> {
        map.write_all(b"id\tlabel\tx\ty\tcluster\tweight<Documents>\tweight<Mentions>\n")?;
        let weight = position(schema.edges, "weight");
        Ok(Self { map, network, schema, weight, numbers: FxHashMap::default() })
    }
}

impl<W: Write> Sink<W> for Vosviewer<W> {
    fn node(&mut self, id: &str, values: &[Value<'_>]) -> Result<(), ExportError> {
        let item = self.numbers.len() + 1;
        self.numbers.insert(id.to_owned(), item);
        let of = |name| value_at(values, position(self.schema.nodes, name));
        let label = match of("label") {
            Value::Missing => id.to_owned(),
            label => label.to_string(),
        };
        write!(self.map, "{item}\t{label}")?;
        for name in ["x", "y"] {
            write!(self.map, "\t{}", of(name))?;
        }
        match of("community") {
            Value::Integer(community) => write!(self.map, "\t{}", community + 1)?,
            _ => self.map.write_all(b"\t")?,
        }
        writeln!(self.map, "\t{}\t{}", of("n_documents"), of("n_mentions"))?;
        Ok(())
    }

    fn edge(
        &mut self,
        _: &str,
        [source, target]: [&str; 2],
        values: &[Value<'_>],
    ) -> Result<(), ExportError> {
        let [source, target] = [number(&self.numbers, source)?, number(&self.numbers, target)?];
        match value_at(values, self.weight) {
            Value::Missing => writeln!(self.network, "{source}\t{target}\t1")?,
            weight => writeln!(self.network, "{source}\t{target}\t{weight}")?,
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<W>, ExportError> {
        self.map.flush()?;
        self.network.flush()?;
        Ok(vec![self.map, self.network])
    }
}
