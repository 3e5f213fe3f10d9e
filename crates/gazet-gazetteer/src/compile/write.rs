//! From sorted names to the sections of a file.

use super::entities::{Entities, Strings};
use super::records::{NameRecord, for_each_name};
use super::store::Store;
use super::typos::Typos;
use super::{BuildProgress, CompileSummary, narrow, order, table, too_large};
use crate::format::{ALIAS, Counts, ENTITY, FileWriter, GROUP, SectionId, TYPO};
use crate::lexicon::LexiconBytes;
use crate::source::SourceList;
use crate::{AliasFlags, GazetteerError};
use std::io::{Seek, Write};

/// Aliases between two words of progress.
const STEP: usize = 1 << 18;

/// Where the records of the names begin, in the order of the aliases: names of the same folded form side by side, in
/// byte order; inside such a group by entity, then as listed.
///
/// `derived`: whether there are derived names.
pub(super) fn alias_order(store: &mut Store, derived: bool) -> Result<Vec<u32>, GazetteerError> {
    let mut places = Vec::with_capacity(store.n_names);
    let mut too_long = false;
    for_each_name(&mut store.names, |at, _| match u32::try_from(at) {
        Ok(at) => places.push(at),
        Err(_) => too_long = true,
    });
    if too_long {
        return Err(too_large("bytes of names"));
    }
    let names = &store.names;
    let record = |at: u32| &names[at as usize..];
    let mut order = order::sorted(
        places.into_iter(),
        |at| NameRecord::fold_of(record(at)),
        |a, b| NameRecord::rank_of(record(a)).cmp(&NameRecord::rank_of(record(b))).then(a.cmp(&b)),
    );
    // A derived alias that folds like a listed one of its entity adds nothing.
    if derived {
        order.dedup_by(|b, a| {
            let (entity, is_derived) = NameRecord::rank_of(record(*b));
            is_derived
                && NameRecord::rank_of(record(*a)).0 == entity
                && NameRecord::fold_of(record(*a)) == NameRecord::fold_of(record(*b))
        });
    }
    if order.len() >= (u32::MAX >> 1) as usize {
        return Err(too_large("aliases"));
    }
    Ok(order)
}

/// Everything that a file is made of.
pub(super) struct Parts<'a> {
    pub(super) lists: &'a [SourceList],
    pub(super) store: &'a Store,
    pub(super) entities: &'a Entities,
    pub(super) order: &'a [u32],
    pub(super) lexicon: &'a LexiconBytes,
}

impl Parts<'_> {
    /// Writes the file; its length comes along.
    pub(super) fn write<W: Write + Seek>(
        &self,
        out: W,
        progress: &mut dyn FnMut(BuildProgress),
    ) -> Result<(CompileSummary, u64), GazetteerError> {
        let names = table::Names { store: self.store, order: self.order };
        let search = table::build(&names).map_err(|[a, b]| {
            let fold = |alias: u32| {
                let at = self.order.get(alias as usize).copied().unwrap_or_default();
                String::from_utf8_lossy(self.store.name(at).fold).into_owned()
            };
            GazetteerError::Collision { first: fold(a), second: fold(b) }
        })?;
        let (n_aliases, n_entities) = (self.order.len(), self.entities.len());
        let mut file = FileWriter::new(out);
        file.open(SectionId::Counts, Some(Counts::BYTES));
        for (id, bytes) in [
            (SectionId::First, &search.first),
            (SectionId::Bigram, &search.bigram),
            (SectionId::Table, &search.table),
        ] {
            file.open(id, Some(bytes.len()));
            file.put(id, bytes)?;
        }
        file.open(SectionId::Groups, Some(search.heads.len() * GROUP));
        for head in &search.heads {
            file.put(SectionId::Groups, &head.to_le_bytes())?;
        }
        let mut counts = Counts {
            entities: narrow(n_entities)?,
            aliases: narrow(n_aliases)?,
            groups: narrow(search.heads.len())?,
            nodes: search.nodes,
            buckets: search.buckets,
            first_slots: search.first_slots,
            bigram_bits: search.bigram_bits,
            lists: narrow(self.lists.len())?,
            words: self.lexicon.slots(),
            max_probe: search.max_probe,
            typos: 0,
        };
        let summary = CompileSummary {
            entities: counts.entities,
            aliases: counts.aliases,
            names: counts.groups,
            words: self.lexicon.words(),
            hot_bytes: (search.first.len() + search.bigram.len() + search.table.len()) as u64,
        };
        let (seed, heads) = (search.seed, search.heads);
        drop((search.first, search.bigram, search.table));

        file.open(SectionId::Aliases, Some(n_aliases * ALIAS));
        file.open(SectionId::Entities, Some(n_entities * ENTITY));
        file.open(SectionId::EntityAliases, Some(n_aliases * 4));
        file.open(SectionId::Strings, None);
        let mut strings = Strings::new();
        let aliases = self.write_aliases(&heads, &mut strings, &mut file, progress)?;
        drop(heads);
        let firsts = aliases.write_by_entity(n_entities, &mut file)?;
        self.entities.write(self.store, &aliases.canonical, &firsts, &mut strings, &mut file)?;
        let lists = self.entities.write_lists(self.lists, &mut strings, &mut file)?;
        strings.flush(&mut file)?;
        let typos = aliases.typos.into_bytes();
        for (id, bytes) in [
            (SectionId::Lists, lists.as_slice()),
            (SectionId::Lexicon, self.lexicon.bytes()),
            (SectionId::Typos, &typos),
        ] {
            file.open(id, Some(bytes.len()));
            file.put(id, bytes)?;
        }
        counts.typos = narrow(typos.len() / TYPO)?;
        file.put(SectionId::Counts, &counts.to_bytes())?;
        let length = file.finish(seed)?;
        Ok((summary, length))
    }

    fn write_aliases<W: Write + Seek>(
        &self,
        heads: &[u32],
        strings: &mut Strings,
        file: &mut FileWriter<W>,
        progress: &mut dyn FnMut(BuildProgress),
    ) -> Result<Aliases, GazetteerError> {
        let n = self.order.len();
        let mut out = Aliases {
            of: Vec::with_capacity(n),
            canonical: vec![0; self.entities.len()],
            typos: Typos::default(),
        };
        let mut heads = heads.iter().copied().peekable();
        let mut fold_at = 0;
        let mut last_text: (&[u8], u32) = (b"", 0);
        let mut ids = 0u32..;
        self.store.visit_names(self.order, |name| {
            let alias = ids.next().unwrap_or(u32::MAX);
            if (alias as usize).is_multiple_of(STEP) {
                progress(BuildProgress::Writing { names: u64::from(alias), total: n as u64 });
            }
            if last_text.0 != name.text {
                last_text = (name.text, strings.push(name.text, file)?);
            }
            if heads.next_if_eq(&alias).is_some() {
                // Beside the text: whoever looks at one looks at the other.
                fold_at = if name.fold == name.text { last_text.1 } else { strings.push(name.fold, file)? };
            }
            let is_canonical = name.flags.contains(AliasFlags::CANONICAL);
            if is_canonical {
                out.canonical[name.entity as usize] = last_text.1;
            }
            out.of.push(name.entity << 1 | u32::from(is_canonical));
            if name.flags.contains(AliasFlags::TYPOS) {
                out.typos.add(alias, &String::from_utf8_lossy(name.fold));
            }
            let mut record = [0; ALIAS];
            record[..4].copy_from_slice(&name.entity.to_le_bytes());
            record[4..8].copy_from_slice(&last_text.1.to_le_bytes());
            record[8..10].copy_from_slice(&name.flags.bits().to_le_bytes());
            record[10..12].copy_from_slice(&name.language.to_le_bytes());
            record[12..16].copy_from_slice(&name.capitals.to_le_bytes());
            record[16..20].copy_from_slice(&[name.rule, name.entity_type, name.skip, name.tail]);
            record[20..].copy_from_slice(&fold_at.to_le_bytes());
            Ok::<(), GazetteerError>(file.put(SectionId::Aliases, &record)?)
        })?;
        Ok(out)
    }
}

/// What the aliases leave for the entities.
struct Aliases {
    /// Of each alias its entity, and in the lowest bit whether it is the canonical name.
    of: Vec<u32>,
    /// Text of the canonical name of each entity, as string reference.
    canonical: Vec<u32>,
    typos: Typos,
}

impl Aliases {
    /// Writes the aliases of each entity, the canonical name first; returns where those of each begin.
    fn write_by_entity<W: Write + Seek>(
        &self,
        n_entities: usize,
        file: &mut FileWriter<W>,
    ) -> Result<Vec<u32>, GazetteerError> {
        let mut next = vec![0u32; n_entities];
        for of in &self.of {
            next[(of >> 1) as usize] += 1;
        }
        let mut sum = 0;
        for n in &mut next {
            sum += std::mem::replace(n, sum);
        }
        let firsts = next.clone();
        let mut aliases = vec![0u32; self.of.len()];
        for wanted in [1, 0] {
            for (alias, of) in (0u32..).zip(&self.of) {
                if of & 1 == wanted {
                    let at = &mut next[(of >> 1) as usize];
                    aliases[*at as usize] = alias;
                    *at += 1;
                }
            }
        }
        for alias in aliases {
            file.put(SectionId::EntityAliases, &alias.to_le_bytes())?;
        }
        Ok(firsts)
    }
}
