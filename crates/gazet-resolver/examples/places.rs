//! Place choice measured with gold spans: `cargo run --release --example places -- GAZETTEER_FOLDER GOLD.jsonl...`.
//!
//! A gold line is `{"text", "entities": [{"start", "end", "type", "lat", "lon"}]}`, offsets in bytes. Each gold span
//! with coordinates for which a list has a place is decided twice: by the resolver, which is told the gold spans as
//! external ones, and by population alone.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use gazet_core::{Candidate, CandidateFlags, EntityRef, EntityType, Span};
use gazet_gazetteer::{FindScratch, Gazetteer, Gazetteers, MatchKind, compile_folder};
use gazet_resolver::{ExternalSpan, Resolution, ResolveInput, Resolver, ResolverScratch, distance_km};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::error::Error;
use std::io::BufRead;
use std::path::Path;

/// Half the length of the equator: the greatest error there is, for names that nothing was found for.
const FARTHEST_KM: f64 = 20_039.0;

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    entities: Vec<Gold>,
}

#[derive(serde::Deserialize)]
struct Gold {
    start: u32,
    end: u32,
    lat: Option<f64>,
    lon: Option<f64>,
}

#[derive(Default)]
struct Errors(Vec<f64>);

impl Errors {
    fn report(&mut self, name: &str) {
        self.0.sort_by(f64::total_cmp);
        let n = self.0.len().max(1) as f64;
        let within = self.0.iter().filter(|e| **e <= 161.0).count() as f64 / n;
        let mean = self.0.iter().sum::<f64>() / n;
        let median = self.0.get(self.0.len() / 2).copied().unwrap_or_default();
        let area = self.0.iter().map(|e| (e + 1.0).ln() / (FARTHEST_KM + 1.0).ln()).sum::<f64>() / n;
        println!(
            "  {name:<22} n {:>5}  within 161 km {within:.4}  mean {mean:>7.1} km  median {median:>6.1} km  area {area:.4}",
            self.0.len()
        );
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: places GAZETTEER_FOLDER GOLD.jsonl...")?;
    let verbose = std::env::var_os("GAZET_VERBOSE").is_some();
    let compiled = compile_folder(Path::new(&folder))?;
    let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compiled.bytes)?])?;
    for file in arguments {
        let reader = std::io::BufReader::new(std::fs::File::open(&file)?);
        let (mut own, mut population) = (Errors::default(), Errors::default());
        let (mut own_all, mut population_all) = (Errors::default(), Errors::default());
        let (tokenizer, resolver) = (Tokenizer::new(), Resolver::default());
        let mut tokens = TokenizedText::default();
        let (mut find, mut scratch) = (FindScratch::default(), ResolverScratch::default());
        let (mut candidates, mut out) = (Vec::new(), Resolution::default());
        let mut missing = 0;
        for line in reader.lines() {
            let line: Line = serde_json::from_str(&line?)?;
            let text = &line.text;
            tokenizer.tokenize(text, &mut tokens)?;
            gazetteers.find(text, &tokens, MatchKind::All, &mut find, &mut candidates);
            let spans: Vec<Span> = line.entities.iter().map(|g| Span::new(g.start, g.end)).collect();
            let external: Vec<ExternalSpan> = spans
                .iter()
                .map(|span| ExternalSpan { span: *span, entity_type: EntityType::Place, score: 1.0 })
                .collect();
            // Gold spans only: no name may compete with them.
            candidates.retain(|c| spans.iter().all(|s| *s == c.span || !s.overlaps(c.span)));
            let input = ResolveInput {
                document_id: "",
                text,
                tokens: &tokens,
                candidates: &candidates,
                recognized: None,
                external: &external,
                gazetteers: &gazetteers,
                lexicon: gazetteers.lexicon(),
                metadata: None,
            };
            resolver.resolve(&input, &mut scratch, &mut out);
            for (gold, span) in line.entities.iter().zip(&spans) {
                let (Some(lat), Some(lon)) = (gold.lat, gold.lon) else { continue };
                let error = |p: Option<(f64, f64)>| p.map_or(FARTHEST_KM, |p| distance_km(p, (lat, lon)));
                let most = most_populous(&gazetteers, &candidates, *span);
                let mention = out.mentions.iter().find(|m| m.span == *span);
                let best = mention.and_then(|m| m.candidates.first()).and_then(|c| {
                    match out.entities.get(c.entity as usize)?.reference {
                        EntityRef::Listed(id) => gazetteers.entity(id).lat_lon(),
                        EntityRef::Unlisted => None,
                    }
                });
                own_all.0.push(error(best));
                population_all.0.push(error(most));
                if most.is_some() {
                    own.0.push(error(best));
                    population.0.push(error(most));
                } else {
                    missing += 1;
                }
                if verbose && error(best) > 161.0 {
                    let name = |m: &gazet_core::Mention| {
                        m.candidates.first().map(|c| out.entities[c.entity as usize].name.clone())
                    };
                    let found = mention.map(|m| (name(m), m.rule.code(), m.candidates.len()));
                    println!(
                        "    {:>7.0} km  {}  {lat},{lon}  {found:?} {best:?}",
                        error(best),
                        span.of(text)
                    );
                }
            }
        }
        println!("{file}: {missing} gold spans have no listed place");
        own.report("resolver");
        population.report("population only");
        own_all.report("resolver, all");
        population_all.report("population only, all");
    }
    Ok(())
}

/// The place of the most inhabitants; a country or region counts with its own.
fn most_populous(gazetteers: &Gazetteers, candidates: &[Candidate], span: Span) -> Option<(f64, f64)> {
    candidates
        .iter()
        .filter(|c| {
            c.span == span && c.entity_type == EntityType::Place && !c.flags.contains(CandidateFlags::DEMONYM)
        })
        .map(|c| gazetteers.entity(c.entity))
        .filter(|e| e.lat_lon().is_some())
        .max_by_key(|e| (e.population().unwrap_or(0), std::cmp::Reverse(e.key())))
        .and_then(|e| e.lat_lon())
}
