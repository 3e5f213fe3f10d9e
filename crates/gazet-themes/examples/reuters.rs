//! How well the shipped themes find the topics of labelled news stories, against two baselines.
//!
//! ```text
//! cargo run --release -p gazet-themes --example reuters -- gazetteers/themes STORIES.jsonl [TOPIC]
//! ```
//! Each line of `STORIES.jsonl` has `title`, `text` and `labels` (topic codes of the Reuters-21578 collection).
//! With a TOPIC, lists stories where we err on it.

#![allow(clippy::print_stdout, reason = "an example reports to the terminal")]

use gazet_themes::{Pack, ThemeAnalysis, ThemeId, ThemeScratch, Themes};
use gazet_tokenizer::{TokenizedText, Tokenizer, normalize_into};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::time::{Duration, Instant};

/// Our themes, any of which stands for any of the topics.
const MAPPING: &[(&str, &str)] = &[
    ("company-earnings", "earn"),
    ("mergers-acquisitions", "acq"),
    ("foreign-exchange monetary-policy", "money-fx"),
    ("crude-oil", "crude"),
    ("grain", "grain"),
    ("trade", "trade"),
    ("interest-rates", "interest"),
    ("shipping", "ship"),
    ("wheat", "wheat"),
    ("maize", "corn"),
    ("rice", "rice"),
    ("barley", "barley sorghum oat rye"),
    ("sugar", "sugar"),
    ("oilseeds", "oilseed rapeseed sunseed groundnut coconut meal-feed soy-meal"),
    ("soybeans", "soybean"),
    (
        "vegetable-oils",
        "veg-oil palm-oil soy-oil sun-oil rape-oil coconut-oil cotton-oil groundnut-oil lin-oil castor-oil",
    ),
    ("coffee", "coffee"),
    ("cocoa", "cocoa"),
    ("cotton-fibres", "cotton wool"),
    ("rubber", "rubber"),
    ("soft-commodities-other", "tea orange potato tapioca"),
    ("livestock-meat", "livestock carcass hog l-cattle f-cattle pork-belly"),
    ("gold", "gold"),
    ("silver-platinum", "silver platinum palladium"),
    ("copper", "copper"),
    ("aluminium", "alum"),
    ("base-metals", "zinc lead tin nickel"),
    ("iron-steel", "iron-steel"),
    ("natural-gas", "nat-gas"),
    ("petroleum-products", "gas fuel heat jet naphtha propane"),
    ("fertilizers-chemicals", "pet-chem"),
    ("timber-paper", "lumber plywood"),
    ("dollar", "dlr"),
    ("yen", "yen"),
    ("sterling", "stg"),
    ("economic-growth", "gnp"),
    ("money-supply", "money-supply"),
    ("inflation", "cpi"),
    ("producer-prices", "wpi"),
    ("trade-balance", "bop"),
    ("currency-reserves", "reserves"),
    ("employment-figures unemployment", "jobs"),
    ("industrial-production", "ipi"),
    ("retail-sales", "retail income instal-debt"),
    ("housing-market", "housing"),
];

struct Story {
    title: String,
    text: String,
    /// Indices into `MAPPING`.
    gold: BTreeSet<usize>,
    labelled: bool,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    right: u64,
    wrong: u64,
    missed: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    fn scores(self) -> (f64, f64, f64) {
        let ratio = |a: u64, b: u64| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        let (p, r) =
            (ratio(self.right, self.right + self.wrong), ratio(self.right, self.right + self.missed));
        (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
    }
}

/// What one method says about each story.
type Answers = Vec<BTreeSet<usize>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(path)) = (args.next(), args.next()) else {
        return Err("usage: reuters THEMES_FOLDER STORIES.jsonl [TOPIC]".into());
    };
    let themes = load(&folder)?;
    let (stories, unmapped) = read(&path)?;
    let bytes: usize = stories.iter().map(|s| s.text.len()).sum();
    println!(
        "{} stories, {:.1} MB; label assignments without a mapping: {unmapped}",
        stories.len(),
        bytes as f64 / 1e6
    );

    let (answers, tokenizing, scoring) = ours(&themes, &stories)?;
    let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    println!("tokenize {:.0} MB/s, themes {:.0} MB/s", rate(tokenizing), rate(scoring));
    let per_class = evaluate("themes", &stories, &answers);
    evaluate("label words, twice or more", &stories, &by_label(&themes, &stories));
    evaluate("nearest definition by tf-idf", &stories, &by_definition(&themes, &stories));
    println!("\n{:<40} {:>6} {:>6} {:>6} {:>6}", "topic", "gold", "P", "R", "F1");
    for (class, counts) in per_class.iter().enumerate() {
        let (p, r, f) = counts.scores();
        println!("{:<40} {:>6} {p:>6.2} {r:>6.2} {f:>6.2}", MAPPING[class].0, counts.right + counts.missed);
    }
    if let Some(topic) = args.next() {
        errors(&topic, &stories, &answers);
    }
    Ok(())
}

fn load(folder: &str) -> Result<Themes, Box<dyn Error>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|p| p.to_string_lossy().ends_with(".toml") && !p.to_string_lossy().ends_with(".meta.toml"));
    paths.sort();
    let start = Instant::now();
    let mut packs = Vec::new();
    for path in &paths {
        packs.push(Pack::parse(&path.to_string_lossy(), &std::fs::read_to_string(path)?)?);
    }
    let parsed = start.elapsed();
    let themes = Themes::new(&packs)?;
    let (words, forms) = themes.n_words();
    println!(
        "{} themes, {} terms, {} rules, {words} words in {forms} forms; parse {parsed:?}, compile {:?}",
        themes.len(),
        themes.n_terms(),
        themes.n_rules(),
        start.elapsed() - parsed
    );
    Ok(themes)
}

fn read(path: &str) -> Result<(Vec<Story>, usize), Box<dyn Error>> {
    let classes: BTreeMap<&str, usize> = MAPPING
        .iter()
        .enumerate()
        .flat_map(|(i, (_, topics))| topics.split(' ').map(move |t| (t, i)))
        .collect();
    let (mut stories, mut unmapped) = (Vec::new(), 0);
    for line in std::fs::read_to_string(path)?.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        let string = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let labels: Vec<&str> =
            value["labels"].as_array().into_iter().flatten().filter_map(|l| l.as_str()).collect();
        let gold: BTreeSet<usize> = labels.iter().filter_map(|l| classes.get(l).copied()).collect();
        unmapped += labels.iter().filter(|l| !classes.contains_key(**l)).count();
        stories.push(Story {
            title: string("title"),
            text: string("text"),
            gold,
            labelled: !labels.is_empty(),
        });
    }
    Ok((stories, unmapped))
}

fn mapped(themes: &Themes) -> Vec<Vec<ThemeId>> {
    let find =
        |id: &str| themes.find(id).unwrap_or_else(|| panic!("theme {id} of the mapping is not in the packs"));
    MAPPING.iter().map(|(ids, _)| ids.split(' ').map(find).collect()).collect()
}

fn ours(themes: &Themes, stories: &[Story]) -> Result<(Answers, Duration, Duration), Box<dyn Error>> {
    let classes = mapped(themes);
    let tokenizer = Tokenizer::new();
    let (mut tokens, mut scratch, mut analysis) =
        (TokenizedText::default(), ThemeScratch::default(), ThemeAnalysis::default());
    let (mut tokenizing, mut scoring) = (Duration::ZERO, Duration::ZERO);
    let mut answers = Vec::new();
    for story in stories {
        let start = Instant::now();
        tokenizer.tokenize(&story.text, &mut tokens)?;
        let tokenized = Instant::now();
        themes.score(&story.text, &tokens, &mut scratch, &mut analysis);
        tokenizing += tokenized - start;
        scoring += tokenized.elapsed();
        let holds: BTreeSet<ThemeId> =
            analysis.document.iter().filter(|s| s.score >= Themes::THRESHOLD).map(|s| s.theme).collect();
        answers.push((0..classes.len()).filter(|&c| classes[c].iter().any(|t| holds.contains(t))).collect());
    }
    Ok((answers, tokenizing, scoring))
}

fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2) {
        let mut normal = String::new();
        normalize_into(word, &mut normal);
        out.push(normal.strip_suffix('s').unwrap_or(&normal).to_owned());
    }
    out
}

/// A topic holds where the words of its label occur at least twice in all.
fn by_label(themes: &Themes, stories: &[Story]) -> Answers {
    let labels: Vec<BTreeSet<String>> = mapped(themes)
        .iter()
        .map(|ids| {
            ids.iter()
                .flat_map(|&t| words(&themes.theme(t).label))
                .filter(|w| w != "and" && w != "other")
                .collect()
        })
        .collect();
    let answer = |story: &Story| {
        let text = words(&story.text);
        (0..labels.len()).filter(|&c| text.iter().filter(|w| labels[c].contains(*w)).count() >= 2).collect()
    };
    stories.iter().map(answer).collect()
}

/// The one topic whose label and definition are nearest by cosine of tf-idf vectors.
fn by_definition(themes: &Themes, stories: &[Story]) -> Answers {
    let mut frequency: BTreeMap<String, f64> = BTreeMap::new();
    let texts: Vec<Vec<String>> = stories.iter().map(|s| words(&s.text)).collect();
    for text in &texts {
        for word in text.iter().collect::<BTreeSet<_>>() {
            *frequency.entry(word.clone()).or_default() += 1.0;
        }
    }
    let vector = |text: &[String]| {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        text.iter().for_each(|w| *counts.entry(w.clone()).or_default() += 1.0);
        for (word, n) in &mut counts {
            *n = (1.0 + n.ln()) * (stories.len() as f64 / frequency.get(word).copied().unwrap_or(1.0)).ln();
        }
        let norm = counts.values().map(|v| v * v).sum::<f64>().sqrt().max(1e-9);
        counts.values_mut().for_each(|v| *v /= norm);
        counts
    };
    let classes: Vec<_> = mapped(themes)
        .iter()
        .map(|ids| {
            let text: String = ids
                .iter()
                .map(|&t| format!("{} {} ", themes.theme(t).label, themes.theme(t).definition))
                .collect();
            vector(&words(&text))
        })
        .collect();
    let answer = |text: &Vec<String>| {
        let story = vector(text);
        let cosine = |class: &BTreeMap<String, f64>| {
            class.iter().filter_map(|(w, v)| story.get(w).map(|x| x * v)).sum::<f64>()
        };
        let best = (0..classes.len()).map(|c| (cosine(&classes[c]), c)).max_by(|a, b| a.0.total_cmp(&b.0));
        best.filter(|b| b.0 > 0.05).map(|b| b.1).into_iter().collect()
    };
    texts.iter().map(answer).collect()
}

fn evaluate(method: &str, stories: &[Story], answers: &Answers) -> Vec<Counts> {
    let mut per_class = vec![Counts::default(); MAPPING.len()];
    let (mut bare, mut bare_quiet) = (0u64, 0u64);
    for (story, answer) in stories.iter().zip(answers).filter(|(s, _)| !s.labelled) {
        bare += 1;
        bare_quiet += u64::from(story.gold.is_empty() && answer.is_empty());
    }
    for (story, answer) in stories.iter().zip(answers).filter(|(s, _)| s.labelled) {
        for (class, counts) in per_class.iter_mut().enumerate() {
            match (story.gold.contains(&class), answer.contains(&class)) {
                (true, true) => counts.right += 1,
                (false, true) => counts.wrong += 1,
                (true, false) => counts.missed += 1,
                (false, false) => {}
            }
        }
    }
    let mut all = Counts::default();
    per_class.iter().for_each(|c| all.add(*c));
    let (p, r, f) = all.scores();
    let macro_f = per_class.iter().map(|c| c.scores().2).sum::<f64>() / per_class.len() as f64;
    println!(
        "{method}: micro P {p:.3} R {r:.3} F1 {f:.3}; macro F1 {macro_f:.3}; stories without labels left without topic {:.1} %",
        100.0 * bare_quiet as f64 / bare.max(1) as f64
    );
    per_class
}

fn errors(topic: &str, stories: &[Story], answers: &Answers) {
    let Some(class) = MAPPING.iter().position(|(_, topics)| topics.split(' ').any(|t| t == topic)) else {
        println!("no mapping for {topic}");
        return;
    };
    for (wanted, name) in [(true, "missed"), (false, "wrong")] {
        let found = stories
            .iter()
            .zip(answers)
            .filter(|(s, a)| s.labelled && s.gold.contains(&class) == wanted && a.contains(&class) != wanted);
        for (story, _) in found.take(15) {
            println!("{name}: {}", story.title);
        }
    }
}
