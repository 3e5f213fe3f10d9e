//! Sorted runs of counted pairs, kept outside memory and merged.

use crate::counts::{BestEvidence, Evidence, NodeId, Pair, PairCounts};
use crate::date::Date;
use crate::window::Window;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// A file for counts that do not fit into memory; nobody else reads it.
pub trait SpillFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> SpillFile for T {}

/// Gives a new empty file for each run of counts, such as `tempfile::tempfile`.
pub type SpillSpace = Box<dyn FnMut() -> io::Result<Box<dyn SpillFile>> + Send>;

/// More runs than this are merged into one, since each open run costs a file handle.
const MAX_RUNS: usize = 64;

/// Runs written so far.
pub(crate) struct Runs {
    space: SpillSpace,
    files: Vec<Box<dyn SpillFile>>,
}

impl Runs {
    pub(crate) fn new(space: SpillSpace) -> Self {
        Self { space, files: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes one run, sorted by pair.
    pub(crate) fn write(&mut self, pairs: impl Iterator<Item = (Pair, PairCounts)>) -> io::Result<()> {
        let mut output = BufWriter::with_capacity(1 << 16, (self.space)()?);
        for (pair, counts) in pairs {
            encode(pair, &counts, &mut output)?;
        }
        self.files.push(output.into_inner().map_err(io::IntoInnerError::into_error)?);
        if self.files.len() >= MAX_RUNS {
            let files = std::mem::take(&mut self.files);
            let mut output = BufWriter::with_capacity(1 << 16, (self.space)()?);
            for item in Merge::new(files)? {
                let (pair, counts) = item?;
                encode(pair, &counts, &mut output)?;
            }
            self.files.push(output.into_inner().map_err(io::IntoInnerError::into_error)?);
        }
        Ok(())
    }

    /// All runs as one sorted sequence without repeats.
    pub(crate) fn merge(self) -> io::Result<Merge> {
        Merge::new(self.files)
    }
}

/// Merges sorted runs.
pub(crate) struct Merge {
    runs: Vec<BufReader<Box<dyn SpillFile>>>,
    heads: Vec<Option<(Pair, PairCounts)>>,
    heap: BinaryHeap<Reverse<(Pair, usize)>>,
}

impl Merge {
    fn new(files: Vec<Box<dyn SpillFile>>) -> io::Result<Self> {
        let mut runs = Vec::with_capacity(files.len());
        for mut file in files {
            file.seek(SeekFrom::Start(0))?;
            runs.push(BufReader::with_capacity(1 << 16, file));
        }
        let heads = vec![None; runs.len()];
        let mut merge = Self { runs, heads, heap: BinaryHeap::new() };
        for source in 0..merge.heads.len() {
            merge.advance(source)?;
        }
        Ok(merge)
    }

    fn advance(&mut self, source: usize) -> io::Result<()> {
        let next = decode(&mut self.runs[source])?;
        if let Some((pair, _)) = &next {
            self.heap.push(Reverse((*pair, source)));
        }
        self.heads[source] = next;
        Ok(())
    }

    fn take(&mut self) -> io::Result<Option<(Pair, PairCounts)>> {
        let Some(Reverse((pair, source))) = self.heap.pop() else { return Ok(None) };
        let (_, mut counts) = self.heads[source].take().expect("a source in the heap has a head");
        self.advance(source)?;
        while let Some(&Reverse((next, source))) = self.heap.peek()
            && next == pair
        {
            self.heap.pop();
            let (_, more) = self.heads[source].take().expect("a source in the heap has a head");
            counts.merge(&more);
            self.advance(source)?;
        }
        Ok(Some((pair, counts)))
    }
}

impl Iterator for Merge {
    type Item = io::Result<(Pair, PairCounts)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take().transpose()
    }
}

/// Stands for a date that is not known; no date is as large.
const NO_DATE: u32 = u32::MAX;

fn encode(pair: Pair, counts: &PairCounts, output: &mut impl Write) -> io::Result<()> {
    output.write_all(&pair.0.0.to_le_bytes())?;
    output.write_all(&pair.1.0.to_le_bytes())?;
    for n in counts.n_windows.iter().chain([&counts.n_stories]) {
        output.write_all(&n.to_le_bytes())?;
    }
    for date in [counts.first, counts.last] {
        output.write_all(&date.map_or(NO_DATE, |d| d.0).to_le_bytes())?;
    }
    let evidence = counts.evidence.as_slice();
    output.write_all(&[evidence.len() as u8])?;
    for e in evidence {
        output.write_all(&[e.window as u8])?;
        output.write_all(&e.rank.to_le_bytes())?;
        for n in [e.nth, e.document, e.mention_a, e.mention_b] {
            output.write_all(&n.to_le_bytes())?;
        }
    }
    Ok(())
}

fn decode(input: &mut impl io::BufRead) -> io::Result<Option<(Pair, PairCounts)>> {
    if input.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let pair = (NodeId(read_u32(input)?), NodeId(read_u32(input)?));
    let mut counts = PairCounts::default();
    for n in &mut counts.n_windows {
        *n = read_u64(input)?;
    }
    counts.n_stories = read_u64(input)?;
    let date = |number| (number != NO_DATE).then_some(Date(number));
    counts.first = date(read_u32(input)?);
    counts.last = date(read_u32(input)?);
    let mut evidence = BestEvidence::default();
    for _ in 0..read_u8(input)? {
        let window = read_u8(input)?;
        let window = *Window::ALL.get(usize::from(window)).ok_or(io::ErrorKind::InvalidData)?;
        let rank = read_u64(input)?;
        let [nth, document, mention_a, mention_b] =
            [read_u32(input)?, read_u32(input)?, read_u32(input)?, read_u32(input)?];
        evidence.add(Evidence { window, nth, rank, document, mention_a, mention_b });
    }
    counts.evidence = evidence;
    Ok(Some((pair, counts)))
}

fn read_u8(input: &mut impl Read) -> io::Result<u8> {
    let mut bytes = [0];
    input.read_exact(&mut bytes)?;
    Ok(bytes[0])
}

fn read_u32(input: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn read_u64(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
