//! Lists as people write them: rows, their metadata, and what can be wrong with them.

mod alias;
mod chunks;
mod csv_rows;
mod folder;
mod jsonl;
mod meta;
mod row;
mod rows;
mod words;

pub use alias::{AliasError, AliasPolicy, CasePolicy, SourceAlias, parse_alias};
pub use folder::{SourceFolder, open_folder, open_list, parse_rows, read_folder, read_list, read_list_with};
pub use meta::ListMeta;
pub use row::{SourceList, SourceRow};
pub use words::{DemonymRow, WordFlags, WordRow, WordTables};

pub(crate) use alias::{AliasRef, policy_of};
pub(crate) use chunks::Chunk;
pub(crate) use csv_rows::{Table, problem};
pub(crate) use row::{RowFields, RowRef};
pub(crate) use rows::RowReader;
pub(crate) use words::read_demonyms;

/// Longest alias in bytes. Longer ones are text, not names.
pub const MAX_ALIAS_BYTES: usize = 1000;

/// Most tokens an alias may have.
pub const MAX_ALIAS_TOKENS: usize = 64;

/// The columns of a list, in the order we write them. `admin1` may be added.
pub const COLUMNS: [&str; 14] = [
    "id",
    "type",
    "name",
    "aliases",
    "country",
    "lat",
    "lon",
    "population",
    "wikidata",
    "geonames",
    "start",
    "end",
    "policy",
    "notes",
];
