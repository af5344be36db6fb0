//! Opening the window on a desk.

use crate::{Arguments, commands, pulse};
use desk::Desk;
use desk::text::Language;
use tauri::{WebviewUrl, WebviewWindowBuilder};

/// What the commands work on: a desk, or why there is none.
pub struct Shell {
    /// The desk; an error is shown by the page, with what to do.
    pub desk: Result<Desk, desk::Error>,
}

impl Shell {
    /// The officer's language.
    pub fn language(&self) -> Language {
        self.desk.as_ref().map(Desk::language).unwrap_or_default()
    }
}

/// Shows the window until it is closed.
pub fn run(opened: Result<Desk, desk::Error>, arguments: &Arguments) -> tauri::Result<()> {
    let beside = opened.clone().ok();
    let every = arguments.sync_every;
    let mark = arguments.folder.join("window-ready");
    let _ = std::fs::remove_file(&mark);
    tauri::Builder::default()
        .manage(Shell { desk: opened })
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Origin Desk")
                .inner_size(1440.0, 900.0)
                .min_inner_size(720.0, 450.0)
                // No page but ours: a link that leads elsewhere leads nowhere.
                .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"))
                .on_page_load(move |_, load| {
                    if load.event() == tauri::webview::PageLoadEvent::Finished {
                        let _ = std::fs::write(&mark, "");
                    }
                })
                .build()?;
            if let Some(desk) = beside {
                pulse::start(window, desk, every);
            }
            Ok(())
        })
        .run(tauri::generate_context!())
}
