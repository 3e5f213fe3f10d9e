//! Parts of full names seen in the same document: surnames, given names, families, short forms.

use crate::doc::Doc;
use crate::groups::{Groups, is_title_before};
use crate::memory::{Memory, Part, RefKey, Referents, form_key, sex_of_given, sex_of_title};
use crate::proposal::{Link, Proposal};
use crate::words::Own;
use gazet_core::{CandidateFlags, EntityId, EntityType, MentionKind, NormHash, Rule, TokenRange};
use gazet_gazetteer::WordFlags;
use gazet_tokenizer::norm_hash;

/// Referents with scores, which [`Link::Pool`] points into.
pub(crate) type Pool = Vec<(u32, f32)>;

/// A listed person whose surname the document holds: known by its given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bearer {
    given: NormHash,
    item: u32,
    entity: EntityId,
}

/// Listed persons of the surnames that the document holds, in any mention.
pub(crate) fn bearers(doc: &Doc<'_>, groups: &Groups, out: &mut Vec<Bearer>) {
    out.clear();
    for c in &groups.candidates {
        // A weak surname, or the family of that name (`the Rajavis`).
        let alone = c.flags.intersects(CandidateFlags::WEAK | CandidateFlags::DERIVED);
        if c.entity_type != EntityType::Person || c.tokens.len() != 1 || !alone {
            continue;
        }
        let Some(entity) = doc.input.gazetteers.get_entity(c.entity) else { continue };
        let mut words = entity.name().split_whitespace();
        if let (Some(first), Some(last)) = (words.next(), words.next_back()) {
            let surname = doc.token(c.tokens.start).map(|t| t.norm);
            let given = norm_hash(first);
            let family = doc.input.gazetteers.get_alias(c.alias).is_some_and(|a| a.text() != entity.name());
            if Some(given) != surname && (Some(norm_hash(last)) == surname || family) {
                out.push(Bearer { given, item: doc.item(c.tokens.start), entity: c.entity });
            }
        }
    }
    out.sort_unstable();
    out.dedup();
}

/// `Al-` before a hyphen: no word of its own.
fn is_article(doc: &Doc<'_>, i: u32) -> bool {
    doc.own(i).contains(Own::ARABIC_ARTICLE) && doc.is_joint(i + 1)
}

/// Everything that carrying over looks at.
pub(crate) struct Carry<'d, 'a> {
    pub(crate) doc: &'d Doc<'a>,
    pub(crate) groups: &'d Groups,
    pub(crate) memory: &'d Memory,
    pub(crate) bearers: &'d [Bearer],
}

impl Carry<'_, '_> {
    /// Proposes the parts of known names in `runs`.
    pub(crate) fn propose(
        &self,
        runs: &[TokenRange],
        referents: &mut Referents,
        pool: &mut Pool,
        out: &mut Vec<Proposal>,
    ) {
        for run in runs {
            let tokens = self.trim(*run);
            let n = self.doc.n_words(tokens);
            if n == 0 || n > 4 {
                continue;
            }
            self.person(tokens, referents, pool, out);
            if n == 1 {
                self.family(tokens.start, out);
                self.short_form(tokens, referents, pool, out);
                self.headed(tokens.start, pool, out);
            }
        }
    }

    /// Given names alone that only the recognizer calls persons: whoever carries over gets its certainty. Without, such
    /// a name says nobody, unless the item speaks of its bearer again and again.
    pub(crate) fn settle_given(&self, proposals: &mut [Proposal]) {
        const AGAIN: usize = 3;
        let given = |p: &Proposal| {
            let alone = p.rule == Rule::Recognizer
                && p.entity_type == EntityType::Person
                && p.link == Link::Form
                && p.words == 1;
            let norm = alone.then(|| self.doc.wordlike(p.tokens).next()).flatten()?;
            let info = self.doc.info(norm);
            let titled = self.doc.before(p.tokens.start).is_some_and(|b| is_title_before(self.doc, b));
            let norm = self.doc.token(norm)?.norm;
            let known = info.has(WordFlags::GIVEN) && !titled && !self.memory.is_surname(norm);
            known.then(|| (norm, self.doc.item(p.tokens.start)))
        };
        let mut names: Vec<(NormHash, u32)> = proposals.iter().filter_map(given).collect();
        names.sort_unstable();
        for i in 0..proposals.len() {
            let Some(name) = given(&proposals[i]) else { continue };
            let (tokens, score) = (proposals[i].tokens, proposals[i].score);
            let carried = proposals.iter_mut().find(|p| {
                p.tokens == tokens && p.rule == Rule::CarryOver && p.entity_type == EntityType::Person
            });
            if let Some(carried) = carried {
                carried.score = carried.score.max(score);
                proposals[i].score = 0.0;
            } else if names.partition_point(|n| *n <= name) - names.partition_point(|n| *n < name) < AGAIN {
                proposals[i].link = Link::Open;
            }
        }
    }

    /// Parts of persons' names that another rule found as well: whoever carries over is meant, as surely as both rules
    /// say. Without this, `Mr. Garrido` behind `Luis Garrido` would be a person of his own. A famous bearer of the surname
    /// who is not named in the document stands back too.
    pub(crate) fn settle_parts(&self, proposals: &mut [Proposal], referents: &Referents, pool: &Pool) {
        let mut carried: Vec<(TokenRange, usize)> = (0..)
            .zip(proposals.iter())
            .filter(|(_, p)| {
                p.rule == Rule::CarryOver
                    && p.entity_type == EntityType::Person
                    && p.kind == MentionKind::Name
                    && p.score > 0.0
            })
            .map(|(i, p)| (p.tokens, i))
            .collect();
        carried.sort_unstable();
        for i in 0..proposals.len() {
            let p = proposals[i];
            let own = p.entity_type == EntityType::Person
                && p.kind == MentionKind::Name
                && p.score < 1.0
                && match p.link {
                    Link::Form | Link::Open => p.rule != Rule::AcronymDefinition,
                    // One word, even one that a list knows as somebody's, is not who bears another full name here.
                    Link::Group(group) => self.groups.of(group).iter().all(|c| {
                        c.entity_type != EntityType::Person
                            || (c.tokens.len() == 1
                                || c.flags.intersects(CandidateFlags::WEAK | CandidateFlags::DERIVED))
                                && !self.memory.is_named_long(c.entity)
                    }),
                    Link::Pool { .. } | Link::Nobody => false,
                };
            if !own {
                continue;
            }
            if let Ok(found) = carried.binary_search_by_key(&p.tokens, |c| c.0)
                && let Some(carry) = proposals.get_mut(carried[found].1)
            {
                let score = carry.score.max(p.score);
                // A full name that was met before says itself who is meant.
                let form = RefKey::Form(p.entity_type, form_key(self.doc, p.tokens));
                let itself = match carry.link {
                    Link::Pool { start, end } if end == start + 1 => {
                        pool.get(start as usize).map(|r| referents.canonical(r.0)) == referents.of(form)
                    }
                    _ => false,
                };
                if itself && p.words >= 2 && p.link == Link::Form {
                    carry.score = 0.0;
                    proposals[i].score = score;
                } else {
                    carry.score = score;
                    proposals[i].score = 0.0;
                }
            }
        }
    }

    /// A run without openers, titles and determiners in front.
    fn trim(&self, run: TokenRange) -> TokenRange {
        let doc = self.doc;
        let mut start = run.start;
        while start + 1 < run.end {
            let info = doc.info(start);
            let titled =
                info.is_title() && self.memory.parts_of(doc.tokens()[start as usize].norm).is_empty();
            let skip = !info.name_like
                || titled
                || info.has(WordFlags::FUNCTION_WORD | WordFlags::DEMONYM)
                || info.own.intersects(Own::OPENER | Own::DETERMINER);
            if !skip {
                break;
            }
            start += 1;
        }
        TokenRange::new(start, run.end)
    }

    fn person(
        &self,
        tokens: TokenRange,
        referents: &mut Referents,
        pool: &mut Pool,
        out: &mut Vec<Proposal>,
    ) {
        let doc = self.doc;
        let mut named =
            doc.wordlike(tokens).filter(|&i| doc.infos.get(i as usize).is_some_and(|f| f.get().name_like));
        let Some(first) = named.find(|&i| !is_article(doc, i)) else { return };
        let Some(norm) = doc.token(first).map(|t| t.norm) else { return };
        let title = doc.before(tokens.start).filter(|b| is_title_before(doc, *b));
        let sex = title.map_or(0, |t| sex_of_title(doc, t));
        let item = doc.item(first);
        // A title stands before surnames, also before those that come first: `Ms. Kim` of `Kim Seo-yeon`.
        let leads = title.is_some() && doc.info(first).has(WordFlags::SURNAME);
        // `Ali Moradi Jr.` is no longer form of `Ali Moradi`.
        let n_parts = |range| doc.wordlike(range).filter(|i| !doc.own(*i).contains(Own::SUFFIX)).count();
        let n = n_parts(tokens);
        // Referents whose names hold all the words in order: in this item, else in the document.
        let mut fitting: Vec<(u32, bool, bool)> = Vec::new();
        let mut has_surname = false;
        let mut longer: Vec<u32> = Vec::new();
        let mut of_sex: Vec<u32> = Vec::new();
        for (_, name, _) in self.memory.parts_of(norm).iter().take(256) {
            let Some(known) = self.memory.names.get(*name as usize) else { continue };
            if known.entity_type != EntityType::Person
                || known.tokens.overlaps(tokens) && known.tokens.len() <= tokens.len()
            {
                continue;
            }
            let Some(surname) = self.holds(*name, tokens).map(|surname| surname || leads) else { continue };
            match self.sex_of(known.tokens, known.sex).filter(|_| sex != 0) {
                Some(other) if other != sex => continue,
                Some(_) => of_sex.push(known.referent),
                None => {}
            }
            has_surname |= surname;
            if n_parts(known.tokens) > n {
                longer.push(known.referent);
            }
            let here = doc.item(known.tokens.start) == item;
            match fitting.iter_mut().find(|f| f.0 == known.referent) {
                Some(f) => {
                    f.1 |= here;
                    f.2 |= surname;
                }
                None => fitting.push((known.referent, here, surname)),
            }
        }
        // `Garrido Pena` is no antecedent of itself where `Ana Garrido Pena` is one.
        if !longer.is_empty() {
            fitting.retain(|f| longer.contains(&f.0));
            has_surname = fitting.iter().any(|f| f.2);
        }
        // Of several whom `Mrs.` may mean, those are nearer whose given name is a woman's and no man's.
        if fitting.iter().any(|f| of_sex.contains(&f.0)) {
            fitting.retain(|f| of_sex.contains(&f.0));
        }
        if has_surname {
            fitting.retain(|f| f.2);
        } else if fitting.iter().any(|f| f.1) {
            // A given name points only to somebody near.
            fitting.retain(|f| f.1);
        } else {
            fitting.clear();
        }
        if fitting.iter().any(|f| f.1) {
            fitting.retain(|f| f.1);
        }
        let info = doc.info(first);
        let mut score: f32 = if has_surname { 0.84 } else { 0.66 };
        if fitting.is_empty() && n == 1 {
            self.bearer(norm, item, referents, &mut fitting);
            score = 0.6;
        }
        if fitting.is_empty() {
            return;
        }
        if title.is_some() {
            score += 0.08;
        }
        if info.word.rank > 0 && !info.telling && title.is_none() {
            let says = doc.after(tokens.end).is_some_and(|a| doc.own(a).contains(Own::SAYS));
            let frequent = info.is_common(3000) || info.has(WordFlags::MONTH_DAY);
            score -= if says || !frequent { 0.1 } else { 0.36 };
        }
        if info.has(WordFlags::MONTH_DAY) && title.is_none() {
            score -= 0.35;
        }
        if let Some(before) = doc.before(tokens.start) {
            let own = doc.own(before);
            if own.contains(Own::PLACE_BEFORE) && self.groups.has_strong(tokens, EntityType::Place) {
                score -= 0.2;
            }
        }
        let tokens = self.with_article(tokens);
        let start = u32::try_from(pool.len()).unwrap_or(u32::MAX);
        fitting.sort_unstable();
        let share = 1.0 / fitting.len() as f32;
        pool.extend(fitting.iter().map(|f| (f.0, share)));
        let end = u32::try_from(pool.len()).unwrap_or(u32::MAX);
        out.push(Proposal {
            tokens,
            entity_type: EntityType::Person,
            kind: MentionKind::Name,
            rule: Rule::CarryOver,
            score: score.min(0.95),
            words: doc.n_words(tokens),
            link: Link::Pool { start, end },
        });
    }

    /// Whether the words of `tokens` stand in the name in order; `Some(true)` when its surname is among them.
    fn holds(&self, name: u32, tokens: TokenRange) -> Option<bool> {
        let known = self.memory.names.get(name as usize)?;
        let mut words = self.doc.wordlike(known.tokens);
        let mut surname = false;
        for i in self.doc.wordlike(tokens).filter(|&i| !is_article(self.doc, i)) {
            let norm = self.doc.token(i)?.norm;
            if !words.any(|k| self.doc.token(k).is_some_and(|t| t.norm == norm)) {
                return None;
            }
            surname |=
                self.memory.parts_of(norm).iter().any(|(_, n, part)| *n == name && *part != Part::First);
        }
        Some(surname)
    }

    fn sex_of(&self, name: TokenRange, by_title: u8) -> Option<u8> {
        if by_title != 0 {
            return Some(by_title);
        }
        let first = self.doc.wordlike(name).find(|&i| !self.doc.is_initial(i))?;
        Some(sex_of_given(self.doc.info(first).word.flags)).filter(|s| *s != 0)
    }

    /// A given name alone, of the one listed person of a surname that the item holds.
    fn bearer(
        &self,
        given: NormHash,
        item: u32,
        referents: &mut Referents,
        out: &mut Vec<(u32, bool, bool)>,
    ) {
        let start = self.bearers.partition_point(|b| (b.given, b.item) < (given, item));
        for b in self.bearers[start..].iter().take_while(|b| (b.given, b.item) == (given, item)) {
            let form = TokenRange::default();
            let referent = referents.add(RefKey::Listed(b.entity), EntityType::Person, form, 0);
            if !out.iter().any(|f| f.0 == referent) {
                out.push((referent, true, false));
            }
        }
    }

    /// `al-` and particles before the word belong to it: `al-Maliki`, `bin Laden`.
    fn with_article(&self, tokens: TokenRange) -> TokenRange {
        let doc = self.doc;
        let mut start = tokens.start;
        if let Some(joint) = doc.before(start).filter(|&j| doc.is_joint(j)) {
            if let Some(article) = doc.before(joint).filter(|&a| doc.own(a).contains(Own::ARABIC_ARTICLE)) {
                start = article;
            }
        } else {
            // Only a particle that the full name has there too.
            while let Some(p) = doc.before(start) {
                let own = doc.own(p);
                let Some(norm) = doc.token(p).map(|t| t.norm) else { break };
                let lower = doc.token(p).is_some_and(|t| !t.case.is_capitalized());
                let known = self.memory.names.iter().take(64).any(|n| {
                    n.entity_type == EntityType::Person
                        && doc.wordlike(n.tokens).any(|k| {
                            doc.token(k).is_some_and(|t| t.norm == norm)
                                && doc.token(k + 1).map(|t| t.norm) == doc.token(start).map(|t| t.norm)
                        })
                });
                if !(own.contains(Own::PARTICLE) && lower && known) {
                    break;
                }
                start = p;
            }
        }
        TokenRange::new(start, tokens.end)
    }

    /// `the Rajavis`.
    fn family(&self, i: u32, out: &mut Vec<Proposal>) {
        let doc = self.doc;
        let surface = doc.surface(i);
        if !doc.before(i).is_some_and(|b| doc.own(b).contains(Own::ARTICLE)) {
            return;
        }
        let stems = [surface.strip_suffix("es"), surface.strip_suffix('s')];
        let is_family = |norm: NormHash| {
            self.memory.is_surname(norm)
                || self.groups.candidates.iter().any(|c| {
                    c.entity_type == EntityType::Person
                        && c.tokens.len() == 1
                        && doc.token(c.tokens.start).is_some_and(|t| t.norm == norm)
                })
        };
        if stems.into_iter().flatten().any(|stem| stem.len() > 2 && is_family(norm_hash(stem))) {
            out.push(Proposal {
                tokens: TokenRange::new(i, i + 1),
                entity_type: EntityType::Person,
                kind: MentionKind::Family,
                rule: Rule::Family,
                score: 0.9,
                words: 1,
                link: Link::Nobody,
            });
        }
    }

    /// `Ashraf` after `Camp Ashraf`, `Toyota` after `Toyota Motor Corporation`.
    fn short_form(
        &self,
        tokens: TokenRange,
        referents: &Referents,
        pool: &mut Pool,
        out: &mut Vec<Proposal>,
    ) {
        let doc = self.doc;
        let i = tokens.start;
        let Some(token) = doc.token(i) else { return };
        let info = doc.info(i);
        // A generic word points at nothing; a listed name stands for itself.
        let generic = info.is_org_head()
            || info.has(WordFlags::PLACE_WORD | WordFlags::DEMONYM | WordFlags::MONTH_DAY)
            || info.is_common(5000)
            || info.is_title();
        let listed = EntityType::ALL.iter().any(|t| self.groups.has_strong(tokens, *t));
        if generic || listed {
            return;
        }
        let start = u32::try_from(pool.len()).unwrap_or(u32::MAX);
        let mut entity_type = None;
        for (_, name, part) in self.memory.parts_of(token.norm).iter().take(64) {
            let Some(known) = self.memory.names.get(*name as usize) else { continue };
            if known.entity_type == EntityType::Person
                || known.tokens.overlaps(tokens)
                || known.tokens.start > i
            {
                continue;
            }
            // `Tehran` is no short form of `University of Tehran`, but `Ashraf` is one of `Camp Ashraf`.
            let place_word = doc.wordlike(known.tokens).any(|k| doc.info(k).is_place_word());
            let leads = *part == Part::First && !info.has(WordFlags::GIVEN);
            if !(leads || known.entity_type == EntityType::Place && place_word) {
                continue;
            }
            let referent = referents.canonical(known.referent);
            if !pool[start as usize..].iter().any(|p| p.0 == referent) {
                pool.push((referent, 1.0));
            }
            entity_type.get_or_insert(known.entity_type);
        }
        self.push_pool(tokens, entity_type, 0.68, start, pool, out);
    }

    /// `the Ministry`, after its full name in the same block.
    fn headed(&self, i: u32, pool: &mut Pool, out: &mut Vec<Proposal>) {
        let doc = self.doc;
        let info = doc.info(i);
        let article = doc.before(i).is_some_and(|b| doc.own(b).contains(Own::ARTICLE));
        if !article || !(info.is_org_head() || info.is_place_word()) {
            return;
        }
        let Some(token) = doc.token(i) else { return };
        let start = u32::try_from(pool.len()).unwrap_or(u32::MAX);
        let block = doc.block(i);
        let mut entity_type = None;
        for (_, name, _) in self.memory.parts_of(token.norm).iter().take(64) {
            let Some(known) = self.memory.names.get(*name as usize) else { continue };
            let before = known.tokens.end <= i && doc.block(known.tokens.start) == block;
            if known.entity_type == EntityType::Person || !before {
                continue;
            }
            if !pool[start as usize..].iter().any(|p| p.0 == known.referent) {
                pool.push((known.referent, 1.0));
            }
            entity_type.get_or_insert(known.entity_type);
        }
        let score = if info.telling { 0.7 } else { 0.55 };
        self.push_pool(TokenRange::new(i, i + 1), entity_type, score, start, pool, out);
    }

    fn push_pool(
        &self,
        tokens: TokenRange,
        entity_type: Option<EntityType>,
        score: f32,
        start: u32,
        pool: &mut Pool,
        out: &mut Vec<Proposal>,
    ) {
        let end = u32::try_from(pool.len()).unwrap_or(u32::MAX);
        let Some(entity_type) = entity_type.filter(|_| end > start) else { return };
        let n = (end - start) as f32;
        for entry in &mut pool[start as usize..] {
            entry.1 = 1.0 / n;
        }
        out.push(Proposal {
            tokens,
            entity_type,
            kind: MentionKind::Name,
            rule: Rule::CarryOver,
            score,
            words: self.doc.n_words(tokens),
            link: Link::Pool { start, end },
        });
    }
}
