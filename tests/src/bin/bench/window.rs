//! The window: from its start to a usable desk, and its memory. Needs Xvfb, which shows it to nobody.

use crate::Bench;
use crate::process::{self, Running, origin};
use crate::row::{Peer, Rows, millis, percentile};
use journeys::{Failure, OFFICER, Post};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A window that is not there by then will not come.
const LONGEST: Duration = Duration::from_secs(60);
/// After that the page is drawn and idle.
const SETTLED: Duration = Duration::from_secs(4);
/// The bare browser of the same WebKit, to compare with.
const BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

/// Measures on a folder; `of` says in the rows' names what is special about it.
pub fn measure(bench: &Bench, post: &Post, of: &str, rows: &mut Rows) -> Result<(), Failure> {
    eprintln!("the window{of}");
    let missing = ["origin", "origin-desk"]
        .map(|name| bench.programs.join(name))
        .into_iter()
        .find(|path| !path.exists());
    if let Some(path) = missing {
        rows.missing(format!("start and memory of the window{of}: {} is not built", path.display()));
        return Ok(());
    }
    let Some(screen) = Screen::start()? else {
        rows.missing(format!("start and memory of the window{of}: Xvfb is not installed"));
        return Ok(());
    };
    let mut starts = Vec::new();
    let mut memory = 0.0;
    for at in 0..bench.size.starts {
        let begun = Instant::now();
        let mut window = Running::start(
            &mut screen.show(
                Command::new(bench.programs.join("origin-desk"))
                    .args(["--officer", OFFICER, "--sync-every", "0", "--folder"])
                    .arg(post.folder()),
            ),
        )?;
        let mark = post.folder().join("window-ready");
        // The mark of an earlier start is taken away first thing.
        let mut gone = !mark.exists();
        loop {
            gone |= !mark.exists();
            if gone && mark.exists() {
                break;
            }
            if window.ended()? || begun.elapsed() > LONGEST {
                rows.missing(format!("start and memory of the window{of}: it did not open"));
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        starts.push(begun.elapsed());
        if at + 1 == bench.size.starts {
            std::thread::sleep(SETTLED);
            memory = window.memory();
        }
        drop(window);
        let _ = std::fs::remove_file(&mark);
    }
    let mut statuses = Vec::new();
    for _ in 0..bench.size.starts {
        statuses.push(process::run(&mut origin(&bench.programs, "status", post.folder()))?.time);
    }
    let peer = Peer::new("origin status, start to end", millis(percentile(&mut statuses, 0.5)));
    rows.add(
        format!("start to a usable desk{of}, files cached"),
        millis(percentile(&mut starts, 0.5)),
        "ms",
        &peer,
    );
    let peer = if let Some(bare) = screen.browser()? {
        Peer::new("WebKit's bare browser, blank page", bare)
    } else {
        let status = process::run(&mut origin(&bench.programs, "status", post.folder()))?;
        Peer::new("origin status at its most", status.peak)
    };
    rows.add(format!("memory of the running window{of}"), memory, "MiB", &peer);
    Ok(())
}

/// A screen of our own.
struct Screen {
    display: String,
    _server: Running,
}

impl Screen {
    /// Starts one; none where Xvfb is not installed.
    fn start() -> Result<Option<Self>, Failure> {
        if !installed("Xvfb") {
            return Ok(None);
        }
        let free = (90..190).find(|number| !Path::new(&format!("/tmp/.X11-unix/X{number}")).exists());
        let display = format!(":{}", free.ok_or("no free display")?);
        let mut server = Running::start(Command::new("Xvfb").args([
            &display,
            "-screen",
            "0",
            "1440x900x24",
            "-nolisten",
            "tcp",
        ]))?;
        let socket = PathBuf::from(format!("/tmp/.X11-unix/X{}", display.trim_start_matches(':')));
        let begun = Instant::now();
        while !socket.exists() {
            if server.ended()? || begun.elapsed() > Duration::from_secs(10) {
                return Err("Xvfb did not start".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(Some(Self { display, _server: server }))
    }

    /// The same command, shown here. Without a message bus: it would start services that outlive the window, and a
    /// first start would wait for them.
    fn show(&self, command: &Command) -> Command {
        let mut shown = Command::new(command.get_program());
        shown.args(command.get_args()).env("DISPLAY", &self.display).env_remove("WAYLAND_DISPLAY");
        shown.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").env("NO_AT_BRIDGE", "1");
        shown.env("GDK_BACKEND", "x11").env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        shown
    }

    /// Memory of the bare browser with a blank page; none where it is not installed.
    fn browser(&self) -> Result<Option<f64>, Failure> {
        let program = std::fs::read_dir("/usr/lib")?
            .filter_map(|entry| Some(entry.ok()?.path().join(BROWSER)))
            .find(|path| path.exists());
        let Some(program) = program else { return Ok(None) };
        let browser = Running::start(&mut self.show(Command::new(program).arg("about:blank")))?;
        std::thread::sleep(SETTLED);
        Ok(Some(browser.memory()))
    }
}

/// Whether a program is on the path.
fn installed(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).exists()))
}
