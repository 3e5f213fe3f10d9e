//! Prints the mentions of text files: `cargo run --example resolve -- GAZETTEER_FOLDER FILE...`.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use gazet_core::{EntityRef, MentionKind};
use gazet_gazetteer::{FindScratch, Gazetteer, Gazetteers, MatchKind, compile_folder};
use gazet_resolver::{Resolution, ResolveInput, Resolver, ResolverScratch};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: resolve GAZETTEER_FOLDER FILE...")?;
    let compiled = compile_folder(Path::new(&folder))?;
    let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compiled.bytes)?])?;
    let (tokenizer, resolver) = (Tokenizer::new(), Resolver::default());
    let (mut tokens, mut find, mut scratch) =
        (TokenizedText::default(), FindScratch::default(), ResolverScratch::default());
    let (mut candidates, mut out) = (Vec::new(), Resolution::default());
    for file in arguments {
        let text = std::fs::read_to_string(&file)?;
        tokenizer.tokenize(&text, &mut tokens)?;
        gazetteers.find(&text, &tokens, MatchKind::All, &mut find, &mut candidates);
        let input = ResolveInput {
            document_id: &file,
            text: &text,
            tokens: &tokens,
            candidates: &candidates,
            recognized: None,
            external: &[],
            gazetteers: &gazetteers,
            lexicon: gazetteers.lexicon(),
            metadata: None,
        };
        resolver.resolve(&input, &mut scratch, &mut out);
        println!("{file}");
        for m in &out.mentions {
            let name = |index: u32| {
                let entity = &out.entities[index as usize];
                match entity.reference {
                    EntityRef::Listed(id) => gazetteers.entity(id).key().to_owned(),
                    EntityRef::Unlisted => format!("[{}]", entity.name),
                }
            };
            let all: Vec<_> =
                m.candidates.iter().map(|c| format!("{} {:.2}", name(c.entity), c.score)).collect();
            let mark = match (m.kind, m.entity) {
                (MentionKind::Name, Some(_)) => "=",
                (MentionKind::Name, None) => "?",
                _ => "~",
            };
            println!(
                "  {:>6} {:<6} {} {:<34} {:<20} {:.2}  {}",
                m.span.start(),
                m.entity_type.code(),
                mark,
                m.span.of(&text).replace('\n', " "),
                m.rule.code(),
                m.score,
                all.join(", ")
            );
        }
    }
    Ok(())
}
