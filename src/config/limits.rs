//! How often anything may be asked for; what each bound is for stands in `docs/settings.md`.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    pub letters_per_address_burst: u32,
    pub letters_per_address_minutes: u32,
    pub letters_per_address_day: u32,
    pub letters_per_ip_burst: u32,
    pub letters_per_ip_minute: u32,
    pub letters_per_ip_hour: u32,
    pub letters_per_domain_hour: u32,
    pub letters_per_hour: u32,
    pub wrong_proofs_per_ip_minute: u32,
    pub share_misses_per_ip: u32,
    pub account_starts_per_ip_minute: u32,
    pub bad_answers_per_ip: u32,
    pub addresses_per_ip: u32,
    pub connections_per_ip: u32,
    pub requests_per_ip_second: u32,
    pub comment_seconds: u32,
    pub new_member_comments_day: u32,
    pub comment_reports_day: u32,
    pub requests_per_program_minute: u32,
    pub invitations_per_hour: u32,
    pub large_mail_domains: Vec<String>,
}

impl Default for LimitSettings {
    fn default() -> Self {
        let large = [
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "ymail.com",
            "aol.com",
            "icloud.com",
            "me.com",
            "mac.com",
            "proton.me",
            "protonmail.com",
            "gmx.net",
            "gmx.de",
            "web.de",
            "t-online.de",
            "mail.com",
            "zoho.com",
            "fastmail.com",
            "orange.fr",
            "qq.com",
        ];
        Self {
            letters_per_address_burst: 3,
            letters_per_address_minutes: 20,
            letters_per_address_day: 10,
            letters_per_ip_burst: 5,
            letters_per_ip_minute: 1,
            letters_per_ip_hour: 30,
            letters_per_domain_hour: 200,
            letters_per_hour: 1000,
            wrong_proofs_per_ip_minute: 10,
            share_misses_per_ip: 20,
            account_starts_per_ip_minute: 20,
            bad_answers_per_ip: 20,
            addresses_per_ip: 9,
            connections_per_ip: 200,
            requests_per_ip_second: 100,
            comment_seconds: 10,
            new_member_comments_day: 30,
            comment_reports_day: 30,
            requests_per_program_minute: 600,
            invitations_per_hour: 300,
            large_mail_domains: large.map(str::to_owned).to_vec(),
        }
    }
}
