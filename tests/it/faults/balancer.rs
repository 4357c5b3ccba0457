//! A load balancer as there are many: sends each connection to the next instance that is ready, and tries nothing twice.

use std::io::Write;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::harness::program::Serving;

/// How often it asks; several times within the time that an instance says it is about to go.
const LOOK: Duration = Duration::from_millis(200);

pub struct Balancer {
    pub port: u16,
    state: Arc<State>,
}

struct State {
    instances: Vec<(u16, AtomicBool)>,
    next: AtomicUsize,
    is_over: AtomicBool,
}

impl Balancer {
    pub fn before(ports: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let instances = ports.iter().map(|port| (*port, AtomicBool::default())).collect();
        let state = Arc::new(State { instances, next: AtomicUsize::default(), is_over: AtomicBool::default() });
        let asking = Arc::clone(&state);
        asking.look();
        std::thread::spawn(move || {
            while !asking.is_over.load(Ordering::SeqCst) {
                asking.look();
                std::thread::sleep(LOOK);
            }
        });
        let taken = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if taken.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&taken);
                std::thread::spawn(move || state.pass_on(client));
            }
        });
        Self { port, state }
    }

    pub fn is_ready(&self, port: u16) -> bool {
        self.state.instances.iter().any(|(known, is_ready)| *known == port && is_ready.load(Ordering::SeqCst))
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

impl State {
    fn look(&self) {
        for (port, is_ready) in &self.instances {
            let answer = Serving::ask(*port, "GET /-/ready HTTP/1.1", "");
            is_ready.store(answer.is_some_and(|answer| answer.starts_with("HTTP/1.1 200")), Ordering::SeqCst);
        }
    }

    fn pass_on(&self, mut client: TcpStream) {
        let count = self.instances.len();
        let turn = self.next.fetch_add(1, Ordering::SeqCst);
        let mut ready = (0..count).map(|at| &self.instances[(turn + at) % count]);
        let Some((port, _)) = ready.find(|(_, is_ready)| is_ready.load(Ordering::SeqCst)) else {
            drop(client.write_all(b"HTTP/1.1 502 nobody is ready\r\ncontent-length: 0\r\n\r\n"));
            return;
        };
        let Ok(mut server) = TcpStream::connect(("127.0.0.1", *port)) else { return };
        let (mut question, mut there) = (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
        std::thread::spawn(move || {
            drop(std::io::copy(&mut question, &mut there));
            drop(there.shutdown(Shutdown::Write));
        });
        drop(std::io::copy(&mut server, &mut client));
        drop(client.shutdown(Shutdown::Both));
    }
}
