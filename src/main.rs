//! The ravine program.

fn main() {}
