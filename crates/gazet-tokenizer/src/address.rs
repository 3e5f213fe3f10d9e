//! Web addresses, e-mail addresses, handles and tags: one token each.

use crate::chars::{Class, class};
use crate::words::is_domain;

/// The longest local part or bare host name that is looked at.
const MAX_NAME: usize = 128;

/// End of the address that begins with the word `text[start..end]`, if one does; `limit` ends the block.
pub(crate) fn address(text: &str, start: usize, end: usize, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let next = *bytes.get(end).filter(|_| end < limit)?;
    match next {
        b':' if text[end..limit].starts_with("://") => {
            let scheme = &text[start..end];
            let known = ["http", "https", "ftp", "ftps"].iter().any(|s| scheme.eq_ignore_ascii_case(s));
            let after = end + 3;
            if !known || !bytes[after..limit].first().is_some_and(|b| b.is_ascii_alphanumeric()) {
                return None;
            }
            Some(web_end(text, after, limit))
        }
        b'.' if text[start..end].eq_ignore_ascii_case("www") => {
            let after = end + 1;
            let named = bytes[after..limit].first().is_some_and(|b| b.is_ascii_alphanumeric());
            (named && host_run(&bytes[..limit], after).1.is_some()).then(|| web_end(text, after, limit))
        }
        b'.' | b'-' | b'_' | b'+' | b'%' | b'@' => {
            email(text, start, end, limit).or_else(|| host(text, start, end, limit))
        }
        _ => None,
    }
}

/// End of a web address of which `from` is inside the host: up to white space, quotes and angle brackets, without
/// punctuation that ends the sentence.
fn web_end(text: &str, from: usize, limit: usize) -> usize {
    let mut end = from;
    for (at, c) in text[from..limit].char_indices() {
        let stop = match class(c) {
            Class::Space | Class::Newline | Class::Quote | Class::Ignorable => true,
            Class::Open | Class::Close | Class::Apostrophe | Class::Dot => !c.is_ascii(),
            _ => matches!(c, '<' | '>' | '|' | '^' | '\u{1a}' | '\u{fffd}'),
        };
        if stop {
            break;
        }
        end = from + at + c.len_utf8();
    }
    // Two dots end an address: scraped text glues the next sentence with them.
    if let Some(run) = text[from..end].find("..") {
        end = from + run;
    }
    trim_end(text, from, end)
}

fn trim_end(text: &str, from: usize, mut end: usize) -> usize {
    // Closing brackets more than opening ones: round, square, curly.
    let mut surplus = [0i64; 3];
    for &byte in &text.as_bytes()[from..end] {
        if let Some((pair, step)) = bracket(byte) {
            surplus[pair] += step;
        }
    }
    while let Some(&last) = text.as_bytes()[from..end].last() {
        match (last, bracket(last)) {
            (b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'_' | b'`', _) => {}
            (_, Some((pair, 1))) if surplus[pair] > 0 => surplus[pair] -= 1,
            _ => break,
        }
        end -= 1;
    }
    end
}

/// Which pair a bracket belongs to; 1 for closing, -1 for opening.
const fn bracket(byte: u8) -> Option<(usize, i64)> {
    match byte {
        b'(' => Some((0, -1)),
        b')' => Some((0, 1)),
        b'[' => Some((1, -1)),
        b']' => Some((1, 1)),
        b'{' => Some((2, -1)),
        b'}' => Some((2, 1)),
        _ => None,
    }
}

fn email(text: &str, start: usize, end: usize, limit: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[..limit];
    let local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+' | b'%');
    if !text[start..end].is_ascii() {
        return None;
    }
    let mut at = end;
    while at < limit && at - start < MAX_NAME && local(bytes[at]) {
        at += 1;
    }
    if at >= limit || bytes[at] != b'@' || bytes[at - 1] == b'.' {
        return None;
    }
    let host_start = at + 1;
    let (host_end, last_dot) = host_run(bytes, host_start);
    let top = &text[last_dot? + 1..host_end];
    (top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic())).then_some(host_end)
}

/// End of a run of host labels from `at`, and its last dot. A trailing dot or hyphen stays outside.
fn host_run(bytes: &[u8], at: usize) -> (usize, Option<usize>) {
    let mut end = at;
    let mut last_dot = None;
    let mut pending_dot = None;
    let mut probe = at;
    while probe < bytes.len() && probe - at < MAX_NAME {
        match bytes[probe] {
            b if b.is_ascii_alphanumeric() => {
                end = probe + 1;
                last_dot = pending_dot.or(last_dot);
            }
            b'-' if probe == end && end > at => {}
            b'.' if probe == end && end > at => pending_dot = Some(probe),
            _ => break,
        }
        probe += 1;
    }
    (end, last_dot)
}

/// A bare host name (`igourmet.com`, `bbc.co.uk`), with a path if one follows: only with a known top-level domain in
/// small letters.
fn host(text: &str, start: usize, end: usize, limit: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[..limit];
    if !matches!(bytes[end], b'.' | b'-') || !text[start..end].is_ascii() {
        return None;
    }
    let (host_end, last_dot) = host_run(bytes, start);
    let last_dot = last_dot?;
    if host_end < end + 3 || !is_domain(&text[last_dot + 1..host_end]) {
        return None;
    }
    let next = text[host_end..limit].chars().next();
    match next {
        Some('/') => Some(web_end(text, host_end, limit).max(host_end)),
        Some(c) if class(c).in_word() || matches!(c, '@' | '_') => None,
        _ => Some(host_end),
    }
}

/// End of `@name` or `#tag` at `at`.
pub(crate) fn handle(text: &str, at: usize, limit: usize) -> Option<usize> {
    let mut end = at + 1;
    let mut letters = false;
    for c in text[at + 1..limit].chars() {
        match class(c) {
            Class::Lower | Class::Upper | Class::Letter | Class::Alone => letters = true,
            Class::Digit | Class::Mark => {}
            _ if c == '_' => {}
            _ => break,
        }
        end += c.len_utf8();
    }
    letters.then_some(end)
}
