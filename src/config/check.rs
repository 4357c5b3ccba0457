//! Turns the settings' shape into settings that hold: every range and dependence is checked here.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use super::limits::LimitSettings;
use super::load::Fault;
use super::raw::{self, Settings};
use super::{
    CommentSettings, Config, DatabaseSettings, DatabaseUrl, DkimSettings, GateSettings, Limits, MIN_SECRET_BYTES,
    MailSettings, ReplicaUrl, Secret, SessionSettings, ShareSettings, SmtpSecurity, SmtpSettings, StaffSettings,
    TransportSettings, WebhookSettings, is_loopback,
};
use super::{check_provider, check_site, crawler};
use crate::clock;

/// Collects every fault instead of stopping at the first.
#[derive(Default)]
pub(super) struct Faults(pub(super) Vec<Fault>);

impl Faults {
    pub(super) fn take<T>(&mut self, setting: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|reason| self.0.push(Fault::new(setting, reason))).ok()
    }

    pub(super) fn add(&mut self, setting: &str, reason: impl Into<String>) {
        self.0.push(Fault::new(setting, reason));
    }

    pub(super) fn range(&mut self, setting: &str, value: u32, low: u32, high: u32) -> u32 {
        if !(low..=high).contains(&value) {
            self.0.push(Fault::new(setting, format!("must be from {low} to {high}, and is {value}")));
        }
        value
    }
}

pub fn check(settings: &Settings) -> Result<Config, Vec<Fault>> {
    let mut faults = Faults::default();
    let public_url = faults.take("public_url", public_url(settings.public_url.as_deref()));
    let listen = faults.take("listen", listen_on(&settings.listen));
    let metrics = settings.metrics_listen.as_deref().map(listen_on);
    let metrics_listen = metrics.and_then(|result| faults.take("metrics_listen", result));
    let database = database_settings(settings, &mut faults);
    let trusted_proxies = faults.take("trusted_proxies", proxies(&settings.trusted_proxies));
    let drain = Duration::from_secs(u64::from(faults.range("drain_seconds", settings.drain_seconds, 0, 300)));
    let secret = secret(settings, &mut faults);
    let previous_secret =
        settings.previous_secret.as_ref().and_then(|text| faults.take("previous_secret", secret_bytes(&text.0)));
    let filter = settings.log.parse::<tracing_subscriber::filter::EnvFilter>();
    faults.take("log", filter.map_err(|_| "is no filter, as in info or info,gatefold::request=debug".to_owned()));
    let mail = mail(&settings.mail, &mut faults);
    let gate = gate(&settings.gate, &mut faults);
    let share = share(&settings.share, &mut faults);
    let comments = comments(&settings.comments, &mut faults);
    let session = session(&settings.session, &mut faults);
    let staff = staff(&settings.staff, public_url.as_ref(), &mut faults);
    let webhooks = webhooks(&settings.webhooks, public_url.as_ref(), &mut faults);
    let limits = limits(&settings.limits, &mut faults);
    let robots = crawler::robots(&settings.robots, &mut faults);
    let bots = crawler::bots(&settings.bots, &mut faults);
    let providers = check_provider::providers(&settings.provider, &mut faults);
    let sites = public_url.as_ref().map(|url| check_site::sites(url, &settings.site, &mut faults));
    let config = (|| {
        Some(Config {
            public_url: public_url?,
            listen: listen?,
            metrics_listen,
            database: database?,
            content: settings.content.clone(),
            templates: settings.templates.clone(),
            trusted_proxies: trusted_proxies?,
            drain,
            secret: secret?,
            previous_secret,
            mail: mail?,
            gate,
            share,
            comments,
            session,
            staff,
            webhooks,
            limits,
            robots,
            bots,
            providers,
            sites: sites?,
            demo: None,
        })
    })();
    match config {
        Some(config) if faults.0.is_empty() => Ok(config),
        _ => Err(faults.0),
    }
}

fn public_url(text: Option<&str>) -> Result<Url, String> {
    let text = text.ok_or("is required: links in letters are built from it, as in \"https://news.example\"")?;
    let url = Url::parse(text).map_err(|error| format!("is no URL ({error})"))?;
    let host = url.host_str().ok_or("has no host")?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(host) => {}
        "http" => return Err("must be https, except on loopback".to_owned()),
        other => return Err(format!("must be https, and is {other}")),
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err("must be a scheme and a host alone, without a path".to_owned());
    }
    Ok(url)
}

pub(super) fn listen_on(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "must be an IP address and a port, as in 127.0.0.1:8080".to_owned())
}

fn database_settings(settings: &Settings, faults: &mut Faults) -> Option<DatabaseSettings> {
    let url = faults.take("database", database(&settings.database));
    let connections = faults.range("database_connections", settings.database_connections, 4, 1_000);
    let replica = settings.database_replica.as_ref().map(|text| match (database(&text.0), &url) {
        (Ok(DatabaseUrl::Postgres(replica)), Some(DatabaseUrl::Postgres(_)) | None) => Ok(ReplicaUrl(replica)),
        (Ok(DatabaseUrl::Postgres(_)), Some(DatabaseUrl::Sqlite(_))) => {
            Err("needs a `database` on PostgreSQL: only that one can be followed by a replica".to_owned())
        }
        _ => Err("must be postgres://USER:PASSWORD@HOST/NAME".to_owned()),
    });
    let replica = match replica {
        Some(read) => Some(faults.take("database_replica", read)?),
        None => None,
    };
    Some(DatabaseSettings { url: url?, replica, connections })
}

pub(super) fn database(text: &str) -> Result<DatabaseUrl, String> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains(":memory:") {
            return Err("must name a file, as in sqlite:gatefold.db".to_owned());
        }
        return Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
    }
    let is_postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if is_postgres && Url::parse(text).is_ok() {
        return Ok(DatabaseUrl::Postgres(text.to_owned()));
    }
    Err("must be sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME".to_owned())
}

fn proxies(texts: &[String]) -> Result<Vec<IpNet>, String> {
    let read = |text: &String| {
        text.parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| format!("{text:?} is no network, as in 10.0.0.0/8"))
    };
    texts.iter().map(read).collect()
}

fn secret(settings: &Settings, faults: &mut Faults) -> Option<Secret> {
    match (&settings.secret, &settings.secret_file) {
        (Some(text), None) => faults.take("secret", secret_bytes(&text.0)),
        (None, Some(path)) => {
            let read = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
            faults.take("secret_file", read.and_then(|text| secret_bytes(text.trim())))
        }
        (Some(_), Some(_)) => faults.take("secret_file", Err("give secret or secret_file, not both".to_owned())),
        (None, None) => faults.take(
            "secret",
            Err("is required: set GATEFOLD_SECRET or secret_file to 32 random bytes or more, \
                 for example from `openssl rand -base64 48`"
                .to_owned()),
        ),
    }
}

fn secret_bytes(text: &str) -> Result<Secret, String> {
    let lower = text.to_ascii_lowercase();
    if text.len() < MIN_SECRET_BYTES {
        return Err(format!("must have {MIN_SECRET_BYTES} characters or more"));
    }
    let is_sample = ["changeme", "change-me", "change_me", "example", "secretsecret", "password", "your-secret"]
        .iter()
        .any(|sample| lower.contains(sample));
    let mut distinct: Vec<u8> = text.bytes().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if is_sample || distinct.len() < 10 {
        return Err(
            "is a sample or too regular; take random bytes, for example from `openssl rand -base64 48`".to_owned()
        );
    }
    Ok(Secret(text.as_bytes().to_vec()))
}

fn mail(mail: &raw::Mail, faults: &mut Faults) -> Option<MailSettings> {
    let from = mail.from.clone().ok_or_else(|| "is required, as in \"The Example <hello@news.example>\"".to_owned());
    let from = from.and_then(|from| {
        from.parse::<lettre::message::Mailbox>()
            .map(|_| from)
            .map_err(|_| "is no sender, as in \"The Example <hello@news.example>\"".to_owned())
    });
    let from = faults.take("mail.from", from);
    let transport = mail.transport.as_ref().map(|text| text.0.as_str());
    let transport = faults.take("mail.transport", transport_settings(transport));
    let dkim = mail.dkim.as_ref().map(|dkim| DkimSettings {
        selector: dkim.selector.clone(),
        domain: dkim.domain.clone(),
        key_file: dkim.key_file.clone(),
    });
    Some(MailSettings { from: from?, transport: transport?, dkim })
}

fn transport_settings(text: Option<&str>) -> Result<TransportSettings, String> {
    const SHAPES: &str = "must be smtp://HOST:PORT, smtps://USER:PASSWORD@HOST or folder:PATH";
    let text = text.ok_or("is required: smtp://HOST:PORT, smtps://USER:PASSWORD@HOST or folder:PATH")?;
    if let Some(path) = text.strip_prefix("folder:") {
        return if path.is_empty() { Err(SHAPES.to_owned()) } else { Ok(TransportSettings::Folder(path.into())) };
    }
    let url = Url::parse(text).map_err(|_| SHAPES.to_owned())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SHAPES)?.to_owned();
    let (security, default_port) = match url.scheme() {
        "smtps" => (SmtpSecurity::Tls, 465),
        "smtp" if is_loopback(&host) => (SmtpSecurity::Plain, 25),
        "smtp" => (SmtpSecurity::StartTls, 587),
        _ => return Err(SHAPES.to_owned()),
    };
    let login = match (url.username(), url.password()) {
        ("", _) => None,
        (user, password) => Some((percent_decoded(user)?, percent_decoded(password.unwrap_or(""))?)),
    };
    // A URL writes an IPv6 address in brackets, and nothing else does.
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    Ok(TransportSettings::Smtp(SmtpSettings { host, port: url.port().unwrap_or(default_port), security, login }))
}

fn percent_decoded(text: &str) -> Result<String, String> {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| "has a user or password that is not percent-encoded UTF-8".to_owned())
}

fn gate(gate: &raw::Gate, faults: &mut Faults) -> GateSettings {
    GateSettings {
        default_access: gate.default_access,
        lead_words: faults.range("gate.lead_words", gate.lead_words, 1, 10_000) as usize,
        free_articles: faults.range("gate.free_articles", gate.free_articles, 0, 1_000),
        free_days: faults.range("gate.free_days", gate.free_days, 1, 366),
        shared_cache_seconds: faults.range("gate.shared_cache_seconds", gate.shared_cache_seconds, 0, 86_400),
        unlock: gate.unlock,
    }
}

fn share(share: &raw::Share, faults: &mut Faults) -> ShareSettings {
    ShareSettings {
        life: clock::days(u64::from(faults.range("share.days", share.days, 1, 366))),
        reader_limit: faults.range("share.reader_limit", share.reader_limit, 1, 1_000_000),
        links_per_day: faults.range("share.links_per_day", share.links_per_day, 0, 10_000),
        recipient: share.recipient,
        guests_may_share: share.guests_may_share,
    }
}

fn comments(comments: &raw::Comments, faults: &mut Faults) -> CommentSettings {
    let minutes = faults.range("comments.digest_minutes", comments.digest_minutes, 0, 10_080);
    CommentSettings {
        is_enabled: comments.enabled,
        moderation: comments.moderation,
        digest_every: (minutes > 0).then(|| clock::minutes(u64::from(minutes))),
    }
}

fn session(session: &raw::Session, faults: &mut Faults) -> SessionSettings {
    let days = |count: u32| clock::days(u64::from(count));
    let minutes = |count: u32| clock::minutes(u64::from(count));
    let absolute = faults.range("session.absolute_days", session.absolute_days, 1, 400);
    SessionSettings {
        idle: days(faults.range("session.idle_days", session.idle_days, 1, absolute.max(1))),
        absolute: days(absolute),
        challenge: minutes(faults.range("session.challenge_minutes", session.challenge_minutes, 2, 60)),
        fresh: minutes(faults.range("session.fresh_minutes", session.fresh_minutes, 1, 60)),
    }
}

fn staff(staff: &raw::Staff, public_url: Option<&Url>, faults: &mut Faults) -> StaffSettings {
    let is_local = public_url.and_then(Url::host_str).is_none_or(is_loopback);
    if !staff.second_factor && !is_local {
        faults.add("staff.second_factor", "may be false on loopback alone: whoever reads a mailbox could run the site");
    }
    StaffSettings { second_factor: staff.second_factor }
}

fn webhooks(webhooks: &raw::Webhooks, public_url: Option<&Url>, faults: &mut Faults) -> WebhookSettings {
    let is_local = public_url.and_then(Url::host_str).is_none_or(is_loopback);
    if webhooks.reach == raw::ReachSetting::Loopback && !is_local {
        faults.add("webhooks.reach", "may be loopback where public_url is: what listens there trusts whoever calls");
    }
    WebhookSettings { reach: webhooks.reach }
}

fn limits(limits: &LimitSettings, faults: &mut Faults) -> Limits {
    let mut number = |name: &str, value: u32| faults.range(&format!("limits.{name}"), value, 0, 10_000_000);
    Limits {
        letters_per_address_burst: number("letters_per_address_burst", limits.letters_per_address_burst),
        letters_per_address_minutes: number("letters_per_address_minutes", limits.letters_per_address_minutes),
        letters_per_address_day: number("letters_per_address_day", limits.letters_per_address_day),
        letters_per_ip_burst: number("letters_per_ip_burst", limits.letters_per_ip_burst),
        letters_per_ip_minute: number("letters_per_ip_minute", limits.letters_per_ip_minute),
        letters_per_ip_hour: number("letters_per_ip_hour", limits.letters_per_ip_hour),
        letters_per_domain_hour: number("letters_per_domain_hour", limits.letters_per_domain_hour),
        letters_per_hour: number("letters_per_hour", limits.letters_per_hour),
        wrong_proofs_per_ip_minute: number("wrong_proofs_per_ip_minute", limits.wrong_proofs_per_ip_minute),
        share_misses_per_ip: number("share_misses_per_ip", limits.share_misses_per_ip),
        account_starts_per_ip_minute: number("account_starts_per_ip_minute", limits.account_starts_per_ip_minute),
        bad_answers_per_ip: number("bad_answers_per_ip", limits.bad_answers_per_ip),
        addresses_per_ip: number("addresses_per_ip", limits.addresses_per_ip),
        connections_per_ip: number("connections_per_ip", limits.connections_per_ip),
        requests_per_ip_second: number("requests_per_ip_second", limits.requests_per_ip_second),
        comment_seconds: number("comment_seconds", limits.comment_seconds),
        new_member_comments_day: number("new_member_comments_day", limits.new_member_comments_day),
        comment_reports_day: number("comment_reports_day", limits.comment_reports_day),
        requests_per_program_minute: number("requests_per_program_minute", limits.requests_per_program_minute),
        invitations_per_hour: number("invitations_per_hour", limits.invitations_per_hour),
        large_mail_domains: limits.large_mail_domains.iter().map(|domain| domain.to_ascii_lowercase()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_brackets_is_a_mail_server_without_them() {
        for (text, host, security) in [
            ("smtp://[::1]:1025", "::1", SmtpSecurity::Plain),
            ("smtp://[2001:db8::7]", "2001:db8::7", SmtpSecurity::StartTls),
            ("smtps://user:pass@mail.example", "mail.example", SmtpSecurity::Tls),
        ] {
            match transport_settings(Some(text)) {
                Ok(TransportSettings::Smtp(smtp)) => assert_eq!((smtp.host.as_str(), smtp.security), (host, security)),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
