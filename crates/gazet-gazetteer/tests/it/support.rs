//! Small lists, compiled and searched.

use gazet_core::Candidate;
use gazet_gazetteer::{
    AliasPolicy, CasePolicy, CompileOptions, FindScratch, Gazetteer, Gazetteers, MatchKind, SourceAlias,
    SourceFolder, SourceList, SourceRow, WordFlags, WordRow, compile, parse_rows,
};
use gazet_tokenizer::{TokenizedText, Tokenizer};

/// Common words that the small lists know of, by rank.
pub(crate) const COMMON: &[&str] = &[
    "the",
    "us",
    "may",
    "it",
    "who",
    "reading",
    "mobile",
    "turkey",
    "will",
    "march",
    "so",
    "no",
    "sun",
    "times",
    "bank",
    "nice",
    "polish",
    "china",
    "guardian",
    "independent",
    "bath",
];

/// Rows of a list from CSV text without header, with the first four columns.
pub(crate) fn list(name: &str, rows: &str) -> SourceList {
    let csv = format!("id,type,name,aliases\n{rows}");
    let (rows, problems) = parse_rows(&format!("{name}.csv"), csv.as_bytes());
    assert!(problems.is_empty(), "{problems:?}");
    SourceList { file: format!("{name}.csv"), name: name.to_owned(), rows, ..SourceList::default() }
}

/// One compiled file with the common words.
pub(crate) fn compiled(lists: Vec<SourceList>) -> Vec<u8> {
    let mut source = SourceFolder { lists, ..SourceFolder::default() };
    for (word, rank) in COMMON.iter().zip(1..) {
        source.words.rows.push(WordRow { word: (*word).to_owned(), flags: WordFlags::empty(), rank });
    }
    compile(source, &CompileOptions::default()).unwrap().bytes
}

pub(crate) fn gazetteers(files: Vec<Vec<u8>>) -> Gazetteers {
    Gazetteers::new(files.into_iter().map(|bytes| Gazetteer::from_bytes(bytes).unwrap())).unwrap()
}

pub(crate) fn find(gazetteers: &Gazetteers, text: &str, kind: MatchKind) -> Vec<Candidate> {
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut tokens).unwrap();
    let mut found = Vec::new();
    gazetteers.find(text, &tokens, kind, &mut FindScratch::default(), &mut found);
    found
}

/// One compiled file of names in any case: id and name of each.
pub(crate) fn plain(names: &[(String, String)]) -> Vec<u8> {
    let rows = names
        .iter()
        .zip(2..)
        .map(|((id, name), line)| SourceRow {
            line,
            id: id.clone(),
            entity_type: gazet_core::EntityType::Person,
            subtype: String::new(),
            name: SourceAlias {
                text: name.clone(),
                policy: AliasPolicy { case: CasePolicy::AnyCase, ..AliasPolicy::default() },
            },
            aliases: Vec::new(),
            country: String::new(),
            admin1: String::new(),
            lat_lon: None,
            population: None,
            wikidata: String::new(),
            geonames: String::new(),
            start: None,
            end: None,
            notes: String::new(),
        })
        .collect();
    let list = SourceList { file: "plain.csv".into(), name: "plain".into(), rows, ..SourceList::default() };
    let source = SourceFolder { lists: vec![list], ..SourceFolder::default() };
    compile(source, &CompileOptions::default()).unwrap().bytes
}

/// The rows of an import, for as long as the test runs.
pub(crate) fn rows(imported: &gazet_gazetteer::import::Imported) -> &'static [SourceRow] {
    imported.rows().collect::<Vec<_>>().leak()
}
