//! Word lists: words that say something about names without being entities.

use super::csv_rows::{Table, problem};
use crate::GazetteerError;
use crate::error::RowProblem;
use bitflags::bitflags;
use std::path::Path;

bitflags! {
    /// What a word is known as. A word may be several things (`Bishop`: a title and a surname).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct WordFlags: u32 {
        /// A given name.
        const GIVEN = 1;
        /// A given name that women bear.
        const GIVEN_FEMALE = 1 << 1;
        /// A given name that men bear.
        const GIVEN_MALE = 1 << 2;
        /// A surname.
        const SURNAME = 1 << 3;
        /// `Mr`, `Dr`, `Sayyid`.
        const TITLE_HONORIFIC = 1 << 4;
        /// `President`, `Minister`, `spokesman`.
        const TITLE_ROLE = 1 << 5;
        /// `General`, `Colonel`.
        const TITLE_MILITARY = 1 << 6;
        /// `Ayatollah`, `Bishop`.
        const TITLE_RELIGIOUS = 1 << 7;
        /// `King`, `Sheikh`.
        const TITLE_ROYAL = 1 << 8;
        /// `Professor`.
        const TITLE_ACADEMIC = 1 << 9;
        /// The word that makes a name an organization: `University`, `Ministry`, `Party`.
        const ORG_HEAD = 1 << 10;
        /// `Inc`, `Ltd`, `GmbH`.
        const LEGAL_FORM = 1 << 11;
        /// The word that makes a name a place: `River`, `Province`, `camp`.
        const PLACE_WORD = 1 << 12;
        /// A street kind: `Avenue`.
        const STREET_WORD = 1 << 13;
        /// A month, a day of the week or a holiday, or its abbreviation.
        const MONTH_DAY = 1 << 14;
        /// A word of the closed classes: article, preposition, pronoun, conjunction, auxiliary.
        const FUNCTION_WORD = 1 << 15;
        /// A demonym or national adjective.
        const DEMONYM = 1 << 16;

        /// Any title.
        const TITLE = Self::TITLE_HONORIFIC.bits() | Self::TITLE_ROLE.bits() | Self::TITLE_MILITARY.bits()
            | Self::TITLE_RELIGIOUS.bits() | Self::TITLE_ROYAL.bits() | Self::TITLE_ACADEMIC.bits();
    }
}

/// One word, or a phrase of a few words (`Prime Minister`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRow {
    /// As listed.
    pub word: String,
    /// What it is.
    pub flags: WordFlags,
    /// Rank among common words, from 1; 0 when it is not one.
    pub rank: u32,
}

/// All word lists of a folder.
#[derive(Clone, Debug, Default)]
pub struct WordTables {
    /// All rows; a word may stand in several.
    pub rows: Vec<WordRow>,
}

/// A demonym of a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemonymRow {
    /// Line in the file.
    pub line: u64,
    /// ISO 3166-1 code; the entity is `country:CODE`.
    pub country: String,
    /// `Iranian`.
    pub demonym: String,
}

/// Articles, prepositions, pronouns, conjunctions, auxiliaries, particles of English: a closed class.
const FUNCTION_WORDS: &str = "a about above across after against along although am among an and another any are \
    around as at be because been before behind being below beneath beside besides between beyond both but by can \
    cannot could despite did do does doing done down during each either else ever every except few for from had has \
    have having he her here hers herself him himself his how however i if in inside into is it its itself just like \
    many may me might mine more most much must my myself near neither no none nor not of off on once one only onto or \
    other our ours ourselves out outside over own per perhaps shall she should since so some such than that the their \
    theirs them themselves then there therefore these they this those though through throughout thus till to toward \
    towards under underneath unless until unto up upon us very via was we were what whatever when whenever where \
    whereas wherever whether which whichever while who whoever whom whose why will with within without would yes yet \
    you your yours yourself yourselves";

impl WordTables {
    /// Reads one word list; its name decides its columns. A file of another name is refused.
    ///
    /// # Errors
    /// A file that cannot be read or is none of the known word lists. Bad rows go to `problems`.
    pub(crate) fn read_file(
        &mut self,
        path: &Path,
        problems: &mut Vec<RowProblem>,
    ) -> Result<(), GazetteerError> {
        let bytes = std::fs::read(path).map_err(GazetteerError::io("read", path))?;
        let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let kind: fn(&str) -> Option<WordFlags> = match file.as_str() {
            "given-names.csv" => given_name,
            "surnames.csv" => |_| Some(WordFlags::SURNAME),
            "titles.csv" => title,
            "organization-words.csv" => organization_word,
            "place-words.csv" => place_word,
            "months-days.csv" => |_| Some(WordFlags::MONTH_DAY),
            "common-words.csv" => |_| Some(WordFlags::empty()),
            _ => {
                return Err(GazetteerError::Meta {
                    path: path.to_owned(),
                    message:
                        "unknown word list; known are given-names, surnames, titles, organization-words, \
                              place-words, months-days and common-words"
                            .to_owned(),
                });
            }
        };
        self.read_rows(&file, &bytes, kind, problems);
        Ok(())
    }

    fn read_rows(
        &mut self,
        file: &str,
        bytes: &[u8],
        kind: fn(&str) -> Option<WordFlags>,
        problems: &mut Vec<RowProblem>,
    ) {
        let columns: &[&str] = match file {
            "given-names.csv" => &["name", "gender", "regions"],
            "surnames.csv" => &["name", "regions", "rank"],
            "titles.csv" => &["title", "kind"],
            "common-words.csv" => &["word", "rank"],
            _ => &["word", "kind"],
        };
        let Some(table) = Table::read(file, bytes, columns, &[], problems) else {
            return;
        };
        for (line, record) in table.records() {
            let word = table.cell(record, 0).trim();
            if word.is_empty() || word.chars().any(char::is_control) {
                let message = format!("`{}` is no word; remove the row", word.escape_default());
                problems.push(problem(file, line, Some(columns[0].to_owned()), "bad-word", message));
                continue;
            }
            let cell = table.cell(record, 1).trim();
            let Some(flags) = kind(cell) else {
                let message =
                    format!("unknown {} `{cell}` of `{word}`; see the metadata beside the list", columns[1]);
                problems.push(problem(file, line, Some(columns[1].to_owned()), "unknown-kind", message));
                continue;
            };
            let rank = if columns[1] != "rank" {
                0
            } else if let Some(rank) = cell.parse::<u32>().ok().filter(|r| *r > 0) {
                rank
            } else {
                let message = format!("`{cell}` is no rank; write a whole number from 1");
                problems.push(problem(file, line, Some("rank".to_owned()), "bad-number", message));
                continue;
            };
            self.rows.push(WordRow { word: word.to_owned(), flags, rank });
        }
    }

    /// Adds the closed class of function words.
    pub(crate) fn add_function_words(&mut self) {
        self.rows.extend(FUNCTION_WORDS.split_whitespace().map(|word| WordRow {
            word: word.to_owned(),
            flags: WordFlags::FUNCTION_WORD,
            rank: 0,
        }));
    }
}

fn given_name(gender: &str) -> Option<WordFlags> {
    Some(match gender {
        "f" => WordFlags::GIVEN | WordFlags::GIVEN_FEMALE,
        "m" => WordFlags::GIVEN | WordFlags::GIVEN_MALE,
        "mf" | "fm" | "u" => WordFlags::GIVEN | WordFlags::GIVEN_FEMALE | WordFlags::GIVEN_MALE,
        "" => WordFlags::GIVEN,
        _ => return None,
    })
}

fn title(kind: &str) -> Option<WordFlags> {
    Some(match kind {
        "honorific" => WordFlags::TITLE_HONORIFIC,
        "role" => WordFlags::TITLE_ROLE,
        "military" => WordFlags::TITLE_MILITARY,
        "religious" => WordFlags::TITLE_RELIGIOUS,
        "royal" => WordFlags::TITLE_ROYAL,
        "academic" => WordFlags::TITLE_ACADEMIC,
        _ => return None,
    })
}

fn organization_word(kind: &str) -> Option<WordFlags> {
    Some(match kind {
        "head" => WordFlags::ORG_HEAD,
        "legal-form" => WordFlags::LEGAL_FORM,
        _ => return None,
    })
}

fn place_word(kind: &str) -> Option<WordFlags> {
    match kind {
        "" => None,
        "street" => Some(WordFlags::PLACE_WORD | WordFlags::STREET_WORD),
        _ => Some(WordFlags::PLACE_WORD),
    }
}

/// Reads `country,demonym,kind`.
pub(crate) fn read_demonyms(file: &str, bytes: &[u8], problems: &mut Vec<RowProblem>) -> Vec<DemonymRow> {
    let columns = ["country", "demonym", "kind"];
    let Some(table) = Table::read(file, bytes, &columns[..2], &columns[2..], problems) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (line, record) in table.records() {
        let (country, demonym) = (table.cell(record, 0).trim(), table.cell(record, 1).trim());
        if demonym.is_empty()
            || demonym.len() > super::MAX_ALIAS_BYTES
            || demonym.chars().any(char::is_control)
        {
            let message = format!("`{}` is no demonym; correct or remove the row", demonym.escape_default());
            problems.push(problem(file, line, Some("demonym".to_owned()), "bad-word", message));
            continue;
        }
        rows.push(DemonymRow { line, country: country.to_owned(), demonym: demonym.to_owned() });
    }
    rows
}
