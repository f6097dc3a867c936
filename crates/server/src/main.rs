//! The binary smv-cert.
fn main() {}
