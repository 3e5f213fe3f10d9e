//! What a run is made with: what it was told, and what it is made of.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How the documents of a run are extracted. Two runs of one recipe extract the same from the same document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// What the run was told, as text: options of reading and extraction.
    pub told: BTreeMap<String, String>,
    /// What it is made of: versions, and hashes of lists, model, theme packs and decisions.
    pub made_of: BTreeMap<String, String>,
}

impl Recipe {
    /// The recipe of this version of gazet, with what the engine is made of.
    #[must_use]
    pub fn new(told: BTreeMap<String, String>, engine: BTreeMap<String, String>) -> Self {
        let mut made_of = engine;
        made_of.insert("gazet".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        made_of.insert("sources of gazet".to_owned(), env!("GAZET_SOURCES").to_owned());
        Self { told, made_of }
    }

    /// A hash of all of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for (key, value) in self.told.iter().chain(&self.made_of) {
            hasher.update(&(key.len() as u64).to_le_bytes()).update(key.as_bytes());
            hasher.update(&(value.len() as u64).to_le_bytes()).update(value.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

/// What differs between two sets of settings, for messages: `name` and both values.
pub(crate) fn differences(
    before: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
    names: [&str; 2],
) -> String {
    let mut out = String::new();
    for key in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (before.get(key), now.get(key));
        if a != b {
            let shown = |value: Option<&String>| value.map_or("none".to_owned(), |v| format!("`{v}`"));
            let separator = if out.is_empty() { "" } else { "; " };
            let _ = write!(out, "{separator}{key}: {} {}, {} {}", names[0], shown(a), names[1], shown(b));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_name_both_values() {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        let found = differences(
            &map(&[("recognizer", "on"), ("themes", "true")]),
            &map(&[("recognizer", "off"), ("themes", "true"), ("text-field", "body")]),
            ["before", "now"],
        );
        assert_eq!(found, "recognizer: before `on`, now `off`; text-field: before none, now `body`");
    }

    #[test]
    fn the_hash_knows_where_a_value_ends() {
        let recipe = |key: &str, value: &str| Recipe {
            told: BTreeMap::from([(key.to_owned(), value.to_owned())]),
            ..Recipe::default()
        };
        assert_ne!(recipe("ab", "c").hash(), recipe("a", "bc").hash());
    }
}
