//! A TLS server of the tests' own on loopback, and an inbox in memory that can be told to fail.
#![allow(dead_code)] // each test file uses a part

use axum::Router;
use axum_server::{Handle, tls_rustls::RustlsConfig};
use exchange::{Endpoint, Inbox, Interface, Kept, Page, Patience, PortError};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::{SocketAddr, TcpListener},
    sync::Mutex,
    time::Duration,
};

/// A server that stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    pub authority_pem: String,
    handle: Handle<SocketAddr>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

/// PEM of an authority and of a server certificate with its key, for `127.0.0.1`.
pub fn identity() -> (String, String, String) {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf =
        CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    (authority.pem(), leaf.pem(), key.serialize_pem())
}

/// Serves `router` over TLS on a free port of loopback.
pub async fn serve(router: Router) -> Server {
    let (authority_pem, leaf, key) = identity();
    let tls = RustlsConfig::from_pem(leaf.into_bytes(), key.into_bytes()).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let handle = Handle::new();
    let server = axum_server::from_tcp_rustls(listener, tls).unwrap().handle(handle.clone());
    tokio::spawn(server.serve(router.into_make_service()));
    handle.listening().await;
    Server { address, authority_pem, handle }
}

/// An endpoint at that server.
pub fn endpoint(server: &Server, kind: &str, page_size: u32) -> Endpoint {
    let paths = ["certificates", "events", "receipts", "enrol", "directory", "moved"];
    Endpoint {
        link: "test-link".to_owned(),
        base_url: format!("https://{}/v1", server.address),
        tls_ca_pem: server.authority_pem.clone().into_bytes(),
        interface: Interface {
            kind: kind.to_owned(),
            paths: paths.iter().map(|name| ((*name).to_owned(), format!("/{name}"))).collect(),
            page_size,
        },
    }
}

/// So short that tests are quick, so long that a busy machine does not fail them.
pub fn patience() -> Patience {
    Patience {
        connect: Duration::from_secs(5),
        silence: Duration::from_secs(5),
        whole: Duration::from_secs(20),
        tries: 3,
        first_pause: Duration::from_millis(5),
        longest_pause: Duration::from_millis(1500),
    }
}

#[derive(Default)]
pub struct State {
    pub cursors: BTreeMap<(String, String), String>,
    pub known: BTreeSet<Vec<u8>>,
    pub order: Vec<(String, Vec<u8>)>,
    pub etags: BTreeMap<(String, String), String>,
    /// Refuse this many pages from now on.
    pub refuse: usize,
}

/// Storage in memory; one lock is one transaction.
#[derive(Default)]
pub struct Memory(pub Mutex<State>);

impl Inbox for Memory {
    fn cursor(&self, link: &str, stream: &str) -> Result<Option<String>, PortError> {
        Ok(self.0.lock().unwrap().cursors.get(&(link.to_owned(), stream.to_owned())).cloned())
    }

    fn keep_page(&self, link: &str, stream: &str, page: &Page) -> Result<Kept, PortError> {
        let mut state = self.0.lock().unwrap();
        if state.refuse > 0 {
            state.refuse -= 1;
            return Err(PortError::new("DISK_FULL", "the test said so"));
        }
        let mut kept = Kept::default();
        for message in &page.messages {
            if state.known.insert(message.bytes.clone()) {
                kept.new += 1;
                state.order.push((message.remote_id.clone(), message.bytes.clone()));
            } else {
                kept.known += 1;
            }
        }
        if let Some(next) = &page.next {
            state.cursors.insert((link.to_owned(), stream.to_owned()), next.clone());
        }
        Ok(kept)
    }

    fn etag(&self, link: &str, resource: &str) -> Result<Option<String>, PortError> {
        Ok(self.0.lock().unwrap().etags.get(&(link.to_owned(), resource.to_owned())).cloned())
    }

    fn set_etag(&self, link: &str, resource: &str, etag: Option<&str>) -> Result<(), PortError> {
        let mut state = self.0.lock().unwrap();
        let key = (link.to_owned(), resource.to_owned());
        match etag {
            Some(etag) => state.etags.insert(key, etag.to_owned()),
            None => state.etags.remove(&key),
        };
        Ok(())
    }
}

impl Memory {
    /// The messages, in the order in which they came to the disk.
    pub fn messages(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap()
            .order
            .iter()
            .map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
            .collect()
    }
}

impl Inbox for &Memory {
    fn cursor(&self, link: &str, stream: &str) -> Result<Option<String>, PortError> {
        Memory::cursor(self, link, stream)
    }
    fn keep_page(&self, link: &str, stream: &str, page: &Page) -> Result<Kept, PortError> {
        Memory::keep_page(self, link, stream, page)
    }
    fn etag(&self, link: &str, resource: &str) -> Result<Option<String>, PortError> {
        Memory::etag(self, link, resource)
    }
    fn set_etag(&self, link: &str, resource: &str, etag: Option<&str>) -> Result<(), PortError> {
        Memory::set_etag(self, link, resource, etag)
    }
}
