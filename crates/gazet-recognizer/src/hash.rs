//! Feature hashes: fixed for ever, since model files hold them.

/// Salt of the cluster table.
pub(crate) const CLUSTER: u64 = 0x51;

const K0: u64 = 0xA076_1D64_78BD_642F;
const K1: u64 = 0xE703_7ED1_A0B4_28DB;

/// Mixes two values into one; not symmetric.
#[inline]
pub(crate) const fn mix(a: u64, b: u64) -> u64 {
    let product = (a ^ K0) as u128 * (b.rotate_left(32) ^ K1 ^ b) as u128;
    (product as u64) ^ (product >> 64) as u64
}

/// A feature: its template and its value.
#[inline]
pub(crate) const fn feature(template: u8, value: u64) -> u64 {
    mix(value, (template as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}
