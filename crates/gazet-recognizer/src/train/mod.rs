//! Training: gold documents in, a [`Recognizer`] and its model card out.
//!
//! The steps: tokenize and align ([`AlignmentCounts`]), collect features, learn with an averaged perceptron, learn
//! the second pass on jackknifed predictions, cut and quantize, fit the scores on held-out documents. The same data,
//! configuration and seed give the same bytes.

mod align;
mod augment;
mod calibrate;
mod card;
mod corpus;
mod perceptron;
mod predict;
mod settings;
mod swap;

pub use align::AlignmentCounts;
pub use augment::Noise;
pub use card::{Card, ScoreLine};
pub use corpus::{Corpus, CorpusError, GoldDocument, GoldEntity};
pub use perceptron::Costs;
pub use predict::predict;
pub use swap::{NamePools, made_up_people};

use crate::clusters::ClusterTable;
use crate::decode::{self, DecodeScratch};
use crate::features::FeatureGroups;
use crate::hash::mix;
use crate::labels::N_LABELS;
use crate::model::{Curve, Model};
use crate::recognizer::{Recognizer, RecognizerScratch};
use crate::second;
use crate::walk::{Source, Walk};
use crate::weights::{Row, Scores, WeightTable, quantize};
use crate::words::WordLists;
use gazet_core::Candidate;
use gazet_tokenizer::{TokenizeError, TokenizedText, Tokenizer};
use perceptron::{Data, Learnt, STEP, Settings};
use rustc_hash::FxHashMap;

/// Finds the list names of a text, as the engine would at run time.
pub trait CandidateSource {
    /// Replaces the content of `out` by the candidates of `text`.
    fn candidates(&mut self, text: &str, tokenized: &TokenizedText, out: &mut Vec<Candidate>);
}

/// No lists: no candidates.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCandidates;

impl CandidateSource for NoCandidates {
    fn candidates(&mut self, _text: &str, _tokenized: &TokenizedText, out: &mut Vec<Candidate>) {
        out.clear();
    }
}

/// How to train. [`TrainConfig::default`] is what the embedded model was trained with.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainConfig {
    /// Decides the order of documents, the folds, and which documents are copied with other cases.
    pub seed: u64,
    /// Rounds over the data.
    pub epochs: usize,
    /// Orders of the data to average over: each costs as much time again, and takes away chance.
    pub orders: usize,
    /// Weight rows to keep. More are more exact by little; the file takes about 10 bytes a row.
    pub n_rows: usize,
    /// Features seen fewer times are left out.
    pub min_count: u32,
    /// Features to use.
    pub groups: FeatureGroups,
    /// Whether to learn the second pass over a document.
    pub second_pass: bool,
    /// Parts that the data is cut into to learn the second pass.
    pub folds: usize,
    /// How hard training presses against each kind of error.
    pub costs: Costs,
    /// Share of documents that are used a second time in capitals.
    pub capitals: f64,
    /// Share of documents that are used a second time in lower case.
    pub lower_case: f64,
    /// Share of documents that are used a second time with letters confused by a scanner ([`Noise::Letters`]).
    pub letters: f64,
    /// Share of documents that are used a second time with spaces lost and added ([`Noise::Spaces`]).
    pub spaces: f64,
    /// Share of documents that are used a second time with glued lines and sentences ([`Noise::Glued`]).
    pub glued: f64,
    /// Share of documents that are used a second time with other names in the places of theirs, half of them without
    /// list candidates.
    pub swapped: f64,
    /// The names to swap in; none means no swapping.
    pub pools: NamePools,
    /// In corpora with unmarked names ([`Corpus::partial`]): a stretch of outside words that a model which has not
    /// seen the document takes for a name by this margin, in updates, is left open instead. Infinite for never.
    pub doubt: f32,
    /// Share of documents that are used without their list candidates, so that the model can stand without them.
    pub without_candidates: f64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            seed: 1,
            epochs: 8,
            orders: 4,
            n_rows: 80_000,
            min_count: 2,
            groups: FeatureGroups::ALL,
            second_pass: true,
            folds: 4,
            costs: Costs { missed: 80.0, spurious: 80.0, confused: 80.0 },
            capitals: 0.1,
            lower_case: 0.03,
            letters: 0.0,
            spaces: 0.0,
            glued: 0.0,
            swapped: 0.3,
            pools: NamePools::default(),
            doubt: 100.0,
            without_candidates: 0.1,
        }
    }
}

impl TrainConfig {
    /// The shares of documents that are used a second time with noise.
    fn noise(&self) -> [(Noise, f64); 5] {
        [
            (Noise::Capitals, self.capitals),
            (Noise::LowerCase, self.lower_case),
            (Noise::Letters, self.letters),
            (Noise::Spaces, self.spaces),
            (Noise::Glued, self.glued),
        ]
    }
}

/// Training that cannot be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// There is nothing to learn from.
    #[error("the corpora hold no name that can be put on tokens; give gold documents with entities")]
    NoNames,
    /// A setting makes no sense.
    #[error("{what}")]
    Setting {
        /// Which, and what to do.
        what: &'static str,
    },
    /// There is no setting of this name.
    #[error("there is no setting `{name}`; the settings are {}", TrainConfig::NAMES.join(", "))]
    NoSuchSetting {
        /// The name asked for.
        name: String,
    },
    /// A setting cannot have this value.
    #[error("`{value}` is not a value for {name}")]
    Value {
        /// The setting.
        name: String,
        /// The value given.
        value: String,
    },
    /// A document is too long.
    #[error("document `{id}` cannot be tokenized: {source}")]
    Tokenize {
        /// The document.
        id: String,
        /// What the tokenizer says.
        source: TokenizeError,
    },
}

/// What a corpus gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusReport {
    /// Its name.
    pub name: String,
    /// Its licence.
    pub licence: String,
    /// Documents read.
    pub documents: u64,
    /// Tokens.
    pub tokens: u64,
    /// Tokens that the decoder looks at.
    pub awake: u64,
    /// What became of its names.
    pub alignment: AlignmentCounts,
}

/// A trained recognizer with an account of its training.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The recognizer.
    pub recognizer: Recognizer,
    /// One report a corpus, in the order given.
    pub reports: Vec<CorpusReport>,
    /// Features seen often enough.
    pub n_features: usize,
    /// Weight rows kept.
    pub n_rows: usize,
}

/// One document of the training data, by the stretches it gave.
struct Unit {
    tokenized: TokenizedText,
    /// Its stretches in [`Data::stretches`].
    stretches: std::ops::Range<usize>,
    fold: usize,
    walk: Walk,
    /// Whether names may be unmarked.
    partial: bool,
}

/// Trains a recognizer.
///
/// `tune` are held-out documents that only the scores are fitted on; they teach no name. `log` is told of each step.
///
/// # Errors
/// When nothing can be learnt, a setting makes no sense, or a document is too long.
pub fn train(
    config: &TrainConfig,
    corpora: &[Corpus],
    tune: &[Corpus],
    clusters: ClusterTable,
    words: &impl WordLists,
    candidates: &mut impl CandidateSource,
    log: &mut dyn FnMut(&str),
) -> Result<Trained, TrainError> {
    check(config)?;
    let mut collector = Collector {
        config,
        clusters: &clusters,
        words,
        tokenizer: Tokenizer::new(),
        rows: FxHashMap::default(),
        hashes: Vec::new(),
        counts: Vec::new(),
        data: Data::default(),
        units: Vec::new(),
        buffers: (Vec::new(), Vec::new(), Vec::new()),
    };
    let mut reports = Vec::with_capacity(corpora.len());
    for corpus in corpora {
        reports.push(collector.corpus(corpus, candidates)?);
    }
    let Collector { mut data, mut hashes, counts, mut units, .. } = collector;
    if reports.iter().all(|r| r.alignment.aligned == 0) {
        return Err(TrainError::NoNames);
    }
    drop_rare(&mut data, &mut hashes, &counts, config.min_count);
    log(&format!(
        "{} stretches, {} tokens awake, {} features",
        data.stretches.len(),
        data.ends.len(),
        hashes.len()
    ));
    let settings = Settings {
        n_rows: hashes.len(),
        epochs: config.epochs,
        orders: config.orders,
        seed: config.seed,
        costs: config.costs,
        fixed_transitions: None,
    };
    let views = if config.second_pass || units.iter().any(|u| u.partial) {
        let folded = jackknife(config, &data, &units, settings, log);
        let opened = open_doubtful(config, &mut data, &units, &folded);
        log(&format!("left {opened} tokens of unmarked names open"));
        Some(folded)
    } else {
        None
    };
    let learnt = perceptron::learn(&data, settings);
    log("learnt the first pass");
    let second = match views {
        Some(folded) if config.second_pass => {
            let second = learn_second(config, &data, &mut units, folded, settings, &learnt);
            log(&format!("learnt the second pass: {} features", second.hashes.len()));
            Some(second)
        }
        _ => None,
    };
    let model = assemble(config, &hashes, &learnt, second.as_ref(), clusters);
    let mut recognizer = Recognizer::from_model(model);
    let n_rows = recognizer.n_rows();
    calibrate_on(&mut recognizer, tune, words, candidates)?;
    Ok(Trained { recognizer, reports, n_features: hashes.len(), n_rows })
}

fn check(config: &TrainConfig) -> Result<(), TrainError> {
    let error = |what| Err(TrainError::Setting { what });
    if config.epochs == 0 {
        return error("0 epochs teach nothing; give at least 1");
    }
    if config.n_rows == 0 || config.n_rows > WeightTable::MAX_ROWS {
        return error("the number of weight rows must lie between 1 and 786432");
    }
    if config.folds < 2 {
        return error("the second pass and corpora with unmarked names need at least 2 folds");
    }
    if config.doubt.is_nan() {
        return error("the margin of doubt is not a number");
    }
    let share = |x: f64| (0.0..=1.0).contains(&x);
    let copies = config.noise().map(|(_, share)| share).into_iter().chain([config.swapped]);
    if !copies.chain([config.without_candidates]).all(share) {
        return error("shares of documents must lie between 0 and 1");
    }
    Ok(())
}

/// Gathers stretches, features and labels.
struct Collector<'c, W> {
    config: &'c TrainConfig,
    clusters: &'c ClusterTable,
    words: &'c W,
    tokenizer: Tokenizer,
    /// Row of each feature, in the order of first sight.
    rows: FxHashMap<u64, u32>,
    hashes: Vec<u64>,
    counts: Vec<u32>,
    data: Data,
    units: Vec<Unit>,
    /// Candidates, labels, features of one token.
    buffers: (Vec<Candidate>, Vec<u16>, Vec<u64>),
}

impl<W: WordLists> Collector<'_, W> {
    fn corpus(
        &mut self,
        corpus: &Corpus,
        candidates: &mut impl CandidateSource,
    ) -> Result<CorpusReport, TrainError> {
        let mut report = CorpusReport {
            name: corpus.name.clone(),
            licence: corpus.licence.clone(),
            documents: corpus.documents.len() as u64,
            tokens: 0,
            awake: 0,
            alignment: AlignmentCounts::default(),
        };
        for document in &corpus.documents {
            let chance = Chance::new(self.config.seed, &document.id);
            let first_unit = self.units.len();
            let with_lists = chance.of(1) >= self.config.without_candidates;
            let (tokens, awake, alignment) = self.document(document, &chance, with_lists, candidates)?;
            report.tokens += tokens;
            report.awake += awake;
            report.alignment.add(alignment);
            let seed = self.config.seed;
            for (i, (noise, share)) in self.config.noise().into_iter().enumerate() {
                if chance.of(16 + i as u64) < share {
                    let copy = document.with_noise(noise, seed);
                    self.document(&copy, &chance, with_lists, candidates)?;
                }
            }
            if chance.of(5) < self.config.swapped && !self.config.pools.is_empty() {
                let copy = swap::swapped(document, &self.config.pools, chance.number(6));
                self.document(&copy, &chance, chance.of(7) < 0.5, candidates)?;
            }
            for unit in &mut self.units[first_unit..] {
                unit.partial = corpus.partial;
            }
        }
        Ok(report)
    }

    /// Adds one document; its tokens, awake tokens and the fate of its names.
    fn document(
        &mut self,
        document: &GoldDocument,
        chance: &Chance,
        with_lists: bool,
        source: &mut impl CandidateSource,
    ) -> Result<(u64, u64, AlignmentCounts), TrainError> {
        let mut tokenized = TokenizedText::default();
        self.tokenizer
            .tokenize(&document.text, &mut tokenized)
            .map_err(|source| TrainError::Tokenize { id: document.id.clone(), source })?;
        let (candidates, labels, features) = &mut self.buffers;
        candidates.clear();
        if with_lists && self.config.groups.candidates {
            source.candidates(&document.text, &tokenized, candidates);
        }
        let place = Source {
            text: &document.text,
            tokenized: &tokenized,
            words: self.words,
            clusters: self.clusters,
            groups: self.config.groups,
        };
        let mut walk = Walk::default();
        walk.prepare(&place, candidates);
        let alignment = align::align(document, &tokenized, walk.awake(), labels);
        let first = self.data.stretches.len();
        let before = self.data.ends.len();
        let (data, rows) = (&mut self.data, &mut self.rows);
        let (hashes, counts) = (&mut self.hashes, &mut self.counts);
        walk.visit(&place, |context, sentence, stretch| {
            data.stretches.push((data.ends.len(), stretch.len() as usize));
            for i in stretch.indices() {
                features.clear();
                context.extract(i - sentence, features);
                for &f in features.iter() {
                    let row = *rows.entry(f).or_insert_with(|| {
                        hashes.push(f);
                        counts.push(0);
                        (hashes.len() - 1) as u32
                    });
                    counts[row as usize] += 1;
                    data.features.push(row);
                }
                data.ends.push(data.features.len());
                data.gold.push(labels[i]);
            }
        });
        let n_tokens = tokenized.tokens.len() as u64;
        let fold = (chance.number(4) % self.config.folds.max(1) as u64) as usize;
        self.units.push(Unit {
            tokenized,
            stretches: first..self.data.stretches.len(),
            fold,
            walk,
            partial: false,
        });
        Ok((n_tokens, (self.data.ends.len() - before) as u64, alignment))
    }
}

/// Random choices about one document, the same in every run with the same seed.
struct Chance(u64);

impl Chance {
    fn new(seed: u64, id: &str) -> Self {
        Self(id.bytes().fold(mix(seed, 0x6368_616E_6365), |h, b| mix(h, u64::from(b))))
    }

    fn number(&self, what: u64) -> u64 {
        mix(self.0, what)
    }

    /// A number in [0, 1).
    fn of(&self, what: u64) -> f64 {
        (self.number(what) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Takes features out that were seen fewer than `min_count` times, and numbers the others anew.
fn drop_rare(data: &mut Data, hashes: &mut Vec<u64>, counts: &[u32], min_count: u32) {
    let mut renamed = vec![u32::MAX; hashes.len()];
    let mut kept = Vec::new();
    for (old, &count) in counts.iter().enumerate() {
        if count >= min_count {
            renamed[old] = kept.len() as u32;
            kept.push(hashes[old]);
        }
    }
    *hashes = kept;
    let mut features = Vec::with_capacity(data.features.len());
    let mut start = 0;
    for end in &mut data.ends {
        features.extend(
            data.features[start..*end].iter().map(|&f| renamed[f as usize]).filter(|&f| f != u32::MAX),
        );
        start = *end;
        *end = features.len();
    }
    data.features = features;
}

/// The second pass: its features and their weights.
struct SecondPass {
    hashes: Vec<u64>,
    learnt: Learnt,
}

/// First-pass scores of every token, by models that had not seen its document.
struct Folded {
    scores: Vec<Scores>,
    /// The transitions of the model of each fold.
    transitions: Vec<decode::Transitions>,
}

/// Trains a model for each fold on the other folds, and scores the fold with it.
fn jackknife(
    config: &TrainConfig,
    data: &Data,
    units: &[Unit],
    settings: Settings<'_>,
    log: &mut dyn FnMut(&str),
) -> Folded {
    let mut folded = Folded { scores: vec![Scores::default(); data.ends.len()], transitions: Vec::new() };
    let mut part = data.clone();
    for fold in 0..config.folds {
        part.stretches.clear();
        for unit in units.iter().filter(|u| u.fold != fold) {
            part.stretches.extend_from_slice(&data.stretches[unit.stretches.clone()]);
        }
        // One order is enough here: a little chance is what the second pass has to live with.
        let learnt = perceptron::learn(&part, Settings { orders: 1, ..settings });
        for unit in units.iter().filter(|u| u.fold == fold) {
            for &(first, n) in &data.stretches[unit.stretches.clone()] {
                for token in first..first + n {
                    folded.scores[token] = learnt.scores(data.features_of(token));
                }
            }
        }
        folded.transitions.push(learnt.transition_steps());
        log(&format!("jackknife {} of {}", fold + 1, config.folds));
    }
    folded
}

/// Where gold says nothing but a model is sure of a name, takes back that gold says "outside"; how many tokens.
fn open_doubtful(config: &TrainConfig, data: &mut Data, units: &[Unit], folded: &Folded) -> u64 {
    let mut opened = 0;
    let mut buffers = DecodeScratch::default();
    let mut labels = Vec::new();
    for unit in units.iter().filter(|u| u.partial) {
        let transitions = &folded.transitions[unit.fold];
        for &(first, n) in &data.stretches[unit.stretches.clone()] {
            let scores = &folded.scores[first..first + n];
            decode::viterbi(scores, transitions, &mut buffers, &mut labels);
            decode::backward(scores, transitions, &mut buffers);
            let gold = &mut data.gold[first..first + n];
            second::spans(&labels, |range, _| {
                let least = range.clone().map(|i| decode::margin(i, labels[i], &buffers)).min().unwrap_or(0);
                let sure = least as f32 >= config.doubt * STEP as f32;
                if sure && gold[range.clone()].iter().all(|&g| g == 1) {
                    opened += range.len() as u64;
                    gold[range].fill(align::OPEN);
                }
            });
        }
    }
    opened
}

/// Learns the second pass on what models that had not seen a document say of it.
fn learn_second(
    config: &TrainConfig,
    data: &Data,
    units: &mut [Unit],
    folded: Folded,
    settings: Settings<'_>,
    full: &Learnt,
) -> SecondPass {
    let mut second = Data {
        gold: data.gold.clone(),
        stretches: data.stretches.clone(),
        base: folded.scores,
        ..Data::default()
    };
    let mut views: Vec<Vec<u64>> = vec![Vec::new(); data.ends.len()];
    let transitions = full.transition_steps();
    for unit in units {
        view_document(unit, data, &transitions, &second.base, &mut views);
    }
    let mut rows: FxHashMap<u64, u32> = FxHashMap::default();
    let (mut hashes, mut counts) = (Vec::new(), Vec::new());
    for token in &views {
        for &f in token {
            let row = *rows.entry(f).or_insert_with(|| {
                hashes.push(f);
                counts.push(0);
                (hashes.len() - 1) as u32
            });
            counts[row as usize] += 1;
            second.features.push(row);
        }
        second.ends.push(second.features.len());
    }
    drop_rare(&mut second, &mut hashes, &counts, config.min_count + 1);
    let settings = Settings { n_rows: hashes.len(), fixed_transitions: Some(&transitions), ..settings };
    let learnt = perceptron::learn(&second, settings);
    SecondPass { hashes, learnt }
}

/// The second-pass features of a document that follow from its first-pass scores.
fn view_document(
    unit: &mut Unit,
    data: &Data,
    transitions: &decode::Transitions,
    base: &[Scores],
    views: &mut [Vec<u64>],
) {
    let tokens = &unit.tokenized.tokens;
    let mut judged = Vec::new();
    let mut buffers = DecodeScratch::default();
    let mut labels = Vec::new();
    for (s, &stretch) in unit.stretches.clone().zip(&unit.walk.stretches) {
        let (first, n) = data.stretches[s];
        decode::viterbi(&base[first..first + n], transitions, &mut buffers, &mut labels);
        second::note(tokens, stretch, &labels, &mut unit.walk.evidence, &mut judged);
    }
    let mut at = 0;
    for (s, stretch) in unit.stretches.clone().zip(&unit.walk.stretches) {
        let (first, n) = data.stretches[s];
        let (names, seen) = (&tokens[stretch.indices()], &judged[at..at + n]);
        for i in 0..n {
            second::view(names, seen, i, &unit.walk.evidence).extract(&mut views[first + i]);
        }
        at += n;
    }
}

/// Keeps the rows that matter most and makes them small.
fn assemble(
    config: &TrainConfig,
    hashes: &[u64],
    learnt: &Learnt,
    second: Option<&SecondPass>,
    clusters: ClusterTable,
) -> Model {
    let mut rows: Vec<(u64, &[f32; N_LABELS])> = hashes.iter().copied().zip(&learnt.rows).collect();
    if let Some(second) = second {
        rows.extend(second.hashes.iter().copied().zip(&second.learnt.rows));
    }
    let weight = |row: &[f32; N_LABELS]| {
        let (low, high) = row.iter().fold((0_f32, 0_f32), |(l, h), &w| (l.min(w), h.max(w)));
        high - low
    };
    rows.retain(|(_, row)| weight(row) > 0.0);
    rows.sort_by(|a, b| weight(b.1).total_cmp(&weight(a.1)).then(a.0.cmp(&b.0)));
    rows.truncate(config.n_rows);
    // The finest steps: most rows have weights of a few updates.
    let unit = 1.0 / 32.0;
    let quantized: Vec<(u64, Row)> = rows.iter().map(|(f, row)| (*f, quantize(row, unit))).collect();
    let transitions = learnt.transitions.map(|row| row.map(|w| (w / unit).round() as i32));
    let (weights, _left_out) = WeightTable::new(&quantized);
    Model {
        groups: config.groups,
        second_pass: second.is_some(),
        unit,
        curves: [Curve { slope: 0.0, offset: 0.0 }; 3],
        transitions,
        description: String::new(),
        weights,
        clusters,
    }
}

/// Fits the scores on documents that taught nothing.
fn calibrate_on(
    recognizer: &mut Recognizer,
    tune: &[Corpus],
    words: &impl WordLists,
    candidates: &mut impl CandidateSource,
) -> Result<(), TrainError> {
    let tokenizer = Tokenizer::new();
    let mut tokenized = TokenizedText::default();
    let mut scratch = RecognizerScratch::default();
    let mut found = Vec::new();
    let mut pairs: [Vec<(f32, bool)>; 3] = Default::default();
    for document in tune.iter().flat_map(|c| &c.documents) {
        tokenizer
            .tokenize(&document.text, &mut tokenized)
            .map_err(|source| TrainError::Tokenize { id: document.id.clone(), source })?;
        candidates.candidates(&document.text, &tokenized, &mut found);
        recognizer.spans(&document.text, &tokenized, &found, words, &mut scratch, |tokens, t, margin| {
            let names = &tokenized.tokens[tokens.indices()];
            let (start, end) = (names[0].span.start(), names[names.len() - 1].span.end());
            let right = document.entities.iter().any(|e| {
                e.entity_type == t
                    && align::clean(&document.text, *e).is_some_and(|s| s.start() == start && s.end() == end)
            });
            pairs[t.index()].push((margin, right));
        });
    }
    let model = recognizer.model_mut();
    for (curve, pairs) in model.curves.iter_mut().zip(&pairs) {
        *curve = calibrate::fit(pairs);
    }
    Ok(())
}

impl Recognizer {
    /// Sets the text that the model file says of itself.
    #[must_use]
    pub fn with_description(mut self, description: String) -> Self {
        self.model_mut().description = description;
        self
    }
}
