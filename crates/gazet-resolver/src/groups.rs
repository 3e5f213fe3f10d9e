//! Listed names by span, and how far each can be believed.

use crate::doc::Doc;
use crate::memory::Memory;
use crate::words::Own;
use gazet_core::{Candidate, CandidateFlags, EntityId, EntityType, TokenRange};
use gazet_gazetteer::{AliasRule, WordFlags};

/// All candidates of one span: `candidates[first..end]` of the sorted candidates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    pub(crate) tokens: TokenRange,
    pub(crate) first: u32,
    pub(crate) end: u32,
}

/// The listed names of a document, sorted by span.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) groups: Vec<Group>,
}

impl Groups {
    pub(crate) fn fill(&mut self, candidates: &[Candidate], n_tokens: usize) {
        self.candidates.clear();
        self.groups.clear();
        // Candidates of another text would point beyond the tokens.
        let fits = |c: &&Candidate| !c.tokens.is_empty() && c.tokens.end as usize <= n_tokens;
        self.candidates.extend(candidates.iter().filter(fits));
        if !self.candidates.is_sorted_by_key(|c| (c.tokens, c.entity, c.alias)) {
            self.candidates.sort_by_key(|c| (c.tokens, c.entity, c.alias));
        }
        // One entity may bear two aliases of one folded form: the stronger one counts.
        self.candidates.dedup_by(|next, kept| {
            let same = next.tokens == kept.tokens && next.entity == kept.entity;
            if same && kept.flags.contains(CandidateFlags::WEAK) && !next.flags.contains(CandidateFlags::WEAK)
            {
                *kept = *next;
            }
            same
        });
        let mut first = 0;
        for (i, c) in (0u32..).zip(&self.candidates) {
            match self.groups.last_mut() {
                Some(group) if group.tokens == c.tokens => group.end = i + 1,
                _ => {
                    first = i.max(first);
                    self.groups.push(Group { tokens: c.tokens, first, end: i + 1 });
                }
            }
        }
    }

    pub(crate) fn of(&self, group: u32) -> &[Candidate] {
        self.groups
            .get(group as usize)
            .and_then(|g| self.candidates.get(g.first as usize..g.end as usize))
            .unwrap_or_default()
    }

    /// The group of exactly these tokens.
    pub(crate) fn at(&self, tokens: TokenRange) -> Option<u32> {
        let index = self.groups.binary_search_by_key(&tokens, |g| g.tokens).ok()?;
        u32::try_from(index).ok()
    }

    /// The longest group that begins at a token.
    pub(crate) fn longest_from(&self, start: u32) -> Option<u32> {
        let after = self.groups.partition_point(|g| g.tokens.start <= start);
        let index = after.checked_sub(1)?;
        (self.groups[index].tokens.start == start).then_some(u32::try_from(index).ok()?)
    }

    /// Whether some strong candidate of a type covers exactly these tokens.
    pub(crate) fn has_strong(&self, tokens: TokenRange, entity_type: EntityType) -> bool {
        self.at(tokens).is_some_and(|g| {
            self.of(g).iter().any(|c| {
                c.entity_type == entity_type
                    && !c.flags.intersects(CandidateFlags::WEAK | CandidateFlags::DEMONYM)
            })
        })
    }

    pub(crate) fn has_type(&self, tokens: TokenRange, entity_type: EntityType) -> bool {
        self.at(tokens).is_some_and(|g| self.of(g).iter().any(|c| c.entity_type == entity_type))
    }
}

/// What stands around a span.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context {
    pub(crate) words: u32,
    /// A capital of the span says something.
    pub(crate) telling: bool,
    pub(crate) caseless: bool,
    pub(crate) heading: bool,
    /// A title stands directly before.
    pub(crate) titled: bool,
    /// A preposition of place stands directly before.
    pub(crate) placed: bool,
    /// A verb of saying stands directly after.
    pub(crate) says: bool,
    /// `the` stands directly before.
    pub(crate) article: bool,
    /// A capitalized word of no known kind stands directly beside it.
    pub(crate) crowded: bool,
    /// A place follows after a comma.
    pub(crate) contained: bool,
}

pub(crate) fn context(doc: &Doc<'_>, groups: &Groups, tokens: TokenRange) -> Context {
    let mut context = Context { words: doc.n_words(tokens), ..Context::default() };
    context.telling =
        (tokens.start..tokens.end).any(|i| doc.infos.get(i as usize).is_some_and(|f| f.get().telling));
    context.caseless = doc.caseless(tokens.start);
    context.heading = doc.in_heading(tokens.start);
    if let Some(before) = doc.before(tokens.start) {
        let info = doc.info(before);
        context.article = info.own.contains(Own::ARTICLE);
        context.placed = info.own.contains(Own::PLACE_BEFORE);
        context.titled = is_title_before(doc, before);
        context.crowded |= is_crowding(doc, groups, before);
    }
    if let Some(after) = doc.after(tokens.end) {
        context.says = doc.own(after).contains(Own::SAYS);
        context.crowded |= is_crowding(doc, groups, after);
        context.contained = doc.is_mark(after, ",")
            && groups
                .longest_from(after + 1)
                .is_some_and(|g| groups.of(g).iter().any(|c| c.entity_type == EntityType::Place));
    }
    context
}

/// Whether token `i` is a title of the name that follows it.
pub(crate) fn is_title_before(doc: &Doc<'_>, i: u32) -> bool {
    let info = doc.info(i);
    if !info.is_title() {
        return false;
    }
    if info.name_like {
        // `Amir Moradi` may be a given name: such a title counts only where it cannot be one.
        return info.is_sure_title() || !info.has(WordFlags::GIVEN);
    }
    // In small letters only roles are titles: `spokesman`, `president`.
    info.has(WordFlags::TITLE_ROLE | WordFlags::TITLE_MILITARY) && !info.own.contains(Own::AMBIGUOUS_TITLE)
}

/// A capitalized neighbour that is neither listed nor a word of a known class: the span is probably a part of a
/// longer name.
fn is_crowding(doc: &Doc<'_>, groups: &Groups, i: u32) -> bool {
    let info = doc.info(i);
    info.telling
        && !info.is_plain()
        && !info.is_title()
        && !info.is_org_head()
        && !info.is_place_word()
        && !info.has(WordFlags::MONTH_DAY | WordFlags::DEMONYM)
        && groups.longest_from(i).is_none_or(|g| is_first_of_two(doc, groups, i, g))
        && !(doc.token(i).is_some_and(|t| t.flags.contains(gazet_core::TokenFlags::GLUED)))
}

/// A neighbour that is listed, but is a given name or surname as well and no country or region: `Jordan Sydney`.
fn is_first_of_two(doc: &Doc<'_>, groups: &Groups, i: u32, group: u32) -> bool {
    let region = |c: &Candidate| {
        doc.input.gazetteers.get_entity(c.entity).is_some_and(|e| matches!(e.subtype(), "country" | "region"))
    };
    let names = |i| doc.info(i).has(WordFlags::GIVEN | WordFlags::SURNAME);
    let after_is_region = |i| groups.longest_from(i).is_some_and(|g| groups.of(g).iter().any(region));
    let single = groups.of(group).first().is_some_and(|c| c.tokens.len() == 1);
    single && names(i) && !after_is_region(i) && doc.after(i + 1).is_none_or(|a| !after_is_region(a))
}

/// How likely a candidate's span is a name of its type here;.
pub(crate) fn score(doc: &Doc<'_>, c: &Candidate, x: &Context, memory: Option<&Memory>) -> f32 {
    // The code of a stock is nobody's name: `Acme Corp <PRI>`.
    if x.words <= 1 && doc.is_ticker(c.tokens) {
        return 0.0;
    }
    let weak = c.flags.contains(CandidateFlags::WEAK);
    let single = x.words <= 1;
    let info = doc.info(c.tokens.start);
    if c.flags.contains(CandidateFlags::DEMONYM) {
        return if c.flags.contains(CandidateFlags::COMMON_WORD) && !x.telling { 0.45 } else { 0.9 };
    }
    let mut score: f32 = match (weak, single) {
        (true, true) => 0.3,
        (true, false) => 0.42,
        (false, true) => 0.86,
        (false, false) => 0.94,
    };
    if c.flags.contains(CandidateFlags::FUZZY) {
        score -= 0.15;
    }
    if !weak && c.flags.contains(CandidateFlags::DERIVED) {
        score = match doc.input.gazetteers.get_alias(c.alias).map(|a| a.rule()) {
            Some(AliasRule::Initials) => 0.6,
            Some(AliasRule::WordOrder | AliasRule::Ampersand | AliasRule::ArabicParticles) => 0.85,
            _ => 0.75,
        };
    }
    if single {
        score = score_single(doc, c, x, score, info.has(WordFlags::GIVEN), info.has(WordFlags::SURNAME));
    } else if !x.telling && c.flags.contains(CandidateFlags::COMMON_WORD) {
        score -= 0.3;
    }
    if let Some(memory) = memory {
        score += support(doc, c, x, memory, weak, single);
    }
    if single && info.has(WordFlags::MONTH_DAY) && !x.titled && !x.says {
        score -= 0.3;
    }
    match c.entity_type {
        EntityType::Person => {
            if x.titled {
                score += if weak { 0.3 } else { 0.08 };
            }
            if x.says {
                score += if weak { 0.12 } else { 0.04 };
            }
            if x.placed && single {
                score -= 0.12;
            }
        }
        EntityType::Place => {
            if x.placed {
                score += if weak { 0.15 } else { 0.08 };
            }
            if x.contained {
                score += if weak { 0.25 } else { 0.1 };
            }
            if x.titled && single {
                score -= 0.3;
            }
        }
        EntityType::Organization => {
            if x.article && weak {
                score += 0.06;
            }
            if x.titled && single && !c.flags.contains(CandidateFlags::ACRONYM) {
                score -= 0.25;
            }
        }
    }
    score.clamp(0.0, 0.99)
}

/// Single words are also common words, given names, surnames.
fn score_single(
    doc: &Doc<'_>,
    c: &Candidate,
    x: &Context,
    mut score: f32,
    given: bool,
    surname: bool,
) -> f32 {
    let weak = c.flags.contains(CandidateFlags::WEAK);
    let info = doc.info(c.tokens.start);
    if c.flags.contains(CandidateFlags::COMMON_WORD) && !weak {
        score = match (x.telling, x.caseless) {
            (true, _) if info.has(WordFlags::MONTH_DAY) => 0.4,
            (true, _) => 0.72,
            (false, true) => 0.3,
            (false, false) => 0.42,
        };
    } else if c.flags.contains(CandidateFlags::ACRONYM) && x.caseless && !weak {
        // In a line of capitals every word looks like an acronym.
        score = if info.word.rank > 0 { 0.3 } else { 0.6 };
    }
    if info.has(WordFlags::MONTH_DAY) && !weak {
        score = score.min(0.45);
    }
    match c.entity_type {
        EntityType::Person if given && !surname => score -= 0.4,
        EntityType::Person if given && !weak => score -= 0.1,
        EntityType::Place if given || surname || info.word.rank > 0 => {
            let entity = doc.input.gazetteers.get_entity(c.entity);
            let small = entity.is_some_and(|e| {
                matches!(e.subtype(), "city" | "") && e.population().is_none_or(|p| p < 100_000)
            });
            if small {
                score -= if entity.is_some_and(|e| e.population().is_some_and(|p| p >= 30_000)) {
                    0.25
                } else {
                    0.38
                };
                if x.placed {
                    score += 0.2;
                }
            }
        }
        _ => {}
    }
    if x.crowded {
        score -= 0.28;
    }
    score
}

/// What the rest of the document adds.
fn support(doc: &Doc<'_>, c: &Candidate, x: &Context, memory: &Memory, weak: bool, single: bool) -> f32 {
    let mut score = 0.0;
    if weak && memory.is_named(c.entity) {
        score += 0.45;
    }
    if weak && c.entity_type != EntityType::Person && memory.knows_country_of(doc, c.entity) {
        score += 0.17;
    }
    let Some(token) = doc.token(c.tokens.start).filter(|_| single) else {
        return score;
    };
    if c.flags.contains(CandidateFlags::COMMON_WORD) {
        let usage = memory.usage(token.norm);
        if !x.telling && usage.telling > 0 && usage.lower == 0 {
            score += 0.3;
        } else if usage.lower > 0 && usage.lower >= usage.telling {
            score -= 0.2;
        }
    } else if x.caseless && memory.usage(token.norm).telling > 0 {
        score += 0.2;
    }
    // `Washington` where George Washington is spoken of.
    if !x.placed && !memory.is_named_long(c.entity) && memory.is_surname(token.norm) {
        // The same holds for the famous bearer of a surname, where another one is named in full.
        score -= if c.entity_type == EntityType::Person && weak { 0.0 } else { 0.35 };
    }
    score
}

/// The country codes of an entity, one after the other.
pub(crate) fn countries<'a>(doc: &Doc<'a>, entity: EntityId) -> impl Iterator<Item = [u8; 2]> + use<'a> {
    let codes = doc.input.gazetteers.get_entity(entity).map_or("", |e| e.country());
    codes.split('|').filter_map(|code| <[u8; 2]>::try_from(code.trim().as_bytes()).ok())
}
