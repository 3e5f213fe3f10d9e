//! Sorting more numbers than memory holds.

use rayon::slice::ParallelSliceMut;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Bytes of a number.
const WIDTH: usize = size_of::<u128>();
/// Numbers that are kept at least, whatever the memory.
const LEAST: usize = 1 << 16;

/// Gathers numbers, to give them back in order. Beyond its memory, they go to temporary files as sorted runs.
#[derive(Debug)]
pub(crate) struct Sorter {
    buffer: Vec<u128>,
    capacity: usize,
    runs: Vec<File>,
}

impl Sorter {
    /// A sorter that takes about `memory` bytes.
    pub(crate) fn new(memory: usize) -> Self {
        Self { buffer: Vec::new(), capacity: (memory / WIDTH).max(LEAST), runs: Vec::new() }
    }

    pub(crate) fn extend(&mut self, numbers: impl IntoIterator<Item = u128>) -> io::Result<()> {
        for number in numbers {
            if self.buffer.len() == self.capacity {
                self.spill()?;
            }
            if self.buffer.len() == self.buffer.capacity() {
                // Doubling, but never beyond what was asked for.
                let more = self.buffer.len().max(1024).min(self.capacity - self.buffer.len());
                self.buffer.reserve_exact(more);
            }
            self.buffer.push(number);
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.buffer.par_sort_unstable();
        let mut output = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
        for number in &self.buffer {
            output.write_all(&number.to_le_bytes())?;
        }
        self.runs.push(output.into_inner().map_err(io::IntoInnerError::into_error)?);
        self.buffer.clear();
        Ok(())
    }

    /// The numbers in order.
    pub(crate) fn finish(mut self) -> io::Result<Sorted> {
        if self.runs.is_empty() {
            self.buffer.par_sort_unstable();
            return Ok(Sorted::Memory(self.buffer.into_iter()));
        }
        self.spill()?;
        drop(self.buffer);
        let mut inputs = Vec::with_capacity(self.runs.len());
        let mut heads = BinaryHeap::new();
        for mut file in self.runs {
            file.seek(SeekFrom::Start(0))?;
            let mut input = BufReader::with_capacity(1 << 16, file);
            heads.extend(next(&mut input)?.map(|number| Reverse((number, inputs.len()))));
            inputs.push(input);
        }
        Ok(Sorted::Runs { inputs, heads })
    }
}

/// Numbers in order.
pub(crate) enum Sorted {
    Memory(std::vec::IntoIter<u128>),
    Runs { inputs: Vec<BufReader<File>>, heads: BinaryHeap<Reverse<(u128, usize)>> },
}

impl Iterator for Sorted {
    type Item = io::Result<u128>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Memory(numbers) => numbers.next().map(Ok),
            Self::Runs { inputs, heads } => {
                let Reverse((number, run)) = heads.pop()?;
                match next(&mut inputs[run]) {
                    Ok(following) => heads.extend(following.map(|number| Reverse((number, run)))),
                    Err(error) => return Some(Err(error)),
                }
                Some(Ok(number))
            }
        }
    }
}

fn next(input: &mut impl Read) -> io::Result<Option<u128>> {
    let mut bytes = [0; WIDTH];
    match input.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u128::from_le_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_does_not_depend_on_memory() {
        let numbers: Vec<u128> =
            (0..300_000u128).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 1_000_003).collect();
        let sorted = |memory| {
            let mut sorter = Sorter::new(memory);
            sorter.extend(numbers.iter().copied()).unwrap();
            let runs = sorter.runs.len();
            (runs, sorter.finish().unwrap().map(Result::unwrap).collect::<Vec<_>>())
        };
        let (few, many) = (sorted(usize::MAX), sorted(0));
        assert_eq!((few.0, many.0), (0, 4));
        assert_eq!(few.1, many.1);
        assert!(few.1.is_sorted());
    }
}
