//! Compiled packs as bytes: what a build script makes, so that a program need not compile at every start.

use crate::{ThemeError, Themes};
use gazet_tokenizer::norm_hash;

/// Begins the bytes; the last two are the version of this form.
const MAGIC: &[u8; 8] = b"GZTHEM\x01\x00";

/// A word whose hash tells whether the normal form is still the one that the themes were compiled with.
const PROBE: &str = "Ångström's naïveté";

/// Hash maps as sorted lists: the same content gives the same bytes.
pub(crate) mod sorted_map {
    use rustc_hash::FxHashMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<V: Serialize, S: Serializer>(
        map: &FxHashMap<u64, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut entries: Vec<(&u64, &V)> = map.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| **key);
        entries.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, V: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<FxHashMap<u64, V>, D::Error> {
        Ok(Vec::<(u64, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// Hash sets as sorted lists.
pub(crate) mod sorted_set {
    use rustc_hash::FxHashSet;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(set: &FxHashSet<u64>, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries: Vec<&u64> = set.iter().collect();
        entries.sort_unstable();
        entries.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<FxHashSet<u64>, D::Error> {
        Ok(Vec::<u64>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl Themes {
    /// The compiled packs as bytes, for [`Themes::from_bytes`] of the same version of this crate. The same packs give
    /// the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&norm_hash(PROBE).0.to_le_bytes());
        postcard::to_extend(self, bytes).expect("plain data always encodes")
    }

    /// Compiled packs from the bytes that [`Themes::to_bytes`] gave.
    ///
    /// # Errors
    /// [`ThemeError::Stored`] if they are not such bytes, or were written with other tables of normal forms.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ThemeError> {
        let bad = |what: &str| ThemeError::Stored(what.to_owned());
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| bad("not of this version"))?;
        let (probe, rest) = rest.split_first_chunk().ok_or_else(|| bad("cut short"))?;
        if u64::from_le_bytes(*probe) != norm_hash(PROBE).0 {
            return Err(bad("written with other tables of normal forms"));
        }
        let themes: Self = postcard::from_bytes(rest).map_err(|e| ThemeError::Stored(e.to_string()))?;
        if themes.is_sound() { Ok(themes) } else { Err(bad("a number in it points nowhere")) }
    }
}
