//! Sorting by text.

use rayon::prelude::*;
use std::cmp::Ordering;

/// The first sixteen bytes, as a number that sorts as they do.
fn prefix(text: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    let n = text.len().min(16);
    bytes[..n].copy_from_slice(&text[..n]);
    u128::from_be_bytes(bytes)
}

/// The numbers below `n` in the order of their texts, and of `then` where two texts are equal.
///
/// Most texts differ in their first bytes, which lie side by side here: millions of names are sorted without a look at
/// where they are kept.
pub(crate) fn sorted<'t>(
    n: usize,
    text: impl Fn(usize) -> &'t [u8] + Sync,
    then: impl Fn(usize, usize) -> Ordering + Sync,
) -> impl Iterator<Item = usize> {
    let mut order: Vec<(u128, usize)> = (0..n).into_par_iter().map(|i| (prefix(text(i)), i)).collect();
    order.par_sort_unstable_by(|(a, i), (b, j)| {
        a.cmp(b).then_with(|| text(*i).cmp(text(*j))).then_with(|| then(*i, *j))
    });
    order.into_iter().map(|(_, i)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_in_byte_order_and_equal_ones_in_the_other() {
        let texts: [&[u8]; 8] =
            [b"b", b"", b"a\0", b"a", b"abcdefghijklmnopZ", b"abcdefghijklmnopA", b"b", "\u{e9}".as_bytes()];
        let order: Vec<usize> = sorted(texts.len(), |i| texts[i], |a, b| b.cmp(&a)).collect();
        assert_eq!(order, [1, 3, 2, 5, 4, 6, 0, 7]);
    }
}
