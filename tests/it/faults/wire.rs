//! The wire between the program and its database: slow, frozen, or swallowing what was sent.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const TICK: Duration = Duration::from_millis(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mood {
    Well,
    /// What the program says arrives five seconds later.
    Slow,
    /// Connections are taken, and nothing comes through.
    Frozen,
}

pub const SLOW: Duration = Duration::from_secs(5);

pub struct Wire {
    pub port: u16,
    state: Arc<State>,
}

struct State {
    to: u16,
    mood: AtomicU8,
    /// Connections begun before this one stay dead for ever.
    first_alive: AtomicUsize,
    connections: AtomicUsize,
    is_over: AtomicBool,
}

impl Wire {
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let own = listener.local_addr().expect("an address").port();
        let state = Arc::new(State {
            to: port,
            mood: AtomicU8::default(),
            first_alive: AtomicUsize::default(),
            connections: AtomicUsize::default(),
            is_over: AtomicBool::default(),
        });
        let taken = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if taken.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&taken);
                std::thread::spawn(move || state.connect(client));
            }
        });
        Self { port: own, state }
    }

    pub fn set(&self, mood: Mood) {
        self.state.mood.store(mood as u8, Ordering::SeqCst);
    }

    /// Well again for new connections; the older ones hear nothing, not even an end: as when a firewall has forgotten them.
    pub fn lose_connections(&self) {
        self.state.first_alive.store(self.state.connections.load(Ordering::SeqCst), Ordering::SeqCst);
        self.set(Mood::Well);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::SeqCst);
        // Wakes the one that listens.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

impl State {
    fn connect(self: Arc<Self>, client: TcpStream) {
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        while self.is_frozen(number) {
            std::thread::sleep(TICK);
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
        }
        // Nobody listens there: the client's connection ends, as it would without us.
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.to)) else { return };
        let there = (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
        let state = Arc::clone(&self);
        std::thread::spawn(move || state.pump(there.0, there.1, number, true));
        self.pump(server, client, number, false);
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream, number: usize, is_question: bool) {
        drop((from.set_read_timeout(Some(TICK)), to.set_nodelay(true)));
        let mut bytes = [0; 16 * 1024];
        while !self.is_over.load(Ordering::SeqCst) {
            let count = match from.read(&mut bytes) {
                Ok(count) => count,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => continue,
                Err(_) => 0,
            };
            let came = Instant::now();
            while self.is_held(number, is_question, came) {
                std::thread::sleep(TICK);
                if self.is_over.load(Ordering::SeqCst) {
                    return;
                }
            }
            if count == 0 || to.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
    }

    fn is_held(&self, number: usize, is_question: bool, came: Instant) -> bool {
        let is_slow = is_question && self.mood.load(Ordering::SeqCst) == Mood::Slow as u8;
        self.is_frozen(number) || (is_slow && came.elapsed() < SLOW)
    }

    fn is_frozen(&self, number: usize) -> bool {
        number < self.first_alive.load(Ordering::SeqCst) || self.mood.load(Ordering::SeqCst) == Mood::Frozen as u8
    }
}
