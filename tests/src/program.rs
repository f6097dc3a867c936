//! The program under test: exactly `smv-cert`, with its allocator. For `make faults` it also breaks where it
//! is told to.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> std::process::ExitCode {
    let _faults = fault::read();
    server::run(std::env::args_os())
}
