//! Every command of the window, from the one list: each is one line that calls one function of the desk.

use crate::window::Shell;
use desk::commands::{Payload, Reply};
use desk::view::*;
use tauri::State;
use tauri::ipc::Response;

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
        Ok(Ok(Payload::Json(text))) => Ok(Response::new(text)),
        Ok(Ok(Payload::Bytes(bytes))) => Ok(Response::new(bytes)),
        Ok(Err(error)) => {
            tracing::info!(
                code = error.code,
                detail = error.detail.as_deref().unwrap_or_default(),
                "not done"
            );
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
