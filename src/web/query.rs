//! A number that a reader's address asks for: one plain count from 1, or none.

/// Why it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    Zero,
    NotOne,
}

/// `None` where it is not given. Other parameters are a campaign's, and passed over.
pub fn number(query: Option<&str>, name: &str, digits: usize) -> Result<Option<usize>, NumberFault> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let given: Vec<String> = pairs.filter(|(given, _)| given == name).map(|(_, value)| value.into_owned()).collect();
    match given.as_slice() {
        [] => Ok(None),
        [one] if one.len() <= digits && one.bytes().all(|b| b.is_ascii_digit()) => match one.parse() {
            Ok(0) => Err(NumberFault::Zero),
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(NumberFault::NotOne),
        },
        _ => Err(NumberFault::NotOne),
    }
}
