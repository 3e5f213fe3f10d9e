//! What the documents of a chunk have in common, once: entities and themes, which the documents point at by number.

use super::{PartDocument, PartEntity, PartEntry};
use gazet_core::Rule;
use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What the documents of a chunk point at. In a part, everything stands in the order in which the documents first point at it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    /// Entities, each once under each of its names.
    pub(crate) entities: Vec<PartEntity>,
    /// Themes.
    pub(crate) themes: Vec<ThemeEntry>,
}

/// A theme of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ThemeEntry {
    /// Id of the theme in its pack.
    pub(crate) id: String,
    /// The name to display.
    pub(crate) label: String,
    /// Id of the theme above it.
    pub(crate) parent: Option<String>,
}

/// Gives the documents of `entries` one table, made of theirs.
pub(super) fn united(entries: &mut [PartEntry]) -> Arc<Table> {
    let mut table = Table::default();
    let mut entities = Numbers::default();
    let mut themes = Numbers::default();
    for document in entries.iter_mut().flat_map(|entry| &mut entry.documents) {
        let own = &document.table;
        entities.enter(own);
        for entity in &mut document.entities {
            *entity = entities.of(&own.entities, *entity, &mut table.entities, |e| {
                let mut hasher = FxHasher::default();
                (&e.key, &e.name, e.entity_type).hash(&mut hasher);
                hasher.finish()
            });
        }
        themes.enter(own);
        let of_document = document.themes.iter_mut().map(|held| &mut held.theme);
        for theme in of_document.chain(document.themes_within.iter_mut().map(|held| &mut held.theme)) {
            *theme = themes.of(&own.themes, *theme, &mut table.themes, |t| {
                let mut hasher = FxHasher::default();
                t.id.hash(&mut hasher);
                hasher.finish()
            });
        }
    }
    let table = Arc::new(table);
    share(&table, entries);
    table
}

/// Gives `entries` their table. Whether everything that they point at is in it.
pub(super) fn attach(table: Table, entries: &mut [PartEntry]) -> bool {
    let (n_entities, n_themes) = (table.entities.len(), table.themes.len());
    let is_sound = |d: &PartDocument| {
        let themes = d.themes.iter().map(|t| t.theme).chain(d.themes_within.iter().map(|t| t.theme));
        d.entities.iter().all(|e| (*e as usize) < n_entities)
            && themes.into_iter().all(|t| (t as usize) < n_themes)
            && d.mentions.iter().all(|m| {
                let pointed_at = m.entity.into_iter().chain(m.candidates.iter().map(|c| c.0));
                usize::from(m.rule) < Rule::ALL.len()
                    && pointed_at.into_iter().all(|e| (e as usize) < d.entities.len())
            })
    };
    let all_sound = entries.iter().flat_map(|entry| &entry.documents).all(is_sound);
    share(&Arc::new(table), entries);
    all_sound
}

/// Gives all documents of `entries` this table.
pub(crate) fn share(table: &Arc<Table>, entries: &mut [PartEntry]) {
    for document in entries.iter_mut().flat_map(|entry| &mut entry.documents) {
        document.table = Arc::clone(table);
    }
}

/// From positions in one table after the other to those in a common one.
#[derive(Default)]
struct Numbers {
    from: Option<Arc<Table>>,
    /// Positions in the common table by those in `from`, as far as asked for.
    known: Vec<Option<u32>>,
    by_hash: FxHashMap<u64, Vec<u32>>,
}

impl Numbers {
    fn enter(&mut self, table: &Arc<Table>) {
        if !self.from.as_ref().is_some_and(|from| Arc::ptr_eq(from, table)) {
            self.known.clear();
            self.from = Some(Arc::clone(table));
        }
    }

    fn of<T: Clone + PartialEq>(
        &mut self,
        own: &[T],
        index: u32,
        common: &mut Vec<T>,
        hash: impl Fn(&T) -> u64,
    ) -> u32 {
        let at = index as usize;
        if self.known.len() <= at {
            self.known.resize(at + 1, None);
        }
        if let Some(number) = self.known[at] {
            return number;
        }
        let alike = self.by_hash.entry(hash(&own[at])).or_default();
        let number = match alike.iter().find(|&&number| common[number as usize] == own[at]) {
            Some(&number) => number,
            None => {
                let number = u32::try_from(common.len()).expect("a chunk holds fewer than 2^32 entities");
                common.push(own[at].clone());
                alike.push(number);
                number
            }
        };
        self.known[at] = Some(number);
        number
    }
}

/// Something known of each entity of a chunk, made when it is first asked for: documents come chunk by chunk, and most
/// entities are in several documents.
#[derive(Debug)]
pub(crate) struct PerEntity<T> {
    table: Option<Arc<Table>>,
    known: Vec<Option<T>>,
}

impl<T> Default for PerEntity<T> {
    fn default() -> Self {
        Self { table: None, known: Vec::new() }
    }
}

impl<T: Copy> PerEntity<T> {
    /// What is known of the entity at a position of `document`'s own list.
    pub(crate) fn get(
        &mut self,
        document: &PartDocument,
        index: u32,
        make: impl FnOnce(&PartEntity) -> T,
    ) -> T {
        if !self.table.as_ref().is_some_and(|table| Arc::ptr_eq(table, &document.table)) {
            self.known.clear();
            self.known.resize(document.table.entities.len(), None);
            self.table = Some(Arc::clone(&document.table));
        }
        *self.known[document.entities[index as usize] as usize]
            .get_or_insert_with(|| make(document.entity(index)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::{Chunk, PartReader, PartTheme};
    use std::path::Path;

    fn entity(key: &str, name: &str) -> PartEntity {
        PartEntity { key: key.to_owned(), entity_type: 0, name: name.to_owned(), listed: None }
    }

    fn theme(id: &str) -> ThemeEntry {
        ThemeEntry { id: id.to_owned(), label: id.to_uppercase(), parent: None }
    }

    fn document(table: &Arc<Table>, entities: &[u32], theme: u32) -> PartEntry {
        let document = PartDocument {
            table: Arc::clone(table),
            entities: entities.to_vec(),
            themes: vec![PartTheme { theme, score: 0.5, spans: Vec::new() }],
            ..PartDocument::default()
        };
        PartEntry { documents: vec![document], ..PartEntry::default() }
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_tables_that_documents_come_with() {
        let one = Arc::new(Table {
            entities: vec![entity("c", "C"), entity("a", "A"), entity("unused", "U"), entity("a", "Alpha")],
            themes: vec![theme("y"), theme("x")],
        });
        let own = |entities: &[(&str, &str)], held: &str| {
            let entities = entities.iter().map(|(key, name)| entity(key, name)).collect();
            Arc::new(Table { entities, themes: vec![theme(held)] })
        };
        let shared = vec![document(&one, &[1, 0], 1), document(&one, &[3, 1], 0), document(&one, &[0], 1)];
        let apart = vec![
            document(&own(&[("a", "A"), ("c", "C")], "x"), &[0, 1], 0),
            document(&own(&[("a", "Alpha"), ("a", "A")], "y"), &[0, 1], 0),
            document(&own(&[("c", "C")], "x"), &[0], 0),
        ];
        let (shared, apart) = (Chunk::encode(shared), Chunk::encode(apart));
        assert!(shared.frame == apart.frame);
        let back = PartReader::decode(Path::new("a"), &shared.frame).unwrap();
        let names: Vec<Vec<&str>> = back
            .iter()
            .flat_map(|entry| &entry.documents)
            .map(|d| (0..d.entities.len()).map(|e| d.entity(e as u32).name.as_str()).collect())
            .collect();
        assert_eq!(names, [vec!["A", "C"], vec!["Alpha", "A"], vec!["C"]]);
        let held: Vec<&str> =
            back.iter().map(|e| &e.documents[0]).map(|d| d.theme(d.themes[0].theme).id.as_str()).collect();
        assert_eq!(held, ["x", "y", "x"]);
        assert_eq!(back[0].documents[0].table.entities.len(), 3);
    }

    #[test]
    fn positions_outside_the_table_are_refused() {
        let mut chunk = Chunk::encode(vec![document(
            &Arc::new(Table { entities: vec![entity("a", "A")], themes: vec![theme("x")] }),
            &[0],
            0,
        )]);
        let plain = zstd::stream::decode_all(chunk.frame.as_slice()).unwrap();
        let (_, entries): (Table, Vec<PartEntry>) = postcard::from_bytes(&plain).unwrap();
        let plain = postcard::to_stdvec(&(Table::default(), entries)).unwrap();
        chunk.frame = zstd::bulk::compress(&plain, 1).unwrap();
        let error = PartReader::decode(Path::new("a.part"), &chunk.frame).unwrap_err();
        assert!(error.to_string().contains("is not there"), "{error}");
    }
}
