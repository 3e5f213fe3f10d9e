//! What is wrong, or doubtful, in theme packs before they are compiled.

use crate::pack::{Pack, SourceRule, SourceTheme};
use crate::words::WordsBuilder;
use gazet_core::{Diagnostic, Place, Severity};
use std::collections::BTreeMap;

/// Looks for errors and doubtful entries in `packs`, in order of packs and lines.
///
/// Errors (duplicate id, unknown parent, cycle of parents, empty theme, invalid rule, invalid term or code) make
/// [`crate::Themes::new`] refuse the packs. Warnings and notes (a term listed twice or shut off by its own
/// exclusion, a missing definition) do not; [`lint`](crate::lint()) looks for more of these.
#[must_use]
pub fn check(packs: &[Pack]) -> Vec<Diagnostic> {
    let mut checker = Checker::default();
    for (index, pack) in packs.iter().enumerate() {
        for theme in &pack.themes {
            checker.identity(index, pack, theme);
        }
    }
    for (index, pack) in packs.iter().enumerate() {
        for theme in &pack.themes {
            checker.place_in_tree(pack, theme);
            checker.content(index, pack, theme);
        }
    }
    checker
        .found
        .sort_by(|a, b| a.0.cmp(&b.0).then(a.1.place.line.cmp(&b.1.place.line)).then(a.1.code.cmp(b.1.code)));
    checker.found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

/// Groups that a rule may ask for.
const MAX_GROUPS: usize = 16;

#[derive(Default)]
struct Checker<'p> {
    /// Last definition of each theme, with its pack.
    by_id: BTreeMap<&'p str, (usize, &'p Pack, &'p SourceTheme)>,
    found: Vec<(usize, Diagnostic)>,
    words: WordsBuilder,
    pack: usize,
}

impl<'p> Checker<'p> {
    fn say(
        &mut self,
        severity: Severity,
        code: &'static str,
        pack: &Pack,
        line: u64,
        message: String,
        help: &str,
    ) {
        let place = Place { source: pack.source.clone(), line: Some(line), span: None };
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.found.push((self.pack, Diagnostic { code, severity, message, place, help }));
    }

    fn error(&mut self, code: &'static str, pack: &Pack, line: u64, message: String, help: &str) {
        self.say(Severity::Error, code, pack, line, message, help);
    }

    fn identity(&mut self, index: usize, pack: &'p Pack, theme: &'p SourceTheme) {
        self.pack = index;
        let id = theme.id.text.as_str();
        let well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !well_formed {
            let message = format!("theme id \"{id}\" is not made of lower-case letters, digits and hyphens");
            self.error("theme-id", pack, theme.id.line, message, "write it like armed-conflict");
        }
        match self.by_id.get(id) {
            Some(&(_, first_pack, first)) if !theme.replace => {
                let message =
                    format!("theme id \"{id}\" is already used at {}:{}", first_pack.source, first.id.line);
                self.error(
                    "duplicate-theme",
                    pack,
                    theme.id.line,
                    message,
                    "rename it, or say replace = true",
                );
            }
            None if theme.replace => {
                let message = format!("theme \"{id}\" says replace = true, but no earlier theme has this id");
                self.error(
                    "replaces-nothing",
                    pack,
                    theme.id.line,
                    message,
                    "remove replace, or correct the id",
                );
            }
            _ => {}
        }
        self.by_id.insert(id, (index, pack, theme));
    }

    fn place_in_tree(&mut self, pack: &'p Pack, theme: &'p SourceTheme) {
        self.pack = self.by_id.get(theme.id.text.as_str()).map_or(0, |e| e.0);
        if let Some(code) = &theme.iptc
            && (code.text.len() != 8 || !code.text.bytes().all(|b| b.is_ascii_digit()))
        {
            let message =
                format!("IPTC code \"{}\" of theme \"{}\" is not eight digits", code.text, theme.id.text);
            self.error("iptc-code", pack, code.line, message, "write it like 20000056");
        }
        let Some(parent) = &theme.parent else { return };
        if !self.by_id.contains_key(parent.text.as_str()) {
            let message = format!("theme \"{}\" has the unknown parent \"{}\"", theme.id.text, parent.text);
            self.error("unknown-parent", pack, parent.line, message, "add that theme, or correct the id");
            return;
        }
        let mut path = vec![theme.id.text.as_str()];
        let mut next = Some(parent.text.as_str());
        while let Some(id) = next {
            path.push(id);
            if id == theme.id.text {
                // One message for a cycle, at its first theme by name.
                if path.iter().min() == Some(&theme.id.text.as_str()) {
                    let message =
                        format!("the parents of theme \"{id}\" form a cycle: {}", path.join(" -> "));
                    self.error(
                        "parent-cycle",
                        pack,
                        parent.line,
                        message,
                        "take the parent away from one of them",
                    );
                }
                return;
            }
            if path.len() > self.by_id.len() + 1 {
                return;
            }
            next = self.by_id.get(id).and_then(|(_, _, t)| t.parent.as_ref()).map(|p| p.text.as_str());
        }
    }

    fn content(&mut self, index: usize, pack: &'p Pack, theme: &'p SourceTheme) {
        self.pack = index;
        let name = &theme.id.text;
        if theme.label.text.trim().is_empty() {
            self.error(
                "no-label",
                pack,
                theme.label.line,
                format!("theme \"{name}\" has an empty label"),
                "",
            );
        }
        if theme.definition.trim().is_empty() {
            let message = format!("theme \"{name}\" has an empty definition");
            self.say(
                Severity::Warning,
                "no-definition",
                pack,
                theme.id.line,
                message,
                "say in one sentence what belongs to it",
            );
        }
        if theme.terms.is_empty() && theme.rules.is_empty() {
            let message = format!("theme \"{name}\" is empty: it has neither terms nor rules");
            self.error("empty-theme", pack, theme.id.line, message, "give it terms or rules, or remove it");
        }
        let english = pack.language == "en";
        let mut excluded = BTreeMap::new();
        for phrase in &theme.exclude {
            if let Some(words) = self.phrase(pack, &phrase.text, phrase.line, english) {
                excluded.insert(words, phrase.line);
            }
        }
        let mut seen: BTreeMap<Vec<u32>, &str> = BTreeMap::new();
        for (_, term) in &theme.terms {
            let Some(words) = self.phrase(pack, &term.text, term.line, english) else { continue };
            if let Some(first) = seen.get(&words) {
                let message = format!(
                    "term \"{}\" of theme \"{name}\" matches the same words as \"{first}\"",
                    term.text
                );
                self.say(Severity::Warning, "duplicate-term", pack, term.line, message, "keep one of them");
            }
            if let Some(line) = excluded.get(&words) {
                let message = format!(
                    "term \"{}\" of theme \"{name}\" never fires: line {line} excludes it",
                    term.text
                );
                self.say(
                    Severity::Warning,
                    "term-excluded",
                    pack,
                    term.line,
                    message,
                    "remove one of the two",
                );
            }
            seen.insert(words, &term.text);
        }
        for rule in &theme.rules {
            self.rule(pack, name, rule, english);
        }
    }

    fn phrase(&mut self, pack: &Pack, text: &str, line: u64, english: bool) -> Option<Vec<u32>> {
        let mut words = Vec::new();
        match self.words.phrase(text, english, &mut words) {
            Ok(()) => Some(words),
            Err(error) => {
                self.error("invalid-term", pack, line, error.message(text), "");
                None
            }
        }
    }

    fn rule(&mut self, pack: &Pack, theme: &str, rule: &SourceRule, english: bool) {
        let invalid = |this: &mut Self, reason: String| {
            this.error(
                "invalid-rule",
                pack,
                rule.line,
                format!("invalid rule of theme \"{theme}\": {reason}"),
                "",
            );
        };
        if !(1..=5).contains(&rule.weight) {
            invalid(self, format!("weight {} is not between 1 and 5", rule.weight));
        }
        if rule.all.is_empty() && rule.any.is_empty() {
            invalid(self, "it has neither all nor any, so it would always hold".to_owned());
        }
        if let Some(n) = rule.near
            && !(1..=200).contains(&n)
        {
            invalid(self, format!("near = {n} is not between 1 and 200 words"));
        }
        if rule.near.is_some()
            && rule.all.len() + usize::from(!rule.any.is_empty()) < 2
            && rule.at_least.unwrap_or(1) < 2
        {
            invalid(self, "near needs at least two things that can be near each other".to_owned());
        }
        if let Some(n) = rule.at_least {
            if rule.any.is_empty() {
                invalid(self, "at_least counts the phrases of any, and there are none".to_owned());
            } else if n < 1 || usize::try_from(n).is_ok_and(|n| n > rule.any.len()) {
                invalid(self, format!("at_least = {n} cannot be met by {} phrases of any", rule.any.len()));
            }
        }
        if rule.all.len() > MAX_GROUPS {
            invalid(self, format!("{} groups of all are more than {MAX_GROUPS}", rule.all.len()));
        }
        if rule.all.iter().any(Vec::is_empty) {
            invalid(self, "a group of all is empty".to_owned());
        }
        let required: Vec<_> = rule.all.iter().flatten().chain(&rule.any).collect();
        for phrase in required.iter().copied().chain(&rule.none) {
            if phrase.strip_prefix('@').is_none_or(str::is_empty) {
                self.phrase(pack, phrase, rule.line, english);
            }
        }
        for phrase in rule.none.iter().filter(|p| rule.all.iter().any(|g| g.len() == 1 && g[0] == **p)) {
            invalid(self, format!("it cannot fire: \"{phrase}\" stands in all and in none"));
        }
    }
}
