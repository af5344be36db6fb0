//! Every command of the window, from the one list: each is one line that calls one function of the desk.

use crate::window::Shell;
use desk::commands::PdfBytes;
use desk::view::*;
use serde::Serialize;
use tauri::State;
use tauri::ipc::Response;

/// What crosses to the page: JSON, or raw bytes for a PDF.
trait Reply {
    fn reply(self) -> Result<Response, desk::Error>;
}

impl<T: Serialize> Reply for T {
    fn reply(self) -> Result<Response, desk::Error> {
        serde_json::to_string(&self)
            .map(Response::new)
            .map_err(|error| desk::Error::new("INTERNAL").detail(error))
    }
}

impl Reply for PdfBytes {
    fn reply(self) -> Result<Response, desk::Error> {
        Ok(Response::new(self.0))
    }
}

/// Runs an action away from the window's thread; a panic becomes an error and never crosses.
async fn run<T: Reply + Send + 'static>(
    shell: State<'_, Shell>,
    action: impl FnOnce(&desk::Desk, chrono::DateTime<chrono::Utc>) -> Result<T, desk::Error> + Send + 'static,
) -> Result<Response, ErrorView> {
    let opened = shell.desk.clone();
    let language = shell.language();
    let done = tauri::async_runtime::spawn_blocking(move || {
        let desk = opened?;
        action(&desk, chrono::Utc::now()).and_then(Reply::reply)
    })
    .await;
    match done {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => {
            tracing::info!(code = error.code, detail = error.detail.as_deref().unwrap_or_default(), "not done");
            Err(error.view(language))
        }
        Err(_) => Err(desk::Error::new("INTERNAL").view(language)),
    }
}

macro_rules! handlers {
    ($($(#[doc = $doc:literal])* $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {
        $(
            $(#[doc = $doc])*
            #[tauri::command]
            pub async fn $name(shell: State<'_, Shell>, $($arg: $type),*) -> Result<Response, ErrorView> {
                run(shell, move |desk, now| desk.$name(now, $($arg),*)).await
            }
        )*

        /// Answers the window's calls.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

desk::commands!(handlers);
