//! Pages to measure with: asked for once and looked at, so that what is measured is the page that was meant.

use anyhow::ensure;

use crate::house::House;
use crate::wire::{Exchange, get_request};

/// What the browsers of these years send.
pub const BROWSER: &str = "gzip, deflate, br, zstd";

/// What a request is to be answered with.
#[derive(Clone, Copy)]
pub enum Page {
    Wall,
    Rest,
    NotFound,
    /// To a provider: a redirect without a body.
    Departure,
}

const WALL: &str = "id=\"wall\"";
const REST: &str = "class=\"gated\"";

impl Page {
    fn status(self) -> u16 {
        match self {
            Self::Wall | Self::Rest => 200,
            Self::NotFound => 404,
            Self::Departure => 303,
        }
    }

    fn is_meant(self, page: &str) -> bool {
        let (has_wall, has_rest) = (page.contains(WALL), page.contains(REST));
        match self {
            Self::Wall => has_wall && !has_rest,
            Self::Rest => has_rest && !has_wall,
            Self::NotFound => !has_rest && !has_wall,
            Self::Departure => page.is_empty(),
        }
    }
}

/// A request with the answer Gatefold gives it now; fails where it is not the page that was meant.
pub fn exchange(
    house: &House,
    path: &str,
    (accepted, cookies): (&str, Option<&str>),
    page: Page,
) -> anyhow::Result<Exchange> {
    let (status, plain) = (page.status(), house.get(path, "identity", cookies)?);
    let is_meant = plain.status == status && page.is_meant(&String::from_utf8_lossy(&plain.body));
    ensure!(is_meant, "{path} is not the page that was meant, with status {}", plain.status);
    let request = get_request(path, accepted, cookies);
    let answer = house.ask(&request)?;
    ensure!(answer.status == status, "{path} was answered with {}", answer.status);
    let (length, head_length) = (answer.body.len(), answer.head_length);
    Ok(Exchange { path: path.to_owned(), request, status, length, head_length, answer })
}
