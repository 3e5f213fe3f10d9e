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

/// What a word may be in the Revised Romanization, if it is one syllable with a vowel that is spelt in many ways; empty
/// otherwise. Two words that share a form may be one name.
pub(crate) fn spellings(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    if !word.is_ascii() || word.len() > 6 {
        return out;
    }
    for initial in INITIALS.iter().copied().chain([""]) {
        let Some(rest) = word.strip_prefix(initial) else { continue };
        for (vowel, classes) in VOWELS {
            let Some(end) = rest.strip_prefix(vowel).filter(|end| FINALS.contains(end)) else { continue };
            // `ch`, `k`, `t`, `p` also write what the Revised Romanization writes `j`, `g`, `d`, `b`.
            let plain = match initial {
                "ch" => "j",
                "k" => "g",
                "t" => "d",
                "p" => "b",
                other => other,
            };
            // A closing `h` says nothing.
            let end = end.trim_end_matches('h');
            for class in *classes {
                let form = format!("{plain}{class}{end}");
                if !out.contains(&form) {
                    out.push(form);
                }
            }
        }
    }
    // Without a spelling that is surely Korean in one of the two words, any two short words would meet: see `eo`.
    out.retain(|form| form.contains("eo"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        let meet = |a: &str, b: &str| spellings(a).iter().any(|form| spellings(b).contains(form));
        for (a, b) in
            [("seo", "suh"), ("yeon", "yun"), ("jeong", "chung"), ("hyeon", "hyun"), ("yeong", "young")]
        {
            assert!(meet(a, b), "{a} {b}: {:?} {:?}", spellings(a), spellings(b));
        }
        for (a, b) in [("seo", "sa"), ("yeon", "min"), ("kim", "gum")] {
            assert!(!meet(a, b), "{a} {b}");
        }
        assert!(spellings("george").is_empty());
    }
}
