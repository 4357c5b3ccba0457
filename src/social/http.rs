//! Lets the libraries make their calls through our one client.

use std::pin::Pin;

use http::{Request, Response};
use oauth2::AsyncHttpClient;

use crate::outbound::{CallError, Outbound};

pub struct Http<'a>(pub &'a Outbound);

impl<'c> AsyncHttpClient<'c> for Http<'_> {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, CallError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.0.call(request))
    }
}
