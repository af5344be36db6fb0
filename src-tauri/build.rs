//! Tells Tauri which commands exist, so that the window may call those and no others.

use std::path::Path;

include!("crates/desk/src/commands/list.rs");

macro_rules! names {
    ($($(#[doc = $doc:literal])* $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {
        &[$(stringify!($name)),*]
    };
}

const COMMANDS: &[&str] = commands!(names);

fn main() {
    println!("cargo:rerun-if-changed=crates/desk/src/commands/list.rs");
    write_capability();
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}

/// The one capability: window `main`, our own commands, and listening to events. Nothing of the file
/// system, the shell or the network.
fn write_capability() {
    let mut permissions =
        vec!["\"core:event:allow-listen\"".to_owned(), "\"core:event:allow-unlisten\"".to_owned()];
    permissions.extend(COMMANDS.iter().map(|name| format!("\"allow-{}\"", name.replace('_', "-"))));
    let text = format!(
        "{{\n  \"identifier\": \"main\",\n  \"description\": \"Written by build.rs from the list of commands\",\n  \"windows\": [\"main\"],\n  \"permissions\": [\n    {}\n  ]\n}}\n",
        permissions.join(",\n    ")
    );
    let path = Path::new("capabilities/main.json");
    if std::fs::read_to_string(path).ok().as_deref() != Some(text.as_str()) {
        let _ = std::fs::create_dir_all("capabilities");
        let _ = std::fs::write(path, text);
    }
}
