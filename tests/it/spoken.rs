//! What a reader is spoken to in: as the site wants it, then as they do; pages, errors, letters and consents alike.

use crate::harness::TestApp;

const SEVERAL: &str =
    "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\nlanguage = \"de\"\nlanguages = [\"en\", \"de\"]\n";
const GERMAN_ALONE: &str = "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\nlanguage = \"de\"\n";
const ENGLISH_ALONE: &str =
    "[[site]]\nhost = \"news.example\"\nname = \"The Example\"\nlanguage = \"de\"\nlanguages = [\"en\"]\n";

async fn language_of(app: &TestApp, path: &str, accept: &str) -> String {
    let headers: &[(&str, &str)] = &[("accept-language", accept)];
    let page = app.stranger().get_with(path, if accept.is_empty() { &[] } else { headers }).await;
    let page = page.text();
    page.split("<html lang=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

both_engines! {
    async fn a_site_that_offers_all_speaks_what_its_reader_wants(app) {
        app.with_articles().await;
        for path in ["/", "/slow-bread", "/-/sign-in", "/-/join", "/nothing-here", "/topics/kitchen"] {
            for (accept, wanted) in [
                ("", "en"), ("de", "de"), ("de-AT,de;q=0.9,en;q=0.8", "de"), ("en-GB,en;q=0.9,de;q=0.5", "en"), ("fr-XX", "fr"), ("nl, es;q=0.5", "es"), ("nl", "en"),
                ("tlh, de;q=0.1", "de"), ("DE", "de"), ("*", "en"),
            ] {
                assert_eq!(language_of(&app, path, accept).await, wanted, "{path} for {accept:?}");
            }
        }
        let wall = app.stranger().get_with("/slow-bread", &[("accept-language", "de")]).await.is(200);
        assert!(wall.header("vary").contains("Accept-Language"), "{}", wall.header("vary"));
        wall.shows("Lesen Sie kostenlos weiter").shows("The lead is for everyone").hides("Read the rest, free");
    }

    async fn a_site_of_its_own_language_is_the_fallback_of_those_it_names(app, SEVERAL) {
        app.with_articles().await;
        for (accept, wanted) in [("", "de"), ("fr", "de"), ("en", "en"), ("de, en", "de"), ("en;q=0.2, de;q=0.1", "en")] {
            assert_eq!(language_of(&app, "/slow-bread", accept).await, wanted, "{accept:?}");
        }
    }

    async fn a_site_that_names_one_language_speaks_it_whatever_is_wanted(app, GERMAN_ALONE) {
        app.with_articles().await;
        let page = app.stranger().get_with("/slow-bread", &[("accept-language", "en")]).await.is(200).shows("<html lang=\"de\"");
        assert!(!page.header("vary").contains("Accept-Language"), "{}", page.header("vary"));
        assert_eq!(language_of(&app, "/-/sign-in", "en").await, "de");
    }

    async fn what_is_ours_within_a_text_is_said_in_the_texts_language(app, GERMAN_ALONE) {
        let body = "Anfang.[^n]\n\n> [!WARNING]\n> Heiß.\n\n| a |\n|---|\n| 1 |\n\n[^n]: Anmerkung.";
        app.write("brot.md", format!("+++\ntitle = \"Brot\"\naccess = \"public\"\n+++\n{body}\n"));
        app.import().await;
        app.read_catalogue().await;
        let page = app.stranger().get("/brot").await.is(200).shows("note-title\">Warnung</p>").shows("aria-label=\"Tabelle\"");
        page.shows("aria-label=\"Fußnoten\"").shows("aria-label=\"Zurück zum Text\"").hides("Warning</p>").hides("\"Table\"");
    }

    async fn articles_in_one_language_may_stand_among_words_in_another(app, ENGLISH_ALONE) {
        app.with_articles().await;
        assert_eq!(language_of(&app, "/slow-bread", "de").await, "en");
    }

    async fn ready_pages_of_two_languages_do_not_mix(app) {
        app.with_articles().await;
        let member = app.member("ana@example.org").await;
        let mut tags = Vec::new();
        for (accept, wall, nav) in [("de", "Weiterlesen", "Konto"), ("en", "Keep reading", "Account"), ("de", "Weiterlesen", "Konto"), ("en", "Keep reading", "Account")] {
            let headers = [("accept-language", accept)];
            let page = app.stranger().get_with("/slow-bread", &headers).await.is(200).shows(wall);
            tags.push(page.header("etag").to_owned());
            member.get_with("/slow-bread", &headers).await.is(200).shows(&format!("/-/account\">{nav}<"));
            member.get_with("/", &headers).await.is(200).shows(&format!("/-/account\">{nav}<"));
        }
        assert!(tags[0] == tags[2] && tags[1] == tags[3] && tags[0] != tags[1], "{tags:?}");
        let old = [("accept-language", "en"), ("if-none-match", tags[0].as_str())];
        app.stranger().get_with("/slow-bread", &old).await.is(200);
    }

    async fn wishes_that_nobody_can_have_are_harmless(app) {
        app.with_articles().await;
        let long = "x-".repeat(6000);
        let many = "de;q=0.1,".repeat(1500);
        for accept in [
            ";;;,,,===", ",", "de;q=abc", "de;q=NaN", "de;q=inf, en;q=1e39", "de;q=-1", "de;q=", "q=1", "de;", "\u{e9}", "de;q=0",
            "../../de", "de%00", "-", "de-", "-de", long.as_str(), many.as_str(),
        ] {
            let page = app.stranger().get_with("/slow-bread", &[("accept-language", accept)]).await.is(200);
            assert!(page.has("<html lang=\"en\"") || page.has("<html lang=\"de\""), "{accept}");
        }
        for refused in ["de;q=0", "de;q=abc", "de;q=NaN", "de;q=-1"] {
            assert_eq!(language_of(&app, "/-/sign-in", refused).await, "en", "{refused}");
        }
    }

    async fn errors_and_refusals_are_said_in_the_readers_language(app) {
        app.with_articles().await;
        let german = ("accept-language", "de");
        app.stranger().get_with("/nothing-here", &[german]).await.is(404).shows("Hier ist nichts").shows("Zur Startseite");
        let own = [("origin", crate::harness::ORIGIN), ("sec-fetch-site", "same-origin"), german];
        app.stranger().post_with("/-/sign-in", &[("address", "nonsense")], &own).await.is(422).shows("genau ein @");
        let json = [own[0], own[1], german, ("accept", "application/json")];
        let told = app.stranger().post_with("/-/share", &[("article", "/slow-bread"), ("channel", "copy")], &json).await.is(401);
        told.shows("Bitte melden Sie sich an");
        app.member("ana@example.org").await.get_with("/slow-bread", &[german]).await.is(200)
            .shows("data-copied=\"Der Link ist kopiert.\"").shows("Link kopieren");
    }

    async fn a_letter_is_in_the_language_of_who_asked_and_later_ones_in_the_members_own(app) {
        let german = [("origin", crate::harness::ORIGIN), ("sec-fetch-site", "same-origin"), ("accept-language", "de")];
        let ana = app.stranger();
        ana.post_with("/-/sign-in", &[("address", "ana@example.org"), ("next", "/"), ("news", "yes")], &german).await.is(303);
        let letters = app.deliver().await;
        assert_eq!(letters[0].subject(), "Anmelden bei The Example");
        let text = letters[0].decoded();
        assert!(text.contains("Beides gilt nur einmal und 10 Minuten lang.") && text.contains("lang=\"de\""), "{text}");
        // Proved while the browser wants English: what they agreed to is what they were shown.
        let code = letters[0].code().expect("a code");
        ana.post("/-/sign-in/code", &[("code", &code)]).await.is(303);
        assert_eq!(app.deliver().await[0].subject(), "Welcome to The Example");
        ana.get("/-/account").await.is(200).shows("Schicken Sie mir ab und zu Neuigkeiten von The Example per E-Mail.");

        let other = app.stranger();
        other.post_with("/-/sign-in", &[("address", "ana@example.org"), ("next", "/")], &german).await.is(303);
        let code = app.deliver().await[0].code().expect("a code");
        other.post_with("/-/sign-in/code", &[("code", &code)], &german).await.is(303);
        let warning = app.deliver().await.remove(0);
        assert_eq!(warning.subject(), "New sign-in to The Example", "a warning is in the language of before");

        other.get("/-/account/data").await.is(200).shows("\"language\": \"de\"");
        other.post("/-/account/address", &[("address", "new@example.org")]).await.is(303);
        let letter = app.deliver().await.remove(0);
        assert_eq!(letter.subject(), "Confirm your new address for The Example", "asked for by a browser that wants English");
        other.prove_link(&letter.link().expect("a link")).await.is(303);
        let told = app.deliver().await.remove(0);
        assert_eq!(told.to, ["ana@example.org"]);
        assert!(told.decoded().contains("Ihre Adresse wurde geändert"), "{}", told.decoded());
        other.post("/-/account/delete", &[("sure", "yes")]).await.is(200).shows("Goodbye");
        assert!(app.deliver().await[0].decoded().contains("Ihr Konto ist gelöscht"));
    }

    async fn browsers_are_called_in_the_readers_language(app) {
        let ana = app.stranger();
        ana.ask("ana@example.org", "/").await.is(303);
        let code = app.deliver().await[0].code().expect("a code");
        let headers = [("origin", crate::harness::ORIGIN), ("sec-fetch-site", "same-origin"), ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")];
        ana.post_with("/-/sign-in/code", &[("code", &code)], &headers).await.is(303);
        ana.get("/-/account").await.is(200).shows("Firefox on Linux").shows("October 4, 2026, 08:00 UTC");
        ana.get_with("/-/account", &[("accept-language", "de")]).await.is(200).shows("Firefox auf Linux").shows("4. Oktober 2026, 08:00 Uhr UTC");
    }
}
