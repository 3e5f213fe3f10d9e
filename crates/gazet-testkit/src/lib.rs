//! Fixtures, oracles and generators for the tests of the other crates.
