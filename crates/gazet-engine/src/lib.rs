//! One document in, one analysis out: the pure function everything parallel maps, and the lists we ship.
