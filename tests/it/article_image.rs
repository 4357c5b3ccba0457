//! Images beside an article: their smaller forms, who may see them, and what is refused.

use std::fs;

use image::ImageFormat;

use crate::harness::picture::{bomb, film, photo, rough, size};
use crate::harness::{TestApp, rows};

fn markdown(head: &str, body: &str) -> String {
    format!("+++\ntitle = \"Pictures\"\npublished = 2026-09-01\n{head}\n+++\n{body}\n")
}

/// An article with an image above it, one in its lead and one in its rest.
async fn with_pictures(app: &TestApp) {
    let body = "The lead.\n\n![l](lead.png)\n\n<!-- more -->\n\nThe rest.\n\n![r](rest.jpg \"A caption\")";
    app.write("pics/index.md", markdown("image = \"hero.jpg\"\nimage_alt = \"H\"", body));
    app.write("pics/hero.jpg", photo(2000, 1000, ImageFormat::Jpeg));
    app.write("pics/lead.png", photo(900, 600, ImageFormat::Png));
    app.write("pics/rest.jpg", photo(1000, 1400, ImageFormat::Jpeg));
    let report = app.import().await;
    assert!(report.faults.is_empty() && report.warnings.is_empty(), "{report:?}");
    assert_eq!(report.images, 3);
}

fn warnings(report: &gatefold::article::import::Report) -> String {
    report.warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

both_engines! {
    async fn images_come_in_smaller_forms_and_say_their_size(app) {
        with_pictures(&app).await;
        let ana = app.member("ana@example.org").await;
        let page = ana.get("/pics").await.is(200)
            .shows("srcset=\"/pics/hero.jpg/480.webp 480w, /pics/hero.jpg/800.webp 800w, /pics/hero.jpg/1200.webp 1200w, /pics/hero.jpg/1600.webp 1600w\"")
            .shows("width=\"2000\" height=\"1000\" alt=\"H\" fetchpriority=\"high\"")
            .shows("srcset=\"/pics/lead.png/480.webp 480w, /pics/lead.png/900.webp 900w\"")
            .shows("width=\"900\" height=\"600\"")
            .shows("/pics/rest.jpg/1000.webp 1000w\"")
            .shows("width=\"1000\" height=\"1400\"");
        let text = page.text();
        let article = text.split("<div class=\"lead\"").nth(1).expect("a lead").split("</article>").next().expect("an end");
        let images: Vec<&str> = article.split("<img ").skip(1).collect();
        assert_eq!(images.len(), 2);
        assert!(images.iter().all(|image| image.starts_with("loading=\"lazy\" decoding=\"async\"")), "{images:?}");
        for (path, wanted) in [("hero.jpg/480", (480, 240)), ("hero.jpg/1600", (1600, 800)), ("lead.png/900", (900, 600)), ("rest.jpg/800", (800, 1120))] {
            let form = ana.get(&format!("/pics/{path}.webp")).await.is(200);
            assert_eq!((form.header("content-type"), size(&form.bytes)), ("image/webp", wanted), "{path}");
            let original = ana.get(&format!("/pics/{}", path.split('/').next().expect("a name"))).await.is(200);
            assert!(form.bytes.len() < original.bytes.len(), "{path}");
        }
        for path in ["hero.jpg/481", "hero.jpg/0480", "hero.jpg/0", "hero.jpg/-1", "none.jpg/480", "hero.jpg/480.webp/480", "hero.jpg/99999999999"] {
            ana.get(&format!("/pics/{path}.webp")).await.is(404);
        }
        // The list shows it too.
        app.stranger().get("/").await.shows("/pics/hero.jpg/480.webp 480w").shows("width=\"2000\" height=\"1000\"");
    }

    async fn a_form_is_gated_exactly_as_its_image_is(app) {
        with_pictures(&app).await;
        let stranger = app.stranger();
        stranger.get("/pics").await.shows("/pics/lead.png/480.webp").hides("rest.jpg");
        for path in ["/pics/rest.jpg", "/pics/rest.jpg/480.webp", "/pics/rest.jpg/1000.webp", "/pics/rest.jpg/%34%380.webp"] {
            for headers in [vec![], vec![("accept", "image/webp")], vec![("range", "bytes=0-99")], vec![("user-agent", "Googlebot/2.1")], vec![("if-none-match", "*")]] {
                let page = stranger.get_with(path, &headers).await.is(403);
                assert!(!page.bytes.windows(4).any(|part| part == b"WEBP"), "{path}");
                assert_eq!(page.header("cache-control"), "no-store");
            }
        }
        for path in ["/pics/hero.jpg/480.webp", "/pics/lead.png/480.webp"] {
            let form = stranger.get(path).await.is(200);
            assert_eq!(form.header("cache-control"), "public, max-age=60");
            stranger.get_with(path, &[("if-none-match", form.header("etag"))]).await.is(304);
        }
        let ana = app.member("ana@example.org").await;
        let form = ana.get("/pics/rest.jpg/480.webp").await.is(200);
        assert_eq!((form.header("cache-control"), form.header("etag")), ("private, no-store", ""));
        // The lead shows it now: then everybody may see it, in every form; and the other way round.
        let text = fs::read_to_string(app.content().join("pics/index.md")).expect("a file");
        app.write("pics/index.md", text.replace("![l](lead.png)", "![r](rest.jpg)"));
        let report = app.import().await;
        assert_eq!((report.changed, report.images), (1, 0), "the text alone has changed: no image is decoded");
        stranger.get("/pics/rest.jpg/480.webp").await.is(200);
        stranger.get("/pics/lead.png/480.webp").await.is(403);
    }

    async fn an_unchanged_folder_decodes_no_image(app) {
        with_pictures(&app).await;
        let again = app.import().await;
        assert_eq!((again.unchanged, again.images), (1, 0));
        let ana = app.member("ana@example.org").await;
        let before = ana.get("/pics/rest.jpg/480.webp").await.bytes;
        app.write("pics/rest.jpg", photo(1000, 500, ImageFormat::Jpeg));
        let one = app.import().await;
        assert_eq!((one.changed, one.images), (1, 1), "the one that has changed");
        let after = ana.get("/pics/rest.jpg/480.webp").await.is(200).bytes;
        assert_eq!(size(&after), (480, 240));
        assert_ne!(before, after);
        ana.get("/pics").await.shows("width=\"1000\" height=\"500\"");
        fs::remove_file(app.content().join("pics/rest.jpg")).expect("removed");
        assert_eq!(app.import().await.images, 0);
        ana.get("/pics/rest.jpg/480.webp").await.is(404);
        ana.get("/pics/hero.jpg/480.webp").await.is(200);
    }

    async fn a_smaller_original_wins(app) {
        app.write("pics/index.md", markdown("access = \"public\"", "![p](rough.webp)"));
        let image = rough(480, 900);
        assert!(image.len() > 4096, "{}", image.len());
        app.write("pics/rough.webp", image);
        assert_eq!(app.import().await.images, 1);
        app.stranger().get("/pics").await.shows("width=\"480\" height=\"900\"").hides("srcset");
        app.stranger().get("/pics/rough.webp/480.webp").await.is(404);
        // That is remembered, and is no form.
        app.write("pics/index.md", markdown("access = \"public\"", "Other words. ![p](rough.webp)"));
        let report = app.import().await;
        assert_eq!((report.changed, report.images), (1, 0));
        app.stranger().get("/pics/rough.webp/0.webp").await.is(404);
    }

    async fn a_bomb_is_refused_with_its_size_and_the_rest_goes_in(app) {
        let body = "![a](bomb.png) ![b](long.gif) ![c](heavy.png) ![d](text.png) ![e](half.png) ![f](good.png) ![g](film.gif)";
        app.write("pics/index.md", markdown("access = \"public\"\nimage = \"hero.png\"", body));
        app.write("pics/hero.png", bomb(30_000, 30_000));
        app.write("pics/bomb.png", bomb(50_000, 50_000));
        app.write("pics/long.gif", film(501));
        app.write("pics/heavy.png", vec![0; 8 * 1024 * 1024 + 1]);
        app.write("pics/text.png", "text");
        let mut half = photo(900, 600, ImageFormat::Png);
        half.truncate(20_000);
        app.write("pics/half.png", half);
        app.write("pics/good.png", photo(900, 600, ImageFormat::Png));
        app.write("pics/film.gif", film(3));
        app.write("other.md", markdown("access = \"public\"", "Another."));
        let report = app.import().await;
        assert_eq!((report.added, report.faults.len()), (2, 0), "{report:?}");
        let told = warnings(&report);
        for wanted in [
            "hero.png: is 30000 by 30000 pixels, and 50000000 in all are the most",
            "bomb.png: is 50000 by 50000 pixels",
            "long.gif: has 501 frames, and 500 are the most",
            "heavy.png: has 8388609 bytes, and 8388608 are the most",
            "text.png: is no image that can be read",
            "half.png: cannot be decoded",
        ] {
            assert!(told.contains(wanted), "{wanted} in {told}");
        }
        assert_eq!(report.warnings.len(), 6, "{told}");
        let stranger = app.stranger();
        stranger.get("/pics").await.is(200).shows("/pics/good.png/480.webp").hides("fetchpriority").hides("og:image");
        for gone in ["hero.png", "bomb.png", "long.gif", "heavy.png"] {
            stranger.get(&format!("/pics/{gone}")).await.is(404);
        }
        for there in ["text.png", "half.png", "good.png", "film.gif"] {
            stranger.get(&format!("/pics/{there}")).await.is(200);
        }
        stranger.get("/pics").await.shows("width=\"8\" height=\"8\"").hides("film.gif/");
    }

    async fn a_portrait_is_kept_in_the_size_it_is_shown_in(app) {
        app.write("authors/ana.toml", "name = \"Ana\"\nportrait = \"ana.jpg\"\n");
        app.write("authors/ana.jpg", photo(1200, 900, ImageFormat::Jpeg));
        app.write("authors/bob.toml", "name = \"Bob\"\nportrait = \"bob.png\"\n");
        app.write("authors/bob.png", bomb(50_000, 50_000));
        app.write("authors/eve.toml", "name = \"Eve\"\nportrait = \"eve.png\"\n");
        app.write("authors/eve.png", "text");
        app.write("pics.md", markdown("access = \"public\"\nauthor = \"ana\"", "Text."));
        let report = app.import().await;
        assert_eq!(report.faults.len(), 1);
        assert!(report.faults[0].to_string().contains("bob.toml: portrait \"bob.png\" is 50000 by 50000 pixels"), "{report:?}");
        assert!(warnings(&report).contains("eve.toml: portrait \"eve.png\" is no image that can be read"));
        let stranger = app.stranger();
        let portrait = stranger.get("/authors/ana/portrait").await.is(200);
        assert_eq!((portrait.header("content-type"), size(&portrait.bytes)), ("image/webp", (299, 224)));
        stranger.get("/pics").await.shows("<img src=\"/authors/ana/portrait\" alt=\"\" width=\"44\" height=\"44\"");
        stranger.get("/authors/eve/portrait").await.is(200);
    }

    async fn forms_go_with_an_article_that_takes_over_anothers_file_name(app) {
        let text = |path: &str| markdown(&format!("access = \"public\"\npath = \"{path}\""), "![p](p.png)");
        app.write("p.png", photo(900, 600, ImageFormat::Png));
        app.write("a.md", text("/one"));
        app.write("b.md", text("/two"));
        app.import().await;
        fs::remove_file(app.content().join("b.md")).expect("removed");
        app.import().await;
        fs::rename(app.content().join("a.md"), app.content().join("b.md")).expect("renamed");
        let report = app.import().await;
        assert!(report.faults.is_empty(), "{report:?}");
        app.stranger().get("/one").await.shows("/one/p.png/480.webp");
        assert_eq!(size(&app.stranger().get("/one/p.png/480.webp").await.is(200).bytes), (480, 320));
    }

    async fn a_file_of_a_forms_name_is_that_file(app) {
        app.write("pics/index.md", markdown("access = \"public\"", "[x](sub/480.webp) ![p](p.png)"));
        app.write("pics/sub/480.webp", photo(300, 200, ImageFormat::WebP));
        app.write("pics/p.png", photo(900, 600, ImageFormat::Png));
        app.import().await;
        assert_eq!(size(&app.stranger().get("/pics/sub/480.webp").await.is(200).bytes), (300, 200));
        assert_eq!(size(&app.stranger().get("/pics/p.png/480.webp").await.is(200).bytes), (480, 320));
    }

    async fn a_database_from_before_forms_is_brought_up_to_date(app) {
        with_pictures(&app).await;
        let url = &app.config.database.url;
        let columns = ["kind", "series", "series_part", "image_caption", "image_credit", "image_width", "image_height", "image_srcset"];
        let drops: String = columns.iter().map(|column| format!("ALTER TABLE article DROP COLUMN {column};")).collect();
        rows::run(url, &format!("DROP TABLE article_form; {drops} DELETE FROM _sqlx_migrations WHERE version = 5;")).await;
        gatefold::db::migrate(url).await.expect("an upgrade");
        // As the importer of before had left it.
        rows::run(url, "UPDATE article SET source = source, digest = (SELECT digest FROM article_file LIMIT 1)").await;
        rows::run(url, "UPDATE catalogue_version SET version = version + 1").await;
        app.read_catalogue().await;
        app.stranger().get("/pics").await.is(200).shows("The lead.").hides("hero.jpg/480.webp");
        let report = app.import().await;
        assert_eq!((report.changed, report.images), (1, 3));
        app.stranger().get("/pics").await.shows("hero.jpg/480.webp");
        app.stranger().get("/pics/hero.jpg/480.webp").await.is(200);
    }
}
