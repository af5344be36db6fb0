//! The servers: one HTTPS server a partner, on loopback, on a thread of their own.

mod counter;
mod cursors;
mod feed;
mod pages;
mod shop;

use crate::{
    Clock, Connection, ReceiptSeen, Result, Root, SimulatorError, World,
    partner::{Partner, Trust},
    partners, shelf,
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Duration, Utc};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
pub(crate) use shop::sign_list;
use shop::{Book, Shop};
use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    thread::JoinHandle,
    time::Duration as Wait,
};

/// How long after the start, and after each other, messages trickle in by the machine's clock.
const TRICKLE_SECONDS: i64 = 20;
/// How long answers under way may take when the servers stop.
const GRACE: Wait = Wait::from_millis(200);

/// Starts servers.
#[derive(Debug)]
pub struct Simulator;

/// Servers that run until they are stopped or dropped.
#[derive(Debug)]
pub struct Running {
    world: World,
    connections: Vec<Connection>,
    book: Arc<Book>,
    handles: Vec<Handle<SocketAddr>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts an HTTPS server a partner on loopback. Returns when they listen; needs no runtime of its caller's.
    pub fn start(mut world: World, clock: Clock) -> Result<Running> {
        if clock == Clock::Real {
            trickle(&mut world, Utc::now())?;
        }
        let before: Vec<Connection> =
            shelf::read_json(&world.folder().join("connections.json")).ok().flatten().unwrap_or_default();
        let tls = tls(&world)?;
        let book = Arc::new(Book::open(world.folder(), clock)?);
        let shared = Arc::new(world.clone());
        let mut connections = Vec::new();
        let mut servers = Vec::new();
        let mut handles = Vec::new();
        for (at, partner) in world.kept.partners.iter().enumerate() {
            let listener = listen(before.iter().find(|connection| connection.link == partner.link))?;
            let address = listener.local_addr().map_err(failed)?;
            connections.push(connection(&world, partner, address)?);
            let link = world
                .library
                .link(&partner.link)
                .ok_or_else(|| SimulatorError::Packs(format!("there is no link `{}`", partner.link)))?;
            let shop = Shop::new(Arc::clone(&shared), at, Arc::clone(&book));
            let app = counter::router(shop, link, partner.transport);
            let handle = Handle::new();
            handles.push(handle.clone());
            servers.push((listener, handle, app));
        }
        shelf::write_json(&world.folder().join("connections.json"), &connections)?;
        let thread = std::thread::Builder::new()
            .name("partners".to_owned())
            .spawn(move || run(servers, tls))
            .map_err(failed)?;
        Ok(Running { world, connections, book, handles, thread: Some(thread) })
    }
}

fn run(servers: Vec<(TcpListener, Handle<SocketAddr>, axum::Router)>, tls: RustlsConfig) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tracing::error!(%error, "no runtime for the partners"),
    };
    runtime.block_on(async move {
        let mut tasks = tokio::task::JoinSet::new();
        for (listener, handle, app) in servers {
            let tls = tls.clone();
            tasks.spawn(async move {
                let server = axum_server::from_tcp_rustls(listener, tls)?;
                server.handle(handle).serve(app.into_make_service()).await
            });
        }
        while let Some(ended) = tasks.join_next().await {
            if let Ok(Err(error)) = ended {
                tracing::error!(%error, "a partner's server ended");
            }
        }
    });
}

fn failed(reason: impl ToString) -> SimulatorError {
    SimulatorError::Serve(reason.to_string())
}

/// On the port of last time where it is free, else on any.
fn listen(before: Option<&Connection>) -> Result<TcpListener> {
    let port = before.and_then(|connection| connection.endpoint.rsplit(':').next()?.parse::<u16>().ok());
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = port.map_or_else(|| bind(0), |port| bind(port).or_else(|_| bind(0))).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

fn tls(world: &World) -> Result<RustlsConfig> {
    let server = &world.kept.tls.server;
    let chain = vec![CertificateDer::from(server.certificate.clone())];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server.key.pkcs8().to_vec()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(failed)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

fn connection(world: &World, partner: &Partner, address: SocketAddr) -> Result<Connection> {
    connect(partner, &world.kept.tls, &format!("https://{address}"))
}

/// How a partner is reached at an address.
pub(crate) fn connect(partner: &Partner, tls: &crate::world::Tls, endpoint: &str) -> Result<Connection> {
    let root = match &partner.trust {
        Trust::Certificates { authorities, .. } => {
            let root = authorities.first().ok_or_else(|| failed("a partner without a root"))?;
            Root::Certificate(pem(&root.holder.certificate))
        }
        Trust::Multikey { root, .. } => Root::Multikey(root.multikey()?),
    };
    let tls_ca = pem(&tls.authority.holder.certificate);
    Ok(Connection { link: partner.link.clone(), endpoint: endpoint.to_owned(), tls_ca, root })
}

/// RFC 7468.
pub(crate) fn pem(der: &[u8]) -> String {
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let mut rest = BASE64_STANDARD.encode(der);
    while !rest.is_empty() {
        let tail = rest.split_off(rest.len().min(64));
        text.push_str(&rest);
        text.push('\n');
        rest = tail;
    }
    text + "-----END CERTIFICATE-----\n"
}

/// Gives what has not come yet its time by the machine's clock, and remembers it, so that what came stays.
fn trickle(world: &mut World, now: DateTime<Utc>) -> Result<()> {
    let path = world.folder().join("trickled.json");
    let mut times: BTreeMap<String, DateTime<Utc>> = shelf::read_json(&path)?.unwrap_or_default();
    for partner in &mut world.kept.partners {
        let mut next = now;
        for dispatch in partner.dispatches.iter_mut().filter(|dispatch| dispatch.trickles) {
            dispatch.published = match times.get(&dispatch.sha256) {
                Some(came) if *came <= now => *came,
                _ => {
                    next += Duration::seconds(TRICKLE_SECONDS);
                    times.insert(dispatch.sha256.clone(), next);
                    next
                }
            };
        }
        partners::arrange(partner);
    }
    shelf::write_json(&path, &times)
}

impl Running {
    /// How to reach the partners; also in `connections.json` of the folder.
    pub fn connections(&self) -> Vec<Connection> {
        self.connections.clone()
    }

    /// Sets the simulated time; the clock stands still from then on.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.book.set(Clock::Set(now));
    }

    /// Every receipt that arrived, oldest first; one that came twice counts once.
    pub fn receipts(&self) -> Vec<ReceiptSeen> {
        self.book.receipts()
    }

    /// The world that is served.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Stops the servers and waits for them.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for handle in &self.handles {
            handle.graceful_shutdown(Some(GRACE));
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the partners' thread ended badly");
        }
    }
}
