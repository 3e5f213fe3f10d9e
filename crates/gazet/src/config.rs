//! `gazet.toml`: flags that a collection is always run with.
//!
//! Keys are the names of flags, without dashes in front: `window = "item"`, `gazetteer = ["actors.csv"]`,
//! `no-themes = true`. They are put among the arguments, unless the command line gives the same flag; so they mean
//! exactly what the flag means, and are checked as it is. Paths are relative to the file.

use crate::args::Cli;
use anyhow::{Context, bail};
use clap::CommandFactory;
use clap::parser::ValueSource;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file that is read when it lies in the current folder.
const FILE: &str = "gazet.toml";
/// The commands that read it.
const COMMANDS: [&str; 4] = ["run", "extract", "graph", "merge"];
/// Flags whose values are paths.
const PATHS: [&str; 4] = ["gazetteer", "themes", "decisions", "out"];
/// Flags that are for the command line only.
const NOT_HERE: [&str; 4] = ["config", "help", "version", "overwrite"];

/// The arguments, with those of the configuration file added.
pub(crate) fn expand(arguments: Vec<OsString>) -> anyhow::Result<Vec<OsString>> {
    let mut command = Cli::command();
    command.build();
    // What is wrong with the command line is said when it is parsed for good.
    let Ok(matches) = command.clone().ignore_errors(true).try_get_matches_from(&arguments) else {
        return Ok(arguments);
    };
    let Some((name, given)) = matches.subcommand().filter(|(name, _)| COMMANDS.contains(name)) else {
        return Ok(arguments);
    };
    let path = match given.get_one::<PathBuf>("config") {
        Some(path) => path.clone(),
        None if Path::new(FILE).is_file() => PathBuf::from(FILE),
        None => return Ok(arguments),
    };
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = ConfigFile { path: &path, text: &text };
    let table = DeTable::parse(&text)
        .map_err(|e| file.error(e.span().map_or(0, |s| s.start), e.message().trim_end()))?;
    let of_any: BTreeSet<String> = COMMANDS.iter().flat_map(|c| flags(&command, c)).collect();
    let of_this: BTreeSet<String> = flags(&command, name).collect();
    let mut added = Vec::new();
    for (key, value) in table.get_ref() {
        let flag = key.get_ref().as_ref();
        let at = key.span().start;
        if !of_any.contains(flag) {
            bail!(file.error(
                at,
                &format!("unknown key `{flag}`; keys are the flags of `gazet run --help`, without dashes")
            ));
        }
        let id = flag.replace('-', "_");
        let is_given = given.try_contains_id(&id).is_ok()
            && given.value_source(&id).is_some_and(|s| s == ValueSource::CommandLine);
        if !of_this.contains(flag) || is_given {
            continue;
        }
        let arguments = file.arguments(flag, value)?;
        check(&command, name, flag, &arguments).map_err(|what| file.error(at, &what))?;
        added.extend(arguments);
    }
    let at = 1 + arguments.iter().skip(1).position(|a| a == name).unwrap_or_default();
    let (before, after) = arguments.split_at(at + 1);
    Ok([before, &added, after].concat())
}

/// The long flags of a command that may stand in the file.
fn flags(command: &clap::Command, name: &str) -> impl Iterator<Item = String> {
    let arguments = command.find_subcommand(name).into_iter().flat_map(clap::Command::get_arguments);
    arguments.filter_map(|a| a.get_long()).filter(|long| !NOT_HERE.contains(long)).map(str::to_owned)
}

/// Parses the arguments of one flag alone, so that what is wrong with them is told with their line.
fn check(command: &clap::Command, name: &str, flag: &str, arguments: &[OsString]) -> Result<(), String> {
    let mut alone: Vec<OsString> = ["gazet", name, "x"].map(OsString::from).to_vec();
    if name == "merge" {
        alone.push("y".into());
    }
    if name != "graph" && flag != "out" {
        alone.extend(["--out", "x"].map(OsString::from));
    }
    if flag == "depth" {
        alone.extend(["--ego", "x"].map(OsString::from));
    }
    alone.extend(arguments.iter().cloned());
    match command.clone().try_get_matches_from(alone) {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = error.to_string();
            let first = message.lines().next().unwrap_or_default();
            Err(first.strip_prefix("error: ").unwrap_or(first).to_owned())
        }
    }
}

struct ConfigFile<'a> {
    path: &'a Path,
    text: &'a str,
}

impl ConfigFile<'_> {
    fn error(&self, at: usize, what: &str) -> anyhow::Error {
        let line = 1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count();
        anyhow::anyhow!("{}:{line}: {what}", self.path.display())
    }

    /// A key and its value as arguments.
    fn arguments(&self, flag: &str, value: &Spanned<DeValue<'_>>) -> anyhow::Result<Vec<OsString>> {
        let one = |text: &str| {
            let is_path = PATHS.contains(&flag) || flag == "recognizer" && !matches!(text, "on" | "off");
            let value = match self.path.parent().filter(|_| is_path) {
                Some(folder) => folder.join(text).into_os_string(),
                None => OsString::from(text),
            };
            let mut argument = OsString::from(format!("--{flag}="));
            argument.push(value);
            argument
        };
        Ok(match value.get_ref() {
            DeValue::Boolean(true) => vec![OsString::from(format!("--{flag}"))],
            DeValue::Boolean(false) => Vec::new(),
            DeValue::String(text) => vec![one(text)],
            DeValue::Integer(number) => vec![one(number.as_str())],
            DeValue::Float(number) => vec![one(number.as_str())],
            DeValue::Array(values) => {
                let mut all = Vec::new();
                for value in values.iter() {
                    all.extend(self.arguments(flag, value)?);
                }
                all
            }
            DeValue::Datetime(_) | DeValue::Table(_) => {
                bail!(self.error(
                    value.span().start,
                    &format!("`{flag}` takes a text, a number, true or false, or a list of these")
                ))
            }
        })
    }
}
