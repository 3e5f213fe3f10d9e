//! Rules about single values.

use super::super::text::{MAX_TEXT_CHARS, is_forbidden};
use super::walk::Key;
use unicode_normalization::is_nfc;

/// What is wrong with a value of a key, by rule.
pub(super) fn check(key: &Key, value: &str, mut wrong: impl FnMut(u8, String)) {
    let name = key.name.as_str();
    if value.is_empty() {
        wrong(6, format!("`{name}` is empty; leave it out"));
        return;
    }
    if value.trim() != value {
        wrong(6, format!("`{name}` has spaces around its value"));
    }
    let value = value.trim();
    match key.attr_type.as_str() {
        "int" if value.parse::<i32>().is_err() => wrong(6, format!("`{value}` of `{name}` is not an int")),
        "long" if value.parse::<i64>().is_err() => wrong(6, format!("`{value}` of `{name}` is not a long")),
        "boolean" if !matches!(value, "true" | "false") => {
            wrong(6, format!("`{value}` of `{name}` is neither true nor false"));
        }
        "double" | "float" => match value.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                if key.attr_type == "double"
                    && ![format!("{number:?}"), format!("{number}")].iter().any(|s| s == value)
                {
                    wrong(16, format!("`{value}` of `{name}` is not in its shortest form, `{number:?}`"));
                }
                if name == "weight" && key.domain == "edge" && number <= 0.0 {
                    wrong(7, format!("weight {value} is not above 0"));
                }
            }
            _ => wrong(6, format!("`{value}` of `{name}` is not a finite number")),
        },
        "string" => text(name, value, &mut wrong),
        _ => {}
    }
    if key.domain == "node" && matches!(name, "r" | "g" | "b") && value.parse::<u8>().is_err() {
        wrong(9, format!("`{value}` of `{name}` is not between 0 and 255"));
    }
}

fn text(name: &str, value: &str, wrong: &mut impl FnMut(u8, String)) {
    if value.chars().any(|c| is_forbidden(c) && !c.is_whitespace()) {
        wrong(10, format!("`{name}` holds a control character"));
    }
    if value.chars().any(|c| c.is_whitespace() && c != ' ') || value.contains("  ") {
        wrong(10, format!("`{name}` holds white space other than single spaces"));
    }
    if !is_nfc(value) {
        wrong(10, format!("`{name}` is not in normal form C"));
    }
    if value.chars().count() > MAX_TEXT_CHARS + 1 {
        wrong(10, format!("`{name}` is longer than {} characters", MAX_TEXT_CHARS + 1));
    }
    if name == "aliases" && value.split('|').any(|member| member.trim().is_empty()) {
        wrong(11, format!("`{name}` has an empty member"));
    }
    if value.starts_with("[\"") && value.ends_with(']') {
        wrong(11, format!("`{name}` looks like a JSON list; join its members with |"));
    }
    if name == "color" && !is_colour(value) {
        wrong(9, format!("`{value}` of `color` is not #rrggbb"));
    }
    if matches!(name, "first" | "last" | "date" | "start" | "end") && !is_date(value) {
        wrong(14, format!("`{value}` of `{name}` is not YYYY-MM-DD"));
    }
}

fn is_colour(value: &str) -> bool {
    value.len() == 7 && value.starts_with('#') && value[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let is_number =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() <= 3 && parts.iter().enumerate().all(|(i, part)| is_number(part, if i == 0 { 4 } else { 2 }))
}

/// Whether a text is a name token of XML, as far as ASCII goes.
pub(super) fn is_token(text: &str) -> bool {
    let is_name_char = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '\u{B7}');
    !text.is_empty() && text.chars().all(is_name_char)
}

pub(super) fn is_snake_case(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
