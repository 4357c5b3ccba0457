//! How a letter leaves: by SMTP, or as files in a folder.

use std::path::{Path, PathBuf};

use anyhow::Context;
use lettre::message::dkim::{DkimConfig, DkimSigningAlgorithm, DkimSigningKey};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::smtp::{Failure, Smtp};
use super::{Content, LetterId};
use crate::config::{DkimSettings, MailSettings, TransportSettings};
use crate::email_address::EmailAddress;

/// What became of an attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent {
        answer: String,
    },
    /// Worth another try.
    Later {
        answer: String,
    },
    /// Refused for good. `is_address_dead`: the mail host says that nobody lives there.
    Refused {
        answer: String,
        is_address_dead: bool,
    },
}

pub struct Transport {
    from: Mailbox,
    dkim: Option<DkimConfig>,
    way: Way,
}

enum Way {
    Smtp(Smtp),
    Folder(PathBuf),
}

impl Transport {
    pub fn new(settings: &MailSettings) -> anyhow::Result<Self> {
        let from = settings.from.parse().context("read the sender of mail.from")?;
        let way = match &settings.transport {
            TransportSettings::Smtp(smtp) => Way::Smtp(Smtp::new(smtp)?),
            TransportSettings::Folder(path) => {
                std::fs::create_dir_all(path).with_context(|| format!("make the folder {}", path.display()))?;
                Way::Folder(path.clone())
            }
        };
        let dkim = settings.dkim.as_ref().map(dkim_config).transpose()?;
        Ok(Self { from, dkim, way })
    }

    /// Whether the other end answers; for `check`.
    pub async fn test(&self) -> anyhow::Result<()> {
        match &self.way {
            Way::Smtp(smtp) => {
                let answers = smtp.test().await.context("talk to the SMTP server")?;
                anyhow::ensure!(answers, "the SMTP server does not answer NOOP");
                Ok(())
            }
            Way::Folder(path) => {
                let probe = path.join(".gatefold-check");
                std::fs::write(&probe, b"").with_context(|| format!("write into {}", path.display()))?;
                std::fs::remove_file(&probe).context("remove the file just written")
            }
        }
    }

    pub async fn send(&self, id: LetterId, to: &EmailAddress, content: &Content) -> Outcome {
        let message = match self.message(id, to, content) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused { answer: format!("{error:#}"), is_address_dead: false },
        };
        match &self.way {
            Way::Smtp(smtp) => match smtp.send(&message).await {
                Ok(answer) => Outcome::Sent { answer },
                Err(error) => judge(&error),
            },
            Way::Folder(path) => match write_files(path, id, &message, content).await {
                Ok(()) => Outcome::Sent { answer: "written".to_owned() },
                Err(error) => Outcome::Later { answer: error.to_string() },
            },
        }
    }

    /// Lets go of connections that nothing was sent by for a while; of all at the `end`.
    pub async fn tidy(&self, end: bool) {
        match &self.way {
            Way::Smtp(smtp) => smtp.tidy(end).await,
            Way::Folder(_) => {}
        }
    }

    /// The recipient stands without a name, and every header is ours: nothing that a person typed is in one.
    fn message(&self, id: LetterId, to: &EmailAddress, content: &Content) -> anyhow::Result<Message> {
        let address: Address = to.as_str().parse().context("read the recipient")?;
        let host = self.from.email.domain();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(one_line(&content.subject))
            .message_id(Some(format!("<{}@{host}>", id.0)))
            .multipart(MultiPart::alternative_plain_html(content.text.clone(), content.html.clone()))
            .context("build the letter")?;
        let headers = message.headers_mut();
        headers.insert_raw(header("Auto-Submitted", "auto-generated"));
        if let Some(url) = &content.unsubscribe {
            headers.insert_raw(header("List-Unsubscribe", &format!("<{url}>")));
            headers.insert_raw(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        if let Some(dkim) = &self.dkim {
            message.sign(dkim);
        }
        Ok(message)
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), one_line(value))
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn dkim_config(dkim: &DkimSettings) -> anyhow::Result<DkimConfig> {
    let key = std::fs::read_to_string(&dkim.key_file)
        .with_context(|| format!("read mail.dkim.key_file {}", dkim.key_file.display()))?;
    let algorithm = if key.contains("BEGIN") { DkimSigningAlgorithm::Rsa } else { DkimSigningAlgorithm::Ed25519 };
    let key = DkimSigningKey::new(key.trim(), algorithm).context("read the key of mail.dkim.key_file")?;
    Ok(DkimConfig::default_config(dkim.selector.clone(), dkim.domain.clone(), key))
}

/// 5xx is final, but for those that speak of us and not of the letter: a wrong password must not cost the letters.
fn judge(failure: &Failure) -> Outcome {
    let answer = without_addresses(&one_line(&failure.to_string()));
    let code = match failure {
        Failure::Letter(error) if error.is_permanent() => error.status(),
        // What a server says before it has heard of a letter is about us.
        Failure::Letter(_) | Failure::Greeting(_) | Failure::Connect(_) => None,
    };
    let Some(code) = code.map(|code| code.to_string()) else {
        return Outcome::Later { answer };
    };
    let is_about_us = ["500", "501", "502", "503", "504", "530", "534", "535", "538"].contains(&code.as_str());
    if is_about_us {
        return Outcome::Later { answer };
    }
    let is_address_dead = matches!(code.as_str(), "550" | "551" | "553") && speaks_of_mailbox(&answer);
    Outcome::Refused { answer, is_address_dead }
}

/// An enhanced status (RFC 3463) says what a refusal is about: 5.1.x and 5.2.1 speak of the mailbox, others of its size, of
/// our network or of policy. Without one, the plain code is taken at its word.
fn speaks_of_mailbox(answer: &str) -> bool {
    let is_status = |word: &&str| {
        let parts: Vec<&str> = word.split('.').collect();
        parts.len() == 3 && parts.first() == Some(&"5") && parts.iter().all(|part| part.parse::<u16>().is_ok())
    };
    let words = || answer.split(|c: char| !c.is_ascii_digit() && c != '.');
    words().find(is_status).is_none_or(|status| status.starts_with("5.1.") || status == "5.2.1")
}

/// Mail hosts like to repeat the recipient; an answer goes into the log and stays in the outbox.
fn without_addresses(answer: &str) -> String {
    let word = |word: &str| if word.contains('@') { "…@…".to_owned() } else { word.to_owned() };
    answer.split(' ').map(word).collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// The letter as a mail program would store it, and its two texts beside it for whoever looks into the folder.
async fn write_files(folder: &Path, id: LetterId, message: &Message, content: &Content) -> std::io::Result<()> {
    let stem = folder.join(id.0.to_string());
    tokio::fs::write(stem.with_extension("html"), &content.html).await?;
    tokio::fs::write(stem.with_extension("txt"), &content.text).await?;
    // Last, and by a rename: whoever sees the .eml finds the others there and all of it written.
    let unfinished = stem.with_extension("eml.part");
    tokio::fs::write(&unfinished, message.formatted()).await?;
    tokio::fs::rename(&unfinished, stem.with_extension("eml")).await
}
