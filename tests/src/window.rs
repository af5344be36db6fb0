//! The real window, driven as an officer drives it: by keys, on a display of its own. A small WebDriver client
//! (W3C WebDriver) for tauri-driver.

mod stage;
mod wire;

use crate::{Failure, OFFICER};
use serde_json::{Value, json};
use stage::Stage;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take to show; a debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(40);
/// Between two keys of a person: longer than a scanner's interval, after which a key acts.
const PERSON_MS: u64 = 45;

/// A window on a training folder. It ends, with all that was started for it, when this is dropped.
#[derive(Debug)]
pub struct Window {
    stage: Stage,
    session: String,
    folder: PathBuf,
    home: TempDir,
}

impl Window {
    /// Opens a window as the training officer. `more` are further arguments of the program.
    pub fn start(folder: &Path, more: &[&str]) -> Result<Self, Failure> {
        let program = built("origin-desk")?;
        let home = TempDir::new()?;
        let stage = Stage::start(home.path(), &home.path().join("window.log"))?;
        let place = folder.display().to_string();
        let mut arguments = vec!["--folder", place.as_str(), "--officer", OFFICER];
        arguments.extend(more);
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "tauri:options": { "application": program, "args": arguments },
        }}});
        let answer = wire::command(stage.port, "POST", "/session", &wanted)?;
        let session =
            answer.get("sessionId").and_then(Value::as_str).ok_or("the driver names no session")?.to_owned();
        let window = Self { stage, session, folder: folder.to_owned(), home };
        window.wait(
            "the shell of the window",
            "return document.querySelector('[data-screen]') !== null",
            &[],
        )?;
        Ok(window)
    }

    fn command(&self, method: &str, what: &str, body: &Value) -> Result<Value, Failure> {
        wire::command(self.stage.native, method, &format!("/session/{}/{what}", self.session), body).map_err(
            |error| {
                format!(
                    "{error}
{}",
                    self.said()
                )
                .into()
            },
        )
    }

    /// The last lines of what the program, its libraries and the driver said.
    fn said(&self) -> String {
        let log = std::fs::read_to_string(self.home.path().join("window.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().filter(|line| !line.contains("dbus-daemon")).collect();
        lines.get(lines.len().saturating_sub(25)..).unwrap_or_default().join("\n")
    }

    /// Runs a script in the page; its `return` comes back. Arguments are `arguments[0]`…
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, Failure> {
        self.command("POST", "execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs an expression that gives a promise; what it is fulfilled with comes back.
    pub fn promise(&self, expression: &str, arguments: &[Value]) -> Result<Value, Failure> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; ({expression}).then((value) => done({{ value }}), \
             (error) => done({{ failed: String(error?.code ?? error) }}));"
        );
        let body = json!({ "script": script, "args": arguments });
        let mut answer = self.command("POST", "execute/async", &body)?;
        match answer.get("failed") {
            Some(failed) => Err(format!("the page says: {failed}").into()),
            None => Ok(answer.get_mut("value").map(Value::take).unwrap_or_default()),
        }
    }

    /// Waits until a script returns something true, and gives that back; else says what the window shows instead.
    pub fn wait(&self, what: &str, script: &str, arguments: &[Value]) -> Result<Value, Failure> {
        let begun = Instant::now();
        loop {
            let seen = self.run(script, arguments);
            match &seen {
                Ok(Value::Null | Value::Bool(false)) => {}
                Ok(Value::String(text)) if text.is_empty() => {}
                Ok(value) => return Ok(value.clone()),
                Err(_) if begun.elapsed() < PATIENCE => {}
                Err(error) => return Err(format!("waiting for {what}: {error}").into()),
            }
            if begun.elapsed() > PATIENCE {
                return Err(self.missing(what));
            }
            std::thread::sleep(Duration::from_millis(40));
        }
    }

    /// What stands on the screen in place of what was waited for; a picture is kept beside the programs.
    fn missing(&self, what: &str) -> Failure {
        let picture = target().join("pictures/failed.png");
        let kept =
            self.picture(&picture).map_or_else(|error| error.to_string(), |()| picture.display().to_string());
        let page = self.run("return document.body.innerText", &[]).unwrap_or_default();
        format!("never seen: {what}\npicture: {kept}\nthe page: {page}\n{}", self.said()).into()
    }

    /// Text typed by a person, into whatever has the focus.
    pub fn write(&self, text: &str) -> Result<(), Failure> {
        self.strike(text.chars().map(|key| vec![key]), PERSON_MS)
    }

    /// A code read by a barcode scanner: characters as fast as the driver gives them, then Enter.
    pub fn scan(&self, code: &str) -> Result<(), Failure> {
        self.strike(code.chars().chain([named("Enter")?]).map(|key| vec![key]), 0)
    }

    /// Keys one after the other, each a character, a name, or a name with what is held: `f`, `Tab`, `Ctrl+Enter`.
    pub fn press(&self, keys: &[&str]) -> Result<(), Failure> {
        let chords: Result<Vec<Vec<char>>, Failure> = keys.iter().map(|chord| chord_of(chord)).collect();
        self.strike(chords?.into_iter(), PERSON_MS)
    }

    fn strike(&self, chords: impl Iterator<Item = Vec<char>>, pause_ms: u64) -> Result<(), Failure> {
        let mut actions = Vec::new();
        for chord in chords {
            actions.extend(chord.iter().map(|key| json!({ "type": "keyDown", "value": key })));
            actions.extend(chord.iter().rev().map(|key| json!({ "type": "keyUp", "value": key })));
            if pause_ms > 0 {
                actions.push(json!({ "type": "pause", "duration": pause_ms }));
            }
        }
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.command("POST", "actions", &body).map(|_| ())
    }

    /// A picture of the display with the window on it.
    pub fn picture(&self, path: &Path) -> Result<(), Failure> {
        self.stage.picture(path)
    }

    /// Closes the window as its close button does, and waits until the program has ended.
    pub fn quit(self) -> Result<(), Failure> {
        self.command("DELETE", "window", &Value::Null)?;
        let begun = Instant::now();
        while self.runs() {
            if begun.elapsed() > PATIENCE {
                return Err("the program did not end with its window".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Whether a program works on this folder.
    fn runs(&self) -> bool {
        let folder = self.folder.display().to_string();
        let Ok(processes) = std::fs::read_dir("/proc") else { return false };
        processes.flatten().any(|process| {
            std::fs::read_to_string(process.path().join("cmdline")).is_ok_and(|line| {
                let mut words = line.split('\0');
                words.next().is_some_and(|program| program.ends_with("origin-desk"))
                    && words.any(|word| word == folder)
            })
        })
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if self.stage.stands() {
            let _ = wire::command(
                self.stage.native,
                "DELETE",
                &format!("/session/{}", self.session),
                &Value::Null,
            );
        }
    }
}

/// Where cargo puts what it builds: the folder above the one of the programs.
pub fn target() -> PathBuf {
    let mut folder = programs();
    folder.pop();
    folder
}

/// The folder of the programs that were built together with this test.
fn programs() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap_or_default();
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    folder
}

fn built(program: &str) -> Result<PathBuf, Failure> {
    let file = programs().join(program);
    if file.is_file() {
        return Ok(file);
    }
    Err(format!("{} is not built: ./dev test builds it first", file.display()).into())
}

/// The characters of one chord, what is held first.
fn chord_of(chord: &str) -> Result<Vec<char>, Failure> {
    if chord.chars().count() == 1 {
        return Ok(chord.chars().collect());
    }
    chord
        .split('+')
        .map(|key| {
            if key.chars().count() == 1 { Ok(key.chars().collect()) } else { named(key).map(|key| vec![key]) }
        })
        .collect::<Result<Vec<Vec<char>>, Failure>>()
        .map(|keys| keys.concat())
}

/// Keys that are no characters (W3C WebDriver, section 17.4.2).
fn named(key: &str) -> Result<char, Failure> {
    Ok(match key {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Ctrl" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "F6" => '\u{e036}',
        other => return Err(format!("no such key: {other}").into()),
    })
}
