//! What the scorer knows of a language: the words that no phrase begins or ends with, and how plurals look.

use gazet_core::{NormHash, TokenFlags};
use gazet_tokenizer::{TokenizedText, norm_hash, normalize_into};
use rustc_hash::FxHashMap;

/// One language.
pub(super) struct Language {
    /// BCP 47 code.
    pub(super) code: &'static str,
    /// Words that neither begin nor end a phrase, nor stand inside one.
    stop: &'static str,
    /// Those of them that may join two halves of a phrase: *record of handover*.
    connectors: &'static str,
    /// Those that may stand behind such a word: *papers of the camps*.
    articles: &'static str,
    /// Endings of inflected forms, the longest first, with what stands in their place.
    endings: &'static [(&'static str, &'static str)],
}

/// The languages that we know, English first.
pub(super) const LANGUAGES: [Language; 11] = [
    Language {
        code: "en",
        stop: include_str!("stop/en.txt"),
        connectors: "of",
        articles: "the a an",
        endings: &[("ies", "y"), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", "")],
    },
    Language {
        code: "de",
        stop: include_str!("stop/de.txt"),
        connectors: "",
        articles: "",
        endings: &[("en", ""), ("er", ""), ("es", ""), ("e", ""), ("n", ""), ("s", "")],
    },
    Language {
        code: "fr",
        stop: include_str!("stop/fr.txt"),
        connectors: "de du des",
        articles: "la le les",
        endings: &[("aux", "al"), ("ss", "ss"), ("s", "")],
    },
    Language {
        code: "es",
        stop: include_str!("stop/es.txt"),
        connectors: "de del",
        articles: "la el los las",
        endings: &[("ciones", "cion"), ("s", "")],
    },
    Language {
        code: "it",
        stop: include_str!("stop/it.txt"),
        connectors: "di del della dei delle degli",
        articles: "",
        endings: &[("a", ""), ("e", ""), ("i", ""), ("o", "")],
    },
    Language {
        code: "pt",
        stop: include_str!("stop/pt.txt"),
        connectors: "de do da dos das",
        articles: "",
        endings: &[("coes", "cao"), ("s", "")],
    },
    Language {
        code: "nl",
        stop: include_str!("stop/nl.txt"),
        connectors: "van",
        articles: "de het een",
        endings: &[("en", ""), ("s", "")],
    },
    Language { code: "ru", stop: include_str!("stop/ru.txt"), connectors: "", articles: "", endings: &[] },
    Language { code: "tr", stop: include_str!("stop/tr.txt"), connectors: "", articles: "", endings: &[] },
    Language { code: "ar", stop: include_str!("stop/ar.txt"), connectors: "", articles: "", endings: &[] },
    Language { code: "fa", stop: include_str!("stop/fa.txt"), connectors: "", articles: "", endings: &[] },
];

/// What a word is, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Content,
    Stop,
    Connector,
    Article,
}

/// The function words of all languages: for each normal form, three bits a language.
#[derive(Clone, Debug)]
pub(super) struct FunctionWords {
    of: FxHashMap<u64, u64>,
}

/// Words below which a text is too short to tell its language by.
const SHORT: u32 = 30;

/// Share of function words that a text of a language has at least.
const FEWEST: f64 = 0.05;

impl FunctionWords {
    pub(super) fn new() -> Self {
        let mut of: FxHashMap<u64, u64> = FxHashMap::default();
        for (index, language) in LANGUAGES.iter().enumerate() {
            let lists = [(language.stop, 1), (language.connectors, 2), (language.articles, 4)];
            for (words, bit) in lists {
                for word in words.split_whitespace() {
                    *of.entry(norm_hash(word).0).or_default() |= bit << (3 * index);
                }
            }
        }
        Self { of }
    }

    pub(super) fn function(&self, language: usize, norm: u64) -> Function {
        let bits = self.of.get(&norm).copied().unwrap_or(0) >> (3 * language);
        match (bits & 1, bits & 2, bits & 4) {
            (_, 2, _) => Function::Connector,
            (_, _, 4) => Function::Article,
            (1, ..) => Function::Stop,
            _ => Function::Content,
        }
    }

    /// The language whose function words are the most in the text; of equals the first, English before all. `None`
    /// where a text that is long enough has hardly any of any language.
    pub(super) fn recognize(&self, tokens: &TokenizedText) -> Option<usize> {
        let (mut counts, mut words) = ([0u32; LANGUAGES.len()], 0u32);
        for token in &tokens.tokens {
            if !token.kind.is_wordlike() || token.flags.contains(TokenFlags::BOILERPLATE) {
                continue;
            }
            words += 1;
            let mut bits = self.of.get(&token.norm.0).copied().unwrap_or(0);
            while bits != 0 {
                let language = bits.trailing_zeros() / 3;
                counts[language as usize] += 1;
                bits &= !(7 << (3 * language));
            }
        }
        let best = (0..LANGUAGES.len()).rev().max_by_key(|&i| counts[i])?;
        (words < SHORT || f64::from(counts[best]) >= FEWEST * f64::from(words)).then_some(best)
    }
}

/// The language of a BCP 47 code.
pub(super) fn of_code(code: &str) -> Option<usize> {
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES.iter().position(|l| l.code.eq_ignore_ascii_case(primary))
}

/// Letters of a stem at the least.
const SHORTEST_STEM: usize = 3;

/// Hash of the normal form, inflected forms as one where their endings say so. `norm` is that of the word as it stands.
pub(super) fn stem(language: usize, surface: &str, norm: NormHash, buffer: &mut String) -> u64 {
    let endings = LANGUAGES[language].endings;
    // A Latin letter at the end is the same in the normal form, but for its case.
    if let Some(last) = surface.bytes().last().filter(u8::is_ascii_alphabetic)
        && !endings.iter().any(|(ending, _)| ending.as_bytes().last() == Some(&last.to_ascii_lowercase()))
    {
        return norm.0;
    }
    buffer.clear();
    normalize_into(surface, buffer);
    let fits = |&&(ending, _): &&(&str, &str)| {
        buffer.strip_suffix(ending).is_some_and(|stem| stem.chars().count() >= SHORTEST_STEM)
    };
    let Some((ending, instead)) = endings.iter().find(fits) else { return norm.0 };
    buffer.truncate(buffer.len() - ending.len());
    buffer.push_str(instead);
    norm_hash(buffer).0
}
