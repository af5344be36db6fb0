//! The smallest HTTPS client: one request a connection, HTTP/1.1, one authority trusted.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops at the first surprise

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{
    io::{self, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

pub struct Client {
    address: String,
    config: Arc<ClientConfig>,
}

pub struct Answer {
    pub status: u16,
    headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<String> {
        let line = self.headers.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    }

    /// The reason of a refusal.
    pub fn code(&self) -> String {
        let value: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        value["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Client {
    pub fn new(endpoint: &str, authority: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { address: endpoint.strip_prefix("https://").unwrap().to_owned(), config: Arc::new(config) }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.try_get(path).unwrap()
    }

    pub fn try_get(&self, path: &str) -> io::Result<Answer> {
        self.ask("GET", path, &[], "")
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers, "").unwrap()
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, &[("Content-Type", "application/jose")], body).unwrap()
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Answer> {
        let socket = TcpStream::connect(&self.address)?;
        socket.set_read_timeout(Some(Duration::from_secs(20)))?;
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let connection = ClientConnection::new(Arc::clone(&self.config), name).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(connection, socket);
        let headers =
            headers.iter().fold(String::new(), |text, (name, value)| text + name + ": " + value + "\r\n");
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        )?;
        let mut bytes = Vec::new();
        match stream.read_to_end(&mut bytes) {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
            _ => {}
        }
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .ok_or_else(|| io::Error::other("no answer"))?;
        let body = bytes.split_off(end + 4);
        let headers = String::from_utf8(bytes).unwrap();
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        assert!(!headers.to_lowercase().contains("transfer-encoding: chunked"), "answers have their length");
        Ok(Answer { status, headers, body })
    }
}
