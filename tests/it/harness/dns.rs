//! A name server at the wire: answers from a table, keeps silent where it is told to, and remembers what it was asked.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, PTR};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

#[derive(Debug, Clone)]
enum Entry {
    Names(Vec<String>),
    Addresses(Vec<IpAddr>),
    Silence,
    Fault,
}

/// Names that are not in its table do not exist.
#[derive(Debug, Default)]
struct State {
    table: HashMap<String, Entry>,
    asked: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Dns {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Dns {
    /// On a thread of its own, until the test's process ends.
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let dns = Self { address: socket.local_addr().expect("an address"), state: Arc::default() };
        let state = Arc::clone(&dns.state);
        std::thread::spawn(move || {
            let mut buffer = [0; 1500];
            while let Ok((length, peer)) = socket.recv_from(&mut buffer) {
                if let Some(answer) = answer(&state, &buffer[..length]) {
                    drop(socket.send_to(&answer, peer));
                }
            }
        });
        dns
    }

    /// What the owner of the address says its names are.
    pub fn reverse(&self, ip: &str, names: &[&str]) {
        self.set(&reverse_name(ip), Entry::Names(names.iter().map(|name| (*name).to_owned()).collect()));
    }

    /// What the owner of the name says its addresses are.
    pub fn forward(&self, name: &str, ips: &[&str]) {
        self.set(name, Entry::Addresses(ips.iter().map(|ip| ip.parse().expect("an address")).collect()));
    }

    /// Both ways.
    pub fn host(&self, ip: &str, name: &str) {
        self.reverse(ip, &[name]);
        self.forward(name, &[ip]);
    }

    pub fn silence(&self, name: &str) {
        self.set(name, Entry::Silence);
    }

    pub fn silence_reverse(&self, ip: &str) {
        self.set(&reverse_name(ip), Entry::Silence);
    }

    pub fn fail_reverse(&self, ip: &str) {
        self.set(&reverse_name(ip), Entry::Fault);
    }

    /// As `PTR 1.66.249.66.in-addr.arpa`; the list is empty from then on.
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().expect("a state").asked)
    }

    pub fn was_asked(&self) -> bool {
        !self.state.lock().expect("a state").asked.is_empty()
    }

    fn set(&self, name: &str, entry: Entry) {
        self.state.lock().expect("a state").table.insert(name.to_ascii_lowercase(), entry);
    }
}

fn reverse_name(ip: &str) -> String {
    plain(&Name::from(ip.parse::<IpAddr>().expect("an address")))
}

fn plain(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

/// `None`: not a word.
fn answer(state: &Mutex<State>, bytes: &[u8]) -> Option<Vec<u8>> {
    let question = Message::from_vec(bytes).ok()?;
    let query = question.queries.first()?.clone();
    let (name, kind) = (query.name().clone(), query.query_type());
    let mut state = state.lock().expect("a state");
    state.asked.push(format!("{kind} {}", plain(&name)));
    let mut answer = Message::response(question.metadata.id, OpCode::Query);
    answer.metadata.message_type = MessageType::Response;
    answer.metadata.recursion_desired = question.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    answer.queries = question.queries;
    let data: Vec<RData> = match state.table.get(&plain(&name)) {
        None => {
            answer.metadata.response_code = ResponseCode::NXDomain;
            Vec::new()
        }
        Some(Entry::Silence) => return None,
        Some(Entry::Fault) => {
            answer.metadata.response_code = ResponseCode::ServFail;
            Vec::new()
        }
        Some(Entry::Names(names)) if kind == RecordType::PTR => {
            names.iter().map(|name| RData::PTR(PTR(Name::from_ascii(name).expect("a name")))).collect()
        }
        Some(Entry::Addresses(ips)) => ips.iter().filter_map(|ip| address(*ip, kind)).collect(),
        Some(Entry::Names(_)) => Vec::new(),
    };
    answer.answers = data.into_iter().map(|data| Record::from_rdata(name.clone(), 3600, data)).collect();
    answer.to_vec().ok()
}

fn address(ip: IpAddr, kind: RecordType) -> Option<RData> {
    match (ip, kind) {
        (IpAddr::V4(ip), RecordType::A) => Some(RData::A(A(ip))),
        (IpAddr::V6(ip), RecordType::AAAA) => Some(RData::AAAA(AAAA(ip))),
        _ => None,
    }
}
