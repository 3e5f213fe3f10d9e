//! The command line of gazet.

fn main() {}
