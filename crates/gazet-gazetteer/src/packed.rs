//! Numbers and texts end to end, for rows that are kept in memory by the million.

/// Seven bits a byte, the lowest first.
pub(crate) fn put_number(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push((n & 0x7F) as u8 | 0x80);
        n >>= 7;
    }
    out.push((n & 0x7F) as u8);
}

/// The length, then the bytes.
pub(crate) fn put_text(text: &str, out: &mut Vec<u8>) {
    put_number(text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

/// Reads what the functions above wrote; nothing of it comes from outside.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take<const N: usize>(&mut self) -> [u8; N] {
        let (head, rest) = self.0.split_first_chunk().expect("a record is whole");
        self.0 = rest;
        *head
    }

    pub(crate) fn number(&mut self) -> u64 {
        let (mut n, mut shift) = (0, 0);
        loop {
            let [byte] = self.take();
            n |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return n;
            }
            shift += 7;
        }
    }

    pub(crate) fn bytes(&mut self) -> &'a [u8] {
        let n = usize::try_from(self.number()).expect("the length of a slice");
        let (head, rest) = self.0.split_at(n);
        self.0 = rest;
        head
    }

    pub(crate) fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }
}
