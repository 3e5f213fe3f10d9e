//! `gazet explain`: a text with its mentions, and why.

use crate::args::ExplainArgs;
use crate::commands::explain_edge::explain_edge;
use crate::commands::explain_entity::explain_entity;
use crate::commands::explain_html::{named, page};
use crate::engine::engine_with;
use crate::exit::ExitStatus;
use anyhow::Context;
use gazet_core::{Document, Mention, MentionKind};
use gazet_engine::{Analysis, Engine, Scratch, analyze};
use gazet_pipeline::{Collection, Decoded, DiscoverOptions, InputOptions, Reader};
use gazet_resolver::decisions::Decisions;
use gazet_themes::ThemeLevel;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

/// Prints the text with marks, then one line for each mention.
pub(crate) fn explain(args: &ExplainArgs) -> anyhow::Result<ExitStatus> {
    if !args.edge.is_empty() {
        return explain_edge(&args.file, &args.edge, args.most);
    }
    if let Some(entity) = &args.entity {
        return explain_entity(&args.file, entity, args.most);
    }
    let engine = engine_with(&args.engine, Decisions::default(), Some(&args.themes))?;
    let document = first_document(&args.file)?;
    let analysis = analyze(&engine, &document, &mut Scratch::default())?;
    if let Some(file) = &args.html {
        let page = page(&engine, &document, &analysis);
        if file.as_os_str() == "-" {
            io::stdout().lock().write_all(page.as_bytes())?;
        } else {
            std::fs::write(file, page).with_context(|| format!("cannot write {}", file.display()))?;
        }
        return Ok(ExitStatus::Done);
    }
    let mut out = io::stdout().lock();
    out.write_all(marked(&document, &analysis).as_bytes())?;
    out.write_all(b"\n\n")?;
    for (number, mention) in analysis.mentions.iter().enumerate() {
        writeln!(out, "{}", reason(&engine, &document, &analysis, number + 1, mention))?;
    }
    out.write_all(about(&engine, &document, &analysis).as_bytes())?;
    Ok(ExitStatus::Done)
}

/// The first document of a file; what is worth saying about it goes to standard error.
fn first_document(file: &Path) -> anyhow::Result<Document> {
    let options = InputOptions::default();
    let collection = Collection::discover(&[file.to_owned()], &DiscoverOptions::default())?;
    let mut documents = Vec::new();
    let mut last = None;
    let mut reader = Reader::new(&collection, &options);
    while documents.len() < 2
        && let Some(entry) = reader.next()
    {
        let decoded = Decoded::of(entry, &options);
        if documents.is_empty() {
            for failure in decoded.failures {
                eprintln!("gazet: {failure}");
                last = Some(failure);
            }
        }
        documents.extend(decoded.documents);
    }
    if documents.len() > 1 {
        eprintln!("gazet: {} holds several documents; this is the first", file.display());
    }
    documents.into_iter().next().ok_or_else(|| match last {
        Some(failure) => anyhow::anyhow!("{failure}"),
        None => anyhow::anyhow!("{} holds no document", file.display()),
    })
}

/// Themes of the document and of its items with the words that show them, and keyphrases.
fn about(engine: &Engine, document: &Document, analysis: &Analysis) -> String {
    let mut out = String::new();
    let mut level = None;
    let shown = analysis.themes.iter().filter(|t| !matches!(t.level, ThemeLevel::Sentence(_)));
    for (packs, held) in engine.themes().into_iter().flat_map(|packs| shown.clone().map(move |t| (packs, t)))
    {
        if level.replace(held.level) != Some(held.level) {
            match held.level {
                ThemeLevel::Item(item) => drop(writeln!(out, "\nThemes of item {item}")),
                _ => out.push_str("\nThemes\n"),
            }
        }
        let words: Vec<String> = held
            .spans
            .iter()
            .map(|s| s.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let words = if words.is_empty() { "by the themes below it".to_owned() } else { words.join("; ") };
        let _ = writeln!(out, "{:>6.2}  {}  {words}", held.score, packs.theme(held.theme).label);
    }
    if !analysis.keyphrases.is_empty() {
        let phrases: Vec<&str> =
            analysis.keyphrases.iter().take(KEYPHRASES_SHOWN).map(|p| p.text.as_str()).collect();
        let _ = writeln!(out, "\nKeyphrases\n  {}", phrases.join("; "));
    }
    out
}

/// Keyphrases that are printed.
const KEYPHRASES_SHOWN: usize = 10;

/// The text with each mention as `[surface]{number}`.
fn marked(document: &Document, analysis: &Analysis) -> String {
    let text = document.text.as_str();
    let mut out = String::with_capacity(text.len() + 8 * analysis.mentions.len());
    let mut from = 0;
    for (number, mention) in analysis.mentions.iter().enumerate() {
        let (start, end) = (mention.span.start() as usize, mention.span.end() as usize);
        let _ = write!(out, "{}[{}]{{{}}}", &text[from..start], &text[start..end], number + 1);
        from = end;
    }
    out.push_str(&text[from..]);
    out.truncate(out.trim_end().len());
    out
}

fn reason(
    engine: &Engine,
    document: &Document,
    analysis: &Analysis,
    number: usize,
    mention: &Mention,
) -> String {
    let named = |index: u32| named(engine, &analysis.entities[index as usize]);
    let surface = mention.span.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = match mention.kind {
        MentionKind::Name => "",
        MentionKind::Demonym => " (demonym)",
        MentionKind::Family => " (family)",
    };
    let stands_for = match mention.entity {
        Some(entity) => named(entity),
        None if mention.candidates.is_empty() => "nobody in particular".to_owned(),
        None => {
            let all: Vec<String> =
                mention.candidates.iter().map(|c| format!("{} {:.2}", named(c.entity), c.score)).collect();
            format!("undecided between {}", all.join("; "))
        }
    };
    format!(
        "{number:>4}  {surface}  {}{kind}  {:.2}  by {}  = {stands_for}  bytes {}..{}",
        mention.entity_type,
        mention.score,
        mention.rule,
        mention.span.start(),
        mention.span.end()
    )
}
