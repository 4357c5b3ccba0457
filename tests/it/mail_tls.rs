//! An SMTP server that speaks TLS from the first byte, as the program meets it: R16, and the login is said to nobody else.

use std::sync::{Arc, Mutex};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, split};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::harness::program::{Place, text};

type Heard = Arc<Mutex<Vec<String>>>;

async fn converse(stream: impl AsyncRead + AsyncWrite, heard: Heard) -> std::io::Result<()> {
    let (read, mut write) = split(stream);
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.split(' ').next() {
            Some("EHLO") => b"250-test\r\n250 AUTH PLAIN LOGIN\r\n",
            Some("AUTH") => b"235 2.7.0 welcome\r\n",
            _ => b"250 ok\r\n",
        };
        heard.lock().expect("what was heard").push(line);
        write.write_all(answer).await?;
    }
    Ok(())
}

/// Its port, what it hears, and the certificate to trust it by.
async fn start() -> (u16, Heard, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a server");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heard = Heard::default();
    let ear = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(stream) = acceptor.accept(stream).await {
                tokio::spawn(converse(stream, Arc::clone(&ear)));
            }
        }
    });
    (port, heard, cert.pem())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_login_is_told_to_a_server_that_is_known_and_to_no_other() {
    let (port, heard, certificate) = start().await;
    let place = Place::new("", &format!("smtps://user:hunter2@localhost:{port}"));
    let known = place.path().join("known.pem");
    std::fs::write(&known, certificate).expect("a certificate");
    let check = || place.command(&["check"]);
    let trusting = check().env("SSL_CERT_FILE", &known).env_remove("SSL_CERT_DIR").output().expect("a run");
    assert!(text(&trusting).contains("ok        mail.transport"), "{}", text(&trusting));
    let said = std::mem::take(&mut *heard.lock().expect("what was heard"));
    let verbs: Vec<&str> = said.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(verbs, ["EHLO", "AUTH", "NOOP", "QUIT"]);
    // The base64 of "\0user\0hunter2".
    assert!(said.iter().any(|line| line == "AUTH PLAIN AHVzZXIAaHVudGVyMg=="), "{said:?}");
    let wary = check().env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR").output().expect("a run");
    let words = text(&wary);
    assert!(words.contains("mail.transport") && !words.contains("ok        mail.transport"), "{words}");
    assert!(words.to_lowercase().contains("certificate") && !words.contains("hunter2"), "{words}");
    assert!(heard.lock().expect("what was heard").is_empty());
}
