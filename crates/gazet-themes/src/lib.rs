//! Theme definitions, matching, scores and keyphrases.
//!
//! What documents are about, with the words of the text that say so. The types to know first:
//!
//! * [`Pack`]: a theme pack as written, TOML with weighted terms, exclusions and rules; [`check()`] finds errors in packs and [`lint()`]
//!   what would do harm;
//! * [`Themes`]: packs compiled, shared by reference;
//! * [`ThemeAnalysis`]: scores of the document, its items and sentences, and the [`Evidence`] behind them.
//!
//! [`Themes::new`] shows all of them at work. How scores come about is written out at the `score` module's formula:
//! see [`ThemeScore`].
//!
//! # The pack format
//!
//! ```toml
//! format = 1
//! language = "en"
//!
//! [[theme]]
//! id = "torture"
//! label = "Torture and ill-treatment"
//! parent = "prisons"                   # it takes from this theme
//! iptc = "20001320"                    # where a topic of IPTC Media Topics fits
//! definition = "Pain and degradation inflicted on detainees or captives."
//! terms.5 = ["torture", "mock execution"]   # decisive; terms.1 is faint
//! terms.3 = ["brutality", "ICRC", "rack{exact}"]
//! exclude = ["torture test"]           # terms inside these phrases do not fire
//! rules = [
//!     { weight = 5, near = 8, all = [["prisoner", "detainee"], ["beat", "whip"]], none = ["egg"] },
//!     { weight = 4, within = "document", at_least = 3, any = ["cell", "guard", "interrogation", "blindfold"] },
//!     { weight = 3, all = ["@organization/armed-group", "surrender"] },
//! ]
//! ```
//!
//! Terms are phrases of up to 12 words; English words match in every inflection, in British and American spelling
//! and in any case; words in capitals match as written. `{exact}` after a word turns inflection off, `{as-written}`
//! fixes its case, `{any-case}` frees it. Hyphens and line breaks inside a phrase do not matter.
//! A term inside a longer term of any theme does not fire; nor does one with *no*, *not*, *never*, *without* up to
//! three words before it, nor anything in boilerplate. A rule holds `within` a `sentence` (default), `block` or
//! `document` when each group of `all` and `at_least` (default 1) phrases of `any` occur, `near` (words) each other
//! if asked, and nothing of `none`. An item `@type` stands for an entity of that type.
//!
//! # Traps
//!
//! A parent needs terms of its own only for what its children do not cover. Common words as terms fire everywhere:
//! let a rule tie them to others. Terms are cut by the same tokenizer as texts, so a term needs no variants for
//! apostrophes, hyphens and dots.
//!
//! This crate reads no file, and guesses no theme that no pack lists.

mod check;
mod error;
mod held;
mod inflect;
mod keyphrases;
mod lint;
mod matching;
mod pack;
mod score;
mod stored;
mod themes;
mod words;

pub use check::check;
pub use error::ThemeError;
pub use held::{HeldTheme, ThemeLevel};
pub use keyphrases::{Keyphrase, KeyphraseRequest, KeyphraseScratch, Keyphrases};
pub use lint::{LintOptions, ThemeCorpus, ThemeExceptions, ThemeFinding, ThemeReport, lint};
pub use pack::{FORMAT, Pack};
pub use themes::{Theme, ThemeId, Themes};

use gazet_core::{Span, TokenRange};
use gazet_tokenizer::TokenizedText;

/// What made a theme fire: a term or a rule of its pack. [`Themes::source_text`] shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A term, by number.
    Term(u32),
    /// A rule, by number.
    Rule(u32),
}

/// A place in the text where a term or rule of a theme fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The theme.
    pub theme: ThemeId,
    /// The words that fired, in bytes of the original; for a rule, from its first to its last phrase.
    pub span: Span,
    /// Index of the sentence where it begins.
    pub sentence: u32,
    /// Index of its block.
    pub block: u32,
    /// Weight of the term or rule, 1 to 5.
    pub weight: u8,
    /// What fired.
    pub source: Source,
}

/// How strongly a theme holds in a document, item or sentence.
///
/// `own = 1/l * sum e(w) * 2n/(n+1)` over the terms and rules that fire, with `e` = 0.04, 0.09, 0.18, 0.34, 0.55 for
/// weights 1 to 5, `n` places (those in headings and the first 40 words of an item twice, in documents and items),
/// `l = max(1, sqrt(words/300))` in documents and items, else 1. `total = sqrt(own^2 + sum of the children's
/// total^2)`, `score = 1 - exp(-total)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThemeScore {
    /// The theme.
    pub theme: ThemeId,
    /// In `[0, 1)`; a theme holds from [`Themes::THRESHOLD`] on.
    pub score: f64,
    /// Places where terms and rules of the theme or of themes below it fire.
    pub n_places: u32,
}

/// What a text is about. Reused from text to text.
#[derive(Clone, Debug, Default)]
pub struct ThemeAnalysis {
    /// Places behind the scores, sorted by span.
    pub evidence: Vec<Evidence>,
    /// Scores of the whole text, best first. Scores below [`Themes::LEAST`] are left out here and below.
    pub document: Vec<ThemeScore>,
    /// Scores of each item (story of a page): item and score, by item, best first.
    pub items: Vec<(u32, ThemeScore)>,
    /// Scores of each sentence, by sentence, best first.
    pub sentences: Vec<(u32, ThemeScore)>,
}

/// An entity mention that may stand for the items `@type` of rules.
#[derive(Clone, Copy, Debug)]
pub struct EntityTerm<'a> {
    /// Its tokens.
    pub tokens: TokenRange,
    /// Its type: `organization/armed-group`. `@organization` takes all subtypes.
    pub class: &'a str,
}

/// Working memory of one worker.
#[derive(Clone, Debug, Default)]
pub struct ThemeScratch {
    words: Vec<matching::TextWord>,
    hits: Vec<matching::Hit>,
    paths: Vec<(u32, u32)>,
    exclusions: Vec<(ThemeId, u32, u32)>,
    parts: Vec<matching::Part>,
    seen: Vec<u32>,
    evidence: Vec<Evidence>,
    extents: Vec<score::Extent>,
    firings: Vec<score::Firing>,
    squares: Vec<f64>,
    places: Vec<u32>,
    touched: Vec<ThemeId>,
    scores: Vec<ThemeScore>,
}

impl Themes {
    /// Finds the themes of `text`, tokenized as `tokens`, into `out`, whose memory is used again.
    ///
    /// Cost: one table look-up per token, plus the phrases that begin there.
    ///
    /// # Panics
    /// If `tokens` belongs to another text.
    pub fn score(
        &self,
        text: &str,
        tokens: &TokenizedText,
        scratch: &mut ThemeScratch,
        out: &mut ThemeAnalysis,
    ) {
        self.score_with_entities(text, tokens, &[], scratch, out);
    }

    /// As [`Themes::score`], with entity mentions for rules that ask for a type of entity.
    ///
    /// # Panics
    /// If `tokens` belongs to another text.
    pub fn score_with_entities(
        &self,
        text: &str,
        tokens: &TokenizedText,
        entities: &[EntityTerm<'_>],
        scratch: &mut ThemeScratch,
        out: &mut ThemeAnalysis,
    ) {
        out.items.clear();
        out.sentences.clear();
        self.collect(text, tokens, entities, scratch);
        let n_words = score::measure(tokens, &mut scratch.extents);
        self.score_document(tokens, n_words, scratch, &mut out.document);
        self.score_items(tokens, scratch, &mut out.items);
        self.score_sentences(tokens, scratch, &mut out.sentences);
        std::mem::swap(&mut out.evidence, &mut scratch.evidence);
    }

    /// What fired, as the pack lists it: the term, or the rule in one line.
    ///
    /// # Panics
    /// If `source` comes from other packs and is out of range.
    #[must_use]
    pub fn source_text(&self, source: Source) -> &str {
        match source {
            Source::Term(term) => &self.terms[term as usize].text,
            Source::Rule(rule) => &self.rules[rule as usize].text,
        }
    }
}
