//! From a tokenized text to evidence: which terms and rules fire, and where.

use crate::pack::Within;
use crate::themes::{Meaning, Role, Themes};
use crate::words::{id, is_passed_over, is_word};
use crate::{EntityTerm, Evidence, Source, ThemeScratch};
use gazet_core::{Span, TokenFlags};
use gazet_tokenizer::{BlockKind, TokenizedText};

/// A word of the text that takes part in matching.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextWord {
    token: u32,
    /// Words of phrases that it may be: a range of `Words::ids`.
    range: (u32, u32),
    sentence: u32,
    block: u32,
}

/// A phrase found: words `start..end` of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    start: u32,
    end: u32,
    meaning: Meaning,
    negated: bool,
}

/// An item of a rule found, in the unit in which the rule must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    rule: u32,
    unit: u32,
    start: u32,
    end: u32,
    role: Role,
    item: u32,
}

/// How many words back a negator reaches.
const NEGATION_REACH: usize = 3;

impl Themes {
    /// Fills `scratch.evidence`, sorted by span, then theme, then source.
    pub(crate) fn collect(
        &self,
        text: &str,
        tokens: &TokenizedText,
        entities: &[EntityTerm<'_>],
        scratch: &mut ThemeScratch,
    ) {
        self.read_words(tokens, scratch);
        self.find_phrases(text, tokens, scratch);
        self.fire_terms(tokens, scratch);
        self.add_entities(entities, scratch);
        self.fire_rules(tokens, scratch);
        scratch.evidence.sort_unstable_by_key(|e| (e.span, e.theme, e.source));
    }

    fn read_words(&self, tokens: &TokenizedText, scratch: &mut ThemeScratch) {
        scratch.words.clear();
        for (index, sentence) in tokens.sentences.iter().enumerate() {
            if tokens.blocks[sentence.block as usize].kind == BlockKind::Boilerplate {
                continue;
            }
            for token_index in sentence.tokens.indices() {
                let token = &tokens.tokens[token_index];
                if is_passed_over(token) || token.flags.contains(TokenFlags::BOILERPLATE) {
                    continue;
                }
                let range = self.words.range(token.norm);
                scratch.words.push(TextWord {
                    token: id(token_index),
                    range,
                    sentence: id(index),
                    block: sentence.block,
                });
            }
        }
    }

    fn find_phrases(&self, text: &str, tokens: &TokenizedText, scratch: &mut ThemeScratch) {
        let ThemeScratch { words, hits, paths, .. } = scratch;
        hits.clear();
        for start in 0..words.len() {
            let first = words[start];
            if first.range.0 == first.range.1 {
                continue;
            }
            paths.clear();
            let surface = tokens.tokens[first.token as usize].span.of(text);
            for &word in self.words.ids(first.range).iter().filter(|&&w| self.words.accepts(w, surface)) {
                paths.extend(self.root(word).map(|node| (node, id(start + 1))));
            }
            let from = hits.len();
            while let Some((node, end)) = paths.pop() {
                hits.extend(self.meanings(node).iter().map(|&meaning| Hit {
                    start: id(start),
                    end,
                    meaning,
                    negated: false,
                }));
                let Some(next) = words.get(end as usize).filter(|w| w.sentence == first.sentence) else {
                    continue;
                };
                let surface = tokens.tokens[next.token as usize].span.of(text);
                for &word in self.words.ids(next.range).iter().filter(|&&w| self.words.accepts(w, surface)) {
                    paths.extend(self.child(node, word).map(|child| (child, end + 1)));
                }
            }
            if from < hits.len() && self.is_negated(tokens, words, start) {
                hits[from..].iter_mut().for_each(|h| h.negated = true);
            }
        }
        hits.sort_unstable_by_key(|h| (h.start, std::cmp::Reverse(h.end), h.meaning));
        hits.dedup();
    }

    /// Whether a negator stands before word `start`, in its sentence, with nothing but words between.
    fn is_negated(&self, tokens: &TokenizedText, words: &[TextWord], start: usize) -> bool {
        let sentence = words[start].sentence;
        let before = words[start.saturating_sub(NEGATION_REACH)..start].iter().rev();
        for (back, word) in before.enumerate() {
            let token = &tokens.tokens[word.token as usize];
            if word.sentence != sentence || !is_word(token) {
                return false;
            }
            if self.negators.contains(&token.norm.0) {
                let after = &tokens.tokens[words[start - back].token as usize];
                return back == 0 || !self.softeners.contains(&after.norm.0);
            }
        }
        false
    }

    /// Terms fire unless they are negated, excluded, or part of a longer term of any theme.
    fn fire_terms(&self, tokens: &TokenizedText, scratch: &mut ThemeScratch) {
        let ThemeScratch { words, hits, evidence, exclusions, .. } = scratch;
        evidence.clear();
        exclusions.clear();
        for hit in hits.iter() {
            if let Meaning::Exclusion(theme) = hit.meaning {
                exclusions.push((theme, hit.start, hit.end));
            }
        }
        // Hits are sorted by start, longer ones first: what contains a hit stands before it.
        let mut longest = (0, 0);
        let mut last = None;
        for hit in hits.iter() {
            let Meaning::Term(index) = hit.meaning else { continue };
            let inside = longest.0 > hit.end || (longest.0 == hit.end && longest.1 < hit.start);
            if hit.end > longest.0 {
                longest = (hit.end, hit.start);
            }
            let term = &self.terms[index as usize];
            let excluded = exclusions
                .iter()
                .any(|&(t, start, end)| t == term.theme && start <= hit.start && hit.end <= end);
            // Two terms of a theme may match the same words: the first is the stronger one.
            let place = Some((hit.start, hit.end, term.theme));
            if !(inside || hit.negated || excluded || last == place) {
                last = place;
                evidence.push(cite(
                    tokens,
                    words,
                    hit.start,
                    hit.end,
                    term.theme,
                    term.weight,
                    Source::Term(index),
                ));
            }
        }
    }

    fn add_entities(&self, entities: &[EntityTerm<'_>], scratch: &mut ThemeScratch) {
        if self.classes.is_empty() {
            return;
        }
        let ThemeScratch { words, hits, .. } = scratch;
        for entity in entities {
            let start = words.partition_point(|w| w.token < entity.tokens.start);
            let end = words.partition_point(|w| w.token < entity.tokens.end);
            if start == end {
                continue;
            }
            for (class, item) in &self.classes {
                let fits = entity
                    .class
                    .strip_prefix(&**class)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                if fits {
                    hits.push(Hit {
                        start: id(start),
                        end: id(end),
                        meaning: Meaning::Item(*item),
                        negated: false,
                    });
                }
            }
        }
    }

    fn fire_rules(&self, tokens: &TokenizedText, scratch: &mut ThemeScratch) {
        let ThemeScratch { words, hits, parts, evidence, seen, .. } = scratch;
        parts.clear();
        for hit in hits.iter() {
            let Meaning::Item(item) = hit.meaning else { continue };
            let word = words[hit.start as usize];
            for &(rule, role) in &self.item_roles[item as usize] {
                if hit.negated && role != Role::None {
                    continue;
                }
                let unit = match self.rules[rule as usize].within {
                    Within::Sentence => word.sentence,
                    Within::Block => word.block,
                    Within::Document => 0,
                };
                parts.push(Part { rule, unit, start: hit.start, end: hit.end, role, item });
            }
        }
        parts.sort_unstable();
        parts.dedup();
        for unit in parts.chunk_by(|a, b| (a.rule, a.unit) == (b.rule, b.unit)) {
            let index = unit[0].rule;
            let rule = &self.rules[index as usize];
            if unit.iter().any(|p| p.role == Role::None) {
                continue;
            }
            if let Some((start, end)) = self.window(index, unit, seen) {
                evidence.push(cite(tokens, words, start, end, rule.theme, rule.weight, Source::Rule(index)));
            }
        }
    }

    /// The first shortest run of words of `unit` in which the rule holds.
    fn window(&self, rule: u32, unit: &[Part], seen: &mut Vec<u32>) -> Option<(u32, u32)> {
        let rule = &self.rules[rule as usize];
        let mut best: Option<(u32, u32)> = None;
        for (from, first) in unit.iter().enumerate() {
            seen.clear();
            let mut groups: u64 = 0;
            let mut end = first.start;
            for part in &unit[from..] {
                // Distance is counted in words between the outermost phrases.
                if rule.near.is_some_and(|near| part.start > first.end.saturating_add(near)) {
                    break;
                }
                // A word serves one group only, even if several list it.
                if part.start < end {
                    continue;
                }
                let used = match part.role {
                    Role::All(group) => {
                        let bit = 1u64 << u32::from(group).min(63);
                        let new = groups & bit == 0;
                        groups |= bit;
                        new
                    }
                    Role::Any if !seen.contains(&part.item) => {
                        seen.push(part.item);
                        true
                    }
                    _ => false,
                };
                if used {
                    end = part.end;
                }
                if groups.count_ones() >= u32::from(rule.n_groups) && seen.len() >= rule.at_least as usize {
                    let shorter = best.is_none_or(|(s, e)| end - first.start < e - s);
                    if shorter {
                        best = Some((first.start, end));
                    }
                    break;
                }
            }
        }
        best
    }
}

fn cite(
    tokens: &TokenizedText,
    words: &[TextWord],
    start: u32,
    end: u32,
    theme: crate::ThemeId,
    weight: u8,
    source: Source,
) -> Evidence {
    let (first, last) = (words[start as usize], words[end as usize - 1]);
    let span: Span = tokens.tokens[first.token as usize].span.cover(tokens.tokens[last.token as usize].span);
    Evidence { theme, span, sentence: first.sentence, block: first.block, weight, source }
}
