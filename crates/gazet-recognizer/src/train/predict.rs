//! A recognizer over gold documents: what is scored.

use super::{CandidateSource, Corpus, GoldEntity, TrainError};
use crate::recognizer::{Recognizer, RecognizerScratch};
use crate::words::WordLists;
use gazet_tokenizer::{TokenizedText, Tokenizer};

/// The names that `recognizer` alone finds in each document of `corpus`, in order.
///
/// # Errors
/// When a document is too long.
pub fn predict(
    recognizer: &Recognizer,
    corpus: &Corpus,
    words: &impl WordLists,
    candidates: &mut impl CandidateSource,
) -> Result<Vec<Vec<GoldEntity>>, TrainError> {
    let tokenizer = Tokenizer::new();
    let mut tokenized = TokenizedText::default();
    let (mut scratch, mut found, mut spans) = (RecognizerScratch::default(), Vec::new(), Vec::new());
    let mut out = Vec::with_capacity(corpus.documents.len());
    for document in &corpus.documents {
        tokenizer
            .tokenize(&document.text, &mut tokenized)
            .map_err(|source| TrainError::Tokenize { id: document.id.clone(), source })?;
        candidates.candidates(&document.text, &tokenized, &mut found);
        recognizer.recognize(&document.text, &tokenized, &found, words, &mut scratch, &mut spans);
        out.push(spans.iter().map(|s| GoldEntity { span: s.span, entity_type: s.entity_type }).collect());
    }
    Ok(out)
}
