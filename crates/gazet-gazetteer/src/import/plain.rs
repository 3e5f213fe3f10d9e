//! A plain word list: one name a line; empty lines and lines that begin with `#` are left out.

use super::{Imported, lines, row, slug};
use crate::GazetteerError;
use gazet_core::EntityType;
use rustc_hash::FxHashMap;
use std::io::BufRead;

/// Reads one name a line as entities of one type. The id is made of the name; names of equal ids are numbered.
///
/// # Errors
/// The input cannot be read or is not UTF-8.
pub fn read_plain(
    input: impl BufRead,
    name: &str,
    entity_type: EntityType,
) -> Result<Imported, GazetteerError> {
    let mut out = Imported::default();
    let mut used = UsedIds::default();
    let mut seen = rustc_hash::FxHashSet::default();
    for line in lines(input, name) {
        let (line, text) = line?;
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if !seen.insert(text.to_owned()) {
            out.skip("name stands twice");
            continue;
        }
        let id = fresh_id("list", text, &mut used);
        out.push(row(id, entity_type, "", text, line));
    }
    Ok(out)
}

/// The ids that a list has, without what numbers the names of one id, and how many there are of each.
pub(super) type UsedIds = FxHashMap<String, u32>;

/// An id that was not used before. A name without ASCII letters gets a hash of itself.
pub(super) fn fresh_id(prefix: &str, name: &str, used: &mut UsedIds) -> String {
    let mut slug = slug(name);
    if slug.chars().filter(char::is_ascii_alphanumeric).count() < 2 {
        slug = format!("x{:016x}", crate::chain::checksum(name.as_bytes()));
    }
    let n = used.entry(slug.clone()).or_default();
    *n += 1;
    if *n == 1 { format!("{prefix}:{slug}") } else { format!("{prefix}:{slug}_{n}") }
}
