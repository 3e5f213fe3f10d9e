//! What is known of each character of the basic plane: its class and its folded form.
//!
//! Pages of 256 characters are filled from the Unicode tables when the first character of one is asked for: a text in
//! Arabic and English touches six of them, and nothing is paid at the start.

use crate::chars::{Class, classify};
use crate::fold::fold_chars;
use std::sync::OnceLock;
use unicode_normalization::char::canonical_combining_class;

/// The longest folded form that is kept: three Hangul jamo, and most compatibility forms.
const MAX_FORM: usize = 13;

/// One character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) class: Class,
    joint: Joint,
    len: u8,
    form: [u8; MAX_FORM],
}

/// How the folded form of a character goes together with that of the next.
///
/// Marks side by side are brought into an order of their own by NFKD, so characters cannot be folded one by one where a
/// form that ends with a mark meets one that begins with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Joint {
    /// Neither begins nor ends with a mark.
    Free,
    /// Begins with a letter, ends with a mark.
    Ends,
    /// Begins with a mark.
    Begins,
    /// The form is too long to be kept.
    TooLong,
}

/// Folds characters one by one, as long as that is right.
#[derive(Default)]
pub(crate) struct OneByOne {
    after_mark: bool,
}

impl OneByOne {
    /// The folded form of the next character; `None` if the token must be folded as a whole.
    #[inline]
    pub(crate) fn next<'e>(&mut self, entry: &'e Entry) -> Option<&'e [u8]> {
        let form = entry.form.get(..usize::from(entry.len))?;
        match entry.joint {
            Joint::Free => self.after_mark &= form.is_empty(),
            Joint::Ends => self.after_mark = true,
            Joint::Begins if !self.after_mark => self.after_mark = true,
            Joint::Begins | Joint::TooLong => return None,
        }
        Some(form)
    }

    /// An ASCII character stands between.
    #[inline]
    pub(crate) fn ascii(&mut self) {
        self.after_mark = false;
    }
}

type Page = [Entry; 256];

static PAGES: [OnceLock<Box<Page>>; 256] = [const { OnceLock::new() }; 256];

/// The entry of `c`; `None` beyond the basic plane.
#[inline]
pub(crate) fn entry(c: char) -> Option<&'static Entry> {
    let code = c as usize;
    let page = PAGES.get(code >> 8)?;
    let page = match page.get() {
        Some(page) => page,
        None => fill(page, code >> 8),
    };
    Some(&page[code & 0xFF])
}

#[cold]
fn fill(page: &'static OnceLock<Box<Page>>, number: usize) -> &'static Page {
    page.get_or_init(|| {
        let mut form = String::new();
        Box::new(std::array::from_fn(|i| {
            let code = u32::try_from(number << 8 | i).expect("two bytes");
            // Surrogates are no characters: nobody asks for their entries.
            make(char::from_u32(code).unwrap_or_default(), &mut form)
        }))
    })
}

fn make(c: char, form: &mut String) -> Entry {
    form.clear();
    fold_chars(std::iter::once(c), form);
    let is_mark = |c: Option<char>| c.is_some_and(|c| canonical_combining_class(c) != 0);
    let joint = match (is_mark(form.chars().next()), is_mark(form.chars().next_back())) {
        _ if form.len() > MAX_FORM => Joint::TooLong,
        (true, _) => Joint::Begins,
        (false, true) => Joint::Ends,
        (false, false) => Joint::Free,
    };
    let mut bytes = [0; MAX_FORM];
    let len = form.len().min(MAX_FORM);
    bytes[..len].copy_from_slice(&form.as_bytes()[..len]);
    Entry { class: classify(c), joint, len: u8::try_from(len).expect("a short form"), form: bytes }
}
