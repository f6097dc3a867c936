//! A browser that keeps cookies by origin and goes where it is sent.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use url::Url;

/// Longest way from one page to the next.
const HOPS: usize = 12;

/// The browser.
pub(super) struct Browser {
    http: Client,
    jar: BTreeMap<String, BTreeMap<String, String>>,
}

/// What it shows.
pub(super) struct Page {
    pub(super) url: Url,
    pub(super) status: u16,
    pub(super) html: String,
    pub(super) set_cookies: Vec<String>,
    /// Where it was sent to, if it did not follow.
    pub(super) location: Option<Url>,
}

impl Browser {
    pub(super) fn new() -> Self {
        let http = Client::builder()
            .redirect(Policy::none())
            .user_agent("Mozilla/5.0 (a browser of the tests)")
            .build()
            .unwrap();
        Self {
            http,
            jar: BTreeMap::new(),
        }
    }

    /// One request, without following.
    pub(super) async fn hop(
        &mut self,
        method: Method,
        url: &Url,
        form: &[(String, String)],
    ) -> Page {
        let origin = url.origin().ascii_serialization();
        let mut request = self.http.request(method.clone(), url.clone());
        if method == Method::POST {
            // As browsers do: a post without a word of where it comes from is refused.
            request = request.header("Origin", &origin).form(form);
        }
        if let Some(cookies) = self.jar.get(&origin) {
            let pairs: Vec<String> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        let response = request.send().await.unwrap();
        let set_cookies: Vec<String> = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        for cookie in &set_cookies {
            self.keep(&origin, cookie);
        }
        let location = response
            .headers()
            .get(LOCATION)
            .map(|to| url.join(to.to_str().unwrap()).unwrap());
        Page {
            url: url.clone(),
            status: response.status().as_u16(),
            html: response.text().await.unwrap(),
            set_cookies,
            location,
        }
    }

    fn keep(&mut self, origin: &str, cookie: &str) {
        let (pair, rest) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let cookies = self.jar.entry(origin.to_owned()).or_default();
        let rest = rest.to_lowercase();
        if rest.contains("max-age=0") || rest.contains("expires=thu, 01 jan 1970") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// A cookie that it has for a site.
    pub(super) fn cookie(&self, url: &Url, name: &str) -> Option<&str> {
        let cookies = self.jar.get(&url.origin().ascii_serialization())?;
        cookies.get(name).map(String::as_str)
    }

    /// Forgets the cookies of a site.
    pub(super) fn forget(&mut self, url: &Url) {
        self.jar.remove(&url.origin().ascii_serialization());
    }

    /// Goes there and on to where it is sent, but stops before an address that `stop` names.
    pub(super) async fn go_until(&mut self, url: &Url, stop: impl Fn(&Url) -> bool) -> Page {
        let page = self.hop(Method::GET, url, &[]).await;
        self.follow(page, stop).await
    }

    /// Goes there and on to where it is sent.
    pub(super) async fn go(&mut self, url: &Url) -> Page {
        self.go_until(url, |_| false).await
    }

    async fn follow(&mut self, mut page: Page, stop: impl Fn(&Url) -> bool) -> Page {
        for _ in 0..HOPS {
            match page.location.clone() {
                Some(next) if !stop(&next) => page = self.hop(Method::GET, &next, &[]).await,
                _ => return page,
            }
        }
        panic!("sent around in circles, at last to {}", page.url);
    }

    /// Fills in the first form of a page and sends it.
    pub(super) async fn submit(
        &mut self,
        page: &Page,
        fields: &[(&str, &str)],
        stop: impl Fn(&Url) -> bool,
    ) -> Page {
        let form = page.html.split("<form").nth(1).expect(&page.html);
        let form = form.split("</form>").next().unwrap();
        let action = attribute(form, "action").unwrap_or_default();
        let mut values: Vec<(String, String)> = form
            .split("<input")
            .skip(1)
            .filter(|input| attribute(input, "type").as_deref() == Some("hidden"))
            .filter_map(|input| {
                let name = attribute(input, "name")?;
                Some((name, attribute(input, "value").unwrap_or_default()))
            })
            .collect();
        values.extend(
            fields
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned())),
        );
        let to = page.url.join(&action).unwrap();
        let page = self.hop(Method::POST, &to, &values).await;
        self.follow(page, stop).await
    }
}

/// The value of an attribute in the text of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!("{name}=\"")).nth(1)?;
    Some(value.split('"').next()?.replace("&amp;", "&"))
}

impl Page {
    /// Where a page that leads on by itself leads to.
    pub(super) fn leads_to(&self) -> Option<Url> {
        let refresh = self
            .html
            .split("http-equiv=\"refresh\" content=\"0; url=")
            .nth(1)?;
        let to = refresh.split('"').next()?;
        let to = to.replace("&amp;", "&").replace("&#38;", "&");
        self.url.join(&to).ok()
    }

    /// The page says that somebody is logged in.
    #[track_caller]
    pub(super) fn is_inside(&self) {
        let to = self.leads_to().map(|to| to.path().to_owned());
        assert_eq!(
            to.as_deref(),
            Some("/console"),
            "{} {}",
            self.status,
            self.html
        );
    }

    /// The page says why somebody is not let in, in both words and status.
    #[track_caller]
    pub(super) fn refuses(&self, status: u16, words: &str) {
        assert_eq!(self.status, status, "{}", self.html);
        assert!(self.html.contains(words), "{words:?} not in {}", self.html);
        assert!(
            !self.set_cookies.iter().any(|c| c.contains("smv-session")),
            "{:?}",
            self.set_cookies
        );
    }
}
