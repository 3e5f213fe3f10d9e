//! `gazet gazetteer`: its commands and flags.

use super::EngineArgs;
use clap::{Args, Subcommand, ValueEnum};
use gazet_core::EntityType;
use std::path::PathBuf;

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
    /// Make a list of what others published: GeoNames, Wikidata, OpenSanctions, spaCy, GATE, SKOS, any CSV
    Import(Box<ImportArgs>),
    /// Show every entity that bears a name, and why
    Lookup(LookupArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Lists (.csv or .jsonl) or folders of lists
    #[arg(required = true, value_name = "LIST")]
    pub(crate) lists: Vec<PathBuf>,
    /// Look too how these texts write the names: JSON lines with a field `text`, packed or not, or plain text. May be
    /// repeated
    #[arg(long, value_name = "PATH.jsonl")]
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

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Lists (.csv or .jsonl)
    #[arg(required = true, value_name = "LIST")]
    pub(crate) lists: Vec<PathBuf>,
    /// The compiled file
    #[arg(long, short, value_name = "FILE.gzt")]
    pub(crate) out: PathBuf,
    /// Derive further names from the listed ones
    #[arg(long, value_name = "RULE,...", value_enum, value_delimiter = ',')]
    pub(crate) variants: Vec<VariantArg>,
}

/// Rules that derive names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VariantArg {
    /// `M. Rajavi`, `George W. Bush` of persons
    Initials,
    /// `Rajavi, Massoud` of persons
    WordOrder,
    /// `Acme` and `Acme Corporation` of `Acme Corp`
    LegalForms,
    /// `&` and `and`
    Ampersand,
    /// `Nouri Maliki` of `Nouri al-Maliki`; bin, ibn, ben; Abdul, Abdel
    Arabic,
    /// `Rajavis`: the family
    Family,
    /// All of them
    All,
}

const IMPORT_HELP: &str = "\
Beside LIST.csv comes LIST.meta.toml, which says where the list is from. Read it, and correct what it cannot know.
What was left out is said by reason on standard error.

One pipeline:
  gazet gazetteer import --from geonames --min-population 5000 allCountries.txt -o places.csv
  gazet gazetteer check places.csv
  gazet gazetteer build places.csv -o places.gzt
  gazet run reports/ --gazetteer places.gzt --out network";

#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
pub(crate) struct ImportArgs {
    /// Files in the format; gzip, bzip2 and Zstandard are unpacked while reading. `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The format
    #[arg(long, value_enum)]
    pub(crate) from: FormatArg,
    /// The list that is written
    #[arg(long, short, value_name = "LIST.csv")]
    pub(crate) out: PathBuf,
    /// Replace a list that is there
    #[arg(long)]
    pub(crate) overwrite: bool,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) columns: ColumnArgs,
    #[command(flatten)]
    pub(crate) provenance: ProvenanceArgs,
}

/// Formats that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// GeoNames dump: allCountries.txt, cities500.txt, IR.txt
    #[value(name = "geonames")]
    GeoNames,
    /// Wikidata JSON dump
    Wikidata,
    /// FollowTheMoney JSON lines, as OpenSanctions publishes them
    Ftm,
    /// spaCy EntityRuler patterns, JSON lines
    #[value(name = "spacy")]
    SpaCy,
    /// GATE: a .def file beside its .lst files
    Gate,
    /// SKOS: .ttl or .nt (Turtle), .rdf or .xml (RDF/XML)
    Skos,
    /// One name a line
    Words,
    /// Any table with a header; says which column holds what
    Csv,
}

/// What is taken.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is taken")]
pub(crate) struct SelectionArgs {
    /// Type of all entities (words), or of those whose type is not told (csv, skos)
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) entity_type: Option<EntityType>,
    /// A class and the type of what is in it (wikidata: Q5=person; skos: address of a class, scheme or broader
    /// concept); may be repeated
    #[arg(long, value_name = "CLASS=TYPE", value_parser = class)]
    pub(crate) class: Vec<(String, EntityType)>,
    /// Languages of names, the best first (geonames, wikidata, skos); all by default, English for wikidata
    #[arg(long, value_name = "CODE,...", value_delimiter = ',')]
    pub(crate) language: Vec<String>,
    /// alternateNames.txt (geonames)
    #[arg(long, value_name = "FILE")]
    pub(crate) alternate_names: Option<PathBuf>,
    /// Feature classes (geonames): P populated places, A divisions, H water, T mountains, S buildings, L areas
    #[arg(long, value_name = "LETTER,...", value_delimiter = ',')]
    pub(crate) feature_class: Vec<char>,
    /// Leave out populated places of fewer people (geonames)
    #[arg(long, value_name = "N")]
    pub(crate) min_population: Option<u64>,
    /// Leave out items in fewer Wikipedias and sister projects (wikidata)
    #[arg(long, value_name = "N")]
    pub(crate) min_sitelinks: Option<usize>,
}

fn class(text: &str) -> Result<(String, EntityType), String> {
    // Addresses hold `=` too: the last one counts.
    let (class, entity_type) = text
        .rsplit_once('=')
        .filter(|(class, _)| !class.is_empty())
        .ok_or_else(|| "write a class, `=` and a type, as in Q5=person".to_owned())?;
    let entity_type = entity_type.parse().map_err(|e: gazet_core::ParseEntityTypeError| e.to_string())?;
    Ok((class.to_owned(), entity_type))
}

/// Which column holds what.
#[derive(Debug, Args)]
#[command(next_help_heading = "Columns of a table (csv)")]
pub(crate) struct ColumnArgs {
    /// Column of the name [default: name]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) name_column: Option<String>,
    /// Column of the id; without one, ids are made of names
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id_column: Option<String>,
    /// Column of further names; may be repeated
    #[arg(long, value_name = "COLUMN")]
    pub(crate) alias_column: Vec<String>,
    /// What separates the names in such a column; one name without it
    #[arg(long, value_name = "TEXT")]
    pub(crate) alias_separator: Option<String>,
    /// Column of the type
    #[arg(long, value_name = "COLUMN")]
    pub(crate) type_column: Option<String>,
    /// Column of the country, as code of two letters
    #[arg(long, value_name = "COLUMN")]
    pub(crate) country_column: Option<String>,
    /// Column of the latitude in degrees
    #[arg(long, value_name = "COLUMN", requires = "lon_column")]
    pub(crate) lat_column: Option<String>,
    /// Column of the longitude in degrees
    #[arg(long, value_name = "COLUMN", requires = "lat_column")]
    pub(crate) lon_column: Option<String>,
    /// What separates columns: one character, or `tab` [default: tab for .tsv, else a comma]
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'"' => Ok(*byte),
            _ => Err("give one character that is no letter, digit or quote, or `tab`".to_owned()),
        },
    }
}

/// What the metadata say.
#[derive(Debug, Args)]
#[command(next_help_heading = "Provenance")]
pub(crate) struct ProvenanceArgs {
    /// What the list is
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Where it is from; the names of the files by default
    #[arg(long, value_name = "TEXT")]
    pub(crate) source: Option<String>,
    /// SPDX expression of its licence; known for geonames and wikidata
    #[arg(long, value_name = "SPDX")]
    pub(crate) licence: Option<String>,
    /// Who must be named
    #[arg(long, value_name = "TEXT")]
    pub(crate) attribution: Option<String>,
    /// When it was retrieved
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) retrieved: Option<String>,
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
