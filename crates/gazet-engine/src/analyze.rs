//! The heart: one document through all stages, without input or output.

use crate::words::LexiconWords;
use crate::{Analysis, Engine, EngineError};
use gazet_core::{Candidate, Document, EntityType};
use gazet_gazetteer::{FindScratch, MatchKind};
use gazet_recognizer::{RecognizedSpan, RecognizerScratch};
use gazet_resolver::decisions::surface_key;
use gazet_resolver::{Resolution, ResolveInput, ResolverScratch};
use gazet_tokenizer::TokenizedText;

/// The buffers of one worker, reused from document to document.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: TokenizedText,
    find: FindScratch,
    candidates: Vec<Candidate>,
    recognizer: RecognizerScratch,
    recognized: Vec<RecognizedSpan>,
    resolver: ResolverScratch,
    resolution: Resolution,
}

/// Finds and resolves the names of one document.
///
/// # Errors
/// If the document is longer than offsets reach (4 GiB).
pub fn analyze(engine: &Engine, document: &Document, scratch: &mut Scratch) -> Result<Analysis, EngineError> {
    let Scratch { tokens, find, candidates, recognizer, recognized, resolver, resolution } = scratch;
    let text = document.text.as_str();
    engine.tokenizer.tokenize(text, tokens)?;
    engine.gazetteers.find(text, tokens, MatchKind::All, find, candidates);
    let lexicon = engine.gazetteers.lexicon();
    if let Some(tagger) = &engine.recognizer {
        tagger.recognize(text, tokens, candidates, &LexiconWords(lexicon), recognizer, recognized);
    }
    engine.resolver.resolve(
        &ResolveInput {
            document_id: &document.id,
            text,
            tokens,
            candidates,
            recognized: engine.recognizer.is_some().then_some(recognized.as_slice()),
            external: &[],
            gazetteers: &engine.gazetteers,
            lexicon,
            metadata: Some(&document.metadata),
        },
        resolver,
        resolution,
    );
    Ok(Analysis {
        entities: std::mem::take(&mut resolution.entities),
        mentions: std::mem::take(&mut resolution.mentions),
        sentences: tokens.sentences.iter().map(|s| s.span).collect(),
        n_blocks: u32::try_from(tokens.blocks.len()).expect("a text below 4 GiB has fewer blocks"),
        n_items: tokens.n_items,
        applied_decisions: std::mem::take(&mut resolution.applied_decisions),
        diagnostics: Vec::new(),
    })
}

/// The key of an entity that no list holds: its type and the normal form of its name.
///
/// ```
/// use gazet_core::EntityType;
/// assert_eq!(gazet_engine::unlisted_key(EntityType::Person, "Ismaïl  O'Hara"), "unlisted:person:ismail ohara");
/// ```
#[must_use]
pub fn unlisted_key(entity_type: EntityType, name: &str) -> String {
    format!("unlisted:{}:{}", entity_type.name(), surface_key(name))
}
