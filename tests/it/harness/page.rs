//! An answer as a person and a program see it.

use gatefold::web::body::AnswerBody;
use http::{HeaderMap, Response, header};
use http_body_util::BodyExt;

use super::kept;

#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Page {
    pub async fn read(response: Response<AnswerBody>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.into_body().collect().await.expect("a body").to_bytes().to_vec();
        let page = Self { status: parts.status.as_u16(), headers: parts.headers, bytes };
        let is_html =
            page.header("content-type").starts_with("text/html") && page.header("content-encoding").is_empty();
        // A question for the head alone has an answer without a page.
        if is_html && !page.bytes.is_empty() {
            kept::keep("page", &page.text());
        }
        page
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect()
    }

    pub fn has(&self, part: &str) -> bool {
        self.text().contains(part)
    }

    /// Names and values of a form's hidden fields.
    pub fn hidden_fields(&self) -> Vec<(String, String)> {
        let text = self.text();
        let attribute = |tag: &str, name: &str| {
            let value = tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
            let value = value.unwrap_or_default().replace("&#x2f;", "/").replace("&quot;", "\"");
            value.replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'").replace("&amp;", "&")
        };
        let tags = text.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
        let hidden = tags.filter(|tag| tag.contains("type=\"hidden\""));
        hidden.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect()
    }

    #[track_caller]
    pub fn shows(self, part: &str) -> Self {
        assert!(self.has(part), "{part:?} is not on the page:\n{}", self.text());
        self
    }

    #[track_caller]
    pub fn hides(self, part: &str) -> Self {
        assert!(!self.has(part), "{part:?} is on the page:\n{}", self.text());
        self
    }
}
