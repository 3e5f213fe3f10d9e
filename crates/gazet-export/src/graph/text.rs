//! Text that no reader stumbles over.

use super::value::{Attribute, Value};
use crate::ExportError;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Longest text value, in code points: longer ones are cut with an ellipsis.
pub(super) const MAX_TEXT_CHARS: usize = 300;

/// Cleans values and counts what it drops.
#[derive(Default)]
pub(super) struct Cleaner {
    pub(super) n_dropped: u64,
}

impl Cleaner {
    /// Values that fit their attributes; text in NFC, without control characters, runs of white space being one
    /// space, cut where too long; what is empty or not finite is missing.
    pub(super) fn values<'v>(
        &mut self,
        attributes: &[Attribute],
        values: &'v [Value<'_>],
    ) -> Result<Vec<Value<'v>>, ExportError> {
        assert_eq!(values.len(), attributes.len(), "one value for each attribute");
        let clean = |(attribute, value): (&Attribute, &'v Value<'_>)| {
            value.check(attribute)?;
            Ok(match value {
                Value::Text(text) => {
                    let text = self.text(text);
                    if text.is_empty() { Value::Missing } else { Value::Text(text) }
                }
                Value::Double(value) if !value.is_finite() => Value::Missing,
                Value::Double(value) => Value::Double(*value),
                Value::Integer(value) => Value::Integer(*value),
                Value::Boolean(value) => Value::Boolean(*value),
                Value::Missing => Value::Missing,
            })
        };
        attributes.iter().zip(values).map(clean).collect()
    }

    fn text<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        if is_clean(text) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len().min(4 * MAX_TEXT_CHARS));
        let mut pending_space = false;
        let mut chars = 0;
        for c in text.nfc() {
            if c.is_whitespace() {
                pending_space = chars > 0;
                continue;
            }
            if is_forbidden(c) {
                self.n_dropped += 1;
                continue;
            }
            if chars + usize::from(pending_space) >= MAX_TEXT_CHARS {
                out.push('…');
                break;
            }
            if std::mem::take(&mut pending_space) {
                out.push(' ');
                chars += 1;
            }
            out.push(c);
            chars += 1;
        }
        // Dropped characters can bring a base and its mark together.
        Cow::Owned(if unicode_normalization::is_nfc(&out) { out } else { out.nfc().collect() })
    }
}

/// Whether a text is ASCII that cleaning would leave as it is, which most are.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= MAX_TEXT_CHARS
        && bytes.iter().all(|b| (b' '..=b'~').contains(b))
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
        && !bytes.windows(2).any(|pair| pair == b"  ")
}

/// Characters that XML 1.0 forbids or discourages: controls and the two non-characters that are no code points to it.
pub(super) fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// An id of letters, digits, `_`, `-`, `.` and `:` of ASCII. Other characters, and a `_` that stands before an `x`,
/// become `_xHEX_`, so that different ids stay different.
pub(super) fn safe_id(id: &str) -> Cow<'_, str> {
    if !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Cow::Borrowed(id);
    }
    let mut out = String::with_capacity(id.len());
    let mut chars = id.chars().peekable();
    while let Some(c) = chars.next() {
        let is_safe = c.is_ascii_alphanumeric()
            || matches!(c, '-' | '.' | ':')
            || (c == '_' && chars.peek() != Some(&'x'));
        if is_safe {
            out.push(c);
        } else {
            out.push_str(&format!("_x{:X}_", u32::from(c)));
        }
    }
    Cow::Owned(if out.is_empty() { "_x_".to_owned() } else { out })
}

/// Text with `&`, `<`, `>` and, in attributes, `"` escaped.
pub(super) fn xml(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let must = |b: u8| matches!(b, b'&' | b'<' | b'>') || (in_attribute && b == b'"');
    if !text.bytes().any(must) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cleaned_and_escaped() {
        let mut cleaner = Cleaner::default();
        assert_eq!(xml(&cleaner.text(" a\u{b}<b>\n&\t\"c\" "), false), "a &lt;b&gt; &amp; \"c\"");
        assert_eq!(cleaner.n_dropped, 0);
        assert_eq!(cleaner.text("\u{0}\u{FFFF}\u{7f}"), "");
        assert_eq!(cleaner.n_dropped, 3);
        assert_eq!(cleaner.text(&"x".repeat(400)).chars().count(), 301);
        assert_eq!(cleaner.text("e\u{1}\u{301}"), "é");
        for clean in ["", "Ann Lee", "a~b", &"x".repeat(300)] {
            assert!(is_clean(clean) && matches!(cleaner.text(clean), Cow::Borrowed(_)), "{clean}");
        }
        for (other, expected) in [(" a", "a"), ("a ", "a"), ("a  b", "a b"), ("a\tb", "a b"), ("\u{7f}", "")]
        {
            assert!(!is_clean(other), "{other:?}");
            assert_eq!(cleaner.text(other), expected);
        }
        assert_eq!(xml("a\"b", true), "a&quot;b");
    }

    #[test]
    fn ids_are_safe_and_stay_apart() {
        for (id, safe) in [
            ("e00ff", "e00ff"),
            ("a b", "a_x20_b"),
            ("a_b", "a_b"),
            ("a_x20_b", "a_x5F_x20_b"),
            ("", "_x_"),
            ("é", "_xE9_"),
        ] {
            assert_eq!(safe_id(id), safe);
        }
    }
}
