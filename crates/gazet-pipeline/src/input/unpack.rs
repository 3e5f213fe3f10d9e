//! Unpacking streams, within a budget.
//!
//! A few bytes can unpack to any number, and a text never does: a stream that grows too much is a bomb. One budget
//! holds for a file with all that is nested in it, so that bombs inside bombs, and archives whose members share
//! their bytes, spend it together.

use super::format::Packing;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Unpacked bytes that any input may have, whatever its size.
const FREE_BYTES: u64 = 64 << 20;

/// How far one input may unpack.
#[derive(Debug)]
pub(crate) struct Budget {
    packed: AtomicU64,
    unpacked: AtomicU64,
    ratio: u64,
}

/// The budget is spent. Travels inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("unpacks to more than {ratio} times its size")]
pub(crate) struct Bomb {
    ratio: u64,
}

impl Budget {
    /// A budget for an input of `packed` bytes; where the size is not known beforehand, [`Counted`] finds it.
    pub(crate) fn new(packed: u64, ratio: u64) -> Arc<Self> {
        Arc::new(Self { packed: AtomicU64::new(packed), unpacked: AtomicU64::new(0), ratio })
    }

    fn spend(&self, bytes: u64) -> io::Result<()> {
        self.unpacked.fetch_add(bytes, Ordering::Relaxed);
        if self.is_spent() { Err(io::Error::other(Bomb { ratio: self.ratio })) } else { Ok(()) }
    }

    /// Whether nothing more may be unpacked.
    pub(crate) fn is_spent(&self) -> bool {
        let allowed = self.packed.load(Ordering::Relaxed).saturating_mul(self.ratio).max(FREE_BYTES);
        self.unpacked.load(Ordering::Relaxed) > allowed
    }
}

/// Counts packed bytes as they come.
pub(crate) struct Counted<R> {
    pub(crate) input: R,
    pub(crate) budget: Arc<Budget>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.budget.packed.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Counts unpacked bytes, and fails when the budget is spent.
pub(crate) struct Guarded<R> {
    pub(crate) input: R,
    pub(crate) budget: Arc<Budget>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.budget.spend(n as u64)?;
        Ok(n)
    }
}

/// The bytes that `input` packs. Several members, one after the other, are one stream.
pub(crate) fn unpack(
    packing: Packing,
    input: Box<dyn Read + Send>,
    budget: &Arc<Budget>,
) -> io::Result<Box<dyn Read + Send>> {
    let input = BufReader::with_capacity(1 << 16, input);
    let budget = Arc::clone(budget);
    Ok(match packing {
        Packing::Gzip => Box::new(Guarded { input: flate2::bufread::MultiGzDecoder::new(input), budget }),
        Packing::Zstd => Box::new(Guarded { input: zstd::stream::Decoder::with_buffer(input)?, budget }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_one_after_the_other_are_one_stream() {
        let mut packed = gzip(b"one ");
        packed.extend(gzip(b""));
        packed.extend(gzip(b"two"));
        let budget = Budget::new(packed.len() as u64, 250);
        let mut text = String::new();
        unpack(Packing::Gzip, Box::new(io::Cursor::new(packed)), &budget)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "one two");
    }

    #[test]
    fn a_bomb_inside_a_bomb_spends_one_budget() {
        let bomb = gzip(&gzip(&vec![0; 80 << 20]));
        assert!(bomb.len() < 2000, "{}", bomb.len());
        let budget = Budget::new(bomb.len() as u64, 250);
        let outer = unpack(Packing::Gzip, Box::new(io::Cursor::new(bomb)), &budget).unwrap();
        let mut inner = unpack(Packing::Gzip, outer, &budget).unwrap();
        let mut sink = Vec::new();
        let error = inner.read_to_end(&mut sink).unwrap_err();
        assert!(error.to_string().contains("250 times"), "{error}");
        assert!(sink.len() as u64 <= FREE_BYTES + (1 << 20), "{}", sink.len());
    }
}
