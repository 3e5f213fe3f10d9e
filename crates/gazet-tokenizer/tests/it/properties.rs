//! What holds for every text.

use crate::{tokenize, tokenize_plainly};
use gazet_core::{TokenFlags, TokenKind};
use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash, normalize_into};
use proptest::prelude::*;

/// Pieces of news text, and of what scraping makes of it.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    ".",
    "..",
    "…",
    ",",
    ";",
    ":",
    "!",
    "?",
    "'",
    "’",
    "‘",
    "\"",
    "“",
    "”",
    "-",
    "--",
    "—",
    "–",
    "(",
    ")",
    "[",
    "]",
    "@",
    "#",
    "&",
    "%",
    "_",
    "/",
    "//",
    "*",
    "+",
    ">",
    "- ",
    "1. ",
    "• ",
    "Iran",
    "tehran",
    "When",
    "the",
    "The",
    "I",
    "A",
    "U.S.",
    "Mr.",
    "Jan.",
    "No.",
    "J.",
    "a.m.",
    "PhD",
    "Ph.D.",
    "O’Brien",
    "Sana'a",
    "d'",
    "l'",
    "s",
    "S",
    "'s",
    "www.",
    "http://",
    "com",
    ".com",
    "info@x.org",
    "é",
    "E\u{301}",
    "ß",
    "İ",
    "ﬁ",
    "中",
    "東京",
    "กรุงเทพ",
    "تهران",
    "\u{200c}",
    "\u{ad}",
    "\u{200b}",
    "\u{feff}",
    "\u{a0}",
    "\u{1a}",
    "\u{2028}",
    "â€™",
    "â€¦",
    "😀",
    "👨‍👩‍👧",
    "🇮🇷",
    "1",
    "23",
    "1,234.5",
    "13th",
    "٣",
    "Ⅷ",
    "²",
    "T E H R A N",
    "Read more\n",
    "Read more",
    "---\n",
    "===\n",
    "## ",
    "\u{301}",
    "\u{5d0}",
    "हिन्दी",
    "한국어",
    "\0",
    "\u{c}",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(proptest::sample::select(PIECES), 0..40).prop_map(|v| v.concat()),
        any::<String>(),
        "[ -~\n]{0,80}",
        "[A-Za-z0-9 .,'@:/-]{0,60}",
        "[A-Za-z0-9éÉßâÀ-ÖА-Яа-яا-ی\u{64b}-\u{652}가-힣中ก\u{301}\u{ad}’“”–—…€ .,'@:/-]{0,60}",
    ]
}

/// Everything that a tokenized text promises of itself.
fn check(text: &str, out: &TokenizedText) {
    let mut at = 0;
    for token in &out.tokens {
        assert!(token.span.start() >= at, "tokens overlap: {token:?}");
        assert!(!token.span.is_empty());
        at = token.span.end();
        assert_eq!(token.norm, norm_hash(token.span.of(text)), "{:?}", token.span.of(text));
    }
    // What stands between tokens is invisible, or the sign of a list, heading, quotation or rule.
    let mut rebuilt = String::new();
    let mut end = 0;
    for token in &out.tokens {
        let gap = &text[end as usize..token.span.start() as usize];
        rebuilt.push_str(gap);
        rebuilt.push_str(token.span.of(text));
        if out.blocks.iter().any(|b| b.span.start() <= end && token.span.start() < b.span.end() && end > 0) {
            assert!(!gap.chars().any(char::is_alphanumeric), "lost {gap:?}");
        }
        end = token.span.end();
    }
    rebuilt.push_str(&text[end as usize..]);
    assert_eq!(rebuilt, text);

    let mut token = 0;
    let mut sentence = 0;
    let mut byte = 0;
    let mut item = 0;
    for block in &out.blocks {
        assert!(block.span.start() >= byte, "blocks overlap");
        byte = block.span.end();
        let _ = block.span.of(text);
        assert_eq!(block.tokens.start, token);
        token = block.tokens.end;
        assert_eq!(block.first_sentence, sentence);
        sentence += block.n_sentences;
        assert!(block.item == item || block.item == item + 1);
        item = block.item;
        for t in &out.tokens[block.tokens.indices()] {
            assert!(block.span.contains(t.span));
        }
    }
    assert_eq!(token as usize, out.tokens.len());
    assert_eq!(sentence as usize, out.sentences.len());
    assert_eq!(out.n_items, if out.blocks.is_empty() { 0 } else { item + 1 });

    let mut token = 0;
    for (i, sentence) in out.sentences.iter().enumerate() {
        assert_eq!(sentence.tokens.start, token);
        assert!(!sentence.tokens.is_empty());
        token = sentence.tokens.end;
        let block = &out.blocks[sentence.block as usize];
        assert!(block.span.contains(sentence.span));
        let tokens = &out.tokens[sentence.tokens.indices()];
        assert_eq!(sentence.span.start(), tokens[0].span.start());
        assert_eq!(sentence.span.end(), tokens[tokens.len() - 1].span.end());
        assert_eq!(out.sentence_of(sentence.tokens.start), u32::try_from(i).ok());
        let first = tokens.iter().position(|t| t.kind.is_wordlike());
        for (j, t) in tokens.iter().enumerate() {
            assert_eq!(t.flags.contains(TokenFlags::SENTENCE_START), first == Some(j));
        }
    }
    assert_eq!(token as usize, out.tokens.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn structure_holds_for_every_text(text in text()) {
        check(&text, &tokenize(&text));
    }

    #[test]
    fn the_short_way_changes_nothing(text in text()) {
        let (a, b) = (tokenize(&text), tokenize_plainly(&text));
        prop_assert_eq!(a.tokens, b.tokens);
        prop_assert_eq!(a.sentences, b.sentences);
        prop_assert_eq!(a.blocks, b.blocks);
        prop_assert_eq!(a.case, b.case);
    }

    #[test]
    fn normal_forms_are_stable(text in text()) {
        for token in tokenize(&text).tokens.iter().filter(|t| t.kind == TokenKind::Word) {
            let mut once = String::new();
            normalize_into(token.span.of(&text), &mut once);
            let mut twice = String::new();
            normalize_into(&once, &mut twice);
            prop_assert_eq!(once, twice);
        }
    }

    /// A name cut by itself gives the tokens that it has inside a text.
    #[test]
    fn words_alone_are_words_in_texts(words in proptest::collection::vec("[A-Z][a-zéüøı]{2,8}", 1..4)) {
        let name = words.join(" ");
        let text = format!("yesterday {name}, they said");
        let inside: Vec<_> = tokenize(&text).tokens.iter().map(|t| (t.norm, t.kind, t.case)).collect();
        let alone: Vec<_> = tokenize(&name).tokens.iter().map(|t| (t.norm, t.kind, t.case)).collect();
        prop_assert!(inside.windows(alone.len()).any(|w| w == alone));
    }
}

#[test]
fn memory_is_used_again_without_a_trace() {
    let texts = ["Read more\n\nIran\n\nRead more\n\n", "", "THE NEWS OF TEHRAN TODAY", "one. Two."];
    let mut out = TokenizedText::default();
    for text in texts {
        Tokenizer::new().tokenize(text, &mut out).expect("short enough");
        let fresh = tokenize(text);
        assert_eq!(
            (&out.tokens, &out.blocks, &out.sentences),
            (&fresh.tokens, &fresh.blocks, &fresh.sentences)
        );
        assert_eq!((out.case, out.n_items), (fresh.case, fresh.n_items));
    }
}

/// Every input here made some tokenizer slow or deep: none may take more than linear time.
#[test]
fn long_monotonous_texts_are_no_trouble() {
    for piece in [
        "a",
        "A",
        "aB",
        "1.",
        "a.",
        "A.",
        "'",
        "a'",
        "s' ",
        "-",
        "a-",
        "a-\n",
        ".",
        "…",
        "\"",
        "(",
        ")",
        "> ",
        ">",
        "\u{200b}",
        "> \u{200b}",
        "a\u{200b}",
        "http://x)",
        "www.",
        "a@",
        "a@b.",
        "@",
        "#a",
        "A B D C ",
        "\u{301}",
        "中",
        "\u{e01}\u{e31}",
        "😀\u{200d}",
        "🇮",
        "â€",
        "# ",
        "- ",
        "1. ",
        "= ",
        "Read more\n",
        "\r",
        "\n",
        "\u{c}",
        "İ",
        "ﷺ",
        "1,",
        "l'",
        "d'a",
        "\u{1a}",
        "U.S.",
        "x.com/",
        "\t",
        "Mr. ",
        "I. ",
        "? ",
        "[",
        "_",
        "&",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        check_cheaply(&text, &tokenize(&text));
    }
}

fn check_cheaply(text: &str, out: &TokenizedText) {
    let mut at = 0;
    for token in &out.tokens {
        assert!(token.span.start() >= at && !token.span.of(text).is_empty());
        at = token.span.end();
    }
}
