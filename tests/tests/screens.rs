//! Every screen in the real window: light, dark and Arabic. axe-core finds nothing (WCAG 2.2 AA), the page logs no error,
//! and a picture of each lies in `target/pictures` to be looked at.
#![allow(clippy::unwrap_used)] // a test stops at the first surprise

use chrono::Utc;
use journeys::Failure;
use journeys::today::Today;
use journeys::window::{Window, target};
use serde_json::json;
use std::path::Path;

const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
/// Name, language, place of the theme among the choices of the settings.
const LOOKS: [(&str, &str, u8); 3] = [("light", "en", 1), ("dark", "en", 2), ("arabic", "ar", 1)];

/// Whether the preview has ink, and no more of it than when this was asked before.
const DRAWN: &str = "const sheet = document.querySelector('.paper canvas');
    if (!sheet || sheet.width < 300) return false;
    const { data } = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height);
    let ink = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && data[i] < 128) ink += 1;
    const before = sheet.dataset.ink;
    sheet.dataset.ink = ink;
    return ink > 1000 && before === String(ink)";

/// The certificates that the screens show.
struct Cast {
    /// Waits to be decided, and agrees.
    green: String,
    /// Waits to be decided, and takes too much.
    amber: String,
    /// Altered after it was signed.
    red: String,
    /// Not presented yet.
    new: String,
}

/// Screens and what is over them: name, what is looked up first, keys that lead there, what shows that it is there.
fn scenes(cast: &Cast) -> Vec<(&'static str, String, &'static [&'static str], &'static str)> {
    let none = String::new;
    vec![
        ("desk-empty", none(), &["g", "d"], ".home .queue tbody tr"),
        ("desk-green", cast.green.clone(), &[], ".answer.green"),
        ("desk-amber", cast.amber.clone(), &[], ".answer.amber"),
        ("desk-red", cast.red.clone(), &[], ".answer.red"),
        ("desk-present", cast.new.clone(), &[], "#present"),
        ("desk-absent", "XB999BA0260000000100".to_owned(), &[], ".answer.plain"),
        ("search", "light:amber".to_owned(), &[], "main.search [role=grid] [role=row] ~ [role=row]"),
        ("certificate", cast.amber.clone(), &["o"], "main.cert"),
        ("certificate-red", cast.red.clone(), &["o"], "main.cert"),
        ("cases", none(), &["g", "c"], "main.cases .li"),
        ("partners", none(), &["g", "p"], ".links tbody tr"),
        ("blocks", none(), &["g", "p", "Alt+2"], ".blocks .list li"),
        ("quality", none(), &["g", "p", "Alt+3"], ".quality tbody tr"),
        ("print", cast.amber.clone(), &["p"], "main.printing canvas[width]"),
        ("settings", none(), &["g", ","], "#settings-officers tbody tr"),
        ("palette", cast.amber.clone(), &["Ctrl+k"], "[data-float] [role=option]"),
        ("keys", cast.amber.clone(), &["?"], "[data-float] kbd"),
        ("flag", cast.amber.clone(), &["f"], "[data-float] input[type=radio]"),
    ]
}

/// Back to the desk before any input, with nothing over it.
fn clear(window: &Window) -> Result<(), Failure> {
    while window.run("return document.querySelector('[data-float]') !== null", &[])? == json!(true) {
        window.press(&["Escape"])?;
    }
    window.run("document.activeElement?.blur()", &[])?;
    window.press(&["g", "d"])?;
    window.wait("the desk", "return document.querySelector('main.desk, main.desk-0') !== null", &[])?;
    if window.run("return document.querySelector('main.desk, .answer.plain') !== null", &[])? == json!(true) {
        window.run("document.activeElement?.blur()", &[])?;
        window.press(&["Escape"])?;
    }
    window.wait("the waiting list", "return document.querySelector('.home') !== null", &[])?;
    window.run("document.activeElement?.blur()", &[])?;
    Ok(())
}

/// Asks the one input. Its text is set at once: how fast keys come is not what these pictures are about.
fn ask(window: &Window, input: &str) -> Result<(), Failure> {
    window.run(
        "const field = document.querySelector('#ask');
         field.focus();
         field.value = arguments[0];
         field.dispatchEvent(new InputEvent('input', { bubbles: true }));
         field.form.requestSubmit();",
        &[json!(input)],
    )?;
    Ok(())
}

/// Chooses language and theme, and waits until they hold.
fn wear(window: &Window, language: &str, theme: u8) -> Result<(), Failure> {
    window.press(&["g", ","])?;
    window.wait(
        "the settings",
        "return document.querySelector('#settings-look [role=radio]') !== null",
        &[],
    )?;
    window
        .run("document.querySelector(`#settings-look [lang=${arguments[0]}]`).click()", &[json!(language)])?;
    window.wait(
        "the chosen language",
        "const { lang, dir } = document.documentElement;
         return lang === arguments[0] && dir === (lang === 'ar' ? 'rtl' : 'ltr')",
        &[json!(language)],
    )?;
    let themes =
        "document.querySelectorAll('#settings-look [role=radiogroup]')[1].querySelectorAll('[role=radio]')";
    window.run(&format!("{themes}[arguments[0]].click()"), &[json!(theme)])?;
    window.wait(
        "the chosen theme",
        &format!(
            "return {themes}[arguments[0]].getAttribute('aria-checked') === 'true'
               && document.documentElement.dataset.theme === (arguments[0] === 2 ? 'dark' : 'light')"
        ),
        &[json!(theme)],
    )?;
    Ok(())
}

/// Takes the picture of what is shown, and what axe says against it, a line each.
fn judge(window: &Window, name: &str) -> Result<Vec<String>, Failure> {
    window.promise(
        "document.fonts.ready.then(() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => then(1)))))",
        &[],
    )?;
    window.picture(&target().join(format!("pictures/{name}.png")))?;
    let found = window.promise(
        "axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] }).then(({ violations }) =>
           violations.flatMap((one) => one.nodes.map((node) =>
             `${one.id}: ${node.target.join(' ')}: ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message}`)))",
        &[json!(RULES)],
    )?;
    let mut lines: Vec<String> = serde_json::from_value(found)?;
    let said: Vec<String> = serde_json::from_value(window.run("return window.problems.splice(0)", &[])?)?;
    lines.extend(said);
    let shown: Vec<String> = serde_json::from_value(window.run(
        "const faults = [];
         const tags = document.body.innerText.match(/U\\+20(?:6[6-9]|2[A-E])/g);
         if (tags) faults.push(`isolates of our own shown as tags: ${tags.length}`);
         const sheet = document.querySelector('.paper canvas');
         if (sheet && getComputedStyle(sheet).direction !== 'ltr') faults.push('the preview draws its glyphs from the right');
         const hit = document.querySelector('.src .hit')?.getBoundingClientRect();
         const source = document.querySelector('.src')?.getBoundingClientRect();
         if (hit && (hit.top < source.top || hit.bottom > source.bottom)) faults.push('the field is not in sight in its message');
         return faults;",
        &[],
    )?)?;
    lines.extend(shown);
    Ok(lines.into_iter().map(|line| format!("{name}: {line}")).collect())
}

/// Brings axe in, and listens for what the page would only tell its console.
fn prepare(window: &Window) -> Result<(), Failure> {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&axe).map_err(|error| format!("{}: {error}", axe.display()))?;
    window.run(&format!("{axe}; window.axe ??= axe;"), &[])?;
    let planted = window.promise(
        "(async () => {
           const image = document.body.appendChild(document.createElement('img'));
           const { violations } = await axe.run(image, { runOnly: arguments[0] });
           image.remove();
           return violations.map(({ id }) => id);
         })()",
        &[json!(RULES)],
    )?;
    assert_eq!(planted, json!(["image-alt"]), "axe does not find what is planted");
    window.run(
        "window.problems = [];
         window.addEventListener('error', (event) => window.problems.push(`error: ${event.message}`));
         window.addEventListener('unhandledrejection', (event) => window.problems.push(`rejection: ${event.reason}`));
         document.addEventListener('securitypolicyviolation', (event) =>
           window.problems.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));",
        &[],
    )?;
    Ok(())
}

/// What an officer finds in the morning: certificates of three partners, some presented, one flagged.
fn morning(today: &Today) -> Result<Cast, Failure> {
    let now = Utc::now();
    let desk = today.post.open()?;
    let report = desk.sync_now(None, now)?;
    assert!(report.links.iter().all(|link| link.error.is_none()), "{report:?}");
    let green = today.good("concordia", 0)?;
    for good in [green, today.good("katanga", 1)?, today.good("borastria", 1)?] {
        desk.present_declaration(now, &good.message, &good.declaration)?;
    }
    let amber = today.planted("DECLARATION_DIFFERS")?;
    for declaration in amber.earlier.iter().chain(&amber.declaration) {
        desk.present_declaration(now, &amber.message, declaration)?;
    }
    let red = today.planted("CONTENT_ALTERED")?;
    desk.flag(
        now,
        red.message.clone(),
        "content".to_owned(),
        "Weight differs from the scale".to_owned(),
        None,
    )?;
    desk.shut_down();
    Ok(Cast {
        green: green.number.clone(),
        amber: amber.number.clone().unwrap(),
        red: red.number.clone().unwrap(),
        new: today.good("borastria", 0)?.number.clone(),
    })
}

#[test]
fn no_screen_has_a_fault_that_axe_finds() -> Result<(), Failure> {
    let place = tempfile::tempdir()?;
    let today = Today::start(place.path(), 6)?;
    let folder = today.post.folder();
    let mut faults = Vec::new();

    let window = Window::start(folder, &["--sync-every", "0"])?;
    prepare(&window)?;
    for (look, language, theme) in LOOKS {
        wear(&window, language, theme)?;
        window.press(&["g", "d"])?;
        window.wait(
            "the desk of a first start",
            "return document.querySelector('.home .empty') !== null",
            &[],
        )?;
        faults.extend(judge(&window, &format!("desk-first-{look}"))?);
    }
    window.quit()?;

    let cast = morning(&today)?;
    let window = Window::start(folder, &["--sync-every", "0"])?;
    prepare(&window)?;
    for (look, language, theme) in LOOKS {
        clear(&window)?;
        wear(&window, language, theme)?;
        for (scene, input, keys, shows) in scenes(&cast) {
            clear(&window)?;
            if !input.is_empty() {
                ask(&window, &input)?;
                let shown = "return document.querySelector('main.desk, .answer.plain, main.search') !== null";
                window.wait(&format!("an answer to {input}"), shown, &[])?;
            }
            window.press(keys)?;
            window.wait(
                &format!("{scene}, {look}"),
                "return document.querySelector(arguments[0]) !== null",
                &[json!(shows)],
            )?;
            if scene == "print" {
                window.wait("the page that is previewed", DRAWN, &[])?;
            }
            faults.extend(judge(&window, &format!("{scene}-{look}"))?);
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    window.quit()
}
