//! The checks of the `[[provider]]` blocks: what a kind needs, and what would mean nothing to it.

use std::path::Path;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use url::Url;

use super::check::Faults;
use super::load::Fault;
use super::raw::{self, ProviderKind};
use super::{Credentials, ProviderSettings, Secret, is_loopback};

const MAX_ID: usize = 32;
/// More buttons than that help nobody.
const MAX_PROVIDERS: usize = 20;
/// The tenant of everybody who has an account of Microsoft's and no organization.
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
/// In counts these stand for the letter's two ways, and in a URL for a page.
const RESERVED: [&str; 4] = ["link", "code", "letter", "address"];

pub(super) fn providers(blocks: &[raw::Provider], faults: &mut Faults) -> Vec<ProviderSettings> {
    let mut found: Vec<ProviderSettings> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let name = |setting: &str| format!("provider[{index}].{setting}");
        let before = faults.0.len();
        for (setting, reason) in misplaced(block) {
            faults.0.push(Fault::new(&name(setting), reason));
        }
        let id = faults.take(&name("id"), id(&block.id, &found));
        let client_id = faults.take(&name("client_id"), plain(&block.client_id));
        let credentials = credentials(block, faults, &name);
        let label = block.label.as_deref().and_then(|label| faults.take(&name("label"), plain(label)));
        let scopes = block.scopes.as_deref().and_then(|list| faults.take(&name("scopes"), scopes(block.kind, list)));
        let tenant = faults.take(&name("tenant"), tenant(block)).flatten();
        let issuer = faults.take(&name("issuer"), issuer(block)).flatten();
        if let (Some(id), Some(client_id), Some(credentials)) = (id, client_id, credentials)
            && faults.0.len() == before
        {
            found.push(ProviderSettings {
                id,
                kind: block.kind,
                label,
                client_id,
                credentials,
                scopes,
                tenant,
                issuer,
                verifies_email: block.verifies_email.unwrap_or(false),
                private_network: block.private_network.unwrap_or(false),
                is_demo: false,
            });
        }
    }
    if blocks.len() > MAX_PROVIDERS {
        faults.0.push(Fault::new("provider", format!("must not stand there more than {MAX_PROVIDERS} times")));
    }
    found
}

/// Settings that this kind does not know: a publisher who typed one expects something of it.
fn misplaced(block: &raw::Provider) -> Vec<(&'static str, String)> {
    let (is_apple, is_oidc) = (block.kind == ProviderKind::Apple, block.kind == ProviderKind::Oidc);
    let given = [
        ("team", block.team.is_some(), is_apple, "apple"),
        ("key_id", block.key_id.is_some(), is_apple, "apple"),
        ("key_file", block.key_file.is_some(), is_apple, "apple"),
        ("tenant", block.tenant.is_some(), block.kind == ProviderKind::Microsoft, "microsoft"),
        ("issuer", block.issuer.is_some(), is_oidc, "oidc"),
        ("verifies_email", block.verifies_email.is_some(), is_oidc, "oidc"),
        ("private_network", block.private_network.is_some(), is_oidc, "oidc"),
    ];
    let wrong = given.into_iter().filter(|(_, is_given, is_known, _)| *is_given && !is_known);
    let mut wrong: Vec<_> =
        wrong.map(|(setting, _, _, kind)| (setting, format!("is for kind = \"{kind}\" alone"))).collect();
    if is_apple && (block.client_secret.is_some() || block.client_secret_file.is_some()) {
        let reason = "is not given for Apple: it is signed with team, key_id and key_file".to_owned();
        wrong.push(("client_secret", reason));
    }
    wrong
}

fn id(text: &str, found: &[ProviderSettings]) -> Result<String, String> {
    let is_shaped = !text.is_empty()
        && text.len() <= MAX_ID
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_shaped {
        return Err(format!("must be 1 to {MAX_ID} lower case letters, digits and dashes: it stands in URLs"));
    }
    if RESERVED.contains(&text) {
        return Err("is a word of our own; take another".to_owned());
    }
    if found.iter().any(|other| other.id == text) {
        return Err("stands in another [[provider]] already".to_owned());
    }
    Ok(text.to_owned())
}

fn plain(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 300 || text.chars().any(char::is_control) {
        return Err("must be 1 to 300 characters without control characters".to_owned());
    }
    Ok(text.to_owned())
}

fn credentials(block: &raw::Provider, faults: &mut Faults, name: &impl Fn(&str) -> String) -> Option<Credentials> {
    if block.kind == ProviderKind::Apple {
        let needed = |text: Option<&String>| plain(text.map_or("", String::as_str));
        let team = faults.take(&name("team"), needed(block.team.as_ref()));
        let key_id = faults.take(&name("key_id"), needed(block.key_id.as_ref()));
        let key = block.key_file.as_deref().ok_or_else(|| "is required: the .p8 file from Apple".to_owned());
        let key = faults.take(&name("key_file"), key.and_then(signing_key));
        return Some(Credentials::Apple { team: team?, key_id: key_id?, key: key? });
    }
    let (setting, secret) = match (&block.client_secret, &block.client_secret_file) {
        (Some(text), None) => ("client_secret", Ok(text.0.clone())),
        (None, Some(path)) => (
            "client_secret_file",
            std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display())),
        ),
        (Some(_), Some(_)) => ("client_secret_file", Err("give it or client_secret, not both".to_owned())),
        (None, None) => ("client_secret", Err("is required: the provider shows it where you registered".to_owned())),
    };
    let secret = secret.and_then(|text| plain(&text));
    faults.take(&name(setting), secret).map(|text| Credentials::Secret(Secret(text.into_bytes())))
}

fn signing_key(path: &Path) -> Result<Secret, String> {
    let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let bad = || format!("{}: is no PKCS#8 key for ECDSA on P-256, as Apple's .p8 files are", path.display());
    let key = PrivatePkcs8KeyDer::from_pem_slice(&text).map_err(|_| bad())?;
    let der = key.secret_pkcs8_der();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new()).map_err(|_| bad())?;
    Ok(Secret(der.to_vec()))
}

fn scopes(kind: ProviderKind, list: &[String]) -> Result<Vec<String>, String> {
    // Every character that RFC 6749 lets a scope have.
    let is_scope = |scope: &String| {
        !scope.is_empty() && scope.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
    };
    if !list.iter().all(is_scope) {
        return Err("must be a list of scopes without spaces, as in [\"openid\", \"email\"]".to_owned());
    }
    let is_plain_oauth = matches!(kind, ProviderKind::GitHub | ProviderKind::Facebook | ProviderKind::X);
    // Apple's scopes are `name` and `email` alone; the token comes without being asked for.
    let needs_openid = !is_plain_oauth && kind != ProviderKind::Apple;
    if needs_openid && !list.iter().any(|scope| scope == "openid") {
        return Err("must have \"openid\" among them".to_owned());
    }
    Ok(list.to_vec())
}

fn tenant(block: &raw::Provider) -> Result<Option<String>, String> {
    if block.kind != ProviderKind::Microsoft {
        return Ok(None);
    }
    let text = block.tenant.as_deref().unwrap_or("common").to_ascii_lowercase();
    let is_named = matches!(text.as_str(), "common" | "organizations" | "consumers");
    let is_guid = text.len() == 36 && text.parse::<uuid::Uuid>().is_ok();
    if text == PERSONAL_ACCOUNTS {
        return Err("is that of all personal accounts, and nobody's own; give consumers for those".to_owned());
    }
    if is_named || is_guid {
        Ok(Some(text))
    } else {
        Err("must be common, organizations, consumers, or your tenant's id, as in 5a1e0f6c-….".to_owned())
    }
}

fn issuer(block: &raw::Provider) -> Result<Option<String>, String> {
    if block.kind != ProviderKind::Oidc {
        return Ok(None);
    }
    let text = block.issuer.as_deref().ok_or("is required: the issuer's URL, as in \"https://id.example\"")?;
    let url = Url::parse(text).map_err(|error| format!("is no URL ({error})"))?;
    let host = url.host_str().ok_or("has no host")?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(host) => {}
        _ => return Err("must be https, except on loopback".to_owned()),
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err("must be a scheme, a host and perhaps a path, without a query, a fragment or a user".to_owned());
    }
    Ok(Some(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::config::load::tests::{GOOD, is_told, read};

    fn with_provider(rest: &str) -> String {
        format!("{GOOD}[[provider]]\nid = \"house\"\nclient_id = \"us\"\n{rest}\n")
    }

    #[test]
    fn a_secret_of_a_list_comes_from_the_environment_and_is_never_shown() {
        let text = with_provider("kind = \"google\"");
        let config = read(&text, &[("PROVIDER__0__CLIENT_SECRET", "hunter2")]).expect("good settings");
        assert!(!format!("{config:?}").contains("hunter2"));
        let variables = [("PROVIDER__0__CLIENT_SECRET", "hunter2"), ("PROVIDER__0__CLIENT_ID", "1234567890")];
        assert_eq!(read(&text, &variables).expect("good settings").providers[0].client_id, "1234567890");
        assert!(read(&text, &[("PROVIDER__1__CLIENT_SECRET", "hunter2")]).is_err(), "there is no second");
        let list = r#"[{id="x",kind="x",client_id="us",client_secret="hunter2"}]"#;
        assert_eq!(read(GOOD, &[("PROVIDER", list)]).expect("good settings").providers.len(), 1);
    }

    #[test]
    fn each_fault_of_a_provider_names_its_line() {
        for (text, variables, wanted) in [
            (with_provider("kind = \"google\""), vec![], "gatefold.toml:6: provider[0].client_secret: is required"),
            (with_provider("kind = \"myspace\""), vec![], "gatefold.toml:9: "),
            (with_provider("kind = \"apple\""), vec![], "gatefold.toml:6: provider[0].key_file: is required"),
            (
                with_provider("kind = \"google\"\nclient_secret = \"hunter2\"\nissuer = \"https://a.example\""),
                vec![],
                "gatefold.toml:11: provider[0].issuer: is for kind = \"oidc\" alone",
            ),
            (
                with_provider("kind = \"oidc\"\nclient_secret = \"hunter2\"\nissuer = \"http://a.example\""),
                vec![],
                "gatefold.toml:11: provider[0].issuer: must be https",
            ),
            (with_provider("kind = \"oidc\"\nclient_secret = \"hunter2\""), vec![], "provider[0].issuer: is required"),
            (
                with_provider("kind = \"microsoft\"\nclient_secret = \"hunter2\"\ntenant = \"../evil\""),
                vec![],
                "gatefold.toml:11: provider[0].tenant:",
            ),
            (
                with_provider("kind = \"google\"\nclient_secret = \"hunter2\"\nscopes = [\"email\"]"),
                vec![],
                "gatefold.toml:11: provider[0].scopes: must have",
            ),
            (
                with_provider("kind = \"google\"\nclient_secret = \"hunter2\"").replace("\"house\"", "\"a/b\""),
                vec![],
                "gatefold.toml:7: provider[0].id:",
            ),
            (
                with_provider("kind = \"x\"\nclient_secret = \"hunter2\"").replace("\"house\"", "\"code\""),
                vec![],
                "gatefold.toml:7: provider[0].id: is a word of our own",
            ),
            (
                format!(
                    "{}[[provider]]\nid = \"house\"\nkind = \"x\"\nclient_id = \"us\"\nclient_secret = \"hunter2\"\n",
                    with_provider("kind = \"google\"\nclient_secret = \"hunter2\"")
                ),
                vec![],
                "provider[1].id: stands in another",
            ),
            (
                with_provider("kind = \"oidc\"\nclient_secret = \"hunter2\""),
                vec![("PROVIDER__0__ISSUER", "nonsense")],
                "GATEFOLD_PROVIDER__0__ISSUER: provider[0].issuer: is no URL",
            ),
            (
                with_provider("kind = \"google\""),
                vec![("PROVIDER__0__SCOPES", "[1]")],
                "GATEFOLD_PROVIDER__0__SCOPES: ",
            ),
        ] {
            is_told(&text, &variables, wanted);
        }
    }
}
