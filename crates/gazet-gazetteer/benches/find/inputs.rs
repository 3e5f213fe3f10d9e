//! Names and texts: the same in every run.

use gazet_core::EntityType;
use gazet_gazetteer::{AliasPolicy, CasePolicy, SourceAlias, SourceFolder, SourceList, import::read_plain};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::fmt::Write;
use std::path::Path;

/// Bytes of the made text.
const TEXT_BYTES: usize = 8_000_000;
/// One name in so many words of the made text.
const WORDS_A_NAME: usize = 25;

/// A generator that gives the same numbers everywhere.
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next()).expect("31 bits") % bound.max(1)
    }

    /// Small numbers are frequent, as the ranks of words are in any language.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank by chance"
    )]
    fn rank(&mut self, bound: usize) -> usize {
        let share = self.next() as f64 / (1u64 << 31) as f64;
        (((bound as f64).powf(share) - 1.0) as usize).min(bound - 1)
    }
}

/// The first column of a list of words, or the third (the name) of a list of entities.
fn column(path: &Path, index: usize) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).expect("the lists of this project are there");
    let cells = reader.records().map(|r| r.expect("good CSV").get(index).unwrap_or_default().to_owned());
    cells.filter(|c| !c.is_empty()).collect()
}

/// What names and texts are made of.
pub(crate) struct Material {
    given: Vec<String>,
    surnames: Vec<String>,
    places: Vec<String>,
    words: Vec<String>,
    /// Names with letters above 0x7F, of any script.
    foreign: Vec<String>,
}

/// What a made text is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// English words and Latin names.
    Latin,
    /// Names with accents and in other scripts between them, so that 22 % of the bytes are not ASCII.
    Mixed,
}

/// One word of mixed text in so many is a name with letters above 0x7F.
const WORDS_A_FOREIGN_NAME: usize = 7;

impl Material {
    pub(crate) fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gazetteers");
        let words = folder.join("words");
        let continents = ["africa", "asia", "europe", "north-america", "oceania", "south-america"];
        let lists: Vec<_> = continents.iter().map(|c| folder.join(format!("cities-{c}.csv"))).collect();
        let divisions = ["admin1.csv", "countries.csv"];
        let aliases = divisions.iter().flat_map(|list| column(&folder.join(list), 3));
        let foreign = aliases.flat_map(|cell| {
            let names = cell.split('|').filter(|name| !name.is_ascii());
            names.map(str::to_owned).collect::<Vec<_>>()
        });
        Self {
            given: column(&words.join("given-names.csv"), 0),
            surnames: column(&words.join("surnames.csv"), 0),
            places: lists.iter().flat_map(|list| column(list, 2)).collect(),
            words: column(&words.join("common-words.csv"), 0),
            foreign: foreign.collect(),
        }
    }

    /// `n` different names of words only: places, surnames alone, given name and surname, with a middle name.
    pub(crate) fn names(&self, n: usize) -> Vec<String> {
        let mut random = Random(7);
        let mut seen = rustc_hash::FxHashSet::default();
        let mut names = Vec::with_capacity(n);
        let (tokenizer, mut tokens) = (Tokenizer::new(), TokenizedText::default());
        while names.len() < n {
            let given = &self.given[random.rank(self.given.len())];
            let surname = &self.surnames[random.below(self.surnames.len())];
            let name = match random.below(20) {
                0..3 => self.places[random.below(self.places.len())].clone(),
                3 => surname.clone(),
                4..6 => format!("{given} {} {surname}", self.given[random.rank(self.given.len())]),
                _ => format!("{given} {surname}"),
            };
            tokenizer.tokenize(&name, &mut tokens).expect("a short name");
            let plain = name.len() > 2
                && tokens.sentences.len() == 1
                && tokens.tokens.iter().all(|t| t.kind.is_wordlike())
                && !name.to_lowercase().starts_with("the ");
            if plain && seen.insert(name.clone()) {
                names.push(name);
            }
        }
        names
    }

    /// Running text of common words by their frequency, with names among them: half of them from the whole list, half
    /// from its front.
    pub(crate) fn text(&self, names: &[String], script: Script) -> Vec<String> {
        let mut random = Random(11);
        let mut documents = Vec::new();
        let (mut text, mut bytes) = (String::new(), 0);
        let mut in_sentence = 0;
        while bytes < TEXT_BYTES {
            let name = random.below(WORDS_A_NAME) == 0;
            let foreign = script == Script::Mixed && random.below(WORDS_A_FOREIGN_NAME) == 0;
            let word = match random.below(2) {
                _ if foreign => &self.foreign[random.below(self.foreign.len())],
                _ if !name => &self.words[random.rank(self.words.len())],
                0 => &names[random.below(names.len())],
                _ => &names[random.rank(names.len())],
            };
            let (head, tail) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
            match in_sentence {
                0 => write!(text, "{}{tail}", head.to_uppercase()).expect("memory"),
                _ => text.push_str(word),
            }
            in_sentence += 1;
            if random.below(20) == 0 {
                text.push_str(if random.below(5) == 0 { ".\n\n" } else { ". " });
                in_sentence = 0;
            } else {
                text.push_str(if random.below(12) == 0 { ", " } else { " " });
            }
            if text.len() > 3000 && in_sentence == 0 {
                bytes += text.len();
                documents.push(std::mem::take(&mut text));
            }
        }
        documents
    }
}

/// The `text` fields of a file of JSON lines.
pub(crate) fn read_documents(path: &Path) -> Vec<String> {
    let lines = std::fs::read_to_string(path).expect("a file of JSON lines");
    let text = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        value["text"].as_str().expect("a text in each line").to_owned()
    };
    lines.lines().map(text).collect()
}

/// Writes `names.txt`, one a line, and `documents.jsonl` into `folder`.
pub(crate) fn dump(folder: &Path, names: &[String], documents: &[String]) {
    let lines = documents.iter().enumerate();
    let lines: String = lines
        .map(|(id, text)| format!("{}\n", serde_json::json!({"id": id.to_string(), "text": text})))
        .collect();
    std::fs::write(folder.join("names.txt"), names.join("\n")).expect("space for the names");
    std::fs::write(folder.join("documents.jsonl"), lines).expect("space for the documents");
}

/// A list of these names.
pub(crate) fn source(names: &[String], case: CasePolicy) -> SourceFolder {
    let joined = names.join("\n");
    let read = read_plain(joined.as_bytes(), "names", EntityType::Person).expect("plain text");
    let mut rows: Vec<_> = read.rows().collect();
    for row in &mut rows {
        let policy = AliasPolicy { case, ..AliasPolicy::default() };
        let text = std::mem::take(&mut row.name.text);
        row.name = SourceAlias { text, policy };
    }
    let list = SourceList { name: "names".to_owned(), rows, ..SourceList::default() };
    SourceFolder { lists: vec![list], ..SourceFolder::default() }
}
