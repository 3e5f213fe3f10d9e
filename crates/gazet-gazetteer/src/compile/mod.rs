//! From lists to one compiled file.

mod entities;
mod key;
mod order;
mod table;
mod typos;

pub(crate) use key::{Keyer, is_passed_over, phrase_hash};
pub(crate) use table::{bigram_slot, fingerprint, first_slot, home};
pub(crate) use typos::{MIN_LETTERS, for_each_key};

use crate::error::RowProblem;
use crate::format::{self, ALIAS, Counts, TYPO};
use crate::lexicon::{Lexicon, LexiconBytes};
use crate::source::{
    AliasPolicy, CasePolicy, SourceFolder, SourceList, WordFlags, WordRow, WordTables, read_folder,
};
use crate::variants::{Variants, derive};
use crate::{AliasFlags, AliasRule, GazetteerError};
use entities::{EntityTable, Strings};
use gazet_core::{NormHash, Severity};
use key::AliasKey;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// A compiled file, and what there was to say.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The file.
    pub bytes: Vec<u8>,
    /// How much is in it.
    pub summary: CompileSummary,
    /// Warnings of the sources, in their order.
    pub warnings: Vec<RowProblem>,
}

/// How much a compiled file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompileSummary {
    /// Entities.
    pub entities: u32,
    /// Aliases, canonical names and demonyms included.
    pub aliases: u32,
    /// Different folded names.
    pub names: u32,
    /// Words of the lexicon.
    pub words: u32,
    /// Bytes that the search reads until a name is found: filters and table.
    pub hot_bytes: u64,
}

/// How lists are compiled.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompileOptions<'a> {
    /// Common words for lists that are compiled without word lists of their own: the lexicon of the embedded lists.
    pub lexicon: Option<Lexicon<'a>>,
    /// Rules that derive aliases from the listed ones. None by default.
    pub variants: Variants,
}

/// Compiles a folder of lists: every `*.csv` and `*.jsonl` beside its `.meta.toml`, `demonyms.csv`, `words/*.csv`.
///
/// The same folder gives the same bytes.
///
/// # Errors
/// A file that cannot be read, metadata that is missing, or any row with an error: all of them are listed.
pub fn compile_folder(folder: &Path) -> Result<Compiled, GazetteerError> {
    compile_folder_with(folder, &CompileOptions::default())
}

/// Like [`compile_folder`], with options.
///
/// # Errors
/// As [`compile_folder`].
pub fn compile_folder_with(folder: &Path, options: &CompileOptions<'_>) -> Result<Compiled, GazetteerError> {
    compile(read_folder(folder)?, options)
}

/// Compiles what [`read_folder`] or [`crate::read_list`] read.
///
/// # Errors
/// Any problem in `source` of severity error, an id that stands twice, an alias without a word, more than fits.
pub fn compile(mut source: SourceFolder, options: &CompileOptions<'_>) -> Result<Compiled, GazetteerError> {
    let mut problems = std::mem::take(&mut source.problems);
    let words = std::mem::take(&mut source.words);
    let lexicon_bytes = build_lexicon(words, &source)?;
    let lexicon = if lexicon_bytes.is_empty() { options.lexicon } else { Some(lexicon_bytes.view()) };

    let table = EntityTable::new(&source.lists, &mut problems)?;
    let names = collect_names(&source, &table, options.variants, &mut problems);
    let keyed = key_names(&names, &source.lists, lexicon, &mut problems)?;
    let errors: Vec<RowProblem> =
        problems.iter().filter(|p| p.severity == Severity::Error).cloned().collect();
    if !errors.is_empty() {
        return Err(GazetteerError::Rows(errors));
    }
    let compiled = write(&source.lists, &table, &names, keyed, &lexicon_bytes)?;
    Ok(Compiled { warnings: problems, ..compiled })
}

/// One name of one entity, before it is keyed.
pub(crate) struct Name<'s> {
    pub(crate) entity: u32,
    pub(crate) text: Cow<'s, str>,
    pub(crate) policy: AliasPolicy,
    pub(crate) flags: AliasFlags,
    pub(crate) rule: AliasRule,
    /// List and line, for messages.
    pub(crate) list: u32,
    pub(crate) line: u64,
}

fn build_lexicon(mut words: WordTables, source: &SourceFolder) -> Result<LexiconBytes, GazetteerError> {
    if words.rows.is_empty() && source.demonyms.is_empty() {
        return Ok(LexiconBytes::default());
    }
    words.add_function_words();
    words.rows.extend(source.demonyms.iter().map(|d| WordRow {
        word: d.demonym.clone(),
        flags: WordFlags::DEMONYM,
        rank: 0,
    }));
    let mut entries: BTreeMap<NormHash, (WordFlags, u32)> = BTreeMap::new();
    let mut keyer = Keyer::default();
    for row in &words.rows {
        let Some(hash) = keyer.phrase(&row.word)? else { continue };
        let entry = entries.entry(hash).or_default();
        entry.0 |= row.flags;
        // The best (smallest) rank of words that fold to the same form.
        if row.rank > 0 && (entry.1 == 0 || row.rank < entry.1) {
            entry.1 = row.rank;
        }
    }
    Ok(LexiconBytes::build(&entries))
}

/// All names of all entities: canonical names, aliases, demonyms.
fn collect_names<'s>(
    source: &'s SourceFolder,
    table: &EntityTable<'s>,
    variants: Variants,
    problems: &mut Vec<RowProblem>,
) -> Vec<Name<'s>> {
    let mut names = Vec::with_capacity(table.rows.iter().map(|place| 1 + place.row.aliases.len()).sum());
    for (entity, place) in (0u32..).zip(&table.rows) {
        let row = place.row;
        let all = std::iter::once((&row.name, AliasFlags::CANONICAL))
            .chain(row.aliases.iter().map(|a| (a, AliasFlags::empty())));
        for (alias, flags) in all {
            let (mut policy, list, line) = (alias.policy, place.list, row.line);
            policy.typos |= source.lists.get(list as usize).is_some_and(|l| l.meta.typos);
            let text = Cow::Borrowed(alias.text.as_str());
            names.push(Name { entity, text, policy, flags, rule: AliasRule::Listed, list, line });
            if policy.weak || policy.acronym {
                continue;
            }
            // A name of a very common word order may derive a form that is listed; the listed one stays, see `write`.
            names.extend(derive(&alias.text, row.entity_type, variants).into_iter().map(|variant| Name {
                entity,
                text: Cow::Owned(variant.text),
                policy: AliasPolicy { weak: variant.weak, ..policy },
                flags: AliasFlags::DERIVED,
                rule: variant.rule,
                list,
                line,
            }));
        }
    }
    for demonym in source.demonyms.iter().filter(|d| !d.country.is_empty()) {
        let key = format!("country:{}", demonym.country);
        let Some(entity) = table.find(&key) else {
            problems.push(RowProblem {
                file: "demonyms.csv".to_owned(),
                line: demonym.line,
                column: Some("country".to_owned()),
                severity: Severity::Error,
                code: "unknown-country",
                message: format!("no list holds `{key}`, which `{}` belongs to", demonym.demonym),
            });
            continue;
        };
        names.push(Name {
            entity,
            text: Cow::Borrowed(&demonym.demonym),
            policy: AliasPolicy { case: CasePolicy::Capitalized, ..AliasPolicy::default() },
            flags: AliasFlags::DEMONYM,
            rule: AliasRule::Demonym,
            list: u32::MAX,
            line: demonym.line,
        });
    }
    names
}

/// Keys of a run of names; token hashes and folded texts lie end to end.
#[derive(Default)]
struct Keyed {
    items: Vec<Item>,
    norms: Vec<u64>,
    folds: String,
}

#[derive(Clone, Copy)]
struct Item {
    name: u32,
    key: AliasKey,
    flags: AliasFlags,
    norms: (u32, u8),
    fold: (u32, u16),
}

impl Keyed {
    fn fold(&self, item: &Item) -> &str {
        &self.folds[item.fold.0 as usize..][..usize::from(item.fold.1)]
    }

    fn norms(&self, item: &Item) -> &[u64] {
        &self.norms[item.norms.0 as usize..][..usize::from(item.norms.1)]
    }
}

/// Names are keyed in runs of this many, in parallel.
const RUN: usize = 4096;

fn key_names(
    names: &[Name<'_>],
    lists: &[SourceList],
    lexicon: Option<Lexicon<'_>>,
    problems: &mut Vec<RowProblem>,
) -> Result<Keyed, GazetteerError> {
    let runs: Vec<Result<(Keyed, Vec<RowProblem>), GazetteerError>> = names
        .par_chunks(RUN)
        .enumerate()
        .map_init(Keyer::default, |keyer, (run, names)| {
            let first = u32::try_from(run * RUN).map_err(|_| too_large("aliases"))?;
            let mut keyed = Keyed {
                items: Vec::with_capacity(names.len()),
                norms: Vec::with_capacity(names.len() * 3),
                folds: String::with_capacity(names.iter().map(|name| name.text.len()).sum()),
            };
            let mut problems = Vec::new();
            for (name, index) in names.iter().zip(first..) {
                if let Some(reason) = key_name(name, index, keyer, lexicon, &mut keyed)? {
                    let file = lists.get(name.list as usize).map_or("demonyms.csv", |l| l.file.as_str());
                    problems.push(RowProblem {
                        file: file.to_owned(),
                        line: name.line,
                        column: None,
                        severity: Severity::Error,
                        code: "bad-alias",
                        message: format!("`{}` {reason}", name.text),
                    });
                }
            }
            Ok((keyed, problems))
        })
        .collect();
    let size = |of: fn(&Keyed) -> usize| runs.iter().flatten().map(|(run, _)| of(run)).sum();
    let mut all = Keyed {
        items: Vec::with_capacity(size(|run| run.items.len())),
        norms: Vec::with_capacity(size(|run| run.norms.len())),
        folds: String::with_capacity(size(|run| run.folds.len())),
    };
    for run in runs {
        let (run, found) = run?;
        let norms = u32::try_from(all.norms.len()).map_err(|_| too_large("tokens of names"))?;
        let folds = u32::try_from(all.folds.len()).map_err(|_| too_large("bytes of names"))?;
        all.norms.extend_from_slice(&run.norms);
        all.folds.push_str(&run.folds);
        all.items.extend(run.items.into_iter().map(|mut item| {
            item.norms.0 += norms;
            item.fold.0 += folds;
            item
        }));
        problems.extend(found);
    }
    u32::try_from(all.folds.len()).map_err(|_| too_large("bytes of names"))?;
    Ok(all)
}

/// Keys one name; what is wrong with the name itself comes back as a reason.
fn key_name(
    name: &Name<'_>,
    index: u32,
    keyer: &mut Keyer,
    lexicon: Option<Lexicon<'_>>,
    keyed: &mut Keyed,
) -> Result<Option<&'static str>, GazetteerError> {
    let as_written = name.policy.case == CasePolicy::AsWritten;
    let key = match keyer.key(&name.text, as_written)? {
        Ok(key) => key,
        Err(reason) => return Ok(Some(reason)),
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
    if let ([only], Some(lexicon)) = (keyer.norms(), lexicon)
        && lexicon.get(NormHash(*only)).is_common()
    {
        flags |= AliasFlags::COMMON_WORD;
        // `The Times` is not any `times`: the article stays a condition, outside the span.
        flags.set(AliasFlags::AFTER_THE, key.had_the);
    }
    for variant in [false, true] {
        if variant && !keyer.join_possessives() {
            break;
        }
        let norms = (keyed.norms.len(), keyer.norms().len());
        let fold = (keyed.folds.len(), keyer.fold().len());
        keyed.norms.extend_from_slice(keyer.norms());
        keyed.folds.push_str(keyer.fold());
        keyed.items.push(Item {
            name: index,
            key,
            flags: if variant { flags - AliasFlags::CANONICAL } else { flags },
            norms: (narrow(norms.0)?, u8::try_from(norms.1).map_err(|_| too_large("tokens of a name"))?),
            fold: (narrow(fold.0)?, u16::try_from(fold.1).map_err(|_| too_large("bytes of a name"))?),
        });
    }
    Ok(None)
}

fn narrow(n: usize) -> Result<u32, GazetteerError> {
    u32::try_from(n).map_err(|_| too_large("bytes of names"))
}

fn too_large(what: &'static str) -> GazetteerError {
    GazetteerError::TooLarge { what, limit: u64::from(u32::MAX >> 1) }
}

fn write(
    lists: &[SourceList],
    table: &EntityTable<'_>,
    names: &[Name<'_>],
    mut keyed: Keyed,
    lexicon: &LexiconBytes,
) -> Result<Compiled, GazetteerError> {
    // Groups: names of the same folded form side by side, in byte order; inside a group by entity.
    let unsorted = std::mem::take(&mut keyed.items);
    let mut items: Vec<Item> = order::sorted(
        unsorted.len(),
        |i| keyed.fold(&unsorted[i]).as_bytes(),
        |a, b| {
            let (a, b) = (&unsorted[a], &unsorted[b]);
            let name = |i: &Item| &names[i.name as usize];
            name(a)
                .entity
                .cmp(&name(b).entity)
                .then_with(|| {
                    a.flags.contains(AliasFlags::DERIVED).cmp(&b.flags.contains(AliasFlags::DERIVED))
                })
                .then_with(|| a.name.cmp(&b.name))
        },
    )
    .map(|i| unsorted[i])
    .collect();
    drop(unsorted);
    // A derived alias that folds like a listed one of its entity adds nothing.
    items.dedup_by(|b, a| {
        b.flags.contains(AliasFlags::DERIVED)
            && names[a.name as usize].entity == names[b.name as usize].entity
            && keyed.fold(a) == keyed.fold(b)
    });
    if items.len() >= (u32::MAX >> 1) as usize {
        return Err(too_large("aliases"));
    }
    let mut strings = Strings::default();
    let mut aliases = Vec::with_capacity(items.len() * ALIAS);
    let mut fold_at = 0;
    let mut heads: Vec<u32> = Vec::new();
    let mut of_entity: Vec<(u32, bool, u32)> = Vec::with_capacity(items.len());
    let mut last_text: (&str, u32) = ("", 0);
    for (id, item) in (0u32..).zip(&items) {
        let name = &names[item.name as usize];
        let new_group = heads.last().is_none_or(|h| keyed.fold(&items[*h as usize]) != keyed.fold(item));
        if new_group {
            heads.push(id);
        }
        if last_text.0 != name.text {
            last_text = (&name.text, strings.push(&name.text)?);
        }
        if new_group {
            // Beside the text: whoever looks at one looks at the other.
            let fold = keyed.fold(item);
            fold_at = if fold == name.text { last_text.1 } else { strings.push(fold)? };
        }
        of_entity.push((name.entity, !item.flags.contains(AliasFlags::CANONICAL), id));
        aliases.extend_from_slice(&name.entity.to_le_bytes());
        aliases.extend_from_slice(&last_text.1.to_le_bytes());
        aliases.extend_from_slice(&item.flags.bits().to_le_bytes());
        aliases.extend_from_slice(&pack_language(name.policy.language).to_le_bytes());
        aliases.extend_from_slice(&item.key.capitals.to_le_bytes());
        aliases.push(name.rule as u8);
        aliases.push(
            u8::try_from(table.rows[name.entity as usize].row.entity_type.index()).expect("three types"),
        );
        aliases.push(item.key.skip);
        aliases.push(item.key.tail);
        aliases.extend_from_slice(&fold_at.to_le_bytes());
    }
    let groups: Vec<u8> = heads.iter().flat_map(|h| h.to_le_bytes()).collect();

    let keys: Vec<&[u64]> = heads.iter().map(|h| keyed.norms(&items[*h as usize])).collect();
    let lower: Vec<bool> = heads
        .iter()
        .enumerate()
        .map(|(g, head)| {
            let end = heads.get(g + 1).map_or(items.len(), |h| *h as usize);
            items[*head as usize..end].iter().any(may_begin_lower)
        })
        .collect();
    let heads_of = table::Names { keys: &keys, aliases: &heads, lower: &lower };
    let search = table::build(&heads_of).map_err(|(a, b)| GazetteerError::Collision {
        first: keyed.fold(&items[a as usize]).to_owned(),
        second: keyed.fold(&items[b as usize]).to_owned(),
    })?;

    of_entity.par_sort_unstable();
    let entities = table.write(&mut strings, &of_entity, &aliases)?;
    let entity_aliases: Vec<u8> = of_entity.iter().flat_map(|(_, _, alias)| alias.to_le_bytes()).collect();
    let list_bytes = table.write_lists(lists, &mut strings)?;
    let typos = typos::build(&items, |item| keyed.fold(item));
    let counts = Counts {
        entities: narrow(table.rows.len())?,
        aliases: narrow(items.len())?,
        groups: narrow(heads.len())?,
        nodes: search.nodes,
        buckets: search.buckets,
        first_slots: search.first_slots,
        bigram_bits: search.bigram_bits,
        lists: narrow(lists.len())?,
        words: lexicon.slots(),
        max_probe: search.max_probe,
        typos: narrow(typos.len() / TYPO)?,
    };
    let summary = CompileSummary {
        entities: counts.entities,
        aliases: counts.aliases,
        names: counts.groups,
        words: lexicon.words(),
        hot_bytes: (search.first.len() + search.bigram.len() + search.table.len()) as u64,
    };
    let bytes = format::assemble(
        search.seed,
        vec![
            counts.to_bytes(),
            search.first,
            search.bigram,
            search.table,
            groups,
            aliases,
            entities,
            entity_aliases,
            strings.into_bytes(),
            list_bytes,
            lexicon.bytes().to_vec(),
            typos,
        ],
    );
    Ok(Compiled { bytes, summary, warnings: Vec::new() })
}

/// Whether a text of mixed case may write the first token of the alias in lower case.
fn may_begin_lower(item: &Item) -> bool {
    item.flags.contains(AliasFlags::ANY_CASE) || item.key.capitals & 1 == 0
}

/// Three letters of five bits; 0 for none.
fn pack_language(code: [u8; 3]) -> u16 {
    code.iter().fold(0, |packed, b| packed << 5 | if *b == 0 { 0 } else { u16::from(b & 0x1F) })
}
