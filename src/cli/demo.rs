//! `gatefold demo`: everything on this machine, in one folder, with sample articles. Needs nothing and asks nothing.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use rust_embed::RustEmbed;

use super::{say, serve};
use crate::audit::Actor;
use crate::clock::{Clock, Timestamp, days};
use crate::config::{self, Config};
use crate::email_address::EmailAddress;
use crate::site::Sites;
use crate::staff::Role;
use crate::template::Templates;
use crate::{db, links, secret, server};

/// Staff of the demo's magazine.
const STAFF: &str = "staff@quarry.example";

#[derive(RustEmbed)]
#[folder = "content/"]
struct SampleContent;

const PROMOTIONS: &str = "promotions/";

#[derive(Args)]
pub struct Demo {
    /// The folder that everything is kept in. Delete it to start anew.
    #[arg(long, value_name = "DIR", default_value = "gatefold-demo")]
    folder: PathBuf,
    /// The port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

impl Demo {
    pub async fn run(self) -> anyhow::Result<()> {
        let folder = &self.folder;
        std::fs::create_dir_all(folder).with_context(|| format!("make the folder {}", folder.display()))?;
        write_content(&folder.join("content"))?;
        // Nobody else needs to know it, and a restart ends no sign-in that was finished.
        let client_secret = secret::encode(&secret::random_bytes::<32>());
        let config = config::load_demo(folder, self.port, demo_secret(folder)?, (links::DEMO_ISSUER, client_secret))?;
        db::migrate(&config.database.url).await.context("make the demo's database")?;
        add_staff(&config).await.context("make the demo's staff")?;
        introduce(&config, folder);
        serve::serve(&config).await
    }
}

/// Somebody to look after the comments. Made once; whoever runs the demo reads their letters.
async fn add_staff(config: &Config) -> anyhow::Result<()> {
    let db = server::open_database(&config.database).await?;
    let templates = Templates::load(config.templates.as_deref())?;
    let members = server::members(config, db, Clock::Machine, templates);
    let address = EmailAddress::parse(STAFF).map_err(|error| anyhow::anyhow!("{STAFF}: {error}"))?;
    if members.find_by_address(&address).await?.is_none() {
        let desk = server::desk(config, &members);
        desk.add(Actor::CommandLine, &address, Role::Owner, Sites::new(config).first()).await?;
    }
    members.db.close().await;
    Ok(())
}

/// Made once, so that a restart keeps everyone signed in.
fn demo_secret(folder: &Path) -> anyhow::Result<String> {
    let path = folder.join("secret");
    if let Ok(kept) = std::fs::read_to_string(&path)
        && kept.len() >= config::MIN_SECRET_BYTES
    {
        return Ok(kept);
    }
    let made = secret::encode(&secret::random_bytes::<48>());
    std::fs::write(&path, &made).with_context(|| format!("write {}", path.display()))?;
    Ok(made)
}

/// Writes the samples where they are not there yet: what a newcomer changed or removed stays as they left it.
fn write_content(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    for name in SampleContent::iter() {
        let Some(file) = SampleContent::get(&name) else { continue };
        let path = folder.join(name.as_ref());
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).with_context(|| format!("make the folder {}", parent.display()))?;
        let data = if name.starts_with(PROMOTIONS) { moved(&file.data, Clock::Machine.now()) } else { file.data };
        std::fs::write(&path, &data).with_context(|| format!("write {}", path.display()))?;
    }
    Ok(())
}

/// What is about to happen has a date, and a newcomer comes on any day: all dates of a file go along by whole weeks, so that
/// it has just started and its weekdays stay.
fn moved(file: &[u8], now: Timestamp) -> Cow<'static, [u8]> {
    let text = String::from_utf8_lossy(file);
    let dates = |line: &str| line.split_once("= ").and_then(|(_, value)| Timestamp::parse(value.get(..10)?));
    let Some(start) = text.lines().filter(|line| line.starts_with("starts")).find_map(dates) else {
        return Cow::Owned(file.to_vec());
    };
    // A day behind, since the day begins later in the file's zone.
    let weeks = now.minus(days(1)).since(start).as_secs() / days(7).as_secs();
    let shifted = text.lines().map(|line| match (dates(line), line.split_once("= ")) {
        (Some(date), Some((name, value))) => {
            let (day, rest) = (date.plus(days(7 * weeks)).to_iso(), value.get(10..).unwrap_or_default());
            format!("{name}= {}{rest}\n", day.get(..10).unwrap_or_default())
        }
        _ => format!("{line}\n"),
    });
    Cow::Owned(shifted.collect::<String>().into_bytes())
}

fn introduce(config: &Config, folder: &Path) {
    let base = config.public_url.as_str().trim_end_matches('/');
    say(&format!(
        "\nGatefold's demo, in {folder}

  The magazine    {base}/
  Its letters     {base}{letters}
  Its desk        {base}{desk}   (sign in as {staff}; the letter is there as well)

Try this:
  1. Open an article. Its lead ends at the wall.
  2. Give any address, such as you@example.org. No mail is sent: the letter appears on the letters' page.
  3. Open the letter, follow its link or type its code, and read on where you stopped.
  4. Sign out, and choose \"Continue with Demo account\" at a wall. It stands for Google, Apple or another
     provider, is a part of this demo, and shows how a sign-in with an account goes. Nothing leaves this machine.
  5. Share the article: choose \"Share\" below its title, copy the link, and open it in a private window.
     What it brought stands at {base}{shares}
  6. Comment below the article. A comment with a link in it waits: approve it at {base}{comments}
  7. See at the desk what the walls that you met have brought, who has joined, and what became of each letter.
  8. Change a file in {content} and reload the page.

Stop it with Ctrl-C.\n",
        folder = folder.display(),
        letters = links::DEMO_LETTERS,
        shares = links::ACCOUNT_SHARES,
        staff = STAFF,
        desk = links::STAFF,
        comments = links::STAFF_COMMENTS,
        content = folder.join("content").display(),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_dates_go_along_with_the_newcomer() {
        let file = "# 2026-10-06\ntext = \"2026-10-06\"\nstarts = 2026-10-06\nevent = 2026-11-10T14:00:00\n";
        let moved_to = |now: &str| {
            let now = Timestamp::parse(now).expect("a moment");
            String::from_utf8(moved(file.as_bytes(), now).into_owned()).expect("text")
        };
        assert_eq!(moved_to("2026-10-12T23:59:00Z"), file);
        assert_eq!(moved_to("2020-01-01"), file, "a clock that is behind moves nothing");
        let later = moved_to("2027-06-02T12:00:00Z");
        assert!(later.contains("starts = 2027-06-01\nevent = 2027-07-06T14:00:00\n"), "{later}");
        assert!(later.starts_with("# 2026-10-06\ntext = \"2026-10-06\"\n"), "{later}");
    }

    #[test]
    fn a_newcomer_of_any_day_has_a_bar_and_an_evening_to_come() {
        let site = crate::site::SiteHost::new("localhost:8080");
        for day in 0..400 {
            let now = Timestamp::parse("2026-10-07T09:00:00Z").expect("a moment").plus(days(day));
            for name in SampleContent::iter().filter(|name| name.starts_with(PROMOTIONS)) {
                let data = moved(&SampleContent::get(&name).expect("a file").data, now);
                let text = String::from_utf8_lossy(&data);
                let promotion = crate::promotion::source::read(&name, &text, std::slice::from_ref(&site));
                let promotion = promotion.unwrap_or_else(|fault| unreachable!("{name}: {fault:?}"));
                assert!(
                    promotion.starts_at.is_some_and(|starts| starts <= now) && now < promotion.ends_at,
                    "{name} on {now}"
                );
                assert!(promotion.event.is_none_or(|event| event.at > now), "{name} on {now}");
            }
        }
    }
}
