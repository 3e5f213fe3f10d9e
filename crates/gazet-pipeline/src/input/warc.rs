//! WARC and WET archives (ISO 28500), plain or gzipped member by member.
//!
//! Records with text become documents, called `archive#record@offset`: the number of the record from 1, and the byte
//! of the file where its member (or the record itself, where nothing is packed) begins, as in indexes of crawls.
//! What an archive holds besides, such as requests and images, is counted and named in one remark.

use super::http;
use super::lines::skip_line;
use super::stack::{Bytes, Splitter, Step, too_large, unreadable};
use super::unpack::{Budget, Guarded};
use super::{Format, InputOptions, RawDocument};
use crate::Failure;
use crate::failure::Outcome;
use flate2::bufread::GzDecoder;
use gazet_core::Metadata;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// Longest header of a record that is read.
const MAX_HEADER_BYTES: u64 = 1 << 16;

pub(crate) struct Warc {
    id: String,
    input: Members,
    n_records: u64,
    left_out: BTreeMap<String, u64>,
    ended: bool,
}

/// The header of a record.
#[derive(Debug, Default)]
struct Header {
    kind: String,
    target: Option<String>,
    content_type: String,
    length: u64,
}

impl Warc {
    pub(crate) fn new(id: String, bytes: Bytes, packed: bool, budget: &Arc<Budget>) -> Self {
        let input = Members::new(bytes.into_stream(), packed, Arc::clone(budget));
        Self { id, input, n_records: 0, left_out: BTreeMap::new(), ended: false }
    }

    fn leave_out(&mut self, what: impl Into<String>) {
        *self.left_out.entry(what.into()).or_default() += 1;
    }

    /// What was left out, once, at the end.
    fn remark(&mut self) -> Option<Step> {
        let left_out = std::mem::take(&mut self.left_out);
        if left_out.is_empty() {
            return None;
        }
        let total: u64 = left_out.values().sum();
        let named: Vec<String> = left_out.iter().map(|(what, n)| format!("{n} {what}")).collect();
        Some(Step::Record(Failure::new(
            &self.id,
            Outcome::Noted,
            "records-left-out",
            format!("{total} of {} records hold no text: {}", self.n_records, named.join(", ")),
        )))
    }

    /// The next record that is worth a step; `None` at the end.
    fn record(&mut self, options: &InputOptions) -> Result<Option<Step>, Failure> {
        loop {
            let broken = |place: &str, error: &io::Error| unreadable(place, error);
            let Some(offset) = self.input.skip_blank_lines().map_err(|e| broken(&self.id, &e))? else {
                return Ok(None);
            };
            self.n_records += 1;
            let id = format!("{}#{}@{offset}", self.id, self.n_records);
            let header = match self.header().map_err(|e| broken(&id, &e).byte(offset))? {
                Ok(header) => header,
                Err(what) => {
                    // Without a length there is no way to the next record.
                    return Err(Failure::new(
                        &id,
                        Outcome::Failed,
                        "warc",
                        format!("{what}; the rest is not read"),
                    )
                    .byte(offset)
                    .help("the archive is damaged: fetch it again"));
                }
            };
            let step = self.block(&id, header, options).map_err(|e| broken(&id, &e).byte(offset))?;
            match step {
                Some(Step::Record(failure)) => return Ok(Some(Step::Record(failure.byte(offset)))),
                Some(Step::Document(mut document)) => {
                    document.byte = Some(offset);
                    return Ok(Some(Step::Document(document)));
                }
                Some(step) => return Ok(Some(step)),
                None => {}
            }
        }
    }

    fn header(&mut self) -> io::Result<Result<Header, String>> {
        let mut left = MAX_HEADER_BYTES;
        let version = self.input.line(&mut left)?;
        if !version.starts_with(b"WARC/") {
            let shown = String::from_utf8_lossy(&version[..version.len().min(40)]).trim().to_owned();
            return Ok(Err(format!("a record should begin with `WARC/`, not with `{shown}`")));
        }
        let mut header = Header::default();
        let mut length = None;
        loop {
            let line = self.input.line(&mut left)?;
            if left == 0 {
                return Ok(Err("the header of the record has no end".to_owned()));
            }
            let line = line.trim_ascii();
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(line);
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => {
                    header.target = Some(value.trim_matches(['<', '>']).to_owned()).filter(|v| !v.is_empty());
                }
                "content-type" => header.content_type = value.to_owned(),
                "content-length" => length = value.parse().ok(),
                _ => {}
            }
        }
        let Some(length) = length else {
            return Ok(Err("the record has no Content-Length".to_owned()));
        };
        Ok(Ok(Header { length, ..header }))
    }

    /// What the block of a record becomes. Reads all of it, and keeps what is text.
    fn block(&mut self, id: &str, header: Header, options: &InputOptions) -> io::Result<Option<Step>> {
        let limit = options.max_document_bytes;
        let mut block = (&mut self.input).take(header.length);
        let (format, charset, bytes) = match header.kind.as_str() {
            "response" if header.content_type.starts_with("application/http") => {
                match http::response(&mut BufReader::new(&mut block), limit)? {
                    http::Response::Text { format, charset, body } => (format, charset, body),
                    http::Response::Other(what) => {
                        io::copy(&mut block, &mut io::sink())?;
                        self.leave_out(what);
                        return Ok(None);
                    }
                    http::Response::Broken(what) => {
                        io::copy(&mut block, &mut io::sink())?;
                        let failure = Failure::new(id, Outcome::Failed, "http", what);
                        return Ok(Some(Step::Record(failure)));
                    }
                    http::Response::TooLarge => {
                        io::copy(&mut block, &mut io::sink())?;
                        return Ok(Some(Step::Record(too_large(id, limit))));
                    }
                }
            }
            "conversion" | "resource" | "response" => {
                let Some(format) = Format::of_media_type(&header.content_type) else {
                    io::copy(&mut block, &mut io::sink())?;
                    self.leave_out(format!("{} of {}", header.kind, essence(&header.content_type)));
                    return Ok(None);
                };
                let mut bytes = Vec::new();
                block.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
                if bytes.len() as u64 > limit {
                    io::copy(&mut block, &mut io::sink())?;
                    return Ok(Some(Step::Record(too_large(id, limit))));
                }
                (format, http::charset(&header.content_type), bytes)
            }
            kind => {
                let kind = if kind.is_empty() { "record without a type".to_owned() } else { kind.to_owned() };
                io::copy(&mut block, &mut io::sink())?;
                self.leave_out(kind);
                return Ok(None);
            }
        };
        // What is left of the block, such as what follows the last chunk of a response.
        io::copy(&mut block, &mut io::sink())?;
        if block.limit() > 0 {
            let failure = Failure::new(id, Outcome::Failed, "warc", "the record is cut short")
                .help("the archive is damaged: fetch it again");
            return Ok(Some(Step::Record(failure)));
        }
        if bytes.is_empty() {
            self.leave_out("empty page");
            return Ok(None);
        }
        let source = header.target.as_deref().and_then(host);
        let metadata = Metadata { url: header.target, source, ..Metadata::default() };
        Ok(Some(Step::Document(RawDocument { charset, metadata, ..RawDocument::new(id, format, bytes) })))
    }
}

impl Splitter for Warc {
    fn next(&mut self, options: &InputOptions) -> Option<Step> {
        if !self.ended {
            match self.record(options) {
                Ok(Some(step)) => return Some(step),
                Ok(None) => self.ended = true,
                Err(failure) => {
                    self.ended = true;
                    return Some(Step::Record(failure));
                }
            }
        }
        self.remark()
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.is_empty() { "unknown type" } else { essence }
}

/// The host of an address, without a leading `www.`.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// A stream of gzip members, or of plain bytes, that knows where in the file it is. What it buffers never reaches
/// from one member into the next.
struct Members {
    state: State,
    /// Where the member began that the buffer comes from; in a plain stream, unused.
    member: u64,
    buffer: Vec<u8>,
    at: usize,
    budget: Arc<Budget>,
}

enum State {
    Plain(Tracked),
    Between(Tracked),
    Inside(Box<GzDecoder<Tracked>>),
    Ended,
}

/// A buffered stream that counts what is taken from it.
struct Tracked {
    input: BufReader<Box<dyn Read + Send>>,
    taken: u64,
}

impl Read for Tracked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.taken += n as u64;
        Ok(n)
    }
}

impl BufRead for Tracked {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.taken += n as u64;
        self.input.consume(n);
    }
}

impl Members {
    fn new(input: Box<dyn Read + Send>, packed: bool, budget: Arc<Budget>) -> Self {
        let tracked = Tracked { input: BufReader::with_capacity(1 << 16, input), taken: 0 };
        let state = if packed { State::Between(tracked) } else { State::Plain(tracked) };
        Self { state, member: 0, buffer: Vec::new(), at: 0, budget }
    }

    /// Where in the file the bytes come from that are read next.
    fn offset(&self) -> u64 {
        match &self.state {
            State::Plain(tracked) => tracked.taken - (self.buffer.len() - self.at) as u64,
            _ => self.member,
        }
    }

    /// Passes over empty lines. Where the next line begins; `None` at the end.
    fn skip_blank_lines(&mut self) -> io::Result<Option<u64>> {
        loop {
            let buffer = self.fill_buf()?;
            let Some(first) = buffer.first() else { return Ok(None) };
            if !matches!(first, b'\r' | b'\n') {
                return Ok(Some(self.offset()));
            }
            self.consume(1);
        }
    }

    /// The next line, within `left` bytes, which it takes from.
    fn line(&mut self, left: &mut u64) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let n = self.take(*left).read_until(b'\n', &mut line)?;
        if n == 0 || (line.last() != Some(&b'\n') && n as u64 == *left) {
            *left = 0;
            skip_line(self)?;
        } else {
            *left -= n as u64;
        }
        Ok(line)
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let filled = self.fill_buf()?;
        let n = filled.len().min(buffer.len());
        buffer[..n].copy_from_slice(&filled[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Members {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.buffer.len() {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(&[]),
                State::Plain(mut tracked) => {
                    self.buffer.resize(1 << 14, 0);
                    let read = tracked.read(&mut self.buffer);
                    self.buffer.truncate(*read.as_ref().unwrap_or(&0));
                    self.at = 0;
                    if read? > 0 {
                        self.state = State::Plain(tracked);
                    }
                }
                State::Between(mut tracked) => {
                    self.member = tracked.taken;
                    if !tracked.fill_buf()?.is_empty() {
                        self.state = State::Inside(Box::new(GzDecoder::new(tracked)));
                    }
                }
                State::Inside(mut decoder) => {
                    self.buffer.resize(1 << 14, 0);
                    let read = Guarded { input: &mut *decoder, budget: Arc::clone(&self.budget) }
                        .read(&mut self.buffer);
                    self.buffer.truncate(*read.as_ref().unwrap_or(&0));
                    self.at = 0;
                    self.state = match read? {
                        0 => State::Between(decoder.into_inner()),
                        _ => State::Inside(decoder),
                    };
                }
            }
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at = (self.at + n).min(self.buffer.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn record(kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
        let mut record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://www.desk.example/{kind}>\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        )
        .into_bytes();
        record.extend(block);
        record.extend(b"\r\n\r\n");
        record
    }

    fn archive() -> Vec<Vec<u8>> {
        let http = "application/http; msgtype=response";
        vec![
            record("warcinfo", "application/warc-fields", b"software: hand\r\n"),
            record("request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
            record(
                "response",
                http,
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<p>Z\xFCrich</p>",
            ),
            record(
                "response",
                http,
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\ncontent-type: text/plain\r\n\r\n4\r\nGene\r\n2;x=y\r\nva\r\n0\r\n\r\n",
            ),
            record("response", http, b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>no</p>"),
            record("response", http, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
            record("conversion", "text/plain", "Oslo and Tromsø".as_bytes()),
            record("revisit", http, b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        ]
    }

    fn read(bytes: Vec<u8>, packed: bool) -> (Vec<RawDocument>, Vec<Failure>) {
        let options = InputOptions::default();
        let budget = Budget::new(bytes.len() as u64, 250);
        let mut warc =
            Warc::new("c.warc".to_owned(), Bytes::Stream(Box::new(Cursor::new(bytes))), packed, &budget);
        let (mut documents, mut failures) = (Vec::new(), Vec::new());
        while let Some(step) = warc.next(&options) {
            match step {
                Step::Document(document) => documents.push(document),
                Step::Record(failure) => failures.push(failure),
                Step::Open(_) => panic!("an archive of records opens nothing"),
            }
        }
        (documents, failures)
    }

    #[test]
    fn records_with_text_become_documents_that_say_where_they_were() {
        let records = archive();
        let offsets = |packed: bool| -> Vec<usize> {
            records
                .iter()
                .scan(0, |at, r| {
                    let start = *at;
                    *at += if packed { gzip(r).len() } else { r.len() };
                    Some(start)
                })
                .collect()
        };
        for packed in [false, true] {
            let bytes = records.iter().flat_map(|r| if packed { gzip(r) } else { r.clone() }).collect();
            let (documents, failures) = read(bytes, packed);
            let starts = offsets(packed);
            let expected: Vec<String> =
                [3, 4, 7].iter().map(|&n: &usize| format!("c.warc#{n}@{}", starts[n - 1])).collect();
            assert_eq!(documents.iter().map(|d| d.id.clone()).collect::<Vec<_>>(), expected);
            assert_eq!(documents[0].metadata.url.as_deref(), Some("http://www.desk.example/response"));
            assert_eq!(documents[0].metadata.source.as_deref(), Some("desk.example"));
            assert_eq!(documents[0].charset.as_deref(), Some("windows-1252"));
            assert_eq!((documents[1].format, documents[1].bytes.as_slice()), (Format::Text, &b"Geneva"[..]));
            assert_eq!(documents[2].bytes, "Oslo and Tromsø".as_bytes());
            assert_eq!(failures.len(), 1);
            assert_eq!(
                failures[0].message,
                "5 of 8 records hold no text: 1 image/png, 1 request, 1 revisit, 1 status 404, 1 warcinfo"
            );
        }
        // All in one member.
        let (documents, _) = read(gzip(&records.concat()), true);
        assert_eq!(
            documents.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(),
            ["c.warc#3@0", "c.warc#4@0", "c.warc#7@0"]
        );
    }

    #[test]
    fn a_damaged_archive_gives_what_stands_before_the_damage() {
        let records = archive();
        let whole: Vec<u8> = records.concat();
        for cut in (0..whole.len()).step_by(7) {
            let (documents, failures) = read(whole[..cut].to_vec(), false);
            assert!(documents.len() <= 3 && failures.len() <= 2, "cut at {cut}");
        }
        let (documents, failures) = read([&records[6][..], b"NO WARC\r\n", &records[6]].concat(), false);
        assert_eq!(documents.len(), 1);
        assert!(failures[0].message.contains("`NO WARC`"), "{}", failures[0]);
    }
}
