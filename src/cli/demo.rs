//! `gatefold demo`: everything on this machine, in one folder, with sample articles. Needs nothing and asks nothing.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use rust_embed::RustEmbed;

use super::{say, serve};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::email_address::EmailAddress;
use crate::site::Sites;
use crate::template::Templates;
use crate::{db, links, secret, server};

/// Staff of the demo's magazine.
const STAFF: &str = "staff@quarry.example";

#[derive(RustEmbed)]
#[folder = "content/"]
struct SampleContent;

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
        members.add_staff(&address, "owner", Sites::new(config).first()).await?;
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
        std::fs::write(&path, &file.data).with_context(|| format!("write {}", path.display()))?;
    }
    Ok(())
}

fn introduce(config: &Config, folder: &Path) {
    let base = config.public_url.as_str().trim_end_matches('/');
    say(&format!(
        "\nGatefold's demo, in {folder}

  The magazine    {base}/
  Its letters     {base}{letters}

Try this:
  1. Open an article. Its lead ends at the wall.
  2. Give any address, such as you@example.org. No mail is sent: the letter appears on the letters' page.
  3. Open the letter, follow its link or type its code, and read on where you stopped.
  4. Sign out, and choose \"Continue with Demo account\" at a wall. It stands for Google, Apple or another
     provider, is a part of this demo, and shows how a sign-in with an account goes. Nothing leaves this machine.
  5. Share the article: choose \"Share\" below its title, copy the link, and open it in a private window.
     What it brought stands at {base}{shares}
  6. Comment below the article. A comment with a link in it waits: sign in as {staff}, in the same way
     and with the same letters, and approve it at {base}{comments}
  7. Change a file in {content} and reload the page.

Stop it with Ctrl-C.\n",
        folder = folder.display(),
        letters = links::DEMO_LETTERS,
        shares = links::ACCOUNT_SHARES,
        staff = STAFF,
        comments = links::STAFF_COMMENTS,
        content = folder.join("content").display(),
    ));
}
