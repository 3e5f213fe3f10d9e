//! Rows and names of all lists, gathered piece by piece.

use super::key::Keyer;
use super::records::{NameRecord, RowRecord, for_each_name, type_code};
use super::{BuildProgress, narrow, too_large};
use crate::error::RowProblem;
use crate::lexicon::Lexicon;
use crate::source::{AliasPolicy, AliasRef, CasePolicy, Chunk, RowReader, RowRef, SourceList};
use crate::variants::{Variants, derive};
use crate::{AliasFlags, AliasRule, GazetteerError};
use gazet_core::{NormHash, Severity};
use rayon::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};

/// How names are keyed.
#[derive(Clone, Copy)]
pub(super) struct Keying<'a> {
    pub(super) lexicon: Option<Lexicon<'a>>,
    pub(super) variants: Variants,
}

/// What one thread made of a run of rows.
#[derive(Default)]
pub(super) struct Part {
    keyer: Keyer,
    /// Records of the rows, and where each begins.
    rows: Vec<u8>,
    row_at: Vec<u32>,
    names: Vec<u8>,
    /// What is wrong with rows, and with names.
    problems: Vec<RowProblem>,
    bad_names: Vec<RowProblem>,
}

/// One name of one entity, before it is keyed.
#[derive(Clone, Copy)]
pub(super) struct Name<'s> {
    pub(super) entity: u32,
    pub(super) entity_type: u8,
    pub(super) text: &'s str,
    pub(super) policy: AliasPolicy,
    pub(super) flags: AliasFlags,
    pub(super) rule: AliasRule,
    pub(super) line: u64,
}

impl Part {
    fn clear(&mut self) {
        self.rows.clear();
        self.row_at.clear();
        self.names.clear();
        self.problems.clear();
        self.bad_names.clear();
    }

    fn add_row(&mut self, row: &RowRef<'_>, list: &List<'_>) -> Result<(), GazetteerError> {
        let entity = narrow(self.row_at.len())?;
        self.row_at.push(narrow(self.rows.len())?);
        RowRecord::write(row, &mut self.rows);
        let names = std::iter::once((row.name, AliasFlags::CANONICAL))
            .chain(row.aliases.iter().map(|alias| (*alias, AliasFlags::empty())));
        for (AliasRef { text, mut policy }, flags) in names {
            policy.typos |= list.typos;
            let entity_type = type_code(row.entity_type);
            let name =
                Name { entity, entity_type, text, policy, flags, rule: AliasRule::Listed, line: row.line };
            self.add_name(&name, list)?;
            if policy.weak || policy.acronym {
                continue;
            }
            // A name of a very common word order may derive a form that is listed; the listed one stays.
            for variant in derive(text, row.entity_type, list.keying.variants) {
                let policy = AliasPolicy { weak: variant.weak, ..policy };
                let (text, rule, flags) = (variant.text.as_str(), variant.rule, AliasFlags::DERIVED);
                self.add_name(&Name { text, policy, flags, rule, ..name }, list)?;
            }
        }
        Ok(())
    }

    pub(super) fn add_name(&mut self, name: &Name<'_>, list: &List<'_>) -> Result<(), GazetteerError> {
        let keyer = &mut self.keyer;
        let key = match keyer.key(name.text, name.policy.case == CasePolicy::AsWritten)? {
            Ok(key) => key,
            Err(reason) => {
                self.bad_names.push(RowProblem {
                    file: list.file.to_owned(),
                    line: name.line,
                    column: None,
                    severity: Severity::Error,
                    code: "bad-alias",
                    message: format!("`{}` {reason}", name.text),
                });
                return Ok(());
            }
        };
        let mut flags = name.flags;
        flags.set(AliasFlags::WEAK, name.policy.weak);
        flags.set(AliasFlags::ACRONYM, name.policy.acronym);
        flags.set(AliasFlags::TYPOS, name.policy.typos);
        match name.policy.case {
            CasePolicy::Capitalized => {}
            CasePolicy::AsWritten => flags |= AliasFlags::AS_WRITTEN,
            CasePolicy::AnyCase => flags |= AliasFlags::ANY_CASE,
        }
        if let ([only], Some(lexicon)) = (keyer.norms(), list.keying.lexicon)
            && lexicon.get(NormHash(*only)).is_common()
        {
            flags |= AliasFlags::COMMON_WORD;
            // `The Times` is not any `times`: the article stays a condition, outside the span.
            flags.set(AliasFlags::AFTER_THE, key.had_the);
        }
        for joined in [false, true] {
            if joined && !keyer.join_possessives() {
                break;
            }
            let record = NameRecord {
                entity: name.entity,
                flags: if joined { flags - AliasFlags::CANONICAL } else { flags },
                language: pack_language(name.policy.language),
                capitals: key.capitals,
                rule: name.rule as u8,
                entity_type: name.entity_type,
                skip: key.skip,
                tail: key.tail,
                text: name.text.as_bytes(),
                fold: keyer.fold().as_bytes(),
                norms: &[],
            };
            record.write(keyer.norms(), &mut self.names)?;
        }
        Ok(())
    }
}

/// Three letters of five bits; 0 for none.
fn pack_language(code: [u8; 3]) -> u16 {
    code.iter().fold(0, |packed, b| packed << 5 | if *b == 0 { 0 } else { u16::from(b & 0x1F) })
}

/// What a part needs to know of the list of its rows.
pub(super) struct List<'a> {
    pub(super) file: &'a str,
    pub(super) typos: bool,
    pub(super) keying: Keying<'a>,
}

/// Rows that one thread turns into a part.
const RUN: usize = 4096;

/// Everything that was read.
#[derive(Default)]
pub(super) struct Store {
    pub(super) rows: Vec<u8>,
    /// Where the record of each row begins, in the order in which they were read.
    pub(super) row_at: Vec<u32>,
    /// Where the rows of each list begin in `row_at`.
    pub(super) first_rows: Vec<u32>,
    pub(super) names: Vec<u8>,
    pub(super) n_names: usize,
    pub(super) bad_names: Vec<RowProblem>,
    parts: Vec<Part>,
    /// Bytes of files that were read, and that are to be read.
    done: u64,
    total: u64,
}

impl Store {
    /// An empty one for `lists`.
    pub(super) fn new(lists: &[SourceList]) -> Self {
        // A file that is not there is told of when it is read.
        let length = |path: &PathBuf| std::fs::metadata(path).map_or(0, |file| file.len());
        Self { total: lists.iter().filter_map(|l| l.unread.as_ref()).map(length).sum(), ..Self::default() }
    }

    /// Adds a list, reading its rows if they are not here.
    pub(super) fn add_list(
        &mut self,
        source: &SourceList,
        keying: Keying<'_>,
        problems: &mut Vec<RowProblem>,
        progress: &mut dyn FnMut(BuildProgress),
    ) -> Result<(), GazetteerError> {
        self.first_rows.push(narrow(self.row_at.len())?);
        let list = List { file: &source.file, typos: source.meta.typos, keying };
        // Two a thread, since some take longer than others.
        let width = rayon::current_num_threads() * 2;
        let mut parts = std::mem::take(&mut self.parts);
        parts.resize_with(width, Part::default);
        for rows in source.rows.chunks(RUN * width) {
            let used = parts.iter_mut().zip(rows.chunks(RUN)).collect::<Vec<_>>();
            used.into_par_iter().try_for_each(|(part, rows)| {
                part.clear();
                rows.iter().try_for_each(|row| part.add_row(&RowRef::from(row), &list))
            })?;
            for part in &mut parts[..rows.len().div_ceil(RUN)] {
                self.append(part, problems)?;
            }
        }
        if let Some(path) = &source.unread {
            self.read_file(path, &list, &mut parts, problems, progress)?;
        }
        self.parts = parts;
        Ok(())
    }

    /// Reads pieces of a file while those before them are keyed.
    fn read_file(
        &mut self,
        path: &Path,
        list: &List<'_>,
        parts: &mut [Part],
        problems: &mut Vec<RowProblem>,
        progress: &mut dyn FnMut(BuildProgress),
    ) -> Result<(), GazetteerError> {
        let io = |error| GazetteerError::io("read", path)(error);
        let file = File::open(path).map_err(io)?;
        let first = problems.len();
        let Some(mut reader) = RowReader::new(file, list.file, problems).map_err(io)? else { return Ok(()) };
        let rows = reader.rows().clone();
        let pieces = || parts.iter().map(|_| Chunk::default()).collect::<Vec<_>>();
        let (mut next, mut now) = (pieces(), pieces());
        let mut n_next = fill(&mut reader, &mut next, problems).map_err(io)?;
        while n_next > 0 {
            std::mem::swap(&mut next, &mut now);
            let chunks = &now[..n_next];
            let parts = &mut parts[..n_next];
            let (filled, keyed) = rayon::join(
                || fill(&mut reader, &mut next, problems),
                || {
                    parts.par_iter_mut().zip(chunks).try_for_each(|(part, chunk)| {
                        part.clear();
                        let mut found = std::mem::take(&mut part.problems);
                        let keyed = rows.visit(chunk, &mut found, |row| part.add_row(row, list));
                        part.problems = found;
                        keyed
                    })
                },
            );
            keyed?;
            n_next = filled.map_err(io)?;
            for part in parts {
                self.append(part, problems)?;
            }
            self.done += chunks.iter().map(|chunk| chunk.bytes.len() as u64).sum::<u64>();
            progress(BuildProgress::Reading { bytes: self.done, total: self.total });
        }
        // What is wrong with the pieces was said before what is wrong with the rows of those before them.
        problems[first..].sort_by_key(|problem| problem.line);
        Ok(())
    }

    /// Takes over what a part holds.
    fn append(&mut self, part: &mut Part, problems: &mut Vec<RowProblem>) -> Result<(), GazetteerError> {
        let (first_row, rows) = (narrow(self.row_at.len())?, narrow(self.rows.len())?);
        self.row_at.extend(part.row_at.iter().map(|at| at + rows));
        for_each_name(&mut part.names, |_, number| {
            *number = (u32::from_le_bytes(*number) + first_row).to_le_bytes();
            self.n_names += 1;
        });
        self.rows.extend_from_slice(&part.rows);
        self.names.extend_from_slice(&part.names);
        // Offsets have 32 bits, and none is added above.
        for size in [self.rows.len(), self.names.len()] {
            u32::try_from(size).map_err(|_| too_large("bytes of rows and names"))?;
        }
        problems.append(&mut part.problems);
        self.bad_names.append(&mut part.bad_names);
        Ok(())
    }

    /// Adds a name of an entity, once the rows have their places.
    pub(super) fn add_name(&mut self, name: &Name<'_>, list: &List<'_>) -> Result<(), GazetteerError> {
        let mut part = Part::default();
        part.add_name(name, list)?;
        for_each_name(&mut part.names, |_, _| self.n_names += 1);
        self.names.append(&mut part.names);
        self.bad_names.append(&mut part.bad_names);
        Ok(())
    }

    /// Numbers names by their entities, not by their rows any more.
    pub(super) fn number_names(&mut self, entity_of_row: &[u32]) {
        for_each_name(&mut self.names, |_, number| {
            *number = entity_of_row[u32::from_le_bytes(*number) as usize].to_le_bytes();
        });
    }

    /// Gives back what only reading needs.
    pub(super) fn close(&mut self) {
        self.parts = Vec::new();
    }

    /// The record of a row.
    pub(super) fn row(&self, row: u32) -> &[u8] {
        &self.rows[self.row_at[row as usize] as usize..]
    }

    /// The record of the name that begins at `at`.
    pub(super) fn name(&self, at: u32) -> NameRecord<'_> {
        NameRecord::read(&self.names[at as usize..])
    }

    /// Calls `visit` with the records of the names that begin at `places`. They lie anywhere: their heads are asked for
    /// many at a time, so that waiting for one is waiting for all.
    pub(super) fn visit_names<'s, E>(
        &'s self,
        places: &[u32],
        mut visit: impl FnMut(NameRecord<'s>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut records: Vec<NameRecord<'s>> = Vec::with_capacity(GATHERED);
        for places in places.chunks(GATHERED) {
            let mut touched = 0;
            records.extend(places.iter().map(|at| {
                let record = self.name(*at);
                // The end of a record lies on another line of the cache than its head.
                touched ^= record.norms.last().copied().unwrap_or(0);
                record
            }));
            std::hint::black_box(touched);
            records.drain(..).try_for_each(&mut visit)?;
        }
        Ok(())
    }
}

/// Records whose heads are asked for at a time.
const GATHERED: usize = 64;

/// Fills pieces; how many there were.
fn fill(
    reader: &mut RowReader<File>,
    chunks: &mut [Chunk],
    problems: &mut Vec<RowProblem>,
) -> std::io::Result<usize> {
    for (n, chunk) in chunks.iter_mut().enumerate() {
        if !reader.next(chunk, problems)? {
            return Ok(n);
        }
    }
    Ok(chunks.len())
}
