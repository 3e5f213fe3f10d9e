//! Byte offsets to code points and UTF-16 units.

/// Converts ascending byte offsets of one text into code-point and UTF-16 offsets, in one pass over the text.
///
/// ```
/// use gazet_core::CharOffsets;
/// let mut offsets = CharOffsets::new("aé😀b");
/// assert_eq!(offsets.chars_before(3), 2);
/// assert_eq!(offsets.chars_before(7), 3);
/// assert_eq!(offsets.utf16_before(7), 4);
/// ```
#[derive(Debug)]
pub struct CharOffsets<'t> {
    text: &'t [u8],
    byte: usize,
    chars: u32,
    utf16: u32,
}

impl<'t> CharOffsets<'t> {
    /// Starts at the beginning of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), byte: 0, chars: 0, utf16: 0 }
    }

    /// Number of code points before byte `offset`. Cheap when offsets ascend; a smaller offset starts over.
    pub fn chars_before(&mut self, offset: u32) -> u32 {
        self.advance(offset);
        self.chars
    }

    /// Number of UTF-16 units before byte `offset`, under the same rule.
    pub fn utf16_before(&mut self, offset: u32) -> u32 {
        self.advance(offset);
        self.utf16
    }

    fn advance(&mut self, offset: u32) {
        let target = (offset as usize).min(self.text.len());
        if target < self.byte {
            (self.byte, self.chars, self.utf16) = (0, 0, 0);
        }
        for &b in &self.text[self.byte..target] {
            // A code point is counted at its first byte; four-byte ones are two UTF-16 units.
            let first = (b & 0xC0) != 0x80;
            self.chars += u32::from(first);
            self.utf16 += u32::from(first) + u32::from(b >= 0xF0);
        }
        self.byte = target;
    }
}
