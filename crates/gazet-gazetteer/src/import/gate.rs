//! GATE gazetteers: a `.def` file names `.lst` files with major and minor types.

use super::plain::{UsedIds, fresh_id};
use super::{Imported, lines, open, row};
use crate::GazetteerError;
use gazet_core::EntityType;
use std::path::Path;

/// Reads a `.def` file and the `.lst` files that it names. A line of the former is
/// `file.lst:majorType[:minorType[:language[:annotationType]]]`; of the latter `name[&feature=value...]`, or with a
/// tab before the features. Lists whose major type is none of persons, places and organizations are left out.
///
/// # Errors
/// A file that cannot be read, or a line of the `.def` without a colon.
pub fn read_gate(def: &Path) -> Result<Imported, GazetteerError> {
    let mut out = Imported::default();
    let mut used = UsedIds::default();
    let folder = def.parent().unwrap_or(Path::new("."));
    let def_name = def.display().to_string();
    for line in lines(open(def)?, &def_name) {
        let (number, line) = line?;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.trim().split(':');
        let (Some(file), Some(major)) = (parts.next(), parts.next()) else {
            return Err(GazetteerError::Import {
                place: format!("{def_name}:{number}"),
                message: format!("`{line}` has no major type; write file.lst:majorType:minorType"),
            });
        };
        let minor = parts.next().unwrap_or_default();
        let Some((entity_type, subtype)) = type_of(major, minor) else {
            out.skip(format!(
                "list of major type `{major}`, which is neither person, place nor organization"
            ));
            continue;
        };
        let path = folder.join(file);
        let list = path.display().to_string();
        for entry in lines(open(&path)?, &list) {
            let (number, entry) = entry?;
            let name = entry.split(['&', '\t']).next().unwrap_or_default().trim();
            if name.is_empty() {
                continue;
            }
            let id = fresh_id("gate", name, &mut used);
            out.push(row(id, entity_type, subtype, name, number));
        }
    }
    Ok(out)
}

fn type_of(major: &str, minor: &str) -> Option<(EntityType, &'static str)> {
    let subtype = match minor {
        "city" => "city",
        "country" => "country",
        "province" | "region" => "region",
        "river" => "river",
        "mountain" => "mountain",
        "company" => "company",
        "government" => "government",
        _ => "",
    };
    match major {
        "location" | "country" | "city" => Some((EntityType::Place, subtype)),
        "organization" | "company" | "government" => Some((EntityType::Organization, subtype)),
        "person" | "person_full" => Some((EntityType::Person, "")),
        _ => None,
    }
}
