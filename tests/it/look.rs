//! A site's own look: accent, typeface, logo, icon; and what is told where it cannot be read.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use gatefold::config::{self, Source};
use tempfile::TempDir;

use crate::harness::TestApp;

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 30\"><path d=\"M0 0h9v9z\"/></svg>";

/// Files of a look, for all tests of this process.
fn folder() -> &'static TempDir {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        for (name, text) in
            [("logo.svg", DRAWING), ("night.svg", DRAWING), ("broken.svg", "<svg>"), ("font.woff2", "wOF2")]
        {
            std::fs::write(folder.path().join(name), format!("{text}{}", if name == "night.svg" { " " } else { "" }))
                .expect("a file");
        }
        folder
    })
}

fn path(name: &str) -> String {
    folder().path().join(name).display().to_string()
}

fn two_sites() -> String {
    format!(
        "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\naccent = \"#903\"\nfont = \"{}\"\nlogo = \"{}\"\ndark_logo = \"{}\"\nicon = \"{}\"\n\
         [[site]]\nhost = \"food.example\"\nname = \"Food\"\n",
        path("font.woff2"),
        path("logo.svg"),
        path("night.svg"),
        path("logo.svg")
    )
}

fn faults(site: &str) -> String {
    let text = format!(
        "public_url = \"https://news.example\"\nsecret = \"tests-own-master-5f1c0a9be77d4236\"\n[mail]\nfrom = \"hello@news.example\"\ntransport = \"smtp://localhost:1025\"\n\
         [[site]]\nhost = \"news.example\"\nname = \"The Example\"\n{site}\n"
    );
    let source = Source { path: "gatefold.toml".into(), text, variables: BTreeMap::new() };
    config::from_source(&source).err().map(|error| error.to_string()).unwrap_or_default()
}

/// The URL behind this text on a page.
fn url_behind<'a>(page: &'a str, mark: &str) -> &'a str {
    page.split(mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{mark} is not there"))
}

async fn is_served(app: &TestApp, url: &str, media_type: &str) -> String {
    let file = app.stranger().get(url).await.is(200);
    assert_eq!(file.header("content-type"), media_type);
    assert!(file.header("cache-control").contains("immutable"));
    file.text()
}

both_engines! {
    async fn each_site_has_its_own_look(app, &two_sites()) {
        app.with_articles().await;
        let page = app.stranger().get("/slow-bread").await.is(200).text();
        let styles = is_served(&app, url_behind(&page, "rel=\"stylesheet\" href=\""), "text/css; charset=utf-8").await;
        assert!(styles.contains("--accent: #990033; --on-accent: #ffffff") && styles.contains("--serif: \"Site\""), "{styles}");
        is_served(&app, url_behind(&page, "<link rel=\"preload\" href=\""), "font/woff2").await;
        let logo = is_served(&app, url_behind(&page, "<img src=\""), "image/svg+xml").await;
        assert_eq!(logo, DRAWING);
        assert!(page.contains("alt=\"The Example\" width=\"120\" height=\"30\""), "the logo says what it is, and how large");
        is_served(&app, url_behind(&page, "srcset=\""), "image/svg+xml").await;
        is_served(&app, url_behind(&page, "<link rel=\"icon\" href=\""), "image/svg+xml").await;
        let publisher = "\"publisher\":{\"@type\":\"Organization\",\"logo\":{\"@type\":\"ImageObject\",\"height\":30,\"url\":\"https://news.example/-/assets/";
        assert!(page.contains(publisher), "search engines are shown the logo");
        let other = app.stranger().get_with("/", &[("host", "food.example")]).await.is(200).text();
        assert_ne!(url_behind(&other, "rel=\"stylesheet\" href=\""), url_behind(&page, "rel=\"stylesheet\" href=\""));
        assert!(other.contains("%230b5f4a") && !other.contains("rel=\"preload\""), "a site without a look keeps the plain one");
    }

    async fn a_logo_opened_by_itself_may_do_nothing(app, &two_sites()) {
        app.with_articles().await;
        let page = app.stranger().get("/slow-bread").await.text();
        let logo = app.stranger().get(url_behind(&page, "<img src=\"")).await.is(200);
        assert!(logo.header("content-security-policy").contains("sandbox"));
    }

    async fn letters_wear_the_accent(app, &two_sites()) {
        app.with_articles().await;
        app.stranger().ask("ana@example.org", "/slow-bread").await.is(303);
        let letter = app.deliver().await.remove(0).decoded();
        assert!(letter.contains("background:#990033") && !letter.contains("#0b5f4a"), "{letter}");
    }
}

#[test]
fn a_look_that_does_not_hold_is_told_with_its_line() {
    for (site, wanted) in [
        ("accent = \"#ffcc00\"", "gatefold.toml:9: site[0].accent: #ffcc00 has a contrast of 1.4"),
        ("accent = \"teal\"", "gatefold.toml:9: site[0].accent: \"teal\" is no color"),
        ("dark_accent = \"#0b5f4a\"", "site[0].dark_accent: #0b5f4a has a contrast of 2."),
        ("typeface = \"comic\"", "unknown variant `comic`"),
        ("logo = \"nowhere.svg\"", "site[0].logo: nowhere.svg: "),
        ("font = \"nowhere.woff2\"", "site[0].font: nowhere.woff2: "),
    ] {
        let faults = faults(site);
        assert!(faults.contains(wanted), "{site}: {faults}");
    }
    let broken = faults(&format!("logo = \"{}\"", path("broken.svg")));
    assert!(broken.contains("does not say how large it is"), "{broken}");
    let both = faults(&format!("typeface = \"sans\"\nfont = \"{}\"", path("font.woff2")));
    assert!(both.contains("site[0].font: give font or typeface, not both"), "{both}");
    let no_font = faults(&format!("font = \"{}\"", path("logo.svg")));
    assert!(no_font.contains("is no WOFF2 font"), "{no_font}");
    let alone = faults(&format!("dark_logo = \"{}\"", path("logo.svg")));
    assert!(alone.contains("site[0].dark_logo: is given without logo"), "{alone}");
    assert_eq!(faults("accent = \"#903\"\ntypeface = \"old-style\""), "");
}
