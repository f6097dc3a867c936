//! `make faults`: the program is killed, hurried, starved and lied to, and nobody who was told "received"
//! is forgotten (security.md, R1, R8, R9, R10, R13, R19).
//!
//! Each story ends in a line of a table. Beside it, each promise is broken on purpose once (`fault::broken`),
//! and the same look must find that. They need the program of the feature `faults`, take minutes, and
//! belong to no other run.

mod clients;
mod cores;
mod dice;
mod disks;
mod guesses;
mod http;
mod kills;
mod ledger;
mod memory;
mod overload;
mod points;
mod reads;
mod row;
mod same_key;
mod slow;
mod uploads;
mod world;

use dice::Dice;
use row::Row;
use world::World;
