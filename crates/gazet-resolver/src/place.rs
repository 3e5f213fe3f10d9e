//! Choice among places of one name.
//!
//! Each distinct name of the document is decided once (one sense per document); a mention with its container beside
//! it (`Paris, Texas`) is decided by that. The score of a candidate is the sum of
//!
//! * its prior: countries and continents 9.5, regions of the first order 6.5, other features 4.5, cities and counties
//!   `1.2 log10` of their inhabitants (1.5 when unknown) and 1.2 more from a hundred thousand on; 0.4 more for the name itself, 1.5 less for a weak alias, 0.9
//!   for one of a region (`Washington`), 2.5 for another name of a country that is the name of a known city (`Granada`);
//! * 3 times the share of the document's votes for its country, where the other names of places vote with the
//!   likelihood of their candidates, and persons, organizations and demonyms with half a vote;
//! * up to 4.5 for other names of the document that may lie in the same region of the first order, and up to 2.5 for
//!   names that may lie within 100 km, each weighing with its likelihood; half of that for a town that
//!   is named like a country or a region (`Mexico` near New York);
//! * 3 for a country or region that stands beside a place in it;
//! * 7 when its container stands beside it (9 where the document speaks of several places of the name, and then for
//!   this mention alone), 9 for the country or region behind a place in it (`TBILISI, Georgia`), 3 when it is of the kind that the text says (`the state of Georgia`),
//!   1.6 and 2.4 for the home country and region of the source.
//!
//! The likelihoods are those of the priors at first, and those of the scores in a second round. Confidence is the
//! softmax of the scores.

use crate::doc::Doc;
use crate::groups::Groups;
use crate::memory::{Memory, form_key};
use crate::words::Own;
use gazet_core::{CandidateFlags, EntityId, EntityType, NormHash, TokenRange};
use gazet_tokenizer::norm_hash;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Regions that news abbreviates after a comma, with their codes in the lists.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("Ala AL", "US.AL"),
    ("AK", "US.AK"),
    ("Ariz AZ", "US.AZ"),
    ("Ark AR", "US.AR"),
    ("Calif Cal CA", "US.CA"),
    ("Colo CO", "US.CO"),
    ("Conn CT", "US.CT"),
    ("Del DE", "US.DE"),
    ("D.C.", "US.DC"),
    ("Fla FL", "US.FL"),
    ("Ga", "US.GA"),
    ("HI", "US.HI"),
    ("ID", "US.ID"),
    ("Ill IL", "US.IL"),
    ("Ind", "US.IN"),
    ("IA", "US.IA"),
    ("Kan KS Kans", "US.KS"),
    ("Ky", "US.KY"),
    ("La", "US.LA"),
    ("ME", "US.ME"),
    ("Md", "US.MD"),
    ("Mass MA", "US.MA"),
    ("Mich MI", "US.MI"),
    ("Minn MN", "US.MN"),
    ("Miss MS", "US.MS"),
    ("Mo", "US.MO"),
    ("Mont MT", "US.MT"),
    ("Neb Nebr NE", "US.NE"),
    ("Nev NV", "US.NV"),
    ("N.H.", "US.NH"),
    ("N.J.", "US.NJ"),
    ("N.M. N.Mex", "US.NM"),
    ("N.Y.", "US.NY"),
    ("N.C.", "US.NC"),
    ("N.D. N.Dak", "US.ND"),
    ("OH", "US.OH"),
    ("Okla OK", "US.OK"),
    ("Ore OR Oreg", "US.OR"),
    ("Pa Penn", "US.PA"),
    ("R.I.", "US.RI"),
    ("S.C.", "US.SC"),
    ("S.D. S.Dak", "US.SD"),
    ("Tenn TN", "US.TN"),
    ("Tex TX", "US.TX"),
    ("UT", "US.UT"),
    ("Vt", "US.VT"),
    ("Va", "US.VA"),
    ("Wash WA", "US.WA"),
    ("W.Va.", "US.WV"),
    ("Wis Wisc WI", "US.WI"),
    ("Wyo WY", "US.WY"),
    ("Alta AB", "CA.01"),
    ("B.C.", "CA.02"),
    ("Man MB", "CA.03"),
    ("N.B.", "CA.04"),
    ("N.L. Nfld", "CA.05"),
    ("N.S.", "CA.07"),
    ("Ont ON", "CA.08"),
    ("P.E.I.", "CA.09"),
    ("Que QC", "CA.10"),
    ("Sask SK", "CA.11"),
];

static BY_ABBREVIATION: LazyLock<FxHashMap<NormHash, &'static str>> = LazyLock::new(|| {
    ABBREVIATIONS.iter().flat_map(|(words, code)| words.split(' ').map(|w| (norm_hash(w), *code))).collect()
});

/// What contains a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Area<'a> {
    country: [u8; 2],
    /// Code of the first-order division; empty for a whole country.
    admin1: &'a str,
}

/// What sort of place a word says, or a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Country,
    /// Of the first order.
    Division,
    County,
    Town,
    Other,
}

/// One candidate of one name.
#[derive(Clone, Copy, Debug)]
struct Sense<'a> {
    entity: EntityId,
    area: Area<'a>,
    prior: f32,
    /// On the unit sphere.
    at: Option<[f32; 3]>,
    sort: Sort,
    /// Countries and regions contain other places.
    contains: bool,
    /// The name is the canonical one.
    canonical: bool,
    score: f32,
    /// Likelihood among the candidates of its name, in [0, 1].
    share: f32,
}

/// A distinct name of the document.
#[derive(Clone, Debug)]
struct Name<'a> {
    senses: Vec<Sense<'a>>,
    container: Option<Area<'a>>,
    sort: Option<Sort>,
    /// Its mentions say different things: the document speaks of two places of this name.
    divided: bool,
}

/// A mention: its name, and what stands beside it.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    tokens: TokenRange,
    name: u32,
    container: Option<Area<'a>>,
    /// What it is, since it stands behind a place in it: the country in `TBILISI, Georgia`.
    is: Option<Area<'a>>,
    /// What the words before it say that it is.
    sort: Option<Sort>,
}

/// The chosen places of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places<'a> {
    names: Vec<Name<'a>>,
    /// Sorted by tokens.
    mentions: Vec<Place<'a>>,
}

/// A candidate with its share of the confidence.
pub(crate) type Choice = (EntityId, f32);

/// From this many inhabitants a city is known beyond its country.
const KNOWN_CITY: u64 = 100_000;
/// What a country loses under another name than its own (`Granada` is Grenada in Spanish) that is the name of a known city.
const SECOND_NAME: f32 = 2.5;
/// Times that the likelihoods are counted again.
const ROUNDS: usize = 2;
/// Beyond this many names their regions say enough: the comparison of distances is quadratic.
const MOST_COMPARED: usize = 60;

impl<'a> Places<'a> {
    /// Decides the names of the place mentions in `spans`, given as groups in text order.
    pub(crate) fn decide(
        doc: &Doc<'a>,
        groups: &Groups,
        memory: &Memory,
        spans: &[(TokenRange, u32)],
    ) -> Self {
        let mut places = Self::default();
        if spans.is_empty() {
            return places;
        }
        let mut by_form: FxHashMap<u64, u32> = FxHashMap::default();
        for (tokens, group) in spans {
            let next = u32::try_from(places.names.len()).unwrap_or(u32::MAX);
            let name = *by_form.entry(form_key(doc, *tokens)).or_insert(next);
            if name == next {
                places.names.push(Name {
                    senses: senses(doc, groups, *group),
                    container: None,
                    sort: None,
                    divided: false,
                });
            }
            places.add(doc, groups, *tokens, name);
        }
        if places.names.iter().any(|n| n.senses.len() > 1) {
            let home = home(doc);
            for _ in 0..ROUNDS {
                places.score(memory, home);
            }
        }
        for name in &mut places.names {
            // Of equal candidates the one listed first wins: the order is that of the lists.
            name.senses.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entity.cmp(&b.entity)));
        }
        places
    }

    fn add(&mut self, doc: &Doc<'a>, groups: &Groups, tokens: TokenRange, index: u32) {
        let Some(name) = self.names.get_mut(index as usize) else { return };
        let own = container(doc, groups, tokens, |c| name.senses.iter().any(|s| inside(s, c)));
        let is = self
            .mentions
            .last()
            .filter(|m| m.tokens.end + 1 == tokens.start && doc.is_mark(m.tokens.end, ","))
            .and_then(|m| m.container);
        let sort = if name.senses.len() > 1 { said_sort(doc, tokens).map(|(sort, _)| sort) } else { None };
        let differ = |a: Option<Sort>, b: Option<Sort>| a.is_some() && b.is_some() && a != b;
        name.divided |= differ(sort, name.sort)
            || is.is_some() && (name.container.is_some() || name.sort.is_some_and(|s| s != Sort::Country))
            || own.is_some() && name.container.is_some_and(|c| Some(c) != own);
        name.container = name.container.or(own);
        name.sort = name.sort.or(sort);
        self.mentions.push(Place { tokens, name: index, container: own, is, sort });
    }

    fn score(&mut self, memory: &Memory, home: Area<'_>) {
        for name in &mut self.names {
            share(&mut name.senses);
        }
        // Votes for regions: each distinct name once for each region that one of its candidates lies in.
        let mut regions: FxHashMap<&str, f32> = FxHashMap::default();
        for name in &self.names {
            for (s, sense) in name.senses.iter().enumerate() {
                if let Some(weight) = region_weight(&name.senses, s) {
                    *regions.entry(sense.area.admin1).or_default() += weight;
                }
            }
            if let Some(container) = name.container.filter(|c| !c.admin1.is_empty()) {
                *regions.entry(container.admin1).or_default() += 1.5;
            }
        }
        let containers: Vec<Area<'_>> = self.names.iter().filter_map(|n| n.container).collect();
        let near = self.nearness();
        let mut votes: FxHashMap<[u8; 2], f32> = FxHashMap::default();
        let mut total = 0.5 * memory.bodies_total;
        for sense in self.names.iter().flat_map(|n| &n.senses).filter(|s| s.area.country != [0; 2]) {
            *votes.entry(sense.area.country).or_default() += sense.share;
            total += sense.share;
        }
        let mut near = near.into_iter();
        for name in &mut self.names {
            if name.senses.len() < 2 {
                continue;
            }
            // A town of this name was named like something greater.
            let eponym = name.senses.iter().any(|s| s.contains && s.canonical);
            let own_total: f32 =
                name.senses.iter().filter(|s| s.area.country != [0; 2]).map(|s| s.share).sum();
            for s in 0..name.senses.len() {
                let sense = name.senses[s];
                let mut score = sense.prior;
                // What the name says of itself is no evidence.
                let code = sense.area.country;
                let own: f32 = name.senses.iter().filter(|o| o.area.country == code).map(|o| o.share).sum();
                let others =
                    votes.get(&code).copied().unwrap_or_default() - own + 0.5 * memory.body_weight(code);
                // One vote alone is half a reason.
                score += 3.0 * (others / (total - own_total + 1.0)).clamp(0.0, 1.0);
                let mut around = near.next().unwrap_or_default();
                if !sense.contains {
                    let own = (0..name.senses.len())
                        .filter(|o| name.senses[*o].area.admin1 == sense.area.admin1)
                        .find_map(|o| region_weight(&name.senses, o))
                        .unwrap_or_default();
                    let others = regions.get(sense.area.admin1).copied().unwrap_or_default() - own;
                    around += (others * 1.5).clamp(0.0, 4.5);
                }
                score += if eponym && !sense.contains { 0.5 * around } else { around };
                if !name.divided {
                    if name.container.is_some_and(|c| inside(&sense, &c)) {
                        score += 7.0;
                    }
                    if name.sort == Some(sense.sort) {
                        score += 3.0;
                    }
                    // `Georgia` beside Atlanta is the state everywhere in the document.
                    if sense.contains && containers.contains(&sense.area) {
                        score += 3.0;
                    }
                }
                if sense.area.country == home.country && home.country != [0; 2] {
                    score += 1.6;
                    if !home.admin1.is_empty() && sense.area.admin1 == home.admin1 {
                        score += 2.4;
                    }
                }
                name.senses[s].score = score;
            }
        }
    }

    /// For each candidate of each name that has several, how many other names may lie nearby.
    fn nearness(&self) -> Vec<f32> {
        if self.names.len() > MOST_COMPARED {
            return Vec::new();
        }
        let several = self.names.iter().enumerate().filter(|(_, n)| n.senses.len() > 1);
        several
            .flat_map(|(n, name)| name.senses.iter().map(move |sense| (n, sense)))
            .map(|(n, sense)| {
                let Some(p) = sense.at.filter(|_| !sense.contains) else { return 0.0 };
                let others = self.names.iter().enumerate().filter(|(m, _)| *m != n);
                let sum: f32 = others
                    .map(|(_, other)| {
                        let close = other
                            .senses
                            .iter()
                            .filter(|o| !o.contains && o.at.is_some_and(|q| is_close(p, q)))
                            .map(|o| o.share);
                        0.8 * close.fold(0.0, f32::max)
                    })
                    .sum();
                sum.min(2.5)
            })
            .collect()
    }

    /// The candidates of a mention with their confidence, best first, and whether its container stands beside it.
    /// Empty when the name was not decided here.
    pub(crate) fn choose(&self, tokens: TokenRange, out: &mut Vec<Choice>) -> bool {
        out.clear();
        let place = self.mentions.binary_search_by_key(&tokens, |m| m.tokens).ok().map(|i| self.mentions[i]);
        let Some((place, name)) = place.and_then(|p| Some((p, self.names.get(p.name as usize)?))) else {
            return false;
        };
        if let [only] = name.senses.as_slice() {
            out.push((only.entity, 1.0));
            return place.container.is_some();
        }
        // What stands beside this mention outweighs what stands beside another one.
        let alone = name.divided || place.is.is_some();
        let score = |s: &Sense<'_>| {
            let shared = !name.divided && name.container.is_some_and(|c| inside(s, &c));
            let mut score = s.score;
            if let Some(is) = place.is {
                score += if s.contains && s.area == is { 9.0 } else { 0.0 } - if shared { 7.0 } else { 0.0 };
            } else if let Some(own) = place.container.filter(|own| alone || name.container != Some(*own)) {
                score += if inside(s, &own) { 9.0 } else { 0.0 } - if shared { 7.0 } else { 0.0 };
            }
            if alone && place.sort == Some(s.sort) {
                score += 6.0;
            }
            score
        };
        let best = name.senses.iter().map(score).fold(f32::MIN, f32::max);
        let sum: f32 = name.senses.iter().map(|s| (score(s) - best).exp()).sum();
        out.extend(name.senses.iter().map(|s| (s.entity, (score(s) - best).exp() / sum)));
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        place.container.is_some()
    }
}

/// Weight of a name's vote for the region of its candidate `s`; none where an earlier candidate has cast it.
fn region_weight(senses: &[Sense<'_>], s: usize) -> Option<f32> {
    let admin1 = senses[s].area.admin1;
    if admin1.is_empty() || senses[..s].iter().any(|o| o.area.admin1 == admin1) {
        return None;
    }
    let share: f32 = senses[s..].iter().filter(|o| o.area.admin1 == admin1).map(|o| o.share).sum();
    Some(share.min(1.0))
}

/// Likelihoods from scores.
fn share(senses: &mut [Sense<'_>]) {
    let best = senses.iter().map(|s| s.score).fold(f32::MIN, f32::max);
    let sum: f32 = senses.iter().map(|s| (s.score - best).exp()).sum();
    for sense in senses {
        sense.share = (sense.score - best).exp() / sum;
    }
}

fn on_sphere((lat, lon): (f64, f64)) -> [f32; 3] {
    let (lat, lon) = (lat.to_radians() as f32, lon.to_radians() as f32);
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Within 100 km: by the square of the chord on the unit sphere.
fn is_close(p: [f32; 3], q: [f32; 3]) -> bool {
    const CHORD: f32 = 100.0 / 6371.0;
    let d = [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
    d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < CHORD * CHORD
}

fn senses<'a>(doc: &Doc<'a>, groups: &Groups, group: u32) -> Vec<Sense<'a>> {
    let of_type = groups
        .of(group)
        .iter()
        .filter(|c| c.entity_type == EntityType::Place && !c.flags.contains(CandidateFlags::DEMONYM));
    let mut known_city = false;
    let mut senses: Vec<Sense<'a>> = of_type
        .filter_map(|c| {
            let entity = doc.input.gazetteers.get_entity(c.entity)?;
            let key = entity.key();
            let mut area = Area { country: first_country(entity.country()), admin1: entity.admin1() };
            let sort = match entity.subtype() {
                "country" => Sort::Country,
                "city" => Sort::Town,
                _ if key.starts_with("admin1:") => Sort::Division,
                _ if key.starts_with("admin2:") => Sort::County,
                _ => Sort::Other,
            };
            if let Some(code) = key.strip_prefix("admin1:") {
                area.admin1 = code;
            }
            let continent = entity.subtype() == "continent";
            let people = entity
                .population()
                .filter(|p| *p > 0)
                .map(|p| 1.2 * (p as f32).log10() + if p >= KNOWN_CITY { 1.2 } else { 0.0 });
            known_city |= sort == Sort::Town
                && c.flags.contains(CandidateFlags::CANONICAL)
                && entity.population().is_some_and(|p| p >= KNOWN_CITY);
            let mut prior = match sort {
                Sort::Country => 9.5,
                Sort::Division => 6.5,
                Sort::Town | Sort::County => people.unwrap_or(1.5),
                Sort::Other if continent => 9.5,
                Sort::Other => people.map_or(4.5, |p| p.max(4.5)),
            };
            if c.flags.contains(CandidateFlags::CANONICAL) {
                prior += 0.4;
            } else if c.flags.contains(CandidateFlags::WEAK) {
                // A weak name itself is weak for the sake of persons and words, not of other places.
                prior -= if sort == Sort::Division { 0.9 } else { 1.5 };
            }
            Some(Sense {
                entity: c.entity,
                area,
                prior,
                at: entity.lat_lon().map(on_sphere),
                sort,
                contains: matches!(sort, Sort::Country | Sort::Division) || continent,
                canonical: c.flags.contains(CandidateFlags::CANONICAL),
                score: prior,
                share: 0.0,
            })
        })
        .collect();
    if known_city {
        for sense in senses.iter_mut().filter(|s| s.sort == Sort::Country && !s.canonical) {
            sense.prior -= SECOND_NAME;
            sense.score = sense.prior;
        }
    }
    senses
}

/// The first of the codes `IR|IQ`; zeros for none.
fn first_country(codes: &str) -> [u8; 2] {
    codes.split('|').next().and_then(|code| code.trim().as_bytes().try_into().ok()).unwrap_or_default()
}

fn inside(sense: &Sense<'_>, container: &Area<'_>) -> bool {
    if container.admin1.is_empty() {
        return sense.area.country == container.country && container.country != [0; 2] && !is_whole(sense);
    }
    sense.area.admin1 == container.admin1 && !sense.contains
}

/// A country does not lie in itself.
fn is_whole(sense: &Sense<'_>) -> bool {
    sense.contains && sense.area.admin1.is_empty()
}

/// The larger place named beside a mention, if `fits`: after a comma or in brackets, or `Texas city of` before it.
fn container<'a>(
    doc: &Doc<'a>,
    groups: &Groups,
    tokens: TokenRange,
    fits: impl Fn(&Area<'a>) -> bool,
) -> Option<Area<'a>> {
    if let Some(mark) = doc.after(tokens.end) {
        if doc.is_mark(mark, ",") || doc.is_mark(mark, "(") {
            let next = doc.after(mark + 1)?;
            if let Some(area) = area_at(doc, groups, next, &fits) {
                return Some(area);
            }
            let token = doc.token(next)?;
            let code = *token.case.is_capitalized().then(|| BY_ABBREVIATION.get(&token.norm)).flatten()?;
            let area =
                Area { country: code.as_bytes().first_chunk().copied().unwrap_or_default(), admin1: code };
            return Some(area).filter(&fits);
        }
        if doc.surface(mark) == "in" {
            return area_at(doc, groups, doc.after(mark + 1)?, &fits);
        }
    }
    // `the Texas city of Paris`, `the American state of Georgia`.
    let (_, kind) = said_sort(doc, tokens)?;
    let before = doc.before(kind)?;
    (before.saturating_sub(3)..=before).find_map(|start| {
        let group = groups.at(TokenRange::new(start, before + 1))?;
        area_of(doc, groups, group, true, &fits)
    })
}

/// What the words before a mention say that it is, and the word that says it: `the state of`, `the city of`.
fn said_sort(doc: &Doc<'_>, tokens: TokenRange) -> Option<(Sort, u32)> {
    let of = doc.before(tokens.start).filter(|&i| doc.surface(i) == "of")?;
    let kind = doc.before(of)?;
    let sort = match doc.surface(kind) {
        "city" | "town" | "village" | "port" | "capital" | "suburb" | "township" | "municipality" => {
            Sort::Town
        }
        "state" | "province" | "territory" => Sort::Division,
        "county" => Sort::County,
        "country" | "nation" | "republic" | "kingdom" => Sort::Country,
        _ => return None,
    };
    Some((sort, kind))
}

fn area_at<'a>(
    doc: &Doc<'a>,
    groups: &Groups,
    start: u32,
    fits: &impl Fn(&Area<'a>) -> bool,
) -> Option<Area<'a>> {
    let start = if doc.own(start).contains(Own::ARTICLE) { start + 1 } else { start };
    area_of(doc, groups, groups.longest_from(start)?, false, fits)
}

/// The first region or country among the candidates of a group that fits: `Georgia` is both.
fn area_of<'a>(
    doc: &Doc<'a>,
    groups: &Groups,
    group: u32,
    demonyms: bool,
    fits: &impl Fn(&Area<'a>) -> bool,
) -> Option<Area<'a>> {
    groups.of(group).iter().find_map(|c| {
        if c.entity_type != EntityType::Place || !demonyms && c.flags.contains(CandidateFlags::DEMONYM) {
            return None;
        }
        let entity = doc.input.gazetteers.get_entity(c.entity)?;
        let admin1 = entity.key().strip_prefix("admin1:");
        let area = Area { country: first_country(entity.country()), admin1: admin1.unwrap_or_default() };
        (admin1.is_some() || entity.subtype() == "country").then_some(area).filter(fits)
    })
}

/// The home of the source, from the metadata.
fn home<'a>(doc: &Doc<'a>) -> Area<'a> {
    let Some(metadata) = doc.input.metadata else { return Area::default() };
    let mut area = Area::default();
    if let Some((_, entity)) = metadata.extra.get("place").and_then(|key| doc.input.gazetteers.find_key(key))
    {
        area.country = entity.country().as_bytes().first_chunk().copied().unwrap_or_default();
        area.admin1 = entity.key().strip_prefix("admin1:").unwrap_or(entity.admin1());
    }
    if let Some(code) = metadata.extra.get("admin1") {
        area.admin1 = code;
        area.country = code.as_bytes().first_chunk().copied().unwrap_or_default();
    }
    if let Some(code) = metadata.extra.get("country").and_then(|c| c.as_bytes().first_chunk()) {
        area.country = *code;
    }
    area
}

/// Great-circle distance in kilometres.
#[must_use]
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat2 - lat1) + lat1.cos() * lat2.cos() * half((b.1 - a.1).to_radians());
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let km = distance_km((48.8566, 2.3522), (33.6609, -95.5555));
        assert!((7700.0..8000.0).contains(&km), "{km}");
        assert!(distance_km((10.0, 20.0), (10.0, 20.0)).abs() < 1e-9);
    }

    #[test]
    fn abbreviations_are_distinct() {
        let words: usize = ABBREVIATIONS.iter().map(|(w, _)| w.split(' ').count()).sum();
        assert_eq!(BY_ABBREVIATION.len(), words);
    }
}
