//! What a person signs in with, and where they are signed in, as a page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use domain::access::Actor;
use domain::session::Scope;
use i18n::Texts;
use store::passkeys::{self, PasskeyRow};
use store::sessions::{self, Live};
use store::{people, totp};

use super::fields::field;
use super::frame::{failed, frame};
use super::reauthenticate::method_key;
use crate::error::ApiError;
use crate::pages::field::{Control, Field};
use crate::pages::layout::{Keep, Layout, Switch, answer};
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

#[derive(Template)]
#[template(path = "console/security.html")]
struct SecurityPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: &'a [Problem],
    done: Option<String>,
    must_enrol: bool,
    has_app: bool,
    passkeys: Vec<KeyLine>,
    passkeys_work: bool,
    passkey_name: Field,
    password_fields: Vec<Field>,
    sessions: Vec<SessionLine>,
}

struct KeyLine {
    id: String,
    name: String,
    used: String,
}

struct SessionLine {
    id: String,
    what: String,
    when: String,
    current: bool,
}

/// The page, with what was just done or what is wrong.
pub(super) async fn page(
    state: &StaffState,
    live: &Live,
    status: StatusCode,
    done: &str,
    problems: &[Problem],
) -> HttpResponse {
    let (now, person) = (state.clock.now(), live.person);
    let found = state
        .db
        .transact(&Actor::System, move |tx| {
            Ok::<_, ApiError>((
                people::by_id(tx, person)?.ok_or(ApiError::NotFound)?,
                totp::in_use(tx, person)?.is_some(),
                passkeys::of_person(tx, person)?,
                sessions::of_person(tx, person, now)?,
            ))
        })
        .await;
    let (person, has_app, keys, lives) = match found {
        Ok(found) => found,
        Err(error) => return failed(state, &error),
    };
    let texts = request::texts();
    let said = matches!(done, "app" | "passkey" | "removed" | "password" | "session")
        .then(|| texts.get(&format!("console-done-{done}")));
    let must_enrol = live.scope == Scope::Enrolment;
    let page = SecurityPage {
        layout: frame(state, "console-security", "/console/security", problems),
        // Who still has to make a factor gets out, and nowhere else.
        who: Some(if must_enrol {
            String::new()
        } else {
            person.name
        }),
        problems,
        done: said,
        must_enrol,
        has_app,
        passkeys: keys.iter().map(|key| key_line(texts, key)).collect(),
        passkeys_work: state.door.passkeys.is_some(),
        passkey_name: field(texts, "passkey_name", "", &[]),
        password_fields: ["current_password", "totp", "new_password"]
            .map(|name| field(texts, name, "", problems))
            .into_iter()
            // Who has no app is not asked for its code.
            .filter(|field| has_app || field.name != "totp")
            .collect(),
        sessions: lives
            .iter()
            .map(|one| session_line(texts, one, live))
            .collect(),
    };
    answer(status, Keep::Nothing, &page)
}

fn key_line(texts: Texts, key: &PasskeyRow) -> KeyLine {
    let at = |at| i18n::date_time_with_zone(texts.language(), at);
    KeyLine {
        id: key.id.to_string(),
        name: key.name.clone(),
        used: match key.last_used_at {
            Some(used) => texts.with("console-passkey-used", &[("at", &at(used))]),
            None => texts.with("console-passkey-made", &[("at", &at(key.created_at))]),
        },
    }
}

fn session_line(texts: Texts, one: &Live, current: &Live) -> SessionLine {
    let at = i18n::date_time_with_zone(texts.language(), one.last_used_at);
    let kind = texts.get(&format!("console-session-{}", one.kind));
    let method = texts.get(&method_key(one.method));
    SessionLine {
        id: one.id.to_string(),
        what: format!("{kind}, {method}"),
        when: texts.with("console-session-used", &[("at", &at)]),
        current: one.id == current.id,
    }
}
