//! Cuts one block into tokens.
//!
//! Plain ASCII words, numbers and marks (by far the most) take a short way: one look at the bytes as they stand tells
//! where a run of letters and digits ends, how it is cased and what its hash is. Words with letters above 0x7F take a
//! second one, which looks each letter up once. Whatever touches an apostrophe, a dot inside or after a possible
//! abbreviation, a capital after a small letter or what may be mojibake goes the long way. All give the same answers; a
//! property test and a fuzz target compare them.

use crate::address;
use crate::ascii;
use crate::chars::{ASCII, Class, Seen, before, see};
use crate::fold::{line_break_len, norm_hash_in};
use crate::glue;
use crate::hash::hash_bytes;
use crate::plane::{self, OneByOne};
use crate::words::{self, Dotted};
use gazet_core::{CaseShape, NormHash, Span, Token, TokenFlags, TokenKind};

/// Compounds longer than this go the long way.
const MAX_COMPOUND: usize = 64;

/// What the short way does with a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Short {
    /// Begins a word.
    Lower,
    /// Begins a capitalized word.
    Upper,
    /// Begins a number.
    Digit,
    Space,
    Newline,
    /// A mark that is a token whatever stands around it.
    Mark,
    /// A full stop; a run of them is one token.
    Stop,
    /// Goes the long way.
    Long,
}

static SHORT: [Short; 256] = {
    let mut table = [Short::Long; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match (byte as u8, ASCII[byte]) {
            (_, Class::Lower) => Short::Lower,
            (_, Class::Upper) => Short::Upper,
            (_, Class::Digit) => Short::Digit,
            (_, Class::Space) => Short::Space,
            (_, Class::Newline) => Short::Newline,
            (_, Class::Close) => Short::Mark,
            (b'@' | b'#' | b'*' | b'&', _) => Short::Long,
            (_, Class::Punctuation) => Short::Mark,
            (b'.', _) => Short::Stop,
            _ => Short::Long,
        };
        byte += 1;
    }
    table
};

/// After a word, these bytes ask for the long way.
static TOUCHY: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] =
            matches!(byte as u8, b'.' | b'\'' | b'`' | b'@' | b'+' | b'%' | b'_' | b'-' | b':' | 0x80..);
        byte += 1;
    }
    table
};

/// A run of letters, marks, digits and inner apostrophes, found the long way.
struct Run {
    end: usize,
    last_apostrophe: Option<(usize, usize)>,
}

pub(crate) struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    end: usize,
    tokens: &'a mut Vec<Token>,
    buffer: &'a mut String,
    pending: TokenFlags,
    single_quote_open: bool,
    fast: bool,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str, tokens: &'a mut Vec<Token>, buffer: &'a mut String, fast: bool) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            end: 0,
            tokens,
            buffer,
            pending: TokenFlags::empty(),
            single_quote_open: false,
            fast,
        }
    }

    /// Number of tokens so far.
    pub(crate) fn n_tokens(&self) -> u32 {
        u32::try_from(self.tokens.len()).expect("a text below 4 GiB has fewer tokens")
    }

    /// Cuts the block `text[start..end]`; `line_start` tells whether a line break stands before it.
    pub(crate) fn block(&mut self, start: usize, end: usize, line_start: bool) {
        self.end = end;
        self.pending = TokenFlags::SPACE_BEFORE;
        self.single_quote_open = false;
        if line_start {
            self.pending |= TokenFlags::NEWLINE_BEFORE;
        }
        let mut at = start;
        while at < end {
            let byte = self.bytes[at];
            let short = if self.fast { SHORT[usize::from(byte)] } else { Short::Long };
            at = match short {
                Short::Lower => self.ascii_word(at, CaseShape::Lower),
                Short::Upper => self.ascii_word(at, CaseShape::Upper),
                Short::Digit => self.ascii_number(at),
                Short::Space => {
                    self.space();
                    at + 1
                }
                Short::Newline => {
                    self.newline();
                    at + 1
                }
                Short::Mark => self.ascii_mark(at),
                // An ellipsis may go on with the dots.
                Short::Stop if !matches!(self.bytes.get(at + 1), Some(b'.' | 0x80..)) => self.ascii_mark(at),
                Short::Stop | Short::Long => self.other(at),
            };
        }
    }

    #[inline]
    fn space(&mut self) {
        self.pending = (self.pending & TokenFlags::NEWLINE_BEFORE) | TokenFlags::SPACE_BEFORE;
    }

    #[inline]
    fn newline(&mut self) {
        self.pending = TokenFlags::SPACE_BEFORE | TokenFlags::NEWLINE_BEFORE;
    }

    #[inline]
    fn push(
        &mut self,
        start: usize,
        end: usize,
        norm: NormHash,
        kind: TokenKind,
        case: CaseShape,
        flags: TokenFlags,
    ) {
        let flags = flags | self.pending;
        self.pending = TokenFlags::empty();
        self.tokens.push(Token { span: span(start, end), norm, kind, case, flags });
    }

    /// One ASCII mark that is a token by itself.
    #[inline]
    fn ascii_mark(&mut self, at: usize) -> usize {
        let norm = hash_bytes(&[self.bytes[at]]);
        self.push(at, at + 1, norm, TokenKind::Punctuation, CaseShape::Uncased, TokenFlags::empty());
        at + 1
    }

    /// Whether white space, or the end of the block, stands at `at`.
    #[inline]
    fn is_free(&self, at: usize) -> bool {
        self.bytes[..self.end].get(at).is_none_or(|b| matches!(b, b' ' | b'\n'))
    }

    /// A word that begins with an ASCII letter: the short way, where it is sure.
    #[inline]
    fn ascii_word(&mut self, start: usize, first: CaseShape) -> usize {
        let run = ascii::run(self.bytes, start, self.end);
        let end = run.end;
        let capital = first == CaseShape::Upper;
        let next = if end < self.end { self.bytes[end] } else { b' ' };
        let mixed = run.has_inner_upper() && run.has_lower();
        if mixed || (end - start == 1 && capital) {
            return self.word(start);
        }
        if TOUCHY[usize::from(next)] && !self.is_plain_after(start, end, next) {
            let wide = if next >= 0x80 { self.wide_word(start) } else { None };
            return wide.unwrap_or_else(|| self.word(start));
        }
        let mut flags = TokenFlags::empty();
        let case = if capital {
            flags |= TokenFlags::INITIAL_CAPITAL;
            if run.has_lower() { CaseShape::Title } else { CaseShape::Upper }
        } else {
            CaseShape::Lower
        };
        if run.has_digit() {
            flags |= TokenFlags::HAS_DIGIT;
        }
        self.push(start, end, run.norm, TokenKind::Word, case, flags);
        if next == b' ' && end < self.end {
            self.pending = TokenFlags::SPACE_BEFORE;
            return end + 1;
        }
        end
    }

    /// Whether the short way may end a word before the touchy byte `next` at `end`.
    fn is_plain_after(&self, start: usize, end: usize, next: u8) -> bool {
        let byte = |at: usize| self.bytes[..self.end].get(at).copied();
        match next {
            // The stop of a sentence, after what is no abbreviation.
            b'.' => {
                end - start > 1
                    && self.is_free(end + 1)
                    && (end - start > words::LONGEST_ABBREVIATION
                        || words::abbreviation(&self.text[start..end]).is_none())
            }
            b':' => byte(end + 1) != Some(b'/'),
            // A possessive ending, with nothing behind it that belongs to the word or to an address.
            b'\'' => {
                byte(end + 1) == Some(b's')
                    && byte(end + 2).is_none_or(|b| matches!(b, b' ' | b'\n' | b',' | b';' | b')' | b'"'))
            }
            // A compound of letters and digits, no line break and no address. Looks at a few bytes only, so that chains
            // of hyphens cost no more than other words.
            b'-' => {
                let rest = &self.bytes[end + 1..self.end];
                let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
                let n = rest.iter().take(MAX_COMPOUND).take_while(|b| part(b)).count();
                let begins = rest.first().is_some_and(u8::is_ascii_alphanumeric);
                let ends = rest.get(n).is_none_or(|b| {
                    !part(b) && (!TOUCHY[usize::from(*b)] || *b == b'.' && self.is_free(end + n + 2))
                });
                begins && ends
            }
            0x80.. => self.see(end).is_some_and(|s| match s.class {
                // A possessive ending, as above.
                Class::Apostrophe => {
                    byte(end + s.len) == Some(b's')
                        && byte(end + s.len + 1)
                            .is_none_or(|b| matches!(b, b' ' | b'\n' | b',' | b';' | b')' | b'"'))
                }
                class => parts_words(class),
            }),
            _ => false,
        }
    }

    /// A word with letters above 0x7F: the short way, where it is sure.
    fn wide_word(&mut self, start: usize) -> Option<usize> {
        self.buffer.clear();
        let mut one_by_one = OneByOne::default();
        let mut cases = Cases::default();
        let (mut at, mut next) = (start, b' ');
        while let Some(&byte) = self.bytes[..self.end].get(at) {
            next = byte;
            if byte < 0x80 {
                let class = ASCII[usize::from(byte)];
                if !class.in_word() {
                    break;
                }
                cases.add(class);
                one_by_one.ascii();
                self.buffer.push(char::from(byte.to_ascii_lowercase()));
                at += 1;
                continue;
            }
            let c = self.text[at..].chars().next()?;
            let entry = plane::entry(c)?;
            if !entry.class.in_word() {
                break;
            }
            // What begins like mojibake may be some.
            if c == '\u{e2}' && !self.bytes.get(at + 2).is_some_and(u8::is_ascii) {
                return None;
            }
            cases.add(entry.class);
            self.buffer.push_str(
                std::str::from_utf8(one_by_one.next(entry)?).expect("entries hold whole characters"),
            );
            at += c.len_utf8();
        }
        let (case, flags) = cases.shape();
        let initial = cases.letters() == 1 && case == CaseShape::Upper;
        let ends = at == self.end || !TOUCHY[usize::from(next)] || self.is_plain_after(start, at, next);
        // A form of no letters is that of the surface.
        if !ends || initial || case == CaseShape::Mixed || self.buffer.is_empty() {
            return None;
        }
        let norm = hash_bytes(self.buffer.as_bytes());
        self.push(start, at, norm, TokenKind::Word, case, flags | TokenFlags::NON_ASCII);
        Some(at)
    }

    /// A number, or a word such as `13th`: the short way, where it is sure.
    #[inline]
    fn ascii_number(&mut self, start: usize) -> usize {
        let run = ascii::run(self.bytes, start, self.end);
        let (mut end, mut norm) = (run.end, run.norm);
        let is_number = !run.has_lower() && !run.has_inner_upper();
        if is_number && self.is_separator(end) {
            loop {
                let group = ascii::run(self.bytes, end + 1, self.end);
                if group.has_lower() || group.has_inner_upper() {
                    return self.number(start);
                }
                // `1997,1998` are two numbers.
                if self.bytes[end] == b',' && group.end - end > 4 {
                    break;
                }
                end = group.end;
                if !self.is_separator(end) {
                    break;
                }
            }
            norm = norm_hash_in(&self.text[start..end], self.buffer);
        }
        let next = if end < self.end { self.bytes[end] } else { b' ' };
        let touchy = match next {
            b'.' => !self.is_free(end + 1),
            b',' => self.bytes[..self.end].get(end + 1).is_some_and(|b| *b >= 0x80),
            _ => TOUCHY[usize::from(next)],
        };
        if touchy || run.has_inner_upper() {
            return self.number(start);
        }
        let (kind, case) = if run.has_lower() {
            (TokenKind::Word, CaseShape::Lower)
        } else {
            (TokenKind::Number, CaseShape::Uncased)
        };
        self.push(start, end, norm, kind, case, TokenFlags::HAS_DIGIT);
        end
    }

    /// Whether a dot or comma stands at `at`, and an ASCII digit behind it.
    #[inline]
    fn is_separator(&self, at: usize) -> bool {
        matches!(&self.bytes[..self.end].get(at..), Some([b'.' | b',', digit, ..]) if digit.is_ascii_digit())
    }

    /// Everything but a plain space and the short way.
    fn other(&mut self, at: usize) -> usize {
        let Some(seen) = self.see(at) else { return self.end };
        match seen.class {
            Class::Space => {
                self.space();
                at + seen.len
            }
            Class::Newline => {
                self.newline();
                at + seen.len
            }
            Class::Ignorable => at + seen.len,
            Class::Lower | Class::Upper | Class::Letter => {
                let wide = if self.fast && seen.len > 1 { self.wide_word(at) } else { None };
                wide.unwrap_or_else(|| self.word(at))
            }
            Class::Digit => self.number(at),
            Class::Alone => self.alone(at, seen.len),
            Class::Apostrophe => self.apostrophe(at, seen.len),
            Class::Dot => self.run_of(at, Class::Dot, TokenKind::Punctuation),
            Class::Hyphen => self.hyphen(at, seen.len),
            Class::Quote => {
                let opening = self.opens(at, at + seen.len);
                self.mark(at, at + seen.len, TokenKind::Punctuation, TokenFlags::empty(), opening)
            }
            Class::Open => self.mark(at, at + seen.len, TokenKind::Punctuation, TokenFlags::empty(), true),
            Class::Connector => {
                let end = self.same_chars(at, seen.char);
                let soft = self.between_words(at, end);
                self.mark(at, end, TokenKind::Punctuation, soft, false)
            }
            Class::Close | Class::Dash => {
                self.mark(at, at + seen.len, TokenKind::Punctuation, TokenFlags::empty(), false)
            }
            Class::Punctuation => self.punctuation(at, seen.char, seen.len),
            Class::Symbol | Class::Mark => self.symbol(at, seen.char, seen.len),
        }
    }

    /// The character at `at`, nothing after the end of the block.
    #[inline]
    fn see(&self, at: usize) -> Option<Seen> {
        let byte = *self.bytes[..self.end].get(at)?;
        if byte < 0x80 {
            return Some(Seen { char: byte as char, class: ASCII[byte as usize], len: 1 });
        }
        see(&self.text[..self.end], at)
    }

    /// Whether a token that can be part of a name begins at `at`.
    fn word_at(&self, at: usize) -> bool {
        self.see(at).is_some_and(|s| s.class.begins_word())
    }

    /// The last token, if it ends right at `at`.
    fn adjacent(&self, at: usize) -> Option<&Token> {
        if !self.pending.is_empty() {
            return None;
        }
        self.tokens.last().filter(|t| t.span.end() as usize == at)
    }

    fn between_words(&self, start: usize, end: usize) -> TokenFlags {
        let after_word =
            self.adjacent(start).is_some_and(|t| t.kind.is_wordlike() || t.kind == TokenKind::Possessive);
        if after_word && self.word_at(end) { TokenFlags::SOFT } else { TokenFlags::empty() }
    }

    /// One mark or run of marks that is a token as it stands.
    fn mark(&mut self, start: usize, end: usize, kind: TokenKind, flags: TokenFlags, opening: bool) -> usize {
        // A mark is its own normal form.
        let norm = if end - start == 1 {
            hash_bytes(&self.bytes[start..end])
        } else {
            norm_hash_in(&self.text[start..end], self.buffer)
        };
        let non_ascii = non_ascii(&self.bytes[start..end]);
        self.push(start, end, norm, kind, CaseShape::Uncased, flags | non_ascii);
        if opening {
            self.pending = TokenFlags::AFTER_OPENING;
        }
        end
    }

    fn same_chars(&self, at: usize, c: char) -> usize {
        let mut end = at + c.len_utf8();
        while self.see(end).is_some_and(|s| s.char == c) {
            end += c.len_utf8();
        }
        end
    }

    fn run_of(&mut self, at: usize, class: Class, kind: TokenKind) -> usize {
        let mut end = at;
        while let Some(seen) = self.see(end).filter(|s| s.class == class) {
            end += seen.len;
        }
        self.mark(at, end, kind, TokenFlags::empty(), false)
    }

    /// Whether a quotation mark that can do both opens here: nothing, space or an opening mark before it, no
    /// space after it.
    fn opens(&self, start: usize, end: usize) -> bool {
        let free_before = match before(self.text, start) {
            None => true,
            Some((_, class)) => {
                !self.pending.is_empty() && matches!(class, Class::Space | Class::Newline | Class::Open)
                    || matches!(
                        class,
                        Class::Open
                            | Class::Dash
                            | Class::Hyphen
                            | Class::Space
                            | Class::Newline
                            | Class::Quote
                    )
                    || self.pending.contains(TokenFlags::AFTER_OPENING)
            }
        };
        free_before
            && self.see(end).is_some_and(|s| !matches!(s.class, Class::Space | Class::Newline | Class::Close))
    }

    fn hyphen(&mut self, at: usize, len: usize) -> usize {
        let mut end = at + len;
        while let Some(seen) = self.see(end).filter(|s| s.class == Class::Hyphen) {
            end += seen.len;
        }
        let soft = if end == at + len { self.between_words(at, end) } else { TokenFlags::empty() };
        self.mark(at, end, TokenKind::Punctuation, soft, false)
    }

    fn punctuation(&mut self, at: usize, c: char, len: usize) -> usize {
        match c {
            '@' | '#' if self.adjacent(at).is_none_or(|t| !t.kind.is_wordlike()) => {
                if let Some(end) = address::handle(self.text, at, self.end) {
                    let norm = norm_hash_in(&self.text[at..end], self.buffer);
                    let case = case_of(&self.text[at..end]);
                    self.push(at, end, norm, TokenKind::Handle, case.0, case.1);
                    return end;
                }
            }
            '&' => return self.mark(at, at + len, TokenKind::Punctuation, TokenFlags::SOFT, false),
            '*' | '#' => {
                let end = self.same_chars(at, c);
                return self.mark(at, end, TokenKind::Punctuation, TokenFlags::empty(), false);
            }
            '\u{bf}' | '\u{a1}' => {
                return self.mark(at, at + len, TokenKind::Punctuation, TokenFlags::empty(), true);
            }
            _ => {}
        }
        self.mark(at, at + len, TokenKind::Punctuation, TokenFlags::empty(), false)
    }

    /// A symbol with what modifies it: marks, skin tones, joined emoji, the second half of a flag. Runs of the
    /// same ASCII symbol, and of undecodable bytes, are one token.
    fn symbol(&mut self, at: usize, c: char, len: usize) -> usize {
        let mut end = at + len;
        if c.is_ascii() {
            end = self.same_chars(at, c);
        } else if is_regional(c) {
            if let Some(next) = self.see(end).filter(|s| is_regional(s.char)) {
                end += next.len;
            }
        } else {
            let mut joined = false;
            let mut probe = end;
            while let Some(next) = self.see(probe) {
                probe += next.len;
                match next.char {
                    '\u{200d}' => joined = true,
                    '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' => {
                        joined = false;
                        end = probe;
                    }
                    _ if next.class == Class::Mark || (joined && next.class == Class::Symbol) => {
                        joined = false;
                        end = probe;
                    }
                    _ => break,
                }
            }
        }
        self.mark(at, end, TokenKind::Symbol, TokenFlags::empty(), false)
    }

    /// One code point of a script without spaces, with combining marks of other scripts.
    fn alone(&mut self, at: usize, len: usize) -> usize {
        let mut end = at + len;
        let mut probe = end;
        while let Some(next) = self.see(probe) {
            probe += next.len;
            match next.class {
                Class::Mark => end = probe,
                Class::Ignorable => {}
                _ => break,
            }
        }
        let norm = norm_hash_in(&self.text[at..end], self.buffer);
        self.push(at, end, norm, TokenKind::Word, CaseShape::Uncased, TokenFlags::NON_ASCII);
        end
    }

    /// An apostrophe that stands inside no word: possessive, or quotation mark.
    fn apostrophe(&mut self, at: usize, len: usize) -> usize {
        let end = at + len;
        let next = self.see(end);
        let next_is_letter = next.is_some_and(|s| s.class.begins_word());
        let owner = self.adjacent(at).filter(|t| t.kind.is_wordlike()).map(|t| t.span);
        if let Some(owner) = owner {
            if let Some(s) = next.filter(|s| matches!(s.char, 's' | 'S'))
                && !self.continues_word(end + s.len)
            {
                return self.possessive(at, end + s.len);
            }
            let sibilant = owner.of(self.text).ends_with(['s', 'S', 'x', 'z']);
            let abbreviation = self.tokens.last().is_some_and(|t| t.kind == TokenKind::Abbreviation);
            if sibilant && !abbreviation && !next_is_letter && !self.single_quote_open {
                return self.possessive(at, end);
            }
        }
        let opening = owner.is_none() && self.opens(at, end);
        if opening {
            self.single_quote_open = next.is_none_or(|s| s.class != Class::Digit);
        } else {
            self.single_quote_open = false;
        }
        let soft = self.between_words(at, end);
        self.mark(at, end, TokenKind::Punctuation, soft, opening)
    }

    fn possessive(&mut self, start: usize, end: usize) -> usize {
        let norm = norm_hash_in(&self.text[start..end], self.buffer);
        let case = case_of(&self.text[start..end]);
        self.push(start, end, norm, TokenKind::Possessive, case.0, case.1 - TokenFlags::INITIAL_CAPITAL);
        end
    }

    /// Whether a letter, mark or digit stands at `at`, invisible characters aside.
    fn continues_word(&self, at: usize) -> bool {
        let mut at = at;
        while let Some(seen) = self.see(at) {
            if seen.class != Class::Ignorable {
                return seen.class.in_word();
            }
            at += seen.len;
        }
        false
    }

    /// The long way through a word; inner apostrophes belong to it when letters stand on both sides.
    fn run(&self, start: usize) -> Run {
        let mut run = Run { end: start, last_apostrophe: None };
        let mut at = start;
        let mut after_apostrophe = None;
        while let Some(seen) = self.see(at) {
            let next = at + seen.len;
            match seen.class {
                class if class.in_word() => {
                    if let Some(apostrophe) = after_apostrophe.take() {
                        if !class.is_letter() {
                            break;
                        }
                        run.last_apostrophe = Some(apostrophe);
                    }
                    run.end = next;
                }
                Class::Ignorable => {}
                Class::Apostrophe if after_apostrophe.is_none() && run.end > start => {
                    after_apostrophe = Some((at, next));
                }
                _ => break,
            }
            at = next;
        }
        run
    }

    /// A word that begins with a letter, the long way.
    fn word(&mut self, start: usize) -> usize {
        if let Some(after) = self.elision(start) {
            return self.push_word(start, after, TokenKind::Word);
        }
        let run = self.run(start);
        let mut end = run.end;
        if let Some(end) = address::address(self.text, start, end, self.end) {
            return self.push_address(start, end);
        }
        if let Some((at, after)) = run.last_apostrophe {
            // Without the possessive ending, which the apostrophe brings in by itself.
            let tail = &self.text[after..end];
            if tail.trim_end_matches(is_ignorable).eq_ignore_ascii_case("s") {
                end = self.trim_ignorable(start, at);
            }
        }
        match self.see(end).map(|s| s.class) {
            Some(Class::Dot) if self.bytes[end] == b'.' => {
                if let Some(end) = self.dotted(start, end) {
                    return self.push_word(start, end, TokenKind::Abbreviation);
                }
            }
            Some(Class::Hyphen) => {
                if let Some(end) = self.divided(start, end) {
                    return self.push_word(start, end, TokenKind::Word);
                }
            }
            Some(Class::Space) => {
                if let Some(end) = self.spaced_capitals(start, end) {
                    return self.push_word(start, end, TokenKind::Word);
                }
            }
            _ => {}
        }
        let mut start = start;
        while let Some(at) = glue::cut(&self.text[start..end]) {
            self.push_word(start, start + at, TokenKind::Word);
            self.pending |= TokenFlags::GLUED;
            start += at;
        }
        self.push_word(start, end, TokenKind::Word)
    }

    fn trim_ignorable(&self, start: usize, end: usize) -> usize {
        start + self.text[start..end].trim_end_matches(is_ignorable).len()
    }

    fn push_word(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        let surface = &self.text[start..end];
        let run = ascii::run(self.bytes, start, end);
        let norm = if run.end == end { run.norm } else { norm_hash_in(surface, self.buffer) };
        let (case, flags) = case_of(surface);
        self.push(start, end, norm, kind, case, flags);
        if kind == TokenKind::Abbreviation && self.continues_word(end) {
            self.pending |= TokenFlags::GLUED;
        }
        end
    }

    fn push_address(&mut self, start: usize, end: usize) -> usize {
        let surface = &self.text[start..end];
        let kind =
            if surface.contains('@') && !surface.contains("//") { TokenKind::Email } else { TokenKind::Url };
        self.push_word(start, end, kind)
    }

    /// `l'Iran`, `dell'Utri`: end of the elided word with its apostrophe, if a word of two letters or more follows.
    ///
    /// Looks at a few characters only, so that chains of elisions cost no more than other words.
    fn elision(&self, start: usize) -> Option<usize> {
        let mut at = start;
        let apostrophe = loop {
            let seen = self.see(at)?;
            match seen.class {
                Class::Lower if at - start < 8 => at += seen.len,
                Class::Apostrophe if words::is_elision(&self.text[start..at]) => break seen,
                _ => return None,
            }
        };
        let after = at + apostrophe.len;
        let mut probe = after;
        let mut letters = 0;
        while letters < 3 {
            match self.see(probe).filter(|s| s.class.in_word() || s.class == Class::Ignorable) {
                Some(seen) => {
                    letters += usize::from(seen.class.is_letter());
                    probe += seen.len;
                }
                None => break,
            }
        }
        // `d've`, `t'll` are contractions, not elisions.
        let contraction = matches!(&self.text[after..probe], "re" | "ve" | "ll");
        (letters >= 2 && !contraction).then_some(after)
    }

    /// A word whose dot belongs to it: end of the abbreviation.
    fn dotted(&self, start: usize, end: usize) -> Option<usize> {
        let surface = &self.text[start..end];
        if single_letter(surface) {
            return self.letters(start, end);
        }
        let dot = end + 1;
        if surface == "Ph" && self.text[dot..self.end].starts_with('D') && !self.continues_word(dot + 1) {
            let degree = dot + 1;
            return Some(if self.bytes.get(degree) == Some(&b'.') && degree < self.end {
                degree + 1
            } else {
                degree
            });
        }
        if self.see(dot).is_some_and(|s| s.class == Class::Dot) {
            return None;
        }
        let capital = surface.starts_with(char::is_uppercase);
        let keeps = match words::abbreviation(surface)? {
            Dotted::Title => capital && self.next_word(dot).is_some_and(|(c, _)| c != Class::Lower),
            Dotted::Capital => capital,
            Dotted::Any | Dotted::Inner => true,
            Dotted::Number => {
                self.next_word(dot).is_some_and(|(c, _)| c == Class::Digit)
                    && self.bytes.get(dot) != Some(&b'\n')
            }
            Dotted::AfterComma => {
                capital
                    && self
                        .tokens
                        .last()
                        .is_some_and(|t| t.kind == TokenKind::Punctuation && t.span.of(self.text) == ",")
            }
        };
        keeps.then_some(dot)
    }

    /// Class and place of the first character of the next word, if only space stands before it.
    fn next_word(&self, at: usize) -> Option<(Class, usize)> {
        let mut at = at;
        while let Some(seen) = self.see(at) {
            match seen.class {
                Class::Space | Class::Newline | Class::Ignorable => at += seen.len,
                class if class.begins_word() => return Some((class, at)),
                _ => return None,
            }
        }
        None
    }

    /// `U.S.`, `U.S`, `a.m.`, `J.R.R.`, `B.Sc.`, and initials.
    fn letters(&self, start: usize, end: usize) -> Option<usize> {
        let mut n = 1;
        let mut at = end + 1;
        while let Some(seen) = self.see(at).filter(|s| s.class.is_letter()) {
            let run = self.run(at);
            let part = &self.text[at..run.end];
            let dot_after = self.bytes.get(run.end) == Some(&b'.') && run.end < self.end;
            if words::is_degree(part) && seen.class == Class::Upper && n == 1 {
                return Some(if dot_after { run.end + 1 } else { run.end });
            }
            // With the possessive `s` still to come, only the first letter counts.
            let letter_end = at + seen.len;
            if !single_letter(part) && run.last_apostrophe.is_none_or(|(a, _)| a != letter_end) {
                break;
            }
            n += 1;
            if dot_after && single_letter(part) {
                at = run.end + 1;
            } else {
                return Some(letter_end);
            }
        }
        if n >= 2 {
            return Some(at);
        }
        let dot = end + 1;
        let surface = &self.text[start..end];
        let next = self.next_word(dot);
        let capital = surface.chars().next().is_some_and(char::is_uppercase);
        if !capital {
            return match (surface, next) {
                ("v", Some((Class::Upper, _))) => Some(dot),
                ("p" | "c" | "b" | "d", Some((Class::Digit, _))) => Some(dot),
                _ => None,
            };
        }
        if self.see(dot).is_some_and(|s| s.char == ',') {
            return Some(dot);
        }
        let (class, at) = next?;
        if class != Class::Upper {
            return None;
        }
        if surface == "I" {
            let after_name = self.tokens.last().is_some_and(|t| t.case == CaseShape::Title);
            if !after_name || words::is_opener(&self.text[at..self.run(at).end]) {
                return None;
            }
        }
        Some(dot)
    }

    /// `organi-` at a line end and `zation` on the next: end of the joined word.
    ///
    /// Joined when both parts have two letters or more, the second begins with a small letter, and the first is not
    /// one that compounds begin with (`long-`, `anti-`).
    fn divided(&self, start: usize, end: usize) -> Option<usize> {
        let hyphen = self.see(end)?;
        let after = end + hyphen.len;
        let gap = line_break_len(&self.text[..self.end], after)?;
        let first = &self.text[start..end];
        if words::is_compound_first(first) || first.chars().count() < 2 || has_digit(first) {
            return None;
        }
        let run = self.run(after + gap);
        let second = &self.text[after + gap..run.end];
        let small = self.see(after + gap).is_some_and(|s| s.class == Class::Lower);
        let enough = second.chars().count() >= 2 && run.last_apostrophe.is_none() && !has_digit(second);
        (small && enough && !second.chars().any(char::is_uppercase)).then_some(run.end)
    }

    /// `T E H R A N`: four capitals or more, one space between; not the alphabet in order.
    fn spaced_capitals(&self, start: usize, end: usize) -> Option<usize> {
        if !single_letter(&self.text[start..end]) {
            return None;
        }
        let mut end = end;
        let mut n = 1;
        let mut in_order = true;
        let mut previous = self.see(start).filter(|s| s.class == Class::Upper)?.char;
        while let Some(space) = self.see(end).filter(|s| s.class == Class::Space) {
            let at = end + space.len;
            let Some(seen) = self.see(at).filter(|s| s.class == Class::Upper) else { break };
            let run = self.run(at);
            if run.last_apostrophe.is_some() || !single_letter(&self.text[at..run.end]) {
                break;
            }
            // A letter with a dot is an initial, not part of a spaced word.
            if self.see(run.end).is_some_and(|s| s.class == Class::Dot) && n < 3 {
                break;
            }
            in_order &= seen.char as u32 == previous as u32 + 1;
            previous = seen.char;
            n += 1;
            end = run.end;
        }
        (n >= 4 && !in_order).then_some(end)
    }

    /// What begins with a digit: a number with its separators, or a word such as `13th`.
    fn number(&mut self, start: usize) -> usize {
        let mut end = self.run(start).end;
        let digits_only = |s: &str| s.chars().all(|c| !crate::chars::class(c).is_letter());
        if digits_only(&self.text[start..end]) {
            while let Some(next) = self.separated_digits(end) {
                end = next;
            }
        }
        let run_end = end;
        if let Some(address) = address::address(self.text, start, run_end, self.end) {
            return self.push_address(start, address);
        }
        if let Some((at, _)) = self.run(start).last_apostrophe.filter(|&(at, _)| at < end) {
            end = at;
        }
        if let Some(at) = glue::cut(&self.text[start..end]) {
            self.push_number(start, start + at);
            self.pending |= TokenFlags::GLUED;
            return start + at;
        }
        self.push_number(start, end)
    }

    fn push_number(&mut self, start: usize, end: usize) -> usize {
        let surface = &self.text[start..end];
        let plain_letters = surface.chars().any(|c| crate::chars::class(c).is_letter());
        let separated = surface.contains(['.', ',']);
        let kind = if plain_letters && !separated { TokenKind::Word } else { TokenKind::Number };
        self.push_word(start, end, kind)
    }

    /// `.5`, `,000` after digits, with letters that follow (`1.5bn`): end of the longer number.
    fn separated_digits(&self, at: usize) -> Option<usize> {
        let separator = *self.bytes.get(at).filter(|_| at < self.end)?;
        if !matches!(separator, b'.' | b',') {
            return None;
        }
        let from = at + 1;
        if !self.see(from).is_some_and(|s| s.class == Class::Digit) {
            return None;
        }
        let run = self.run(from);
        let end = run.last_apostrophe.map_or(run.end, |(at, _)| at);
        let group = &self.text[from..end];
        let digits = group.chars().take_while(|&c| crate::chars::class(c) == Class::Digit).count();
        // `1997,1998` are two numbers.
        if separator == b',' && digits > 3 { None } else { Some(end) }
    }
}

fn span(start: usize, end: usize) -> Span {
    let bound = |n| u32::try_from(n).expect("the text was checked to be shorter than 4 GiB");
    Span::new(bound(start), bound(end))
}

fn non_ascii(bytes: &[u8]) -> TokenFlags {
    if bytes.is_ascii() { TokenFlags::empty() } else { TokenFlags::NON_ASCII }
}

const fn is_regional(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_ignorable(c: char) -> bool {
    crate::chars::class(c) == Class::Ignorable
}

fn has_digit(s: &str) -> bool {
    s.chars().any(|c| crate::chars::class(c) == Class::Digit)
}

/// One letter, with marks.
fn single_letter(s: &str) -> bool {
    let mut letters = 0;
    for c in s.chars() {
        match crate::chars::class(c) {
            Class::Upper | Class::Lower | Class::Letter => letters += 1,
            Class::Mark | Class::Ignorable => {}
            _ => return false,
        }
    }
    letters == 1
}

/// Whether the short way may end a word before a character above 0x7F of this class.
const fn parts_words(class: Class) -> bool {
    matches!(
        class,
        Class::Space
            | Class::Newline
            | Class::Open
            | Class::Close
            | Class::Quote
            | Class::Dash
            | Class::Punctuation
    )
}

/// Counts of the letters of a word.
#[derive(Default)]
struct Cases {
    first: Option<Class>,
    upper: usize,
    lower: usize,
    uncased: usize,
    flags: TokenFlags,
}

impl Cases {
    #[inline]
    fn add(&mut self, class: Class) {
        match class {
            Class::Upper => self.upper += 1,
            Class::Lower => self.lower += 1,
            Class::Letter => self.uncased += 1,
            Class::Digit => {
                self.flags |= TokenFlags::HAS_DIGIT;
                return;
            }
            _ => return,
        }
        self.first = self.first.or(Some(class));
    }

    fn letters(&self) -> usize {
        self.upper + self.lower + self.uncased
    }

    /// Case shape, and the flags that the letters alone decide.
    fn shape(&self) -> (CaseShape, TokenFlags) {
        let mut flags = self.flags;
        if self.first == Some(Class::Upper) {
            flags |= TokenFlags::INITIAL_CAPITAL;
        }
        let case = match (self.upper, self.lower) {
            (0, 0) => CaseShape::Uncased,
            (0, _) => CaseShape::Lower,
            (_, 0) => CaseShape::Upper,
            (1, _) if self.first == Some(Class::Upper) => CaseShape::Title,
            _ => CaseShape::Mixed,
        };
        (case, flags)
    }
}

/// Case shape, and the flags that the surface alone decides.
fn case_of(surface: &str) -> (CaseShape, TokenFlags) {
    let mut cases = Cases::default();
    surface.chars().for_each(|c| cases.add(crate::chars::class(c)));
    let (case, flags) = cases.shape();
    (case, flags | non_ascii(surface.as_bytes()))
}
