//! HTTP/1.1 with JSON bodies to a driver on loopback: one connection a request, nothing else.

use crate::Failure;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A script or a press may take its time; a driver that says nothing for longer has hung.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest answer that is read: a page's worth of text.
const MOST: u64 = 64 << 20;

/// One WebDriver command (W3C WebDriver, section 6.3): its `value`, or the driver's error as words.
pub fn command(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, Failure> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let body = if method == "POST" { body.to_string() } else { String::new() };
    write!(
        &stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reader = BufReader::new(&stream);
    let mut length = MOST;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(format!("{method} {path}: the driver closed the connection").into());
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    let mut bytes = Vec::new();
    reader.take(length.min(MOST)).read_to_end(&mut bytes)?;
    let answer: Value = serde_json::from_slice(&bytes)?;
    let value = answer.get("value").cloned().unwrap_or_default();
    match value.get("error").and_then(Value::as_str) {
        Some(error) => {
            let message = value.get("message").and_then(Value::as_str).unwrap_or_default();
            Err(format!("{error}: {message}").into())
        }
        None => Ok(value),
    }
}
