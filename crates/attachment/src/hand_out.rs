//! A file on its way out: as it is, or in an encrypted zip.
//!
//! Made on a thread of its own while it is sent, through a channel that holds a few chunks: a reader that
//! reads nothing for half a minute is given up, and an error ends the connection without an end, so that
//! nobody takes half a file for a whole one.

use std::io::{self, BufWriter, Read, Write};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, ZipWriter};

use crate::open::StoredFile;

const CHUNK: usize = 64 * 1024;
/// Chunks that wait for the reader.
const AHEAD: usize = 4;
/// A reader that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// How it goes out.
#[derive(Debug, Clone)]
pub enum Form {
    /// As it is.
    Raw,
    /// In a zip that asks for this password.
    Zip {
        /// Name of the file in it.
        name: String,
        /// The password.
        password: String,
    },
}

/// Begins; the chunks come through the channel, and an error is the last of them.
#[must_use]
pub fn begin(file: StoredFile, form: Form, runtime: &Handle) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel(AHEAD);
    let on = runtime.clone();
    runtime.spawn_blocking(move || {
        let out = Out {
            sender,
            runtime: on,
        };
        let sender = out.sender.clone();
        let mut out = BufWriter::with_capacity(CHUNK, out);
        if let Err(error) = write(file, &form, &mut out) {
            tracing::warn!(%error, "a file could not be handed out to its end");
            let _ = sender.try_send(Err(error));
        }
    });
    receiver
}

fn write(mut file: StoredFile, form: &Form, out: &mut impl Write) -> io::Result<()> {
    match form {
        Form::Raw => {
            copy(&mut file, out)?;
        }
        Form::Zip { name, password } => {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .large_file(true)
                .with_aes_encryption(AesMode::Aes256, password);
            let mut zip = ZipWriter::new_stream(&mut *out);
            zip.start_file(name, options).map_err(io::Error::other)?;
            copy(&mut file, &mut zip)?;
            zip.finish().map_err(io::Error::other)?;
        }
    }
    out.flush()
}

fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut chunk = zeroize::Zeroizing::new(vec![0; CHUNK]);
    loop {
        let read = from.read(&mut chunk)?;
        let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        to.write_all(bytes)?;
    }
}

/// Into the channel.
struct Out {
    sender: Sender<io::Result<Vec<u8>>>,
    runtime: Handle,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let chunk = Ok(bytes.to_vec());
        let sent = tokio::time::timeout(PATIENCE, self.sender.send(chunk));
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(bytes.len()),
            Ok(Err(_)) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads it")),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "read too slowly")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
