//! Themes of a run: from an analysis into the parts, again with other packs, and into tables.

mod again;
mod corpus;
mod tables;
mod trend;

pub use again::retheme;
pub use corpus::count_themes;
pub(crate) use tables::{DocumentThemeRow, ThemeCounts, cell};

use crate::part::{PartDocument, PartTheme, PartThemeWithin};
use gazet_themes::{HeldTheme, ThemeLevel, Themes};

/// Puts what holds into the record of a document, in place of what was there.
pub(crate) fn put(packs: Option<&Themes>, held: &[HeldTheme], document: &mut PartDocument) {
    document.themes.clear();
    document.themes_within.clear();
    let Some(packs) = packs else { return };
    for held in held {
        let theme = packs.theme(held.theme);
        let spans = held.spans.iter().map(|s| (s.start(), s.end())).collect();
        let (sentence, index) = match held.level {
            ThemeLevel::Document => {
                document.themes.push(PartTheme {
                    id: theme.id.clone(),
                    label: theme.label.clone(),
                    parent: theme.parent.map(|parent| packs.theme(parent).id.clone()),
                    score: held.score,
                    spans,
                });
                continue;
            }
            ThemeLevel::Item(index) => (false, index),
            ThemeLevel::Sentence(index) => (true, index),
        };
        document.themes_within.push(PartThemeWithin {
            sentence,
            index,
            id: theme.id.clone(),
            score: held.score,
            spans,
        });
    }
}
