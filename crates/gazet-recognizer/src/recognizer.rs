//! The recognizer: a model at work.

use crate::clusters::ClusterTable;
use crate::decode::{self, DecodeScratch};
use crate::features::FeatureGroups;
use crate::labels::{Label, OUTSIDE, WIDTH};
use crate::model::{Model, ModelError};
use crate::second::{self, Judged};
use crate::walk::{Source, Walk};
use crate::weights::Scores;
use crate::words::WordLists;
use gazet_core::{Candidate, EntityType, Span, TokenRange};
use gazet_tokenizer::TokenizedText;

/// The model that comes with the crate.
static EMBEDDED: &[u8] = include_bytes!("../model/recognizer.gazet");

/// One name that the recognizer found. Spans of one text are in order and do not overlap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecognizedSpan {
    /// Tokens covered.
    pub tokens: TokenRange,
    /// Bytes of the original.
    pub span: Span,
    /// The type.
    pub entity_type: EntityType,
    /// How likely span and type are both right, in [0, 1]: of spans with score 0.8, about 80 in 100 were right on
    /// the texts that the model was calibrated with.
    pub score: f32,
}

/// Buffers of one worker, reused from text to text.
#[derive(Clone, Debug, Default)]
pub struct RecognizerScratch {
    walk: Walk,
    decode: DecodeScratch,
    /// Scores of all awake tokens of the document, in order.
    scores: Vec<Scores>,
    judged: Vec<Judged>,
    labels: Vec<Label>,
    /// Features of one token, and where their weights are.
    features: Vec<u64>,
    places: Vec<u32>,
}

/// A trained tagger. Immutable; share it by reference, one [`RecognizerScratch`] for each worker.
#[derive(Clone, Debug)]
pub struct Recognizer {
    model: Model,
}

impl Recognizer {
    /// The model that comes with the program.
    ///
    /// # Errors
    /// Only when the program was built with a model file of another version.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::from_bytes(EMBEDDED)
    }

    /// A model from the bytes of its file. The bytes may come from anywhere: what is not a model is refused.
    ///
    /// # Errors
    /// When the bytes are no model, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Model::from_bytes(bytes).map(|model| Self { model })
    }

    pub(crate) fn from_model(model: Model) -> Self {
        Self { model }
    }

    pub(crate) fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    /// The bytes of the model file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }

    /// What the model file says of itself: data, licence, date.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.model.description
    }

    /// Number of weight rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.model.weights.len()
    }

    /// The feature groups that the model was trained with.
    #[must_use]
    pub fn groups(&self) -> FeatureGroups {
        self.model.groups
    }

    /// The word clusters inside the model, to train another one with.
    #[must_use]
    pub fn clusters(&self) -> &ClusterTable {
        &self.model.clusters
    }

    /// Finds names in one text.
    ///
    /// `candidates` are list names found in the same text, all overlaps or an overlap-free selection, in any order:
    /// for each token and type the longest one counts. They are evidence, not an answer: a listed name may be left
    /// out, and an unlisted one found. `out` is emptied first. Costs no allocation once the buffers have grown.
    pub fn recognize(
        &self,
        text: &str,
        tokenized: &TokenizedText,
        candidates: &[Candidate],
        words: &impl WordLists,
        scratch: &mut RecognizerScratch,
        out: &mut Vec<RecognizedSpan>,
    ) {
        out.clear();
        self.spans(text, tokenized, candidates, words, scratch, |tokens, entity_type, margin| {
            let first = tokenized.tokens[tokens.start as usize].span;
            let last = tokenized.tokens[tokens.end as usize - 1].span;
            let score = self.model.curves[entity_type.index()].score(margin);
            out.push(RecognizedSpan { tokens, span: first.cover(last), entity_type, score });
        });
    }

    /// Visits the spans with their margins, in units of the trainer's weights.
    pub(crate) fn spans(
        &self,
        text: &str,
        tokenized: &TokenizedText,
        candidates: &[Candidate],
        words: &impl WordLists,
        scratch: &mut RecognizerScratch,
        mut visit: impl FnMut(TokenRange, EntityType, f32),
    ) {
        let Model { transitions, second_pass, .. } = &self.model;
        let RecognizerScratch { walk, scores, features, places, .. } = scratch;
        let source =
            Source { text, tokenized, words, clusters: &self.model.clusters, groups: self.model.groups };
        walk.prepare(&source, candidates);
        scores.clear();
        walk.visit(&source, |context, first, stretch| {
            for i in stretch.indices() {
                features.clear();
                context.extract(i - first, features);
                let mut sum = [0; WIDTH];
                self.model.weights.add_all(features, places, &mut sum);
                scores.push(sum);
            }
        });
        if *second_pass {
            self.revise(tokenized, scratch);
        }
        let RecognizerScratch { walk, decode: buffers, scores, labels, .. } = scratch;
        let mut at = 0;
        for stretch in &walk.stretches {
            let part = &scores[at..at + stretch.len() as usize];
            at += part.len();
            decode::viterbi(part, transitions, buffers, labels);
            if labels.iter().all(|&l| l == OUTSIDE) {
                continue;
            }
            decode::backward(part, transitions, buffers);
            second::spans(labels, |range, entity_type| {
                let least = range.clone().map(|i| decode::margin(i, labels[i], buffers)).min().unwrap_or(0);
                let tokens =
                    TokenRange::new(stretch.start + range.start as u32, stretch.start + range.end as u32);
                visit(tokens, entity_type, least as f32 * self.model.unit);
            });
        }
    }

    /// Adds to the scores what the first pass shows of other occurrences.
    fn revise(&self, tokenized: &TokenizedText, scratch: &mut RecognizerScratch) {
        let RecognizerScratch { walk, decode: buffers, scores, judged, labels, features, places } = scratch;
        let tokens = &tokenized.tokens;
        judged.clear();
        let mut at = 0;
        for &stretch in &walk.stretches {
            let part = &scores[at..at + stretch.len() as usize];
            at += part.len();
            decode::viterbi(part, &self.model.transitions, buffers, labels);
            second::note(tokens, stretch, labels, &mut walk.evidence, judged);
        }
        let mut at = 0;
        for stretch in &walk.stretches {
            let n = stretch.len() as usize;
            let (names, seen) = (&tokens[stretch.indices()], &judged[at..at + n]);
            for i in 0..n {
                let view = second::view(names, seen, i, &walk.evidence);
                features.clear();
                view.extract(features);
                self.model.weights.add_all(features, places, &mut scores[at + i]);
            }
            at += n;
        }
    }
}
