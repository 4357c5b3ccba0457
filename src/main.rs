//! Parses the command line and runs it.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

/// The C library's own kept half of what an import or a rush had needed: after everything that the bench does 86 MiB stayed
/// resident with it and 64 with this one, which also took a little less time (docs/performance.md).
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    gatefold::cli::main()
}
