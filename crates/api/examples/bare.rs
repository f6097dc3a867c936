//! The yardstick of pages: a bare actix route that returns the same bytes.
//!
//! `bare PORT FILE` serves the file at `/` on 127.0.0.1 with two threads, as the program does.

use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, get, web};

#[get("/")]
async fn bare(page: web::Data<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(page.as_ref().clone())
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().and_then(|text| text.parse().ok());
    let (Some(port), Some(file)) = (port, arguments.next()) else {
        return Err(std::io::Error::other("bare PORT FILE"));
    };
    let port: u16 = port;
    let page = Bytes::from(std::fs::read(file)?);
    HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(page.clone()))
            .service(bare)
    })
    .workers(2)
    .bind(("127.0.0.1", port))?
    .run()
    .await
}
