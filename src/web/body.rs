//! The answer's body: bytes that are ready, or whatever a page has made.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// Ready bytes need no box and no virtual call: the wall page's path is this one.
pub enum AnswerBody {
    Ready(Option<Bytes>),
    Made(Body),
}

impl From<Body> for AnswerBody {
    fn from(body: Body) -> Self {
        Self::Made(body)
    }
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.get_mut() {
            Self::Ready(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Made(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Ready(bytes) => bytes.is_none(),
            Self::Made(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Ready(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Made(body) => body.size_hint(),
        }
    }
}

impl AnswerBody {
    /// For callers that want one kind of body.
    pub fn into_body(self) -> Body {
        match self {
            Self::Ready(bytes) => Body::from(bytes.unwrap_or_default()),
            Self::Made(body) => body,
        }
    }
}

/// What the other end sent, with its errors as a page would meet them.
pub fn incoming<B>(body: B) -> Body
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    Body::new(body.map_err(axum::Error::new))
}
