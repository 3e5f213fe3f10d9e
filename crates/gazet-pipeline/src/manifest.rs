//! `manifest.json`: what a run was made from, and what came out. No clock and no machine goes in, so that the same
//! run has the same manifest; timings are printed instead.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The manifest of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// What it was made with: versions, and hashes of lists, model, theme packs and decisions.
    pub made_of: BTreeMap<String, String>,
    /// What it was told, as text: every option that decides the result.
    pub configuration: BTreeMap<String, String>,
    /// BLAKE3 hash over the ids and texts of all documents, in order.
    pub documents_hash: String,
    /// What was counted.
    pub counts: Totals,
}

/// The totals of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Files, standard input included.
    pub sources: u64,
    /// Files and folders that `--include` and `--exclude` left out.
    #[serde(default)]
    pub left_out: u64,
    /// Documents read.
    pub documents: u64,
    /// Inputs that could not be read.
    pub failed: u64,
    /// Inputs left out on purpose.
    pub skipped: u64,
    /// Documents read with a remark.
    pub noted: u64,
    /// Bytes of text.
    pub bytes: u64,
    /// Mentions.
    pub mentions: u64,
    /// Documents that repeat another one; 0 before the network is built.
    #[serde(default)]
    pub duplicates: u64,
    /// Entities; 0 before the network is built.
    #[serde(default)]
    pub entities: u64,
    /// Edges; 0 before the network is built.
    #[serde(default)]
    pub edges: u64,
}
