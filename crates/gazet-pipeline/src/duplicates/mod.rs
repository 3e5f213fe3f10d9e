//! Documents that repeat others, word for word or nearly so.
//!
//! While names are gathered, each document's [`Signature`] goes into a table on disk and its bands (locality-sensitive
//! hashing: 25 bands of 5 bins) into an external sort. Documents that share a band, or all their words, meet when the
//! bands come back in order; those whose signatures agree in enough bins are linked. What is linked is one
//! story, and its first document in the order of the run is the one that the others repeat. Of each document four bytes
//! stay in memory.
//!
//! Two documents that share 70 % of their shingles meet with a probability of 0.99, 80 % with 0.9999, 40 % with 0.23.
//! In a band where many meet, each is compared with at most 16 documents that are not alike, so that the cost stays
//! near linear.

mod signature;

pub(crate) use signature::Signature;

use crate::PipelineError;
use crate::sort::Sorter;
use signature::BINS;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::str::FromStr;

const BANDS: usize = 25;
const ROWS: usize = 5;
/// The band of the hash of all words.
const WHOLE: u8 = u8::MAX;
/// Documents of one band that are not alike and that others are compared with.
const MAX_HEADS: usize = 16;
/// Bytes of a signature on disk.
const WIDTH: usize = 2 * BINS;

/// Which documents count as repeating others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Duplicates {
    /// Those that share most of their shingles, and those of equal words.
    #[default]
    Near,
    /// Those of equal words: case, punctuation and layout do not count.
    Exact,
    /// Only those of which their source says so.
    Off,
}

impl Duplicates {
    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Near => "near",
            Self::Exact => "exact",
            Self::Off => "off",
        }
    }
}

impl FromStr for Duplicates {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        [Self::Near, Self::Exact, Self::Off]
            .into_iter()
            .find(|kind| kind.name() == s)
            .ok_or_else(|| format!("`{s}` is none of near, exact, off"))
    }
}

/// Gathers signatures.
#[derive(Debug)]
pub(crate) struct Gathered {
    kind: Duplicates,
    bands: Sorter,
    /// Two bytes a bin, [`WIDTH`] bytes a document.
    signatures: File,
    n_documents: u64,
}

impl Gathered {
    /// `memory` bytes at most for what is sorted.
    pub(crate) fn new(kind: Duplicates, memory: usize) -> Result<Self, PipelineError> {
        Ok(Self {
            kind,
            bands: Sorter::new(memory),
            signatures: tempfile::tempfile().map_err(PipelineError::temporary)?,
            n_documents: 0,
        })
    }

    /// Adds the signatures of documents `first..`, in any order of calls.
    pub(crate) fn add(&mut self, first: u64, signatures: &[&Signature]) -> Result<(), PipelineError> {
        self.n_documents = self.n_documents.max(first + signatures.len() as u64);
        if self.kind == Duplicates::Off {
            return Ok(());
        }
        let mut rows = Vec::with_capacity(signatures.len() * WIDTH);
        for (document, signature) in (first..).zip(signatures) {
            self.bands
                .extend(signature.words.map(|words| packed(WHOLE, words, document)))
                .map_err(PipelineError::temporary)?;
            if self.kind == Duplicates::Exact {
                continue;
            }
            let bins = &signature.bins;
            rows.extend(bins.iter().flat_map(|bin| bin.to_le_bytes()));
            rows.resize(((document - first) as usize + 1) * WIDTH, 0);
            let bands = (0..BANDS).filter(|_| !bins.is_empty()).map(|band| {
                let rows = &bins[band * ROWS..(band + 1) * ROWS];
                packed(band as u8, signature::band_key(rows), document)
            });
            self.bands.extend(bands).map_err(PipelineError::temporary)?;
        }
        self.signatures.seek(SeekFrom::Start(first * WIDTH as u64)).map_err(PipelineError::temporary)?;
        self.signatures.write_all(&rows).map_err(PipelineError::temporary)
    }

    /// Decides which documents repeat which. Two are alike from this `similarity` on, in (0, 1].
    pub(crate) fn decide(mut self, similarity: f64) -> Result<Stories, PipelineError> {
        let mut stories = Stories::of(self.n_documents);
        let mut group: Option<u128> = None;
        let mut heads: Vec<(u64, Option<[u16; BINS]>)> = Vec::new();
        for number in self.bands.finish().map_err(PipelineError::temporary)? {
            let number = number.map_err(PipelineError::temporary)?;
            let (band, document) = ((number >> 96) as u8, number as u64 & u64::from(u32::MAX));
            if group != Some(number >> 32) {
                group = Some(number >> 32);
                heads.clear();
                // Most are alone in their band: what they are like is looked up when a second one comes.
                heads.push((document, None));
                continue;
            }
            if band == WHOLE {
                stories.link(heads[0].0, document);
                continue;
            }
            if heads.iter().any(|(head, _)| stories.are_linked(*head, document)) {
                continue;
            }
            let own = read_row(&mut self.signatures, document).map_err(PipelineError::temporary)?;
            let mut is_alike = false;
            for (head, row) in &mut heads {
                let row = match row {
                    Some(row) => row,
                    None => {
                        row.insert(read_row(&mut self.signatures, *head).map_err(PipelineError::temporary)?)
                    }
                };
                if Signature::similarity(row, &own) >= similarity {
                    stories.link(*head, document);
                    is_alike = true;
                    break;
                }
            }
            if !is_alike && heads.len() < MAX_HEADS {
                heads.push((document, Some(own)));
            }
        }
        stories.settle();
        Ok(stories)
    }
}

fn packed(band: u8, key: u64, document: u64) -> u128 {
    u128::from(band) << 96 | u128::from(key) << 32 | u128::from(document)
}

fn read_row(file: &mut File, document: u64) -> io::Result<[u16; BINS]> {
    let mut bytes = [0; WIDTH];
    file.seek(SeekFrom::Start(document * WIDTH as u64))?;
    file.read_exact(&mut bytes)?;
    let mut row = [0; BINS];
    for (bin, bytes) in row.iter_mut().zip(bytes.chunks_exact(2)) {
        *bin = u16::from_le_bytes([bytes[0], bytes[1]]);
    }
    Ok(row)
}

/// Which documents are one story: a forest in which each tree is rooted at its first document.
#[derive(Debug, Default)]
pub(crate) struct Stories {
    parent: Vec<u32>,
    /// Whether a document is repeated by others.
    is_repeated: Vec<bool>,
}

impl Stories {
    fn of(n_documents: u64) -> Self {
        let n = u32::try_from(n_documents).expect("a run has fewer than 2^32 documents");
        Self { parent: (0..n).collect(), is_repeated: vec![false; n as usize] }
    }

    fn root(&mut self, mut document: u32) -> u32 {
        while self.parent[document as usize] != document {
            let above = self.parent[self.parent[document as usize] as usize];
            self.parent[document as usize] = above;
            document = above;
        }
        document
    }

    fn are_linked(&mut self, a: u64, b: u64) -> bool {
        self.root(a as u32) == self.root(b as u32)
    }

    fn link(&mut self, a: u64, b: u64) {
        let (a, b) = (self.root(a as u32), self.root(b as u32));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    fn settle(&mut self) {
        for document in 0..self.parent.len() {
            let root = self.root(document as u32);
            self.parent[document] = root;
            self.is_repeated[root as usize] |= root as usize != document;
        }
    }

    /// The first document of the story of a document, unless it is that itself.
    pub(crate) fn repeated_by(&self, document: u32) -> Option<u32> {
        self.parent.get(document as usize).copied().filter(|first| *first != document)
    }

    /// Whether later documents repeat it.
    pub(crate) fn is_repeated(&self, document: u32) -> bool {
        self.is_repeated.get(document as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
