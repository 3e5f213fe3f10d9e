//! Flags of `gazet themes`.

use super::{DecisionArgs, NetworkArgs, ThemeArgs};
use clap::{Args, Subcommand};
use std::path::PathBuf;

const THEMES_HELP: &str = "\
Texts are not read again: they lie in the run folder. Afterwards it holds what a run with these packs
would have left; give the options of the network and the decisions of that run again.

  gazet themes network --themes own.toml    those that come with gazet, and a pack of your own
  gazet themes check own.toml               what is wrong or doubtful in a pack";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = THEMES_HELP)]
pub(crate) struct ThemesArgs {
    #[command(subcommand)]
    pub(crate) command: Option<ThemesCommand>,
    /// The run folder (one of the name `check` is written ./check)
    #[arg(value_name = "RUN", required = true)]
    pub(crate) run: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) themes: ThemeArgs,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[command(flatten)]
    pub(crate) decisions: DecisionArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ThemesCommand {
    /// Check theme packs: errors, common words, terms that mask or repeat others, rules that cannot fire; the worst first
    Check(ThemesCheckArgs),
}

const THEMES_CHECK_HELP: &str = "\
Codes: common-word, shared-term (of several themes), masked-term (kept from firing by a longer one),
redundant-term, duplicate-term, term-excluded, rule-cannot-fire; with --corpus never-seen,
rule-never-fires, seen-too-often; and errors, for which a pack is refused. An exceptions.csv
(code,theme,term,reason) in a folder of packs answers for findings that are meant to be.
Exits with 1 if a warning or an error is left; notes are only worth a look.";

#[derive(Debug, Args)]
#[command(after_help = THEMES_CHECK_HELP)]
pub(crate) struct ThemesCheckArgs {
    /// Theme packs (TOML) or folders of them
    #[arg(required = true, value_name = "PACK")]
    pub(crate) packs: Vec<PathBuf>,
    /// Check them alone, not beside the packs that come with gazet
    #[arg(long)]
    pub(crate) no_shipped_themes: bool,
    /// Count in these documents which terms and rules fire; may be repeated
    #[arg(long, value_name = "INPUT")]
    pub(crate) corpus: Vec<PathBuf>,
    /// Field of the JSON records of the corpus that holds the text
    #[arg(long, value_name = "NAME", default_value = "text", requires = "corpus")]
    pub(crate) text_field: String,
    /// Write findings as JSON lines
    #[arg(long)]
    pub(crate) json: bool,
    /// Show at most this many findings of each code
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) most: usize,
}
