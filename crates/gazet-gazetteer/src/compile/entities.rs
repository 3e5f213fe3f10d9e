//! Entities, lists and strings of a compiled file.

use super::{narrow, too_large};
use crate::GazetteerError;
use crate::entity::{HAS_COORDINATES, HAS_POPULATION, NO_YEAR};
use crate::error::RowProblem;
use crate::format::{ENTITY, LIST};
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
    by_key: FxHashMap<&'s str, u32>,
}

impl<'s> EntityTable<'s> {
    pub(crate) fn new(
        lists: &'s [SourceList],
        problems: &mut Vec<RowProblem>,
    ) -> Result<Self, GazetteerError> {
        if lists.len() > usize::from(u16::MAX) {
            return Err(too_large("lists"));
        }
        let mut rows: Vec<RowPlace<'s>> = (0u32..)
            .zip(lists)
            .flat_map(|(list, source)| source.rows.iter().map(move |row| RowPlace { list, row }))
            .collect();
        rows.sort_by(|a, b| a.list.cmp(&b.list).then_with(|| a.row.id.cmp(&b.row.id)));
        narrow(rows.len())?;
        let mut by_key: FxHashMap<&str, u32> = FxHashMap::default();
        for (i, place) in (0u32..).zip(&rows) {
            if let Some(before) = by_key.insert(&place.row.id, i) {
                let first = &rows[before as usize];
                problems.push(RowProblem {
                    file: lists[place.list as usize].file.clone(),
                    line: place.row.line,
                    column: Some("id".to_owned()),
                    severity: Severity::Error,
                    code: "duplicate-id",
                    message: format!(
                        "id `{}` stands already in {} line {}; ids are unique over all lists",
                        place.row.id, lists[first.list as usize].file, first.row.line
                    ),
                });
            }
        }
        Ok(Self { rows, by_key })
    }

    /// Index of the entity of `key`.
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// The entity records. `of_entity` holds (entity, not canonical, alias), sorted.
    pub(crate) fn write(
        &self,
        strings: &mut Strings,
        of_entity: &[(u32, bool, u32)],
    ) -> Result<Vec<u8>, GazetteerError> {
        let mut out = Vec::with_capacity(self.rows.len() * ENTITY);
        for (i, place) in (0u32..).zip(&self.rows) {
            let row = place.row;
            let begin = out.len();
            let refs = [
                strings.push(&row.id)?,
                strings.push(&row.name.text)?,
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
            let first = of_entity.partition_point(|(entity, _, _)| *entity < i);
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
