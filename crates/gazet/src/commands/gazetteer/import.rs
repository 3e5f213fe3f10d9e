//! `gazet gazetteer import`: what others published, as a list of ours.

use super::{cannot_write, write_whole};
use crate::args::{FormatArg, ImportArgs};
use crate::exit::ExitStatus;
use crate::render::grouped;
use anyhow::{Context, bail, ensure};
use gazet_gazetteer::ListMeta;
use gazet_gazetteer::import::{
    GeoNamesOptions, Imported, Mapping, SkosOptions, SkosSyntax, WikidataOptions, open, read_alternate_names,
    read_entity_ruler, read_follow_the_money, read_gate, read_geonames, read_plain, read_skos, read_table,
    read_wikidata, unpack, write_csv, write_meta,
};
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

pub(super) fn import(args: &ImportArgs) -> anyhow::Result<ExitStatus> {
    check_flags(args)?;
    let meta_path = meta_path(&args.out)?;
    for path in [&args.out, &meta_path] {
        ensure!(
            args.overwrite || !path.exists(),
            "{} is there already; give another name or --overwrite",
            path.display()
        );
    }
    let meta = meta(args);
    let mut all = Imported::default();
    for file in &args.files {
        all.append(read(args, file)?);
    }
    all.sort();
    report_skipped(&all);
    ensure!(all.n_rows() > 0, "nothing in {} became an entity; no list was written", named(&args.files));

    write_whole(&meta_path, |file| write_meta(&meta, file).map_err(|e| cannot_write(&meta_path, e)))?;
    let mut aliases = 0;
    let rows = all.rows().inspect(|row| aliases += row.aliases.len() as u64);
    write_whole(&args.out, |file| write_csv(rows, file).map_err(|e| cannot_write(&args.out, e)))?;
    eprintln!(
        "{}: {} entities, {} further names",
        args.out.display(),
        grouped(all.n_rows() as u64),
        grouped(aliases)
    );
    if meta.licence == UNTOLD {
        eprintln!("{}: the licence is not known; write it there, or give --licence", meta_path.display());
    }
    Ok(ExitStatus::Done)
}

/// What SPDX writes where nothing is said of a licence.
const UNTOLD: &str = "NOASSERTION";

fn report_skipped(all: &Imported) {
    let mut reasons: Vec<_> = all.skipped.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (reason, n) in reasons {
        eprintln!("left out {}: {reason}", grouped(*n));
    }
}

fn named(files: &[PathBuf]) -> String {
    files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Flags that say nothing about the format are a misunderstanding, not a detail.
fn check_flags(args: &ImportArgs) -> anyhow::Result<()> {
    use FormatArg::{Csv, Gate, GeoNames, Skos, Wikidata, Words};
    let (s, c) = (&args.selection, &args.columns);
    let given: [(&str, bool, &[FormatArg]); 16] = [
        ("--type", s.entity_type.is_some(), &[Words, Csv, Skos]),
        ("--class", !s.class.is_empty(), &[Wikidata, Skos]),
        ("--language", !s.language.is_empty(), &[GeoNames, Wikidata, Skos]),
        ("--alternate-names", s.alternate_names.is_some(), &[GeoNames]),
        ("--feature-class", !s.feature_class.is_empty(), &[GeoNames]),
        ("--min-population", s.min_population.is_some(), &[GeoNames]),
        ("--min-sitelinks", s.min_sitelinks.is_some(), &[Wikidata]),
        ("--name-column", c.name_column.is_some(), &[Csv]),
        ("--id-column", c.id_column.is_some(), &[Csv]),
        ("--alias-column", !c.alias_column.is_empty(), &[Csv]),
        ("--alias-separator", c.alias_separator.is_some(), &[Csv]),
        ("--type-column", c.type_column.is_some(), &[Csv]),
        ("--country-column", c.country_column.is_some(), &[Csv]),
        ("--lat-column", c.lat_column.is_some(), &[Csv]),
        ("--lon-column", c.lon_column.is_some(), &[Csv]),
        ("--delimiter", c.delimiter.is_some(), &[Csv]),
    ];
    for (flag, is_given, formats) in given {
        ensure!(
            !is_given || formats.contains(&args.from),
            "{flag} says nothing to --from {}; leave it out",
            format_name(args.from)
        );
    }
    match args.from {
        Words if s.entity_type.is_none() => {
            bail!("a list of words has no types; give --type person, place or organization")
        }
        Wikidata if s.class.is_empty() => {
            bail!("Wikidata holds more than names; say which classes you want, as in --class Q5=person")
        }
        Skos if s.class.is_empty() && s.entity_type.is_none() => {
            bail!(
                "SKOS has no types; give --type, or --class with the address of a class, scheme or broader concept"
            )
        }
        Csv if s.entity_type.is_none() && c.type_column.is_none() => {
            bail!("give --type, or --type-column with the column that holds it")
        }
        Gate if args.files.iter().any(|f| f.as_os_str() == "-") => {
            bail!("a .def file names other files beside it and cannot come from standard input")
        }
        _ => Ok(()),
    }
}

fn format_name(format: FormatArg) -> String {
    use clap::ValueEnum;
    format.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
}

/// `LIST.meta.toml` beside `LIST.csv`.
fn meta_path(out: &Path) -> anyhow::Result<PathBuf> {
    let is_csv = out.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    ensure!(is_csv, "{} is no name of a list; let it end with .csv", out.display());
    Ok(out.with_extension("meta.toml"))
}

fn meta(args: &ImportArgs) -> ListMeta {
    let p = &args.provenance;
    let (title, licence, attribution) = match args.from {
        FormatArg::GeoNames => ("Places of GeoNames", "CC-BY-4.0", "GeoNames (geonames.org)"),
        FormatArg::Wikidata => ("Items of Wikidata", "CC0-1.0", "Wikidata contributors"),
        FormatArg::Ftm => ("Entities in the FollowTheMoney format", UNTOLD, ""),
        FormatArg::SpaCy => ("Patterns of an EntityRuler", UNTOLD, ""),
        FormatArg::Gate => ("Lists of a GATE gazetteer", UNTOLD, ""),
        FormatArg::Skos => ("Concepts of a SKOS vocabulary", UNTOLD, ""),
        FormatArg::Words => ("List of names", UNTOLD, ""),
        FormatArg::Csv => ("Table of names", UNTOLD, ""),
    };
    let file_name = |f: &PathBuf| f.file_name().unwrap_or(f.as_os_str()).to_string_lossy().into_owned();
    let files = args.files.iter().map(file_name).collect::<Vec<_>>().join(", ");
    let or = |told: &Option<String>, otherwise: &str| told.clone().unwrap_or_else(|| otherwise.to_owned());
    let mut meta = ListMeta {
        title: or(&p.title, title),
        description: format!("imported from {}", format_name(args.from)),
        source: or(&p.source, &files),
        licence: or(&p.licence, licence),
        attribution: or(&p.attribution, attribution),
        retrieved: or(&p.retrieved, ""),
        language: args.selection.language.first().cloned().unwrap_or_default(),
        ..ListMeta::default()
    };
    meta.rank = 100;
    meta
}

fn read(args: &ImportArgs, file: &Path) -> anyhow::Result<Imported> {
    let (s, name) = (&args.selection, file.display().to_string());
    let input = || -> anyhow::Result<Box<dyn BufRead>> {
        if file.as_os_str() == "-" {
            return unpack(io::stdin().lock()).context("cannot read standard input");
        }
        Ok(open(file)?)
    };
    Ok(match args.from {
        FormatArg::GeoNames => {
            let options = GeoNamesOptions {
                classes: s.feature_class.clone(),
                min_population: s.min_population.unwrap_or(0),
                languages: s.language.clone(),
            };
            let alternates = match &s.alternate_names {
                Some(path) => Some(read_alternate_names(open(path)?, &path.display().to_string(), &options)?),
                None => None,
            };
            read_geonames(input()?, &name, alternates.as_ref(), &options)?
        }
        FormatArg::Wikidata => {
            let languages = if s.language.is_empty() { vec!["en".to_owned()] } else { s.language.clone() };
            let classes = s.class.iter().cloned().collect();
            let min_sitelinks = s.min_sitelinks.unwrap_or(0);
            read_wikidata(input()?, &name, &WikidataOptions { classes, languages, min_sitelinks })?
        }
        FormatArg::Ftm => read_follow_the_money(input()?, &name)?,
        FormatArg::SpaCy => read_entity_ruler(input()?, &name)?,
        FormatArg::Gate => read_gate(file)?,
        FormatArg::Skos => {
            let options = SkosOptions {
                classes: s.class.iter().cloned().collect(),
                default_type: s.entity_type,
                languages: s.language.clone(),
            };
            read_skos(input()?, &name, syntax(file)?, &options)?
        }
        FormatArg::Words => read_plain(input()?, &name, s.entity_type.context("--type is missing")?)?,
        FormatArg::Csv => read_table(input()?, &name, &mapping(args, file))?,
    })
}

/// The syntax that the name of a file tells, compressed or not.
fn syntax(file: &Path) -> anyhow::Result<SkosSyntax> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let packed = [".gz", ".bz2", ".zst"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(&name);
    match packed.rsplit_once('.').map(|(_, ending)| ending) {
        Some("ttl" | "nt") => Ok(SkosSyntax::Turtle),
        Some("rdf" | "xml" | "owl" | "skos") => Ok(SkosSyntax::RdfXml),
        _ => bail!(
            "the name of {} does not tell its syntax; let it end with .ttl or .nt (Turtle) or .rdf or .xml (RDF/XML)",
            file.display()
        ),
    }
}

fn mapping(args: &ImportArgs, file: &Path) -> Mapping {
    let (s, c) = (&args.selection, &args.columns);
    let is_tsv = file.to_string_lossy().to_ascii_lowercase().contains(".tsv");
    Mapping {
        name: c.name_column.clone().unwrap_or_else(|| "name".to_owned()),
        id: c.id_column.clone(),
        aliases: c.alias_column.clone(),
        separator: c.alias_separator.clone().unwrap_or_default(),
        entity_type: c.type_column.clone(),
        default_type: s.entity_type,
        country: c.country_column.clone(),
        coordinates: c.lat_column.clone().zip(c.lon_column.clone()),
        delimiter: c.delimiter.unwrap_or(if is_tsv { b'\t' } else { b',' }),
    }
}
