//! Where a link is meant to go, and how each of those places is opened with it.

use crate::language::Words;

/// One link per member, article and channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    Copy,
    Email,
    X,
    Facebook,
    Pinterest,
    LinkedIn,
    WhatsApp,
    /// The share sheet of the reader's own device.
    Device,
}

impl Channel {
    pub const ALL: [Self; 8] = [
        Self::Copy,
        Self::Email,
        Self::X,
        Self::Facebook,
        Self::Pinterest,
        Self::LinkedIn,
        Self::WhatsApp,
        Self::Device,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Email => "email",
            Self::X => "x",
            Self::Facebook => "facebook",
            Self::Pinterest => "pinterest",
            Self::LinkedIn => "linkedin",
            Self::WhatsApp => "whatsapp",
            Self::Device => "device",
        }
    }

    /// What the button says.
    pub fn label(self) -> Words {
        match self {
            Self::Copy => Words("share-copy"),
            Self::Email => Words("share-email"),
            Self::X => Words("share-x"),
            Self::Facebook => Words("share-facebook"),
            Self::Pinterest => Words("share-pinterest"),
            Self::LinkedIn => Words("share-linkedin"),
            Self::WhatsApp => Words("share-whatsapp"),
            Self::Device => Words("share-device"),
        }
    }

    /// Where a link of this channel went, in a list.
    pub fn place(self) -> Words {
        match self {
            Self::Copy => Words("share-place-copy"),
            Self::Email => Words("share-place-email"),
            Self::X => Words("share-place-x"),
            Self::Facebook => Words("share-place-facebook"),
            Self::Pinterest => Words("share-place-pinterest"),
            Self::LinkedIn => Words("share-place-linkedin"),
            Self::WhatsApp => Words("share-place-whatsapp"),
            Self::Device => Words("share-place-device"),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }

    /// A word in the table that this program does not know was written by a newer one.
    pub fn from_column(text: &str) -> Self {
        Self::parse(text).unwrap_or(Self::Copy)
    }
}

/// The public address of a channel with our link in it; `None` where there is nothing to open.
pub fn open_with(channel: Channel, link: &str, title: &str, image: Option<&str>) -> Option<String> {
    let with = |base: &str, pairs: &[(&str, &str)]| {
        // `%20` and not `+`: a mail program shows a plus as it stands.
        let query: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("{base}{}", query.join("&"))
    };
    // A title is one line, whatever stands in the file: in a mail's subject a second one could be a header.
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = title.as_str();
    let both = format!("{title}\n{link}");
    Some(match channel {
        Channel::Copy | Channel::Device => return None,
        Channel::Email => with("mailto:?", &[("subject", title), ("body", &both.replace('\n', "\r\n\r\n"))]),
        Channel::X => with("https://x.com/intent/post?", &[("text", title), ("url", link)]),
        Channel::Facebook => with("https://www.facebook.com/sharer/sharer.php?", &[("u", link)]),
        Channel::LinkedIn => with("https://www.linkedin.com/sharing/share-offsite/?", &[("url", link)]),
        Channel::WhatsApp => with("https://wa.me/?", &[("text", &both)]),
        Channel::Pinterest => {
            let mut pairs = vec![("url", link), ("description", title)];
            pairs.extend(image.map(|image| ("media", image)));
            with("https://www.pinterest.com/pin/create/button/?", &pairs)
        }
    })
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_opened_with_the_link_whole() {
        let link = "https://news.example/-/s/a_b-c";
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.as_str()), Some(channel));
            let Some(opened) = open_with(channel, link, "Bread & \"time\"+1\r\n", None) else { continue };
            let url = url::Url::parse(&opened).expect("a URL");
            let values: Vec<String> = url.query_pairs().map(|(_, value)| value.into_owned()).collect();
            assert!(values.iter().any(|value| value.contains(link)), "{opened}");
            assert!(channel == Channel::Email || !opened.contains("%0D"), "{opened}");
            assert!(opened.is_ascii() && !opened.contains(['"', ' ', '\r', '\n', '+']), "{opened}");
        }
        assert_eq!(Channel::parse("fax"), None);
        assert_eq!(Channel::parse(""), None);
        assert_eq!(Channel::parse("X"), None);
    }
}
