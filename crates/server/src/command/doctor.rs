//! `smv-cert doctor`: a line for each thing that can be wrong, with what to do.

mod around;
mod attachments;
mod audit;
mod database;
mod finding;
mod mail;
mod oidc;
mod register;

use std::path::Path;
use std::process::ExitCode;

use super::FAILED;
use super::cli::Doctor;
use crate::config::{Config, Mode};
use crate::{Role, Roles, out};
use finding::{Finding, Health};

pub(super) fn run(file: Option<&Path>, arguments: &Doctor) -> anyhow::Result<ExitCode> {
    let findings = examine(file);
    if arguments.json {
        out::line(serde_json::to_string_pretty(&findings)?)?;
    } else {
        for finding in &findings {
            out::line(finding)?;
        }
    }
    let failed = findings
        .iter()
        .any(|finding| finding.status == Health::Fail);
    Ok(if failed {
        ExitCode::from(FAILED)
    } else {
        ExitCode::SUCCESS
    })
}

fn examine(file: Option<&Path>) -> Vec<Finding> {
    let config = match Config::load(file) {
        Ok(config) => config,
        Err(error) => {
            let problems = error.problems.iter();
            return problems
                .map(|problem| Finding::fail("config", problem, "correct it"))
                .collect();
        }
    };
    let roles = roles_of(&config);
    let mut findings = configuration(&config, &roles);
    findings.extend(database::findings(&config));
    if roles.contains(&Role::Worker) {
        findings.push(mail::finding(&config));
    }
    if let Some(settings) = config
        .oidc
        .as_ref()
        .filter(|_| roles.contains(&Role::Staff))
    {
        findings.push(oidc::finding(settings));
    }
    findings.extend(keys(&config, &roles));
    findings.extend(attachments::findings(&config.attachments, &roles));
    findings.push(around::assets());
    findings.push(around::data_directory(&config.data_dir));
    findings.push(around::disk(&config.data_dir));
    findings
}

/// The roles this place is for: in production those whose logins are there.
fn roles_of(config: &Config) -> Vec<Role> {
    let here = |role: &Role| match config.mode {
        Mode::Demo => true,
        Mode::Production => config.database.own_url(role.database()).is_some(),
    };
    Role::ALL.into_iter().filter(here).collect()
}

fn configuration(config: &Config, roles: &[Role]) -> Vec<Finding> {
    let mode = match config.mode {
        Mode::Production => "production",
        Mode::Demo => "demo: not for real reports",
    };
    let mut refusals: Vec<String> = Vec::new();
    for role in roles {
        for line in config.refusals(Roles::Only(*role)) {
            if !refusals.contains(&line) {
                refusals.push(line);
            }
        }
    }
    let mut findings: Vec<Finding> = refusals
        .iter()
        .map(|line| Finding::fail("config", line, "`serve` refuses to start with this"))
        .collect();
    if findings.is_empty() {
        findings.push(Finding::ok("config", &format!("mode {mode}")));
    }
    let warnings = config.warnings();
    let advice = "see docs/operations.md, \"Configuration\"";
    findings.extend(
        warnings
            .iter()
            .map(|line| Finding::warn("config", line, advice)),
    );
    findings
}

fn keys(config: &Config, roles: &[Role]) -> Vec<Finding> {
    let folder = config.keys();
    let mut problems: Vec<String> = Vec::new();
    for role in roles {
        for problem in folder.problems(Roles::Only(*role)) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    if let Err(error) = folder.published() {
        problems.push(format!("{error:#}"));
    }
    match (problems.is_empty(), config.mode) {
        (true, _) => vec![Finding::ok("keys", "there, and private")],
        (false, Mode::Demo) if problems.iter().all(|line| line.contains("is missing")) => {
            let advice = "`serve` makes them in demo mode";
            vec![Finding::warn("keys", "not made yet", advice)]
        }
        (false, _) => problems
            .iter()
            .map(|problem| Finding::fail("keys", problem, "see runbook, \"Keys\""))
            .collect(),
    }
}
