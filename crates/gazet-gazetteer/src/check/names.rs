//! Aliases shared, common, swallowed, mixed, short.

use super::{Finding, FindingCode, NAMED, first_keys};
use crate::entity::{AliasFlags, AliasView};
use crate::{EntityView, Gazetteer, Lexicon};
use gazet_core::Severity;
use gazet_tokenizer::norm_hash;

/// Occurrences of the word of rank `rank` in a million words (Zipf's law with the constant of English).
fn per_million(rank: u32) -> u64 {
    if rank == 0 { 0 } else { 80_000 / u64::from(rank) }
}

struct Listed<'g> {
    alias: AliasView<'g>,
    entity: EntityView<'g>,
}

pub(super) fn check(gazetteer: &Gazetteer, lexicon: Lexicon<'_>, out: &mut Vec<Finding>) {
    let view = gazetteer.view();
    for group in 0..gazetteer.n_names() {
        let Some((aliases, fold)) = view.group(group) else { continue };
        let listed: Vec<Listed<'_>> = aliases
            .filter_map(|a| AliasView::new(view, a))
            .filter_map(|alias| Some(Listed { entity: gazetteer.entity(alias.entity())?, alias }))
            .collect();
        let rank = if fold.contains(' ') { 0 } else { lexicon.get(norm_hash(fold)).rank };
        shared(&listed, rank, out);
        common(&listed, rank, out);
        form(&listed, out);
        if group + 1 < gazetteer.n_names() {
            swallowed(gazetteer, group, fold, &listed, out);
        }
    }
}

fn finding(code: FindingCode, severity: Severity, harm: u64, first: &Listed<'_>) -> Finding {
    Finding {
        code,
        severity,
        harm,
        list: first.entity.list().to_owned(),
        entities: vec![first.entity.key().to_owned()],
        alias: first.alias.text().to_owned(),
        message: String::new(),
        help: String::new(),
    }
}

fn shared(listed: &[Listed<'_>], rank: u32, out: &mut Vec<Finding>) {
    let strong: Vec<&Listed<'_>> = listed
        .iter()
        .filter(|l| !l.alias.flags().intersects(AliasFlags::WEAK | AliasFlags::DEMONYM))
        .collect();
    // What is taken as written stands beside the other names: who writes `AUR` does not mean the town of Aur.
    let written = |l: &Listed<'_>| {
        let as_written = l.alias.flags().contains(AliasFlags::AS_WRITTEN);
        as_written.then(|| l.alias.core().replace('.', ""))
    };
    let mut kinds: Vec<Option<String>> = strong.iter().map(|l| written(l)).collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        let mut same: Vec<&Listed<'_>> = strong.iter().copied().filter(|l| written(l) == kind).collect();
        same.dedup_by_key(|l| l.alias.entity());
        shared_by(&same, rank, out);
    }
}

fn shared_by(strong: &[&Listed<'_>], rank: u32, out: &mut Vec<Finding>) {
    let [first, second, ..] = strong else { return };
    let types = strong.iter().any(|l| l.entity.entity_type() != first.entity.entity_type());
    // Of one name in several types one reading is always wrong; several places of one name are settled by context.
    let severity = if types { Severity::Warning } else { Severity::Note };
    let harm = (strong.len() as u64).min(20) * if types { 50 } else { 5 } + per_million(rank);
    out.push(Finding {
        entities: first_keys(strong.iter().map(|l| l.entity.key())),
        message: format!(
            "`{}` is a strong alias of {} entities: {}{}",
            first.alias.text(),
            strong.len(),
            first_keys(strong.iter().map(|l| l.entity.key())).join(", "),
            if strong.len() > NAMED { ", ..." } else { "" }
        ),
        help: format!(
            "mark it {{weak}} where it is not the first thing a reader thinks of, such as {}",
            second.entity.key()
        ),
        ..finding(FindingCode::SharedAlias, severity, harm, first)
    });
}

fn common(listed: &[Listed<'_>], rank: u32, out: &mut Vec<Finding>) {
    if rank == 0 {
        return;
    }
    for l in listed {
        let flags = l.alias.flags();
        if flags.intersects(
            AliasFlags::WEAK | AliasFlags::AS_WRITTEN | AliasFlags::AFTER_THE | AliasFlags::DEMONYM,
        ) {
            continue;
        }
        let any = flags.contains(AliasFlags::ANY_CASE);
        // A capital is asked for, so that only sentence beginnings and titles go wrong.
        let harm = if any { per_million(rank) } else { per_million(rank) / 20 };
        // Countries and the like bear common words and are still what a capital means.
        let severity = if any || rank <= 2000 { Severity::Warning } else { Severity::Note };
        out.push(Finding {
            message: format!(
                "`{}` is a common word (rank {rank}){}",
                l.alias.text(),
                if any { " and matches in any case" } else { "" }
            ),
            help: "mark it {weak}, or leave it out".to_owned(),
            ..finding(FindingCode::CommonWord, severity, harm, l)
        });
    }
}

fn form(listed: &[Listed<'_>], out: &mut Vec<Finding>) {
    for l in listed {
        let (text, flags) = (l.alias.text(), l.alias.flags());
        if let Some(word) = text.split(|c: char| !c.is_alphabetic()).find(|w| mixes_scripts(w)) {
            out.push(Finding {
                message: format!("`{word}` in `{text}` mixes letters of several scripts that look alike"),
                help: "write the word in one script".to_owned(),
                ..finding(FindingCode::MixedScripts, Severity::Warning, 30, l)
            });
        }
        let core = l.alias.core();
        if core.chars().filter(|c| c.is_alphanumeric()).count() < 2 && !flags.contains(AliasFlags::WEAK) {
            out.push(Finding {
                message: format!("`{text}` is one letter"),
                help: "leave it out, or mark it {weak,as-written}".to_owned(),
                ..finding(FindingCode::ShortAlias, Severity::Warning, 200, l)
            });
        }
        let is_cased = core.chars().any(char::is_lowercase) && !core.chars().any(char::is_uppercase);
        if is_cased && !flags.intersects(AliasFlags::ANY_CASE | AliasFlags::AS_WRITTEN) {
            out.push(Finding {
                message: format!("`{text}` has no capital, but the text needs one"),
                help: "write it as texts do, or mark it {any-case}".to_owned(),
                ..finding(FindingCode::NoCapital, Severity::Note, 1, l)
            });
        }
    }
}

/// The next names in byte order that begin with this one.
fn swallowed(gazetteer: &Gazetteer, group: u32, fold: &str, listed: &[Listed<'_>], out: &mut Vec<Finding>) {
    let view = gazetteer.view();
    let Some(first) = listed.iter().find(|l| !l.alias.flags().contains(AliasFlags::DERIVED)) else { return };
    let mut n = 0u64;
    let mut example = None;
    for next in group + 1..gazetteer.n_names() {
        let Some((aliases, longer)) = view.group(next) else { break };
        match longer.strip_prefix(fold) {
            None => break,
            Some(rest) if rest.starts_with(' ') => {}
            Some(_) => continue,
        }
        let Some(other) = AliasView::new(view, aliases.start) else { break };
        if listed.iter().all(|l| l.alias.entity() != other.entity()) {
            n += 1;
            example = example.or(Some(other));
        }
        if n == 1000 {
            break;
        }
    }
    let Some(example) = example else { return };
    let key = gazetteer.entity(example.entity()).map_or("", |e| e.key());
    out.push(Finding {
        message: format!(
            "{n} longer names begin with `{}`, such as `{}` ({key})",
            first.alias.text(),
            example.text()
        ),
        help: "nothing, unless the longer name is wrong".to_owned(),
        ..finding(FindingCode::SwallowedAlias, Severity::Note, n.min(9), first)
    });
}

/// Latin, Greek and Cyrillic letters in one word: they look alike and are usually a typing error.
fn mixes_scripts(word: &str) -> bool {
    let mut scripts = word.chars().filter_map(|c| match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        _ => None,
    });
    scripts.next().is_some_and(|first| scripts.any(|s| s != first))
}
