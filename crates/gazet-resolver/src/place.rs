//! Choice among places of one name.
//!
//! Each distinct name of the document is decided once (one sense per document); a mention with its container beside
//! it (`Paris, Texas`) is decided by that. The score of a candidate is the sum of
//!
//! * its prior: countries and continents 6, regions of the first order 4.6, other features 3.4, cities `0.9 log10` of
//!   their inhabitants (1.2 when unknown);
//! * 3.5 times the share of the document's votes for its country, where the other names of places vote with the
//!   likelihood of their candidates, and persons, organizations and demonyms with half a vote;
//! * up to 4.5 for other names of the document that have a candidate in the same region of the first order, and up
//!   to 2.5 for names with a candidate within 100 km;
//! * 3 for a country or region that stands beside a place in it;
//! * 7 when its container stands beside it, 1.6 and 2.4 for the home country and region of the source.
//!
//! Confidence is the softmax of the scores.

use crate::doc::Doc;
use crate::groups::{Groups, countries};
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

/// One candidate of one name.
#[derive(Clone, Copy, Debug)]
struct Sense<'a> {
    entity: EntityId,
    area: Area<'a>,
    prior: f32,
    lat_lon: Option<(f64, f64)>,
    /// Countries and regions contain other places.
    contains: bool,
    score: f32,
}

/// A distinct name of the document.
#[derive(Clone, Debug)]
struct Name<'a> {
    senses: Vec<Sense<'a>>,
    container: Option<Area<'a>>,
    mentions: u32,
}

/// The chosen places of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places<'a> {
    names: Vec<Name<'a>>,
    by_form: FxHashMap<u64, u32>,
}

/// A candidate with its share of the confidence.
pub(crate) type Choice = (EntityId, f32);

impl<'a> Places<'a> {
    /// Decides the names of the place mentions in `spans`, given as groups.
    pub(crate) fn decide(
        doc: &Doc<'a>,
        groups: &Groups,
        memory: &Memory,
        spans: &[(TokenRange, u32)],
    ) -> Self {
        let mut places = Self::default();
        for (tokens, group) in spans {
            places.add(doc, groups, *tokens, *group);
        }
        let home = home(doc);
        places.score(memory, home);
        places
    }

    fn add(&mut self, doc: &Doc<'a>, groups: &Groups, tokens: TokenRange, group: u32) {
        let key = form_key(doc, tokens);
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let index = *self.by_form.entry(key).or_insert(next);
        if index == next {
            self.names.push(Name { senses: senses(doc, groups, group), container: None, mentions: 0 });
        }
        let Some(name) = self.names.get_mut(index as usize) else { return };
        name.mentions += 1;
        if name.container.is_none() {
            name.container = container(doc, groups, tokens, |c| name.senses.iter().any(|s| inside(s, c)));
        }
    }

    fn score(&mut self, memory: &Memory, home: Area<'_>) {
        // Votes for regions: each distinct name once for each region that one of its candidates lies in.
        let mut regions: FxHashMap<&str, f32> = FxHashMap::default();
        for name in &self.names {
            let mut seen: Vec<&str> = Vec::new();
            let weight = if name.senses.len() == 1 { 1.0 } else { 0.55 };
            for sense in &name.senses {
                if !sense.area.admin1.is_empty() && !seen.contains(&sense.area.admin1) {
                    seen.push(sense.area.admin1);
                    *regions.entry(sense.area.admin1).or_default() += weight;
                }
            }
        }
        for name in &self.names {
            if let Some(container) = name.container.filter(|c| !c.admin1.is_empty()) {
                *regions.entry(container.admin1).or_default() += 1.5;
            }
        }
        let containers: Vec<Area<'_>> = self.names.iter().filter_map(|n| n.container).collect();
        let near = self.nearness();
        let shares: Vec<Vec<([u8; 2], f32)>> = self.names.iter().map(country_shares).collect();
        let mut votes: FxHashMap<[u8; 2], f32> = FxHashMap::default();
        let mut total = 0.5 * memory.bodies_total;
        for (code, share) in shares.iter().flatten() {
            *votes.entry(*code).or_default() += share;
            total += share;
        }
        for (n, name) in self.names.iter_mut().enumerate() {
            let several = name.senses.len() > 1;
            let container = name.container;
            for (s, sense) in name.senses.iter_mut().enumerate() {
                let mut score = sense.prior;
                if several {
                    // What the name says of itself is no evidence.
                    let code = sense.area.country;
                    let own: f32 = shares[n].iter().filter(|s| s.0 == code).map(|s| s.1).sum();
                    let all: f32 = shares[n].iter().map(|s| s.1).sum();
                    let others =
                        votes.get(&code).copied().unwrap_or_default() - own + 0.5 * memory.body_weight(code);
                    // One vote alone is half a reason.
                    score += 3.5 * (others / (total - all + 1.0)).clamp(0.0, 1.0);
                }
                if several && !sense.contains {
                    let own = if sense.area.admin1.is_empty() { 0.0 } else { 0.55 };
                    let others = regions.get(sense.area.admin1).copied().unwrap_or_default() - own;
                    score += (others * 1.5).clamp(0.0, 4.5);
                    score += near.get(n).and_then(|row| row.get(s)).copied().unwrap_or_default();
                }
                if container.is_some_and(|c| inside(sense, &c)) {
                    score += 7.0;
                }
                // `Georgia` beside Atlanta is the state everywhere in the document.
                if sense.contains && containers.contains(&sense.area) {
                    score += 3.0;
                }
                if sense.area.country == home.country && home.country != [0; 2] {
                    score += 1.6;
                    if !home.admin1.is_empty() && sense.area.admin1 == home.admin1 {
                        score += 2.4;
                    }
                }
                sense.score = score;
            }
            // Of equal candidates the one listed first wins: the order is that of the lists.
            name.senses.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entity.cmp(&b.entity)));
        }
    }

    /// For each candidate, how many other names have a candidate nearby.
    fn nearness(&self) -> Vec<Vec<f32>> {
        // The comparison is quadratic; beyond this many names their regions say enough.
        if self.names.len() > 60 {
            return Vec::new();
        }
        let close = |a: &Sense<'_>, b: &Sense<'_>| match (a.lat_lon, b.lat_lon) {
            (Some(p), Some(q)) => !b.contains && distance_km(p, q) < 100.0,
            _ => false,
        };
        self.names
            .iter()
            .enumerate()
            .map(|(n, name)| {
                let row = name.senses.iter().take(40).map(|sense| {
                    let others = self
                        .names
                        .iter()
                        .enumerate()
                        .filter(|(m, other)| *m != n && other.senses.iter().take(40).any(|o| close(sense, o)))
                        .map(|(_, other)| if other.senses.len() == 1 { 0.8 } else { 0.4 })
                        .sum::<f32>();
                    others.min(2.5)
                });
                row.collect()
            })
            .collect()
    }

    /// The candidates of a mention with their confidence, best first. Empty when the name was not decided here.
    pub(crate) fn choose(
        &self,
        doc: &Doc<'_>,
        groups: &Groups,
        tokens: TokenRange,
        out: &mut Vec<Choice>,
    ) -> bool {
        out.clear();
        let Some(name) = self.by_form.get(&form_key(doc, tokens)).and_then(|i| self.names.get(*i as usize))
        else {
            return false;
        };
        // A container of this mention outweighs that of another one.
        let own = container(doc, groups, tokens, |c| name.senses.iter().any(|s| inside(s, c)));
        let score = |s: &Sense<'_>| match (own, name.container) {
            (Some(own), shared) if shared != Some(own) => {
                s.score + if inside(s, &own) { 9.0 } else { 0.0 }
                    - if shared.is_some_and(|c| inside(s, &c)) { 7.0 } else { 0.0 }
            }
            _ => s.score,
        };
        let best = name.senses.iter().map(score).fold(f32::MIN, f32::max);
        let sum: f32 = name.senses.iter().map(|s| (score(s) - best).exp()).sum();
        out.extend(name.senses.iter().map(|s| (s.entity, (score(s) - best).exp() / sum)));
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        own.is_some()
    }
}

/// How a name shares its vote among countries: by the likelihood of its candidates.
fn country_shares(name: &Name<'_>) -> Vec<([u8; 2], f32)> {
    let best = name.senses.iter().map(|s| s.prior).fold(f32::MIN, f32::max);
    let sum: f32 = name.senses.iter().map(|s| (s.prior - best).exp()).sum();
    name.senses
        .iter()
        .filter(|s| s.area.country != [0; 2])
        .map(|s| (s.area.country, (s.prior - best).exp() / sum))
        .collect()
}

fn senses<'a>(doc: &Doc<'a>, groups: &Groups, group: u32) -> Vec<Sense<'a>> {
    let of_type = groups
        .of(group)
        .iter()
        .filter(|c| c.entity_type == EntityType::Place && !c.flags.contains(CandidateFlags::DEMONYM));
    of_type
        .filter_map(|c| {
            let entity = doc.input.gazetteers.get_entity(c.entity)?;
            let mut area = Area {
                country: countries(doc, c.entity).next().unwrap_or_default(),
                admin1: entity.admin1(),
            };
            let subtype = entity.subtype();
            let first_order = entity.key().strip_prefix("admin1:");
            if let Some(code) = first_order {
                area.admin1 = code;
            }
            let contains = matches!(subtype, "country" | "continent") || first_order.is_some();
            let people = entity.population().filter(|p| *p > 0);
            let mut prior = match subtype {
                "country" | "continent" => 6.0,
                _ if first_order.is_some() => 4.6,
                "city" => people.map_or(1.2, |p| 0.9 * (p as f32).log10()),
                _ => people.map_or(3.4, |p| (0.9 * (p as f32).log10()).max(3.4)),
            };
            if c.flags.contains(CandidateFlags::WEAK) {
                prior -= 1.5;
            }
            if c.flags.contains(CandidateFlags::CANONICAL) {
                prior += 0.4;
            }
            Some(Sense { entity: c.entity, area, prior, lat_lon: entity.lat_lon(), contains, score: prior })
        })
        .collect()
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
    // `the Texas city of Paris`.
    let of = doc.before(tokens.start).filter(|&i| doc.surface(i) == "of")?;
    let kind = doc.before(of)?;
    if !matches!(doc.surface(kind), "city" | "town" | "village" | "port" | "capital") {
        return None;
    }
    let before = doc.before(kind)?;
    (before.saturating_sub(3)..=before).find_map(|start| {
        let group = groups.at(TokenRange::new(start, before + 1))?;
        area_of(doc, groups, group, true, &fits)
    })
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
        let country = countries(doc, c.entity).next().unwrap_or_default();
        let admin1 = entity.key().strip_prefix("admin1:");
        let area = Area { country, admin1: admin1.unwrap_or_default() };
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
