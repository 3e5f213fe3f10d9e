//! Words that lost the space between them.
//!
//! Scraped pages glue the last word of one paragraph to the first of the next: `CrossWhen`, `todayPolice`. A word is
//! cut before a capital when
//!
//! 1. the right part is a capitalized opener of sentences (`The`, `When`, `He`) and the left part has at least
//!    three letters (four and more before an opener of two letters), or is an acronym or a number;
//! 2. the left part is wholly in small letters, has at least three, and the right part is a capitalized word of at
//!    least three letters (`todayPolice`);
//! 3. the left part is a function word in small letters (`inIran`, `theMKO`).
//!
//! Everything else stays whole: `McDonald`, `YouTube`, `WikiLeaks`, `iPhone`, `LaTeX`, `PhD`.

use crate::chars::{Class, class};
use crate::words::{is_camel_name, is_clitic, is_opener};

/// Longer runs of letters, in bytes, are no words: they are left whole.
const MAX_WORD: usize = 80;

/// Where to cut `word`, in bytes; `None` leaves it whole. The right part may want to be cut again.
pub(crate) fn cut(word: &str) -> Option<usize> {
    if word.len() > MAX_WORD {
        return None;
    }
    candidate(word).filter(|_| !is_camel_name(word))
}

fn candidate(word: &str) -> Option<usize> {
    let mut previous: Option<Class> = None;
    for (at, c) in word.char_indices() {
        let this = class(c);
        if this == Class::Ignorable || this == Class::Mark {
            continue;
        }
        if at > 0 && this == Class::Upper && previous.is_some_and(|p| p != Class::Upper) && cuts(word, at) {
            return Some(at);
        }
        // An acronym runs into a word: the last capital belongs to the word (`MKOThe`).
        if this == Class::Lower && previous == Some(Class::Upper) {
            let boundary = word[..at].char_indices().next_back().map_or(0, |(i, _)| i);
            if boundary > 0 && acronym_before(word, boundary) {
                return Some(boundary);
            }
        }
        previous = Some(this);
    }
    None
}

/// The shape of a part: number of letters and digits, and which kinds it has.
#[derive(Default)]
struct Part {
    len: usize,
    upper: usize,
    lower: usize,
    digits: usize,
}

fn part(word: &str) -> Part {
    let mut part = Part::default();
    for c in word.chars() {
        match class(c) {
            Class::Upper => part.upper += 1,
            Class::Lower => part.lower += 1,
            Class::Digit => part.digits += 1,
            Class::Letter => {}
            _ => continue,
        }
        part.len += 1;
    }
    part
}

/// The capitalized word that begins at `at`: up to the next capital.
fn title_at(word: &str, at: usize) -> &str {
    let rest = &word[at..];
    let end =
        rest.char_indices().skip(1).find(|&(_, c)| class(c) == Class::Upper).map_or(rest.len(), |(i, _)| i);
    &rest[..end]
}

fn cuts(word: &str, at: usize) -> bool {
    let left = &word[..at];
    let right = title_at(word, at);
    let whole = right.len() == word.len() - at;
    let l = part(left);
    let r = part(right);
    if r.lower + 1 == r.len && r.lower > 0 && is_opener(right) {
        let enough = if r.len <= 2 { 4 } else { 3 };
        if l.lower > 0 && l.digits == 0 && l.len >= enough && !is_name_prefix(left) {
            return true;
        }
        if l.digits >= 2 && l.digits == l.len {
            return true;
        }
    }
    if l.lower < l.len {
        return false;
    }
    if is_clitic(left) {
        let acronym = part(&word[at..]);
        return (whole && r.lower >= 2 && r.lower + 1 == r.len)
            || (acronym.upper >= 2 && acronym.upper == acronym.len);
    }
    whole && l.len >= 3 && r.len >= 3 && r.lower + 1 == r.len
}

/// `MKOThe`: at least two capitals, then a capitalized opener of three letters or more.
fn acronym_before(word: &str, at: usize) -> bool {
    let l = part(&word[..at]);
    let right = title_at(word, at);
    l.upper >= 2 && l.upper == l.len && right.chars().count() >= 3 && is_opener(right)
}

fn is_name_prefix(left: &str) -> bool {
    matches!(left, "Mac" | "Van" | "Von" | "Fitz" | "Del" | "Des" | "Dos")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_all(word: &str) -> String {
        let mut rest = word;
        let mut parts = Vec::new();
        while let Some(at) = cut(rest) {
            parts.push(&rest[..at]);
            rest = &rest[at..];
        }
        parts.push(rest);
        parts.join("|")
    }

    #[test]
    fn glued_words_are_cut() {
        for expected in [
            "Cross|When",
            "today|Police",
            "home|The",
            "Tehran|In",
            "MKO|The",
            "2003|The",
            "in|Iran",
            "the|MKO",
            "group|However",
            "work|Read",
            "Téhéran|The",
        ] {
            assert_eq!(cut_all(&expected.replace('|', "")), expected);
        }
    }

    #[test]
    fn names_stay_whole() {
        for word in [
            "McDonald",
            "MacArthur",
            "YouTube",
            "WikiLeaks",
            "iPhone",
            "eBay",
            "LaTeX",
            "DeNiro",
            "PhD",
            "PayPal",
            "LinkedIn",
            "macOS",
            "openSUSE",
            "JavaScript",
            "AlJazeera",
            "RedCross",
            "MKOs",
            "NGOs",
            "BBCs",
            "iPad",
            "easyJet",
            "FitzGerald",
            "O2Arena",
            "3Com",
            "mRNA",
            "IThe",
            "VanDyke",
            "HarperCollins",
            "McThe",
        ] {
            assert_eq!(cut_all(word), word);
        }
    }
}
