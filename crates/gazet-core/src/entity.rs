//! Entity types and identifiers.

use std::fmt;
use std::str::FromStr;

/// Index of an entity in the gazetteers of one engine. Not stable across builds: files carry the entity's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// Index of an alias in the gazetteers of one engine. Not stable across builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasId(pub u32);

/// The three kinds of entities. Finer kinds (`place/city`) are subtypes kept by the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EntityType {
    /// A human being, real or fictional.
    Person,
    /// Countries, regions, cities, natural features, facilities used as places.
    Place,
    /// Companies, bodies, parties, armed groups, media, teams.
    Organization,
}

impl EntityType {
    /// All types, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::Person, Self::Place, Self::Organization];

    /// The name used in gazetteers and output: `person`, `place`, `organization`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organization => "organization",
        }
    }

    /// The code of the evaluation format: `PER`, `LOC`, `ORG`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Place => "LOC",
            Self::Organization => "ORG",
        }
    }

    /// Position in [`EntityType::ALL`].
    #[inline]
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A type name that is none of the known ones.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown entity type `{0}`; use person, place or organization, or a subtype such as place/city")]
pub struct ParseEntityTypeError(pub String);

impl FromStr for EntityType {
    type Err = ParseEntityTypeError;

    /// Reads a name (`person`), a subtype (`place/city`) or an evaluation code (`PER`).
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s.split('/').next().unwrap_or_default() {
            "person" | "PER" => Ok(Self::Person),
            "place" | "LOC" => Ok(Self::Place),
            "organization" | "ORG" => Ok(Self::Organization),
            _ => Err(ParseEntityTypeError(s.to_owned())),
        }
    }
}
