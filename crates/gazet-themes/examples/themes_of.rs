//! Shows the themes of a text, item by item, with the words behind them.
//!
//! ```text
//! cargo run --release -p gazet-themes --example themes_of -- gazetteers/themes TEXT_FILE
//! ```

#![allow(clippy::print_stdout, reason = "an example reports to the terminal")]

use gazet_themes::{Pack, ThemeAnalysis, ThemeScratch, Themes};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(file)) = (args.next(), args.next()) else {
        return Err("usage: themes_of THEMES_FOLDER TEXT_FILE".into());
    };
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|p| p.to_string_lossy().ends_with(".toml") && !p.to_string_lossy().ends_with(".meta.toml"));
    paths.sort();
    let mut packs = Vec::new();
    for path in &paths {
        packs.push(Pack::parse(&path.to_string_lossy(), &std::fs::read_to_string(path)?)?);
    }
    let themes = Themes::new(&packs)?;
    let text = std::fs::read_to_string(file)?;
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(&text, &mut tokens)?;
    let (mut scratch, mut analysis) = (ThemeScratch::default(), ThemeAnalysis::default());
    themes.score(&text, &tokens, &mut scratch, &mut analysis);
    let shown = |score: f64| score >= Themes::THRESHOLD;
    println!("document:");
    for score in analysis.document.iter().filter(|s| shown(s.score)) {
        println!("  {:.2} {} ({} places)", score.score, themes.theme(score.theme).id, score.n_places);
    }
    for items in analysis.items.chunk_by(|a, b| a.0 == b.0) {
        println!("item {}:", items[0].0);
        for (item, score) in items.iter().filter(|(_, s)| shown(s.score)) {
            let evidence: Vec<_> = analysis
                .evidence
                .iter()
                .filter(|e| {
                    tokens.blocks[e.block as usize].item == *item && themes.is_within(e.theme, score.theme)
                })
                .map(|e| e.span.of(&text).split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            println!("  {:.2} {}: {}", score.score, themes.theme(score.theme).id, evidence.join(" | "));
        }
    }
    Ok(())
}
