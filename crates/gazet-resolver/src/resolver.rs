//! The two passes over a document.

use crate::acronym::{self, Definition};
use crate::assemble::Assembler;
use crate::carry::{Bearer, Carry, Pool, bearers};
use crate::decisions::Decisions;
use crate::doc::{Doc, Info, prepare};
use crate::groups::{Context, Groups, context, score};
use crate::input::{DefinedShort, Resolution, ResolveInput};
use crate::memory::{Memory, RefKey, Referents, form_key};
use crate::options::ResolverOptions;
use crate::proposal::{Link, Proposal, SelectScratch, both, select};
use crate::seen::{self, SeenSpan};
use crate::words::Own;
use crate::{namesakes, rules, runs};
use gazet_core::{Candidate, CandidateFlags, EntityType, MentionKind, NormHash, Rule, TokenRange};
use gazet_gazetteer::AliasRule;
use gazet_tokenizer::norm_hash;
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::sync::LazyLock;

/// Settles the mentions of documents. Immutable, `Send + Sync`: share it by reference, with one [`ResolverScratch`]
/// for each worker.
#[derive(Clone, Debug, Default)]
pub struct Resolver {
    options: ResolverOptions,
    decisions: Decisions,
}

/// Buffers of one worker, reused from document to document.
#[derive(Debug, Default)]
pub struct ResolverScratch {
    infos: Vec<Cell<Info>>,
    sentences: Vec<u32>,
    runs: Vec<TokenRange>,
    allowed: Vec<Candidate>,
    groups: Groups,
    seen: Vec<SeenSpan>,
    contexts: Vec<Context>,
    unchanging: Vec<Proposal>,
    proposals: Vec<Proposal>,
    select: SelectScratch,
    memory: Memory,
    referents: Referents,
    pool: Pool,
    bearers: Vec<Bearer>,
    definitions: Vec<Definition>,
}

impl Resolver {
    /// A resolver with these options.
    #[must_use]
    pub fn new(options: ResolverOptions) -> Self {
        Self { options, decisions: Decisions::default() }
    }

    /// The same resolver, obeying these decisions.
    #[must_use]
    pub fn with_decisions(mut self, decisions: Decisions) -> Self {
        self.decisions = decisions;
        self
    }

    /// The decisions that it obeys.
    #[must_use]
    pub const fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Settles the mentions of one document and what they stand for. `out` is cleared first.
    ///
    /// Mentions come sorted by span and do not overlap. The cost is linear in tokens and candidates, apart from
    /// documents with many ambiguous places, which are bounded. Candidates and spans of another text are ignored.
    pub fn resolve(&self, input: &ResolveInput<'_>, scratch: &mut ResolverScratch, out: &mut Resolution) {
        out.clear();
        let ResolverScratch {
            infos,
            sentences,
            runs,
            allowed,
            groups,
            seen,
            contexts,
            unchanging,
            proposals,
            select: selection,
            memory,
            referents,
            pool,
            bearers: bearer_list,
            definitions,
        } = scratch;
        prepare(input, infos, sentences);
        let doc = Doc { input, infos, sentences };
        allowed.clear();
        allowed.extend_from_slice(input.candidates);
        self.decisions.ban(input, allowed, &mut out.applied_decisions);
        groups.fill(allowed, doc.tokens().len());
        runs::collect(&doc, runs);
        out.ignored_external = seen::collect(&doc, seen);
        acronym::find(&doc, groups, seen, definitions);
        out.definitions.extend(definitions.iter().map(|d| DefinedShort {
            short: doc.span(TokenRange::new(d.short, d.short + 1)),
            long: doc.span(d.long),
            is_name: d.entity_type.is_some(),
        }));
        referents.clear();
        memory.clear();
        pool.clear();

        // Rules and recognized spans do not change between the passes, nor does what stands around a listed name.
        contexts.clear();
        contexts.extend(groups.groups.iter().map(|g| context(&doc, groups, g.tokens)));
        let first = Pass { doc: &doc, groups, seen, contexts, memory: None };
        first.propose(runs, unchanging);
        proposals.clear();
        proposals.extend_from_slice(unchanging);
        first.propose_groups(proposals);
        propose_long_forms(&doc, groups, definitions, proposals);
        select(proposals, self.options.threshold, selection);

        memory.learn(&doc, groups, proposals, referents);
        bearers(&doc, groups, bearer_list);
        let mut shorts = define(&doc, groups, definitions, proposals, referents);
        infer_shorts(&doc, groups, definitions, memory, referents, &mut shorts);
        let aliases = also_known(&doc, groups, proposals, referents);

        let second = Pass { doc: &doc, groups, seen, contexts, memory: Some(memory) };
        proposals.clear();
        proposals.extend_from_slice(unchanging);
        second.propose_groups(proposals);
        propose_long_forms(&doc, groups, definitions, proposals);
        let carry = Carry { doc: &doc, groups, memory, bearers: bearer_list };
        carry.propose(runs, referents, pool, proposals);
        carry.settle_parts(proposals, referents, pool);
        carry.settle_given(proposals);
        propose_shorts(&doc, groups, &shorts, pool, proposals);
        propose_shorts(&doc, groups, &aliases, pool, proposals);
        doubt_words(&doc, groups, definitions, proposals);
        select(proposals, self.options.threshold, selection);

        namesakes::tell_apart(&doc, proposals);
        let assembler = Assembler { doc: &doc, groups, memory, options: &self.options, shorts: &shorts };
        assembler.run(proposals, referents, pool, out);
        self.decisions.apply(input, out);
    }
}

/// A short form and what it stands for in this document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Short {
    pub(crate) token: u32,
    pub(crate) long: TokenRange,
    pub(crate) referent: u32,
    pub(crate) entity_type: EntityType,
    /// Nothing says so but its letters.
    pub(crate) is_inferred: bool,
}

struct Pass<'p, 'a> {
    doc: &'p Doc<'a>,
    groups: &'p Groups,
    seen: &'p [SeenSpan],
    /// What stands around each group.
    contexts: &'p [Context],
    memory: Option<&'p Memory>,
}

impl Pass<'_, '_> {
    fn propose(&self, runs: &[TokenRange], out: &mut Vec<Proposal>) {
        out.clear();
        rules::propose(self.doc, self.groups, runs, out);
        for p in out.iter_mut() {
            match self.recognized_at(p.tokens) {
                Some((entity_type, r)) if entity_type == p.entity_type => p.score = both(p.score, 0.8 * r),
                Some((_, r)) => p.score *= 1.0 - 0.5 * r,
                // A part of it, the same type: the recognizer sees the name too.
                None if self.recognized_inside(p.tokens, p.entity_type) => {}
                None if self.doc.input.recognized.is_some() => p.score *= unseconded(p.rule),
                None => {}
            }
            p.link = self.listed_link(p.tokens, p.entity_type);
        }
        for span in self.seen {
            // The code of a stock is nobody's name, unless somebody outside is certain.
            if span.score < 1.0 && self.doc.is_ticker(span.tokens) {
                continue;
            }
            if let Some((tokens, _)) = self.trim(span.tokens, span.entity_type) {
                out.push(Proposal {
                    tokens,
                    entity_type: span.entity_type,
                    kind: MentionKind::Name,
                    rule: span.rule,
                    // A certain span from outside outweighs everything that it overlaps.
                    score: if span.score >= 1.0 { 1.0 } else { (span.score * 0.95).clamp(0.0, 0.95) },
                    words: self.doc.n_words(tokens),
                    link: self.listed_link(tokens, span.entity_type),
                });
            }
        }
    }

    fn propose_groups(&self, out: &mut Vec<Proposal>) {
        for (index, whole) in (0u32..).zip(self.contexts) {
            self.propose_group(index, whole, out);
        }
    }

    /// The candidates of exactly these tokens, where a list has any of the type; else the name stands for itself.
    fn listed_link(&self, tokens: TokenRange, entity_type: EntityType) -> Link {
        let group = self.groups.at(tokens).filter(|g| {
            self.groups
                .of(*g)
                .iter()
                .any(|c| c.entity_type == entity_type && !c.flags.contains(CandidateFlags::DEMONYM))
        });
        group.map_or(Link::Form, Link::Group)
    }

    /// The recognizer's best opinion on exactly these tokens.
    fn recognized_at(&self, tokens: TokenRange) -> Option<(EntityType, f32)> {
        let start = self.seen.partition_point(|s| s.tokens < tokens);
        let best = self.seen[start..]
            .iter()
            .take_while(|s| s.tokens == tokens)
            .max_by(|a, b| a.score.total_cmp(&b.score))?;
        Some((best.entity_type, best.score.clamp(0.0, 1.0)))
    }

    fn recognized_touches(&self, tokens: TokenRange) -> bool {
        self.recognized_near(tokens).any(|s| s.tokens.overlaps(tokens))
    }

    /// Whether the recognizer found a name of this type inside these tokens.
    fn recognized_inside(&self, tokens: TokenRange, entity_type: EntityType) -> bool {
        self.recognized_near(tokens).any(|s| {
            s.entity_type == entity_type && tokens.start <= s.tokens.start && s.tokens.end <= tokens.end
        })
    }

    /// The recognized spans that may share tokens with these.
    fn recognized_near(&self, tokens: TokenRange) -> impl Iterator<Item = &SeenSpan> {
        let start =
            self.seen.partition_point(|s| s.tokens.end <= tokens.start && s.tokens.start < tokens.start);
        self.seen[start.saturating_sub(4)..].iter().take(8)
    }

    /// Tokens without a leading article and, for persons, titles; and whether a title was taken off.
    fn trim(&self, tokens: TokenRange, entity_type: EntityType) -> Option<(TokenRange, bool)> {
        let doc = self.doc;
        let mut range = tokens;
        let mut titled = false;
        while range.start < range.end {
            let own = doc.own(range.start);
            let more = doc.wordlike(TokenRange::new(range.start + 1, range.end)).next();
            let article = own.contains(Own::ARTICLE) && more.is_some();
            let title = entity_type == EntityType::Person && more.is_some() && {
                let info = doc.info(range.start);
                let next = more.map(|m| doc.info(m)).unwrap_or_default();
                info.is_title()
                    && !next.own.intersects(Own::LINK | Own::ARTICLE)
                    && !next.is_title()
                    && (info.is_sure_title() || !info.has(gazet_gazetteer::WordFlags::GIVEN))
            };
            let mark = doc.token(range.start).is_some_and(|t| !t.kind.is_wordlike());
            if !(article || title || mark) {
                break;
            }
            titled |= title;
            range.start += 1;
        }
        while range.end > range.start && doc.token(range.end - 1).is_some_and(|t| !t.kind.is_wordlike()) {
            range.end -= 1;
        }
        if entity_type == EntityType::Person
            && let Some(start) = self.name_within(range)
        {
            titled |= doc.info(start - 1).is_title();
            range.start = start;
        }
        (!range.is_empty()).then_some((range, titled))
    }

    /// Where a person's name begins in a stretch that begins with an office: a listed full name that ends it, or what
    /// follows a title that no given name stands before (`Treasury Secretary James Baker`).
    fn name_within(&self, range: TokenRange) -> Option<u32> {
        let doc = self.doc;
        if doc.n_words(range) < 3 {
            return None;
        }
        let listed = |start: u32| {
            let tokens = TokenRange::new(start, range.end);
            doc.n_words(tokens) >= 2 && self.groups.has_strong(tokens, EntityType::Person)
        };
        if listed(range.start) || !doc.info(range.start).name_like {
            return None;
        }
        if let Some(start) = (range.start + 1..range.end).find(|&start| listed(start)) {
            return Some(start);
        }
        let named = |i: u32| doc.info(i).has(gazet_gazetteer::WordFlags::GIVEN);
        if named(range.start) {
            return None;
        }
        let office = doc
            .wordlike(range)
            .take_while(|&i| !named(i))
            .filter(|&i| i > range.start && doc.info(i).is_sure_title() && doc.info(i).name_like)
            .last()?;
        let start = doc.wordlike(TokenRange::new(office + 1, range.end)).next()?;
        (start == office + 1).then_some(start)
    }

    fn propose_group(&self, group: u32, whole: &Context, out: &mut Vec<Proposal>) {
        let candidates = self.groups.of(group);
        let Some(first) = candidates.first() else { return };
        for entity_type in EntityType::ALL {
            let mut of_type = candidates.iter().filter(|c| c.entity_type == entity_type).peekable();
            if of_type.peek().is_none() {
                continue;
            }
            let Some((tokens, titled)) = self.trim(first.tokens, entity_type) else { continue };
            let x = if tokens == first.tokens {
                *whole
            } else {
                let trimmed = context(self.doc, self.groups, tokens);
                Context {
                    titled: titled || trimmed.titled,
                    telling: trimmed.telling || whole.telling,
                    ..trimmed
                }
            };
            // A listed form with its title (`Ayatollah Khomeini`) is worth its words.
            let bonus = if titled { 0.04 } else { 0.0 };
            let best = of_type
                .map(|c| (score(self.doc, c, &x, self.memory) + bonus, c.flags))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let Some((mut score, flags)) = best else { continue };
            let kind = self.kind(group, entity_type, flags);
            let mut rule = match kind {
                MentionKind::Demonym => Rule::Demonym,
                MentionKind::Family => Rule::Family,
                MentionKind::Name if flags.contains(CandidateFlags::WEAK) => Rule::ListSupported,
                MentionKind::Name => Rule::List,
            };
            if kind == MentionKind::Name {
                match self.recognized_at(tokens) {
                    Some((t, r)) if t == entity_type => {
                        score = both(score, 0.8 * r);
                        if rule == Rule::List && r >= 0.5 {
                            rule = Rule::ListAndRecognizer;
                        }
                    }
                    Some((_, r)) => {
                        let doubt = match (flags.contains(CandidateFlags::WEAK), x.words) {
                            (true, _) => 0.7,
                            (false, 0 | 1) => 0.35,
                            (false, _) => 0.1,
                        };
                        score *= 1.0 - doubt * r;
                    }
                    None if self.doc.input.recognized.is_some()
                        && x.words <= 1
                        && !self.recognized_touches(tokens) =>
                    {
                        let unsure = flags.intersects(CandidateFlags::WEAK | CandidateFlags::COMMON_WORD);
                        score -= if unsure || entity_type == EntityType::Person { 0.25 } else { 0.15 };
                    }
                    None => {}
                }
            }
            let link = if kind == MentionKind::Family { Link::Nobody } else { Link::Group(group) };
            out.push(Proposal { tokens, entity_type, kind, rule, score, words: x.words.max(1), link });
        }
    }

    fn kind(&self, group: u32, entity_type: EntityType, flags: CandidateFlags) -> MentionKind {
        if flags.contains(CandidateFlags::DEMONYM) {
            return MentionKind::Demonym;
        }
        let is_family = entity_type == EntityType::Person
            && flags.contains(CandidateFlags::DERIVED)
            && self.groups.of(group).iter().all(|c| {
                c.entity_type != EntityType::Person
                    || self
                        .doc
                        .input
                        .gazetteers
                        .get_alias(c.alias)
                        .is_some_and(|a| a.rule() == AliasRule::Family)
            });
        if is_family { MentionKind::Family } else { MentionKind::Name }
    }
}

/// What is left of a rule's score when a recognizer ran and did not find the same name. On the development sets such
/// names were right in one of ten cases (given names), half of them (titles), and two of three (words of organizations
/// and places); benches/records tells the measurement.
const fn unseconded(rule: Rule) -> f32 {
    match rule {
        Rule::GivenName => 0.5,
        Rule::Title => 0.7,
        _ => 0.75,
    }
}

/// The long forms of definitions are names, and so are the short ones beside them.
fn propose_long_forms(doc: &Doc<'_>, groups: &Groups, definitions: &[Definition], out: &mut Vec<Proposal>) {
    for d in definitions {
        let Some(entity_type) = defined_type(groups, d) else { continue };
        let listed = groups.at(d.long).filter(|_| groups.has_type(d.long, entity_type));
        out.push(Proposal {
            tokens: d.long,
            entity_type,
            kind: MentionKind::Name,
            rule: if listed.is_some() { Rule::List } else { Rule::AcronymDefinition },
            score: 0.9,
            words: doc.n_words(d.long),
            link: listed.map_or(Link::Form, Link::Group),
        });
    }
}

fn defined_type(groups: &Groups, d: &Definition) -> Option<EntityType> {
    let short = TokenRange::new(d.short, d.short + 1);
    let of_short =
        groups.has_strong(short, EntityType::Place) && !groups.has_type(short, EntityType::Organization);
    match d.entity_type? {
        EntityType::Organization if of_short && !groups.has_type(d.long, EntityType::Organization) => {
            Some(EntityType::Place)
        }
        other => Some(other),
    }
}

/// The short forms of common words (`internally displaced persons (IDPs)`) are names only where a list says so.
fn doubt_words(doc: &Doc<'_>, groups: &Groups, definitions: &[Definition], proposals: &mut [Proposal]) {
    const DOUBT: f32 = 0.4;
    let norm = |i: u32| doc.token(i).map(|t| t.norm);
    let words: Vec<_> =
        definitions.iter().filter(|d| d.entity_type.is_none()).map(|d| norm(d.short)).collect();
    if words.is_empty() {
        return;
    }
    for p in proposals.iter_mut().filter(|p| p.tokens.len() == 1 && p.score < 1.0) {
        if words.contains(&norm(p.tokens.start)) && !groups.has_strong(p.tokens, p.entity_type) {
            p.score *= DOUBT;
        }
    }
}

/// Acronyms that nothing defines, but whose letters are the initials of one organization that the document names.
fn infer_shorts(
    doc: &Doc<'_>,
    groups: &Groups,
    definitions: &[Definition],
    memory: &Memory,
    referents: &Referents,
    shorts: &mut Vec<Short>,
) {
    const MOST: usize = 64;
    let names: Vec<_> = memory
        .names
        .iter()
        .filter(|n| n.entity_type == EntityType::Organization && doc.n_words(n.tokens) >= 3)
        .take(4 * MOST)
        .collect();
    if names.is_empty() {
        return;
    }
    let norm = |i: u32| doc.token(i).map(|t| t.norm);
    let mut asked: Vec<NormHash> = definitions.iter().filter_map(|d| norm(d.short)).collect();
    for (i, token) in (0u32..).zip(doc.tokens()) {
        let tokens = TokenRange::new(i, i + 1);
        if !token.case.is_capitalized()
            || !acronym::is_acronym(doc, i)
            || doc.caseless(i)
            || asked.contains(&token.norm)
        {
            continue;
        }
        asked.push(token.norm);
        if groups.has_strong(tokens, EntityType::Organization) {
            continue;
        }
        let mut bearers: Vec<(u32, TokenRange)> = names
            .iter()
            .filter(|n| acronym::is_initials_of(doc, i, n.tokens))
            .map(|n| (referents.canonical(n.referent), n.tokens))
            .collect();
        bearers.dedup_by_key(|b| b.0);
        if let [(referent, long)] = bearers.as_slice() {
            let entity_type = EntityType::Organization;
            shorts.push(Short { token: i, long: *long, referent: *referent, entity_type, is_inferred: true });
        }
        if asked.len() >= MOST {
            break;
        }
    }
}

/// What the defined short forms stand for: the listed entity of the long form, else that of the short one if their
/// names share a word, else the long form itself.
fn define(
    doc: &Doc<'_>,
    groups: &Groups,
    definitions: &[Definition],
    chosen: &[Proposal],
    referents: &mut Referents,
) -> Vec<Short> {
    let mut shorts: Vec<Short> = Vec::new();
    for d in definitions.iter().filter(|d| d.entity_type.is_some()) {
        // The definition counts only if its long form stood up against what it overlaps.
        let Ok(index) = chosen.binary_search_by_key(&d.long, |p| p.tokens) else { continue };
        let entity_type = chosen[index].entity_type;
        let long = groups.at(d.long).map(|g| groups.of(g)).unwrap_or_default();
        let short =
            groups.at(TokenRange::new(d.short, d.short + 1)).map(|g| groups.of(g)).unwrap_or_default();
        let of_type = |c: &&gazet_core::Candidate| c.entity_type == entity_type;
        let both = long.iter().filter(of_type).find(|l| short.iter().any(|s| s.entity == l.entity));
        let only_long = || {
            let mut all = long.iter().filter(of_type);
            all.next().filter(|_| all.next().is_none())
        };
        let akin = || short.iter().filter(of_type).find(|c| shares_word(doc, d.long, c.entity));
        let key = match both.or_else(only_long).or_else(akin) {
            Some(c) => RefKey::Listed(c.entity),
            None => RefKey::Form(entity_type, form_key(doc, d.long)),
        };
        let words = doc.n_words(d.long);
        let referent = referents.add(key, entity_type, d.long, words);
        // The long form written elsewhere is the same thing.
        let form =
            referents.add(RefKey::Form(entity_type, form_key(doc, d.long)), entity_type, d.long, words);
        let referent = if form == referent { referent } else { referents.unite(form, referent) };
        shorts.push(Short { token: d.short, long: d.long, referent, entity_type, is_inferred: false });
    }
    shorts
}

/// Whether a name of the entity has a word of the long form that is no common one.
fn shares_word(doc: &Doc<'_>, long: TokenRange, entity: gazet_core::EntityId) -> bool {
    let Some(entity) = doc.input.gazetteers.get_entity(entity) else { return false };
    doc.wordlike(long).any(|i| {
        let info = doc.info(i);
        let telling = info.name_like && !info.is_org_head() && !info.is_common(3000);
        let norm = doc.token(i).map(|t| t.norm);
        telling
            && entity.aliases().any(|a| {
                a.text()
                    .split(|c: char| c.is_whitespace() || c == '-')
                    .any(|w| !w.is_empty() && Some(gazet_tokenizer::norm_hash(w)) == norm)
            })
    })
}

/// `X aka Y`: the two names stand for one thing.
fn also_known(doc: &Doc<'_>, groups: &Groups, chosen: &[Proposal], referents: &mut Referents) -> Vec<Short> {
    let mut out = Vec::new();
    // Nearly every token is none of these words: this looks at all of them.
    let (words, known) = (*AKA, AKA_LONG[0]);
    let may_be = |norm: NormHash| norm == words[0] || norm == words[1] || norm == known;
    let places = (0u32..).zip(doc.tokens()).filter(|(_, t)| may_be(t.norm));
    for pair in places.filter_map(|(i, _)| aka_at(doc, i)) {
        let (left, right) = pair;
        let Some(known) = chosen.iter().find(|p| p.tokens.end == left && p.kind == MentionKind::Name) else {
            continue;
        };
        let other = chosen.iter().find(|p| p.tokens.start == right);
        let key = |p: &Proposal| match p.link {
            Link::Group(g) => {
                let mut of_type = groups.of(g).iter().filter(|c| c.entity_type == p.entity_type);
                match (of_type.next(), of_type.next()) {
                    (Some(c), None) => RefKey::Listed(c.entity),
                    _ => RefKey::Form(p.entity_type, form_key(doc, p.tokens)),
                }
            }
            _ => RefKey::Form(p.entity_type, form_key(doc, p.tokens)),
        };
        let referent = referents.add(key(known), known.entity_type, known.tokens, known.words);
        match other {
            Some(other) if other.entity_type == known.entity_type => {
                let (a, b) = (key(known), key(other));
                // Two listed entities stay two: the lists know better than one sentence.
                if !matches!((a, b), (RefKey::Listed(_), RefKey::Listed(_))) {
                    let second = referents.add(b, other.entity_type, other.tokens, other.words);
                    referents.unite(second, referent);
                }
            }
            Some(_) => {}
            None if acronym::is_acronym(doc, right) => {
                out.push(Short {
                    token: right,
                    long: known.tokens,
                    referent,
                    entity_type: known.entity_type,
                    is_inferred: false,
                });
            }
            None => {}
        }
    }
    out
}

/// `aka` and its like.
static AKA: LazyLock<[NormHash; 2]> = LazyLock::new(|| ["aka", "alias"].map(norm_hash));
/// The middle of `also known as`.
static AKA_LONG: LazyLock<[NormHash; 1]> = LazyLock::new(|| ["known"].map(norm_hash));

/// For `aka`, `also known as`, `better known as` at `i`: the end of the name before, the start of the one after.
fn aka_at(doc: &Doc<'_>, i: u32) -> Option<(u32, u32)> {
    let norm = doc.token(i)?.norm;
    let right = if AKA.contains(&norm) {
        i + 1
    } else if norm == AKA_LONG[0]
        && matches!(doc.surface(i.checked_sub(1)?), "also" | "better")
        && doc.surface(i + 1) == "as"
    {
        i + 2
    } else {
        return None;
    };
    let i = if norm == AKA_LONG[0] { i - 1 } else { i };
    let skip = |mut at: u32| {
        while doc.own(at).contains(Own::ARTICLE) || matches!(doc.surface(at), "\"" | "“" | "'" | "‘" | "(")
        {
            at += 1;
        }
        at
    };
    let mut left = i;
    while left > 0
        && (matches!(doc.surface(left - 1), "," | "(" | "\"" | "”") || doc.surface(left - 1) == "is")
    {
        left -= 1;
    }
    let right = skip(right);
    (left > 0 && doc.same_sentence(left - 1, i) && doc.same_sentence(i, right)).then_some((left, right))
}

/// All occurrences of the defined short forms.
fn propose_shorts(
    doc: &Doc<'_>,
    groups: &Groups,
    shorts: &[Short],
    pool: &mut Pool,
    out: &mut Vec<Proposal>,
) {
    if shorts.is_empty() {
        return;
    }
    let mut by_norm: FxHashMap<NormHash, Vec<&Short>> = FxHashMap::default();
    for short in shorts {
        if let Some(token) = doc.token(short.token) {
            by_norm.entry(token.norm).or_default().push(short);
        }
    }
    for (i, token) in (0u32..).zip(doc.tokens()) {
        let Some(all) = by_norm.get(&token.norm) else { continue };
        // Of several definitions of one form the last one before counts.
        let Some(short) = all.iter().rfind(|s| s.token <= i).or(all.first()) else { continue };
        // `WHO` defines no `who`.
        if !acronym::is_acronym(doc, i) && doc.surface(i) != doc.surface(short.token) {
            continue;
        }
        let start = u32::try_from(pool.len()).unwrap_or(u32::MAX);
        pool.push((short.referent, 1.0));
        let tokens = TokenRange::new(i, i + 1);
        let listed = groups.has_type(tokens, short.entity_type);
        out.push(Proposal {
            tokens,
            entity_type: short.entity_type,
            kind: MentionKind::Name,
            rule: if short.is_inferred { Rule::CarryOver } else { Rule::AcronymDefinition },
            score: match (short.is_inferred, listed) {
                (true, _) => 0.82,
                (false, true) => 0.97,
                (false, false) => 0.93,
            },
            words: 1,
            link: Link::Pool { start, end: start + 1 },
        });
    }
}
