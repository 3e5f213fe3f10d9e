//! `gazet gazetteer check|build|import|lookup`.

mod building;
mod corpus;
mod import;

use crate::args::{
    BuildArgs, CheckArgs, GazetteerArgs, GazetteerCommand, GlobalArgs, LookupArgs, VariantArg,
};
use crate::engine::engine;
use crate::exit::ExitStatus;
use crate::render::grouped;
use anyhow::Context;
use building::Building;
use gazet_core::Severity;
use gazet_engine::{Engine, RecognizerChoice};
use gazet_gazetteer::{
    AliasFlags, CheckOptions, CompileOptions, EntityView, Exceptions, Gazetteer, GazetteerError, Gazetteers,
    SourceFolder, Variants, check, compile, compile_into, lookup, open_folder, open_list,
};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Runs a gazetteer command.
pub(crate) fn gazetteer(args: &GazetteerArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    match &args.command {
        GazetteerCommand::Check(args) => check_lists(args),
        GazetteerCommand::Build(args) => build(args, global),
        GazetteerCommand::Import(args) => import::import(args),
        GazetteerCommand::Lookup(args) => look_up(args),
    }
}

/// Opens lists and folders of lists as one; rows are read while they are compiled.
fn open(lists: &[PathBuf]) -> anyhow::Result<(SourceFolder, Option<Exceptions>)> {
    let mut all = SourceFolder::default();
    let mut exceptions = None;
    for path in lists {
        if !path.is_dir() {
            all.lists.push(open_list(path)?);
            continue;
        }
        let folder = open_folder(path)?;
        all.lists.extend(folder.lists);
        all.demonyms.extend(folder.demonyms);
        all.problems.extend(folder.problems);
        // Word lists belong to one folder: those of the first that has any.
        if all.words.rows.is_empty() {
            all.words = folder.words;
        }
        let file = path.join("exceptions.csv");
        if file.exists() {
            exceptions = Some(Exceptions::read(&file)?);
        }
    }
    Ok((all, exceptions))
}

/// The shipped lists, for their word lists.
fn shipped() -> anyhow::Result<Engine> {
    Ok(Engine::builder().recognizer(RecognizerChoice::Off).build()?)
}

fn check_lists(args: &CheckArgs) -> anyhow::Result<ExitStatus> {
    let (source, exceptions) = open(&args.lists)?;
    let shipped = shipped()?;
    let mut out = io::stdout().lock();
    let options =
        CompileOptions { lexicon: Some(shipped.gazetteers().lexicon()), ..CompileOptions::default() };
    let compiled = match compile(source, &options) {
        Ok(compiled) => compiled,
        Err(GazetteerError::Rows(problems)) => {
            let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
            for problem in &problems {
                let n = seen.entry(problem.code).or_default();
                *n += 1;
                if *n <= args.most {
                    writeln!(out, "{problem}")?;
                }
            }
            for (code, n) in seen.into_iter().filter(|(_, n)| *n > args.most) {
                writeln!(out, "{} more of {code}; --most N shows them", grouped((n - args.most) as u64))?;
            }
            writeln!(out, "{} rows cannot be used", grouped(problems.len() as u64))?;
            return Ok(ExitStatus::Findings);
        }
        Err(error) => return Err(error.into()),
    };
    for warning in &compiled.warnings {
        writeln!(out, "{warning}")?;
    }
    let summary = compiled.summary;
    let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compiled.bytes)?])?;
    let gazetteer = gazetteers.files().next().context("the lists were compiled into one file")?;
    let counts = if args.corpus.is_empty() {
        None
    } else {
        let (counts, refused) = corpus::count(&gazetteers, &args.corpus, &args.text_field)?;
        if refused > 0 {
            eprintln!("{} texts of the corpus are too long to be counted", grouped(refused));
        }
        Some(counts)
    };
    let lexicon = Some(gazetteer.lexicon()).filter(|l| !l.is_empty());
    let lexicon = lexicon.unwrap_or_else(|| shipped.gazetteers().lexicon());
    let exceptions = exceptions.as_ref();
    let report = check(gazetteer, &CheckOptions { lexicon, exceptions, corpus: counts.as_ref() });
    if args.json {
        for finding in &report.findings {
            serde_json::to_writer(&mut out, finding)?;
            out.write_all(b"\n")?;
        }
    } else {
        let mut shown: BTreeMap<_, usize> = BTreeMap::new();
        for finding in &report.findings {
            let n = shown.entry(finding.code).or_default();
            *n += 1;
            if *n <= args.most {
                writeln!(
                    out,
                    "{}[{}] {}: {}; {}",
                    finding.severity.name(),
                    finding.code,
                    finding.list,
                    finding.message,
                    finding.help
                )?;
            }
        }
        for (code, n) in shown.iter().filter(|(_, n)| **n > args.most) {
            writeln!(out, "... and {} more {code}; --most shows more", grouped((n - args.most) as u64))?;
        }
        writeln!(
            out,
            "{} entities, {} aliases, {} names: {} errors, {} warnings, {} findings answered by exceptions",
            grouped(summary.entities.into()),
            grouped(summary.aliases.into()),
            grouped(summary.names.into()),
            grouped(report.n_at_least(Severity::Error) as u64),
            grouped((report.n_at_least(Severity::Warning) - report.n_at_least(Severity::Error)) as u64),
            grouped(report.n_excepted)
        )?;
    }
    Ok(if report.n_at_least(Severity::Warning) > 0 { ExitStatus::Findings } else { ExitStatus::Done })
}

fn build(args: &BuildArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let (source, _) = open(&args.lists)?;
    let shipped = shipped()?;
    let variants = args.variants.iter().map(|v| rules(*v)).collect();
    let options = CompileOptions { lexicon: Some(shipped.gazetteers().lexicon()), variants };
    let mut building = Building::new(global);
    let written = write_whole(&args.out, |file| {
        match compile_into(source, &options, file, &mut |progress| building.report(progress)) {
            Err(GazetteerError::Write(error)) => Err(cannot_write(&args.out, error)),
            written => Ok(written?),
        }
    });
    building.finish();
    let written = written?;
    for warning in &written.warnings {
        eprintln!("{warning}");
    }
    if global.quiet {
        return Ok(ExitStatus::Done);
    }
    eprintln!(
        "{}: {} entities, {} names, {} bytes",
        args.out.display(),
        grouped(written.summary.entities.into()),
        grouped(written.summary.names.into()),
        grouped(written.length)
    );
    Ok(ExitStatus::Done)
}

fn rules(variant: VariantArg) -> Variants {
    match variant {
        VariantArg::Initials => Variants::INITIALS,
        VariantArg::WordOrder => Variants::WORD_ORDER,
        VariantArg::LegalForms => Variants::LEGAL_FORMS,
        VariantArg::Ampersand => Variants::AMPERSAND,
        VariantArg::Arabic => Variants::ARABIC,
        VariantArg::Family => Variants::FAMILY,
        VariantArg::All => Variants::all(),
    }
}

/// Writes aside and renames: whatever goes wrong, the old file stays whole.
fn write_whole<T>(path: &Path, write: impl FnOnce(&mut File) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".tmp");
    let aside = PathBuf::from(aside);
    let mut file = File::create(&aside).map_err(|error| cannot_write(path, error))?;
    let done = write(&mut file).and_then(|written| {
        let renamed = file.sync_all().and_then(|()| fs::rename(&aside, path));
        renamed.map(|()| written).map_err(|error| cannot_write(path, error))
    });
    if done.is_err() {
        // The error that is reported is the first one; a leftover that cannot be removed changes nothing.
        let _ = fs::remove_file(&aside);
    }
    done
}

fn cannot_write(path: &Path, error: io::Error) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("cannot write {}", path.display()))
}

fn look_up(args: &LookupArgs) -> anyhow::Result<ExitStatus> {
    let engine = engine(&args.engine)?;
    let mut out = io::stdout().lock();
    let hits = lookup(engine.gazetteers(), &args.name, args.fuzzy)?;
    if hits.is_empty() {
        writeln!(out, "no listed name answers to `{}`", args.name)?;
        if !args.fuzzy {
            writeln!(out, "--fuzzy looks within one typing error")?;
        }
        return Ok(ExitStatus::Findings);
    }
    for hit in hits {
        let entity = &hit.entity;
        writeln!(out, "{}  {}", entity.name(), entity.key())?;
        writeln!(out, "    {}", described(entity))?;
        write!(out, "    by `{}` ({}", hit.alias.text(), hit.reason.code())?;
        if hit.alias.flags().contains(AliasFlags::WEAK) {
            write!(out, ", weak: needs its entity named in full, or context")?;
        }
        writeln!(out, "{})", if hit.replaced { ", replaced by a later list" } else { "" })?;
    }
    Ok(ExitStatus::Done)
}

fn described(entity: &EntityView<'_>) -> String {
    let mut parts = vec![entity.subtype().to_owned()];
    if parts[0].is_empty() {
        parts[0] = entity.entity_type().name().to_owned();
    }
    if !entity.country().is_empty() {
        parts.push(entity.country().to_owned());
    }
    if let Some(population) = entity.population() {
        parts.push(format!("population {}", grouped(population)));
    }
    if let Some((lat, lon)) = entity.lat_lon() {
        parts.push(format!("{lat:.4}, {lon:.4}"));
    }
    match (entity.start(), entity.end()) {
        (None, None) => {}
        (start, end) => {
            let year = |y: Option<i16>| y.map(|y| y.to_string()).unwrap_or_default();
            parts.push(format!("{}–{}", year(start), year(end)));
        }
    }
    parts.push(format!("list {}", entity.list()));
    parts.join(", ")
}
