//! The configuration file the postmaster is started with.
//!
//! It includes what `initdb` wrote and adds ours, so that no setting passes through a shell and
//! the next start can see how a running postmaster was started.

use std::fmt::Write;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use crate::Error;
use crate::home::Home;
use crate::options::{Durability, Options};

/// Settings this crate decides itself.
const OURS: [&str; 7] = [
    "port",
    "unix_socket_directories",
    "data_directory",
    "config_file",
    "include",
    "include_dir",
    "include_if_exists",
];

const ALWAYS: [(&str, &str); 7] = [
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_permissions", "0700"),
    ("shared_buffers", "256MB"),
    ("max_connections", "200"),
    ("log_min_messages", "warning"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
];

const THROWAWAY: [(&str, &str); 3] = [
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
];

/// Everything but the port, which changes from start to start.
pub(crate) fn render(home: &Home, options: &Options, socket_dir: &Path) -> Result<String, Error> {
    let mut text = String::from("# Written by local-postgres at every start: edits are lost.\n");
    let included = home.cluster().join("postgresql.conf");
    // Writing to a String does not fail.
    let _ = writeln!(text, "include {}", quoted(&included.to_string_lossy()));
    let mut set = |name: &str, value: &str| {
        let _ = writeln!(text, "{name} = {}", quoted(value));
    };
    set("unix_socket_directories", &socket_dir.to_string_lossy());
    for (name, value) in ALWAYS {
        set(name, value);
    }
    if options.durability == Durability::Throwaway {
        for (name, value) in THROWAWAY {
            set(name, value);
        }
    }
    for (name, value) in &options.settings {
        let plain = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let ours = OURS.iter().any(|ours| ours.eq_ignore_ascii_case(name));
        if name.is_empty() || !plain || ours || value.chars().any(char::is_control) {
            return Err(Error::InvalidSetting { name: name.clone() });
        }
        set(name, value);
    }
    Ok(text)
}

/// The whole file, for this port.
pub(crate) fn with_port(rendered: &str, port: u16) -> String {
    format!("{rendered}port = {port}\n")
}

/// The last start's settings and port, if there was one.
pub(crate) fn last(home: &Home) -> Option<(String, u16)> {
    let text = fs::read_to_string(home.config()).ok()?;
    let (rendered, port) = text.rsplit_once("port = ")?;
    Some((rendered.to_owned(), port.trim().parse().ok()?))
}

/// This port if it is free on loopback, else one that is.
pub(crate) fn free_port(preferred: Option<u16>) -> Result<u16, Error> {
    let listener = preferred
        .and_then(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .map_or_else(|| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)), Ok);
    listener
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::file(Path::new("a loopback port")))
}

fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', "''"))
}
