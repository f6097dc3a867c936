//! The form's handlers: one page after another, no answer lost.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, route, web};
use askama::Template as _;
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::answers::FIRM;
use super::call_back;
use super::check_page::{CheckPage, Trouble};
use super::desk::{DeskError, Gate};
use super::draft::{Draft, Reached};
use super::keeping;
use super::layout::{Keep, address, answer as page, answer_after as page_after, rendered, see};
use super::posted::Posted;
use super::problems::{self, Problem};
use super::receipt_page::ReceiptPage;
use super::step::Step;
use super::step_page::StepPage;
use crate::edge::{self, Class};

type State = web::Data<PagesState>;
type InLanguage = web::Path<Language>;

#[route("/{language:da|en}/report", method = "GET", method = "HEAD")]
pub(super) async fn begin(state: State, language: InLanguage) -> HttpResponse {
    let (language, now) = (*language, state.clock.now());
    let wave = state.desk.wave().await.unwrap_or(None);
    let shown = (wave, now.timestamp());
    let html = state
        .first_step
        .page(language, shown, &(state.new_key)(), |key| {
            let mut draft = Draft::new(key);
            draft.answers.begin(now);
            StepPage::new(&state.site, language, &draft, (Step::What, &[]), now)
                .in_wave(wave)
                .render()
        });
    rendered(StatusCode::OK, Keep::Own, html)
}

/// A step has no address of its own to come back to: its answers travel in the page.
#[get("/{language:da|en}/report/{step}")]
pub(super) async fn begin_again(path: web::Path<(Language, String)>) -> HttpResponse {
    see(&address(path.0, "/report"))
}

#[post("/{language:da|en}/report/{step:[1-4]}")]
pub(super) async fn answer(
    state: State,
    request: HttpRequest,
    path: web::Path<(Language, String)>,
    posted: Posted,
) -> HttpResponse {
    let (language, code) = path.into_inner();
    let step = Step::from_code(&code).unwrap_or(Step::What);
    let draft = Draft::read(&posted, &state);
    if call_back::is_meant(&posted, &draft) {
        return call_back::confirm(&state, language, &draft, step);
    }
    let now = state.clock.now();
    let draft = match keeping::keep(&state, &request, language, draft, step).await {
        Ok(draft) => draft,
        Err(choose) => return choose,
    };
    let problems = problems::check(&draft.answers, Texts::new(language), now, step);
    if let Some(first) = problems.first() {
        return show_problems(&state, language, &draft, first.step(), &problems).await;
    }
    // The questions of the second page depend on the first, so it is always shown again after it.
    if draft.reached == Reached::Check && step != Step::What {
        return show_check(&state, language, draft).await;
    }
    match step.next() {
        Step::Check => show_check(&state, language, draft).await,
        next @ (Step::What | Step::Harm | Step::Who | Step::Consents) => {
            show_step(&state, language, &draft, next, &[]).await
        }
    }
}

/// Back, "change" and the other language: shows a step as it is, without judging it.
#[post("/{language:da|en}/report/edit")]
pub(super) async fn edit(
    state: State,
    request: HttpRequest,
    language: InLanguage,
    posted: Posted,
) -> HttpResponse {
    let draft = Draft::read(&posted, &state);
    let step = Step::from_code(posted.value("step")).unwrap_or(Step::What);
    match keeping::keep(&state, &request, *language, draft, step).await {
        Ok(draft) => show(&state, *language, &draft, step).await,
        Err(choose) => choose,
    }
}

#[post("/{language:da|en}/report/check")]
pub(super) async fn list(
    state: State,
    request: HttpRequest,
    language: InLanguage,
    posted: Posted,
) -> HttpResponse {
    let draft = Draft::read(&posted, &state);
    match keeping::keep(&state, &request, *language, draft, Step::Check).await {
        Ok(draft) => show_check(&state, *language, draft).await,
        Err(choose) => choose,
    }
}

#[post("/{language:da|en}/report/send")]
pub(super) async fn send(
    state: State,
    request: HttpRequest,
    language: InLanguage,
    posted: Posted,
) -> HttpResponse {
    let language = *language;
    let texts = Texts::new(language);
    let now = state.clock.now();
    let seen = Draft::read(&posted, &state);
    if call_back::is_meant(&posted, &seen) {
        return call_back::confirm(&state, language, &seen, Step::Check);
    }
    let kept = keeping::keep(&state, &request, language, seen.clone(), Step::Check).await;
    let mut draft = match kept {
        Ok(draft) => draft,
        Err(choose) => return choose,
    };
    draft.reached = Reached::Check;
    let problems = problems::check(&draft.answers, texts, now, Step::Check);
    if let Some(first) = problems.first() {
        return show_problems(&state, language, &draft, first.step(), &problems).await;
    }
    // Another tab has changed something since: nobody sends what they have not seen.
    if draft.answers != seen.answers {
        return show_trouble(&state, language, &draft, Trouble::Changed);
    }
    // Here, not before the handler: the words must not be lost.
    if edge::take(&request, Class::Intake).is_err() {
        return show_trouble(&state, language, &draft, Trouble::TooMany);
    }
    let report = draft.answers.to_report(language, now);
    let mut doubts = draft.answers.doubts(now);
    match state.desk.admit(draft.pass()).await {
        Ok(more) => doubts.extend(more),
        Err(gate) => return show_gate(&state, language, &draft, gate),
    }
    match state
        .desk
        .file(report, draft.key.clone(), language, doubts)
        .await
    {
        Ok(receipt) => {
            keeping::forget(&state, &draft).await;
            let receipt = ReceiptPage::new(&state.site, language, &receipt);
            page(StatusCode::OK, Keep::Nothing, &receipt)
        }
        Err(DeskError::Invalid(found)) => {
            let problems = problems::in_words(&found, &draft.answers, texts);
            match problems.first() {
                Some(first) => {
                    show_problems(&state, language, &draft, first.step(), &problems).await
                }
                None => show_trouble(&state, language, &draft, Trouble::Broken),
            }
        }
        Err(DeskError::AlreadySent) => show_trouble(&state, language, &draft, Trouble::AlreadySent),
        Err(DeskError::Unavailable) => show_trouble(&state, language, &draft, Trouble::Unavailable),
        Err(DeskError::NotFound | DeskError::Other) => {
            show_trouble(&state, language, &draft, Trouble::Broken)
        }
    }
}

/// A step as it is, without judging it.
pub(super) async fn show(
    state: &PagesState,
    language: Language,
    draft: &Draft,
    step: Step,
) -> HttpResponse {
    match step {
        Step::Check => show_check(state, language, draft.clone()).await,
        Step::What | Step::Harm | Step::Who | Step::Consents => {
            show_step(state, language, draft, step, &[]).await
        }
    }
}

async fn show_step(
    state: &PagesState,
    language: Language,
    draft: &Draft,
    step: Step,
    problems: &[Problem],
) -> HttpResponse {
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let now = state.clock.now();
    let mut shown = StepPage::new(&state.site, language, draft, (step, problems), now);
    let wave = state.desk.wave().await.unwrap_or(None);
    shown = shown.in_wave(wave);
    if step == Step::Who && wave.is_none() && asks_about_firm(state, draft).await {
        shown = shown.asking_about_firm(draft);
    }
    page(status, Keep::Own, &shown)
}

/// Where no register tells size and place; and wherever they were answered, so that they can be changed.
async fn asks_about_firm(state: &PagesState, draft: &Draft) -> bool {
    let answered = FIRM
        .iter()
        .any(|field| !draft.answers.get(field).is_empty());
    answered || state.desk.asks_about_firm().await.unwrap_or(false)
}

/// The first step with a problem, with the problems of that step.
async fn show_problems(
    state: &PagesState,
    language: Language,
    draft: &Draft,
    step: Step,
    problems: &[Problem],
) -> HttpResponse {
    let here: Vec<Problem> = problems
        .iter()
        .filter(|problem| problem.step() == step)
        .cloned()
        .collect();
    show_step(state, language, draft, step, &here).await
}

/// All answers; when one of them breaks a rule, its step instead.
async fn show_check(state: &PagesState, language: Language, mut draft: Draft) -> HttpResponse {
    let now = state.clock.now();
    draft.reached = Reached::Check;
    let problems = problems::check(&draft.answers, Texts::new(language), now, Step::Check);
    if let Some(first) = problems.first() {
        return show_problems(state, language, &draft, first.step(), &problems).await;
    }
    let check = CheckPage::new(&state.site, language, &draft, now, None)
        .behind(state.desk.gate(&draft.pass()));
    page(StatusCode::OK, Keep::Own, &check)
}

/// In a flood: all answers again, with what the form must bring.
fn show_gate(state: &PagesState, language: Language, draft: &Draft, gate: Gate) -> HttpResponse {
    let now = state.clock.now();
    let seconds = gate.seconds;
    let check =
        CheckPage::new(&state.site, language, draft, now, Some(Trouble::Wait)).behind(Some(gate));
    page_after(seconds, &check)
}

/// All answers with what went wrong on sending them, so that they can be sent again.
fn show_trouble(
    state: &PagesState,
    language: Language,
    draft: &Draft,
    trouble: Trouble,
) -> HttpResponse {
    let status = match trouble {
        Trouble::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::TooMany | Trouble::Wait => StatusCode::TOO_MANY_REQUESTS,
        Trouble::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        Trouble::AlreadySent | Trouble::Changed => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let now = state.clock.now();
    let check = CheckPage::new(&state.site, language, draft, now, Some(trouble))
        .behind(state.desk.gate(&draft.pass()));
    page(status, Keep::Own, &check)
}
