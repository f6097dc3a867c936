//! Words of their own, and searching files and memory for all of them at once.

use domain::cvr::Cvr;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use aho_corasick::AhoCorasick;

/// Files are read in pieces of this size, which overlap.
pub(crate) const PIECE: usize = 1 << 20;
/// No canary is longer.
const LONGEST: usize = 64;

/// The words that must not be found.
#[derive(Default)]
pub(super) struct Canaries {
    words: Vec<String>,
}

/// A word where it must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) place: String,
    pub(super) word: String,
}

impl Canaries {
    /// A new word that stands for a field.
    pub(super) fn word(&mut self, field: &str) -> String {
        let word = format!("kanariefugl{field}{:05}q", self.words.len());
        self.words.push(word.clone());
        word
    }

    /// A new phone number as people type it; found in that form and in E.164 without the plus.
    pub(super) fn phone(&mut self) -> String {
        let number = format!("{:08}", 31_000_000 + self.words.len());
        self.words.push(format!("45{number}"));
        number
    }

    /// A new eight-digit CVR number; found where it stands in JSON.
    pub(super) fn cvr(&mut self) -> String {
        // One whose check digit is right, so that the register is asked for it: there is one in each ten, but for one ten in eleven.
        let first = 71_000_000 + self.words.len() * 30;
        let number = (first..first + 30)
            .map(|number| number.to_string())
            .find(|number| Cvr::parse(number).unwrap().checksum_ok())
            .unwrap();
        self.words.push(format!("\"{number}\""));
        number
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn finder(&self) -> Finder {
        assert!(self.words.iter().all(|word| word.len() <= LONGEST));
        let both: Vec<Vec<u8>> = self
            .words
            .iter()
            .flat_map(|word| [word.clone().into_bytes(), sixteen_bits(word)])
            .collect();
        Finder {
            all: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(both)
                .unwrap(),
            words: self.words.clone(),
        }
    }
}

/// The word in UTF-16, as some programs keep text.
fn sixteen_bits(word: &str) -> Vec<u8> {
    word.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Finds all of them in one pass.
pub(super) struct Finder {
    all: AhoCorasick,
    words: Vec<String>,
}

impl Finder {
    /// Searches some bytes; answers how many there were.
    pub(super) fn search(&self, place: &str, bytes: &[u8], hits: &mut Vec<Hit>) -> u64 {
        for found in self.all.find_iter(bytes) {
            let word = &self.words[found.pattern().as_usize() / 2];
            let hit = Hit {
                place: place.to_owned(),
                word: word.clone(),
            };
            if !hits.contains(&hit) {
                hits.push(hit);
            }
        }
        u64::try_from(bytes.len()).unwrap()
    }

    /// Searches every file below a folder.
    pub(super) fn search_files(&self, folder: &Path, hits: &mut Vec<Hit>) -> u64 {
        let mut bytes = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                bytes += self.search_files(&path, hits);
            } else if path.is_file() {
                bytes += self.search_file(&path, hits);
            }
        }
        bytes
    }

    fn search_file(&self, path: &Path, hits: &mut Vec<Hit>) -> u64 {
        // The server goes on: a file may be gone by now.
        let Ok(mut file) = File::open(path) else {
            return 0;
        };
        let (mut bytes, mut piece) = (0, vec![0; PIECE + LONGEST * 2]);
        let mut kept = 0;
        while let Ok(read @ 1..) = file.read(&mut piece[kept..]) {
            let end = kept + read;
            self.search(&path.display().to_string(), &piece[..end], hits);
            bytes += u64::try_from(read).unwrap();
            kept = end.min(LONGEST * 2);
            piece.copy_within(end - kept..end, 0);
        }
        bytes
    }

    /// Searches the writable memory of a process.
    pub(super) fn search_memory(&self, pid: u32, hits: &mut Vec<Hit>) -> u64 {
        let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
        let mut memory = File::open(format!("/proc/{pid}/mem")).unwrap();
        let mut bytes = 0;
        for line in maps.lines() {
            let mut words = line.split_whitespace();
            let (range, rights) = (words.next().unwrap(), words.next().unwrap());
            if !rights.starts_with("rw") {
                continue;
            }
            let (from, to) = range.split_once('-').unwrap();
            let from = u64::from_str_radix(from, 16).unwrap();
            let length = u64::from_str_radix(to, 16).unwrap() - from;
            let mut region = vec![0; usize::try_from(length).unwrap()];
            if memory.seek(SeekFrom::Start(from)).is_ok() && memory.read_exact(&mut region).is_ok()
            {
                bytes += self.search("memory", &region, hits);
            }
        }
        bytes
    }
}

/// Whether this machine lets us look into another process.
pub(super) fn memory_can_be_read(pid: u32) -> bool {
    File::open(format!("/proc/{pid}/mem")).is_ok()
}
