//! Entities that look like one.

use super::{Finding, FindingCode};
use crate::entity::AliasView;
use crate::{AliasFlags, EntityView, Gazetteer};
use gazet_core::Severity;
use std::collections::BTreeMap;

/// Two places nearer than this (in degrees, about 11 km) are taken for one.
const NEAR: f64 = 0.1;

pub(super) fn check(gazetteer: &Gazetteer, out: &mut Vec<Finding>) {
    same_name(gazetteer, out);
    same_id(gazetteer, out);
}

/// Canonical names of the same folded form, type and place.
fn same_name(gazetteer: &Gazetteer, out: &mut Vec<Finding>) {
    let view = gazetteer.view();
    for group in 0..gazetteer.n_names() {
        let Some((aliases, _)) = view.group(group) else { continue };
        let entities: Vec<EntityView<'_>> = aliases
            .filter_map(|a| AliasView::new(view, a))
            .filter(|a| a.flags().contains(AliasFlags::CANONICAL))
            .filter_map(|a| gazetteer.entity(a.entity()))
            .collect();
        for (i, a) in entities.iter().enumerate() {
            // Only the next few: a name that hundreds bear is no duplicate.
            for b in entities.iter().skip(i + 1).take(8) {
                if look_alike(a, b) {
                    let reason =
                        format!("have the same name `{}` and nothing that tells them apart", a.name());
                    out.push(finding(a, b, &reason, 20));
                }
            }
        }
    }
}

fn look_alike(a: &EntityView<'_>, b: &EntityView<'_>) -> bool {
    let differ = |x: &str, y: &str| !x.is_empty() && !y.is_empty() && x != y;
    let years = |x: Option<i16>, y: Option<i16>| x.zip(y).is_some_and(|(x, y)| x != y);
    let far = a
        .lat_lon()
        .zip(b.lat_lon())
        .is_some_and(|(x, y)| (x.0 - y.0).abs() > NEAR || (x.1 - y.1).abs() > NEAR);
    a.entity_type() == b.entity_type()
        && a.subtype() == b.subtype()
        && !differ(a.country(), b.country())
        && !differ(a.admin1(), b.admin1())
        && !years(a.start(), b.start())
        && !years(a.end(), b.end())
        && !far
}

/// The same Wikidata or GeoNames id.
fn same_id(gazetteer: &Gazetteer, out: &mut Vec<Finding>) {
    type Id = for<'e> fn(&EntityView<'e>) -> &'e str;
    let ids: [(&str, Id); 2] = [("Wikidata item", |e| e.wikidata()), ("GeoNames id", |e| e.geonames())];
    for (what, id) in ids {
        let mut first: BTreeMap<&str, u32> = BTreeMap::new();
        for index in 0..gazetteer.n_entities() {
            let Some(entity) = gazetteer.entity(index) else { continue };
            let value = id(&entity);
            if value.is_empty() {
                continue;
            }
            match first.get(value).and_then(|i| gazetteer.entity(*i)) {
                Some(before) => {
                    out.push(finding(&before, &entity, &format!("have the same {what} {value}"), 40))
                }
                None => {
                    first.insert(value, index);
                }
            }
        }
    }
}

fn finding(a: &EntityView<'_>, b: &EntityView<'_>, reason: &str, harm: u64) -> Finding {
    Finding {
        code: FindingCode::DuplicateEntity,
        severity: Severity::Warning,
        harm,
        list: a.list().to_owned(),
        entities: vec![a.key().to_owned(), b.key().to_owned()],
        alias: a.name().to_owned(),
        message: format!("{} and {} {reason}", a.key(), b.key()),
        help: "make them one row, or fill in what tells them apart".to_owned(),
    }
}
