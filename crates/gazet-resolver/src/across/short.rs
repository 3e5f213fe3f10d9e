//! Short forms across documents: a surname or an acronym that a document uses without saying whose it is.
//!
//! Inside a document, carrying over has tied such forms to the full names beside them. What is left stands alone, or is
//! spelt otherwise than the full name. It belongs to somebody only where the collection knows one single bearer of it,
//! and the document speaks of that bearer or of those that the bearer is named with.

use super::parts::Parts;
use super::sound::{code, likeness};
use crate::decisions::{Action, Decisions, EntityName};
use gazet_core::EntityType;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Least likeness of a surname to one that is spelt otherwise.
const ALIKE: f32 = 0.9;
/// Neighbours that a document must share with the bearer, where it does not name the bearer in full.
const SHARED: usize = 2;
/// A surname or acronym of more bearers than this is nobody's.
const MOST_BEARERS: usize = 64;

/// The sex that a title tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sex {
    /// `Mr.`
    Male,
    /// `Mrs.`, `Ms.`, `Miss`.
    Female,
}

/// An entity that short forms may stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bearer {
    /// Its key.
    pub key: String,
    /// Its type. Places have no short forms here.
    pub entity_type: Option<EntityType>,
    /// Its full names.
    pub names: Vec<String>,
    /// All forms in which documents wrote it.
    pub surfaces: Vec<String>,
    /// Entities named in the same documents, as ids of the caller, ascending.
    pub neighbors: Vec<u64>,
    /// The ids from here on were not kept: `neighbors` is a sample of the smallest ones. `u64::MAX` where all were kept.
    pub sampled_from: u64,
    /// What the titles before its names tell; `None` if they tell nothing, or both.
    pub sex: Option<Sex>,
}

/// A short form in a document.
#[derive(Clone, Copy, Debug)]
pub struct ShortForm<'f> {
    /// Person or organization.
    pub entity_type: EntityType,
    /// As written.
    pub form: &'f str,
    /// A courtesy title stands before it, so that it is a surname wherever in the name it stands (`Ms. Kim`).
    pub titled: bool,
    /// What that title tells.
    pub sex: Option<Sex>,
}

/// Where a bearer's form comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Last part of a person's name, or a second last one (second surnames).
    Surname,
    /// First part: a surname only behind a title.
    First,
}

/// The short forms of a collection's entities.
#[derive(Clone, Debug, Default)]
pub struct ShortForms {
    bearers: Vec<Bearer>,
    /// By code of the sound: form, part, bearer.
    surnames: FxHashMap<u32, Vec<(String, Part, u32)>>,
    acronyms: FxHashMap<String, Vec<u32>>,
    /// Forms and entities that a decision keeps apart.
    apart: BTreeSet<(EntityName, EntityName)>,
}

impl ShortForms {
    /// Learns the short forms of `bearers`. Splits among `decisions` are obeyed.
    #[must_use]
    pub fn new(mut bearers: Vec<Bearer>, decisions: &Decisions) -> Self {
        bearers.sort_by(|a, b| a.key.cmp(&b.key));
        let mut out = Self::default();
        for (index, bearer) in (0u32..).zip(&bearers) {
            match bearer.entity_type {
                Some(EntityType::Person) => out.learn_person(index, bearer),
                Some(EntityType::Organization) => {
                    for form in bearer.surfaces.iter().filter(|s| is_acronym(s)) {
                        let all = out.acronyms.entry(form.clone()).or_default();
                        if !all.contains(&index) {
                            all.push(index);
                        }
                    }
                }
                _ => {}
            }
        }
        for decision in decisions.all().iter().filter(|d| d.document.is_none()) {
            if let Action::Split(other) = &decision.action {
                out.apart.insert((decision.subject.clone(), other.clone()));
                out.apart.insert((other.clone(), decision.subject.clone()));
            }
        }
        out.bearers = bearers;
        out
    }

    fn learn_person(&mut self, index: u32, bearer: &Bearer) {
        for name in &bearer.names {
            let parts = Parts::of(name, EntityType::Person).parts;
            let n = parts.len();
            if n < 2 {
                continue;
            }
            for (i, word) in parts.iter().enumerate().filter(|(_, w)| !w.is_initial()) {
                let part = match i {
                    0 => Part::First,
                    _ if i + 1 == n || i >= 2 && i + 2 == n => Part::Surname,
                    _ => continue,
                };
                let all = self.surnames.entry(word.code()).or_default();
                let entry = (word.text.clone(), part, index);
                if !all.contains(&entry) {
                    all.push(entry);
                }
            }
        }
    }

    /// Whether a name is a short form that [`ShortForms::find`] can look for: one word of a person's name, or an acronym.
    #[must_use]
    pub fn is_short(entity_type: EntityType, name: &str) -> bool {
        match entity_type {
            EntityType::Person => Parts::of(name, entity_type).parts.len() == 1,
            EntityType::Organization => is_acronym(name),
            EntityType::Place => false,
        }
    }

    /// Key of the one entity that the form stands for in a document that names the entities `here` (keys) and has the
    /// ids `neighbors` (ascending).
    #[must_use]
    pub fn find(&self, short: ShortForm<'_>, here: &BTreeSet<&str>, neighbors: &[u64]) -> Option<&str> {
        let own = EntityName::unlisted(short.entity_type, short.form);
        let mut found = match short.entity_type {
            EntityType::Person => self.bearers_of(short),
            EntityType::Organization => self.acronyms.get(short.form)?.clone(),
            EntityType::Place => return None,
        };
        found.retain(|i| !self.are_apart(&own, *i));
        Self::choose_by_sex(short.sex, &mut found, |i| self.bearers[*i as usize].sex);
        if found.is_empty() || found.len() > MOST_BEARERS {
            return None;
        }
        let key = |i: &u32| self.bearers[*i as usize].key.as_str();
        let mut in_document = found.iter().filter(|i| here.contains(key(i)));
        match (in_document.next(), in_document.next()) {
            (Some(one), None) => return Some(key(one)),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
        // A surname of several bearers, none of whom is spoken of, is nobody's.
        let [one] = found.as_slice() else { return None };
        let bearer = &self.bearers[*one as usize];
        let comparable = neighbors.iter().filter(|n| **n < bearer.sampled_from).count();
        let shared = neighbors.iter().filter(|n| bearer.neighbors.binary_search(n).is_ok()).count();
        // Of a bearer with many neighbours a sample is known: half of what could be in it is as good.
        let enough =
            shared >= SHARED || shared > 0 && comparable < neighbors.len() && 2 * shared >= comparable;
        enough.then(|| key(one))
    }

    /// Of the keys that a titled mention may stand for, the one of the title's sex; `None` if several remain.
    #[must_use]
    pub fn find_by_sex<'k>(&self, sex: Sex, keys: &[&'k str]) -> Option<&'k str> {
        let mut left = keys.to_vec();
        left.sort_unstable();
        left.dedup();
        Self::choose_by_sex(Some(sex), &mut left, |key| {
            let at = self.bearers.binary_search_by(|b| b.key.as_str().cmp(key)).ok()?;
            self.bearers[at].sex
        });
        match left.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Leaves out whoever is surely of the other sex, and those of unknown sex beside one who is surely of this one.
    fn choose_by_sex<T>(sex: Option<Sex>, found: &mut Vec<T>, of: impl Fn(&T) -> Option<Sex>) {
        let Some(sex) = sex else { return };
        found.retain(|f| of(f).is_none_or(|s| s == sex));
        if found.iter().any(|f| of(f) == Some(sex)) {
            found.retain(|f| of(f) == Some(sex));
        }
    }

    fn are_apart(&self, own: &EntityName, bearer: u32) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let bearer = &self.bearers[bearer as usize];
        let entity_type = bearer.entity_type.unwrap_or(EntityType::Person);
        self.apart.contains(&(own.clone(), EntityName::Key(bearer.key.clone())))
            || bearer
                .names
                .iter()
                .any(|name| self.apart.contains(&(own.clone(), EntityName::unlisted(entity_type, name))))
    }

    /// Persons of the surname; those who write it the same way, if there are any.
    fn bearers_of(&self, short: ShortForm<'_>) -> Vec<u32> {
        let parts = Parts::of(short.form, EntityType::Person).parts;
        let [word] = parts.as_slice() else { return Vec::new() };
        let mut exact = Vec::new();
        let mut alike = Vec::new();
        for (text, part, bearer) in
            self.surnames.get(&code(&word.text)).map(Vec::as_slice).unwrap_or_default()
        {
            if *part == Part::First && !short.titled {
                continue;
            }
            if *text == word.text {
                exact.push(*bearer);
            } else if *part == Part::Surname && likeness(text, &word.text) >= ALIKE {
                alike.push(*bearer);
            }
        }
        let mut found = if exact.is_empty() { alike } else { exact };
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Two to ten letters and digits in one word, more capitals than small letters.
fn is_acronym(form: &str) -> bool {
    let n = form.chars().filter(|c| c.is_alphanumeric()).count();
    let capitals = form.chars().filter(|c| c.is_uppercase()).count();
    let small = form.chars().filter(|c| c.is_lowercase()).count();
    (2..=10).contains(&n) && capitals >= 2 && capitals > small && !form.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, neighbors: &[u64]) -> Bearer {
        Bearer {
            key: format!("unlisted:person:{}", name.to_lowercase()),
            entity_type: Some(EntityType::Person),
            names: vec![name.to_owned()],
            surfaces: Vec::new(),
            neighbors: neighbors.to_vec(),
            sampled_from: u64::MAX,
            sex: None,
        }
    }

    fn find(
        bearers: &[Bearer],
        form: &str,
        titled: bool,
        here: &[&str],
        neighbors: &[u64],
    ) -> Option<String> {
        let forms = ShortForms::new(bearers.to_vec(), &Decisions::default());
        let short = ShortForm { entity_type: EntityType::Person, form, titled, sex: None };
        forms.find(short, &here.iter().copied().collect(), neighbors).map(str::to_owned)
    }

    #[test]
    fn a_surname_is_its_only_bearer_s_where_the_neighbours_agree() {
        let ada = person("Ada Verrall", &[1, 2, 3]);
        let key = ada.key.clone();
        let all = [ada, person("Kim Seo-yeon", &[4, 5])];
        assert_eq!(find(&all, "Verrall", false, &[], &[2, 3, 9]), Some(key.clone()));
        assert_eq!(find(&all, "Verrall", false, &[], &[3, 9]), None);
        // Named in the document, under another spelling.
        assert_eq!(find(&all, "Veral", false, &[&key], &[]), Some(key));
        assert_eq!(find(&all, "Ada", false, &[], &[1, 2, 3]), None);
        assert_eq!(find(&all, "Kim", true, &[], &[4, 5]).as_deref(), Some("unlisted:person:kim seo-yeon"));
        assert_eq!(find(&all, "Kim", false, &[], &[4, 5]), None);
    }

    #[test]
    fn a_title_tells_the_bearers_apart() {
        let mut all = [person("Ada Verrall", &[1, 2, 3]), person("Bo Verrall", &[7, 8])];
        all[0].sex = Some(Sex::Female);
        let forms = ShortForms::new(all.to_vec(), &Decisions::default());
        let find = |sex| {
            let short =
                ShortForm { entity_type: EntityType::Person, form: "Verrall", titled: true, sex: Some(sex) };
            forms.find(short, &BTreeSet::new(), &[1, 2, 7, 8]).map(str::to_owned)
        };
        assert_eq!(find(Sex::Female).as_ref(), Some(&all[0].key));
        assert_eq!(find(Sex::Male).as_ref(), Some(&all[1].key));
        let keys = [all[0].key.as_str(), all[1].key.as_str()];
        assert_eq!(forms.find_by_sex(Sex::Female, &keys), Some(keys[0]));
    }

    #[test]
    fn of_two_bearers_only_the_one_spoken_of_is_meant() {
        let all = [person("Ada Verrall", &[1, 2, 3]), person("Bo Verrall", &[7, 8])];
        assert_eq!(find(&all, "Verrall", false, &[], &[1, 2, 3]), None);
        assert_eq!(find(&all, "Verrall", false, &[&all[1].key], &[1, 2]), Some(all[1].key.clone()));
        assert_eq!(find(&all, "Verrall", false, &[&all[0].key, &all[1].key], &[1, 2]), None);
    }
}
