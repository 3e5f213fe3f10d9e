//! Spellings of one Korean syllable.
//!
//! Names are written as their bearers like it: what the Revised Romanization of Korean (2000) writes `eo` is `u`, `o`, `uh`
//! or `ou` in passports and papers (`Seo`, `Suh`; `Yeon`, `Yun`; `Jeong`, `Chung`; `Yeong`, `Young`).

/// Consonants that begin a syllable; longest first.
const INITIALS: &[&str] =
    &["kk", "tt", "pp", "ss", "jj", "ch", "g", "n", "d", "r", "m", "b", "s", "j", "k", "t", "p", "h"];
/// Consonants that end one.
const FINALS: &[&str] = &["", "n", "ng", "m", "l", "k", "p", "t", "h"];
/// Vowels with the classes that they may stand for.
const VOWELS: &[(&str, &[&str])] = &[
    ("a", &["a"]),
    ("ae", &["ae"]),
    ("e", &["e"]),
    ("i", &["i"]),
    ("ee", &["i"]),
    ("yeo", &["yeo"]),
    ("you", &["yeo"]),
    ("yu", &["yeo", "yu"]),
    ("yo", &["yeo", "yo"]),
    ("eo", &["eo"]),
    ("uh", &["eo"]),
    ("ou", &["eo", "u"]),
    ("oo", &["u"]),
    ("eu", &["eu"]),
    ("u", &["eo", "eu", "u"]),
    ("o", &["eo", "o"]),
];

/// What a word may be in the Revised Romanization, if it is one or two syllables of which one has a vowel that is spelt
/// in many ways; empty otherwise. Two words that share a form may be one name.
pub(crate) fn spellings(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    if word.is_ascii() && word.len() <= 12 {
        extend(word, 0, String::new(), &mut out);
        out.retain(|form| form.contains("eo"));
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
    if syllables == 2 || out.len() >= 16 {
        return;
    }
    for initial in INITIALS.iter().copied().chain([""]) {
        let Some(after) = rest.strip_prefix(initial) else { continue };
        // `ch`, `k`, `t`, `p` also write what the Revised Romanization writes `j`, `g`, `d`, `b`.
        let plain = match initial {
            "ch" => "j",
            "k" => "g",
            "t" => "d",
            "p" => "b",
            other => other,
        };
        for (vowel, classes) in VOWELS {
            let Some(end) = after.strip_prefix(vowel) else { continue };
            for close in FINALS {
                let Some(next) = end.strip_prefix(close) else { continue };
                // A closing `h` says nothing.
                let close = close.trim_end_matches('h');
                for class in *classes {
                    extend(next, syllables + 1, format!("{so_far}{plain}{class}{close}"), out);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        let meet = |a: &str, b: &str| spellings(a).iter().any(|form| spellings(b).contains(form));
        for (a, b) in [
            ("seo", "suh"),
            ("yeon", "yun"),
            ("jeong", "chung"),
            ("hyeon", "hyun"),
            ("yeong", "young"),
            ("seoyeon", "suhyun"),
        ] {
            assert!(meet(a, b), "{a} {b}: {:?} {:?}", spellings(a), spellings(b));
        }
        for (a, b) in [("seo", "sa"), ("yeon", "min"), ("kim", "gum")] {
            assert!(!meet(a, b), "{a} {b}");
        }
        assert!(spellings("george").is_empty());
    }
}
