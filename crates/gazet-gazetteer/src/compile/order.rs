//! Sorting by text.

use rayon::prelude::*;
use std::cmp::Ordering;

/// A text's first bytes, as numbers that sort as they do, and where to find it.
type Entry = (u64, u64, u32, u32);

/// Bytes of a text that an entry holds: a name of two words.
const HELD: usize = 20;

/// The first bytes of `text`; what is not there is zero.
#[inline]
fn entry(text: &[u8], item: u32) -> Entry {
    let mut bytes = [0; HELD];
    let n = text.len().min(HELD);
    bytes[..n].copy_from_slice(&text[..n]);
    let (numbers, last) = bytes.as_chunks::<8>();
    let [first, second] = [0, 1].map(|i| numbers.get(i).map_or(0, |b| u64::from_be_bytes(*b)));
    (first, second, last.first_chunk().map_or(0, |b| u32::from_be_bytes(*b)), item)
}

/// `items` in the order of their texts, and of `then` where two texts are equal.
///
/// Most texts differ in their first bytes, which lie side by side here: millions of names are sorted with few looks at
/// where they are kept.
pub(crate) fn sorted<'t>(
    items: impl Iterator<Item = u32>,
    text: impl Fn(u32) -> &'t [u8] + Sync,
    then: impl Fn(u32, u32) -> Ordering + Sync,
) -> Vec<u32> {
    let mut order: Vec<Entry> = items.map(|item| entry(text(item), item)).collect();
    order.par_sort_unstable_by(|a, b| {
        (a.0.cmp(&b.0))
            .then(a.1.cmp(&b.1))
            .then(a.2.cmp(&b.2))
            .then_with(|| text(a.3).cmp(text(b.3)))
            .then_with(|| then(a.3, b.3))
    });
    order.into_iter().map(|(.., item)| item).collect()
}

/// How many bytes all texts begin with alike.
pub(crate) fn shared_bytes<'t>(mut texts: impl Iterator<Item = &'t [u8]>) -> usize {
    let Some(first) = texts.next() else { return 0 };
    texts.fold(first.len(), |shared, text| {
        first.iter().zip(text).take(shared).take_while(|(a, b)| a == b).count()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_in_byte_order_and_equal_ones_in_the_other() {
        let texts: [&[u8]; 8] = [
            b"b",
            b"",
            b"a\0",
            b"a",
            b"abcdefghijklmnopqrstZ",
            b"abcdefghijklmnopqrstA",
            b"b",
            "\u{e9}".as_bytes(),
        ];
        let order = sorted(0..8, |i| texts[i as usize], |a, b| b.cmp(&a));
        assert_eq!(order, [1, 3, 2, 5, 4, 6, 0, 7]);
    }

    #[test]
    fn what_all_begin_with() {
        let shared = |texts: &[&'static str]| shared_bytes(texts.iter().map(|t| t.as_bytes()));
        assert_eq!(shared(&["city:12", "city:2", "city:"]), 5);
        assert_eq!(shared(&["a", "b"]), 0);
        assert_eq!(shared(&[]), 0);
    }
}
