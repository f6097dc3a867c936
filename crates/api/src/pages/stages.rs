//! The stages of a firm's notice to the authorities: a page for each, with what is known filled in, the
//! text for the authorities' own form, and the mark that it was sent. Nothing is passed on from here.

mod asked;
mod page;
mod sent;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, post, web};
use domain::language::Language;
use domain::problem::{FieldProblem, Rule};
use domain::stage::{StageName, fields};
use i18n::Texts;
use serde_json::{Map, Value, json};

use super::PagesState;
use super::desk::DeskError;
use super::follow::trouble;
use super::layout::{address, see};
use super::posted::Posted;
use super::problems::Problem;
use crate::edge::{self, Class};
use asked::Asked;
use page::{News, Typed};

pub(super) use page::{StageLine, lines};

type State = web::Data<PagesState>;
type InLanguage = web::Path<Language>;

/// Most characters of an answer that are shown again; the rules are stricter.
const ANSWER_MAX: usize = 25_000;

/// A stage, with what was typed into it when the language was changed.
#[post("/{language:da|en}/follow/stage")]
pub(super) async fn show(state: State, language: InLanguage, posted: Posted) -> HttpResponse {
    let Some(asked) = Asked::read(*language, &posted) else {
        return see(&address(*language, "/follow"));
    };
    let typed = (posted.value("typed") == "yes").then(|| typed(asked.stage, &posted));
    asked.show(&state, typed, News::None).await
}

#[post("/{language:da|en}/follow/stage-save")]
pub(super) async fn save(
    state: State,
    request: HttpRequest,
    language: InLanguage,
    posted: Posted,
) -> HttpResponse {
    let Some(asked) = Asked::read(*language, &posted) else {
        return see(&address(*language, "/follow"));
    };
    let (typed, key) = (typed(asked.stage, &posted), posted.key(state.new_key));
    // Here, not before the handler: the words must not be lost.
    if edge::take(&request, Class::Code).is_err() {
        return asked.unsaved(&state, &typed, key, StatusCode::TOO_MANY_REQUESTS);
    }
    let mut body = Map::new();
    body.insert("stage".to_owned(), json!(asked.stage));
    for (name, text) in typed.iter().filter(|(_, text)| !text.trim().is_empty()) {
        body.insert((*name).to_owned(), json!(text));
    }
    match asked.add(&state, Value::Object(body), key.clone()).await {
        Ok(()) => asked.show(&state, None, News::Saved).await,
        Err(DeskError::Invalid(found)) => {
            let news = News::Problems(in_words(asked.stage, &found, asked.texts()));
            asked.show(&state, Some(typed), news).await
        }
        Err(error @ DeskError::NotFound) => trouble(&state, asked.language, &asked.opened, &error),
        Err(DeskError::AlreadySent | DeskError::Unavailable) => {
            asked.unsaved(&state, &typed, key, StatusCode::SERVICE_UNAVAILABLE)
        }
        Err(DeskError::Other) => {
            asked.unsaved(&state, &typed, key, StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// "We have sent it", on the day that is named or now; or "we have not".
#[post("/{language:da|en}/follow/stage-sent")]
pub(super) async fn mark(state: State, language: InLanguage, posted: Posted) -> HttpResponse {
    let Some(asked) = Asked::read(*language, &posted) else {
        return see(&address(*language, "/follow"));
    };
    let day = posted.value("sent_on").trim();
    let (sent_at, done) = if posted.value("sent") == "no" {
        (Value::Null, News::Unmarked)
    } else {
        match sent::at(day, state.clock.now()) {
            Some(at) => (json!(at), News::Marked),
            None => return asked.wrong_day(&state, day, &Rule::Time).await,
        }
    };
    let body = json!({"stage": asked.stage, "sent_at": sent_at});
    match asked.add(&state, body, posted.key(state.new_key)).await {
        Ok(()) => asked.show(&state, None, done).await,
        Err(DeskError::Invalid(found)) => {
            let rule = found.first().map_or(&Rule::Time, |problem| &problem.rule);
            asked.wrong_day(&state, day, rule).await
        }
        Err(error) => trouble(&state, asked.language, &asked.opened, &error),
    }
}

/// The text as a file.
#[post("/{language:da|en}/follow/stage-text")]
pub(super) async fn fetch(state: State, language: InLanguage, posted: Posted) -> HttpResponse {
    let Some(asked) = Asked::read(*language, &posted) else {
        return see(&address(*language, "/follow"));
    };
    match asked.view(&state).await {
        Ok(view) => {
            let name = format!("{}-{}.txt", view.number, asked.stage.code());
            HttpResponse::Ok()
                .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
                .insert_header((CACHE_CONTROL, "no-store"))
                .insert_header((
                    CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ))
                .body(view.text)
        }
        Err(error) => trouble(&state, asked.language, &asked.opened, &error),
    }
}

/// The answers as they were typed, with the line ends of Unix.
fn typed(stage: StageName, posted: &Posted) -> Typed {
    fields(stage)
        .iter()
        .map(|field| {
            let text = posted.value(field.name).replace("\r\n", "\n");
            (field.name, text.chars().take(ANSWER_MAX).collect())
        })
        .collect()
}

/// Each names its question, so that the list at the top can be read by itself.
pub(super) fn in_words(stage: StageName, found: &[FieldProblem], texts: Texts) -> Vec<Problem> {
    let in_order = fields(stage).iter().filter_map(|field| {
        let pointer = format!("#/{}", field.name);
        let problem = found.iter().find(|problem| problem.pointer == pointer)?;
        let message = if let Rule::Required | Rule::NotAChoice(_) = problem.rule {
            texts.get("page-stage-missing")
        } else if let Rule::TooShort(limit) = problem.rule {
            texts.count("page-too-short", "limit", limit)
        } else if let Rule::TooLong(limit) = problem.rule {
            texts.count("page-too-long", "limit", limit)
        } else {
            i18n::rule(texts, &problem.rule)
        };
        let label = texts.get(&format!("stage-{}", field.name));
        Some(Problem {
            field: field.name.to_owned(),
            message: texts.with(
                "page-stage-problem",
                &[("field", &label), ("problem", &message)],
            ),
        })
    });
    in_order.collect()
}
