//! The program under test: exactly `smv-cert`.

fn main() -> std::process::ExitCode {
    server::run(std::env::args_os())
}
