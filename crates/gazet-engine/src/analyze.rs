//! The heart: one document through all stages, without input or output.

use crate::words::LexiconWords;
use crate::{Analysis, Engine, EngineError};
use gazet_core::{Candidate, Diagnostic, Document, EntityRef, EntityType, MentionKind, Place, Severity};
use gazet_gazetteer::{FindScratch, MatchKind};
use gazet_recognizer::{RecognizedSpan, RecognizerScratch};
use gazet_resolver::decisions::surface_key;
use gazet_resolver::{ExternalSpan, Resolution, ResolveInput, ResolverScratch};
use gazet_themes::{
    EntityTerm, HeldTheme, Keyphrase, KeyphraseRequest, KeyphraseScratch, Keyphrases, ThemeAnalysis,
    ThemeScratch, Themes,
};
use gazet_tokenizer::TokenizedText;

/// The buffers of one worker, reused from document to document.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: TokenizedText,
    find: FindScratch,
    candidates: Vec<Candidate>,
    recognizer: RecognizerScratch,
    recognized: Vec<RecognizedSpan>,
    external: Vec<ExternalSpan>,
    resolver: ResolverScratch,
    resolution: Resolution,
    theme: ThemeScratch,
    themes: ThemeAnalysis,
    phrase: KeyphraseScratch,
}

/// Keyphrases of a document at most.
pub const KEYPHRASES: usize = 30;

/// Finds and resolves the names of one document.
///
/// # Errors
/// If the document is longer than offsets reach (4 GiB).
pub fn analyze(engine: &Engine, document: &Document, scratch: &mut Scratch) -> Result<Analysis, EngineError> {
    let Scratch {
        tokens,
        find,
        candidates,
        recognizer,
        recognized,
        external,
        resolver,
        resolution,
        theme,
        themes,
        phrase,
    } = scratch;
    let text = document.text.as_str();
    engine.tokenizer.tokenize(text, tokens)?;
    engine.gazetteers.find(text, tokens, MatchKind::All, find, candidates);
    let lexicon = engine.gazetteers.lexicon();
    if let Some(tagger) = &engine.recognizer {
        tagger.recognize(text, tokens, candidates, &LexiconWords(lexicon), recognizer, recognized);
    }
    external.clear();
    let mut n_outside = engine.spans.as_ref().map_or(0, |spans| spans.of(&document.id, text, external));
    engine.resolver.resolve(
        &ResolveInput {
            document_id: &document.id,
            text,
            tokens,
            candidates,
            recognized: engine.recognizer.is_some().then_some(recognized.as_slice()),
            external,
            gazetteers: &engine.gazetteers,
            lexicon,
            metadata: Some(&document.metadata),
        },
        resolver,
        resolution,
    );
    n_outside += resolution.ignored_external;
    let held = match engine.themes() {
        Some(packs) => hold(engine, packs, text, tokens, resolution, theme, themes),
        None => Vec::new(),
    };
    let keyphrases = match &engine.keyphrases {
        Some(finder) => phrases(engine, finder, document, tokens, resolution, phrase),
        None => Vec::new(),
    };
    Ok(Analysis {
        definitions: std::mem::take(&mut resolution.definitions),
        themes: held,
        keyphrases,
        entities: std::mem::take(&mut resolution.entities),
        mentions: std::mem::take(&mut resolution.mentions),
        sentences: tokens.sentences.iter().map(|s| s.span).collect(),
        n_blocks: u32::try_from(tokens.blocks.len()).expect("a text below 4 GiB has fewer blocks"),
        n_items: tokens.n_items,
        applied_decisions: std::mem::take(&mut resolution.applied_decisions),
        diagnostics: (n_outside > 0).then(|| unusable(document, n_outside)).into_iter().collect(),
    })
}

fn unusable(document: &Document, n: u32) -> Diagnostic {
    Diagnostic {
        code: "spans-outside",
        severity: Severity::Warning,
        message: format!("{n} spans from outside do not lie in the text, or hold no word"),
        place: Place { source: document.id.clone(), ..Place::default() },
        help: Some(
            "start and end are bytes of the UTF-8 text; code points are given as cstart and cend".to_owned(),
        ),
    }
}

/// The phrases that say what the document is about. Names take no part: they are entities.
fn phrases(
    engine: &Engine,
    finder: &Keyphrases,
    document: &Document,
    tokens: &TokenizedText,
    resolution: &Resolution,
    scratch: &mut KeyphraseScratch,
) -> Vec<Keyphrase> {
    let lexicon = engine.gazetteers.lexicon();
    let names: Vec<_> = resolution.mentions.iter().map(|m| m.tokens).collect();
    let request = KeyphraseRequest {
        entities: &names,
        language: document.metadata.language.as_deref(),
        rank: &|norm| lexicon.get(norm).rank,
        limit: KEYPHRASES,
    };
    let mut out = Vec::new();
    finder.extract(&document.text, tokens, request, scratch, &mut out);
    out
}

/// The themes that hold. Names stand for the items of rules that ask for a type of entity.
fn hold(
    engine: &Engine,
    packs: &Themes,
    text: &str,
    tokens: &TokenizedText,
    resolution: &Resolution,
    scratch: &mut ThemeScratch,
    out: &mut ThemeAnalysis,
) -> Vec<HeldTheme> {
    let names = resolution.mentions.iter().filter(|m| m.kind == MentionKind::Name);
    let terms: Vec<EntityTerm<'_>> = names
        .map(|mention| {
            let listed = mention.entity.and_then(|e| match resolution.entities[e as usize].reference {
                EntityRef::Listed(id) => {
                    Some(engine.gazetteers.entity(id).subtype()).filter(|s| !s.is_empty())
                }
                EntityRef::Unlisted => None,
            });
            EntityTerm { tokens: mention.tokens, class: listed.unwrap_or(mention.entity_type.name()) }
        })
        .collect();
    packs.score_with_entities(text, tokens, &terms, scratch, out);
    out.held(tokens)
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
