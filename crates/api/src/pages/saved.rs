//! "I have saved the code": the step between the receipt and the case. Who has not is shown the code
//! again, once more, because nothing else opens the case.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, post, web};
use askama::Template;
use domain::language::Language;
use i18n::Texts;

use super::PagesState;
use super::answers::Answers;
use super::field::{Control, Field, Fields};
use super::layout::{Keep, Layout, Switch, address, answer};
use super::posted::Posted;
use super::problems::Problem;
use super::receipt_page::groups;
use super::site::Site;

/// The page that asks again.
#[derive(Template)]
#[template(path = "pages/saved.html")]
pub(super) struct SavedPage<'a> {
    layout: Layout<'a>,
    number: String,
    access_code: String,
    code_groups: Vec<String>,
    problems: Vec<Problem>,
    saved: Field,
}

impl<'a> SavedPage<'a> {
    /// Number and code as the receipt sent them, with the box still empty.
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        number: String,
        access_code: String,
    ) -> Self {
        let texts = Texts::new(language);
        let problems = vec![Problem {
            field: "saved".to_owned(),
            message: texts.get("page-missing-saved"),
        }];
        let heading = texts.get("page-saved-again");
        let title = texts.with("page-error-title", &[("title", &heading)]);
        Self {
            layout: Layout::new(site, texts, title, Switch::None),
            code_groups: groups(&access_code),
            saved: saved(texts, &problems),
            number,
            access_code,
            problems,
        }
    }
}

/// The box to tick.
pub(super) fn saved(texts: Texts, problems: &[Problem]) -> Field {
    let answers = Answers::default();
    Fields {
        texts,
        answers: &answers,
        problems,
    }
    .tick("saved", Vec::new())
}

#[post("/{language:da|en}/report/saved")]
pub(super) async fn confirm(
    state: web::Data<PagesState>,
    language: web::Path<Language>,
    posted: Posted,
) -> HttpResponse {
    let language = *language;
    if posted.value("saved") == "yes" {
        // 307 keeps method and body: number and code go on to the case without standing in an address.
        return HttpResponse::TemporaryRedirect()
            .insert_header((LOCATION, address(language, "/follow")))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish();
    }
    let typed = |field| posted.value(field).chars().take(100).collect();
    let page = SavedPage::new(&state.site, language, typed("number"), typed("access_code"));
    answer(StatusCode::UNPROCESSABLE_ENTITY, Keep::Nothing, &page)
}
