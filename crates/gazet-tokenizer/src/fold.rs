//! The normal form of one token.

use crate::chars::{Class, class, classify, see};
use crate::hash::hash_bytes;
use crate::plane::{self, OneByOne};
use gazet_core::NormHash;
use unicode_normalization::UnicodeNormalization;

/// Version of the folding tables and of the hash. Compiled lists carry it: a list compiled under another version
/// does not match this text.
pub const FOLD_VERSION: u32 = 1;

/// Appends the normal form of **one** token to `out`.
///
/// The normal form is lower case, in compatibility decomposition (NFKD), without the combining marks of Latin,
/// Greek, Cyrillic, Arabic and Hebrew (other scripts keep theirs: there they are vowels), without apostrophes,
/// soft hyphens and zero-width characters, with letters that do not decompose replaced (`ß` by `ss`, `ø` by `o`,
/// `ł` by `l`, `đ` by `d`, `ı` by `i`, `æ` by `ae`, `ə` by `a`), with Arabic and Persian forms of one letter made
/// one, and with the decimal digits of Arabic and Persian as ASCII. An abbreviation loses its dots (`U.S.` gives
/// `us`), a word divided at a line end is joined, spaced capitals are closed up. Addresses, punctuation and
/// symbols are their own normal form, and so is a token of which nothing would remain.
///
/// ```
/// let mut form = String::new();
/// gazet_tokenizer::normalize_into("Müller", &mut form);
/// assert_eq!(form, "muller");
/// form.clear();
/// gazet_tokenizer::normalize_into("Sana’a", &mut form);
/// assert_eq!(form, "sanaa");
/// ```
pub fn normalize_into(surface: &str, out: &mut String) {
    let start = out.len();
    match form(surface) {
        Form::Raw => out.push_str(surface),
        Form::Word => fold(surface, Dots::Dropped, out),
        Form::Number => fold(surface, Dots::Kept, out),
    }
    if out.len() == start {
        out.push_str(surface);
    }
}

/// Hash of the normal form of one token; see [`normalize_into`].
///
/// The same on every platform and in every run. For every token `t` of a text, `t.norm == norm_hash(surface)`.
///
/// ```
/// use gazet_tokenizer::norm_hash;
/// assert_eq!(norm_hash("U.N."), norm_hash("un"));
/// assert_ne!(norm_hash("Iran"), norm_hash("Iraq"));
/// ```
#[must_use]
pub fn norm_hash(surface: &str) -> NormHash {
    let mut form = String::with_capacity(surface.len());
    norm_hash_in(surface, &mut form)
}

/// [`norm_hash`] with a buffer of the caller.
pub(crate) fn norm_hash_in(surface: &str, buffer: &mut String) -> NormHash {
    buffer.clear();
    normalize_into(surface, buffer);
    hash_bytes(buffer.as_bytes())
}

enum Form {
    Raw,
    Word,
    Number,
}

/// Decides which rule a token follows from its surface alone, so that names and texts cannot disagree.
fn form(surface: &str) -> Form {
    let mut at = 0;
    let mut first = None;
    let mut letters = false;
    let mut dots = false;
    let mut spaces = false;
    while let Some(seen) = see(surface, at) {
        let next = at + seen.len;
        match seen.class {
            Class::Lower | Class::Upper | Class::Letter | Class::Alone | Class::Digit => {
                letters |= seen.class != Class::Digit;
                first = first.or(Some(seen.class));
            }
            Class::Mark | Class::Ignorable | Class::Apostrophe => {}
            Class::Dot if seen.char == '.' => dots = true,
            Class::Punctuation if seen.char == ',' && first == Some(Class::Digit) => {}
            Class::Hyphen if line_break_len(surface, next).is_some() => {}
            Class::Newline => {}
            Class::Space => spaces = true,
            _ => return Form::Raw,
        }
        at = next;
    }
    match first {
        None => Form::Raw,
        _ if spaces && !spaced_or_divided(surface) => Form::Raw,
        Some(Class::Digit) => Form::Number,
        Some(_) if dots && letters && !is_dotted(surface) => Form::Raw,
        Some(_) => Form::Word,
    }
}

/// White space is part of a token only between spaced capitals and after the hyphen of a divided word.
fn spaced_or_divided(surface: &str) -> bool {
    let mut letters = 0;
    let spaced = surface.chars().all(|c| match class(c) {
        Class::Space => {
            letters = 0;
            true
        }
        Class::Upper => {
            letters += 1;
            letters == 1
        }
        Class::Mark | Class::Ignorable => true,
        _ => false,
    });
    spaced || surface.chars().any(|c| class(c) == Class::Newline)
}

/// `U.S.`, `Mr.`, `Ph.D`: ends with a dot, or consists of parts of at most two letters.
fn is_dotted(surface: &str) -> bool {
    surface.ends_with('.') || surface.split('.').all(|part| part.chars().count() <= 2)
}

/// Length of the line break at `at` with the white space around it; `None` if there is none.
pub(crate) fn line_break_len(text: &str, at: usize) -> Option<usize> {
    let mut broken = false;
    let mut end = at;
    while let Some(seen) = see(text, end) {
        match seen.class {
            Class::Newline => broken = true,
            Class::Space => {}
            _ => break,
        }
        end += seen.len;
    }
    broken.then_some(end - at)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dots {
    Dropped,
    Kept,
}

fn fold(surface: &str, dots: Dots, out: &mut String) {
    let start = out.len();
    let mut one_by_one = OneByOne::default();
    let mut at = 0;
    while let Some(seen) = see(surface, at) {
        at += seen.len;
        if skipped(seen.class, seen.char, dots) {
            continue;
        }
        if seen.char.is_ascii() {
            one_by_one.ascii();
            out.push(seen.char.to_ascii_lowercase());
            continue;
        }
        match plane::entry(seen.char).and_then(|entry| one_by_one.next(entry)) {
            Some(form) => out.push_str(std::str::from_utf8(form).expect("entries hold whole characters")),
            None => {
                out.truncate(start);
                return fold_whole(surface, dots, out);
            }
        }
    }
}

/// Folds the whole token at once: marks are brought into canonical order.
fn fold_whole(surface: &str, dots: Dots, out: &mut String) {
    let mut at = 0;
    let chars = std::iter::from_fn(|| {
        while let Some(seen) = see(surface, at) {
            at += seen.len;
            if !skipped(seen.class, seen.char, dots) {
                return Some(seen.char);
            }
        }
        None
    });
    fold_chars(chars, out);
}

/// What leaves no trace in a normal form.
fn skipped(class: Class, c: char, dots: Dots) -> bool {
    match class {
        Class::Ignorable | Class::Apostrophe | Class::Space | Class::Newline | Class::Hyphen => true,
        Class::Dot => dots == Dots::Dropped || c != '.',
        _ => false,
    }
}

pub(crate) fn fold_chars(chars: impl Iterator<Item = char>, out: &mut String) {
    for c in chars.nfkd() {
        for lower in c.to_lowercase() {
            fold_decomposed(lower, out);
        }
    }
}

/// Folds one small, decomposed character.
fn fold_decomposed(c: char, out: &mut String) {
    let replacement = match c {
        '\0'..='\x7f' => {
            out.push(c);
            return;
        }
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "ng",
        'ŧ' => "t",
        'ĸ' => "k",
        'ə' => "a",
        'ɓ' => "b",
        'ɗ' => "d",
        'ƙ' => "k",
        'ƴ' => "y",
        'ς' => "σ",
        // One letter, written with an Arabic or a Persian code point.
        'ي' | 'ى' => "ی",
        'ك' => "ک",
        'ة' | 'ۀ' | 'ە' => "ه",
        'ٱ' => "ا",
        // Tatweel, and letters that stand for an apostrophe in transliterations.
        'ـ' | '\u{2b9}'..='\u{2bf}' | '\u{2c8}' | '\u{2ca}' | '\u{2cb}' | '\u{a78b}' | '\u{a78c}' => "",
        '\u{660}'..='\u{669}' => return push_digit(c, '\u{660}', out),
        '\u{6f0}'..='\u{6f9}' => return push_digit(c, '\u{6f0}', out),
        _ if is_stripped_mark(c) => "",
        // A compatibility decomposition can bring in spaces and apostrophes. (The pages ask for forms while they are
        // filled: the class must not come from them.)
        _ if matches!(classify(c), Class::Space | Class::Apostrophe | Class::Ignorable) => "",
        _ => {
            out.push(c);
            return;
        }
    };
    out.push_str(replacement);
}

fn push_digit(c: char, zero: char, out: &mut String) {
    let value = u8::try_from(c as u32 - zero as u32).expect("ten digits");
    out.push(char::from(b'0' + value));
}

/// Marks that names are written with and without. Indic, Thai and other marks are vowels and stay.
const fn is_stripped_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'
        | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

        /// Letters and marks of many scripts, marks in any order.
        #[test]
        fn one_by_one_is_as_a_whole(
            token in "[a-zÀ-ɏΆ-ώЀ-ӿ\u{591}-\u{5ea}ا-ي\u{64b}-\u{65f}क-ह\u{93c}-\u{94d}ก-\u{e4e}가-힣\u{300}-\u{36f}\u{1ab0}-\u{1abd}ﬁ-ﬆﷲ]{1,8}"
        ) {
            let (mut a, mut b) = (String::new(), String::new());
            fold(&token, Dots::Dropped, &mut a);
            fold_whole(&token, Dots::Dropped, &mut b);
            prop_assert_eq!(a, b);
        }

        #[test]
        fn any_token_too(token in "\\PC{1,6}") {
            let (mut a, mut b) = (String::new(), String::new());
            fold(&token, Dots::Kept, &mut a);
            fold_whole(&token, Dots::Kept, &mut b);
            prop_assert_eq!(a, b);
        }
    }
}
