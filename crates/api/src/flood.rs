//! In a flood, the public form asks a browser for some work before it sends. Nobody is refused: who has no
//! script waits instead, and what came without the work is taken and marked for staff.
//!
//! A puzzle, and a turn, belong to one form by its idempotency key, under which at most one report is ever
//! stored. So a solution that is sent again brings nothing, and no list of used ones is kept.

mod puzzle;
mod turns;

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use actix_web::web;
use chrono::{DateTime, Duration, Utc};
use domain::flood::{Doubt, Gauge};
use triage_queue::keyed::Keys;

use crate::edge::PerMinute;
use crate::pages::{Gate, Pass};
use turns::Turns;

/// What makes a flood, and what it costs.
#[derive(Debug, Clone, Copy)]
pub struct FloodSettings {
    /// So many reports in a minute, of this process and without an API key, are a flood; none: never.
    pub from: PerMinute,
    /// So long a form without a script waits.
    pub wait: Duration,
}

impl Default for FloodSettings {
    fn default() -> Self {
        Self {
            from: None,
            wait: Duration::seconds(30),
        }
    }
}

/// Watches what arrives, and lets forms through.
pub(crate) struct Guard {
    gauge: Option<Mutex<Gauge>>,
    turns: Turns,
    keys: Keys,
}

impl Guard {
    pub(crate) fn new(settings: FloodSettings, keys: Keys) -> Self {
        let gauge = |from: NonZeroU32| Mutex::new(Gauge::new(from));
        Self {
            gauge: settings.from.map(gauge),
            turns: Turns::new(settings.wait),
            keys,
        }
    }

    /// A report has come, taken or not.
    pub(crate) fn note(&self, now: DateTime<Utc>) {
        if let Some(gauge) = &self.gauge {
            let mut gauge = gauge.lock().unwrap_or_else(PoisonError::into_inner);
            let before = gauge.strength(now);
            gauge.note(now);
            if before.is_none() && gauge.strength(now).is_some() {
                tracing::warn!(
                    rate = gauge.rate(now),
                    "a flood of reports: forms do work first"
                );
            }
        }
    }

    /// How hard puzzles are now, in a flood.
    pub(crate) fn strength(&self, now: DateTime<Utc>) -> Option<u32> {
        let gauge = self.gauge.as_ref()?;
        gauge
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .strength(now)
    }

    /// What a report without an API key is marked with that came by the API.
    pub(crate) fn doubts_of_api(&self, now: DateTime<Utc>) -> Vec<Doubt> {
        let in_flood = self.strength(now).is_some();
        in_flood.then_some(Doubt::Unproven).into_iter().collect()
    }

    /// What a form is shown before it may send.
    pub(crate) fn gate(&self, pass: &Pass, now: DateTime<Utc>) -> Option<Gate> {
        let strength = self.strength(now)?;
        let kept = turns::read(&self.keys, &pass.key, &pass.turn, now);
        let turn = kept.unwrap_or_else(|| self.turns.next(pass.address, now));
        Some(Gate {
            puzzle: puzzle::make(&self.keys, &pass.key, strength, now),
            turn: turn.signed(&self.keys, &pass.key),
            seconds: (turn.from - now.timestamp()).max(0),
        })
    }

    /// Lets a form through, or shows what it lacks. Counts it either way.
    pub(crate) async fn admit(&self, pass: Pass, now: DateTime<Utc>) -> Result<Vec<Doubt>, Gate> {
        self.note(now);
        if self.strength(now).is_none() {
            return Ok(Vec::new());
        }
        let (keys, asked) = (self.keys.clone(), pass.clone());
        // Derives a key, as hard as we made it ourselves: no work for a thread that serves others.
        let solved = web::block(move || puzzle::is_solved(&keys, &asked.key, &asked.solution, now));
        if solved.await.unwrap_or(false) {
            return Ok(Vec::new());
        }
        match turns::read(&self.keys, &pass.key, &pass.turn, now) {
            Some(turn) if turn.from <= now.timestamp() => Ok(vec![Doubt::Unproven]),
            _ => match self.gate(&pass, now) {
                Some(gate) => Err(gate),
                None => Ok(Vec::new()),
            },
        }
    }
}
