//! The other reference: nginx with the same bytes in files, compressed beforehand as ours are.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::house::House;
use crate::server::{Server, free_port};
use crate::wire::{Exchange, PATIENCE, ask};

/// Debian's package, and where others put it.
const PROGRAMS: [&str; 3] = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx"];

pub fn program() -> Option<&'static Path> {
    PROGRAMS.iter().map(Path::new).find(|program| program.is_file())
}

/// One worker, no log, files kept open: what nginx is best at. The coding is a header, since each file has one alone.
fn settings(folder: &Path, port: u16, exchange: &Exchange) -> String {
    let header = |name: &str| exchange.answer.header(name).unwrap_or_default().to_owned();
    let coding = match header("content-encoding").as_str() {
        "" => String::new(),
        coding => format!("add_header content-encoding {coding} always;"),
    };
    let folder = folder.display();
    format!(
        "daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; tcp_nodelay on; server_tokens off; keepalive_requests 1000000000;\n\
         open_file_cache max=2000 inactive=10m; open_file_cache_valid 10m; default_type \"{media_type}\";\n\
         client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;\n\
         uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n\
         server {{ listen 127.0.0.1:{port}; root {folder}/pages; {coding} }} }}\n",
        media_type = header("content-type"),
    )
}

pub fn start(house: &House, program: &Path, folder: &Path, exchanges: &[Exchange]) -> anyhow::Result<Server> {
    let pages = folder.join("pages");
    fs::create_dir_all(&pages).context("make nginx's folder")?;
    for exchange in exchanges {
        fs::write(pages.join(exchange.path.trim_start_matches('/')), &exchange.answer.body).context("write a page")?;
    }
    let (port, first) = (free_port()?, exchanges.first().context("a page for nginx")?);
    let file = folder.join("nginx.conf");
    fs::write(&file, settings(folder, port, first)).context("write nginx's settings")?;
    let mut command: Command = house.command(program);
    command.arg("-p").arg(folder).arg("-e").arg(folder.join("log")).arg("-c").arg(&file);
    let server = Server { child: command.spawn().context("start nginx")?, port };
    let begun = Instant::now();
    for exchange in exchanges {
        let answer = loop {
            match ask(port, &exchange.request) {
                Ok(answer) => break answer,
                Err(error) if begun.elapsed() > PATIENCE => return Err(error.context("wait for nginx")),
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        };
        let coding = |name| answer.header(name) == exchange.answer.header(name);
        let is_same = answer.status == 200 && answer.body == exchange.answer.body && coding("content-encoding");
        ensure!(is_same, "nginx answers other bytes, with status {}", answer.status);
    }
    Ok(server)
}
