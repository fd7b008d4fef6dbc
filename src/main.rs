//! The ravine program: parses the command line, runs the command, and says how it ended.

use std::process::ExitCode;

fn main() -> ExitCode {
    ravine::cli::main()
}
