//! Mailboxes: messages one after the other, each behind a line that begins with `From `.
//!
//! Messages are called `box.mbox#number@byte`: the number from 1, and the byte of that line. A line of the text that
//! begins so was quoted with `>` by whoever wrote the mailbox, and is restored.

use super::lines::skip_line;
use super::stack::{Splitter, Step, too_large, unreadable};
use super::{Format, InputOptions, RawDocument};
use crate::Failure;
use crate::failure::Outcome;
use std::io::{self, BufRead, BufReader, Read};

/// Longest line that begins a message.
const MAX_SEPARATOR_BYTES: usize = 1000;

pub(crate) struct Mbox {
    id: String,
    input: Box<dyn BufRead + Send>,
    byte: u64,
    n_messages: u64,
    /// Where the message begins whose separator was read last; `None` before the first and behind the last.
    message: Option<u64>,
    started: bool,
}

impl Mbox {
    pub(crate) fn new(id: String, input: Box<dyn Read + Send>) -> Self {
        Self {
            id,
            input: Box::new(BufReader::with_capacity(1 << 16, input)),
            byte: 0,
            n_messages: 0,
            message: None,
            started: false,
        }
    }

    /// The next line, or the first part of one that is longer than `limit`; empty at the end.
    fn line(&mut self, limit: u64, line: &mut Vec<u8>) -> io::Result<()> {
        line.clear();
        let n = self.input.by_ref().take(limit.saturating_add(1)).read_until(b'\n', line)?;
        self.byte += n as u64;
        if line.len() as u64 > limit && line.last() != Some(&b'\n') {
            self.byte += skip_line(&mut self.input)?;
        }
        Ok(())
    }

    /// Reads to the first message. What stands before it is no mail.
    fn start(&mut self, limit: u64) -> io::Result<Option<Failure>> {
        let mut line = Vec::new();
        let mut before = 0u64;
        loop {
            let at = self.byte;
            self.line(limit, &mut line)?;
            if line.is_empty() {
                break;
            }
            if is_separator(&line) {
                self.message = Some(at);
                break;
            }
            before += u64::from(!line.trim_ascii().is_empty());
        }
        Ok(match (self.message, before) {
            (None, _) => Some(
                Failure::new(&self.id, Outcome::Failed, "mbox", "no line begins a message")
                    .help("a message of a mailbox begins with a line `From SENDER DATE`"),
            ),
            (Some(_), 0) => None,
            (Some(at), n) => Some(Failure::new(
                &self.id,
                Outcome::Noted,
                "mbox",
                format!("{n} lines before the first message, at byte {at}, are not read"),
            )),
        })
    }

    fn message(&mut self, start: u64, limit: u64) -> io::Result<Step> {
        self.n_messages += 1;
        let id = format!("{}#{}@{start}", self.id, self.n_messages);
        let (mut bytes, mut line) = (Vec::new(), Vec::new());
        let (mut after_blank, mut cut) = (true, false);
        loop {
            let at = self.byte;
            self.line(limit, &mut line)?;
            if line.is_empty() {
                break;
            }
            if after_blank && is_separator(&line) {
                self.message = Some(at);
                break;
            }
            after_blank = line.trim_ascii().is_empty();
            // Behind the limit nothing is kept, but the next message is looked for.
            cut |= bytes.len() as u64 + line.len() as u64 > limit;
            if !cut {
                let quotes = line.iter().take_while(|&&b| b == b'>').count();
                let quoted = (quotes > 0 && line[quotes..].starts_with(b"From ")).then(|| &line[1..]);
                bytes.extend_from_slice(quoted.unwrap_or(&line));
            }
        }
        if cut {
            return Ok(Step::Record(too_large(&id, limit).byte(start)));
        }
        let mut document = RawDocument::new(id, Format::Eml, bytes);
        document.byte = Some(start);
        Ok(Step::Document(document))
    }
}

impl Splitter for Mbox {
    fn next(&mut self, options: &InputOptions) -> Option<Step> {
        let limit = options.max_document_bytes;
        let failed =
            |id: &str, error: io::Error, at: u64| Some(Step::Record(unreadable(id, &error).byte(at)));
        if !self.started {
            self.started = true;
            match self.start(limit) {
                Ok(None) => {}
                Ok(Some(failure)) => return Some(Step::Record(failure)),
                Err(error) => return failed(&self.id, error, self.byte),
            }
        }
        let start = self.message.take()?;
        match self.message(start, limit) {
            Ok(step) => Some(step),
            Err(error) => {
                self.message = None;
                failed(&format!("{}#{}@{start}", self.id, self.n_messages), error, start)
            }
        }
    }
}

/// Whether a line begins a message: `From `, a sender, and a date with its year.
pub(crate) fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let is_year = |word: &[u8]| {
        word.len() == 4
            && word.iter().all(u8::is_ascii_digit)
            && (word.starts_with(b"19") || word.starts_with(b"20"))
    };
    let mut words = rest.trim_ascii().split(|&b| b == b' ').filter(|word| !word.is_empty());
    line.len() <= MAX_SEPARATOR_BYTES
        && words.next().is_some()
        && words.clone().any(|word| word.contains(&b':'))
        && words.any(is_year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(mailbox: &str, limit: u64) -> Vec<Result<(String, String), (String, String)>> {
        let mut mbox = Mbox::new("m.mbox".to_owned(), Box::new(Cursor::new(mailbox.as_bytes().to_vec())));
        let options = InputOptions { max_document_bytes: limit, ..InputOptions::default() };
        std::iter::from_fn(|| mbox.next(&options))
            .map(|step| match step {
                Step::Document(d) => Ok((d.id, String::from_utf8(d.bytes).unwrap())),
                Step::Record(f) => Err((f.source, f.code)),
                Step::Open(_) => panic!("a mailbox opens nothing"),
            })
            .collect()
    }

    const FIRST: &str = "From a@b Mon Jan  1 10:00:00 2024\n";

    #[test]
    fn messages_are_cut_at_their_first_lines() {
        let mailbox = format!(
            "{FIRST}Subject: one\n\nFrom the desk of the editor\n\n>From here\n>>From there\n> quoted\n\n{FIRST}Subject: two\n\nFrom x Mon Jan 1 2024\nno blank line: {FIRST}"
        );
        let second = mailbox[10..].find(FIRST).unwrap() + 10;
        assert_eq!(
            read(&mailbox, 1 << 20),
            [
                Ok((
                    "m.mbox#1@0".to_owned(),
                    "Subject: one\n\nFrom the desk of the editor\n\nFrom here\n>From there\n> quoted\n\n"
                        .to_owned()
                )),
                Ok((
                    format!("m.mbox#2@{second}"),
                    format!("Subject: two\n\nFrom x Mon Jan 1 2024\nno blank line: {FIRST}")
                )),
            ]
        );
    }

    #[test]
    fn what_is_too_large_or_no_mail_is_recorded() {
        let mailbox = format!("junk\n{FIRST}{}\n\n{FIRST}Subject: two\n", "x".repeat(5000));
        let found = read(&mailbox, 1000);
        assert_eq!(found[0], Err(("m.mbox".to_owned(), "mbox".to_owned())));
        assert_eq!(found[1], Err(("m.mbox#1@5".to_owned(), "too-large".to_owned())));
        assert!(found[2].as_ref().is_ok_and(|(_, text)| text == "Subject: two\n"));
        assert_eq!(read("no mail\n", 1000), [Err(("m.mbox".to_owned(), "mbox".to_owned()))]);
    }
}
