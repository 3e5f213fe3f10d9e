//! Share of resolution in the time of a run: `cargo run --release --example speed -- GAZETTEER_FOLDER DOCUMENTS.jsonl`,
//! over the first ten thousand lines `{"text"}`.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use gazet_gazetteer::{FindScratch, Gazetteer, Gazetteers, MatchKind, compile_folder};
use gazet_resolver::{Resolution, ResolveInput, Resolver, ResolverScratch};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::error::Error;
use std::io::BufRead;
use std::path::Path;
use std::time::{Duration, Instant};

#[derive(serde::Deserialize)]
struct Line {
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: speed GAZETTEER_FOLDER DOCUMENTS.jsonl";
    let (folder, file) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    let compiled = compile_folder(Path::new(&folder))?;
    let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compiled.bytes)?])?;
    let reader = std::io::BufReader::new(std::fs::File::open(file)?);
    let mut texts = Vec::new();
    for line in reader.lines().take(10_000) {
        texts.push(serde_json::from_str::<Line>(&line?)?.text);
    }
    let (tokenizer, resolver) = (Tokenizer::new(), Resolver::default());
    let (mut tokens, mut find, mut scratch) =
        (TokenizedText::default(), FindScratch::default(), ResolverScratch::default());
    let (mut candidates, mut out) = (Vec::new(), Resolution::default());
    let (mut tokenizing, mut finding, mut resolving) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (mut bytes, mut n_mentions, mut n_resolved) = (0, 0, 0);
    for text in &texts {
        let start = Instant::now();
        tokenizer.tokenize(text, &mut tokens)?;
        let tokenized = Instant::now();
        gazetteers.find(text, &tokens, MatchKind::All, &mut find, &mut candidates);
        let found = Instant::now();
        let input = ResolveInput {
            document_id: "",
            text,
            tokens: &tokens,
            candidates: &candidates,
            recognized: None,
            external: &[],
            gazetteers: &gazetteers,
            lexicon: gazetteers.lexicon(),
            metadata: None,
        };
        resolver.resolve(&input, &mut scratch, &mut out);
        tokenizing += tokenized - start;
        finding += found - tokenized;
        resolving += found.elapsed();
        bytes += text.len();
        n_mentions += out.mentions.len();
        n_resolved += out.mentions.iter().filter(|m| m.entity.is_some()).count();
    }
    let rate = |d: Duration| bytes as f64 / 1e6 / d.as_secs_f64();
    println!("{} documents, {bytes} bytes, {n_mentions} mentions, {n_resolved} with an entity", texts.len());
    println!(
        "tokenize {:.1} MB/s, find {:.1} MB/s, resolve {:.1} MB/s, together {:.1} MB/s",
        rate(tokenizing),
        rate(finding),
        rate(resolving),
        rate(tokenizing + finding + resolving)
    );
    Ok(())
}
