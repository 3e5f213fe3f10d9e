//! The cases of `fixtures/cases/tokenizer.toml`.

use crate::{tokenize, tokenize_plainly};
use gazet_core::{CaseShape, TokenFlags, TokenKind};
use gazet_tokenizer::{BlockKind, TokenizedText, norm_hash, normalize_into};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// One case; what it leaves out is not checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    /// Surfaces of all tokens, parted by one space; `␣` for a space and `⏎` for a line break inside a token.
    tokens: Option<String>,
    /// One letter a token: w(ord) a(bbreviation) n(umber) p(ossessive) u(rl) e(-mail) h(andle) .(punctuation)
    /// s(ymbol).
    kinds: Option<String>,
    /// One letter a token: - uncased, l(ower), T(itle), U(pper), m(ixed).
    shapes: Option<String>,
    /// Normal forms of all tokens, parted by one space.
    norms: Option<String>,
    /// `SURFACE FLAG` or `SURFACE !FLAG`; every token of that surface is meant.
    #[serde(default)]
    flags: Vec<String>,
    sentences: Option<Vec<String>>,
    /// `KIND ITEM TEXT`, with `h`, `p`, `l` or `b` for the kind.
    blocks: Option<Vec<String>>,
    document_case: Option<String>,
}

fn surfaces(text: &str, out: &TokenizedText) -> Vec<String> {
    out.tokens.iter().map(|t| t.span.of(text).replace(' ', "␣").replace('\n', "⏎")).collect()
}

fn kind_letter(kind: TokenKind) -> char {
    match kind {
        TokenKind::Word => 'w',
        TokenKind::Abbreviation => 'a',
        TokenKind::Number => 'n',
        TokenKind::Possessive => 'p',
        TokenKind::Url => 'u',
        TokenKind::Email => 'e',
        TokenKind::Handle => 'h',
        TokenKind::Punctuation => '.',
        TokenKind::Symbol => 's',
    }
}

fn shape_letter(case: CaseShape) -> char {
    match case {
        CaseShape::Uncased => '-',
        CaseShape::Lower => 'l',
        CaseShape::Title => 'T',
        CaseShape::Upper => 'U',
        CaseShape::Mixed => 'm',
    }
}

fn block_letter(kind: BlockKind) -> char {
    match kind {
        BlockKind::Heading => 'h',
        BlockKind::Paragraph => 'p',
        BlockKind::ListItem => 'l',
        BlockKind::Boilerplate => 'b',
    }
}

fn check(case: &Case, out: &TokenizedText, wrong: &mut Vec<String>) {
    let text = &case.text;
    let mut expect = |what: &str, expected: &dyn std::fmt::Debug, found: &dyn std::fmt::Debug| {
        let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
        if expected != found {
            wrong.push(format!("{}: {what}\n  expected {expected}\n  found    {found}", case.name));
        }
    };
    if let Some(tokens) = &case.tokens {
        expect("tokens", tokens, &surfaces(text, out).join(" "));
    }
    if let Some(kinds) = &case.kinds {
        expect("kinds", kinds, &out.tokens.iter().map(|t| kind_letter(t.kind)).collect::<String>());
    }
    if let Some(shapes) = &case.shapes {
        expect("shapes", shapes, &out.tokens.iter().map(|t| shape_letter(t.case)).collect::<String>());
    }
    if let Some(norms) = &case.norms {
        let found: Vec<String> = out
            .tokens
            .iter()
            .map(|t| {
                let mut norm = String::new();
                normalize_into(t.span.of(text), &mut norm);
                assert_eq!(t.norm, norm_hash(t.span.of(text)), "{}", case.name);
                norm
            })
            .collect();
        expect("norms", norms, &found.join(" "));
    }
    for flag in &case.flags {
        let (surface, name) = flag.rsplit_once(' ').expect("surface and flag");
        let (name, wanted) = name.strip_prefix('!').map_or((name, true), |n| (n, false));
        let bit = TokenFlags::from_name(name).unwrap_or_else(|| panic!("{}: no flag {name}", case.name));
        let mut found = 0;
        for token in out.tokens.iter().filter(|t| t.span.of(text) == surface) {
            found += 1;
            expect(flag, &wanted, &token.flags.contains(bit));
        }
        assert!(found > 0, "{}: no token {surface:?}", case.name);
    }
    if let Some(sentences) = &case.sentences {
        let found: Vec<&str> = out.sentences.iter().map(|s| s.span.of(text)).collect();
        expect("sentences", sentences, &found);
    }
    if let Some(blocks) = &case.blocks {
        let found: Vec<String> = out
            .blocks
            .iter()
            .map(|b| format!("{} {} {}", block_letter(b.kind), b.item, b.span.of(text)))
            .collect();
        expect("blocks", blocks, &found);
    }
    if let Some(document_case) = &case.document_case {
        expect("case", &format_args!("{document_case}"), &out.case);
    }
}

#[test]
fn cases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/cases/tokenizer.toml");
    let file: File =
        toml::from_str(&std::fs::read_to_string(path).expect("the case file")).expect("valid cases");
    assert!(file.case.len() >= 120, "{} cases", file.case.len());
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for case in &file.case {
        assert!(names.insert(&case.name), "two cases are called {:?}", case.name);
        check(case, &tokenize(&case.text), &mut wrong);
        check(case, &tokenize_plainly(&case.text), &mut wrong);
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
