//! `smv-cert retention`.

use std::process::ExitCode;

use domain::privacy::retention::Why;

use super::FAILED;
use super::cli::Retention;
use super::privacy::in_office;
use crate::config::Config;
use crate::out;
use crate::privacy::Mode;

pub(super) fn run(config: &Config, arguments: &Retention) -> anyhow::Result<ExitCode> {
    let mode = if arguments.run {
        Mode::ForReal
    } else {
        Mode::DryRun
    };
    let report = in_office(config, |office| {
        office.retention(arguments.older_than_days, mode)
    })?;
    let (goes, rows) = match mode {
        Mode::DryRun => ("would go", "have run out"),
        Mode::ForReal => ("deleted", "deleted"),
    };
    for due in &report.technical {
        let kept = match due.days {
            0 => "kept until they run out".to_owned(),
            days => format!("kept {days} days after their end"),
        };
        out::line(format_args!("{:>6} {}, {kept}: {rows}", due.rows, due.name))?;
    }
    out::line(format_args!("{:>6} cases with content", report.cases))?;
    for (number, decision) in &report.goes {
        out::line(format_args!("{number} {goes}, under {decision}"))?;
    }
    for kept in &report.stays {
        if let Why::Held { review_on } = kept.why {
            out::line(format_args!(
                "{} stays: legal hold, review on {review_on}",
                kept.number
            ))?;
        }
    }
    for (why, cases) in report.by_reason() {
        out::line(format_args!("{cases:>6} stay: {}", words(why)))?;
    }
    let uncovered: Vec<&str> = report.uncovered().collect();
    if uncovered.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    out::aside(format_args!(
        "Not deleted without a decision of the archives that covers the day of receipt: {}.\n\
         Record it with `smv-cert privacy decision add --reference TEXT --covers-until YYYY-MM-DD`.",
        uncovered.join(", ")
    ));
    Ok(match mode {
        Mode::DryRun => ExitCode::SUCCESS,
        Mode::ForReal => ExitCode::from(FAILED),
    })
}

const fn words(why: Why) -> &'static str {
    match why {
        Why::NotFinished => "neither closed nor dismissed",
        Why::TooYoung => "changed too lately",
        Why::ReferralUnderWay => "a referral is on its way to the police",
        Why::Held { .. } => "legal hold",
        Why::NotCovered => "no decision of the archives covers them",
    }
}
