//! Runs of ASCII letters and digits, eight bytes at a time.
//!
//! One look at a run tells its end, its cases and the hash of its normal form. Ordinary 64-bit arithmetic does what a
//! vector unit would: most words take one or two steps, and no processor lacks it.

use crate::hash::{LOWER_BITS, SEED, mix, tail};
use gazet_core::NormHash;

/// The highest bit of each byte.
const HIGH: u64 = all(0x80);

/// `byte` in each of eight places.
const fn all(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// A run of ASCII letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AsciiRun {
    /// Where it ends.
    pub(crate) end: usize,
    /// Hash of its normal form.
    pub(crate) norm: NormHash,
    /// Not zero if it holds a small letter.
    small: u64,
    /// Not zero if it holds a capital after the first byte.
    capitals: u64,
    /// Not zero if it holds a digit.
    digits: u64,
}

impl AsciiRun {
    /// Whether it holds a small letter.
    #[inline]
    pub(crate) const fn has_lower(&self) -> bool {
        self.small != 0
    }

    /// Whether it holds a capital after the first byte.
    #[inline]
    pub(crate) const fn has_inner_upper(&self) -> bool {
        self.capitals != 0
    }

    /// Whether it holds a digit.
    #[inline]
    pub(crate) const fn has_digit(&self) -> bool {
        self.digits != 0
    }

    /// Takes in the next eight bytes; false if the run ends among them. `inner` covers those after the first byte of
    /// the run.
    #[inline(always)]
    fn take(&mut self, eight: u64, inner: u64) -> bool {
        // All summands are below 0x80, so that no sum carries into the next byte.
        let ascii = eight & !HIGH;
        let folded = ascii | LOWER_BITS;
        let letter = (folded + all(0x80 - b'a')) & !(folded + all(0x7F - b'z')) & !eight & HIGH;
        let digit = (ascii + all(0x80 - b'0')) & !(ascii + all(0x7F - b'9')) & !eight & HIGH;
        let outside = !(letter | digit) & HIGH;
        // The bytes before the first one outside; all of them if there is none.
        let inside = ((outside & outside.wrapping_neg()) >> 7).wrapping_sub(1);
        // Bit 5 tells the case, and is set in digits.
        self.small |= letter & inside & (eight << 2);
        self.capitals |= letter & inside & !(eight << 2) & inner;
        self.digits |= digit & inside;
        if inside != 0 {
            self.norm = NormHash(mix(self.norm.0 ^ ((eight | LOWER_BITS) & inside)));
        }
        self.end += if outside == 0 { 8 } else { outside.trailing_zeros() as usize / 8 };
        outside == 0
    }
}

/// The run that begins at `start` and ends at `limit` at the latest.
#[inline(always)]
pub(crate) fn run(bytes: &[u8], start: usize, limit: usize) -> AsciiRun {
    let mut run = AsciiRun { end: start, norm: NormHash(SEED), small: 0, capitals: 0, digits: 0 };
    // Most runs are over in one look.
    match bytes[..limit][start..].first_chunk::<8>() {
        Some(eight) if !run.take(u64::from_le_bytes(*eight), !0xFF) => run,
        Some(_) => go_on(run, bytes, u64::MAX, limit),
        None => go_on(run, bytes, !0xFF, limit),
    }
}

#[inline(never)]
fn go_on(mut run: AsciiRun, bytes: &[u8], inner: u64, limit: usize) -> AsciiRun {
    let mut inner = inner;
    while run.end < limit {
        let rest = &bytes[..limit][run.end..];
        // The zeros behind the limit end the run.
        let eight = rest.first_chunk::<8>().map_or_else(|| tail(rest), |eight| u64::from_le_bytes(*eight));
        if !run.take(eight, inner) {
            break;
        }
        inner = u64::MAX;
    }
    run
}

/// The first of LF, VT, FF and CR from `from` on; the end of the text if there is none.
#[inline]
pub(crate) fn line_break(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(eight) = bytes[at..].first_chunk::<8>() {
        let eight = u64::from_le_bytes(*eight);
        let ascii = eight & !HIGH;
        let found = (ascii + all(0x80 - b'\n')) & !(ascii + all(0x7F - b'\r')) & !eight & HIGH;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    bytes[at..].iter().position(|b| matches!(b, b'\n'..=b'\r')).map_or(bytes.len(), |n| at + n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash_bytes;

    /// End, hash, small letters, inner capitals, digits.
    type Parts = (usize, NormHash, bool, bool, bool);

    fn parts(bytes: &[u8], start: usize, limit: usize) -> Parts {
        let run = run(bytes, start, limit);
        (run.end, run.norm, run.has_lower(), run.has_inner_upper(), run.has_digit())
    }

    /// The same, byte by byte.
    fn plainly(bytes: &[u8], start: usize, limit: usize) -> Parts {
        let n = bytes[start..limit].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let run = &bytes[start..start + n];
        (
            start + n,
            hash_bytes(&run.to_ascii_lowercase()),
            run.iter().any(u8::is_ascii_lowercase),
            run.iter().skip(1).any(u8::is_ascii_uppercase),
            run.iter().any(u8::is_ascii_digit),
        )
    }

    #[test]
    fn every_byte_at_every_place() {
        for n in 0..20 {
            for byte in 0..=u8::MAX {
                let mut bytes = b"abcdefghijklmnopqrstuvwxyz".to_vec();
                bytes[n] = byte;
                for limit in [n, n + 1, 20, 26] {
                    assert_eq!(parts(&bytes, 0, limit), plainly(&bytes, 0, limit), "{n} {byte:#x} {limit}");
                }
            }
        }
    }

    #[test]
    fn every_line_break_at_every_place() {
        for n in 0..20 {
            for byte in 0..=u8::MAX {
                let mut bytes = b"abcdefghijklmnopqrstuvwxyz".to_vec();
                bytes[n] = byte;
                let breaks = matches!(byte, b'\n' | b'\r' | 0x0b | 0x0c);
                assert_eq!(line_break(&bytes, 0), if breaks { n } else { bytes.len() });
                assert_eq!(line_break(&bytes, n + 1), bytes.len());
            }
        }
    }

    #[test]
    fn words_among_others() {
        let text = "Iran IRAN G20 x Organization17 aB 1234567 12345678 123456789 é ends tehranis.Zq\u{80}";
        for start in 0..text.len() {
            for limit in start..=text.len() {
                let bytes = text.as_bytes();
                assert_eq!(parts(bytes, start, limit), plainly(bytes, start, limit), "{start}..{limit}");
            }
        }
    }
}
