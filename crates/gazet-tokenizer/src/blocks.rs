//! Lines to blocks: paragraphs, headings, list items, and the items of a page.
//!
//! A line break inside a paragraph of hard-wrapped text is a space; in text of one paragraph a line it ends the
//! block. Two lines are joined when the second begins with a small letter (and the first does not end a sentence),
//! or when the first is *full*: the first word of the second would not have fitted on it. How wide full is, is taken
//! from the widest line of the group between two blank lines; groups wider than [`MAX_WRAP`] are not wrapped at all,
//! and nothing is narrower than [`MIN_WRAP`].

use crate::ascii::line_break;
use crate::chars::{Class, before, see};
use crate::structure::BlockKind;
use crate::words::{Marker, marker};

/// The widest column, in characters, that counts as hard-wrapped.
const MAX_WRAP: usize = 130;
/// The narrowest.
const MIN_WRAP: usize = 50;
/// A heading has at most this many bytes ...
const MAX_HEADING: usize = 100;
/// ... and words.
const MAX_HEADING_WORDS: usize = 14;
/// The longest line that can be furniture of the page.
pub(crate) const MAX_FURNITURE: usize = 40;

/// One line that is not blank, white space at its ends left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    start: usize,
    end: usize,
    blank_before: bool,
    role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Text,
    /// Begins with a bullet or number, which is left out.
    Item,
    /// A Markdown heading, its signs left out.
    Heading,
    /// A horizontal rule, or the underline of a heading.
    Rule(u8),
    /// Known furniture of a page.
    Furniture(Marker),
}

/// One block before its tokens are known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draft {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: BlockKind,
    /// Known furniture.
    pub(crate) marker: Option<Marker>,
    /// Consists of one line.
    pub(crate) one_line: bool,
    /// A horizontal rule stands before the block.
    pub(crate) after_rule: bool,
    /// A blank line stands before the block.
    pub(crate) blank_before: bool,
}

/// Fills `drafts` with the blocks of `text`.
pub(crate) fn find(text: &str, lines: &mut Vec<Line>, drafts: &mut Vec<Draft>) {
    lines.clear();
    drafts.clear();
    find_lines(text, lines);
    let mut after_rule = false;
    let mut group = 0;
    while group < lines.len() {
        let mut group_end = group + 1;
        while group_end < lines.len() && !lines[group_end].blank_before {
            group_end += 1;
        }
        add_group(text, &lines[group..group_end], &mut after_rule, drafts);
        group = group_end;
    }
    find_headings(text, drafts);
}

fn find_lines(text: &str, lines: &mut Vec<Line>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut blank_before = true;
    while at < bytes.len() {
        let end = line_break(bytes, at);
        let mut content = trim(text, at, end);
        if let Some((start, stop)) = content.filter(|&(start, _)| bytes[start] == b'>') {
            // Signs of quoted mail are no text; a line of nothing else is blank.
            content = trim(text, start + quote_signs(&text[start..stop]), stop);
        }
        if let Some((start, stop)) = content {
            lines.push(classify(text, start, stop, blank_before));
            blank_before = false;
        } else {
            blank_before = true;
        }
        // A form feed parts paragraphs whatever stands around it.
        blank_before |= bytes.get(end) == Some(&0x0c);
        at = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
    }
}

const fn is_blank(class: Class) -> bool {
    matches!(class, Class::Space | Class::Newline | Class::Ignorable)
}

fn trim(text: &str, mut start: usize, mut end: usize) -> Option<(usize, usize)> {
    while let Some(seen) = see(&text[..end], start).filter(|s| is_blank(s.class)) {
        start += seen.len;
    }
    while let Some((c, _)) = before(text, end).filter(|&(_, class)| end > start && is_blank(class)) {
        end -= c.len_utf8();
    }
    (start < end).then_some((start, end))
}

fn classify(text: &str, start: usize, end: usize, blank_before: bool) -> Line {
    let line = &text[start..end];
    let plain = Line { start, end, blank_before, role: Role::Text };
    let first = line.as_bytes()[0];
    if first.is_ascii_alphabetic() {
        // Most lines: nothing but furniture and lettered items begin with a letter.
        if line.len() <= MAX_FURNITURE
            && let Some(marker) = furniture(line)
        {
            return Line { role: Role::Furniture(marker), ..plain };
        }
        if !matches!(line.as_bytes().get(1), Some(b'.' | b')')) {
            return plain;
        }
    }
    if let Some(sign) = rule(line) {
        return Line { role: Role::Rule(sign), ..plain };
    }
    if first == b'#' {
        let level = line.bytes().take_while(|&b| b == b'#').count();
        if level <= 6 && line[level..].starts_with([' ', '\t']) {
            let end = start + line.trim_end_matches('#').trim_end().len();
            if let Some((start, end)) = trim(text, start + level, end.max(start + level)) {
                return Line { start, end, role: Role::Heading, ..plain };
            }
        }
    }
    if let Some(len) = bullet(line)
        && let Some((start, end)) = trim(text, start + len, end)
    {
        return Line { start, end, role: Role::Item, ..plain };
    }
    if line.len() <= MAX_FURNITURE
        && let Some(marker) = furniture(line)
    {
        return Line { role: Role::Furniture(marker), ..plain };
    }
    plain
}

/// Length of the signs of quoted mail and Markdown quotes.
fn quote_signs(line: &str) -> usize {
    let len = line.bytes().take_while(|b| matches!(b, b'>' | b' ')).count();
    if line.starts_with('>') { len } else { 0 }
}

/// The sign of a line that is a rule: three or more of one sign, spaces between allowed.
fn rule(line: &str) -> Option<u8> {
    let sign = *line.as_bytes().first()?;
    if !matches!(sign, b'-' | b'*' | b'_' | b'=' | b'~' | b'#' | b'+') {
        return None;
    }
    let signs = line.bytes().filter(|&b| b == sign).count();
    (signs >= 3 && line.bytes().all(|b| b == sign || b == b' ')).then_some(sign)
}

/// Length of a bullet or number at the beginning of a line, with the space after it.
fn bullet(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let after = first.len_utf8();
    if matches!(
        first,
        '\u{2022}'
            | '\u{2023}'
            | '\u{25aa}'
            | '\u{25ab}'
            | '\u{25cf}'
            | '\u{25cb}'
            | '\u{25e6}'
            | '\u{25a0}'
            | '\u{25a1}'
            | '\u{2043}'
            | '\u{27a2}'
            | '\u{25ba}'
            | '\u{b7}'
            | '\u{f0b7}'
            | '\u{2605}'
            | '\u{2713}'
    ) {
        return Some(after);
    }
    if let Some(seen) = see(line, 0).filter(|s| s.char == '\u{2022}') {
        return Some(seen.len);
    }
    let spaced = |len: usize| see(line, len).filter(|s| s.class == Class::Space).map(|s| len + s.len);
    if matches!(first, '-' | '*' | '+' | '\u{2013}') {
        return spaced(after);
    }
    let open = usize::from(first == '(');
    let label = line[open..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let text = &line[open..open + label];
    let number = (1..=3).contains(&label) && text.bytes().all(|b| b.is_ascii_digit());
    let letter = label == 1 && text.bytes().all(|b| b.is_ascii_lowercase());
    let roman = label > 0 && label <= 5 && text.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let close = *line.as_bytes().get(open + label)?;
    let closed = if open == 1 {
        close == b')'
    } else {
        close == b')' || (close == b'.' && (number || roman || letter))
    };
    (closed && (number || letter || roman)).then(|| spaced(open + label + 1)).flatten()
}

/// Whether the line is known furniture: signs around the words do not count.
fn furniture(line: &str) -> Option<Marker> {
    let mut words = [0u8; MAX_FURNITURE];
    let mut len = 0;
    for &byte in line.as_bytes() {
        let byte = match byte {
            b'A'..=b'Z' => byte | 0x20,
            b'a'..=b'z' => byte,
            b' ' | b'\t' | b'.' | b'>' | b'-' | b'[' | b']' | b'(' | b')' | b'|' | b':' | b'!' | b'+'
            | b'*' => b' ',
            // Arrows, guillemets, ellipses, non-breaking spaces.
            0x80.. => b' ',
            _ => return None,
        };
        if byte == b' ' && (len == 0 || words[len - 1] == b' ') {
            continue;
        }
        words[len] = byte;
        len += 1;
    }
    while len > 0 && words[len - 1] == b' ' {
        len -= 1;
    }
    marker(std::str::from_utf8(&words[..len]).ok()?)
}

/// Number of characters, as far as it matters here.
fn width(text: &str) -> usize {
    if text.len() > 4 * MAX_WRAP { text.len() } else { text.chars().count() }
}

fn add_group(text: &str, lines: &[Line], after_rule: &mut bool, drafts: &mut Vec<Draft>) {
    // One line by itself is joined with nothing.
    let wide = if lines.len() > 1 { lines } else { &[] };
    let widest = wide.iter().map(|l| width(&text[l.start..l.end])).max().unwrap_or(0);
    let mut previous: Option<&Line> = None;
    for (i, line) in lines.iter().enumerate() {
        if let Role::Rule(sign) = line.role {
            // A line of `=` or `-` under a single line makes a heading of it.
            let underlines = matches!(sign, b'=' | b'-')
                && previous.is_some_and(|p| p.role == Role::Text)
                && drafts.last().is_some_and(|d| d.one_line && d.end - d.start <= MAX_HEADING);
            match drafts.last_mut() {
                Some(draft) if underlines => draft.kind = BlockKind::Heading,
                _ => *after_rule = true,
            }
            previous = None;
            continue;
        }
        let joins = previous.is_some_and(|p| joins(text, p, line, widest));
        match drafts.last_mut() {
            Some(draft) if joins => {
                draft.end = line.end;
                draft.one_line = false;
            }
            _ => drafts.push(Draft {
                start: line.start,
                end: line.end,
                kind: match line.role {
                    Role::Heading => BlockKind::Heading,
                    Role::Item => BlockKind::ListItem,
                    _ => BlockKind::Paragraph,
                },
                marker: match line.role {
                    Role::Furniture(marker) => Some(marker),
                    _ => None,
                },
                one_line: true,
                after_rule: std::mem::take(after_rule),
                blank_before: i == 0,
            }),
        }
        previous = Some(line);
    }
}

/// Whether `line` goes on with the paragraph of `previous`.
fn joins(text: &str, previous: &Line, line: &Line, widest: usize) -> bool {
    if !matches!(previous.role, Role::Text | Role::Item) || line.role != Role::Text {
        return false;
    }
    let above = &text[previous.start..previous.end];
    let below = &text[line.start..line.end];
    let ended = ends_sentence(above);
    if below.starts_with(char::is_lowercase) && !ended {
        return true;
    }
    if widest > MAX_WRAP || (in_capitals(above) && !in_capitals(below)) {
        return false;
    }
    let first_word = below.split_whitespace().next().map_or(0, |w| w.chars().count());
    width(above) + 1 + first_word > widest.max(MIN_WRAP)
}

/// Whether the line ends with a mark that ends sentences, closing marks aside.
fn ends_sentence(line: &str) -> bool {
    let mut end = line.len();
    while let Some((c, class)) = before(line, end) {
        match class {
            Class::Close | Class::Quote | Class::Apostrophe => end -= c.len_utf8(),
            Class::Dot => return true,
            _ => return is_terminal(c),
        }
    }
    false
}

/// Marks that end sentences, full stops and ellipses aside.
pub(crate) const fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '!' | '?' | '\u{203c}' | '\u{203d}' | '\u{2047}'
            ..='\u{2049}'
                | '\u{3002}'
                | '\u{ff01}'
                | '\u{ff1f}'
                | '\u{ff61}'
                | '\u{61f}'
                | '\u{6d4}'
                | '\u{964}'
                | '\u{965}'
                | '\u{1362}'
                | '\u{104b}'
                | '\u{17d4}'
                | '\u{589}'
    )
}

fn in_capitals(line: &str) -> bool {
    line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase)
}

/// Short lines of their own, without a mark at the end, before a blank line or before running text.
fn find_headings(text: &str, drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        let draft = drafts[i];
        if draft.kind != BlockKind::Paragraph || draft.marker.is_some() || !draft.one_line {
            continue;
        }
        let Some(next) = drafts.get(i + 1) else { continue };
        let line = &text[draft.start..draft.end];
        if line.len() > MAX_HEADING || !looks_like_heading(line) {
            continue;
        }
        let follows = if next.blank_before {
            draft.blank_before
        } else {
            // Directly above running text, and much shorter than it.
            draft.blank_before
                && next.kind == BlockKind::Paragraph
                && next.marker.is_none()
                && (next.end - next.start >= 2 * line.len().max(40)
                    || ends_sentence(&text[next.start..next.end]))
        };
        if follows && next.marker != Some(Marker::ItemEnd) {
            drafts[i].kind = BlockKind::Heading;
        }
    }
}

fn looks_like_heading(line: &str) -> bool {
    let begins = see(line, 0).is_some_and(|s| {
        !matches!(s.class, Class::Lower | Class::Dot | Class::Close) && !is_terminal(s.char)
    });
    let ends = before(line, line.len()).is_some_and(|(c, class)| {
        !matches!(c, ',' | ';' | ':') && !matches!(class, Class::Hyphen | Class::Dash)
    });
    let letters = line.chars().any(char::is_alphabetic);
    begins && ends && letters && !ends_sentence(line) && line.split_whitespace().count() <= MAX_HEADING_WORDS
}
