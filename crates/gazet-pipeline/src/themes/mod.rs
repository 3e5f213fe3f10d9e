//! Themes of a run: from an analysis into the parts, again with other packs, and into tables.

mod again;
mod corpus;
mod tables;
mod trend;

pub use again::retheme;
pub use corpus::count_themes;
pub(crate) use tables::{DocumentThemeRow, ThemeCounts, cell};

use crate::part::{PartDocument, PartTheme, PartThemeWithin, ThemeEntry};
use gazet_themes::{HeldTheme, ThemeId, ThemeLevel, Themes};
use rustc_hash::FxHashMap;

/// The themes that documents of a chunk point at.
#[derive(Debug, Default)]
pub(crate) struct ChunkThemes {
    pub(crate) entries: Vec<ThemeEntry>,
    known: FxHashMap<ThemeId, u32>,
}

impl ChunkThemes {
    fn number(&mut self, packs: &Themes, id: ThemeId) -> u32 {
        *self.known.entry(id).or_insert_with(|| {
            let theme = packs.theme(id);
            self.entries.push(ThemeEntry {
                id: theme.id.clone(),
                label: theme.label.clone(),
                parent: theme.parent.map(|parent| packs.theme(parent).id.clone()),
            });
            u32::try_from(self.entries.len() - 1).expect("fewer than 2^32 themes")
        })
    }

    /// Puts what holds into the record of a document, in place of what was there.
    pub(crate) fn put(&mut self, packs: Option<&Themes>, held: &[HeldTheme], document: &mut PartDocument) {
        document.themes.clear();
        document.themes_within.clear();
        let Some(packs) = packs else { return };
        for held in held {
            let theme = self.number(packs, held.theme);
            let spans = held.spans.iter().map(|s| (s.start(), s.end())).collect();
            let score = held.score;
            let (sentence, index) = match held.level {
                ThemeLevel::Document => {
                    document.themes.push(PartTheme { theme, score, spans });
                    continue;
                }
                ThemeLevel::Item(index) => (false, index),
                ThemeLevel::Sentence(index) => (true, index),
            };
            document.themes_within.push(PartThemeWithin { sentence, index, theme, score, spans });
        }
    }
}
