//! How well the letters of a short form fit the words of a long one.
//!
//! Each letter is best the first of a word, nearly as good right behind another letter of the short form (`Pemex` of
//! `Petroleos Mexicanos`), and poor inside a word (`TB` of `tuberculosis`). That inner letters count at all, that the first
//! letter must begin the first word, and that words may be left out, is the search of Schwartz and Hearst ("A simple
//! algorithm for identifying abbreviation definitions in biomedical text", 2003); the weights are our own.

use crate::doc::Doc;
use crate::words::Own;
use gazet_core::TokenRange;
use gazet_tokenizer::normalize_into;

/// Worth of a letter that begins a word, follows one, or stands inside a word.
const INITIAL: f32 = 1.0;
const NEXT: f32 = 0.9;
const INNER: f32 = 0.35;
/// Cost of a word that supplies no letter: none for links and second halves of hyphenated words.
const LEFT_OUT: f32 = 0.5;
/// Most letters of a short form.
pub(super) const MOST_LETTERS: usize = 10;

/// A word of a long form.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) token: u32,
    letters: Vec<char>,
    /// A small word that joins others: `of`, `and`.
    pub(super) link: bool,
    /// Behind a hyphen.
    tail: bool,
    /// May be part of a name.
    pub(super) capital: bool,
}

/// The letters of a text, folded.
fn folded(text: &str) -> Vec<char> {
    let mut norm = String::new();
    normalize_into(text, &mut norm);
    norm.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Letters of the short form; a plural `s` is none of them: `NGOs`.
pub(super) fn letters(doc: &Doc<'_>, short: u32) -> Vec<char> {
    let surface = doc.surface(short);
    let plural = surface.strip_suffix('s').filter(|stem| {
        let capitals = stem.chars().filter(|c| c.is_uppercase()).count();
        stem.chars().last().is_some_and(char::is_uppercase) && capitals * 2 > stem.chars().count()
    });
    folded(plural.unwrap_or(surface))
}

/// The word at token `i`.
pub(super) fn word(doc: &Doc<'_>, i: u32) -> Word {
    let capital = doc.infos.get(i as usize).is_some_and(|f| f.get().name_like);
    let joins = Own::LINK | Own::AND | Own::ARTICLE | Own::PLACE_BEFORE | Own::PARTICLE;
    let small = doc.token(i).is_some_and(|t| !t.case.is_capitalized());
    Word {
        token: i,
        letters: folded(doc.surface(i)),
        link: small && (doc.own(i).intersects(joins) || FOREIGN_LINKS.contains(&doc.surface(i))),
        tail: i > 0 && doc.is_joint(i - 1),
        capital,
    }
}

/// Links of other languages that no other rule needs.
const FOREIGN_LINKS: [&str; 12] =
    ["pour", "et", "sur", "dans", "para", "por", "con", "en", "van", "voor", "och", "per"];

/// The words of a range.
pub(super) fn words(doc: &Doc<'_>, range: TokenRange) -> Vec<Word> {
    doc.wordlike(range).map(|i| word(doc, i)).collect()
}

/// What `n` letters from `letters` find in a word, if they are all there in order.
fn worth(word: &Word, letters: &[char]) -> Option<(f32, usize)> {
    let Some(first) = letters.first() else {
        return Some((if word.link || word.tail { 0.0 } else { -LEFT_OUT }, 0));
    };
    let begins =
        |prefix: &str| word.letters.iter().copied().zip(prefix.chars()).filter(|(a, b)| a == b).count();
    // `X` stands for `ex` and for `cross`.
    let crossed = *first == 'x' && (begins("ex") == 2 || begins("cross") == 5 || begins("trans") == 5);
    let (mut sum, mut inner, mut at) = (0.0, 0, 0);
    for (n, letter) in letters.iter().enumerate() {
        let skip =
            if n == 0 && crossed { word.letters.iter().position(|c| c == letter).unwrap_or(0) } else { at };
        let found = if n == 0 && crossed {
            skip
        } else {
            at + word.letters.get(at..)?.iter().position(|c| c == letter)?
        };
        sum += if n == 0 && (found == 0 || crossed) {
            INITIAL
        } else if n > 0 && found == at {
            NEXT
        } else {
            inner += 1;
            INNER
        };
        at = found + 1;
    }
    Some((sum, inner))
}

/// How well the letters fit all the words, in [0, 1] a letter; `None` if they do not. The first letter begins the first
/// word, and at most half of the letters stand inside words.
pub(super) fn fit(letters: &[char], words: &[Word]) -> Option<f32> {
    let n = letters.len();
    let first = words.first()?;
    let begins = first.letters.first() == letters.first() || letters.first() == Some(&'x');
    if !(2..=MOST_LETTERS).contains(&n) || first.link || !begins {
        return None;
    }
    // best[k]: the best sum with k letters found, and how many of them stand inside words.
    let mut best: Vec<Option<(f32, usize)>> = vec![None; n + 1];
    best[0] = Some((0.0, 0));
    for (index, word) in words.iter().enumerate() {
        let mut next: Vec<Option<(f32, usize)>> = vec![None; n + 1];
        for (k, so_far) in best.iter().enumerate() {
            let Some((sum, inner)) = *so_far else { continue };
            for end in k + usize::from(index == 0)..=n {
                let Some((gain, more)) = worth(word, &letters[k..end]) else { break };
                if index == 0 && word.letters.first() != letters.first() && gain < INITIAL {
                    continue;
                }
                let value = (sum + gain, inner + more);
                if next[end].is_none_or(|known| value.0 > known.0) {
                    next[end] = Some(value);
                }
            }
        }
        best = next;
    }
    let (sum, inner) = best[n]?;
    (2 * inner <= n).then_some((sum / n as f32).clamp(0.0, 1.0))
}

/// Whether the letters are the initials of the words in another order: `CRA` of `Algerian Red Crescent`.
pub(super) fn is_reordered(letters: &[char], words: &[Word]) -> bool {
    let initials = words.iter().filter(|w| !w.link && !w.tail).filter_map(|w| w.letters.first().copied());
    let (mut a, mut b): (Vec<char>, Vec<char>) = (letters.to_vec(), initials.collect());
    a.sort_unstable();
    b.sort_unstable();
    letters.len() >= 3 && a == b
}
