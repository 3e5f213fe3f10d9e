//! Classes of characters.

use crate::plane;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// What a character does to the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// White space and control characters.
    Space,
    /// Line and paragraph separators.
    Newline,
    /// Small letter.
    Lower,
    /// Capital or title-case letter.
    Upper,
    /// Letter of a script without case, modifier letter, letter number.
    Letter,
    /// Decimal digit.
    Digit,
    /// Combining mark.
    Mark,
    /// Letter, mark or digit of a script that is written without spaces: a token of its own.
    Alone,
    /// Every form of apostrophe and single quotation mark.
    Apostrophe,
    /// Invisible: soft hyphen, zero-width characters, direction marks, variation selectors.
    Ignorable,
    /// Opening bracket or quotation mark.
    Open,
    /// Closing bracket or quotation mark.
    Close,
    /// The straight double quotation mark, which opens and closes.
    Quote,
    /// Hyphen: a name may pass over it.
    Hyphen,
    /// Longer dashes.
    Dash,
    /// Full stop and ellipsis.
    Dot,
    /// Low line and its relatives.
    Connector,
    /// Any other punctuation.
    Punctuation,
    /// Anything else that is visible; also the stand-in for bytes that could not be decoded.
    Symbol,
}

impl Class {
    /// Letters, digits and marks: what words consist of (inner apostrophes aside).
    #[inline]
    pub(crate) const fn in_word(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Letter | Self::Digit | Self::Mark)
    }

    /// Whether it is a letter that can be part of a longer word.
    #[inline]
    pub(crate) const fn is_letter(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Letter)
    }

    /// Whether a token of a name can begin here.
    #[inline]
    pub(crate) const fn begins_word(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Letter | Self::Digit | Self::Alone)
    }
}

const fn ascii_class(byte: u8) -> Class {
    match byte {
        b'\n' | b'\r' | 0x0b | 0x0c => Class::Newline,
        // U+001A stands for a byte that was no UTF-8: something was there, so names do not cross it.
        0x1a => Class::Symbol,
        0..=0x20 | 0x7f => Class::Space,
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Digit,
        b'\'' | b'`' => Class::Apostrophe,
        b'(' | b'[' | b'{' => Class::Open,
        b')' | b']' | b'}' => Class::Close,
        b'"' => Class::Quote,
        b'-' => Class::Hyphen,
        b'.' => Class::Dot,
        b'_' => Class::Connector,
        b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'|' | b'~' => Class::Symbol,
        _ => Class::Punctuation,
    }
}

/// Classes of the ASCII bytes; bytes above 0x7F have [`Class::Symbol`] here and must be decoded.
pub(crate) static ASCII: [Class; 256] = {
    let mut table = [Class::Symbol; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = ascii_class(byte as u8);
        byte += 1;
    }
    table
};

/// The class of one character.
#[inline]
pub(crate) fn class(c: char) -> Class {
    let code = c as u32;
    if code < 0x80 { ASCII[code as usize] } else { plane::entry(c).map_or_else(|| classify(c), |e| e.class) }
}

/// Scripts written without spaces: Han, kana, Thai, Lao, Khmer, Myanmar, with their signs and marks.
const fn is_spaceless(code: u32) -> bool {
    matches!(code,
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x19e0..=0x19ff | 0x3005..=0x3007
        | 0x3021..=0x3029 | 0x3038..=0x303b | 0x3041..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff | 0xa9e0..=0xa9ff | 0xaa60..=0xaa7f | 0xf900..=0xfaff | 0xff66..=0xff9f
        | 0x1aff0..=0x1b16f | 0x20000..=0x3ffff)
}

/// The class of one character, from the Unicode tables.
pub(crate) fn classify(c: char) -> Class {
    match c {
        '\0'..='\x7f' => return ASCII[c as usize],
        // A C1 control is a Windows-1252 byte that was read as Latin-1.
        '\u{85}' => return Class::Dot,
        '\u{91}' | '\u{92}' => return Class::Apostrophe,
        '\u{93}' => return Class::Open,
        '\u{94}' => return Class::Close,
        '\u{95}' => return Class::Symbol,
        '\u{96}' => return Class::Hyphen,
        '\u{97}' => return Class::Dash,
        '\u{2028}' | '\u{2029}' => return Class::Newline,
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{b4}' | '\u{2032}' | '\u{ff07}' => {
            return Class::Apostrophe;
        }
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{ff0d}' | '\u{fe63}' | '\u{2212}' => {
            return Class::Hyphen;
        }
        '\u{2026}' | '\u{2024}' | '\u{2025}' | '\u{ff0e}' => return Class::Dot,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {
            return Class::Ignorable;
        }
        '\u{e0100}'..='\u{e01ef}' => return Class::Ignorable,
        _ => {}
    }
    use GeneralCategory as G;
    let category = c.general_category();
    let class = match category {
        G::UppercaseLetter | G::TitlecaseLetter => Class::Upper,
        G::LowercaseLetter => Class::Lower,
        G::ModifierLetter | G::OtherLetter | G::LetterNumber => Class::Letter,
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => Class::Mark,
        G::DecimalNumber => Class::Digit,
        G::ConnectorPunctuation => Class::Connector,
        G::DashPunctuation => Class::Dash,
        G::OpenPunctuation | G::InitialPunctuation => Class::Open,
        G::ClosePunctuation | G::FinalPunctuation => Class::Close,
        G::OtherPunctuation => Class::Punctuation,
        G::SpaceSeparator | G::Control => Class::Space,
        G::LineSeparator | G::ParagraphSeparator => Class::Newline,
        G::Format => Class::Ignorable,
        _ => Class::Symbol,
    };
    if (class.in_word()) && is_spaceless(c as u32) { Class::Alone } else { class }
}

/// One character as the tokenizer sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The character, or the one that a mojibake sequence stands for.
    pub(crate) char: char,
    /// Its class.
    pub(crate) class: Class,
    /// Bytes it takes in the text.
    pub(crate) len: usize,
}

/// The character at byte `at`; `None` at the end of the text.
///
/// Punctuation of UTF-8 that was read as Windows-1252 (`â€™` for an apostrophe, `â€¦` for an ellipsis) is seen as
/// what it was.
#[inline]
pub(crate) fn see(text: &str, at: usize) -> Option<Seen> {
    let byte = *text.as_bytes().get(at)?;
    if byte < 0x80 {
        return Some(Seen { char: byte as char, class: ASCII[byte as usize], len: 1 });
    }
    let c = text[at..].chars().next()?;
    if c == '\u{e2}'
        && let Some(seen) = mojibake(&text[at..])
    {
        return Some(seen);
    }
    Some(Seen { char: c, class: class(c), len: c.len_utf8() })
}

/// `â€` plus a third character that UTF-8 punctuation of the block U+2010-U+202F turns into.
#[cold]
fn mojibake(rest: &str) -> Option<Seen> {
    let mut chars = rest.char_indices().skip(1);
    let (_, second) = chars.next()?;
    let (third_at, third) = chars.next()?;
    // Read as Windows-1252 the middle byte 0x80 is a euro sign, read as Latin-1 it is U+0080.
    if !matches!(second, '\u{20ac}' | '\u{80}') {
        return None;
    }
    let char = match third {
        '\u{2dc}' | '\u{98}' => '\u{2018}',
        '\u{2122}' | '\u{99}' => '\u{2019}',
        '\u{153}' | '\u{9c}' => '\u{201c}',
        '\u{9d}' => '\u{201d}',
        '\u{201c}' | '\u{93}' => '\u{2013}',
        '\u{201d}' | '\u{94}' => '\u{2014}',
        '\u{a6}' => '\u{2026}',
        '\u{a2}' => '\u{2022}',
        _ => return None,
    };
    Some(Seen { char, class: class(char), len: third_at + third.len_utf8() })
}

/// The character before byte `at`, with its class; mojibake is not looked at.
pub(crate) fn before(text: &str, at: usize) -> Option<(char, Class)> {
    text[..at].chars().next_back().map(|c| (c, class(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_what_news_writes() {
        let cases = [
            ('é', Class::Lower),
            ('İ', Class::Upper),
            ('س', Class::Letter),
            ('中', Class::Alone),
            ('ー', Class::Alone),
            ('ก', Class::Alone),
            ('\u{0301}', Class::Mark),
            ('\u{200c}', Class::Ignorable),
            ('\u{ad}', Class::Ignorable),
            ('\u{a0}', Class::Space),
            ('’', Class::Apostrophe),
            ('“', Class::Open),
            ('»', Class::Close),
            ('–', Class::Hyphen),
            ('—', Class::Dash),
            ('…', Class::Dot),
            ('²', Class::Symbol),
            ('€', Class::Symbol),
            ('。', Class::Punctuation),
            ('\u{1a}', Class::Symbol),
            ('٣', Class::Digit),
        ];
        for (c, expected) in cases {
            assert_eq!(class(c), expected, "{c:?}");
        }
    }

    #[test]
    fn the_table_agrees_with_the_unicode_data() {
        for code in (0..0x2ffff).step_by(7) {
            if let Some(c) = char::from_u32(code) {
                assert_eq!(class(c), classify(c), "{code:x}");
            }
        }
    }
}
