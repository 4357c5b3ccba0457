//! R62: whatever is written, a page shows words and links, made in bounded time.

use std::time::Instant;

use gatefold::comment::text::to_html;

use crate::comment::written;

/// What tries to be more than words.
const PAYLOADS: [&str; 60] = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"https://evil.example/pixel.png\">",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](x \"onerror=alert(1)\")",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<base href=\"https://evil.example/\">",
    "<form action=\"https://evil.example/\"><input name=password><button>Sign in</button></form>",
    "<iframe src=\"https://evil.example/\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<link rel=stylesheet href=\"//evil.example/x.css\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<style>*{background:url(//evil.example/)}</style>",
    "<p style=\"position:fixed;inset:0\" class=\"gated\" id=\"wall\" onclick=\"alert(1)\">x</p>",
    "<a href=\"https://a.example\" target=_blank onclick=alert(1) id=rest class=button style=color:red>x</a>",
    "<img srcset=\"https://evil.example/x 1x\">",
    "<video poster=\"https://evil.example/x\" src=x onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "</article></main></body><h1>Ours</h1>",
    "<!-- comment --><![CDATA[ x ]]><?php x ?><!DOCTYPE html>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\u{0}script:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](%6Aavascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/)",
    "[x](/-/sign-out)",
    "[x](\\\\evil.example)",
    "[x](https://evil.example \"a\" onclick=\"alert(1)\")",
    "[x](https://evil.example/\"onmouseover=\"alert(1))",
    "<javascript:alert(1)>",
    "<https://evil.example/\"onclick=alert(1)>",
    "[a]: javascript:alert(1)\n\n[a] text",
    "https://evil.example/<script>alert(1)</script>",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "| a |\n| - |\n| <b>x</b> |",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    "- [ ] <input onfocus=alert(1) autofocus>",
    "# <h1 onclick=alert(1)>Title</h1> {#wall .gated}",
];

const TAGS: [&str; 11] = ["p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"];

/// Every tag of serialized HTML, with its attributes. A serializer writes `<` in a text as an entity.
fn assert_allowed(html: &str, source: &str) {
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{source:?} left an open tag in {html:?}"));
        let tag = tag.trim_start_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.contains(&name), "{source:?} made <{name}>: {html:?}");
        let mut rest = attributes;
        while !rest.is_empty() {
            let (attribute, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("{source:?}: {html:?}"));
            let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("{source:?}: {html:?}"));
            rest = after.trim_start();
            assert_eq!(name, "a", "{source:?} gave <{name}> an attribute: {html:?}");
            match attribute {
                "href" => {
                    let is_fine =
                        ["http://", "https://", "mailto:"].iter().any(|start| value.to_lowercase().starts_with(start));
                    assert!(is_fine, "{source:?} leads to {value:?}");
                }
                "rel" => assert_eq!(value, "nofollow ugc noopener noreferrer", "{source:?}"),
                other => panic!("{source:?} has {other}: {html:?}"),
            }
        }
        if name == "a" && !attributes.is_empty() {
            assert!(attributes.contains("rel=\"nofollow ugc noopener noreferrer\""), "{source:?}: {html:?}");
        }
    }
}

/// How many elements stand within each other at most.
fn depth(html: &str) -> usize {
    let mut open = 0_usize;
    let mut most = 0;
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            open = open.saturating_sub(1);
        } else if !tag.starts_with("br") {
            open += 1;
        }
        most = most.max(open);
    }
    most
}

#[test]
fn no_payload_makes_more_than_words_and_links() {
    for source in PAYLOADS {
        assert_allowed(&to_html(source), source);
        assert_allowed(&to_html(&format!("> 1. text {source}\n\n* {source}")), source);
    }
}

#[test]
fn a_text_of_any_shape_is_made_in_bounded_time() {
    let shapes = [
        ">".repeat(10_000),
        "> ".repeat(8_000),
        "[".repeat(10_000),
        "![".repeat(8_000),
        format!("{}{}", "[".repeat(5_000), "](x)".repeat(2_500)),
        "- ".repeat(8_000),
        "* a\n".repeat(4_000),
        "*a **b ".repeat(2_300),
        format!("{}a{}", "*".repeat(8_000), "*".repeat(8_000)),
        "`".repeat(10_000),
        (1..170).map(|n| "`".repeat(n)).collect::<Vec<_>>().join(" "),
        "<".repeat(10_000),
        "<a href=\"".repeat(1_800),
        "&".repeat(16_000),
        "[a](<".repeat(3_200),
        "http://".repeat(2_300),
        "a@".repeat(8_000),
        (0..1_000).map(|n| format!("[{n}]: /x\n")).collect::<String>(),
        (0..120).map(|n| format!("{}- x\n", "  ".repeat(n))).collect::<String>(),
        (0..120).map(|n| format!("{} x\n", ">".repeat(n))).collect::<String>(),
        "\\\n".repeat(8_000),
        "_a_".repeat(5_000),
        format!("{}\n{}", "1. ".repeat(20), "\n".repeat(16_000)),
    ];
    for source in shapes {
        let source: String = source.chars().take(16 * 1024).collect();
        let start = Instant::now();
        let html = to_html(&source);
        let took = start.elapsed();
        assert_allowed(&html, "a shape");
        assert!(depth(&html) < 30, "{:?}…", source.chars().take(20).collect::<String>());
        // Far more than it takes on a machine busy with other tests, and far less than what is walked for each of thousands.
        assert!(took.as_secs() < 60, "{:?}… took {took:?}", source.chars().take(20).collect::<String>());
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_more_than_words_and_links(source in "[<>a-c/=\"'!\\[\\]()`*_#&;:\\n -]{0,80}|.{0,60}") {
        assert_allowed(&to_html(&source), &source);
    }
}

both_engines! {
    async fn payloads_are_words_on_the_page_and_in_the_letter(app, "[comments]\nmoderation = \"none\"\n[limits]\ncomment_seconds = 0\nnew_member_comments_day = 0\n") {
        app.with_articles().await;
        app.advance(gatefold::clock::days(8));
        let ana = app.member("ana@example.org").await;
        app.advance(gatefold::clock::days(8));
        written(&app, &ana, "Trusted from here on.").await;
        for (number, payload) in PAYLOADS.into_iter().enumerate() {
            // Without the number, two of them are the same once what cannot be stored is left out.
            written(&app, &ana, &format!("{payload}\n\n{number}")).await;
        }
        let mut link = format!("/-/discussion/{}", crate::comment::article(&app, "/slow-bread"));
        let mut seen = 0;
        loop {
            let page = ana.get(&link).await.is(200).text();
            for words in page.split("<div class=\"words\" dir=\"auto\">").skip(1) {
                assert_allowed(words.split("</div>").next().expect("an end"), "the page");
                seen += 1;
            }
            let next = page.split("rel=\"next\" href=\"").nth(1).and_then(|part| part.split('"').next());
            match next {
                Some(next) => link = next.replace("&amp;", "&"),
                None => break,
            }
        }
        assert_eq!(seen, PAYLOADS.len() + 1);
    }
}

#[test]
fn marks_of_direction_and_of_terminals_are_not_spelled_in() {
    for source in
        ["a&#8238;b", "a&#x202E;b", "`a\u{202e}b`", "a&#27;[31mb", "a&#1;b", "a&#1564;b", "```\na\u{1b}b\n```"]
    {
        let html = to_html(source);
        let bad = |c: char| c == '\u{202e}' || c == '\u{61c}' || (c.is_control() && c != '\n');
        assert!(!html.contains(bad) && html.contains('a') && html.contains('b'), "{source:?} gave {html:?}");
        assert!(!gatefold::comment::text::excerpt(source, 100).contains(bad), "{source:?}");
    }
}
