//! Entities, lists and strings of a compiled file.

use super::records::RowRecord;
use super::store::Store;
use super::{narrow, order, too_large};
use crate::GazetteerError;
use crate::error::RowProblem;
use crate::format::{ENTITY, FileWriter, LIST, SectionId};
use crate::source::SourceList;
use gazet_core::Severity;
use rustc_hash::FxHashMap;
use std::io::{Seek, Write};

/// Writes strings with a length before them; offset 0 is the empty string.
pub(super) struct Strings {
    /// Bytes that were handed on.
    length: usize,
    buffer: Vec<u8>,
    shared: FxHashMap<Vec<u8>, u32>,
}

/// Bytes of strings that are handed on at a time: as many as are written without another copy.
const BUFFER: usize = crate::format::BUFFER;

impl Strings {
    pub(super) fn new() -> Self {
        Self { length: 0, buffer: vec![0, 0], shared: FxHashMap::default() }
    }

    /// Hands on what is in the buffer.
    pub(super) fn flush<W: Write + Seek>(&mut self, file: &mut FileWriter<W>) -> Result<(), GazetteerError> {
        file.put(SectionId::Strings, &self.buffer)?;
        self.length += self.buffer.len();
        self.buffer.clear();
        Ok(())
    }

    /// Adds a string that is not expected to come again.
    #[inline]
    pub(super) fn push<W: Write + Seek>(
        &mut self,
        text: &[u8],
        file: &mut FileWriter<W>,
    ) -> Result<u32, GazetteerError> {
        if text.is_empty() {
            return Ok(0);
        }
        let at = narrow(self.length + self.buffer.len())?;
        let len = u16::try_from(text.len()).map_err(|_| too_large("bytes of one cell"))?;
        self.buffer.extend_from_slice(&len.to_le_bytes());
        self.buffer.extend_from_slice(text);
        if self.buffer.len() >= BUFFER {
            self.flush(file)?;
        }
        Ok(at)
    }

    /// Adds a string that many share.
    pub(super) fn share<W: Write + Seek>(
        &mut self,
        text: &[u8],
        file: &mut FileWriter<W>,
    ) -> Result<u32, GazetteerError> {
        if text.is_empty() {
            return Ok(0);
        }
        if let Some(at) = self.shared.get(text) {
            return Ok(*at);
        }
        let at = self.push(text, file)?;
        self.shared.insert(text.to_owned(), at);
        Ok(at)
    }
}

/// The order of the entities: by list, then key.
pub(super) struct Entities {
    /// Rows in that order.
    rows: Vec<u32>,
    /// Where those of each list begin, and the end.
    bounds: Vec<usize>,
}

impl Entities {
    /// Finds the order, and ids that stand twice.
    pub(super) fn new(store: &Store, lists: &[SourceList], problems: &mut Vec<RowProblem>) -> Self {
        let n = store.row_at.len();
        let bounds: Vec<usize> =
            store.first_rows.iter().map(|first| *first as usize).chain(std::iter::once(n)).collect();
        let id = |row: u32| RowRecord::id(store.row(row));
        let mut rows: Vec<u32> = Vec::with_capacity(n);
        let mut is_sorted = true;
        for list in bounds.windows(2) {
            let here = || (0u32..).take(list[1]).skip(list[0]);
            let in_order = here().is_sorted_by(|a, b| id(*a) < id(*b));
            if in_order {
                rows.extend(here());
                continue;
            }
            is_sorted = false;
            // Ids of one list begin alike: what tells them apart is to be among the bytes that are compared first.
            let shared = order::shared_bytes(here().map(id));
            // Rows of one id keep their order: the second one is the duplicate.
            rows.extend(order::sorted(here(), |row| &id(row)[shared..], |a, b| a.cmp(&b)));
        }
        let entities = Self { rows, bounds };
        if lists.len() > 1 || !is_sorted {
            entities.find_duplicates(store, lists, problems);
        }
        entities
    }

    fn find_duplicates(&self, store: &Store, lists: &[SourceList], problems: &mut Vec<RowProblem>) {
        let id = |entity: u32| RowRecord::id(store.row(self.rows[entity as usize]));
        let all = || (0u32..).take(self.rows.len());
        let by_id: Vec<u32> =
            if lists.len() == 1 { all().collect() } else { order::sorted(all(), id, |a, b| a.cmp(&b)) };
        let mut duplicates: Vec<(u32, u32)> =
            by_id.windows(2).filter(|p| id(p[0]) == id(p[1])).map(|p| (p[1], p[0])).collect();
        duplicates.sort_unstable();
        let place = |entity: u32| {
            let list = self.bounds.partition_point(|first| *first <= entity as usize) - 1;
            (lists[list].file.as_str(), RowRecord::read(store.row(self.rows[entity as usize])).line)
        };
        problems.extend(duplicates.into_iter().map(|(second, first)| {
            let ((file, line), (before, line_before)) = (place(second), place(first));
            RowProblem {
                file: file.to_owned(),
                line,
                column: Some("id".to_owned()),
                severity: Severity::Error,
                code: "duplicate-id",
                message: format!(
                    "id `{}` stands already in {before} line {line_before}; ids are unique over all lists",
                    String::from_utf8_lossy(id(second))
                ),
            }
        }));
    }

    /// The entity of `key`, and its record.
    pub(super) fn find<'s>(&self, key: &str, store: &'s Store) -> Option<(u32, RowRecord<'s>)> {
        self.bounds.windows(2).find_map(|list| {
            let rows = &self.rows[list[0]..list[1]];
            let at = rows.binary_search_by(|row| RowRecord::id(store.row(*row)).cmp(key.as_bytes())).ok()?;
            let entity = u32::try_from(list[0] + at).ok()?;
            Some((entity, RowRecord::read(store.row(rows[at]))))
        })
    }

    /// The entity of each row; `None` where rows are in the order of the entities already.
    pub(super) fn of_rows(&self) -> Option<Vec<u32>> {
        if (0u32..).zip(&self.rows).all(|(entity, row)| entity == *row) {
            return None;
        }
        let mut of_rows = vec![0; self.rows.len()];
        for (entity, row) in (0u32..).zip(&self.rows) {
            of_rows[*row as usize] = entity;
        }
        Some(of_rows)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Writes the entity records. `names`: the text of the canonical name of each (string reference), `firsts`: where
    /// its aliases begin.
    pub(super) fn write<W: Write + Seek>(
        &self,
        store: &Store,
        names: &[u32],
        firsts: &[u32],
        strings: &mut Strings,
        file: &mut FileWriter<W>,
    ) -> Result<(), GazetteerError> {
        let mut list = 0u16;
        for (i, row) in self.rows.iter().enumerate() {
            while self.bounds[usize::from(list) + 1] <= i {
                list += 1;
            }
            let row = RowRecord::read(store.row(*row));
            let [subtype, country, admin1, wikidata, geonames, notes] = row.texts;
            let refs = [
                strings.push(row.id, file)?,
                names[i],
                strings.share(country, file)?,
                strings.share(admin1, file)?,
                strings.push(wikidata, file)?,
                strings.push(geonames, file)?,
                strings.share(notes, file)?,
                strings.share(subtype, file)?,
            ];
            let mut record = [0; ENTITY];
            for (field, r) in record.as_chunks_mut::<4>().0.iter_mut().zip(refs) {
                *field = r.to_le_bytes();
            }
            record[32..34].copy_from_slice(&list.to_le_bytes());
            record[34..36].copy_from_slice(&[row.entity_type, row.known]);
            record[36..40].copy_from_slice(&row.lat_lon.0.to_le_bytes());
            record[40..44].copy_from_slice(&row.lat_lon.1.to_le_bytes());
            record[44..52].copy_from_slice(&row.population.to_le_bytes());
            record[52..54].copy_from_slice(&row.start.to_le_bytes());
            record[54..56].copy_from_slice(&row.end.to_le_bytes());
            record[56..60].copy_from_slice(&firsts[i].to_le_bytes());
            file.put(SectionId::Entities, &record)?;
        }
        Ok(())
    }

    pub(super) fn write_lists<W: Write + Seek>(
        &self,
        lists: &[SourceList],
        strings: &mut Strings,
        file: &mut FileWriter<W>,
    ) -> Result<Vec<u8>, GazetteerError> {
        let mut out = Vec::with_capacity(lists.len() * LIST);
        for (list, first) in lists.iter().zip(&self.bounds) {
            let meta = &list.meta;
            for text in
                [&list.name, &meta.title, &meta.source, &meta.licence, &meta.attribution, &meta.retrieved]
            {
                out.extend_from_slice(&strings.share(text.as_bytes(), file)?.to_le_bytes());
            }
            out.extend_from_slice(&narrow(*first)?.to_le_bytes());
            out.extend_from_slice(&meta.rank.to_le_bytes());
        }
        Ok(out)
    }
}
