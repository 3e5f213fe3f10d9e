//! One compiled file, opened.

use crate::error::FormatError;
use crate::format::{ALIAS, GROUP, LIST, Layout, SectionId, u16_at, u32_at, u64_at};
use crate::lexicon::Lexicon;
use crate::mapped::Bytes;
use crate::{EntityView, GazetteerError};
use std::path::Path;

/// A compiled list, used in place. Immutable; share it by reference.
#[derive(Debug)]
pub struct Gazetteer {
    bytes: Bytes,
    layout: Layout,
    origin: String,
}

impl Gazetteer {
    /// Maps a compiled file. Cheap at any size: only the header is read.
    ///
    /// The file must not be changed or cut short while it is open; write a new one beside it and rename it instead.
    ///
    /// # Errors
    /// The file cannot be opened, is of another version, or its header is damaged.
    pub fn open(path: &Path) -> Result<Self, GazetteerError> {
        let bytes = Bytes::map(path).map_err(GazetteerError::io("open", path))?;
        Self::new(bytes, path.display().to_string())
    }

    /// Uses bytes that are part of the program.
    ///
    /// # Errors
    /// The bytes are no compiled list of this version.
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, GazetteerError> {
        Self::new(Bytes::Static(bytes), "embedded lists".to_owned())
    }

    /// Uses bytes in memory.
    ///
    /// # Errors
    /// The bytes are no compiled list of this version.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, GazetteerError> {
        Self::new(Bytes::Owned(bytes.into()), "compiled list in memory".to_owned())
    }

    fn new(bytes: Bytes, origin: String) -> Result<Self, GazetteerError> {
        match Layout::read(bytes.get()) {
            Ok(layout) => Ok(Self { bytes, layout, origin }),
            Err(source) => Err(GazetteerError::Format { origin, source }),
        }
    }

    /// Reads the whole file and compares the checksum of every section.
    ///
    /// # Errors
    /// The first section that is damaged.
    pub fn verify(&self) -> Result<(), GazetteerError> {
        self.layout
            .verify(self.bytes.get())
            .map_err(|source: FormatError| GazetteerError::Format { origin: self.origin.clone(), source })
    }

    /// Where the bytes come from, for messages.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A number that stands for the content: the checksum over the checksums of all sections. Read from the header.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        u64_at(self.bytes.get(), 32)
    }

    /// Number of entities.
    #[must_use]
    pub const fn n_entities(&self) -> u32 {
        self.layout.counts.entities
    }

    /// Number of aliases, canonical names included.
    #[must_use]
    pub const fn n_aliases(&self) -> u32 {
        self.layout.counts.aliases
    }

    /// Number of different folded names.
    #[must_use]
    pub const fn n_names(&self) -> u32 {
        self.layout.counts.groups
    }

    /// Whether some names are found with a typing error too.
    pub(crate) const fn tolerates_typos(&self) -> bool {
        self.layout.counts.typos > 0
    }

    /// The word lists compiled into this file; empty if there are none.
    #[must_use]
    pub fn lexicon(&self) -> Lexicon<'_> {
        self.view().lexicon
    }

    /// The lists of this file, in rank order.
    pub fn lists(&self) -> impl Iterator<Item = ListView<'_>> {
        let view = self.view();
        view.lists.chunks_exact(LIST).map(move |record| ListView { view, record })
    }

    /// Entity number `index` of this file.
    #[must_use]
    pub fn entity(&self, index: u32) -> Option<EntityView<'_>> {
        EntityView::new(self, index)
    }

    /// The entity of this key, and its number: one binary search per list.
    #[must_use]
    pub fn find_key(&self, key: &str) -> Option<(u32, EntityView<'_>)> {
        let view = self.view();
        let n = self.layout.counts.entities;
        let first_of = |list: usize| view.lists.get(list * LIST + 24..).map(|l| u32_at(l, 0));
        for list in 0..view.lists.len() / LIST {
            let mut low = first_of(list).unwrap_or(n);
            let mut high = first_of(list + 1).unwrap_or(n).min(n);
            while low < high {
                let middle = low + (high - low) / 2;
                let entity = EntityView::new(self, middle)?;
                match entity.key().cmp(key) {
                    std::cmp::Ordering::Less => low = middle + 1,
                    std::cmp::Ordering::Greater => high = middle,
                    std::cmp::Ordering::Equal => return Some((middle, entity)),
                }
            }
        }
        None
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// One section.
    #[inline]
    pub(crate) fn part(&self, id: SectionId) -> &[u8] {
        self.layout.section(self.bytes.get(), id)
    }

    pub(crate) fn view(&self) -> View<'_> {
        let file = self.bytes.get();
        let section = |id| self.layout.section(file, id);
        View {
            first: section(SectionId::First),
            bigram: section(SectionId::Bigram),
            table: section(SectionId::Table),
            groups: section(SectionId::Groups),
            aliases: section(SectionId::Aliases),
            entities: section(SectionId::Entities),
            entity_aliases: section(SectionId::EntityAliases),
            strings: section(SectionId::Strings),
            lists: section(SectionId::Lists),
            lexicon: Lexicon::new(section(SectionId::Lexicon)),
            typos: section(SectionId::Typos),
        }
    }
}

/// One of the lists that a file was compiled from.
#[derive(Clone, Copy, Debug)]
pub struct ListView<'f> {
    view: View<'f>,
    record: &'f [u8],
}

impl<'f> ListView<'f> {
    /// Name: the file name of the source without its ending.
    #[must_use]
    pub fn name(&self) -> &'f str {
        self.view.string(u32_at(self.record, 0))
    }

    /// What the list is.
    #[must_use]
    pub fn title(&self) -> &'f str {
        self.view.string(u32_at(self.record, 4))
    }

    /// Where its facts come from.
    #[must_use]
    pub fn source(&self) -> &'f str {
        self.view.string(u32_at(self.record, 8))
    }

    /// SPDX expression of its licence.
    #[must_use]
    pub fn licence(&self) -> &'f str {
        self.view.string(u32_at(self.record, 12))
    }

    /// Who must be named.
    #[must_use]
    pub fn attribution(&self) -> &'f str {
        self.view.string(u32_at(self.record, 16))
    }

    /// Date of retrieval.
    #[must_use]
    pub fn retrieved(&self) -> &'f str {
        self.view.string(u32_at(self.record, 20))
    }
}

/// The sections of a file. All reads are checked: what a damaged file asks for beyond its end is empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'f> {
    pub(crate) first: &'f [u8],
    pub(crate) bigram: &'f [u8],
    pub(crate) table: &'f [u8],
    pub(crate) groups: &'f [u8],
    pub(crate) aliases: &'f [u8],
    pub(crate) entities: &'f [u8],
    pub(crate) entity_aliases: &'f [u8],
    pub(crate) strings: &'f [u8],
    pub(crate) lists: &'f [u8],
    pub(crate) lexicon: Lexicon<'f>,
    pub(crate) typos: &'f [u8],
}

/// The string at reference `at` of the section of strings; empty where it is damaged.
#[inline]
pub(crate) fn string_at(strings: &[u8], at: u32) -> &str {
    std::str::from_utf8(string_bytes_at(strings, at)).unwrap_or_default()
}

#[inline]
fn string_bytes_at(strings: &[u8], at: u32) -> &[u8] {
    let at = at as usize;
    let len = usize::from(u16_at(strings, at));
    strings.get(at + 2..).and_then(|b| b.get(..len)).unwrap_or_default()
}

impl<'f> View<'f> {
    /// The string at reference `at`; empty where it is damaged.
    #[inline]
    pub(crate) fn string(&self, at: u32) -> &'f str {
        string_at(self.strings, at)
    }

    /// [`View::string`] without a look at the encoding, for comparisons.
    #[inline]
    pub(crate) fn string_bytes(&self, at: u32) -> &'f [u8] {
        string_bytes_at(self.strings, at)
    }

    /// Reference of the folded name of alias `alias`: the same for all aliases of one folded name.
    #[inline]
    pub(crate) fn fold_of(&self, alias: u32) -> Option<u32> {
        self.aliases.get(alias as usize * ALIAS..)?.get(..ALIAS).map(|record| u32_at(record, 20))
    }

    /// Reference of the text of alias `alias`; 0 if there is none.
    #[inline]
    pub(crate) fn text_of(&self, alias: u32) -> u32 {
        u32_at(self.aliases, (alias as usize * ALIAS).saturating_add(4))
    }

    /// Aliases and folded name of group `group`.
    pub(crate) fn group(&self, group: u32) -> Option<(std::ops::Range<u32>, &'f str)> {
        let first_of = |group: usize| self.groups.get(group * GROUP..)?.get(..GROUP).map(|r| u32_at(r, 0));
        let first = first_of(group as usize)?;
        let end = match first_of(group as usize + 1) {
            Some(end) => end,
            None => u32::try_from(self.aliases.len() / ALIAS).ok()?,
        };
        let fold = self.string_bytes(self.fold_of(first)?);
        Some((first..end, std::str::from_utf8(fold).ok()?))
    }

    /// The group of a folded name: groups are in byte order of their names.
    pub(crate) fn find_group(&self, fold: &str) -> Option<u32> {
        let (mut low, mut high) = (0, u32::try_from(self.groups.len() / GROUP).unwrap_or(0));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.group(middle)?.1.cmp(fold) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    pub(crate) fn list(&self, index: u16) -> Option<&'f [u8]> {
        self.lists.get(usize::from(index) * LIST..)?.get(..LIST)
    }
}
