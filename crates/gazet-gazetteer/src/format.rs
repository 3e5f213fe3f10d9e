//! The compiled file, field by field.
//!
//! All numbers are little-endian. The file is used in place: nothing is parsed or copied when it is opened, and every
//! read goes through a checked slice, so a damaged file gives wrong names at worst, never a read out of bounds.
//!
//! # Header (64 bytes)
//!
//! | bytes | field |
//! | --- | --- |
//! | 0..8 | magic `gazetGZT` |
//! | 8..12 | format version, [`FORMAT_VERSION`] |
//! | 12..16 | version of the folding rules of names (`gazet_tokenizer::FOLD_VERSION`) |
//! | 16..24 | seed of the name keys |
//! | 24..32 | length of the file |
//! | 32..40 | checksum of the header (with this field zero) and the section table |
//! | 40..44 | number of sections |
//! | 44..64 | zero |
//!
//! # Section table (32 bytes a section, from byte 64)
//!
//! | bytes | field |
//! | --- | --- |
//! | 0..4 | section id: 1 to 12, in the order of the sections below |
//! | 4..8 | zero |
//! | 8..16 | offset in the file, a multiple of 64 |
//! | 16..24 | length in bytes |
//! | 24..32 | checksum of its bytes |
//!
//! # Sections
//!
//! A *string reference* is an offset into `strings`, where a 16-bit length and UTF-8 bytes stand; 0 is the empty string.
//! A *name key* is the hash of a prefix of a folded name, one step a token. A hash is scaled to `n` places by
//! `high half * n >> 32`.
//!
//! | section | content |
//! | --- | --- |
//! | `counts` | 32-bit: entities, aliases, groups, nodes, table buckets, slots of `first`, bits of `bigram`, lists, slots of `lexicon`, longest probe of the table, entries of `typos` |
//! | `first` | 4 bits for each slot, chosen by the scaled (and spread) hash of a first token: 1 a name by itself, 2 begins longer names; 4 and 8 the same for names that may begin in lower case |
//! | `bigram` | one bit for each slot, chosen by the scaled key of the first two tokens of a longer name |
//! | `table` | buckets of 64 bytes: 8 fingerprints (low half of the name key), then 8 values: bit 31 the name goes on, bits 0..31 first alias of the name + 1, or 0. A key begins at the bucket it is scaled to, and goes on to the next one while a bucket is full |
//! | `groups` | first alias (32 bits) of each folded name, in byte order of the folded names. Not read by the search |
//! | `aliases` | 24 bytes each, in the order of groups: entity, text (string reference), flags (16 bits), language (3 letters of 5 bits), capitals (bit i: token i begins with a capital), rule, type, bytes skipped at the front, bytes skipped at the end, folded name, tokens separated by one space (string reference, which the aliases of one folded name share) |
//! | `entities` | 64 bytes each, by list, then key: key, name, country, admin1, wikidata, geonames, notes, subtype (string references), list (16 bits), type, known fields, latitude and longitude in 1e-7 degrees, population (64 bits), start and end year (16 bits), first entry in `entity_aliases`, four zero bytes |
//! | `entity_aliases` | aliases (32 bits) of each entity, the canonical name first |
//! | `strings` | lengths (16 bits) and bytes |
//! | `lists` | 32 bytes each: file, title, source, licence, attribution, retrieved (string references), first entity, rank |
//! | `lexicon` | open addressing by hash, 16 bytes a slot: hash (64 bits), flags, rank; flags and rank zero: empty |
//! | `typos` | 16 bytes each, sorted: key of a word of a name, or of it without one letter (64 bits, FNV-1a), alias, number of the word in the name |

use crate::chain;
use crate::error::FormatError;
use gazet_tokenizer::FOLD_VERSION;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// Version of the layout.
pub const FORMAT_VERSION: u32 = 3;

pub(crate) const MAGIC: &[u8; 8] = b"gazetGZT";
const HEADER: usize = 64;
const SECTION: usize = 32;
const ALIGN: usize = 64;

/// Bytes of one entry of `groups`.
pub(crate) const GROUP: usize = 4;
/// Bytes of one alias.
pub(crate) const ALIAS: usize = 24;
/// Bytes of one entity.
pub(crate) const ENTITY: usize = 64;
/// Bytes of one list.
pub(crate) const LIST: usize = 32;
/// Bytes of one slot of the lexicon.
pub(crate) const WORD: usize = 16;
/// Bytes of one entry of `typos`.
pub(crate) const TYPO: usize = 16;
/// Bytes of one bucket of the table.
pub(crate) const BUCKET: usize = 64;
/// Bit of a table value: the name goes on.
pub(crate) const HAS_CHILD: u32 = 1 << 31;

/// The sections, in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum SectionId {
    Counts = 1,
    First,
    Bigram,
    Table,
    Groups,
    Aliases,
    Entities,
    EntityAliases,
    Strings,
    Lists,
    Lexicon,
    Typos,
}

impl SectionId {
    pub(crate) const ALL: [Self; 12] = [
        Self::Counts,
        Self::First,
        Self::Bigram,
        Self::Table,
        Self::Groups,
        Self::Aliases,
        Self::Entities,
        Self::EntityAliases,
        Self::Strings,
        Self::Lists,
        Self::Lexicon,
        Self::Typos,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::First => "first",
            Self::Bigram => "bigram",
            Self::Table => "table",
            Self::Groups => "groups",
            Self::Aliases => "aliases",
            Self::Entities => "entities",
            Self::EntityAliases => "entity_aliases",
            Self::Strings => "strings",
            Self::Lists => "lists",
            Self::Lexicon => "lexicon",
            Self::Typos => "typos",
        }
    }
}

/// How many there are of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) entities: u32,
    pub(crate) aliases: u32,
    pub(crate) groups: u32,
    pub(crate) nodes: u32,
    pub(crate) buckets: u32,
    pub(crate) first_slots: u32,
    pub(crate) bigram_bits: u32,
    pub(crate) lists: u32,
    pub(crate) words: u32,
    pub(crate) max_probe: u32,
    pub(crate) typos: u32,
}

impl Counts {
    /// Length of the section.
    pub(crate) const BYTES: usize = 44;

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        [
            self.entities,
            self.aliases,
            self.groups,
            self.nodes,
            self.buckets,
            self.first_slots,
            self.bigram_bits,
            self.lists,
            self.words,
            self.max_probe,
            self.typos,
        ]
        .iter()
        .flat_map(|n| n.to_le_bytes())
        .collect()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != Self::BYTES {
            return None;
        }
        let n = |i: usize| u32_at(bytes, i * 4);
        Some(Self {
            entities: n(0),
            aliases: n(1),
            groups: n(2),
            nodes: n(3),
            buckets: n(4),
            first_slots: n(5),
            bigram_bits: n(6),
            lists: n(7),
            words: n(8),
            max_probe: n(9),
            typos: n(10),
        })
    }
}

/// The 32-bit number at `at`; 0 beyond the end.
#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |b| u32::from_le_bytes(*b))
}

/// The 16-bit number at `at`; 0 beyond the end.
#[inline]
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |b| u16::from_le_bytes(*b))
}

/// The 64-bit number at `at`; 0 beyond the end.
#[inline]
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |b| u64::from_le_bytes(*b))
}

/// Bytes of a section that are kept back, so that sections written in turns cost few calls.
pub(crate) const BUFFER: usize = 1 << 18;

/// Writes a file whose sections come in turns, and holds no more of each than a buffer.
pub(crate) struct FileWriter<W> {
    out: W,
    /// Where `out` stands.
    at: u64,
    sections: Vec<Open>,
}

/// A section that is being written.
struct Open {
    offset: u64,
    /// Its length, where that was known when it was opened.
    planned: Option<u64>,
    /// Bytes that left the buffer.
    written: u64,
    sum: chain::Checksum,
    buffer: Vec<u8>,
}

impl Open {
    fn end(&self) -> u64 {
        self.offset + self.planned.unwrap_or(self.written + self.buffer.len() as u64)
    }
}

impl<W: Write + Seek> FileWriter<W> {
    /// A file that begins at the beginning of `out`.
    pub(crate) fn new(out: W) -> Self {
        Self { out, at: u64::MAX, sections: Vec::with_capacity(SectionId::ALL.len()) }
    }

    /// Opens the next section in the order of [`SectionId::ALL`]. One whose length is not known must be written before
    /// the next is opened.
    pub(crate) fn open(&mut self, id: SectionId, length: Option<usize>) {
        debug_assert_eq!(id as usize, self.sections.len() + 1);
        let table_end = (HEADER + SectionId::ALL.len() * SECTION) as u64;
        self.sections.push(Open {
            offset: self.sections.last().map_or(table_end, Open::end).next_multiple_of(ALIGN as u64),
            planned: length.map(|n| n as u64),
            written: 0,
            sum: chain::Checksum::default(),
            buffer: Vec::new(),
        });
    }

    /// Appends to a section that is open.
    pub(crate) fn put(&mut self, id: SectionId, bytes: &[u8]) -> io::Result<()> {
        let section = &mut self.sections[id as usize - 1];
        if section.buffer.len() + bytes.len() <= BUFFER {
            section.buffer.extend_from_slice(bytes);
            return Ok(());
        }
        let kept = std::mem::take(&mut section.buffer);
        self.write(id, &kept)?;
        let section = &mut self.sections[id as usize - 1];
        section.buffer = kept;
        section.buffer.clear();
        if bytes.len() >= BUFFER {
            return self.write(id, bytes);
        }
        section.buffer.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes what comes next in a section.
    fn write(&mut self, id: SectionId, bytes: &[u8]) -> io::Result<()> {
        let section = &mut self.sections[id as usize - 1];
        let begin = section.offset + section.written;
        if self.at != begin {
            self.out.seek(SeekFrom::Start(begin))?;
        }
        self.out.write_all(bytes)?;
        section.sum.add(bytes);
        section.written += bytes.len() as u64;
        self.at = begin + bytes.len() as u64;
        Ok(())
    }

    /// Writes what is left and the header. Returns the length of the file.
    pub(crate) fn finish(mut self, seed: u64) -> io::Result<u64> {
        let mut table = Vec::with_capacity(self.sections.len() * SECTION);
        for id in SectionId::ALL {
            let kept = std::mem::take(&mut self.sections[id as usize - 1].buffer);
            self.write(id, &kept)?;
            let section = &self.sections[id as usize - 1];
            debug_assert_eq!(section.end(), section.offset + section.written, "section {}", id.name());
            table.extend_from_slice(&(id as u32).to_le_bytes());
            table.extend_from_slice(&[0; 4]);
            table.extend_from_slice(&section.offset.to_le_bytes());
            table.extend_from_slice(&section.written.to_le_bytes());
            table.extend_from_slice(&section.sum.value().to_le_bytes());
        }
        let length = self.sections.last().map_or(0, Open::end).next_multiple_of(ALIGN as u64);
        // Between sections that hold something a gap reads as zeros; the file ends with written ones.
        let end = self.sections.iter().filter(|s| s.written > 0).map(Open::end).max().unwrap_or(0);
        self.out.seek(SeekFrom::Start(end))?;
        io::copy(&mut io::repeat(0).take(length - end), &mut self.out)?;
        let mut head = Vec::with_capacity(HEADER + table.len());
        head.extend_from_slice(MAGIC);
        head.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        head.extend_from_slice(&FOLD_VERSION.to_le_bytes());
        head.extend_from_slice(&seed.to_le_bytes());
        head.extend_from_slice(&length.to_le_bytes());
        head.extend_from_slice(&[0; 8]);
        head.extend_from_slice(&u32::try_from(self.sections.len()).expect("twelve sections").to_le_bytes());
        head.resize(HEADER, 0);
        head.extend_from_slice(&table);
        let sum = chain::checksum(&head);
        head[32..40].copy_from_slice(&sum.to_le_bytes());
        self.out.rewind()?;
        self.out.write_all(&head)?;
        self.out.flush()?;
        Ok(length)
    }
}

/// Where everything lies in a file whose header was checked.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) seed: u64,
    pub(crate) counts: Counts,
    sections: [Range<usize>; 12],
    sums: [u64; 12],
}

impl Layout {
    /// Checks header and section table. The sections themselves are not read; see [`Layout::verify`].
    pub(crate) fn read(file: &[u8]) -> Result<Self, FormatError> {
        if !file.starts_with(MAGIC) {
            return Err(FormatError::Magic);
        }
        let found = file.len() as u64;
        if file.len() < HEADER {
            return Err(FormatError::Length { found, expected: HEADER as u64 });
        }
        let version = u32_at(file, 8);
        if version != FORMAT_VERSION {
            return Err(FormatError::Version { found: version, expected: FORMAT_VERSION });
        }
        let n = SectionId::ALL.len();
        let table_end = HEADER + n * SECTION;
        let expected = u64_at(file, 24);
        if file.len() < table_end {
            return Err(FormatError::Length { found, expected });
        }
        let mut head = file[..table_end].to_vec();
        head[32..40].fill(0);
        if chain::checksum(&head) != u64_at(file, 32) || u32_at(file, 40) as usize != n {
            return Err(FormatError::Header);
        }
        let folding = u32_at(file, 12);
        if folding != FOLD_VERSION {
            return Err(FormatError::Folding { found: folding, expected: FOLD_VERSION });
        }
        if expected != found {
            return Err(FormatError::Length { found, expected });
        }
        let mut sections: [Range<usize>; 12] = std::array::from_fn(|_| 0..0);
        let mut sums = [0; 12];
        for (i, id) in SectionId::ALL.iter().enumerate() {
            let entry = &file[HEADER + i * SECTION..][..SECTION];
            let bad = FormatError::Section(id.name());
            let offset = usize::try_from(u64_at(entry, 8)).map_err(|_| bad.clone())?;
            let length = usize::try_from(u64_at(entry, 16)).map_err(|_| bad.clone())?;
            let end = offset.checked_add(length).filter(|end| *end <= file.len());
            let (true, true, Some(end)) =
                (u32_at(entry, 0) == *id as u32, offset >= table_end && offset % ALIGN == 0, end)
            else {
                return Err(bad);
            };
            sections[i] = offset..end;
            sums[i] = u64_at(entry, 24);
        }
        let counts = Counts::read(&file[sections[0].clone()])
            .filter(|_| chain::checksum(&file[sections[0].clone()]) == sums[0])
            .ok_or(FormatError::Section(SectionId::Counts.name()))?;
        let layout = Self { seed: u64_at(file, 16), counts, sections, sums };
        layout.check_sizes()?;
        Ok(layout)
    }

    /// The bytes of section `id`.
    pub(crate) fn section<'f>(&self, file: &'f [u8], id: SectionId) -> &'f [u8] {
        file.get(self.sections[id as usize - 1].clone()).unwrap_or_default()
    }

    /// Compares the checksum of every section: reads the whole file.
    pub(crate) fn verify(&self, file: &[u8]) -> Result<(), FormatError> {
        for id in SectionId::ALL {
            if chain::checksum(self.section(file, id)) != self.sums[id as usize - 1] {
                return Err(FormatError::Checksum(id.name()));
            }
        }
        Ok(())
    }

    fn check_sizes(&self) -> Result<(), FormatError> {
        let c = &self.counts;
        let is_good = |slots: u32| slots != 0 && slots.is_multiple_of(64);
        if !is_good(c.first_slots) || !is_good(c.bigram_bits) {
            return Err(FormatError::Section(SectionId::Counts.name()));
        }
        if c.words != 0 && !c.words.is_power_of_two() {
            return Err(FormatError::Section(SectionId::Lexicon.name()));
        }
        let expected: [(SectionId, u64); 10] = [
            (SectionId::First, u64::from(c.first_slots / 2)),
            (SectionId::Bigram, u64::from(c.bigram_bits / 8)),
            (SectionId::Table, u64::from(c.buckets) * BUCKET as u64),
            (SectionId::Groups, u64::from(c.groups) * GROUP as u64),
            (SectionId::Aliases, u64::from(c.aliases) * ALIAS as u64),
            (SectionId::Entities, u64::from(c.entities) * ENTITY as u64),
            (SectionId::EntityAliases, u64::from(c.aliases) * 4),
            (SectionId::Lists, u64::from(c.lists) * LIST as u64),
            (SectionId::Lexicon, u64::from(c.words) * WORD as u64),
            (SectionId::Typos, u64::from(c.typos) * TYPO as u64),
        ];
        for (id, bytes) in expected {
            if self.sections[id as usize - 1].len() as u64 != bytes {
                return Err(FormatError::Section(id.name()));
            }
        }
        if c.buckets == 0 {
            return Err(FormatError::Section(SectionId::Table.name()));
        }
        Ok(())
    }
}
