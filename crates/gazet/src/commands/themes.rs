//! `gazet themes RUN` and `gazet themes check`.

use crate::args::{GlobalArgs, ThemesArgs, ThemesCheckArgs, ThemesCommand};
use crate::commands::run::{rebuild, reduce_options};
use crate::engine::{decisions, theme_choice};
use crate::exit::ExitStatus;
use crate::progress::Reporter;
use crate::render::grouped;
use crate::stop::on_signals;
use anyhow::Context;
use gazet_core::{NormHash, Severity};
use gazet_engine::{
    Engine, EngineError, LoadedThemes, RecognizerChoice, pack_files, read_packs, shipped_packs,
};
use gazet_pipeline::{
    Collection, Control, DiscoverOptions, InputOptions, RecordFields, RunFolder, count_themes,
};
use gazet_themes::{LintOptions, Pack, ThemeCorpus, ThemeExceptions, ThemeFinding, Themes, lint};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs a themes command.
pub(crate) fn themes(args: &ThemesArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    match (&args.command, &args.run) {
        (Some(ThemesCommand::Check(args)), _) => check(args),
        (None, Some(run)) => again(run, args, global),
        (None, None) => anyhow::bail!("no run folder is given; write gazet themes RUN"),
    }
}

fn again(run: &Path, args: &ThemesArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let started = Instant::now();
    let decisions = decisions(&args.decisions)?;
    let folder = RunFolder::open(run)?;
    let packs = theme_choice(&args.themes).map(|choice| LoadedThemes::load(&choice)).transpose()?;
    gazet_pipeline::retheme(&folder, packs.as_ref())?;
    let reporter = Reporter::new(0, global);
    let progress = |progress| reporter.report(progress);
    let control = Control { progress: &progress, stop: on_signals() };
    let options = reduce_options(&args.network, decisions);
    rebuild(&folder, &options, &control, &reporter, global, started)
}

fn check(args: &ThemesCheckArgs) -> anyhow::Result<ExitStatus> {
    let mut out = io::stdout().lock();
    let mut packs = Vec::new();
    let mut unreadable = Vec::new();
    for path in pack_files(&args.packs)? {
        match read_packs(std::slice::from_ref(&path)) {
            Ok(read) => packs.extend(read),
            // A pack that is none is what a check is to find; the others are looked at all the same.
            Err(error @ EngineError::Themes(_)) => unreadable.push(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    let context = if args.no_shipped_themes { Vec::new() } else { shipped_packs()? };
    let lists = Engine::builder().recognizer(RecognizerChoice::Off).build()?;
    let lexicon = lists.gazetteers().lexicon();
    let per_million = |norm| match lexicon.get(norm).rank {
        0 => 0,
        rank => OF_FIRST_RANK / u64::from(rank),
    };
    let exceptions = exceptions(&args.packs)?;
    let usable = lint(&packs, &options(&context, &per_million, None, None)).n_at_least(Severity::Error) == 0;
    let corpus = match args.corpus.as_slice() {
        inputs @ [_, ..] if usable && unreadable.is_empty() => {
            let themes = Themes::new(&[context.as_slice(), &packs].concat())?;
            let fields = RecordFields { text: args.text_field.clone(), ..RecordFields::default() };
            let options = InputOptions { fields, ..InputOptions::default() };
            let (counts, failures) =
                count_themes(&themes, &Collection::discover(inputs, &DiscoverOptions::default())?, &options);
            for failure in &failures {
                eprintln!("gazet: {failure}");
            }
            Some(counts)
        }
        _ => None,
    };
    let mut report = lint(&packs, &options(&context, &per_million, corpus.as_ref(), exceptions.as_ref()));
    let n_errors = report.n_at_least(Severity::Error) + unreadable.len();
    let n_warnings = report.n_at_least(Severity::Warning) - report.n_at_least(Severity::Error);
    for message in &unreadable {
        if args.json {
            serde_json::to_writer(
                &mut out,
                &serde_json::json!({
                    "code": "unreadable-pack", "severity": "error", "message": message
                }),
            )?;
            writeln!(out)?;
        } else {
            writeln!(out, "error[unreadable-pack] {message}")?;
        }
    }
    if args.json {
        for finding in &report.findings {
            serde_json::to_writer(&mut out, finding)?;
            writeln!(out)?;
        }
        return Ok(if n_errors + n_warnings > 0 { ExitStatus::Findings } else { ExitStatus::Done });
    }
    let mut shown: BTreeMap<_, usize> = BTreeMap::new();
    for ThemeFinding { code, severity, source, line, message, help, .. } in report.findings.drain(..) {
        let n = shown.entry(code).or_default();
        *n += 1;
        if *n <= args.most {
            let help = if help.is_empty() { help } else { format!("; {help}") };
            writeln!(out, "{source}:{line}: {}[{code}]: {message}{help}", severity.name())?;
        }
    }
    for (code, n) in shown.iter().filter(|(_, n)| **n > args.most) {
        writeln!(out, "... and {} more {code}; --most shows more", grouped((n - args.most) as u64))?;
    }
    if let Some(corpus) = &corpus {
        writeln!(out, "{} documents of the corpus", grouped(corpus.n_documents()))?;
    }
    writeln!(
        out,
        "{} packs: {} errors, {} warnings, {} notes, {} findings answered by exceptions",
        grouped((packs.len() + unreadable.len()) as u64),
        grouped(n_errors as u64),
        grouped(n_warnings as u64),
        grouped((shown.values().sum::<usize>() + unreadable.len() - n_errors - n_warnings) as u64),
        grouped(report.n_excepted)
    )?;
    Ok(if n_errors + n_warnings > 0 { ExitStatus::Findings } else { ExitStatus::Done })
}

/// Occurrences of the most common word in a million; by Zipf's law, that of rank n has the n-th part.
const OF_FIRST_RANK: u64 = 80_000;

fn options<'a>(
    context: &'a [Pack],
    per_million: &'a dyn Fn(NormHash) -> u64,
    corpus: Option<&'a ThemeCorpus>,
    exceptions: Option<&'a ThemeExceptions>,
) -> LintOptions<'a> {
    LintOptions { context, per_million, corpus, exceptions }
}

/// The `exceptions.csv` of the first folder that has one.
fn exceptions(paths: &[PathBuf]) -> anyhow::Result<Option<ThemeExceptions>> {
    let mut files = paths.iter().filter(|p| p.is_dir()).map(|p| p.join("exceptions.csv"));
    let Some(file) = files.find(|f| f.exists()) else { return Ok(None) };
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Some(ThemeExceptions::parse(&file.display().to_string(), &text)?))
}
