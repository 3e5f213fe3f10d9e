//! Theme packs: those that come with the program, and those of the user.

use crate::EngineError;
use gazet_themes::{Pack, Themes};
use std::fs;
use std::path::{Path, PathBuf};

/// The theme packs of `/gazetteers/themes`, name and text, and their fingerprint. [`COMPILED`] is made of them.
static SHIPPED: (&[(&str, &str)], u64) = {
    let (packs, fingerprint) = &include!(concat!(env!("OUT_DIR"), "/themes.rs"));
    (packs, *fingerprint)
};

/// The same packs, compiled by the build script.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/themes.bin"));

/// What the keys of theme packs begin with among those that an engine is made of.
pub const THEME_PACK: &str = "theme pack";

/// Which theme packs take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeChoice {
    /// Whether those that come with the program do. Yes by default.
    pub shipped: bool,
    /// Pack files, and folders of them, beside those. A theme that says `replace = true` takes the place of an earlier
    /// one with its id.
    pub packs: Vec<PathBuf>,
}

impl Default for ThemeChoice {
    fn default() -> Self {
        Self { shipped: true, packs: Vec::new() }
    }
}

/// Theme packs, compiled, with what tells them apart.
#[derive(Clone, Debug)]
pub struct LoadedThemes {
    pub(crate) themes: Themes,
    pub(crate) fingerprints: Vec<(String, u64)>,
}

impl LoadedThemes {
    /// Reads and compiles the packs of `choice`.
    ///
    /// # Errors
    /// If a pack cannot be read or used.
    pub fn load(choice: &ThemeChoice) -> Result<Self, EngineError> {
        let mut fingerprints = Vec::new();
        if choice.shipped {
            fingerprints.push(("shipped".to_owned(), SHIPPED.1));
            if choice.packs.is_empty() {
                return Ok(Self { themes: Themes::from_bytes(COMPILED)?, fingerprints });
            }
        }
        let mut packs = if choice.shipped { shipped_packs()? } else { Vec::new() };
        for pack in read_packs(&choice.packs)? {
            let name = Path::new(pack.source()).file_name().unwrap_or_default();
            fingerprints.push((name.to_string_lossy().into_owned(), pack.fingerprint()));
            packs.push(pack);
        }
        Ok(Self { themes: Themes::new(&packs)?, fingerprints })
    }

    /// The compiled packs.
    #[must_use]
    pub fn themes(&self) -> &Themes {
        &self.themes
    }

    /// The packs as [`crate::Engine::made_of`] tells them: each key begins with [`THEME_PACK`].
    pub fn made_of(&self) -> impl Iterator<Item = (String, String)> {
        let packs = (1..).zip(self.fingerprints());
        packs.map(|(n, (name, number))| (format!("{THEME_PACK} {n}, {name}"), format!("{number:016x}")))
    }

    /// Name and fingerprint of each pack, in order; those of the program as one.
    pub fn fingerprints(&self) -> impl Iterator<Item = (&str, u64)> {
        self.fingerprints.iter().map(|(name, fingerprint)| (name.as_str(), *fingerprint))
    }
}

/// The packs that come with the program.
///
/// # Errors
/// If one of them is none, which a test rules out.
pub fn shipped_packs() -> Result<Vec<Pack>, EngineError> {
    SHIPPED.0.iter().map(|(name, text)| Ok(Pack::parse(name, text)?)).collect()
}

/// Reads pack files, and all packs of folders in the order of their names. Files `*.meta.toml` say where a pack comes
/// from and are none.
///
/// # Errors
/// If a file cannot be read or is no pack, or a folder holds none.
pub fn read_packs(paths: &[PathBuf]) -> Result<Vec<Pack>, EngineError> {
    let mut packs = Vec::new();
    for path in pack_files(paths)? {
        let text = fs::read_to_string(&path)
            .map_err(|source| EngineError::ReadThemes { path: path.clone(), source })?;
        packs.push(Pack::parse(&path.display().to_string(), &text)?);
    }
    Ok(packs)
}

/// The pack files among `paths`, folders unfolded.
///
/// # Errors
/// If a folder cannot be read or holds no pack.
pub fn pack_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, EngineError> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let failed = |source| EngineError::ReadThemes { path: path.clone(), source };
        let mut inside = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            let file = entry.map_err(failed)?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.ends_with(".toml") && !name.ends_with(".meta.toml") {
                inside.push(file);
            }
        }
        if inside.is_empty() {
            return Err(EngineError::NoThemes { path: path.clone() });
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_is_what_the_packs_compile_to() {
        let packs = shipped_packs().expect("the shipped packs can be read");
        let embedded = LoadedThemes::load(&ThemeChoice::default()).expect("the embedded themes can be used");
        let compiled = Themes::new(&packs).expect("the shipped packs can be used");
        assert!(embedded.themes.to_bytes() == compiled.to_bytes());
        assert_eq!(embedded.fingerprints, [("shipped".to_owned(), Pack::fingerprint_of(&packs))]);
    }
}
