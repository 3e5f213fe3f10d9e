//! Flags of `gazet train`.

use clap::Args;
use std::path::PathBuf;
use std::str::FromStr;

const TRAIN_HELP: &str = "\
Gold files hold JSON lines {\"id\",\"text\",\"entities\":[{\"start\",\"end\",\"type\"}]}: byte offsets, types PER, LOC, ORG.
A set is called after its file, or after the folder of a file train.jsonl or dev.jsonl.
The same data, lists, settings and seed give the same model. With 1 of 2 cores and 200,000 tokens it takes a minute.

Standard output has the scores on the held-out sets, as in the card; exit code 1 says that held-out documents stand in
the training data too. Use the model with `--recognizer MODEL`, and with the lists that it was trained with.";

/// What to learn from, and what to write.
#[derive(Debug, Args)]
#[command(after_help = TRAIN_HELP)]
pub(crate) struct TrainArgs {
    /// Gold files to learn from
    #[arg(required = true, value_name = "TRAIN.jsonl")]
    pub(crate) gold: Vec<PathBuf>,
    /// Held-out gold files: they teach no name; scores are fitted and measured on them
    #[arg(long, required = true, value_name = "DEV.jsonl", num_args = 1..)]
    pub(crate) dev: Vec<PathBuf>,
    /// Training sets that leave names unmarked: what looks like a name there teaches nothing
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(crate) partial: Vec<String>,
    /// Licence and attribution of a training set, for the card; may be repeated
    #[arg(long, value_name = "NAME=TEXT")]
    pub(crate) licence: Vec<NamedValue>,

    /// The model file
    #[arg(long, short, value_name = "MODEL", help_heading = "Output")]
    pub(crate) out: PathBuf,
    /// The model card (Markdown): data, settings, scores
    #[arg(long, value_name = "CARD.md", help_heading = "Output")]
    pub(crate) card: Option<PathBuf>,
    /// Date of the training, for model and card
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Output", value_parser = parse_date)]
    pub(crate) date: Option<String>,
    /// What the model file says of itself: language, licence, sources
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub(crate) description: Option<String>,
    /// Print this many errors of each held-out set before the scores
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub(crate) errors: usize,

    /// Decides the order of documents and which of them are used again, changed
    #[arg(long, value_name = "N", help_heading = "Learning")]
    pub(crate) seed: Option<u64>,
    /// Rounds over the data
    #[arg(long, value_name = "N", help_heading = "Learning")]
    pub(crate) epochs: Option<usize>,
    /// Any other setting by its name, `--set orders=2`; a name that does not exist shows them all; may be repeated
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Learning")]
    pub(crate) set: Vec<NamedValue>,
    /// Folder of given-names.csv and surnames.csv (columns `name` and `regions`): with it, documents are used again
    /// with other names in the places of theirs
    #[arg(long, value_name = "FOLDER", help_heading = "Learning")]
    pub(crate) names: Option<PathBuf>,
    /// Word clusters: lines of word, fine and coarse cluster with tabs between; by default those of the embedded model
    #[arg(long, value_name = "FILE.tsv", help_heading = "Learning")]
    pub(crate) clusters: Option<PathBuf>,
    /// Add a list of names, as in other commands; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Learning")]
    pub(crate) gazetteer: Vec<PathBuf>,
    /// Leave out the lists that come with gazet
    #[arg(long, help_heading = "Learning")]
    pub(crate) no_shipped_lists: bool,
}

/// `NAME=VALUE` on the command line.
#[derive(Clone, Debug)]
pub(crate) struct NamedValue {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl FromStr for NamedValue {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
        Ok(Self { name: name.trim().to_owned(), value: value.trim().to_owned() })
    }
}

fn parse_date(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    match parts.as_slice() {
        [year, month, day] if digits && [year.len(), month.len(), day.len()] == [4, 2, 2] => {
            Ok(text.to_owned())
        }
        _ => Err("write the date as YYYY-MM-DD".to_owned()),
    }
}
