//! A body that nobody reads to its end ends its connection.
//!
//! actix reads on what a handler left of a chunked body, so that the connection can be used again, for as
//! long as it comes. It does not while somebody still holds the body: so it is held until the answer is
//! out.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use futures_core::Stream;

/// A body in two hands.
#[derive(Clone)]
struct Shared(Rc<RefCell<Payload>>);

/// An answer that holds the body of its request.
pub(crate) struct Holding {
    answer: BoxBody,
    _request: Shared,
}

/// Middleware.
pub(crate) async fn hold_unread<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Holding>>, actix_web::Error> {
    if !request.headers().contains_key(TRANSFER_ENCODING) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let shared = Shared(Rc::new(RefCell::new(request.parts_mut().1.take())));
    request.set_payload(Payload::Stream {
        payload: Box::pin(shared.clone()),
    });
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(response.map_body(|_, answer| EitherBody::Right {
        body: Holding {
            answer,
            _request: shared,
        },
    }))
}

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}
