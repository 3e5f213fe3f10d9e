//! Rules that no text can meet.

use super::{Lists, ThemeFinding};
use crate::pack::{Pack, SourceRule, SourceTheme};
use crate::words::{WordId, WordsBuilder};
use gazet_core::{EntityType, Severity};
use std::collections::BTreeSet;

/// Rules that cannot fire, with the reason.
pub(super) fn cannot_fire(lists: &Lists<'_>, out: &mut Vec<ThemeFinding>) {
    // Rules are cut by a table of their own, which knows the same words under other numbers.
    let mut words = WordsBuilder::default();
    for (pack, theme, _) in lists.themes.values().filter(|(.., checked)| *checked) {
        for rule in &theme.rules {
            if let Some(reason) = reason(rule, pack.language == "en", &mut words) {
                out.push(finding(pack, theme, rule, &reason));
            }
        }
    }
}

fn finding(pack: &Pack, theme: &SourceTheme, rule: &SourceRule, reason: &str) -> ThemeFinding {
    ThemeFinding {
        code: "rule-cannot-fire",
        severity: Severity::Warning,
        harm: 1,
        source: pack.source.clone(),
        line: rule.line,
        theme: theme.id.text.clone(),
        term: first_phrase(rule).to_owned(),
        message: format!("a rule of theme \"{}\" cannot fire: {reason}", theme.id.text),
        help: "correct the rule, or remove it".to_owned(),
    }
}

/// What names a rule in exceptions.
pub(super) fn first_phrase(rule: &SourceRule) -> &str {
    rule.all.first().and_then(|group| group.first()).or(rule.any.first()).map_or("", String::as_str)
}

fn reason(rule: &SourceRule, english: bool, words: &mut WordsBuilder) -> Option<String> {
    let mut cut = |phrase: &str| {
        let mut out = Vec::new();
        words.phrase(phrase, english, &mut out).ok().map(|()| out)
    };
    let needed = rule.all.iter().flatten().chain(&rule.any);
    for class in needed.filter_map(|item| item.strip_prefix('@')) {
        let kind = class.split('/').next().unwrap_or_default();
        if EntityType::ALL.iter().all(|t| t.name() != kind) {
            return Some(format!(
                "\"@{class}\" is no type of entity; types begin with @person, @place or @organization"
            ));
        }
    }
    // Any phrase of a group that holds a phrase of `none` brings its own refusal along.
    let none: Vec<Vec<WordId>> =
        rule.none.iter().filter(|p| !p.starts_with('@')).filter_map(|p| cut(p)).collect();
    let mut refused = |phrase: &String| {
        rule.none.contains(phrase)
            || cut(phrase).is_some_and(|w| none.iter().any(|n| w.windows(n.len()).any(|part| part == n)))
    };
    if let Some(group) = rule.all.iter().find(|group| group.iter().all(&mut refused)) {
        return Some(format!("every phrase of [{}] is refused by none", group.join(", ")));
    }
    let at_least = rule.at_least.map_or(1, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let mut distinct: BTreeSet<Vec<WordId>> = BTreeSet::new();
    let mut classes: BTreeSet<&str> = BTreeSet::new();
    for phrase in &rule.any {
        match phrase.strip_prefix('@') {
            Some(class) => classes.extend([class]),
            None => distinct.extend(cut(phrase)),
        }
    }
    let n_any = distinct.len() + classes.len();
    if !rule.any.is_empty() && at_least > n_any {
        return Some(format!(
            "at_least = {at_least}, but only {n_any} phrases of any are words of their own"
        ));
    }
    let near = usize::try_from(rule.near?).unwrap_or(usize::MAX);
    // Of the phrases that must stand side by side, all but the first and the last lie between these.
    let mut length =
        |phrase: &String| if phrase.starts_with('@') { 1 } else { cut(phrase).map_or(1, |w| w.len()) };
    let mut lengths: Vec<usize> = rule.all.iter().filter_map(|g| g.iter().map(&mut length).min()).collect();
    let mut of_any: Vec<usize> = distinct.iter().map(Vec::len).chain(classes.iter().map(|_| 1)).collect();
    of_any.sort_unstable();
    lengths.extend(of_any.into_iter().take(if rule.any.is_empty() { 0 } else { at_least }));
    lengths.sort_unstable();
    let between: usize = lengths.iter().take(lengths.len().saturating_sub(2)).sum();
    (between > near).then(|| {
        format!("near = {near}, but the phrases between the first and the last have {between} words at least")
    })
}
