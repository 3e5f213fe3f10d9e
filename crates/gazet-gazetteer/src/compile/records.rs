//! Rows and names while a list is compiled: bytes end to end, so that millions of them cost what their letters cost.

use super::too_large;
use crate::entity::{HAS_COORDINATES, HAS_POPULATION, NO_YEAR};
use crate::format::u32_at;
use crate::packed::{Reader, put_number, put_text};
use crate::source::RowRef;
use crate::{AliasFlags, GazetteerError};
use gazet_core::EntityType;

/// What is kept of a row but its names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RowRecord<'a> {
    pub(super) id: &'a [u8],
    pub(super) line: u64,
    pub(super) entity_type: u8,
    /// [`HAS_COORDINATES`], [`HAS_POPULATION`].
    pub(super) known: u8,
    /// Subtype, country, admin1, wikidata, geonames, notes.
    pub(super) texts: [&'a [u8]; 6],
    /// 1e-7 degrees; 0 where not known.
    pub(super) lat_lon: (i32, i32),
    pub(super) population: u64,
    pub(super) start: i16,
    pub(super) end: i16,
}

/// Bits of what a row tells, beside [`HAS_COORDINATES`] and [`HAS_POPULATION`]; from bit 8 on those of its texts.
const HAS_START: u64 = 4;
const HAS_END: u64 = 8;
const FIRST_TEXT: usize = 8;

impl<'a> RowRecord<'a> {
    pub(super) fn write(row: &RowRef<'_>, out: &mut Vec<u8>) {
        let texts = [row.subtype, row.country, row.admin1, row.wikidata, row.geonames, row.notes];
        let mut told = u64::from(if row.lat_lon.is_some() { HAS_COORDINATES } else { 0 })
            | u64::from(if row.population.is_some() { HAS_POPULATION } else { 0 })
            | if row.start.is_some() { HAS_START } else { 0 }
            | if row.end.is_some() { HAS_END } else { 0 };
        for (i, text) in texts.iter().enumerate() {
            told |= u64::from(!text.is_empty()) << (FIRST_TEXT + i);
        }
        put_text(row.id, out);
        put_number(row.line, out);
        out.push(type_code(row.entity_type));
        put_number(told, out);
        for text in texts.into_iter().filter(|text| !text.is_empty()) {
            put_text(text, out);
        }
        if let Some((lat, lon)) = row.lat_lon {
            out.extend_from_slice(&degrees(lat).to_le_bytes());
            out.extend_from_slice(&degrees(lon).to_le_bytes());
        }
        if let Some(population) = row.population {
            put_number(population, out);
        }
        for year in [row.start, row.end].into_iter().flatten() {
            out.extend_from_slice(&year.to_le_bytes());
        }
    }

    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let mut bytes = Reader(bytes);
        let (id, line, entity_type, told) =
            (bytes.bytes(), bytes.number(), bytes.take::<1>()[0], bytes.number());
        let mut texts: [&[u8]; 6] = [&[]; 6];
        for (i, text) in texts.iter_mut().enumerate() {
            if told >> (FIRST_TEXT + i) & 1 == 1 {
                *text = bytes.bytes();
            }
        }
        let [_, _, _, _, _, _, _, known] = (told & u64::from(HAS_COORDINATES | HAS_POPULATION)).to_be_bytes();
        let lat_lon = if known & HAS_COORDINATES == 0 {
            (0, 0)
        } else {
            (i32::from_le_bytes(bytes.take()), i32::from_le_bytes(bytes.take()))
        };
        let population = if known & HAS_POPULATION == 0 { 0 } else { bytes.number() };
        let mut year = |bit| if told & bit == 0 { NO_YEAR } else { i16::from_le_bytes(bytes.take()) };
        let (start, end) = (year(HAS_START), year(HAS_END));
        Self { id, line, entity_type, known, texts, lat_lon, population, start, end }
    }

    /// The id alone.
    pub(super) fn id(bytes: &'a [u8]) -> &'a [u8] {
        Reader(bytes).bytes()
    }
}

pub(super) fn type_code(entity_type: EntityType) -> u8 {
    u8::try_from(entity_type.index()).expect("three types")
}

/// Degrees as whole 1e-7 degrees.
#[expect(clippy::cast_possible_truncation, reason = "coordinates were checked to lie within 180 degrees")]
fn degrees(value: f64) -> i32 {
    (value * 1e7).round() as i32
}

/// A keyed name.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameRecord<'a> {
    /// Number of its row, then of its entity.
    pub(super) entity: u32,
    pub(super) flags: AliasFlags,
    /// Three letters of five bits.
    pub(super) language: u16,
    /// Bit i: token i begins with a capital.
    pub(super) capitals: u32,
    pub(super) rule: u8,
    pub(super) entity_type: u8,
    pub(super) skip: u8,
    pub(super) tail: u8,
    pub(super) text: &'a [u8],
    /// Folded tokens, one space between.
    pub(super) fold: &'a [u8],
    /// Hashes of its tokens, eight bytes each.
    pub(super) norms: &'a [u8],
}

/// Bytes before the texts.
const HEAD: usize = 21;

impl<'a> NameRecord<'a> {
    /// `norms`: hashes of the tokens of `fold`.
    pub(super) fn write(&self, norms: &[u64], out: &mut Vec<u8>) -> Result<(), GazetteerError> {
        let n_norms = u8::try_from(norms.len()).map_err(|_| too_large("tokens of a name"))?;
        let [text, fold] =
            [self.text, self.fold].map(|t| u16::try_from(t.len()).map_err(|_| too_large("bytes of a name")));
        let mut head = [0; HEAD];
        head[..4].copy_from_slice(&self.entity.to_le_bytes());
        head[4..8].copy_from_slice(&self.capitals.to_le_bytes());
        head[8..10].copy_from_slice(&self.flags.bits().to_le_bytes());
        head[10..12].copy_from_slice(&self.language.to_le_bytes());
        head[12..14].copy_from_slice(&text?.to_le_bytes());
        head[14..16].copy_from_slice(&fold?.to_le_bytes());
        head[16..].copy_from_slice(&[self.rule, self.entity_type, self.skip, self.tail, n_norms]);
        out.reserve(HEAD + self.text.len() + self.fold.len() + norms.len() * 8);
        out.extend_from_slice(&head);
        out.extend_from_slice(self.text);
        out.extend_from_slice(self.fold);
        for norm in norms {
            out.extend_from_slice(&norm.to_le_bytes());
        }
        Ok(())
    }

    /// The record at the beginning of `bytes`.
    #[inline]
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let (head, rest) = bytes.split_first_chunk::<HEAD>().expect("a record is whole");
        let u16_at = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let (text, rest) = rest.split_at(usize::from(u16_at(12)));
        let (fold, rest) = rest.split_at(usize::from(u16_at(14)));
        Self {
            entity: u32_at(head, 0),
            capitals: u32_at(head, 4),
            flags: AliasFlags::from_bits_truncate(u16_at(8)),
            language: u16_at(10),
            rule: head[16],
            entity_type: head[17],
            skip: head[18],
            tail: head[19],
            text,
            fold,
            norms: &rest[..usize::from(head[20]) * 8],
        }
    }

    /// The folded name alone.
    #[inline]
    pub(super) fn fold_of(bytes: &'a [u8]) -> &'a [u8] {
        let text = usize::from(u16::from_le_bytes([bytes[12], bytes[13]]));
        let fold = usize::from(u16::from_le_bytes([bytes[14], bytes[15]]));
        &bytes[HEAD + text..][..fold]
    }

    /// Number of its row or entity, and whether it is derived.
    #[inline]
    pub(super) fn rank_of(bytes: &[u8]) -> (u32, bool) {
        let flags = AliasFlags::from_bits_truncate(u16::from_le_bytes([bytes[8], bytes[9]]));
        (u32_at(bytes, 0), flags.contains(AliasFlags::DERIVED))
    }

    #[inline]
    pub(super) fn norms(&self) -> impl ExactSizeIterator<Item = u64> + use<'a> {
        self.norms.as_chunks::<8>().0.iter().map(|norm| u64::from_le_bytes(*norm))
    }
}

/// Calls `visit` with the place of each record, which it may change the number of the row of.
pub(super) fn for_each_name(names: &mut [u8], mut visit: impl FnMut(usize, &mut [u8; 4])) {
    let mut at = 0;
    while let Some(head) = names.get_mut(at..).and_then(|b| b.first_chunk_mut::<HEAD>()) {
        let length = HEAD
            + usize::from(u16::from_le_bytes([head[12], head[13]]))
            + usize::from(u16::from_le_bytes([head[14], head[15]]))
            + usize::from(head[20]) * 8;
        if let Some(number) = head.first_chunk_mut() {
            visit(at, number);
        }
        at += length;
    }
}
