//! What the pages see of a report.

use domain::attachment::safe_name;
use domain::language::Language;
use domain::stage::StageName;
use i18n::Texts;
use triage_queue::reporter::OwnView;
use triage_queue::stages::Stage;

use crate::attachments;
use crate::pages::{
    FileLimits, FollowEntry, FollowFile, FollowReferral, FollowStage, FollowView, StageView,
};
use crate::reports::stage_text;
use crate::reports::stage_view::draft;

pub(super) fn follow_view(
    view: OwnView,
    access_code: String,
    language: Language,
    files: FileLimits,
) -> FollowView {
    let organisation = view.report.organisation.name.clone().or_else(|| {
        view.report
            .organisation
            .cvr
            .as_ref()
            .map(|cvr| cvr.as_str().to_owned())
    });
    FollowView {
        number: view.number.to_string(),
        access_code,
        state: view.status,
        received_at: view.received_at,
        next_update_due: view.next_update_due,
        kind: view.report.kind,
        description: view.report.description,
        organisation,
        consents: view.consents,
        entries: view
            .events
            .into_iter()
            .map(|event| FollowEntry {
                at: event.at,
                name: event.name,
                text: event.body.text,
                facts: event.body.facts,
            })
            .collect(),
        duties: view.duties,
        stages: view.stages.iter().map(follow_stage).collect(),
        attachments: view
            .attachments
            .iter()
            .map(|file| FollowFile {
                name: safe_name(&file.content.name),
                state: attachments::state_text(file.state, language),
            })
            .collect(),
        files,
        referrals: view
            .referrals
            .into_iter()
            .map(|referral| FollowReferral {
                state: referral.state,
                police_case_number: referral.police_case_number,
            })
            .collect(),
    }
}

fn follow_stage(stage: &Stage) -> FollowStage {
    FollowStage {
        name: stage.name,
        state: stage.state,
        due_at: stage.due_at,
        sent_at: stage.sent_at,
        written_at: stage.filed.as_ref().map(|filed| filed.at),
        versions: stage.filed.as_ref().map_or(0, |filed| filed.versions),
    }
}

pub(super) fn stage_view(
    view: &OwnView,
    access_code: String,
    name: StageName,
    language: Language,
) -> Option<StageView> {
    let stage = view.stages.iter().find(|stage| stage.name == name)?;
    Some(StageView {
        number: view.number.to_string(),
        access_code,
        stage: follow_stage(stage),
        content: draft(&view.report, &view.stages, name),
        text: stage_text::text(view, name, Texts::new(language)),
        is_complete: stage_text::is_complete(view, name),
    })
}
