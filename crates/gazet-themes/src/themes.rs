//! Compiled theme packs.

use crate::pack::{Pack, SourceRule, SourceTheme, Within};
use crate::words::{PhraseError, WordId, Words, WordsBuilder, id};
use crate::{ThemeError, check};
use gazet_core::Severity;
use gazet_tokenizer::norm_hash;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A theme of one [`Themes`]; themes are numbered in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThemeId(pub u32);

/// What a theme is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Stable key: `armed-conflict`.
    pub id: String,
    /// The name to display.
    pub label: String,
    /// What belongs to it, in a sentence.
    pub definition: String,
    /// The theme that takes from this one.
    pub parent: Option<ThemeId>,
    /// Code in IPTC Media Topics, eight digits, where a topic fits.
    pub iptc: Option<String>,
    /// Number of themes above it; 0 for a top theme.
    pub depth: u32,
}

/// What a phrase found in a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Meaning {
    /// Index of a term.
    Term(u32),
    /// Theme whose terms inside the phrase do not fire.
    Exclusion(ThemeId),
    /// Index of a phrase that rules ask for.
    Item(u32),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Term {
    pub(crate) theme: ThemeId,
    pub(crate) weight: u8,
    pub(crate) text: Box<str>,
}

/// Which part of a rule an item serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Role {
    /// One of the groups of `all`.
    All(u16),
    Any,
    None,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) theme: ThemeId,
    pub(crate) weight: u8,
    pub(crate) n_groups: u16,
    /// Distinct phrases of `any` that must occur; 0 if the rule has no `any`.
    pub(crate) at_least: u32,
    pub(crate) near: Option<u32>,
    pub(crate) within: Within,
    /// Its source, for display.
    pub(crate) text: Box<str>,
}

const NOWHERE: u32 = u32::MAX;

/// Theme packs compiled for matching. Immutable: share one by reference among threads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Themes {
    pub(crate) themes: Vec<Theme>,
    pub(crate) words: Words,
    pub(crate) terms: Vec<Term>,
    pub(crate) rules: Vec<Rule>,
    /// For each item: the rules that it serves.
    pub(crate) item_roles: Vec<Vec<(u32, Role)>>,
    /// Items that are entity types (`@organization/armed-group`), in order.
    pub(crate) classes: Vec<(Box<str>, u32)>,
    #[serde(with = "crate::stored::sorted_set")]
    pub(crate) negators: FxHashSet<u64>,
    #[serde(with = "crate::stored::sorted_set")]
    pub(crate) softeners: FxHashSet<u64>,
    /// First node of the phrases that begin with a word.
    roots: Vec<u32>,
    #[serde(with = "crate::stored::sorted_map")]
    edges: FxHashMap<u64, u32>,
    /// For each node: range of `meanings`.
    ends: Vec<(u32, u32)>,
    meanings: Vec<Meaning>,
}

impl Themes {
    /// Compiles packs. A theme that says `replace = true` takes the place of an earlier one with its id.
    ///
    /// ```
    /// use gazet_themes::{Pack, ThemeAnalysis, ThemeScratch, Themes};
    /// use gazet_tokenizer::{TokenizedText, Tokenizer};
    ///
    /// let pack = Pack::parse("own.toml", r#"
    ///     format = 1
    ///     language = "en"
    ///     [[theme]]
    ///     id = "defection"
    ///     label = "Defection"
    ///     definition = "Leaving an armed group."
    ///     terms.5 = ["defector"]
    /// "#)?;
    /// let themes = Themes::new(&[pack])?;
    /// let text = "14 MKO Defectors Return Home";
    /// let mut tokens = TokenizedText::default();
    /// Tokenizer::new().tokenize(text, &mut tokens)?;
    /// let (mut scratch, mut analysis) = (ThemeScratch::default(), ThemeAnalysis::default());
    /// themes.score(text, &tokens, &mut scratch, &mut analysis);
    /// assert_eq!(themes.theme(analysis.document[0].theme).id, "defection");
    /// assert_eq!(analysis.evidence[0].span.of(text), "Defectors");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ThemeError::Refused`] with the first error of [`check`](crate::check()): file, line and reason.
    pub fn new(packs: &[Pack]) -> Result<Self, ThemeError> {
        let mut errors = check(packs).into_iter().filter(|d| d.severity == Severity::Error);
        if let Some(first) = errors.next() {
            return Err(ThemeError::Refused { first: Box::new(first), n_more: errors.count() });
        }
        let mut sources: BTreeMap<&str, (&Pack, &SourceTheme)> = BTreeMap::new();
        for pack in packs {
            for theme in &pack.themes {
                sources.insert(&theme.id.text, (pack, theme));
            }
        }
        let mut builder = Builder {
            ids: sources.keys().copied().enumerate().map(|(i, k)| (k, ThemeId(id(i)))).collect(),
            ..Builder::default()
        };
        for (pack, theme) in sources.values() {
            // `check` has cut every phrase in the same way and found no error.
            builder.theme(theme, pack.language == "en").expect("check accepts only phrases that can be cut");
        }
        Ok(builder.finish())
    }

    /// Number of themes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.themes.len()
    }

    /// Whether there is no theme.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.themes.is_empty()
    }

    /// The theme with this number.
    ///
    /// # Panics
    /// If `theme` comes from other packs and is out of range.
    #[must_use]
    pub fn theme(&self, theme: ThemeId) -> &Theme {
        &self.themes[theme.0 as usize]
    }

    /// The theme with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<ThemeId> {
        self.themes.binary_search_by(|t| t.id.as_str().cmp(id)).ok().map(crate::words::id).map(ThemeId)
    }

    /// All themes in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ThemeId, &Theme)> {
        self.themes.iter().enumerate().map(|(i, theme)| (ThemeId(id(i)), theme))
    }

    /// Whether `above` is `theme` or one of the themes above it.
    #[must_use]
    pub fn is_within(&self, theme: ThemeId, above: ThemeId) -> bool {
        std::iter::successors(Some(theme), |&t| self.theme(t).parent).any(|t| t == above)
    }

    /// Number of terms, over all themes.
    #[must_use]
    pub fn n_terms(&self) -> usize {
        self.terms.len()
    }

    /// All terms as listed, with theme and weight, by theme and falling weight.
    pub fn terms(&self) -> impl Iterator<Item = (ThemeId, u8, &str)> {
        self.terms.iter().map(|t| (t.theme, t.weight, &*t.text))
    }

    /// Number of rules, over all themes.
    #[must_use]
    pub fn n_rules(&self) -> usize {
        self.rules.len()
    }

    /// Number of different words in phrases, and of the forms that stand for them.
    #[must_use]
    pub fn n_words(&self) -> (usize, usize) {
        (self.words.len(), self.words.n_forms())
    }

    /// Node of the phrases that begin with `word`.
    #[inline]
    pub(crate) fn root(&self, word: WordId) -> Option<u32> {
        Some(self.roots[word as usize]).filter(|&node| node != NOWHERE)
    }

    #[inline]
    pub(crate) fn child(&self, node: u32, word: WordId) -> Option<u32> {
        self.edges.get(&edge(node, word)).copied()
    }

    /// Whether every number inside points at something, so that no text makes matching fail.
    pub(crate) fn is_sound(&self) -> bool {
        let below = |n: usize| move |at: u32| (at as usize) < n;
        let (theme, node) = (below(self.themes.len()), below(self.ends.len()));
        let (term, item) = (below(self.terms.len()), below(self.item_roles.len()));
        let rule = below(self.rules.len());
        let meaning = |m: &Meaning| match *m {
            Meaning::Term(at) => term(at),
            Meaning::Exclusion(ThemeId(at)) => theme(at),
            Meaning::Item(at) => item(at),
        };
        // Depths that grow from parent to child leave no room for a cycle.
        let under = |t: &Theme, p: ThemeId| theme(p.0) && self.themes[p.0 as usize].depth < t.depth;
        self.themes.iter().all(|t| t.parent.is_none_or(|p| under(t, p)))
            && self.terms.iter().all(|t| theme(t.theme.0))
            && self.rules.iter().all(|r| theme(r.theme.0))
            && self.item_roles.iter().flatten().all(|r| rule(r.0))
            && self.classes.iter().all(|c| item(c.1))
            && self.roots.len() == self.words.len()
            && self.roots.iter().all(|&at| at == NOWHERE || node(at))
            && self.edges.values().all(|&at| node(at))
            && self.ends.iter().all(|&(start, end)| start <= end && end as usize <= self.meanings.len())
            && self.meanings.iter().all(meaning)
            && self.words.is_sound()
    }

    #[inline]
    pub(crate) fn meanings(&self, node: u32) -> &[Meaning] {
        let (start, end) = self.ends[node as usize];
        &self.meanings[start as usize..end as usize]
    }
}

#[inline]
fn edge(node: u32, word: WordId) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

/// Words that deny what follows them. Contractions are in normal form, without apostrophe.
const NEGATORS: &[&str] = &[
    "no", "not", "never", "without", "neither", "nor", "cannot", "cant", "dont", "doesnt", "didnt", "isnt",
    "arent", "wasnt", "werent", "wont", "wouldnt", "couldnt", "shouldnt", "hasnt", "havent", "hadnt", "none",
];

/// Words after a negator that take its force away: *not only*, *no longer*, *no fewer than*, *no doubt*.
const SOFTENERS: &[&str] = &[
    "only", "just", "merely", "longer", "fewer", "less", "doubt", "matter", "later", "stop", "stopped",
    "yet", "until",
];

#[derive(Default)]
struct Builder<'p> {
    ids: BTreeMap<&'p str, ThemeId>,
    words: WordsBuilder,
    themes: Vec<Theme>,
    terms: Vec<Term>,
    rules: Vec<Rule>,
    items: BTreeMap<Vec<WordId>, u32>,
    classes: BTreeMap<Box<str>, u32>,
    item_roles: Vec<Vec<(u32, Role)>>,
    phrases: BTreeMap<Vec<WordId>, Vec<Meaning>>,
    cut: Vec<WordId>,
}

impl<'p> Builder<'p> {
    fn theme(&mut self, source: &'p SourceTheme, english: bool) -> Result<(), PhraseError> {
        let theme = ThemeId(id(self.themes.len()));
        let parent = source.parent.as_ref().and_then(|p| self.ids.get(p.text.as_str()).copied());
        self.themes.push(Theme {
            id: source.id.text.clone(),
            label: source.label.text.clone(),
            definition: source.definition.clone(),
            parent,
            iptc: source.iptc.as_ref().map(|c| c.text.clone()),
            depth: 0,
        });
        // The strongest weight comes first, so that a term listed twice keeps it.
        let first = self.terms.len();
        for (weight, term) in &source.terms {
            self.words.phrase(&term.text, english, &mut self.cut)?;
            let meanings = self.phrases.entry(self.cut.clone()).or_default();
            if meanings.iter().any(|m| matches!(m, Meaning::Term(t) if *t as usize >= first)) {
                continue;
            }
            meanings.push(Meaning::Term(id(self.terms.len())));
            self.terms.push(Term { theme, weight: *weight, text: term.text.as_str().into() });
        }
        for phrase in &source.exclude {
            self.words.phrase(&phrase.text, english, &mut self.cut)?;
            self.phrases.entry(self.cut.clone()).or_default().push(Meaning::Exclusion(theme));
        }
        for rule in &source.rules {
            self.rule(theme, rule, english)?;
        }
        Ok(())
    }

    fn rule(&mut self, theme: ThemeId, source: &SourceRule, english: bool) -> Result<(), PhraseError> {
        let rule = id(self.rules.len());
        for (group, items) in source.all.iter().enumerate() {
            for item in items {
                self.item(item, rule, Role::All(u16::try_from(group).unwrap_or(u16::MAX)), english)?;
            }
        }
        for item in &source.any {
            self.item(item, rule, Role::Any, english)?;
        }
        for item in &source.none {
            self.item(item, rule, Role::None, english)?;
        }
        let positive = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        self.rules.push(Rule {
            theme,
            weight: u8::try_from(source.weight.clamp(1, 5)).unwrap_or(1),
            n_groups: u16::try_from(source.all.len()).unwrap_or(u16::MAX),
            at_least: if source.any.is_empty() { 0 } else { source.at_least.map_or(1, positive) },
            near: source.near.map(positive),
            within: source.within,
            text: describe(source).into(),
        });
        Ok(())
    }

    fn item(&mut self, text: &str, rule: u32, role: Role, english: bool) -> Result<(), PhraseError> {
        let next = id(self.item_roles.len());
        let item = if let Some(class) = text.strip_prefix('@') {
            *self.classes.entry(class.into()).or_insert(next)
        } else {
            self.words.phrase(text, english, &mut self.cut)?;
            let item = *self.items.entry(self.cut.clone()).or_insert(next);
            if item == next {
                self.phrases.entry(self.cut.clone()).or_default().push(Meaning::Item(item));
            }
            item
        };
        if item == next {
            self.item_roles.push(Vec::new());
        }
        let roles = &mut self.item_roles[item as usize];
        if !roles.contains(&(rule, role)) {
            roles.push((rule, role));
        }
        Ok(())
    }

    fn finish(mut self) -> Themes {
        for index in 0..self.themes.len() {
            let mut above = self.themes[index].parent;
            while let Some(parent) = above {
                self.themes[index].depth += 1;
                above = self.themes[parent.0 as usize].parent;
            }
        }
        let words = self.words.finish();
        let mut themes = Themes {
            themes: self.themes,
            terms: self.terms,
            rules: self.rules,
            item_roles: self.item_roles,
            classes: self.classes.into_iter().collect(),
            negators: NEGATORS.iter().map(|w| norm_hash(w).0).collect(),
            softeners: SOFTENERS.iter().map(|w| norm_hash(w).0).collect(),
            roots: vec![NOWHERE; words.len()],
            words,
            edges: FxHashMap::default(),
            ends: Vec::new(),
            meanings: Vec::new(),
        };
        for (phrase, meanings) in self.phrases {
            let node = themes.insert(&phrase);
            let start = id(themes.meanings.len());
            themes.meanings.extend(meanings);
            themes.ends[node as usize] = (start, id(themes.meanings.len()));
        }
        themes
    }
}

impl Themes {
    fn insert(&mut self, phrase: &[WordId]) -> u32 {
        let (first, rest) = phrase.split_first().expect("a phrase without words is refused when it is cut");
        let root = &mut self.roots[*first as usize];
        if *root == NOWHERE {
            *root = id(self.ends.len());
            self.ends.push((0, 0));
        }
        let mut node = *root;
        for &word in rest {
            let next = id(self.ends.len());
            let child = *self.edges.entry(edge(node, word)).or_insert(next);
            if child == next {
                self.ends.push((0, 0));
            }
            node = child;
        }
        node
    }
}

/// A rule in one line: `prisoner|detainee + beat|whip (near 8)`.
pub(crate) fn describe(rule: &SourceRule) -> String {
    let mut parts: Vec<String> = rule.all.iter().map(|group| group.join("|")).collect();
    if !rule.any.is_empty() {
        parts.push(format!("at least {} of {}", rule.at_least.unwrap_or(1), rule.any.join("|")));
    }
    let mut text = parts.join(" + ");
    if !rule.none.is_empty() {
        text.push_str(&format!(" - {}", rule.none.join("|")));
    }
    let unit = match rule.within {
        Within::Sentence => "sentence",
        Within::Block => "block",
        Within::Document => "document",
    };
    match rule.near {
        Some(n) => text.push_str(&format!(" (near {n}, same {unit})")),
        None => text.push_str(&format!(" (same {unit})")),
    }
    text
}
