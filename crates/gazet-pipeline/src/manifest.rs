//! `manifest.json`: what a run was made from, and what came out. No clock and no machine goes in, so that the same
//! run has the same manifest; timings are printed instead.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The manifest of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// Version of gazet.
    pub gazet: String,
    /// Fingerprints of the gazetteers, by name, in rank order.
    pub gazetteers: Vec<Fingerprint>,
    /// Fingerprints of the theme packs, those of the program as one; none if themes were not looked for.
    pub themes: Vec<Fingerprint>,
    /// What the run was told, as text.
    pub configuration: BTreeMap<String, String>,
    /// BLAKE3 hash over the ids and texts of all documents, in order.
    pub documents_hash: String,
    /// What was counted.
    pub counts: Totals,
}

impl From<(&str, u64)> for Fingerprint {
    fn from((name, number): (&str, u64)) -> Self {
        Self { name: name.to_owned(), fingerprint: format!("{number:016x}") }
    }
}

/// The content of a compiled list or a theme pack, in a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Name or file.
    pub name: String,
    /// Of a list, the checksum over the checksums of its sections; of a pack, the hash of its text. Hexadecimal.
    pub fingerprint: String,
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
    /// Entities; 0 before the network is built.
    #[serde(default)]
    pub entities: u64,
    /// Edges; 0 before the network is built.
    #[serde(default)]
    pub edges: u64,
}
