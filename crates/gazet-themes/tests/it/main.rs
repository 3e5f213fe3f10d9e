//! Tests of the public API: matching tables, refused packs, properties, the shipped packs.

#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod bad_packs;
mod keyphrases;
mod lint;
mod matching;
mod properties;
mod shipped;

use gazet_themes::{EntityTerm, Pack, ThemeAnalysis, ThemeScratch, Themes};
use gazet_tokenizer::{TokenizedText, Tokenizer};

/// Compiles one pack of English themes, given without its header.
fn compile(themes: &str) -> Themes {
    let pack = Pack::parse("test.toml", &format!("format = 1\nlanguage = \"en\"\n{themes}")).unwrap();
    Themes::new(&[pack]).unwrap()
}

fn tokenize(text: &str) -> TokenizedText {
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut tokens).unwrap();
    tokens
}

fn analyze(themes: &Themes, text: &str) -> ThemeAnalysis {
    analyze_with(themes, text, &tokenize(text), &[])
}

fn analyze_with(
    themes: &Themes,
    text: &str,
    tokens: &TokenizedText,
    entities: &[EntityTerm<'_>],
) -> ThemeAnalysis {
    let mut analysis = ThemeAnalysis::default();
    themes.score_with_entities(text, tokens, entities, &mut ThemeScratch::default(), &mut analysis);
    analysis
}

/// Score of a theme in the document; 0 if it is left out.
fn score(themes: &Themes, analysis: &ThemeAnalysis, id: &str) -> f64 {
    let theme = themes.find(id).unwrap();
    analysis.document.iter().find(|s| s.theme == theme).map_or(0.0, |s| s.score)
}
