//! A file on its way out: as it is, or in an encrypted zip.
//!
//! Made on a thread of its own while it is sent, through a channel that holds a few chunks: a reader that
//! reads nothing for half a minute is given up. Nobody takes half a file for a whole one: only a file that
//! was written to its end ends without an error, and after an error not a byte more goes out. A zip would
//! else be closed, and be a valid one.

use std::cell::Cell;
use std::io::{self, BufWriter, Read, Write};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
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

/// The chunks of a file on its way out.
#[derive(Debug)]
pub struct Chunks {
    receiver: Receiver<Said>,
    is_over: bool,
}

/// What goes through the channel. That it closes is no end: whoever fills it may have failed.
#[derive(Debug)]
enum Said {
    Chunk(Vec<u8>),
    End,
}

impl Chunks {
    /// The next chunk; none after the last one of a whole file, an error in place of what is missing.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Vec<u8>>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let said = ready!(self.receiver.poll_recv(context));
        self.is_over = !matches!(said, Some(Said::Chunk(_)));
        Poll::Ready(match said {
            Some(Said::Chunk(bytes)) => Some(Ok(bytes)),
            Some(Said::End) => None,
            None => Some(Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the file broke off",
            ))),
        })
    }
}

/// Begins.
#[must_use]
pub fn begin(file: StoredFile, form: Form, runtime: &Handle) -> Chunks {
    let (sender, receiver) = channel(AHEAD);
    let on = runtime.clone();
    runtime.spawn_blocking(move || {
        let mut out = Out {
            sender,
            runtime: on,
            broken: Rc::default(),
        };
        let written = write(file, &form, &mut out).and_then(|()| out.end());
        if let Err(error) = written {
            tracing::warn!(%error, "a file could not be handed out to its end");
        }
    });
    Chunks {
        receiver,
        is_over: false,
    }
}

fn write(mut file: StoredFile, form: &Form, out: &mut Out) -> io::Result<()> {
    let broken = out.broken.clone();
    let mut out = BufWriter::with_capacity(CHUNK, out);
    let written = match form {
        Form::Raw => copy(&mut file, &mut out),
        Form::Zip { name, password } => {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .large_file(true)
                .with_aes_encryption(AesMode::Aes256, password);
            let mut zip = ZipWriter::new_stream(&mut out);
            let zipped = zip
                .start_file(name, options)
                .map_err(io::Error::other)
                .and_then(|()| copy(&mut file, &mut zip));
            // Before it is dropped: then it writes an end.
            broken.set(zipped.is_err());
            zipped.and_then(|()| zip.finish().map(drop).map_err(io::Error::other))
        }
    };
    let written = written.and_then(|()| out.flush());
    // Nor does what is in the buffer go out.
    broken.set(written.is_err());
    written
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
    sender: Sender<Said>,
    runtime: Handle,
    /// From here on nothing more goes out.
    broken: Rc<Cell<bool>>,
}

impl Out {
    fn end(&self) -> io::Result<()> {
        self.say(Said::End)
    }

    fn say(&self, said: Said) -> io::Result<()> {
        let sent = tokio::time::timeout(PATIENCE, self.sender.send(said));
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads it")),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "read too slowly")),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.broken.get() {
            self.say(Said::Chunk(bytes.to_vec()))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
