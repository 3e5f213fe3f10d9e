//! What knows names, put together once and shared.

use crate::themes::{LoadedThemes, ThemeChoice};
use crate::{EngineError, ExternalSpans};
use gazet_gazetteer::{
    CompileOptions, Gazetteer, GazetteerError, Gazetteers, SourceFolder, compile, open_list,
};
use gazet_recognizer::Recognizer;
use gazet_resolver::Resolver;
use gazet_resolver::decisions::Decisions;
use gazet_themes::{Keyphrases, Themes};
use gazet_tokenizer::Tokenizer;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The lists of `/gazetteers`, compiled by the build script.
static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shipped.gzt"));

/// Which statistical recognizer takes part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RecognizerChoice {
    /// The one that comes with the program.
    #[default]
    Embedded,
    /// None: lists and rules only.
    Off,
    /// A model file, as `gazet train` writes it.
    File(PathBuf),
}

/// Everything that knows names. Immutable; share it by reference, with one [`crate::Scratch`] for each worker.
#[derive(Debug)]
pub struct Engine {
    pub(crate) tokenizer: Tokenizer,
    pub(crate) gazetteers: Gazetteers,
    pub(crate) recognizer: Option<Recognizer>,
    pub(crate) resolver: Resolver,
    pub(crate) themes: Option<LoadedThemes>,
    pub(crate) keyphrases: Option<Keyphrases>,
    pub(crate) spans: Option<ExternalSpans>,
    fingerprints: Vec<(String, u64)>,
}

impl Engine {
    /// An engine with the shipped lists and the embedded recognizer, to begin with.
    #[must_use]
    pub fn builder() -> EngineBuilder {
        EngineBuilder {
            shipped: true,
            files: Vec::new(),
            recognizer: RecognizerChoice::Embedded,
            decisions: Decisions::default(),
            themes: None,
            keyphrases: false,
            spans: None,
        }
    }

    /// The lists.
    #[must_use]
    pub fn gazetteers(&self) -> &Gazetteers {
        &self.gazetteers
    }

    /// The theme packs, if themes are looked for.
    #[must_use]
    pub fn themes(&self) -> Option<&Themes> {
        self.themes.as_ref().map(|loaded| &loaded.themes)
    }

    /// Name and fingerprint of each theme pack, in order; none if themes are not looked for.
    pub fn theme_fingerprints(&self) -> impl Iterator<Item = (&str, u64)> {
        self.themes.iter().flat_map(LoadedThemes::fingerprints)
    }

    /// The spans from outside, if some take part.
    #[must_use]
    pub fn spans(&self) -> Option<&ExternalSpans> {
        self.spans.as_ref()
    }

    /// The decisions that every document obeys.
    #[must_use]
    pub fn decisions(&self) -> &Decisions {
        self.resolver.decisions()
    }

    /// The recognizer, if one takes part.
    #[must_use]
    pub fn recognizer(&self) -> Option<&Recognizer> {
        self.recognizer.as_ref()
    }

    /// What the engine is made of, with a hash of each: lists, model, theme packs, decisions. Two engines of one version
    /// of gazet that are made of the same analyze every document in the same way.
    ///
    /// Costs a pass over the model, some milliseconds.
    #[must_use]
    pub fn made_of(&self) -> BTreeMap<String, String> {
        let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
        let mut parts: BTreeMap<String, String> = (1..)
            .zip(self.gazetteer_fingerprints())
            .map(|(rank, (name, number))| (format!("list {rank}, {name}"), format!("{number:016x}")))
            .collect();
        if let Some(recognizer) = &self.recognizer {
            parts.insert("recognizer's model".to_owned(), short(blake3::hash(&recognizer.to_bytes())));
        }
        if let Some(themes) = &self.themes {
            parts.extend(themes.made_of());
        }
        if !self.decisions().is_empty() {
            let mut hasher = blake3::Hasher::new();
            for decision in self.decisions().all() {
                hasher.update(format!("{decision:?}\n").as_bytes());
            }
            parts.insert("decisions".to_owned(), short(hasher.finalize()));
        }
        parts
    }

    /// Name and fingerprint of each compiled list in rank order, and of the spans from outside.
    pub fn gazetteer_fingerprints(&self) -> impl Iterator<Item = (&str, u64)> {
        self.fingerprints.iter().map(|(name, fingerprint)| (name.as_str(), *fingerprint))
    }
}

/// Puts an [`Engine`] together.
#[derive(Clone, Debug)]
pub struct EngineBuilder {
    shipped: bool,
    files: Vec<PathBuf>,
    recognizer: RecognizerChoice,
    decisions: Decisions,
    themes: Option<ThemeChoice>,
    keyphrases: bool,
    spans: Option<PathBuf>,
}

impl EngineBuilder {
    /// Whether the lists that come with the program take part. They do by default.
    #[must_use]
    pub fn shipped_lists(mut self, shipped: bool) -> Self {
        self.shipped = shipped;
        self
    }

    /// Adds a list: a source file beside its `.meta.toml`, or a compiled `.gzt`. An entity of a later list replaces
    /// one of the same key of an earlier list.
    #[must_use]
    pub fn gazetteer(mut self, path: &Path) -> Self {
        self.files.push(path.to_owned());
        self
    }

    /// Which recognizer takes part.
    #[must_use]
    pub fn recognizer(mut self, recognizer: RecognizerChoice) -> Self {
        self.recognizer = recognizer;
        self
    }

    /// Decisions of a person that every document obeys. None by default.
    #[must_use]
    pub fn decisions(mut self, decisions: Decisions) -> Self {
        self.decisions = decisions;
        self
    }

    /// Looks for themes too. Off by default. The packs that come with the program are compiled beforehand; with packs
    /// of the user, all are compiled at the start: about a tenth of a second.
    #[must_use]
    pub fn themes(mut self, choice: ThemeChoice) -> Self {
        self.themes = Some(choice);
        self
    }

    /// Whether keyphrases are looked for. Off by default.
    #[must_use]
    pub fn keyphrases(mut self, wanted: bool) -> Self {
        self.keyphrases = wanted;
        self
    }

    /// Takes the spans of another recognizer as candidates, from a file that [`ExternalSpans::read`] reads.
    #[must_use]
    pub fn spans(mut self, path: &Path) -> Self {
        self.spans = Some(path.to_owned());
        self
    }

    /// Builds the engine. The shipped lists and compiled files are used in place; source lists are compiled here.
    ///
    /// # Errors
    /// If a list or the model cannot be used.
    pub fn build(self) -> Result<Engine, EngineError> {
        let mut files = Vec::new();
        let mut fingerprints = Vec::new();
        let shipped = Gazetteer::from_static(SHIPPED)?;
        if self.shipped {
            fingerprints.push(("shipped".to_owned(), shipped.fingerprint()));
        }
        for path in &self.files {
            let gazetteer = open(path, &shipped)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            fingerprints.push((name, gazetteer.fingerprint()));
            files.push(gazetteer);
        }
        if self.shipped {
            files.insert(0, shipped);
        }
        let recognizer = match &self.recognizer {
            RecognizerChoice::Off => None,
            RecognizerChoice::Embedded => Some(Recognizer::embedded().map_err(EngineError::EmbeddedModel)?),
            RecognizerChoice::File(path) => {
                let bytes = std::fs::read(path)
                    .map_err(|source| EngineError::ReadModel { path: path.clone(), source })?;
                Some(
                    Recognizer::from_bytes(&bytes)
                        .map_err(|source| EngineError::Model { path: path.clone(), source })?,
                )
            }
        };
        let spans = self.spans.as_deref().map(ExternalSpans::read).transpose()?;
        if let (Some(spans), Some(path)) = (&spans, &self.spans) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            fingerprints.push((name, spans.fingerprint()));
        }
        Ok(Engine {
            tokenizer: Tokenizer::new(),
            gazetteers: Gazetteers::new(files)?,
            recognizer,
            resolver: Resolver::default().with_decisions(self.decisions),
            themes: self.themes.as_ref().map(LoadedThemes::load).transpose()?,
            keyphrases: self.keyphrases.then(Keyphrases::new),
            spans,
            fingerprints,
        })
    }
}

fn open(path: &Path, shipped: &Gazetteer) -> Result<Gazetteer, EngineError> {
    if path.extension().is_some_and(|e| e == "gzt") {
        return Ok(Gazetteer::open(path)?);
    }
    let source = SourceFolder { lists: vec![open_list(path)?], ..SourceFolder::default() };
    let options = CompileOptions { lexicon: Some(shipped.lexicon()), ..CompileOptions::default() };
    let compiled = match compile(source, &options) {
        Err(GazetteerError::Rows(problems)) => {
            return Err(EngineError::BadRows {
                path: path.to_owned(),
                n: problems.len(),
                first: problems.first().map(ToString::to_string).unwrap_or_default(),
            });
        }
        compiled => compiled?,
    };
    Ok(Gazetteer::from_bytes(compiled.bytes)?)
}
