//! What a window needs around it: a virtual display, a session bus, a driver. All of it ends with the value.

use crate::Failure;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the display and the driver have to answer.
const START: Duration = Duration::from_secs(30);

/// A virtual display of 1440 × 900 with a driver on it.
#[derive(Debug)]
pub struct Stage {
    display: Group,
    /// First to end.
    driver: Option<Group>,
    /// Number of the display, as X names it.
    pub name: String,
    /// Where tauri-driver answers; it opens the session.
    pub port: u16,
    /// Where the driver behind it answers, for everything after that: tauri-driver keeps connections that the other side
    /// has closed, and then loses a command (seen in 2.1.0).
    pub native: u16,
}

/// A process with all that it starts; they end together, also when a test panics.
#[derive(Debug)]
struct Group(Child);

impl Group {
    fn start(command: &mut Command) -> Result<Self, Failure> {
        Ok(Self(command.process_group(0).spawn()?))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for signal in ["TERM", "KILL"] {
            // The shell's own kill: a small machine may have no other.
            let line = format!("kill -s {signal} -- -{}", self.0.id());
            let sent = Command::new("sh").args(["-c", &line]).stderr(Stdio::null()).status();
            if !sent.is_ok_and(|status| status.success()) {
                break; // nobody is left in the group
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Stage {
    /// Starts both. `home` takes what the window's libraries keep; `log` takes what they say.
    pub fn start(home: &Path, log: &Path) -> Result<Self, Failure> {
        let (display, name) = display()?;
        let (port, native) = (free_port()?, free_port()?);
        let log = std::fs::File::create(log)?;
        let mut command = Command::new(found("dbus-run-session")?);
        command
            .arg("--")
            .arg(found("tauri-driver")?)
            .args(["--port", &port.to_string(), "--native-port", &native.to_string(), "--native-driver"])
            .arg(found("WebKitWebDriver")?)
            .env("DISPLAY", &name)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("GTK_A11Y", "none")
            .env("NO_AT_BRIDGE", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let driver = Group::start(&mut command)?;
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err()
            || TcpStream::connect((Ipv4Addr::LOCALHOST, native)).is_err()
        {
            if begun.elapsed() > START {
                return Err("tauri-driver does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { display, driver: Some(driver), name, port, native })
    }

    /// A picture of the whole display, as PNG.
    pub fn picture(&self, path: &Path) -> Result<(), Failure> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let taken = Command::new(found("import")?)
            .args(["-display", &self.name, "-window", "root"])
            .arg(path)
            .status()?;
        if taken.success() { Ok(()) } else { Err("import took no picture".into()) }
    }

    /// Whether the display still runs.
    pub fn stands(&mut self) -> bool {
        matches!(self.display.0.try_wait(), Ok(None))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The window before its display, so that it does not complain.
        self.driver = None;
    }
}

/// An X server that chooses a free number and says it when it is ready.
fn display() -> Result<(Group, String), Failure> {
    let mut display = Group::start(
        Command::new(found("Xvfb")?)
            .args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    )?;
    let mut number = String::new();
    let said = display.0.stdout.take().ok_or("Xvfb has no output")?;
    BufReader::new(said).read_line(&mut number)?;
    if number.trim().is_empty() {
        return Err("Xvfb did not start".into());
    }
    Ok((display, format!(":{}", number.trim())))
}

/// A port that is free now.
fn free_port() -> Result<u16, Failure> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Where a tool lies. Without it there is no test of the window, and that is a failure.
fn found(tool: &str) -> Result<PathBuf, Failure> {
    let cargo = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(cargo.map(|cargo| cargo.join("bin")))
        .map(|folder| folder.join(tool))
        .find(|file| file.is_file())
        .ok_or_else(|| format!("{tool} is not installed: ./dev test installs what the tests need").into())
}
