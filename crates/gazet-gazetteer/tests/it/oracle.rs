//! The search against a slow oracle on `aho-corasick`.

use crate::support::{gazetteers, plain};
use aho_corasick::AhoCorasick;
use gazet_core::{Token, TokenFlags, TokenKind};
use gazet_gazetteer::{FindScratch, Gazetteers, MatchKind};
use gazet_tokenizer::{TokenizedText, Tokenizer, normalize_into};
use proptest::prelude::*;
use std::fmt::Write;

/// Span and entity key.
type Found = (u32, u32, String);

fn tokenize(text: &str) -> TokenizedText {
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut tokens).unwrap();
    tokens
}

/// Tokens that stay: soft punctuation goes, unless it stands free on both sides.
fn kept(tokens: &[Token]) -> Vec<Token> {
    let free = |t: Option<&Token>| t.is_none_or(|t| t.flags.contains(TokenFlags::SPACE_BEFORE));
    let keep = |(i, t): &(usize, &Token)| {
        t.kind.is_wordlike()
            || !t.flags.contains(TokenFlags::SOFT)
            || (free(Some(*t)) && free(tokens.get(i + 1)))
    };
    tokens.iter().enumerate().filter(keep).map(|(_, t)| *t).collect()
}

fn fold(text: &str, token: &Token) -> String {
    let mut form = String::new();
    normalize_into(token.span.of(text), &mut form);
    form
}

/// The folded tokens that an alias is searched by; empty for one without a word.
fn alias_tokens(alias: &str) -> Vec<String> {
    alias_core(alias).1
}

/// The part of an alias that must stand in a text, and its folded tokens.
fn alias_core(alias: &str) -> (&str, Vec<String>) {
    let text = tokenize(alias);
    let mut tokens: Vec<Token> = text.tokens.clone();
    while tokens.last().is_some_and(|t| t.kind == TokenKind::Punctuation) {
        tokens.pop();
    }
    let can_begin = |t: &Token| !matches!(t.kind, TokenKind::Punctuation | TokenKind::Possessive);
    let Some(mut first) = tokens.iter().position(can_begin) else { return ("", Vec::new()) };
    if fold(alias, &tokens[first]) == "the"
        && let Some(next) = tokens[first + 1..].iter().position(can_begin)
    {
        first += next + 1;
    }
    let span = tokens[first].span.cover(tokens[tokens.len() - 1].span);
    (span.of(alias), kept(&tokens[first..]).iter().map(|t| fold(alias, t)).collect())
}

/// All names in `text`: an automaton over folded tokens, each between two separators, sentence by sentence.
fn oracle(aliases: &[String], text: &str, tokens: &TokenizedText) -> Vec<Found> {
    let patterns: Vec<String> =
        aliases.iter().map(|a| format!("\u{1}{}\u{1}", alias_tokens(a).join("\u{1}"))).collect();
    let automaton = AhoCorasick::new(&patterns).unwrap();
    let mut found = Vec::new();
    for sentence in &tokens.sentences {
        let mut line = "\u{1}".to_owned();
        let mut starts = Vec::new();
        let words = kept(&tokens.tokens[sentence.tokens.indices()]);
        for word in &words {
            starts.push(line.len());
            write!(line, "{}\u{1}", fold(text, word)).unwrap();
        }
        for hit in automaton.find_overlapping_iter(&line) {
            let first = starts.binary_search(&(hit.start() + 1)).unwrap();
            let last = starts.partition_point(|s| *s < hit.end()) - 1;
            let (first, last) = (&words[first], &words[last]);
            let unfit = [TokenKind::Url, TokenKind::Email, TokenKind::Punctuation, TokenKind::Possessive];
            let span = first.span.cover(last.span);
            let alias = alias_core(&aliases[hit.pattern().as_usize()]).0;
            if !unfit.contains(&first.kind) && span.of(text).contains('&') == alias.contains('&') {
                found.push((span.start(), span.end(), format!("x:{}", hit.pattern().as_usize())));
            }
        }
    }
    found.sort();
    found
}

fn leftmost_longest(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut chosen = (0, 0);
    all.retain(|f| {
        if f.0 >= chosen.1 {
            chosen = (f.0, f.1);
        }
        (f.0, f.1) == chosen
    });
    all
}

fn search(all: &Gazetteers, text: &str, tokens: &TokenizedText, kind: MatchKind) -> Vec<Found> {
    let mut out = Vec::new();
    all.find(text, tokens, kind, &mut FindScratch::default(), &mut out);
    let mut found: Vec<Found> =
        out.iter().map(|c| (c.span.start(), c.span.end(), all.entity(c.entity).key().to_owned())).collect();
    // The oracle knows no order among entities of one span.
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    found
}

/// Aliases that the source format can hold and the oracle can search.
fn usable(aliases: Vec<String>) -> Vec<String> {
    let fits = |a: &String| {
        let folded = alias_tokens(a);
        !folded.is_empty()
            && folded.len() < 60
            && !folded.iter().any(String::is_empty)
            && !tokenize(a).tokens.iter().any(|t| t.kind == TokenKind::Possessive)
    };
    aliases.into_iter().map(|a| a.trim().to_owned()).filter(fits).collect()
}

fn agree(aliases: &[String], text: &str, split: usize) {
    if aliases.is_empty() {
        return;
    }
    let split = split % aliases.len();
    let tokens = tokenize(text);
    let all = oracle(aliases, text, &tokens);
    let mut by_span = all.clone();
    by_span.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    let leftmost = leftmost_longest(all);
    let number = |n: usize| move |(i, a): (usize, &String)| (format!("x:{}", i + n), a.clone());
    let one: Vec<_> = aliases.iter().enumerate().map(number(0)).collect();
    let files = if split == 0 { vec![plain(&one)] } else { vec![plain(&one[..split]), plain(&one[split..])] };
    let gazetteers = gazetteers(files);
    assert_eq!(search(&gazetteers, text, &tokens, MatchKind::All), by_span, "all: {aliases:?} in {text:?}");
    assert_eq!(
        search(&gazetteers, text, &tokens, MatchKind::LeftmostLongest),
        leftmost,
        "leftmost-longest: {aliases:?} in {text:?}"
    );
}

/// Words, marks and spaces of which names and texts are made, so that many names occur.
const PARTS: &[&str] = &[
    "Iran",
    "iran",
    "new",
    "York",
    "the",
    "O'Brien",
    "Müller",
    "MULLER",
    "al",
    "-",
    " - ",
    "U.S.",
    "&",
    ",",
    ". ",
    "!",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "'s",
    "دولت",
    "ایران",
    "東",
    "京",
    "é",
    "e\u{301}",
    "😀",
    "3.5",
    "\u{200b}",
    "’",
];

fn parts(max: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PARTS), 1..max).prop_map(|p| p.concat())
}

fn alias_from_parts() -> impl Strategy<Value = String> {
    parts(6).prop_map(|a| a.replace(['\n', '\u{0}'], " "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_and_texts_of_the_same_parts(
        aliases in prop::collection::vec(alias_from_parts(), 1..12),
        text in parts(40),
        split in 0usize..12,
    ) {
        agree(&usable(aliases), &text, split);
    }

    #[test]
    fn pieces_of_arbitrary_text(
        text in "\\PC{0,80}",
        cuts in prop::collection::vec((0usize..80, 1usize..12), 1..10),
        split in 0usize..12,
    ) {
        let chars: Vec<char> = text.chars().collect();
        let aliases = cuts
            .into_iter()
            .map(|(from, n)| chars.iter().skip(from).take(n).collect::<String>().replace(['|', '{', '}'], " "))
            .collect();
        agree(&usable(aliases), &text, split);
    }
}

/// A list of `n` names of one to four tokens out of a few hundred, and a text of the same words.
fn grown(n: usize) -> (Vec<String>, String) {
    let mut state = 1u64;
    let mut next = move |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % bound
    };
    let pool = 40 + n / 20;
    let mut aliases: Vec<String> = (0..n)
        .map(|_| (0..1 + next(4)).map(|_| format!("Name{}", next(pool))).collect::<Vec<_>>().join(" "))
        .collect();
    aliases.sort();
    aliases.dedup();
    let text =
        (0..3000).map(|i| format!("Name{}{}", next(pool), if i % 17 == 0 { ". " } else { " " })).collect();
    (aliases, text)
}

#[test]
fn every_list_size() {
    for n in [1, 2, 7, 8, 9, 100, 3000, 40_000] {
        let (aliases, text) = grown(n);
        agree(&aliases, &text, 0);
    }
}
