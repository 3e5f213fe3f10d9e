//! Commands and flags.

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Args, Parser, Subcommand, ValueEnum};
use gazet_core::EntityType;
use gazet_export::TableFormat;
use gazet_graph::Window;
use std::num::NonZeroUsize;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Green.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  done, but inputs were skipped or failed, or a check found something
  2  could not run

One pipeline:
  gazet run reports/ --out network     documents in; tables and network/graph.graphml out
  gazet graph network --window item    the same network with another window, without reading again
  gazet explain reports/one.txt        why each name in one text was found";

/// Named entities and their network from a folder of documents.
///
/// gazet finds the people, places and organizations that a collection of documents names, decides which names mean
/// the same, and writes tables and a network (GraphML) in which every edge leads back to the sentences behind it.
/// It works offline; name lists and a model are part of the program.
#[derive(Debug, Parser)]
#[command(name = "gazet", version, styles = STYLES, after_help = AFTER_HELP, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// Number of threads; all cores by default. The output is the same with any number
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// No progress and no summary; errors still go to standard error
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Extract a collection and build its network: `extract` and `graph` in one
    Run(RunArgs),
    /// Read documents and find their mentions, into a run folder
    Extract(ExtractArgs),
    /// Build tables and network of a run folder, again with other options if you like
    Graph(GraphArgs),
    /// Filter: JSON lines {"id","text"} in, {"id","mentions"} out, in the same order
    Mentions(MentionsArgs),
    /// Show a text with its mentions and why each one was found
    Explain(ExplainArgs),
    /// Check, build and look into lists of names
    Gazetteer(GazetteerArgs),
    /// Score the extraction against gold annotations
    Eval(EvalArgs),
    /// Print shell completions
    Completions(CompletionsArgs),
}

/// What knows names.
#[derive(Debug, Args)]
#[command(next_help_heading = "Names")]
pub(crate) struct EngineArgs {
    /// Add a list of names (.csv or .jsonl beside its .meta.toml, or compiled .gzt); may be repeated, and an entity of
    /// a later list replaces the one of the same id before it
    #[arg(long, value_name = "FILE")]
    pub(crate) gazetteer: Vec<PathBuf>,
    /// Leave out the lists that come with gazet
    #[arg(long)]
    pub(crate) no_shipped_lists: bool,
    /// The statistical recognizer for names that no list holds: `on`, `off`, or a model file
    #[arg(long, value_name = "on|off|MODEL", default_value = "on")]
    pub(crate) recognizer: String,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files, folders (with all they hold), or `-` for standard input: text, Markdown, HTML, JSON lines
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Field of JSON records that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_field: String,
    /// Field of JSON records that holds the id
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub(crate) id_field: String,
    /// Format of standard input
    #[arg(long, value_enum, default_value_t = StdinFormat::Text)]
    pub(crate) stdin_format: StdinFormat,
    /// Largest document in bytes; larger ones are recorded as failed
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 30, value_parser = clap::value_parser!(u64).range(1..=u64::from(u32::MAX)))]
    pub(crate) max_document_bytes: u64,
    /// Stop at the first input that cannot be read
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StdinFormat {
    /// Plain text or Markdown, one document
    Text,
    /// A web page, one document
    Html,
    /// JSON lines, one document a line
    Jsonl,
}

/// Where results go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutArgs {
    /// The run folder, made if it does not exist
    #[arg(long, short, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// Replace the run that lies in the folder
    #[arg(long)]
    pub(crate) overwrite: bool,
}

/// What a person has decided.
#[derive(Debug, Args)]
#[command(next_help_heading = "Decisions")]
pub(crate) struct DecisionArgs {
    /// Obey the decisions of this file (CSV): merge, split, rename, retype, delete, ban-alias, prefer. The files in
    /// review/ have its columns
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
}

/// How the network is built.
#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct NetworkArgs {
    /// Unit of text in which two names count as named together
    #[arg(long, value_enum, default_value_t = WindowArg::Sentence)]
    pub(crate) window: WindowArg,
    /// Leave out edges of fewer windows than this
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) min_weight: u64,
    /// Types that become nodes
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',', default_value = "person,place,organization")]
    pub(crate) types: Vec<EntityType>,
    /// Format of the documents, mentions and evidence tables: parquet, jsonl or csv
    #[arg(long, value_name = "FORMAT", default_value = "parquet", value_parser = parse_format)]
    pub(crate) format: TableFormat,
    /// Leave the texts out of the documents table
    #[arg(long)]
    pub(crate) no_text: bool,
}

fn parse_format(text: &str) -> Result<TableFormat, String> {
    text.parse().map_err(|e: gazet_export::ExportError| e.to_string())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum WindowArg {
    /// The same sentence
    Sentence,
    /// The same paragraph, heading or list item
    Paragraph,
    /// The same story of a page of several
    Item,
    /// The same document
    Document,
}

impl From<WindowArg> for Window {
    fn from(window: WindowArg) -> Self {
        match window {
            WindowArg::Sentence => Self::Sentence,
            WindowArg::Paragraph => Self::Paragraph,
            WindowArg::Item => Self::Item,
            WindowArg::Document => Self::Document,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) out: OutArgs,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[command(flatten)]
    pub(crate) decisions: DecisionArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) out: OutArgs,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    #[command(flatten)]
    pub(crate) decisions: DecisionArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// The run folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[command(flatten)]
    pub(crate) decisions: DecisionArgs,
}

const MENTIONS_HELP: &str = "\
Output, one line for each input line:
  id                  the input's id
  mentions            sorted by place, not overlapping:
    start, end        bytes of the UTF-8 text, end exclusive
    cstart, cend      code points, end exclusive
    text              the text as written
    type              person, place or organization
    entity            key of its entity; missing when the evidence does not decide
    rule              the rule that decided
    score             confidence in [0, 1]";

#[derive(Debug, Args)]
#[command(after_help = MENTIONS_HELP)]
pub(crate) struct MentionsArgs {
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    /// Give demonyms ("Iranian") and families ("the Rajavis") too
    #[arg(long)]
    pub(crate) all_kinds: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The text, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GazetteerArgs {
    #[command(subcommand)]
    pub(crate) command: GazetteerCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    /// Check lists: shared aliases, common words, duplicates; the worst first
    Check(CheckArgs),
    /// Compile lists into one file that opens at once
    Build(BuildArgs),
    /// Show every entity that bears a name, and why
    Lookup(LookupArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Lists (.csv or .jsonl) or folders of lists
    #[arg(required = true, value_name = "LIST")]
    pub(crate) lists: Vec<PathBuf>,
    /// Write findings as JSON lines
    #[arg(long)]
    pub(crate) json: bool,
    /// Show at most this many findings of each code
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) most: usize,
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Lists (.csv or .jsonl)
    #[arg(required = true, value_name = "LIST")]
    pub(crate) lists: Vec<PathBuf>,
    /// The compiled file
    #[arg(long, short, value_name = "FILE.gzt")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct LookupArgs {
    /// The name, in any spelling
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Find names within one typing error too
    #[arg(long)]
    pub(crate) fuzzy: bool,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Gold files: JSON lines {"id","text","entities":[{"start","end","type"}]}, byte offsets, types PER, LOC, ORG
    #[arg(required = true, value_name = "GOLD.jsonl")]
    pub(crate) gold: Vec<PathBuf>,
    /// Print this many errors of each file
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) errors: usize,
    /// Print scores as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}
