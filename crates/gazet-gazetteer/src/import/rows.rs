//! Imported rows, packed: a dump has millions of them, and they are sorted before they are written.

use crate::compile::{shared_bytes, sorted};
use crate::packed::{Reader, put_number, put_text};
use crate::source::{AliasPolicy, CasePolicy, SourceAlias, SourceRow};
use gazet_core::EntityType;

/// Rows end to end. A place of two names needs some 100 bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct PackedRows {
    bytes: Vec<u8>,
    /// Where each begins.
    at: Vec<u64>,
}

const COORDINATES: u8 = 1;
const POPULATION: u8 = 2;
const START: u8 = 4;
const END: u8 = 8;

impl PackedRows {
    pub(super) fn push(&mut self, row: &SourceRow) {
        self.at.push(self.bytes.len() as u64);
        let out = &mut self.bytes;
        put_text(&row.id, out);
        put_number(row.line, out);
        let known = [
            (COORDINATES, row.lat_lon.is_some()),
            (POPULATION, row.population.is_some()),
            (START, row.start.is_some()),
            (END, row.end.is_some()),
        ];
        let known = known.iter().filter(|(_, is)| *is).fold(0, |all, (bit, _)| all | bit);
        out.extend_from_slice(&[u8::try_from(row.entity_type.index()).expect("three types"), known]);
        put_alias(&row.name, out);
        put_number(row.aliases.len() as u64, out);
        row.aliases.iter().for_each(|alias| put_alias(alias, out));
        for text in [&row.subtype, &row.country, &row.admin1, &row.wikidata, &row.geonames, &row.notes] {
            put_text(text, out);
        }
        if let Some((lat, lon)) = row.lat_lon {
            out.extend_from_slice(&lat.to_le_bytes());
            out.extend_from_slice(&lon.to_le_bytes());
        }
        if let Some(population) = row.population {
            put_number(population, out);
        }
        for year in [row.start, row.end].into_iter().flatten() {
            out.extend_from_slice(&year.to_le_bytes());
        }
    }

    pub(super) fn len(&self) -> usize {
        self.at.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = SourceRow> {
        self.at.iter().map(|at| read_row(self.at(*at)))
    }

    /// Adds the rows of `others`.
    pub(super) fn append(&mut self, others: Self) {
        if self.at.is_empty() {
            *self = others;
            return;
        }
        let begin = self.bytes.len() as u64;
        self.bytes.extend_from_slice(&others.bytes);
        self.at.extend(others.at.iter().map(|at| at + begin));
    }

    /// Sorts by id. Of rows of one id the first one stays; how many were left out.
    pub(super) fn sort(&mut self) -> usize {
        let id = |row: u32| Reader(self.at(self.at[row as usize])).bytes();
        let all = || (0u32..).take(self.at.len());
        let shared = shared_bytes(all().map(id));
        let mut order = sorted(all(), |row| &id(row)[shared..], |a, b| a.cmp(&b));
        order.dedup_by(|b, a| id(*a) == id(*b));
        let left_out = self.at.len() - order.len();
        self.at = order.into_iter().map(|row| self.at[row as usize]).collect();
        left_out
    }

    fn at(&self, at: u64) -> &[u8] {
        usize::try_from(at).ok().and_then(|at| self.bytes.get(at..)).unwrap_or_default()
    }
}

/// Aliases end to end.
#[derive(Clone, Debug, Default)]
pub(super) struct PackedAliases {
    bytes: Vec<u8>,
}

impl PackedAliases {
    /// Adds an alias; numbers ascend.
    pub(super) fn push(&mut self, alias: &SourceAlias) -> u64 {
        let number = self.bytes.len() as u64;
        put_alias(alias, &mut self.bytes);
        number
    }

    /// The alias of a number.
    pub(super) fn get(&self, number: u64) -> SourceAlias {
        let bytes = usize::try_from(number).ok().and_then(|at| self.bytes.get(at..));
        read_alias(&mut Reader(bytes.unwrap_or_default()))
    }
}

fn put_alias(alias: &SourceAlias, out: &mut Vec<u8>) {
    let policy = &alias.policy;
    let bits = policy.case as u8
        | u8::from(policy.weak) << 2
        | u8::from(policy.acronym) << 3
        | u8::from(policy.typos) << 4
        | u8::from(policy.language != [0; 3]) << 5;
    put_text(&alias.text, out);
    out.push(bits);
    if policy.language != [0; 3] {
        out.extend_from_slice(&policy.language);
    }
}

fn read_row(bytes: &[u8]) -> SourceRow {
    let mut bytes = Reader(bytes);
    let (id, line, [entity_type, known]) = (bytes.text(), bytes.number(), bytes.take());
    let name = read_alias(&mut bytes);
    let aliases = (0..bytes.number()).map(|_| read_alias(&mut bytes)).collect();
    let [subtype, country, admin1, wikidata, geonames, notes] = [(); 6].map(|()| bytes.text());
    let has = |bit| known & bit != 0;
    SourceRow {
        line,
        id,
        entity_type: EntityType::ALL[usize::from(entity_type)],
        subtype,
        name,
        aliases,
        country,
        admin1,
        lat_lon: has(COORDINATES)
            .then(|| (f64::from_le_bytes(bytes.take()), f64::from_le_bytes(bytes.take()))),
        population: has(POPULATION).then(|| bytes.number()),
        wikidata,
        geonames,
        start: has(START).then(|| i16::from_le_bytes(bytes.take())),
        end: has(END).then(|| i16::from_le_bytes(bytes.take())),
        notes,
    }
}

fn read_alias(bytes: &mut Reader<'_>) -> SourceAlias {
    let text = bytes.text();
    let [bits] = bytes.take();
    let case = match bits & 3 {
        0 => CasePolicy::Capitalized,
        1 => CasePolicy::AsWritten,
        _ => CasePolicy::AnyCase,
    };
    let is = |bit: u8| bits >> bit & 1 == 1;
    let language = if is(5) { bytes.take() } else { [0; 3] };
    SourceAlias { text, policy: AliasPolicy { case, weak: is(2), acronym: is(3), typos: is(4), language } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn alias() -> impl Strategy<Value = SourceAlias> {
        let case =
            prop::sample::select(vec![CasePolicy::Capitalized, CasePolicy::AsWritten, CasePolicy::AnyCase]);
        let language = prop::sample::select(vec![[0; 3], *b"fa\0", *b"deu"]);
        (".{0,20}", case, any::<[bool; 3]>(), language).prop_map(
            |(text, case, [weak, acronym, typos], language)| SourceAlias {
                text,
                policy: AliasPolicy { case, weak, acronym, typos, language },
            },
        )
    }

    prop_compose! {
        fn row()(
            id in "[a-c]{1,3}",
            line in any::<u64>(),
            kind in 0usize..3,
            (name, aliases) in (alias(), prop::collection::vec(alias(), 0..4)),
            texts in any::<[String; 6]>(),
            lat_lon in prop::option::of((-90.0f64..90.0, -180.0f64..180.0)),
            population in any::<Option<u64>>(),
            (start, end) in any::<(Option<i16>, Option<i16>)>(),
        ) -> SourceRow {
            let [subtype, country, admin1, wikidata, geonames, notes] = texts;
            SourceRow {
                line, id, entity_type: EntityType::ALL[kind], subtype, name, aliases, country, admin1, lat_lon,
                population, wikidata, geonames, start, end, notes,
            }
        }
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were_and_sorted(rows in prop::collection::vec(row(), 0..12), cut in 0usize..12) {
            let (mut packed, mut second) = (PackedRows::default(), PackedRows::default());
            for (i, row) in rows.iter().enumerate() {
                if i < cut { packed.push(row) } else { second.push(row) }
            }
            packed.append(second);
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), rows.clone());
            let mut wanted = rows.clone();
            wanted.sort_by(|a, b| a.id.cmp(&b.id));
            wanted.dedup_by(|b, a| a.id == b.id);
            prop_assert_eq!(packed.sort(), rows.len() - wanted.len());
            prop_assert_eq!(packed.len(), wanted.len());
            prop_assert_eq!(packed.iter().collect::<Vec<_>>(), wanted);
        }
    }
}
