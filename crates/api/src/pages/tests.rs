//! The pages over HTTP with an invented desk, and every page in both languages.

mod desk;
mod drafts;
mod follow;
mod form;
mod render;
mod stages;

use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::{App, test, web};
use chrono::{DateTime, Utc};
use domain::now::Clock;

use super::{Assets, Contacts, DesignSystem, Mode, PagesState, Site, configure};
use desk::FakeDesk;

fn now() -> DateTime<Utc> {
    "2026-11-23T13:05:00Z".parse().unwrap()
}

fn site() -> Site {
    Site {
        contacts: Contacts {
            controller: "Styrelsen for Eksempler".to_owned(),
            data_protection_officer: Some("dpo@smv-cert.example".to_owned()),
            our_phone: "70 12 34 56".to_owned(),
            our_hours_da: "hele døgnet".to_owned(),
            our_hours_en: "around the clock".to_owned(),
            police: "114".to_owned(),
            police_hours_da: "hverdage 7-20".to_owned(),
            police_hours_en: "weekdays 7-20".to_owned(),
            hotline: "33 37 00 37".to_owned(),
            hotline_hours_da: "hverdage 8-20".to_owned(),
            hotline_hours_en: "weekdays 8-20".to_owned(),
        },
        assets: Assets {
            base: "/assets".to_owned(),
            design_system: DesignSystem::Present,
        },
        mode: Mode::Demo,
        public_url: "https://smv-cert.example".to_owned(),
    }
}

/// A page as the browser got it.
struct Page {
    status: StatusCode,
    location: String,
    cache: String,
    html: String,
}

impl Page {
    async fn read(response: ServiceResponse) -> Self {
        let header = |name| {
            let value = response.headers().get(name);
            value.map_or("", |value| value.to_str().unwrap()).to_owned()
        };
        let (status, location, cache) = (
            response.status(),
            header("location"),
            header("cache-control"),
        );
        let html = String::from_utf8(test::read_body(response).await.to_vec()).unwrap();
        Self {
            status,
            location,
            cache,
            html,
        }
    }

    fn title(&self) -> &str {
        let (_, rest) = self.html.split_once("<title>").unwrap();
        rest.split_once("</title>").unwrap().0
    }

    /// What a browser would send of the hidden fields.
    fn hidden(&self) -> Vec<(String, String)> {
        let main = self.html.split_once("<main").unwrap().1;
        main.split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|field| {
                let (name, rest) = field.split_once("\" value=\"").unwrap();
                let value = rest.split_once("\">").unwrap().0;
                (name.to_owned(), unescaped(value))
            })
            .collect()
    }
}

fn unescaped(text: &str) -> String {
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Asks the pages with a fresh desk each time; state travels in the page alone.
async fn ask(desk: FakeDesk, request: test::TestRequest) -> Page {
    let state = web::Data::new(PagesState {
        desk: Box::new(desk),
        site: site(),
        clock: Clock::new(now),
        new_key: || "a-key-of-enough-characters".to_owned(),
        first_step: super::first::FirstStep::default(),
    });
    let app = test::init_service(App::new().app_data(state).configure(configure)).await;
    Page::read(test::call_service(&app, request.to_request()).await).await
}

async fn get(path: &str) -> Page {
    ask(FakeDesk::default(), test::TestRequest::get().uri(path)).await
}

async fn post(path: &str, fields: &[(&str, &str)]) -> Page {
    post_to(FakeDesk::default(), path, fields).await
}

async fn post_to(desk: FakeDesk, path: &str, fields: &[(&str, &str)]) -> Page {
    let request = test::TestRequest::post().uri(path).set_form(fields);
    ask(desk, request).await
}
