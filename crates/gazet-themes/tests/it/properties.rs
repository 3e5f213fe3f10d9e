//! What holds for every text.

use crate::{analyze, compile, tokenize};
use gazet_themes::{ThemeAnalysis, ThemeScratch, Themes};
use proptest::prelude::*;

fn themes() -> Themes {
    compile(
        r#"
[[theme]]
id = "top"
label = "Top"
definition = "D"
terms.2 = ["market"]
[[theme]]
id = "war"
label = "War"
parent = "top"
definition = "D"
terms.5 = ["civil war", "war", "UN"]
terms.1 = ["a", "the war of"]
exclude = ["price war"]
rules = [
    { weight = 3, near = 5, all = [["rebel", "army"], "attack"], none = ["market"] },
    { weight = 2, within = "block", any = ["rebel", "army", "war"], at_least = 2 },
]
[[theme]]
id = "battle"
label = "Battle"
parent = "war"
definition = "D"
terms.4 = ["attack", "rebel attack", "army"]
"#,
    )
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "war", "civil", "Wars", "price", "UN", "U.N.", "rebels", "army", "attacked", "market", "the", "of", "not", "no", "a",
        ])
        .prop_map(str::to_owned),
        2 => prop::sample::select(vec![" ", " ", " ", ". ", "\n", "\n\n", ", ", "-", "'s ", "\r\n"]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => prop::sample::select(vec!["e\u{301}", "🙂", "שלום", "حرب", "戦争", "\u{200d}", "\u{ad}"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|p| p.join(" ").replace("  ", " "))
}

fn dump(analysis: &ThemeAnalysis) -> String {
    format!("{analysis:?}")
}

proptest! {
    #[test]
    fn spans_scores_and_order(text in text()) {
        let themes = themes();
        let tokens = tokenize(&text);
        let analysis = analyze(&themes, &text);
        for e in &analysis.evidence {
            prop_assert!(text.get(e.span.start() as usize..e.span.end() as usize).is_some_and(|s| !s.is_empty()));
            prop_assert!(tokens.blocks[e.block as usize].span.contains(e.span));
            prop_assert!(tokens.sentences[e.sentence as usize].block == e.block);
        }
        prop_assert!(analysis.evidence.is_sorted_by_key(|e| (e.span, e.theme, e.source)));
        prop_assert!(analysis.document.is_sorted_by(|a, b| a.score >= b.score));
        let scores = analysis.document.iter().chain([&analysis.items, &analysis.sentences].into_iter().flatten().map(|p| &p.1));
        for s in scores {
            prop_assert!(s.score >= Themes::LEAST && s.score < 1.0 && s.n_places > 0);
        }
        for s in &analysis.document {
            if let Some(parent) = themes.theme(s.theme).parent {
                let above = analysis.document.iter().find(|p| p.theme == parent);
                prop_assert!(above.is_some_and(|p| p.score >= s.score && p.n_places >= s.n_places));
            }
        }
    }

    #[test]
    fn memory_of_other_texts_changes_nothing(first in text(), second in text()) {
        let themes = themes();
        let (mut scratch, mut reused) = (ThemeScratch::default(), ThemeAnalysis::default());
        for text in [&first, &second] {
            themes.score(text, &tokenize(text), &mut scratch, &mut reused);
            prop_assert_eq!(dump(&reused), dump(&analyze(&themes, text)));
        }
    }

    /// A slow matcher of single words agrees on where they stand.
    #[test]
    fn single_words_are_all_found(words in prop::collection::vec(prop::sample::select(vec!["army", "armies", "Army", "peace", "arm"]), 0..20)) {
        let themes = compile("[[theme]]\nid = \"t\"\nlabel = \"T\"\ndefinition = \"D\"\nterms.5 = [\"army\"]\n");
        let text = words.join(" ");
        let expected: Vec<_> = text.split(' ').filter(|w| matches!(w.to_lowercase().as_str(), "army" | "armies")).collect();
        let analysis = analyze(&themes, &text);
        let found: Vec<_> = analysis.evidence.iter().map(|e| e.span.of(&text)).collect();
        prop_assert_eq!(found, expected);
    }
}
