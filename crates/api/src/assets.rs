//! Style sheets, icons and fonts, embedded from `web/`.
//!
//! The design system's files are brought by `scripts/assets` and may be missing: pages then use
//! `base.css`, and `doctor` says what to run.

mod packed;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use rust_embed::RustEmbed;

use crate::edge;
use crate::error::ApiError;
use crate::pages::{Assets, DesignSystem};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/static"]
#[prefix = "static/"]
struct Own;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/vendor"]
#[prefix = "vendor/"]
#[allow_missing = true]
struct Vendor;

/// Where pages find them.
#[must_use]
pub fn location() -> Assets {
    let present = Vendor::get("vendor/css/dkfds.min.css").is_some();
    Assets {
        base: "/assets".to_owned(),
        design_system: if present {
            DesignSystem::Present
        } else {
            DesignSystem::Missing
        },
    }
}

/// Whether the design system is there.
#[must_use]
pub fn are_complete() -> bool {
    location().design_system == DesignSystem::Present
}

/// A file by its path below `web/`.
#[get("/assets/{path:.*}")]
pub(crate) async fn asset(path: Path<String>, request: HttpRequest) -> HttpResponse {
    let Some(file) = Own::get(&path).or_else(|| Vendor::get(&path)) else {
        return edge::refused(&request, &ApiError::NotFound);
    };
    let mime = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let may_pack = packed::is_worth_it(mime.as_ref());
    let packs = may_pack && packed::is_wanted(&request);
    let hash = file.metadata.sha256_hash();
    let etag = format!(
        "\"{}{}\"",
        hex::encode(hash.iter().take(12).copied().collect::<Vec<u8>>()),
        if packs { "-br" } else { "" }
    );
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.contains(&etag)) {
        return HttpResponse::NotModified()
            .insert_header((ETAG, etag))
            .finish();
    }
    let mut response = HttpResponse::Ok();
    response
        .content_type(mime.as_ref())
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"));
    if may_pack {
        response.insert_header((VARY, "accept-encoding"));
    }
    let data = file.data.into_owned();
    if !packs {
        return response.body(data);
    }
    // Packed once in the life of the process, on a thread for such work.
    match web::block(move || packed::packed(&path, &data)).await {
        Ok(Some(bytes)) => response.insert_header((CONTENT_ENCODING, "br")).body(bytes),
        Ok(None) | Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
