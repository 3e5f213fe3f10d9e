//! The network in graph files: which file holds what.

use super::picture::{Picture, edge_id};
use crate::PipelineError;
use crate::run_folder::RunFolder;
use gazet_export::ExportError;
use gazet_export::graph::{GraphFormat, NetworkWriter, Profile, Written};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Stems of the names of graph files: what a reader can take in, and all of it where that is more.
pub(super) const READABLE: &str = "graph";
pub(super) const FULL: &str = "graph.full";
/// The graph through time.
pub(super) const DYNAMIC: &str = "graph.dynamic.gexf";
/// The folder of one graph for each slice of time.
pub(super) const SLICES: &str = "slices";

/// Writes `stem` in one format. Gives the number of characters that no such file may hold and that were left out.
pub(super) fn write(
    folder: &RunFolder,
    picture: &Picture<'_>,
    stem: &str,
    format: GraphFormat,
    profile: Profile,
) -> Result<u64, PipelineError> {
    let mut n_dropped = 0;
    let name = |at: usize| format!("{stem}.{}", format.files()[at]);
    let mut fill = |outputs: Vec<BufWriter<File>>, path: &Path| {
        let written = put(picture, format, profile, outputs).map_err(PipelineError::export(path))?;
        debug_assert_eq!(
            (written.n_nodes, written.n_edges),
            (picture.len() as u64, picture.n_edges() as u64)
        );
        n_dropped = written.n_dropped;
        Ok::<_, PipelineError>(written.outputs)
    };
    if format.files().len() == 1 {
        folder.write_file(&name(0), |output, path| Ok(fill(vec![output], path)?.remove(0)))?;
        return Ok(n_dropped);
    }
    folder.write_file(&name(0), |first, path| {
        let mut kept = None;
        folder.write_file(&name(1), |second, _| {
            let mut outputs = fill(vec![first, second], path)?;
            let second = outputs.remove(1);
            kept = Some(outputs.remove(0));
            Ok(second)
        })?;
        Ok(kept.expect("the second file has been written"))
    })?;
    Ok(n_dropped)
}

fn put(
    picture: &Picture<'_>,
    format: GraphFormat,
    profile: Profile,
    outputs: Vec<BufWriter<File>>,
) -> Result<Written<BufWriter<File>>, ExportError> {
    let mut writer = NetworkWriter::new(format, outputs, picture.len(), profile)?;
    for node in picture.nodes_in_order() {
        writer.node(picture.id(node), &picture.node(node))?;
    }
    for (source, target, at) in picture.edges_in_order() {
        writer.edge(&edge_id(source, target), source, target, &picture.edge(at))?;
    }
    writer.finish()
}
