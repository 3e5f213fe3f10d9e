//! Entities, lists and strings of a compiled file.

use super::{narrow, order, too_large};
use crate::GazetteerError;
use crate::entity::{HAS_COORDINATES, HAS_POPULATION, NO_YEAR};
use crate::error::RowProblem;
use crate::format::{ALIAS, ALIAS_TEXT, ENTITY, LIST, u32_at};
use crate::source::{SourceList, SourceRow};
use gazet_core::Severity;
use rustc_hash::FxHashMap;

/// Strings with a length before them; offset 0 is the empty string.
pub(crate) struct Strings {
    bytes: Vec<u8>,
    shared: FxHashMap<String, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        Self { bytes: vec![0, 0], shared: FxHashMap::default() }
    }
}

impl Strings {
    /// Adds a string that is not expected to come again.
    pub(crate) fn push(&mut self, text: &str) -> Result<u32, GazetteerError> {
        if text.is_empty() {
            return Ok(0);
        }
        let at = narrow(self.bytes.len())?;
        let len = u16::try_from(text.len()).map_err(|_| too_large("bytes of one cell"))?;
        self.bytes.extend_from_slice(&len.to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        Ok(at)
    }

    /// Adds a string that many share.
    pub(crate) fn share(&mut self, text: &str) -> Result<u32, GazetteerError> {
        if text.is_empty() {
            return Ok(0);
        }
        if let Some(at) = self.shared.get(text) {
            return Ok(*at);
        }
        let at = self.push(text)?;
        self.shared.insert(text.to_owned(), at);
        Ok(at)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

pub(crate) struct RowPlace<'s> {
    pub(crate) list: u32,
    pub(crate) row: &'s SourceRow,
}

/// All rows, by list, then key.
pub(crate) struct EntityTable<'s> {
    pub(crate) rows: Vec<RowPlace<'s>>,
    /// Indices of the rows by their ids.
    by_id: Vec<u32>,
}

impl<'s> EntityTable<'s> {
    pub(crate) fn new(
        lists: &'s [SourceList],
        problems: &mut Vec<RowProblem>,
    ) -> Result<Self, GazetteerError> {
        if lists.len() > usize::from(u16::MAX) {
            return Err(too_large("lists"));
        }
        let n = lists.iter().map(|l| l.rows.len()).sum();
        narrow(n)?;
        let mut rows: Vec<RowPlace<'s>> = Vec::with_capacity(n);
        for (list, source) in (0u32..).zip(lists) {
            let id = |i: usize| source.rows[i].id.as_bytes();
            // Rows of one id keep their order: the second one is the duplicate.
            let order = order::sorted(source.rows.len(), id, |a, b| a.cmp(&b));
            rows.extend(order.map(|i| RowPlace { list, row: &source.rows[i] }));
        }
        // Rows of one list are in the order of their ids already.
        let by_id: Vec<u32> = if lists.len() == 1 {
            (0u32..).take(n).collect()
        } else {
            let id = |i: usize| rows[i].row.id.as_bytes();
            let order = order::sorted(n, id, |a, b| a.cmp(&b));
            order.map(|i| u32::try_from(i).expect("n was checked")).collect()
        };
        let row = |i: u32| &rows[i as usize];
        let mut duplicates: Vec<(u32, u32)> = Vec::new();
        for pair in by_id.windows(2) {
            if row(pair[0]).row.id == row(pair[1]).row.id {
                duplicates.push((pair[1], pair[0]));
            }
        }
        duplicates.sort_unstable();
        problems.extend(duplicates.into_iter().map(|(second, first)| {
            let (second, first) = (row(second), row(first));
            RowProblem {
                file: lists[second.list as usize].file.clone(),
                line: second.row.line,
                column: Some("id".to_owned()),
                severity: Severity::Error,
                code: "duplicate-id",
                message: format!(
                    "id `{}` stands already in {} line {}; ids are unique over all lists",
                    second.row.id, lists[first.list as usize].file, first.row.line
                ),
            }
        }));
        Ok(Self { rows, by_id })
    }

    /// Index of the entity of `key`.
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        let id = |i: &u32| self.rows[*i as usize].row.id.as_str();
        self.by_id.binary_search_by(|i| id(i).cmp(key)).ok().map(|at| self.by_id[at])
    }

    /// The entity records. `of_entity` holds (entity, not canonical, alias), sorted; `aliases` their records.
    pub(crate) fn write(
        &self,
        strings: &mut Strings,
        of_entity: &[(u32, bool, u32)],
        aliases: &[u8],
    ) -> Result<Vec<u8>, GazetteerError> {
        let mut out = Vec::with_capacity(self.rows.len() * ENTITY);
        let mut first = 0;
        for (i, place) in (0u32..).zip(&self.rows) {
            let row = place.row;
            let begin = out.len();
            while of_entity.get(first).is_some_and(|(entity, ..)| *entity < i) {
                first += 1;
            }
            // The canonical name stands there as an alias already.
            let name = match of_entity.get(first) {
                Some((entity, false, alias)) if *entity == i => {
                    u32_at(aliases, *alias as usize * ALIAS + ALIAS_TEXT)
                }
                _ => strings.push(&row.name.text)?,
            };
            let refs = [
                strings.push(&row.id)?,
                name,
                strings.share(&row.country)?,
                strings.share(&row.admin1)?,
                strings.push(&row.wikidata)?,
                strings.push(&row.geonames)?,
                strings.share(&row.notes)?,
                strings.share(&row.subtype)?,
            ];
            for r in refs {
                out.extend_from_slice(&r.to_le_bytes());
            }
            let known = if row.lat_lon.is_some() { HAS_COORDINATES } else { 0 }
                | if row.population.is_some() { HAS_POPULATION } else { 0 };
            let (lat, lon) = row.lat_lon.unwrap_or_default();
            out.extend_from_slice(&u16::try_from(place.list).map_err(|_| too_large("lists"))?.to_le_bytes());
            out.push(u8::try_from(row.entity_type.index()).expect("three types"));
            out.push(known);
            out.extend_from_slice(&degrees(lat).to_le_bytes());
            out.extend_from_slice(&degrees(lon).to_le_bytes());
            out.extend_from_slice(&row.population.unwrap_or_default().to_le_bytes());
            out.extend_from_slice(&row.start.unwrap_or(NO_YEAR).to_le_bytes());
            out.extend_from_slice(&row.end.unwrap_or(NO_YEAR).to_le_bytes());
            out.extend_from_slice(&narrow(first)?.to_le_bytes());
            out.resize(begin + ENTITY, 0);
        }
        Ok(out)
    }

    pub(crate) fn write_lists(
        &self,
        lists: &[SourceList],
        strings: &mut Strings,
    ) -> Result<Vec<u8>, GazetteerError> {
        let mut out = Vec::with_capacity(lists.len() * LIST);
        for (i, list) in (0u32..).zip(lists) {
            let meta = &list.meta;
            for text in
                [&list.name, &meta.title, &meta.source, &meta.licence, &meta.attribution, &meta.retrieved]
            {
                out.extend_from_slice(&strings.share(text)?.to_le_bytes());
            }
            let first = self.rows.partition_point(|place| place.list < i);
            out.extend_from_slice(&narrow(first)?.to_le_bytes());
            out.extend_from_slice(&meta.rank.to_le_bytes());
        }
        Ok(out)
    }
}

/// Degrees as whole 1e-7 degrees.
#[expect(clippy::cast_possible_truncation, reason = "coordinates were checked to lie within 180 degrees")]
fn degrees(value: f64) -> i32 {
    (value * 1e7).round() as i32
}
