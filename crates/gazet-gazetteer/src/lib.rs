//! Lists of names: source format, compilation, the index used in place, candidates, word lists.
