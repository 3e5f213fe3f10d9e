//! Zip archives: each member is an input of its own, called `archive.zip!path/of/member`.
//!
//! The `zip` crate reads the directory of the archive; members are then read straight from the file, so that a member
//! is a stream like any other. Paths of members are names, and nothing is ever written under them.

use super::InputOptions;
use super::format::{self, Packing};
use super::stack::{Bytes, Input, Splitter, Step, unreadable};
use super::unpack::{Budget, Guarded, unpack};
use crate::Failure;
use crate::failure::Outcome;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use zip::{CompressionMethod, ZipArchive};

pub(crate) struct Archive {
    id: String,
    archive: ZipArchive<BufReader<File>>,
    file: File,
    depth: u8,
    budget: Arc<Budget>,
    next: usize,
}

impl Archive {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// If it is none.
    pub(crate) fn open(input: Input) -> Result<Self, Failure> {
        let Input { id, bytes, depth, budget, .. } = input;
        let damaged = |message: String| {
            Failure::new(&id, Outcome::Failed, "archive", format!("not a whole zip archive: {message}"))
                .help("the file is damaged or cut short: fetch it again")
        };
        let file = bytes.into_file().map_err(|error| unreadable(&id, &error))?;
        let handle = file.try_clone().map_err(|error| unreadable(&id, &error))?;
        let archive = ZipArchive::new(BufReader::new(handle)).map_err(|e| damaged(e.to_string()))?;
        Ok(Self { id, archive, file, depth, budget, next: 0 })
    }

    /// Opens the member that comes next; `None` for one that is no file.
    fn member(&mut self, options: &InputOptions) -> Option<Result<Input, Failure>> {
        let member = match self.archive.by_index_raw(self.next - 1) {
            Ok(member) => member,
            Err(error) => {
                let id = format!("{}!{}", self.id, self.next);
                let message = format!("member {} cannot be read: {error}", self.next);
                return Some(Err(Failure::new(&id, Outcome::Failed, "archive", message)));
            }
        };
        let path =
            member.name().map_or_else(|_| format!("member-{}", self.next), |name| name.replace('\\', "/"));
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let is_hidden =
            path.split('/').any(|part| part.starts_with('.') && !part.trim_matches('.').is_empty())
                || path.starts_with("__MACOSX/");
        if path.ends_with('/') || (is_hidden && !options.hidden) {
            return None;
        }
        let id = format!("{}!{path}", self.id);
        let failed = |code, message: String| Some(Err(Failure::new(&id, Outcome::Failed, code, message)));
        if member.encrypted() {
            return failed("encrypted", "the member is encrypted".to_owned());
        }
        if member.is_symlink() {
            return Some(Err(Failure::new(&id, Outcome::Skipped, "link", "a symbolic link in an archive")));
        }
        if let Some(extension) = format::no_prose(&name) {
            return Some(Err(left_out(&id, &extension)));
        }
        let Some(start) = member.data_start() else {
            return failed("archive", "the member has no place in the archive".to_owned());
        };
        let (size, method, crc) = (member.compressed_size(), member.compression(), member.crc32());
        drop(member);
        let stream = self.stream(start, size).and_then(|stream| {
            let budget = Arc::clone(&self.budget);
            Ok::<Option<Box<dyn Read + Send>>, io::Error>(Some(match method {
                CompressionMethod::STORE => Box::new(Guarded { input: stream, budget }),
                CompressionMethod::DEFLATE => {
                    Box::new(Guarded { input: flate2::read::DeflateDecoder::new(stream), budget })
                }
                CompressionMethod::ZSTD => unpack(Packing::Zstd, stream, &budget)?,
                _ => return Ok(None),
            }))
        });
        match stream {
            Ok(Some(input)) => Some(Ok(Input {
                id,
                name,
                format: None,
                bytes: Bytes::Stream(Box::new(Checked { input, sum: flate2::Crc::new(), expected: crc })),
                depth: self.depth + 1,
                budget: Arc::clone(&self.budget),
            })),
            Ok(None) => failed("archive", format!("the member is packed with {method:?}, which is not read")),
            Err(error) => Some(Err(unreadable(&id, &error))),
        }
    }

    /// The packed bytes of a member. Only one member is read at a time, so that the place in the file is its own.
    fn stream(&self, start: u64, size: u64) -> io::Result<Box<dyn Read + Send>> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(Box::new(BufReader::with_capacity(1 << 16, file.take(size))))
    }
}

impl Splitter for Archive {
    fn next(&mut self, options: &InputOptions) -> Option<Step> {
        while self.next < self.archive.len() {
            if self.budget.is_spent() {
                let left = self.archive.len() - self.next;
                self.next = self.archive.len();
                let message = format!(
                    "unpacks to more than {} times its size; {left} members are not read",
                    options.max_unpack_ratio
                );
                return Some(Step::Record(
                    Failure::new(&self.id, Outcome::Failed, "bomb", message)
                        .help("raise --max-unpack-ratio if it is no bomb"),
                ));
            }
            self.next += 1;
            match self.member(options) {
                Some(Ok(input)) => return Some(Step::Open(input)),
                Some(Err(failure)) => return Some(Step::Record(failure)),
                None => {}
            }
        }
        None
    }
}

/// A file that is text to a machine and no prose.
pub(crate) fn left_out(id: &str, extension: &str) -> Failure {
    Failure::new(
        id,
        Outcome::Skipped,
        "unknown-format",
        format!("a .{extension} file is not a format that is read"),
    )
    .help("name the file itself to read it as plain text")
}

/// Checks the sum of a member at its end.
struct Checked {
    input: Box<dyn Read + Send>,
    sum: flate2::Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.sum.update(&buffer[..n]);
        if n == 0 && !buffer.is_empty() && self.sum.sum() != self.expected {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the checksum of the member does not fit",
            ));
        }
        Ok(n)
    }
}
