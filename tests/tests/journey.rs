//! A certificate's whole journey in the real window, by keyboard alone, against partners on loopback.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops at the first surprise

use journeys::Failure;
use journeys::today::Today;
use journeys::window::Window;
use serde_json::{Value, json};
use simulator::Good;
use std::path::Path;
use std::process::Command;

/// What the window's own program says of the folder: events in its log.
fn events(window: &Window) -> Result<u64, Failure> {
    let folder = window.promise("window.__TAURI_INTERNALS__.invoke('folder')", &[])?;
    folder["events"].as_u64().ok_or_else(|| "the folder does not say its events".into())
}

fn status(window: &Window) -> Result<Value, Failure> {
    window.promise("window.__TAURI_INTERNALS__.invoke('status')", &[])
}

/// Types a number into the one input, as a person does from wherever the focus is, and waits for its answer.
fn look_up(window: &Window, number: &str, light: &str) -> Result<(), Failure> {
    let there = window.run("return document.activeElement?.id === 'ask'", &[])? == json!(true);
    window.press(&[if there { "Ctrl+a" } else { "/" }])?;
    window.wait("the focus in the one input", "return document.activeElement?.id === 'ask'", &[])?;
    window.write(number)?;
    window.wait(
        "the number in the one input",
        "return document.querySelector('#ask').value === arguments[0]",
        &[json!(number)],
    )?;
    window.press(&["Enter"])?;
    answered(window, number, light)
}

/// The answer leads with shape, word and sentence.
fn answered(window: &Window, number: &str, light: &str) -> Result<(), Failure> {
    window.wait(
        &format!("a {light} answer for {number}"),
        "const [number, light, word] = arguments;
         const answer = document.querySelector(`.answer.${light}`);
         return document.querySelector('.ident .no')?.innerText.trim() === number
           && answer?.querySelector('.who svg') !== null
           && answer?.querySelector('.who')?.innerText.trim() === word
           && answer?.querySelector('h1')?.innerText.trim()",
        &[json!(number), json!(light), json!(capital(light))],
    )?;
    Ok(())
}

fn capital(light: &str) -> String {
    light[..1].to_uppercase() + &light[1..]
}

/// Fills the field that has the focus, which must be the one with this label.
fn fill(window: &Window, label: &str, value: &str) -> Result<(), Failure> {
    window.wait(
        &format!("the focus in the field `{label}`"),
        "return document.activeElement?.labels?.[0]?.innerText.trim() === arguments[0]",
        &[json!(label)],
    )?;
    window.press(&["Ctrl+a"])?;
    window.write(value)?;
    window.wait(
        &format!("`{value}` in the field `{label}`"),
        "return document.activeElement?.value === arguments[0]",
        &[json!(value)],
    )?;
    Ok(())
}

/// The declaration of a good certificate, typed line by line.
fn declare(window: &Window, good: &Good) -> Result<(), Failure> {
    let declaration = &good.declaration;
    // Without a number nothing is presented: the key leads to what is missing.
    window.press(&["Ctrl+Enter"])?;
    fill(window, "Declaration number", &declaration.number)?;
    window.press(&["Tab"])?;
    fill(window, "Date", &declaration.date.unwrap().to_string())?;
    window.press(&["Tab"])?;
    fill(window, "Importer", declaration.importer.as_deref().unwrap())?;
    for (index, item) in declaration.items.iter().enumerate() {
        let of = |what: &str| format!("{what} declared for item {}", index + 1);
        window.press(&["Tab"])?;
        fill(window, &of("Quantity"), &item.quantity.unwrap().to_string())?;
        window.press(&["Tab"])?;
        fill(window, &of("Unit"), item.unit.as_deref().unwrap())?;
        window.press(&["Tab"])?;
        fill(window, &of("HS code"), item.hs.as_deref().unwrap())?;
        window.press(&["Tab"])?;
        fill(window, &of("Invoice"), item.invoice.as_deref().unwrap())?;
    }
    window.press(&["Ctrl+Enter"])?;
    window.wait(
        "the focus on the decision of the first item",
        "return document.activeElement?.getAttribute('role') === 'radio'
           && document.activeElement.closest('[data-item]')?.dataset.item === '1'",
        &[],
    )?;
    Ok(())
}

/// Waits until the option with this letter, of the item that has the focus, is chosen or not.
fn chosen(window: &Window, letter: &str, is: bool) -> Result<(), Failure> {
    window.wait(
        &format!("the decision {letter} {}", if is { "filled in" } else { "taken back" }),
        "const [letter, is] = arguments;
         const options = [...document.querySelectorAll('[data-item] [role=radio]')];
         const option = options.find((one) => one.querySelector('kbd')?.innerText.trim() === letter);
         return option?.getAttribute('aria-checked') === String(is)",
        &[json!(letter), json!(is)],
    )?;
    Ok(())
}

/// How many items of the presentation on the desk the window calls decided.
fn decided(window: &Window, words: &str) -> Result<(), Failure> {
    window.wait(
        &format!("`{words}` over the items"),
        "return document.querySelector('.items .card-h')?.innerText.includes(arguments[0])",
        &[json!(words)],
    )?;
    Ok(())
}

fn tab_to(window: &Window, id: &str) -> Result<(), Failure> {
    for _ in 0..40 {
        if window.run("return document.activeElement?.id", &[])? == json!(id) {
            return Ok(());
        }
        window.press(&["Tab"])?;
    }
    Err(format!("Tab does not reach #{id}").into())
}

/// Reads a code as a scanner does. A machine that is too busy to be a scanner (more than its interval between two
/// characters) is seen by the times of the keys themselves, and the code is read again.
fn scan(window: &Window, code: &str) -> Result<(), Failure> {
    for _ in 0..5 {
        // The page's own listener stops a burst's presses; releases are seen by all.
        window.run(
            "window.released = []; window.onRelease ??= window.addEventListener('keyup', \
             (event) => window.released.push(event.timeStamp), true) ?? true;",
            &[],
        )?;
        window.scan(code)?;
        let widest = window.run(
            "return Math.max(...window.released.slice(1).map((at, i) => at - window.released[i]))",
            &[],
        )?;
        if widest.as_f64().is_some_and(|widest| widest < 28.0) {
            return Ok(());
        }
        println!("not a scanner's speed: {widest} ms between two characters; once more");
    }
    Err("the machine is too busy to type like a scanner".into())
}

/// Saves the page that is previewed, and reads it with another program than the one that wrote it.
fn print(window: &Window, path: &Path) -> Result<String, Failure> {
    window.press(&["p"])?;
    window.wait("the preview", "return (document.querySelector('.paper canvas')?.width ?? 0) > 300", &[])?;
    tab_to(window, "print-path")?;
    window.press(&["Ctrl+a"])?;
    window.write(&path.display().to_string())?;
    window.press(&["Ctrl+Enter"])?;
    window.wait(
        "that the page was saved",
        "return document.querySelector('[role=status]')?.innerText.includes(arguments[0])",
        &[json!(path)],
    )?;
    assert!(std::fs::read(path)?.starts_with(b"%PDF-"), "what was saved is no PDF");
    let read = Command::new("pdftotext").arg(path).arg("-").output()?;
    assert!(read.status.success(), "pdftotext does not read what was saved");
    let text = String::from_utf8_lossy(&read.stdout).into_owned();
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_certificate_goes_its_whole_way_by_keyboard() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let today = Today::start(place.path(), 4)?;
    let good = today.good("borastria", 0)?;
    let other = today.good("katanga", 0)?;
    let altered = today.planted("CONTENT_ALTERED")?.number.clone().unwrap();
    let folder = today.post.folder();

    // First start: certificates of all three partners arrive by themselves.
    let window = Window::start(folder, &[])?;
    window.wait(
        "certificates of three partners on the desk",
        "const rows = [...document.querySelectorAll('.home table')].find((one) => one.querySelector('.num .lw'))
           ?.querySelectorAll('tbody tr') ?? [];
         return rows.length === 3 && document.querySelector('.job') === null",
        &[],
    )?;
    let arrived = status(&window)?["documents"].as_u64().unwrap();
    assert!(arrived > today.partners.world().good().len() as u64, "not everything arrived: {arrived}");
    window.wait(
        "how many there are, in the foot",
        "return document.querySelector('.foot')?.innerText.includes(arguments[0])",
        &[json!(arrived.to_string())],
    )?;

    // One is found by its number, and is green; it is presented for a declaration.
    look_up(&window, &good.number, "green")?;
    declare(&window, good)?;
    let of = good.declaration.items.len();
    let before = events(&window)?;

    // Green proposes. The letter acts inside the focused item: it takes the proposal back, and fills it in again.
    chosen(&window, "A", true)?;
    window.press(&["a"])?;
    chosen(&window, "A", false)?;
    window.press(&["a"])?;
    chosen(&window, "A", true)?;

    // A scanner's burst while the focus is on a decision goes to the input, whatever letters are in it.
    scan(&window, &other.number)?;
    answered(&window, &other.number, "green")?;
    look_up(&window, &good.number, "green")?;
    chosen(&window, "A", true)?;

    // Nothing is recorded before Ctrl Enter; then all of it is.
    decided(&window, &format!("0 of {of} decided"))?;
    assert_eq!(events(&window)?, before, "something was recorded before Ctrl Enter");
    window.press(&["Ctrl+Enter"])?;
    decided(&window, &format!("{of} of {of} decided"))?;
    assert_eq!(events(&window)?, before + of as u64, "each decision is one event");

    // An altered one is red and says why.
    look_up(&window, &altered, "red")?;
    window.wait(
        "the finding CONTENT_ALTERED",
        "return document.querySelector('[data-findings]')?.innerText.includes('CONTENT_ALTERED')",
        &[],
    )?;

    // It is flagged, with a reason and words.
    window.press(&["f"])?;
    window.wait(
        "the focus on a reason",
        "return document.activeElement?.closest('[data-float]') && document.activeElement.type === 'radio'",
        &[],
    )?;
    window.press(&["Space", "Tab"])?;
    window.wait(
        "the focus in the words of the flag",
        "return document.activeElement?.id === 'flag-note'
           && document.querySelector('[data-float] input:checked')?.value === 'content'",
        &[],
    )?;
    window.write("Weight differs from the scale")?;
    window.press(&["Ctrl+Enter"])?;
    let flagged = "return document.querySelector('[data-float]') === null
         && document.querySelector('main.desk')?.innerText.includes('Weight differs from the scale')";
    window.wait("the flag on the certificate", flagged, &[])?;

    // It is printed, and every page says what it is not.
    let text = print(&window, &place.path().join("view.pdf"))?;
    assert!(text.contains("not an original"), "the page does not say what it is: {text}");

    let events_before = events(&window)?;
    window.quit()?;

    // All of it is still there.
    let window = Window::start(folder, &[])?;
    look_up(&window, &good.number, "green")?;
    decided(&window, &format!("{of} of {of} decided"))?;
    look_up(&window, &altered, "red")?;
    window.wait("the flag after a new start", flagged, &[])?;
    window.press(&["Escape", "g", "c"])?;
    window.wait(
        "the flag among the cases",
        "return document.querySelector('main.cases')?.innerText.includes('Weight differs from the scale')",
        &[],
    )?;
    let now = status(&window)?;
    assert_eq!(now["documents"].as_u64(), Some(arrived), "documents before and after");
    assert_eq!(now["open_flags"], json!(1));
    assert_eq!(events(&window)?, events_before, "events before and after");

    // The chain of the log holds, and the partner hears what was decided.
    window.press(&["g", ","])?;
    window.wait("the settings", "return document.querySelector('#settings-log') !== null", &[])?;
    window.press(&["Ctrl+Enter"])?;
    window.wait(
        "that the log holds",
        "return document.querySelector('#settings-log')?.innerText.includes(arguments[0])",
        &[json!(events_before.to_string())],
    )?;
    let told = |window: &Window| -> Result<bool, Failure> {
        let waiting = status(window)?["receipts_waiting"] != json!(0);
        Ok(!waiting
            && today.partners.receipts().iter().any(|seen| seen.message == good.message && seen.valid))
    };
    for _ in 0..400 {
        if told(&window)? {
            return window.quit();
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the partner was not told: {:?}", today.partners.receipts());
}
