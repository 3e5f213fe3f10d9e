//! Copies of gold documents with other names in the places of theirs.

use super::corpus::{GoldDocument, GoldEntity};
use crate::hash::mix;
use gazet_core::{EntityType, Span};
use std::collections::BTreeMap;

/// Longest name that is swapped, in words.
const MAX_WORDS: usize = 6;

/// Names to put in the places of others, by type and number of words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamePools {
    names: [Vec<Vec<String>>; 3],
}

impl NamePools {
    /// Sorts names into pools. Names of more than six words, or of none, are left out.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = (EntityType, String)>) -> Self {
        let mut pools = Self { names: std::array::from_fn(|_| vec![Vec::new(); MAX_WORDS + 1]) };
        for (entity_type, name) in names {
            let n = name.split(' ').filter(|w| !w.is_empty()).count();
            if (1..=MAX_WORDS).contains(&n) {
                pools.names[entity_type.index()][n].push(name);
            }
        }
        pools
    }

    /// Whether there is no name at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.iter().flatten().all(Vec::is_empty)
    }

    fn pick(&self, entity_type: EntityType, n_words: usize, chance: u64) -> Option<&str> {
        let pool = self.names[entity_type.index()].get(n_words)?;
        let at = chance.checked_rem(pool.len() as u64)?;
        pool.get(at as usize).map(String::as_str)
    }
}

/// Most people made for one region.
const PEOPLE_OF_REGION: usize = 2000;

/// People made of the given names and surnames of each region: listed people would teach that people are listed.
/// Regions with only one of the two are passed over.
#[must_use]
pub fn made_up_people(
    given: &BTreeMap<String, Vec<String>>,
    surnames: &BTreeMap<String, Vec<String>>,
) -> Vec<String> {
    let mut people = Vec::new();
    for (region, given) in given {
        let Some(surnames) = surnames.get(region) else { continue };
        for i in 0..given.len().max(surnames.len()).min(PEOPLE_OF_REGION) {
            // Steps that share no factor with most lengths, so that pairs differ for long.
            let first = given.get(i * 7 % given.len().max(1));
            let last = surnames.get(i * 13 % surnames.len().max(1));
            people.extend(first.zip(last).map(|(first, last)| format!("{first} {last}")));
        }
    }
    people
}

/// A copy of `document` with its names swapped: the same name becomes the same other name everywhere, and the surname
/// of a person goes with the full name. Acronyms, and names without a counterpart, stay.
pub(crate) fn swapped(document: &GoldDocument, pools: &NamePools, seed: u64) -> GoldDocument {
    let mut plan = Plan { pools, seed, words: BTreeMap::new(), names: BTreeMap::new() };
    let name = |e: &GoldEntity| e.span.of(&document.text);
    // Full names first: a surname alone then follows its bearer.
    let mut order: Vec<&GoldEntity> = document.entities.iter().collect();
    order.sort_by_key(|e| (std::cmp::Reverse(name(e).split(' ').count()), e.span));
    for e in order {
        plan.add(e.entity_type, name(e));
    }
    let mut text = String::with_capacity(document.text.len());
    let mut entities = Vec::with_capacity(document.entities.len());
    let mut done = 0;
    for e in &document.entities {
        if e.span.start() < done {
            continue;
        }
        text.push_str(&document.text[done as usize..e.span.start() as usize]);
        let start = text.len() as u32;
        text.push_str(plan.names.get(&(e.entity_type.index(), name(e))).map_or(name(e), String::as_str));
        entities.push(GoldEntity { span: Span::new(start, text.len() as u32), ..*e });
        done = e.span.end();
    }
    text.push_str(&document.text[done as usize..]);
    GoldDocument { id: format!("{}#swapped", document.id), text, entities }
}

struct Plan<'d> {
    pools: &'d NamePools,
    seed: u64,
    /// Words of persons' names and what they become.
    words: BTreeMap<&'d str, String>,
    names: BTreeMap<(usize, &'d str), String>,
}

impl<'d> Plan<'d> {
    fn add(&mut self, entity_type: EntityType, name: &'d str) {
        let key = (entity_type.index(), name);
        // Acronyms and names in lower case are kinds of their own, which the pools do not hold.
        let plain =
            name.chars().next().is_some_and(char::is_uppercase) && name.chars().any(char::is_lowercase);
        if !plain || self.names.contains_key(&key) {
            return;
        }
        let chance =
            name.bytes().fold(mix(self.seed, entity_type.index() as u64), |h, b| mix(h, u64::from(b)));
        let words: Vec<&str> = name.split(' ').collect();
        let other = match (entity_type, words.as_slice()) {
            (EntityType::Person, [word]) => self.words.get(word).cloned().or_else(|| {
                let full = self.pools.pick(entity_type, 2, chance)?;
                full.split(' ').next_back().map(str::to_owned)
            }),
            _ => self.pools.pick(entity_type, words.len(), chance).map(str::to_owned),
        };
        let Some(other) = other else { return };
        if entity_type == EntityType::Person {
            for (word, new) in words.iter().zip(other.split(' ')) {
                self.words.entry(word).or_insert_with(|| new.to_owned());
            }
        }
        self.names.insert(key, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_regions_with_both_kinds_of_names() {
        let names = |region: &str, names: &[&str]| {
            (region.to_owned(), names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>())
        };
        let given =
            BTreeMap::from([names("ng", &["Ngozi", "Chidi"]), names("is", &["Jón"]), names("xx", &[])]);
        let surnames = BTreeMap::from([names("ng", &["Adeyanju"]), names("xx", &["Rao"])]);
        assert_eq!(made_up_people(&given, &surnames), ["Ngozi Adeyanju", "Chidi Adeyanju"]);
    }

    #[test]
    fn one_name_one_other_name() {
        let text = "Ann Lott left Rome. Lott likes Rome and NATO.";
        let entity = |name: &str, from: usize, entity_type| {
            let start = from + text[from..].find(name).unwrap();
            GoldEntity { span: Span::new(start as u32, (start + name.len()) as u32), entity_type }
        };
        let entities = vec![
            entity("Ann Lott", 0, EntityType::Person),
            entity("Rome", 0, EntityType::Place),
            entity("Lott", 19, EntityType::Person),
            entity("Rome", 19, EntityType::Place),
            entity("NATO", 0, EntityType::Organization),
        ];
        let document = GoldDocument { id: "x".into(), text: text.into(), entities };
        let pools = NamePools::new([
            (EntityType::Person, "Ngozi Adeyanju".to_owned()),
            (EntityType::Place, "Kisumu".to_owned()),
            (EntityType::Organization, "Bank".to_owned()),
        ]);
        let copy = swapped(&document, &pools, 1);
        assert_eq!(copy.text, "Ngozi Adeyanju left Kisumu. Adeyanju likes Kisumu and NATO.");
        let names: Vec<&str> = copy.entities.iter().map(|e| e.span.of(&copy.text)).collect();
        assert_eq!(names, ["Ngozi Adeyanju", "Kisumu", "Adeyanju", "Kisumu", "NATO"]);
        assert_eq!(swapped(&document, &NamePools::default(), 1).text, text);
    }
}
