//! Copies of gold documents as careless hands and machines write them.

use super::corpus::{GoldDocument, GoldEntity};
use crate::hash::mix;
use gazet_core::Span;

/// A way in which a text is spoilt while its names stay the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Noise {
    /// Everything in capitals, as in headlines and teletype.
    Capitals,
    /// Everything in lower case.
    LowerCase,
    /// Letters taken for others by a scanner: 2 in 100 of those that scanners confuse.
    Letters,
    /// Spaces lost (3 in 100) and spaces inside words (1 in 100 letters), as scanners see them.
    Spaces,
    /// Line breaks (half), spaces behind sentence ends (3 in 10) and spaces before capitals (3 in 100) lost, as in
    /// text torn out of web pages.
    Glued,
}

/// What scanners confuse. Longer ones first: the first that fits is tried.
const CONFUSED: &[(&str, &str)] = &[
    ("rn", "m"),
    ("cl", "d"),
    ("li", "h"),
    ("vv", "w"),
    ("m", "rn"),
    ("d", "cl"),
    ("l", "1"),
    ("1", "l"),
    ("I", "l"),
    ("O", "0"),
    ("0", "O"),
    ("S", "5"),
    ("5", "S"),
    ("B", "8"),
    ("e", "c"),
    ("c", "e"),
    ("a", "o"),
    ("u", "n"),
    ("n", "u"),
    ("t", "f"),
    ("f", "t"),
    ("h", "b"),
    ("y", "v"),
    ("i", "j"),
];

impl Noise {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Capitals, Self::LowerCase, Self::Letters, Self::Spaces, Self::Glued];

    /// A name for reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Capitals => "in capitals",
            Self::LowerCase => "in lower case",
            Self::Letters => "letters confused by a scanner",
            Self::Spaces => "spaces lost and added by a scanner",
            Self::Glued => "glued lines and sentences",
        }
    }

    /// Writes what becomes of the text at byte `at` to `out`, and says how many bytes were taken.
    fn write(self, text: &str, at: usize, seed: u64, out: &mut String) -> usize {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { return 0 };
        let unlucky = |in_hundred: u64| mix(seed, at as u64) % 100 < in_hundred;
        let letter_before = || text[..at].chars().next_back().is_some_and(char::is_alphabetic);
        match self {
            Self::Capitals => out.extend(c.to_uppercase()),
            Self::LowerCase => out.extend(c.to_lowercase()),
            Self::Letters => {
                let confused = CONFUSED.iter().find(|(from, _)| rest.starts_with(from));
                if let Some((from, to)) = confused.filter(|_| unlucky(2)) {
                    out.push_str(to);
                    return from.len();
                }
                out.push(c);
            }
            Self::Spaces => {
                if c == ' ' && unlucky(3) {
                    return 1;
                }
                if c.is_alphabetic() && letter_before() && unlucky(1) {
                    out.push(' ');
                }
                out.push(c);
            }
            Self::Glued => {
                let capital_follows = rest[c.len_utf8()..].starts_with(char::is_uppercase);
                let lost = match c {
                    '\n' => unlucky(50),
                    ' ' if text[..at].ends_with(['.', '!', '?']) => capital_follows && unlucky(30),
                    ' ' => capital_follows && unlucky(3),
                    _ => false,
                };
                if !lost {
                    out.push(c);
                }
            }
        }
        c.len_utf8()
    }
}

impl GoldDocument {
    /// A copy with noise, names marked. The same document, noise and seed give the same copy.
    #[must_use]
    pub fn with_noise(&self, noise: Noise, seed: u64) -> Self {
        let seed = self.id.bytes().fold(mix(seed, noise as u64), |h, b| mix(h, u64::from(b)));
        let mut text = String::with_capacity(self.text.len());
        // New offset of each old one: what lies inside a confusion goes to its end.
        let mut offsets = Vec::with_capacity(self.text.len() + 1);
        while offsets.len() < self.text.len() {
            let at = offsets.len();
            offsets.push(text.len() as u32);
            let taken = noise.write(&self.text, at, seed, &mut text);
            offsets.resize(at + taken, text.len() as u32);
        }
        offsets.push(text.len() as u32);
        let entities = self.entities.iter().filter_map(|e| {
            let (mut start, end) = (offsets[e.span.start() as usize], offsets[e.span.end() as usize]);
            // A space put before the first letter is not part of the name.
            if self.text[e.span.start() as usize..].starts_with(|c: char| c != ' ')
                && text[start as usize..].starts_with(' ')
            {
                start += 1;
            }
            (start < end).then(|| GoldEntity { span: Span::new(start, end), ..*e })
        });
        let entities = entities.collect();
        Self { id: format!("{}#{}", self.id, noise.name()), text, entities }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gazet_core::EntityType;

    fn document(text: &str, name: &str) -> GoldDocument {
        let entities = text
            .match_indices(name)
            .map(|(at, _)| GoldEntity {
                span: Span::new(at as u32, (at + name.len()) as u32),
                entity_type: EntityType::Place,
            })
            .collect();
        GoldDocument { id: "x".into(), text: text.into(), entities }
    }

    #[test]
    fn names_keep_their_places() {
        let document = document("Straße nach Ürümqi", "Ürümqi");
        let upper = document.with_noise(Noise::Capitals, 1);
        assert_eq!(upper.text, "STRASSE NACH ÜRÜMQI");
        assert_eq!(upper.entities[0].span.of(&upper.text), "ÜRÜMQI");
        let lower = document.with_noise(Noise::LowerCase, 1);
        assert_eq!(lower.entities[0].span.of(&lower.text), "ürümqi");
    }

    #[test]
    fn noise_spoils_a_little_and_marks_what_is_left_of_each_name() {
        let text = "They left Cornwall.\nThe clerk came to Cornwall from Lille. ".repeat(50);
        let clean = document(&text, "Cornwall");
        for noise in [Noise::Letters, Noise::Spaces, Noise::Glued] {
            let copy = clean.with_noise(noise, 1);
            assert_eq!(copy, clean.with_noise(noise, 1));
            assert_ne!(copy.text, clean.with_noise(noise, 2).text, "the seed has a say");
            assert_ne!(copy.text, clean.text);
            assert_eq!(copy.entities.len(), 100);
            let mut kept = 0;
            for e in &copy.entities {
                let name = e.span.of(&copy.text);
                kept += usize::from(name == "Cornwall");
                assert!(name.starts_with('C') && name.ends_with(['l', '1']), "{name:?} with {noise:?}");
            }
            assert!(kept >= 60, "{kept} of 100 names as they were with {noise:?}");
        }
        let glued = clean.with_noise(Noise::Glued, 1).text;
        assert!(glued.contains("Cornwall.The") && glued.contains("Cornwall.\nThe"), "{glued}");
    }
}
