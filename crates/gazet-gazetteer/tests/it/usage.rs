//! Everything that a compiled file can be asked for. The fuzz target and the tests of damage share it.

use crate::support::{compiled, list};
use gazet_core::{AliasId, EntityId, NormHash};
use gazet_gazetteer::{FindScratch, Gazetteer, Gazetteers, MatchKind};
use gazet_tokenizer::{TokenizedText, Tokenizer, norm_hash};

/// A small file with a bit of everything.
pub(crate) fn file() -> Vec<u8> {
    compiled(vec![
        list(
            "a",
            "loc:a,place/city,New York,NYC|New York City|The Big Apple{weak}\nloc:b,place,Iran,Persia{fa}\n",
        ),
        list(
            "b",
            "org:c,organization,United Nations,UN|U.N.|New York Times\norg:d,organization,The Times,\n",
        ),
    ])
}

const TEXT: &str = "The New York Times of New York City said that the UN, or U.N., met Iran. NYC. THE TIMES.";

/// Asks for everything that a file can be asked for.
pub(crate) fn use_all(gazetteer: Gazetteer) {
    let _ = gazetteer.verify();
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(TEXT, &mut tokens).unwrap();
    let all = Gazetteers::new([gazetteer]).unwrap();
    let mut out = Vec::new();
    for kind in [MatchKind::All, MatchKind::LeftmostLongest] {
        all.find(TEXT, &tokens, kind, &mut FindScratch::default(), &mut out);
        for candidate in &out {
            let _ = (all.entity(candidate.entity).name(), all.alias(candidate.alias).text());
        }
    }
    for id in (0..all.n_entities().min(50)).chain([u32::MAX]) {
        if let Some(e) = all.get_entity(EntityId(id)) {
            let _ = (
                e.key(),
                e.name(),
                e.country(),
                e.list(),
                e.lat_lon(),
                e.population(),
                e.start(),
                e.subtype(),
            );
            e.aliases()
                .take(100)
                .for_each(|a| drop((a.text().len(), a.core().len(), a.language(), a.rule())));
        }
    }
    for id in (0..all.n_aliases().min(50)).chain([u32::MAX]) {
        let _ = all.get_alias(AliasId(id)).map(|a| a.core().len());
    }
    for word in ["the", "us", "nothing"] {
        let _ = all.lexicon().get(norm_hash(word));
    }
    let _ = all.lexicon().get_phrase([NormHash(1), NormHash(2)]);
    let _ = all.find_key("org:c").map(|(id, _)| id);
    all.lists().for_each(|l| assert!(l.name().len() + l.licence().len() < 1 << 20));
}
