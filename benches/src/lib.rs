//! Inputs shared by the benchmarks: named classes of text, made from the fixture collections alone, so that a figure
//! can be measured again anywhere.

use gazet_core::Document;
use std::fs;
use std::path::Path;

/// A class of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// No text.
    Empty,
    /// One name.
    OneToken,
    /// News prose, as in the wire desk: 64 documents.
    Prose,
    /// Nothing but names.
    DenseMentions,
    /// Prose without a name.
    NoMentions,
    /// Names and words of other scripts.
    NonLatin,
    /// One document of several megabytes.
    LongDocument,
}

impl Input {
    /// All classes.
    pub const ALL: [Self; 7] = [
        Self::Empty,
        Self::OneToken,
        Self::Prose,
        Self::DenseMentions,
        Self::NoMentions,
        Self::NonLatin,
        Self::LongDocument,
    ];

    /// The documents of the class.
    ///
    /// # Panics
    /// If the fixture collections are not where they belong.
    #[must_use]
    pub fn documents(self) -> Vec<Document> {
        match self {
            Self::Empty => texts([String::new()]),
            Self::OneToken => texts(["Geneva".to_owned()]),
            Self::Prose => texts(prose().iter().cycle().take(64).cloned()),
            Self::DenseMentions => {
                texts(["Angela Merkel, Ban Ki-moon, Nairobi, Geneva, UNICEF, Kofi Annan, Oslo. ".repeat(500)])
            }
            Self::NoMentions => texts([
                "the rain had stopped before anyone thought of asking where the water would go next. "
                    .repeat(500),
            ]),
            Self::NonLatin => {
                texts(["سازمان ملل متحد در ژنو نشست. Генсек ООН прибыл в Женеву. 联合国秘书长抵达日内瓦。 "
                    .repeat(300)])
            }
            Self::LongDocument => texts([prose().join("\n\n").repeat(100)]),
        }
    }
}

fn texts(texts: impl IntoIterator<Item = String>) -> Vec<Document> {
    texts.into_iter().map(|text| Document { text, ..Document::default() }).collect()
}

/// The texts of the wire desk, in the order of its gold file.
fn prose() -> Vec<String> {
    let gold =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/corpora/wire-desk/expected/gold.jsonl");
    let lines = fs::read_to_string(&gold).expect("the fixture collections are part of the repository");
    lines
        .lines()
        .map(|line| {
            let record: serde_json::Value =
                serde_json::from_str(line).expect("the gold file holds JSON lines");
            record["text"].as_str().expect("a gold record has a text").to_owned()
        })
        .collect()
}
