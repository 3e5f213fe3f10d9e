//! What theme packs find in a collection, for the check of packs.

use crate::Failure;
use crate::failure::Outcome;
use crate::input::{Collection, Decoded, InputOptions, RawDocument, Reader};
use gazet_themes::{ThemeAnalysis, ThemeCorpus, ThemeScratch, Themes};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use rayon::prelude::*;

/// Documents that are counted together; bounds memory.
const BATCH: usize = 1024;

/// Counts in how many documents of `collection` each term and rule of `themes` fires, and what could not be read. Names
/// are not looked for, so that rules that ask for a type of entity (`@person`) do not fire.
#[must_use]
pub fn count_themes(
    themes: &Themes,
    collection: &Collection,
    options: &InputOptions,
) -> (ThemeCorpus, Vec<Failure>) {
    let tokenizer = Tokenizer::new();
    let mut counts = ThemeCorpus::default();
    let mut failures = collection.skipped.clone();
    let mut reader = Reader::new(collection, options);
    loop {
        let batch: Vec<Result<RawDocument, Failure>> = reader.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return (counts, failures);
        }
        let parts: Vec<(ThemeCorpus, Vec<Failure>)> = batch
            .into_par_iter()
            .fold(
                <(ThemeCorpus, Vec<Failure>, Worker)>::default,
                |(mut counts, mut failures, mut worker), raw| {
                    let decoded = Decoded::of(raw, options);
                    for document in decoded.documents {
                        worker.count(&tokenizer, themes, &document.text, &mut counts);
                    }
                    failures.extend(decoded.failures.into_iter().filter(|f| f.outcome != Outcome::Noted));
                    (counts, failures, worker)
                },
            )
            .map(|(counts, failures, _)| (counts, failures))
            .collect();
        for (part, failed) in parts {
            counts.merge(part);
            failures.extend(failed);
        }
    }
}

#[derive(Default)]
struct Worker {
    tokens: TokenizedText,
    scratch: ThemeScratch,
    analysis: ThemeAnalysis,
}

impl Worker {
    fn count(&mut self, tokenizer: &Tokenizer, themes: &Themes, text: &str, counts: &mut ThemeCorpus) {
        // Readers refuse what is longer than offsets reach.
        if tokenizer.tokenize(text, &mut self.tokens).is_ok() {
            themes.score(text, &self.tokens, &mut self.scratch, &mut self.analysis);
            let n_words = self.tokens.tokens.iter().filter(|t| t.kind.is_wordlike()).count();
            themes.observe(&self.analysis, n_words as u64, counts);
        }
    }
}
