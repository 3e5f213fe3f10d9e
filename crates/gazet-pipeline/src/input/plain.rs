//! The text of HTML in one pass over its bytes: no tree, no recursion, constant memory beside the result.
//!
//! For pages that a parser should not be given, for pages without main text, and for mail.

/// Deeper pages are not given to a recursive extractor. Pages of people nest a few dozen elements.
const MAX_DEPTH: usize = 256;
/// Larger pages are not given to an extractor that reads them several times.
const MAX_BYTES: usize = 8 << 20;

/// Why a page is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooMuch {
    Depth(usize),
    Bytes(usize),
}

/// Whether a page is too deep or too large to be parsed.
pub(crate) fn too_much(page: &str) -> Option<TooMuch> {
    if page.len() > MAX_BYTES {
        return Some(TooMuch::Bytes(page.len()));
    }
    let (mut depth, mut deepest) = (0usize, 0);
    for piece in Pieces::new(page) {
        match piece {
            Piece::Open { name, is_empty: false } if !closes_itself(name) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            Piece::Close(name) if !closes_itself(name) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (deepest > MAX_DEPTH).then_some(TooMuch::Depth(deepest))
}

/// The text of a page: scripts, styles and the title left out, one line a block.
pub(crate) fn text(page: &str) -> String {
    let mut text = String::new();
    let mut line = String::new();
    let mut skipped: Option<&str> = None;
    let flush = |line: &mut String, text: &mut String| {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_some() {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            for (i, word) in words.enumerate() {
                if i > 0 {
                    text.push(' ');
                }
                text.push_str(word);
            }
        }
        line.clear();
    };
    for piece in Pieces::new(page) {
        match piece {
            Piece::Close(name) if skipped.is_some_and(|s| s.eq_ignore_ascii_case(name)) => skipped = None,
            _ if skipped.is_some() => {}
            Piece::Open { name, is_empty: false } if is_one_of(name, &UNREAD) => skipped = Some(name),
            Piece::Open { name, .. } | Piece::Close(name) => {
                if !is_one_of(name, &INLINE) {
                    flush(&mut line, &mut text);
                }
            }
            Piece::Text(piece) => unescape(piece, &mut line),
        }
    }
    flush(&mut line, &mut text);
    text
}

/// The title that a page gives itself.
pub(crate) fn title(page: &str) -> Option<String> {
    let mut inside = false;
    let mut title = String::new();
    for piece in Pieces::new(page) {
        match piece {
            Piece::Open { name, .. } if name.eq_ignore_ascii_case("title") => inside = true,
            Piece::Open { name, .. } if name.eq_ignore_ascii_case("body") => break,
            Piece::Close(name) if name.eq_ignore_ascii_case("title") => break,
            Piece::Text(piece) if inside => unescape(piece, &mut title),
            _ => {}
        }
    }
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

/// The language that the first element of a page declares.
pub(crate) fn declared_language(page: &str) -> Option<String> {
    let start = find_ignoring_case(page, "<html")?;
    let tag = &page[start..start + page[start..].find('>')?];
    let mut rest = tag;
    while let Some(at) = find_ignoring_case(rest, "lang") {
        let before = rest.as_bytes()[..at].last();
        rest = &rest[at + 4..];
        if !before.is_some_and(|b| b.is_ascii_whitespace() || *b == b':') {
            continue;
        }
        let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
        let code: String = value
            .trim_start()
            .trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(35)
            .collect();
        let primary = code.split('-').next().unwrap_or_default();
        return matches!(primary.len(), 2 | 3)
            .then_some(code)
            .filter(|c| c.as_bytes()[0].is_ascii_alphabetic());
    }
    None
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.as_bytes().windows(what.len()).position(|w| w.eq_ignore_ascii_case(what.as_bytes()))
}

const UNREAD: [&str; 9] =
    ["script", "style", "title", "noscript", "template", "textarea", "select", "svg", "math"];
const INLINE: [&str; 27] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "o:p", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr",
];
/// Elements that a parser closes by itself, so that an opening tag of their own does not nest.
const SELF_CLOSING: [&str; 27] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "optgroup", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr", "html",
];

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn closes_itself(name: &str) -> bool {
    is_one_of(name, &SELF_CLOSING)
}

enum Piece<'p> {
    Text(&'p str),
    Open { name: &'p str, is_empty: bool },
    Close(&'p str),
}

/// Tags and the texts between them.
struct Pieces<'p> {
    rest: &'p str,
    /// The element whose content is no markup.
    raw: Option<&'p str>,
}

impl<'p> Pieces<'p> {
    fn new(page: &'p str) -> Self {
        Self { rest: page, raw: None }
    }

    fn cut(&mut self, at: usize) -> &'p str {
        let (piece, rest) = self.rest.split_at(at);
        self.rest = rest;
        piece
    }
}

impl<'p> Iterator for Pieces<'p> {
    type Item = Piece<'p>;

    fn next(&mut self) -> Option<Piece<'p>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if let Some(name) = self.raw.take() {
                let end = end_of_raw(self.rest, name).unwrap_or(self.rest.len());
                self.cut(end);
                continue;
            }
            let bytes = self.rest.as_bytes();
            if bytes[0] != b'<' {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                return Some(Piece::Text(self.cut(end)));
            }
            if self.rest.starts_with("<!--") {
                let end = self.rest[4..].find("-->").map_or(self.rest.len(), |at| at + 7);
                self.cut(end);
                continue;
            }
            let is_tag = match bytes.get(1) {
                Some(b'/' | b'!' | b'?') => true,
                Some(b) => b.is_ascii_alphabetic(),
                None => false,
            };
            if !is_tag {
                let end = self.rest[1..].find('<').map_or(self.rest.len(), |at| at + 1);
                return Some(Piece::Text(self.cut(end)));
            }
            let end = end_of_tag(bytes);
            let tag = self.cut(end);
            let inner = tag.trim_start_matches('<').trim_end_matches('>');
            let is_close = inner.starts_with('/');
            let name = inner.trim_start_matches('/');
            let name =
                &name[..name.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(name.len())];
            if name.starts_with(['!', '?']) || name.is_empty() {
                continue;
            }
            if is_close {
                return Some(Piece::Close(name));
            }
            let is_empty = inner.ends_with('/');
            if !is_empty && is_one_of(name, &["script", "style", "textarea"]) {
                self.raw = Some(name);
            }
            return Some(Piece::Open { name, is_empty });
        }
    }
}

/// Where a tag ends, `>` inside quotes left aside. A quote that is never closed ends at the first `>`.
fn end_of_tag(bytes: &[u8]) -> usize {
    /// Attributes longer than this are not looked through for their closing quote.
    const LOOKAHEAD: usize = 1 << 16;
    let mut quote = None;
    for (i, &byte) in bytes.iter().enumerate().take(LOOKAHEAD) {
        match quote {
            Some(q) if byte == q => quote = None,
            Some(_) => {}
            None if byte == b'>' => return i + 1,
            None if (byte == b'"' || byte == b'\'')
                && i > 0
                && bytes[..i].trim_ascii_end().ends_with(b"=") =>
            {
                quote = Some(byte);
            }
            None => {}
        }
    }
    bytes.iter().position(|&b| b == b'>').map_or(bytes.len(), |at| at + 1)
}

/// Where the closing tag of an element without markup begins.
fn end_of_raw(rest: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let start = from + at;
        let after = &rest.as_bytes()[start + 2..];
        if after.len() >= name.len() && after[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return Some(start);
        }
        from = start + 2;
    }
    None
}

/// Appends `text` with its character references resolved.
fn unescape(text: &str, out: &mut String) {
    /// Longest name of a reference that is known.
    const LONGEST: usize = 10;
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST).position(|b| b == b';');
        match end.and_then(|end| reference(&rest[1..end]).map(|c| (c, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn \
        sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde \
        Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde \
        Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig \
        ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide \
        oslash ugrave uacute ucirc uuml yacute thorn yuml";
    const OTHER: [(&str, char); 22] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("sbquo", '‚'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("bdquo", '„'),
        ("hellip", '…'),
        ("bull", '•'),
        ("euro", '€'),
        ("trade", '™'),
        ("Scaron", 'Š'),
        ("scaron", 'š'),
        ("OElig", 'Œ'),
        ("oelig", 'œ'),
        ("Yuml", 'Ÿ'),
    ];
    if let Some((_, c)) = OTHER.iter().find(|(known, _)| *known == name) {
        return Some(*c);
    }
    // Latin-1 from U+00A0 on, in its order.
    let at = LATIN.split_ascii_whitespace().position(|known| known == name)?;
    char::from_u32(0xA0 + u32::try_from(at).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_lines_and_scripts_go() {
        let page = "<!doctype html><html LANG='de-CH'><head><title>A &amp; B</title><style>p{}</style></head>\
             <body><!-- <p>no</p> --><p>One <b>two</b><br>three &eacute;&#233;&#xE9; &unknown; 1 < 2</p>\
             <script>if (a < b) { \"</p>\" }</script><div title=\"a > b\">four</div> five</body>";
        assert_eq!(text(page), "One two\n\nthree ééé &unknown; 1 < 2\n\nfour\n\nfive");
        assert_eq!(title(page).as_deref(), Some("A & B"));
        assert_eq!(declared_language(page).as_deref(), Some("de-CH"));
        assert_eq!(declared_language("<html data-lang=\"x\" xml:lang=fr>").as_deref(), Some("fr"));
        assert_eq!(declared_language("<html><p lang=de>"), None);
    }

    #[test]
    fn latin_references_count_from_their_first() {
        for (name, expected) in
            [("nbsp", '\u{A0}'), ("eacute", 'é'), ("yuml", 'ÿ'), ("times", '×'), ("Agrave", 'À')]
        {
            assert_eq!(reference(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn depth_counts_what_nests() {
        assert_eq!(too_much(&"<p>x<br><li>".repeat(1000)), None);
        assert_eq!(too_much(&"<div>x</div>".repeat(1000)), None);
        assert_eq!(too_much(&"<div>".repeat(300)), Some(TooMuch::Depth(300)));
        assert!(matches!(too_much(&"<ul><li>".repeat(100_000)), Some(TooMuch::Depth(100_000))));
    }

    #[test]
    fn broken_markup_ends() {
        for page in
            ["<", "<a", "<a href=\"", "</", "<!--", "<script>", "&", "&#;", "a<", "<a =\"'>", "</>", "<>x"]
        {
            let _ = (text(page), title(page), declared_language(page), too_much(page));
        }
        assert_eq!(text("<a href=\"x>y"), "y");
    }
}
