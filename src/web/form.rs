//! A form of ours, as a browser sends it. What is no form becomes an error page, never a panic or a 500.

use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::AppState;
use super::error::Error;
use crate::language::Words;

/// Fields are read by name; unknown ones are passed over, since browsers' helpers add some.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(form)) => Ok(Self(form)),
            Err(FormRejection::FailedToDeserializeFormBody(_) | FormRejection::FailedToDeserializeForm(_)) => {
                Err(Error::BadRequest(Words("bad-form")).into_response())
            }
            // Too large, no form at all, broken off: the status says it.
            Err(rejection) => Err(rejection.status().into_response()),
        }
    }
}
