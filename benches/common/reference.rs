//! The reference: this program once more, as a server that knows nothing but the answers it is given.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::house::House;
use crate::server::{Server, free_port};
use crate::wire::{Exchange, PATIENCE, ask};

pub fn start(house: &House, folder: &Path, exchanges: &[Exchange]) -> anyhow::Result<Server> {
    fs::create_dir_all(folder).context("make the reference's folder")?;
    let mut answers = Vec::new();
    for (number, exchange) in exchanges.iter().enumerate() {
        let (answer, body) = (&exchange.answer, folder.join(number.to_string()));
        fs::write(&body, &answer.body).context("write an answer")?;
        let headers = [header::CONTENT_TYPE, header::CONTENT_ENCODING]
            .into_iter()
            .filter_map(|name| Some((answer.header(name.as_str())?, name)))
            .map(|(value, name)| json!([name.as_str(), value]));
        let headers = headers.collect::<Vec<Value>>();
        let answer = json!({ "path": exchange.path, "status": answer.status, "body": body, "headers": headers });
        answers.push(answer);
    }
    fs::write(folder.join("answers.json"), serde_json::to_vec(&answers)?).context("write the answers")?;
    let (port, begun) = (free_port()?, Instant::now());
    let mut command = house.command(&std::env::current_exe().context("find this program")?);
    command.arg("--reference").arg(folder).arg("--port").arg(port.to_string());
    let server = Server { child: command.spawn().context("start the reference")?, port };
    for exchange in exchanges {
        let answer = loop {
            match ask(port, &exchange.request) {
                Ok(answer) => break answer,
                Err(error) if begun.elapsed() > PATIENCE => return Err(error.context("wait for the reference")),
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        };
        let is_same = answer.status == exchange.status && answer.body == exchange.answer.body;
        ensure!(is_same, "the reference answers other bytes");
    }
    Ok(server)
}

/// As plain as axum goes: one route for each answer, and `axum::serve`.
pub fn run(folder: &Path, port: u16) -> anyhow::Result<()> {
    let answers: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("answers.json"))?)?;
    let mut router = Router::new();
    for answer in &answers {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).context("an answer lacks a part");
        let body = Bytes::from(fs::read(text("body")?)?);
        let status: u16 = serde_json::from_value(answer.get("status").cloned().unwrap_or_default())?;
        let status = StatusCode::from_u16(status)?;
        let pairs: Vec<(String, String)> = serde_json::from_value(answer.get("headers").cloned().unwrap_or_default())?;
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(name.parse::<HeaderName>()?, value.parse::<HeaderValue>()?);
        }
        let handler = get(move || async move { (status, headers.clone(), body.clone()) });
        router = router.route(text("path")?, handler);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        Ok(axum::serve(listener, router).await?)
    })
}
