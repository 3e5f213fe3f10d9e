//! Commands and flags.

mod gazetteer;
mod themes;
mod train;

pub(crate) use gazetteer::{
    BuildArgs, CheckArgs, FormatArg, GazetteerArgs, GazetteerCommand, ImportArgs, LookupArgs, VariantArg,
};
pub(crate) use themes::{ThemesArgs, ThemesCheckArgs, ThemesCommand};
pub(crate) use train::TrainArgs;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Args, Parser, Subcommand, ValueEnum};
use gazet_core::EntityType;
use gazet_export::TableFormat;
use gazet_export::graph::{GraphFormat, Profile};
use gazet_graph::{Backbone, SliceUnit, Window};
use gazet_pipeline::{Colouring, Duplicates, Field, Format, With};
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
  130  interrupted; the same command goes on

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
    /// Progress, totals and errors as JSON lines on standard error
    #[arg(long, global = true, conflicts_with = "quiet")]
    pub(crate) json_log: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Extract a collection and build its network: `extract` and `graph` in one
    Run(RunArgs),
    /// Read documents and find their mentions, into a run folder
    Extract(ExtractArgs),
    /// Build tables and network of a run folder, again with other options if you like
    Graph(GraphArgs),
    /// Find the themes of a run folder again with other packs; or check packs
    Themes(ThemesArgs),
    /// Merge run folders of several machines into the one that a single run would have written
    Merge(MergeArgs),
    /// Show what changed from one run to another
    Diff(DiffArgs),
    /// Filter: JSON lines {"id","text"} in, {"id","mentions"} out, in the same order
    Mentions(MentionsArgs),
    /// Show a text with its mentions and why each one was found
    Explain(ExplainArgs),
    /// Check, build and look into lists of names
    Gazetteer(GazetteerArgs),
    /// Score the extraction against gold annotations
    Eval(EvalArgs),
    /// Train a recognizer from gold annotations
    Train(TrainArgs),
    /// Print shell completions
    Completions(CompletionsArgs),
    /// The text of the PDF on standard input as JSON: the process that `run` starts for each PDF
    #[command(hide = true)]
    PdfText(PdfTextArgs),
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
    /// Spans of another recognizer as candidates: JSON lines {"id","spans":[{"start","end","type","score"}]}, bytes,
    /// or `cstart` and `cend` in code points
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) spans: Option<PathBuf>,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files, folders (with all they hold), or `-` for standard input: text, Markdown, HTML, JSON lines, CSV, TSV,
    /// Parquet, WARC and WET, PDF, DOCX, EML and MBOX, also inside .zip, .gz and .zst
    #[arg(required_unless_present = "files_from", value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Read the files and folders that this list names, one path a line; `-` for standard input
    #[arg(long, value_name = "LIST", conflicts_with = "inputs")]
    pub(crate) files_from: Option<PathBuf>,
    /// Read only files of folders that match, such as *.html or 2024/**; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,
    /// Leave out files and folders that match; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Read hidden files too, whose name begins with a dot
    #[arg(long)]
    pub(crate) hidden: bool,
    /// Field of records (JSON lines, tables) that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_field: String,
    /// Field of records that holds the id
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub(crate) id_field: String,
    /// Column of a field that is not called by its own name, such as date=published; fields are title, date, source,
    /// author, language, url, duplicate_of; may be repeated. Other columns are carried along
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = parse_column)]
    pub(crate) field: Vec<(Field, String)>,
    /// Format of standard input; `auto` tells it from the first bytes
    #[arg(long, value_enum, default_value_t = StdinFormat::Auto)]
    pub(crate) stdin_format: StdinFormat,
    /// Encoding of texts that are not UTF-8, such as windows-1252; by default what they declare or look like
    #[arg(long, value_name = "LABEL", value_parser = parse_encoding)]
    pub(crate) encoding: Option<&'static encoding_rs::Encoding>,
    /// Largest document in bytes; larger ones are recorded as failed
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, value_parser = clap::value_parser!(u64).range(1..=u64::from(u32::MAX)))]
    pub(crate) max_document_bytes: u64,
    /// How many times its size a packed input may unpack to, past 64 MiB; beyond, it is recorded as a bomb
    #[arg(long, value_name = "N", default_value_t = 250, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_unpack_ratio: u64,
    /// Seconds that the text of one PDF may take; beyond, it is recorded as failed
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_pdf_seconds: u64,
    /// Stop at the first input that cannot be read
    #[arg(long)]
    pub(crate) strict: bool,
    /// Read one of N shares of the files only: 1/4, 2/4, ... on four machines that see the same files; `gazet merge` puts
    /// the runs together
    #[arg(long, value_name = "K/N", value_parser = parse_shard)]
    pub(crate) shard: Option<(u32, u32)>,
}

fn parse_column(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text.split_once('=').ok_or("not FIELD=COLUMN; write it like date=published")?;
    let field: Field = field.parse().map_err(|e: gazet_pipeline::UnknownField| e.to_string())?;
    if column.is_empty() {
        return Err("the column has no name; write it like date=published".to_owned());
    }
    Ok((field, column.to_owned()))
}

fn parse_encoding(label: &str) -> Result<&'static encoding_rs::Encoding, String> {
    encoding_rs::Encoding::for_label(label.as_bytes())
        .ok_or_else(|| "not an encoding; write it like windows-1252, utf-8 or shift_jis".to_owned())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StdinFormat {
    /// Told from the first bytes; plain text where they tell nothing
    Auto,
    /// Plain text or Markdown, one document
    Text,
    /// A web page, one document
    Html,
    /// JSON lines, one document a line
    Jsonl,
    /// Comma-separated values, one document a row
    Csv,
    /// Tab-separated values, one document a row
    Tsv,
    /// Parquet, one document a row
    Parquet,
    /// WARC or WET, one document for each record with text
    Warc,
    /// A PDF file
    Pdf,
    /// A Word document
    Docx,
    /// A mail message
    Eml,
    /// A mailbox, as a mail message for each message
    Mbox,
}

impl StdinFormat {
    pub(crate) fn format(self) -> Option<Format> {
        Some(match self {
            Self::Auto => return None,
            Self::Text => Format::Text,
            Self::Html => Format::Html,
            Self::Jsonl => Format::Jsonl,
            Self::Csv => Format::Csv,
            Self::Tsv => Format::Tsv,
            Self::Parquet => Format::Parquet,
            Self::Warc => Format::Warc,
            Self::Pdf => Format::Pdf,
            Self::Docx => Format::Docx,
            Self::Eml => Format::Eml,
            Self::Mbox => Format::Mbox,
        })
    }
}

/// Where results go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutArgs {
    /// The run folder, made if it does not exist
    #[arg(long, short, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// Replace a run of other options or another collection. A run of the same is gone on with: what has not changed is
    /// taken over
    #[arg(long)]
    pub(crate) overwrite: bool,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// Where flags come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct ConfigArgs {
    /// Take flags from this file, such as `window = "item"`; gazet.toml in the current folder by default. The command
    /// line goes first
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) config: Option<PathBuf>,
}

/// What documents are about.
#[derive(Debug, Args)]
#[command(next_help_heading = "Themes")]
pub(crate) struct ThemeArgs {
    /// Add a theme pack (TOML), or a folder of them, to those that come with gazet; may be repeated
    #[arg(long, value_name = "PACK")]
    pub(crate) themes: Vec<PathBuf>,
    /// Leave out the theme packs that come with gazet
    #[arg(long, requires = "themes")]
    pub(crate) no_shipped_themes: bool,
    /// Do not look for themes
    #[arg(long, conflicts_with = "themes")]
    pub(crate) no_themes: bool,
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
    /// Tokens of a window of `--window tokens`, which each mention opens
    #[arg(long, value_name = "N", default_value_t = gazet_graph::DEFAULT_WINDOW_TOKENS, value_parser = clap::value_parser!(u32).range(2..))]
    pub(crate) window_tokens: u32,
    /// Leave out names of fewer documents than this, and edges with fewer documents that hold both
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) min_documents: u64,
    /// Memory for counting pairs, such as 512M or 2G; beyond it, counts go to temporary files
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = parse_size)]
    pub(crate) memory: usize,
    /// Types that become nodes
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',', default_value = "person,place,organization")]
    pub(crate) types: Vec<EntityType>,
    /// Format of the documents, mentions and evidence tables: parquet, jsonl or csv
    #[arg(long, value_name = "FORMAT", default_value = "parquet", value_parser = parse_format)]
    pub(crate) format: TableFormat,
    /// Keyphrases of a document in the documents table
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=gazet_engine::KEYPHRASES as i64))]
    pub(crate) keyphrases: u16,
    /// Look for themes that no pack lists, by the phrases that documents share: emergent-themes.csv
    #[arg(long)]
    pub(crate) emergent: bool,
    /// Which documents count as repeating an earlier one, and not as a story of their own: `near` ones share most of
    /// their wording, `exact` ones all their words; with `off`, only those of which their source says so
    #[arg(long, value_name = "near|exact|off", default_value = "near", value_parser = parse_duplicates)]
    pub(crate) duplicates: Duplicates,
    /// Share of their wording (five words in a row) from which on documents are near duplicates
    #[arg(long, value_name = "SHARE", default_value_t = 0.7, value_parser = parse_share)]
    pub(crate) similarity: f64,
    /// Leave the texts out of the documents table
    #[arg(long)]
    pub(crate) no_text: bool,
    #[command(flatten)]
    pub(crate) shown: ShownArgs,
}

/// What of the network the graph file shows; all of it lies in graph.full.graphml where that is more.
#[derive(Debug, Args)]
#[command(next_help_heading = "Graph file")]
pub(crate) struct ShownArgs {
    /// How edges are thinned out; `auto` does so from 10,000 edges on
    #[arg(long, value_enum, default_value_t = BackboneArg::Auto)]
    pub(crate) backbone: BackboneArg,
    /// Level of significance, for the backbone and for the mark `significant`
    #[arg(long, value_name = "P", default_value_t = 0.05, value_parser = parse_share)]
    pub(crate) alpha: f64,
    /// Most nodes, those of most documents first; 0 for all
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    pub(crate) top: usize,
    /// Only the largest connected part
    #[arg(long)]
    pub(crate) giant: bool,
    /// Only the neighbourhood of this name or key; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) ego: Vec<String>,
    /// How many edges that neighbourhood reaches
    #[arg(long, value_name = "N", default_value_t = 1, requires = "ego")]
    pub(crate) depth: u32,
    /// Size of communities: 1 for plain modularity, higher for smaller ones
    #[arg(long, value_name = "R", default_value_t = 1.0, value_parser = parse_resolution)]
    pub(crate) resolution: f64,
    /// Seed of communities, layout and samples
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Nodes beside entities: themes (tied to entities named where they hold, in two
    /// documents at least and more often than by chance), documents
    #[arg(long, value_enum, value_name = "KIND,...", value_delimiter = ',')]
    pub(crate) with: Vec<WithArg>,
    /// What the color of a node says
    #[arg(long, value_enum, default_value_t = ColorArg::Type)]
    pub(crate) color: ColorArg,
    /// The graph through time: graph.dynamic.gexf, and a GraphML file for each slice in slices/
    #[arg(long, value_enum, value_name = "UNIT")]
    pub(crate) slice: Option<SliceArg>,
    /// Further formats of the graph: gexf, csv, json, pajek, dot, cypher, neo4j-csv, vosviewer
    #[arg(long, value_name = "FORMAT,...", value_delimiter = ',', value_parser = parse_graph_format)]
    pub(crate) export: Vec<GraphFormat>,
    /// Whom the GraphML is for
    #[arg(long, value_enum, default_value_t = ProfileArg::Standard)]
    pub(crate) profile: ProfileArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum BackboneArg {
    /// `noise-corrected` above 10,000 edges, else `none`
    Auto,
    /// Every edge stays
    None,
    /// Pairs that meet more often than by chance (G2, false discovery rate)
    Significant,
    /// Disparity filter
    Disparity,
    /// Noise-corrected backbone
    NoiseCorrected,
}

impl From<BackboneArg> for Backbone {
    fn from(backbone: BackboneArg) -> Self {
        match backbone {
            BackboneArg::Auto => Self::Auto,
            BackboneArg::None => Self::None,
            BackboneArg::Significant => Self::Significant,
            BackboneArg::Disparity => Self::Disparity,
            BackboneArg::NoiseCorrected => Self::NoiseCorrected,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum WithArg {
    /// Themes
    Themes,
    /// Documents, at most as many as --top; those that name most entities of the graph first
    Documents,
}

impl From<WithArg> for With {
    fn from(with: WithArg) -> Self {
        match with {
            WithArg::Themes => Self::Themes,
            WithArg::Documents => Self::Documents,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ColorArg {
    /// Its type: person, place, organization
    Type,
    /// Its community; the twelve largest
    Community,
    /// The theme of most of its documents; the twelve most frequent
    Theme,
}

impl From<ColorArg> for Colouring {
    fn from(color: ColorArg) -> Self {
        match color {
            ColorArg::Type => Self::Type,
            ColorArg::Community => Self::Community,
            ColorArg::Theme => Self::Theme,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SliceArg {
    /// Calendar years
    Year,
    /// Calendar months
    Month,
    /// Weeks, Monday to Sunday
    Week,
    /// Days
    Day,
}

impl From<SliceArg> for SliceUnit {
    fn from(slice: SliceArg) -> Self {
        match slice {
            SliceArg::Year => Self::Year,
            SliceArg::Month => Self::Month,
            SliceArg::Week => Self::Week,
            SliceArg::Day => Self::Day,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ProfileArg {
    /// Every reader
    Standard,
    /// Neo4j's import, with labels on nodes and edges
    Neo4j,
}

impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Self {
        match profile {
            ProfileArg::Standard => Self::Standard,
            ProfileArg::Neo4j => Self::Neo4j,
        }
    }
}

fn parse_graph_format(text: &str) -> Result<GraphFormat, String> {
    text.parse().map_err(|e: gazet_export::ExportError| e.to_string())
}

fn parse_share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|p| *p > 0.0 && *p < 1.0)
        .ok_or_else(|| "not a number between 0 and 1".to_owned())
}

fn parse_shard(text: &str) -> Result<(u32, u32), String> {
    let parsed = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    parsed
        .filter(|(k, n)| (1..=*n).contains(k))
        .ok_or_else(|| "not a share; write it like 2/4, from 1/4 to 4/4".to_owned())
}

fn parse_duplicates(text: &str) -> Result<Duplicates, String> {
    text.parse()
}

fn parse_resolution(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|r: &f64| r.is_finite() && *r >= 0.0)
        .ok_or_else(|| "not a number of at least 0".to_owned())
}

fn parse_size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" => 1 << 10,
        "M" | "MB" => 1 << 20,
        "G" | "GB" => 1 << 30,
        _ => return Err("not a size; write it like 512M or 2G".to_owned()),
    };
    let number: Option<usize> = digits.parse().ok();
    number.and_then(|n| n.checked_mul(unit)).ok_or_else(|| "not a size; write it like 512M or 2G".to_owned())
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
    /// A stretch of --window-tokens tokens
    Tokens,
}

impl From<WindowArg> for Window {
    fn from(window: WindowArg) -> Self {
        match window {
            WindowArg::Sentence => Self::Sentence,
            WindowArg::Paragraph => Self::Paragraph,
            WindowArg::Item => Self::Item,
            WindowArg::Document => Self::Document,
            WindowArg::Tokens => Self::Tokens,
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
    #[command(flatten)]
    pub(crate) themes: ThemeArgs,
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
    #[command(flatten)]
    pub(crate) themes: ThemeArgs,
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true
)]
pub(crate) struct GraphArgs {
    #[command(subcommand)]
    pub(crate) command: Option<GraphCommand>,
    /// The run folder; write ./check for one of that name
    #[arg(value_name = "RUN", required = true)]
    pub(crate) run: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[command(flatten)]
    pub(crate) decisions: DecisionArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GraphCommand {
    /// Check a GraphML file, whoever wrote it, against what its readers stumble over, line by line
    Check(GraphCheckArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GraphCheckArgs {
    /// The GraphML file, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Whom it is for
    #[arg(long, value_enum, default_value_t = ProfileArg::Standard)]
    pub(crate) profile: ProfileArg,
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
    /// The text, or `-` for standard input; with --edge or --entity, the run folder
    #[arg(value_name = "FILE|RUN")]
    pub(crate) file: PathBuf,
    /// Show the sentences of a run that name both of these (names, spellings or keys)
    #[arg(long, num_args = 2, value_names = ["A", "B"], help_heading = "Of a finished run")]
    pub(crate) edge: Vec<String>,
    /// Show what made one entity of a run (a key, name or spelling): spellings, rules, merges with scores, documents
    #[arg(long, value_name = "ID", conflicts_with = "edge", help_heading = "Of a finished run")]
    pub(crate) entity: Option<String>,
    /// Most places or documents to show; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Of a finished run")]
    pub(crate) most: usize,
    /// Write the text as a page with every mention coloured and explained, instead of printing it; `-` for standard
    /// output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["edge", "entity"])]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    #[command(flatten)]
    pub(crate) themes: ThemeArgs,
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
    /// Score the entities of a finished run instead of the spans: B-cubed over the gold mentions that carry `entity`,
    /// in each document and over the collection, with all wrong merges
    #[arg(long, value_name = "RUN")]
    pub(crate) entities: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

#[derive(Debug, Args)]
pub(crate) struct PdfTextArgs {
    /// Most bytes of text
    #[arg(value_name = "LIMIT")]
    pub(crate) limit: u64,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The run folders, of `gazet extract` or `gazet run` with the same version, lists and options
    #[arg(required = true, num_args = 2.., value_name = "RUN")]
    pub(crate) runs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) out: OutArgs,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    #[command(flatten)]
    pub(crate) decisions: DecisionArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The run folder before
    #[arg(value_name = "BEFORE")]
    pub(crate) before: PathBuf,
    /// The run folder after
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,
    /// Print all of it as one JSON object: settings, totals, documents, entities, edges
    #[arg(long)]
    pub(crate) json: bool,
    /// Show at most this many changes of each kind; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) most: usize,
}
