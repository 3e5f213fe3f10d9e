//! Lists, and the way from a text to its mentions.

use gazet_core::{EntityRef, Mention, MentionKind, Metadata};
use gazet_gazetteer::{CompileOptions, FindScratch, Gazetteer, Gazetteers, MatchKind, compile, read_folder};
use gazet_resolver::{ExternalSpan, Resolution, ResolveInput, Resolver, ResolverScratch};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use std::path::PathBuf;
use std::sync::LazyLock;

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The small lists of `fixtures/resolver`, with the shipped word lists.
pub(crate) static LISTS: LazyLock<Gazetteers> = LazyLock::new(|| {
    let mut source = read_folder(&root().join("fixtures/resolver/lists")).unwrap();
    assert!(source.problems.is_empty(), "{:?}", source.problems);
    source.words = read_folder(&root().join("gazetteers")).unwrap().words;
    let compiled = compile(source, &CompileOptions::default()).unwrap();
    Gazetteers::new([Gazetteer::from_bytes(compiled.bytes).unwrap()]).unwrap()
});

/// Everything between a text and its mentions.
#[derive(Default)]
pub(crate) struct Desk {
    tokenizer: Tokenizer,
    tokens: TokenizedText,
    find: FindScratch,
    scratch: ResolverScratch,
}

impl Desk {
    pub(crate) fn resolve(
        &mut self,
        resolver: &Resolver,
        id: &str,
        text: &str,
        metadata: &Metadata,
        external: &[ExternalSpan],
        kind: MatchKind,
    ) -> Resolution {
        self.tokenizer.tokenize(text, &mut self.tokens).unwrap();
        let mut candidates = Vec::new();
        LISTS.find(text, &self.tokens, kind, &mut self.find, &mut candidates);
        let input = ResolveInput {
            document_id: id,
            text,
            tokens: &self.tokens,
            candidates: &candidates,
            recognized: None,
            external,
            gazetteers: &LISTS,
            lexicon: LISTS.lexicon(),
            metadata: Some(metadata),
        };
        let mut out = Resolution::default();
        resolver.resolve(&input, &mut self.scratch, &mut out);
        out
    }

    pub(crate) fn n_tokens(&self) -> usize {
        self.tokens.tokens.len()
    }
}

/// One line for a mention: `surface -> what`.
pub(crate) fn show(text: &str, mention: &Mention, resolution: &Resolution) -> String {
    let surface = mention.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let name = |index: u32| {
        let entity = &resolution.entities[index as usize];
        match entity.reference {
            EntityRef::Listed(id) => LISTS.entity(id).key().to_owned(),
            EntityRef::Unlisted => format!("{} \"{}\"", entity.entity_type, entity.name),
        }
    };
    let what = match (mention.kind, mention.entity) {
        (MentionKind::Family, _) => "family".to_owned(),
        (MentionKind::Demonym, Some(e)) => format!("demonym {}", name(e)),
        (_, Some(e)) => name(e),
        (_, None) => {
            let mut all: Vec<_> = mention.candidates.iter().map(|c| name(c.entity)).collect();
            all.sort();
            format!("? {}", all.join(" | "))
        }
    };
    format!("{surface} -> {what}")
}
