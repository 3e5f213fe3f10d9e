//! Aliases derived from listed ones, by rules that can be switched one by one.

use crate::AliasRule;
use bitflags::bitflags;
use gazet_core::EntityType;

bitflags! {
    /// Which rules derive aliases. None unless asked for.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Variants: u8 {
        /// `M. Rajavi` and `George W. Bush` of persons.
        const INITIALS = 1;
        /// `Rajavi, Massoud` of persons.
        const WORD_ORDER = 1 << 1;
        /// `Acme` and `Acme Corporation` of `Acme Corp`.
        const LEGAL_FORMS = 1 << 2;
        /// `&` and `and`.
        const AMPERSAND = 1 << 3;
        /// `Nouri Maliki` of `Nouri al-Maliki`; bin, ibn and ben; Abdul, Abdel and Abd al-.
        const ARABIC = 1 << 4;
        /// `Rajavis`: the family as a whole.
        const FAMILY = 1 << 5;
    }
}

/// A derived alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) text: String,
    pub(crate) rule: AliasRule,
    /// Too short to stand alone for its entity.
    pub(crate) weak: bool,
}

/// Legal forms, short and long.
const LEGAL_FORMS: &[(&str, &str)] = &[
    ("Inc", "Incorporated"),
    ("Corp", "Corporation"),
    ("Ltd", "Limited"),
    ("Co", "Company"),
    ("Plc", ""),
    ("PLC", ""),
    ("LLC", ""),
    ("LLP", ""),
    ("GmbH", ""),
    ("AG", ""),
    ("SA", ""),
    ("SE", ""),
    ("NV", ""),
    ("BV", ""),
    ("AB", ""),
    ("ASA", ""),
    ("Oyj", ""),
    ("SpA", ""),
    ("Pty", ""),
];

/// Particles that belong to the surname that follows.
const PARTICLES: &[&str] = &[
    "al", "el", "bin", "ibn", "ben", "bint", "de", "del", "della", "di", "da", "dos", "du", "van", "von",
    "der", "den", "la", "le", "ter", "ten",
];

/// The aliases that `rules` derive from a listed name. Only names in Latin letters are looked at.
pub(crate) fn derive(name: &str, entity_type: EntityType, rules: Variants) -> Vec<Variant> {
    let mut out = Vec::new();
    if rules.is_empty() || name.contains(',') || !name.chars().any(|c| c.is_ascii_alphabetic()) {
        return out;
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    if entity_type == EntityType::Person && words.len() >= 2 && words.iter().all(|w| w.len() > 1) {
        person(&words, rules, &mut out);
    }
    if entity_type == EntityType::Organization && rules.contains(Variants::LEGAL_FORMS) {
        legal_form(&words, &mut out);
    }
    if entity_type != EntityType::Place && rules.contains(Variants::AMPERSAND) {
        ampersand(&words, &mut out);
    }
    if entity_type == EntityType::Person && rules.contains(Variants::ARABIC) {
        arabic(&words, &mut out);
    }
    let mut seen = vec![name.to_owned()];
    out.retain(|v| {
        let new = !seen.contains(&v.text);
        if new {
            seen.push(v.text.clone());
        }
        new
    });
    out
}

/// Index of the first word of the surname.
fn surname(words: &[&str]) -> usize {
    let mut at = words.len() - 1;
    while at > 1 && PARTICLES.contains(&words[at - 1].to_lowercase().as_str()) {
        at -= 1;
    }
    at
}

fn person(words: &[&str], rules: Variants, out: &mut Vec<Variant>) {
    let at = surname(words);
    let (given, family) = (&words[..at], words[at..].join(" "));
    let initial = |w: &&str| -> Option<String> {
        w.chars().next().filter(|c| c.is_uppercase() && !w.ends_with('.')).map(|c| format!("{c}."))
    };
    let initials: Option<Vec<String>> = given.iter().map(initial).collect();
    if let (true, Some(initials)) = (rules.contains(Variants::INITIALS), initials) {
        let mut add = |given: String, weak| {
            out.push(Variant { text: format!("{given} {family}"), rule: AliasRule::Initials, weak });
        };
        add(initials[0].clone(), true);
        if initials.len() > 1 {
            add(initials.join(" "), true);
            add(format!("{} {}", given[0], initials[1..].join(" ")), false);
        }
    }
    if rules.contains(Variants::WORD_ORDER) {
        let text = format!("{family}, {}", given.join(" "));
        out.push(Variant { text, rule: AliasRule::WordOrder, weak: false });
    }
    let last = words[words.len() - 1];
    if rules.contains(Variants::FAMILY)
        && last.chars().count() >= 3
        && last.chars().all(char::is_alphabetic)
        && last.chars().next().is_some_and(char::is_uppercase)
    {
        let ending = if ["s", "x", "z", "ch", "sh"].iter().any(|e| last.ends_with(e)) { "es" } else { "s" };
        out.push(Variant { text: format!("{family}{ending}"), rule: AliasRule::Family, weak: true });
    }
}

fn legal_form(words: &[&str], out: &mut Vec<Variant>) {
    let Some((last, before)) = words.split_last().filter(|(_, before)| !before.is_empty()) else { return };
    let bare = last.trim_end_matches('.');
    let Some((short, long)) = LEGAL_FORMS.iter().find(|(s, l)| *s == bare || (!l.is_empty() && *l == bare))
    else {
        return;
    };
    let name = before.join(" ").trim_end_matches(',').to_owned();
    let rule = AliasRule::LegalForm;
    for form in [short, long] {
        if !form.is_empty() && *form != bare {
            out.push(Variant { text: format!("{name} {form}"), rule, weak: false });
        }
    }
    // One word left may be any word.
    let weak = before.len() == 1;
    out.push(Variant { text: name, rule, weak });
}

fn ampersand(words: &[&str], out: &mut Vec<Variant>) {
    for (from, to) in [("&", "and"), ("and", "&")] {
        if words.len() >= 3 && words[1..words.len() - 1].contains(&from) {
            let text: Vec<&str> = words.iter().map(|w| if *w == from { to } else { *w }).collect();
            out.push(Variant { text: text.join(" "), rule: AliasRule::Ampersand, weak: false });
        }
    }
}

fn arabic(words: &[&str], out: &mut Vec<Variant>) {
    let rule = AliasRule::ArabicParticles;
    let mut add = |words: Vec<String>| out.push(Variant { text: words.join(" "), rule, weak: false });
    let change = |f: &dyn Fn(&str) -> Option<String>| -> Option<Vec<String>> {
        let changed: Vec<Option<String>> = words.iter().map(|w| f(w)).collect();
        changed
            .iter()
            .any(Option::is_some)
            .then(|| words.iter().zip(changed).map(|(w, c)| c.unwrap_or_else(|| (*w).to_owned())).collect())
    };
    let article = |w: &str| {
        ["al-", "Al-", "el-", "El-"]
            .iter()
            .find_map(|a| w.strip_prefix(a))
            .filter(|r| r.len() > 2)
            .map(str::to_owned)
    };
    if words.len() >= 2 {
        for form in ["", "al-", "el-"] {
            if let Some(words) = change(&|w| article(w).map(|rest| format!("{form}{rest}"))) {
                add(words);
            }
        }
        let patronymics = ["bin", "ibn", "ben"];
        for form in patronymics {
            if let Some(words) = change(&|w| patronymics.contains(&w).then(|| form.to_owned())) {
                add(words);
            }
        }
    }
    let slave = |w: &str| {
        ["Abdul", "Abdel", "Abdol"]
            .iter()
            .find_map(|a| w.strip_prefix(a))
            .filter(|r| r.is_empty() || r.starts_with('-'))
            .map(str::to_owned)
    };
    for form in ["Abdul", "Abdel", "Abdol"] {
        if let Some(words) = change(&|w| slave(w).map(|rest| format!("{form}{rest}"))) {
            add(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(name: &str, entity_type: EntityType, rules: Variants) -> Vec<String> {
        derive(name, entity_type, rules).into_iter().map(|v| v.text).collect()
    }

    #[test]
    fn persons() {
        let p = EntityType::Person;
        assert_eq!(texts("Massoud Rajavi", p, Variants::INITIALS), ["M. Rajavi"]);
        assert_eq!(
            texts("George Walker Bush", p, Variants::INITIALS),
            ["G. Bush", "G. W. Bush", "George W. Bush"]
        );
        assert_eq!(texts("Ursula von der Leyen", p, Variants::WORD_ORDER), ["von der Leyen, Ursula"]);
        assert_eq!(texts("Massoud Rajavi", p, Variants::FAMILY), ["Rajavis"]);
        assert_eq!(texts("Indira Nehru Jones", p, Variants::FAMILY), ["Joneses"]);
        assert_eq!(texts("Nouri al-Maliki", p, Variants::ARABIC), ["Nouri Maliki", "Nouri el-Maliki"]);
        assert_eq!(texts("Osama bin Laden", p, Variants::ARABIC), ["Osama ibn Laden", "Osama ben Laden"]);
        assert_eq!(texts("Abdul Rahman", p, Variants::ARABIC), ["Abdel Rahman", "Abdol Rahman"]);
        assert!(texts("Pelé", p, Variants::all()).is_empty());
        assert!(texts("رجوی مسعود", p, Variants::all()).is_empty());
    }

    #[test]
    fn organizations() {
        let o = EntityType::Organization;
        assert_eq!(texts("Acme Corp.", o, Variants::LEGAL_FORMS), ["Acme Corporation", "Acme"]);
        assert!(derive("Acme Corp.", o, Variants::LEGAL_FORMS)[1].weak);
        assert_eq!(texts("Johnson & Johnson", o, Variants::AMPERSAND), ["Johnson and Johnson"]);
        assert!(texts("Acme Corp.", o, Variants::empty()).is_empty());
    }
}
