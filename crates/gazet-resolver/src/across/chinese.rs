//! Pinyin and the older Wade-Giles romanization.

/// Initials of pinyin with their Wade-Giles form, apostrophes left out; longest first.
const INITIALS: &[(&str, &str)] = &[
    ("zh", "ch"),
    ("ch", "ch"),
    ("sh", "sh"),
    ("z", "ts"),
    ("c", "ts"),
    ("j", "ch"),
    ("q", "ch"),
    ("x", "hs"),
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
    ("r", "j"),
    ("p", "p"),
    ("t", "t"),
    ("k", "k"),
    ("m", "m"),
    ("n", "n"),
    ("l", "l"),
    ("f", "f"),
    ("h", "h"),
    ("s", "s"),
    ("w", "w"),
    ("y", "y"),
    ("", ""),
];

/// Finals of pinyin with their Wade-Giles form; longest first.
const FINALS: &[(&str, &str)] = &[
    ("iang", "iang"),
    ("iong", "iung"),
    ("uang", "uang"),
    ("ang", "ang"),
    ("eng", "eng"),
    ("ing", "ing"),
    ("ong", "ung"),
    ("ian", "ien"),
    ("iao", "iao"),
    ("uai", "uai"),
    ("uan", "uan"),
    ("ai", "ai"),
    ("an", "an"),
    ("ao", "ao"),
    ("ei", "ei"),
    ("en", "en"),
    ("er", "erh"),
    ("ia", "ia"),
    ("ie", "ieh"),
    ("in", "in"),
    ("iu", "iu"),
    ("ou", "ou"),
    ("ua", "ua"),
    ("ue", "ueh"),
    ("ui", "ui"),
    ("un", "un"),
    ("uo", "o"),
    ("a", "a"),
    ("e", "e"),
    ("i", "i"),
    ("o", "o"),
    ("u", "u"),
];

/// One syllable in Wade-Giles without marks.
fn syllable(initial: &str, wade: &str, last: &str, last_wade: &str) -> String {
    match (initial, last) {
        ("zh" | "ch" | "sh", "i") => format!("{wade}ih"),
        ("r", "i") => "jih".to_owned(),
        ("z" | "c", "i") => "tzu".to_owned(),
        ("s", "i") => "ssu".to_owned(),
        ("g" | "k" | "h", "e") => format!("{wade}o"),
        ("g" | "k", "uo") => format!("{wade}uo"),
        ("g" | "k", "ui") => format!("{wade}uei"),
        ("y", "an") => "yen".to_owned(),
        ("y", "e") => "yeh".to_owned(),
        ("y", "i") => "i".to_owned(),
        ("y", "ou") => "yu".to_owned(),
        ("y", "ong") => "yung".to_owned(),
        _ => format!("{wade}{last_wade}"),
    }
}

/// Wade-Giles forms (without marks) that the pinyin word may have; empty when it is no pinyin.
pub(crate) fn wade_giles(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    if word.is_ascii() && word.len() <= 12 {
        extend(word, 0, String::new(), &mut out);
    }
    out
}

fn extend(rest: &str, syllables: usize, so_far: String, out: &mut Vec<String>) {
    if rest.is_empty() {
        if syllables > 0 && !out.contains(&so_far) {
            out.push(so_far);
        }
        return;
    }
    // A given name has two syllables, a surname rarely more.
    if syllables >= 3 || out.len() >= 16 {
        return;
    }
    for (initial, wade) in INITIALS {
        let Some(after) = rest.strip_prefix(initial) else { continue };
        for (last, last_wade) in FINALS {
            if let Some(next) = after.strip_prefix(last) {
                let form = format!("{so_far}{}", syllable(initial, wade, last, last_wade));
                extend(next, syllables + 1, form, out);
            }
        }
    }
}

/// Whether a word is one syllable of pinyin: two different ones are two different names.
pub(crate) fn is_syllable(word: &str) -> bool {
    word.is_ascii()
        && INITIALS.iter().any(|(initial, _)| {
            word.strip_prefix(initial).is_some_and(|rest| FINALS.iter().any(|(last, _)| *last == rest))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_name() {
        for (pinyin, wade) in [
            ("zedong", "tsetung"),
            ("xiaoping", "hsiaoping"),
            ("deng", "teng"),
            ("zhou", "chou"),
            ("enlai", "enlai"),
            ("jieshi", "chiehshih"),
            ("zhongshan", "chungshan"),
        ] {
            assert!(wade_giles(pinyin).iter().any(|w| w == wade), "{pinyin}: {:?}", wade_giles(pinyin));
        }
        assert!(!wade_giles("wang").contains(&"chang".to_owned()));
        assert!(wade_giles("rajavi").is_empty());
    }
}
