//! Writes the window's functions from the list of commands, beside the types that ts-rs writes.
#![allow(clippy::unwrap_used)] // a test stops at the first surprise

use crate::view::*;
use std::fmt::Write as _;
use ts_rs::TS;

/// What a Rust type is called in TypeScript.
trait Named {
    fn named() -> String;
}

impl Named for super::PdfBytes {
    fn named() -> String {
        "ArrayBuffer".to_owned()
    }
}

impl<T: TS + 'static> Named for T {
    fn named() -> String {
        T::name(&ts_rs::Config::default())
    }
}

macro_rules! write_functions {
    ($($(#[doc = $doc:literal])* $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {{
        let mut text = String::new();
        $(
            $(writeln!(text, "/**{} */", $doc).unwrap();)*
            let arguments: Vec<String> = vec![$(format!("{}: {}", camel(stringify!($arg)), <$type as Named>::named())),*];
            let names: Vec<String> = vec![$(camel(stringify!($arg))),*];
            writeln!(
                text,
                "export const {} = ({}): Promise<{}> => call(\"{}\", {{ {} }});",
                camel(stringify!($name)), arguments.join(", "), <$result as Named>::named(), stringify!($name), names.join(", "),
            ).unwrap();
        )*
        text
    }};
}

fn camel(name: &str) -> String {
    let mut up = false;
    name.chars()
        .filter_map(|c| {
            if c == '_' {
                up = true;
                return None;
            }
            Some(if std::mem::take(&mut up) { c.to_ascii_uppercase() } else { c })
        })
        .collect()
}

#[test]
fn export_bindings_commands() {
    use super::PdfBytes;
    let functions = crate::commands!(write_functions);
    let folder = std::env::var("TS_RS_EXPORT_DIR").unwrap();
    let mut types: Vec<String> = functions
        .lines()
        .filter(|line| !line.starts_with("/**"))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| {
            word.chars().next().is_some_and(char::is_uppercase)
                && !["Promise", "Array", "ArrayBuffer"].contains(word)
        })
        .map(str::to_owned)
        .collect();
    types.sort();
    types.dedup();
    let mut text = String::from(
        "// Written from the list of commands (cargo test -p desk export_bindings). Do not edit.\n",
    );
    writeln!(text, "import {{ call }} from \"../call\";").unwrap();
    for name in types {
        writeln!(text, "import type {{ {name} }} from \"./{name}\";").unwrap();
    }
    text.push('\n');
    text.push_str(&functions);
    std::fs::write(std::path::Path::new(&folder).join("commands.ts"), text).unwrap();
}
