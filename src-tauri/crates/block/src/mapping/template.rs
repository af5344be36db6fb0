//! Templates: one text of the message that several fields make, `"{issuer.id}:coo:{number}"`.

use super::{
    compile::Compiler,
    lines::Scope,
    shape::{FieldPath, Piece},
    spelling::Spelling,
};
use crate::{
    schema::{self, Type},
    source::{Entry, suggest},
};
use std::{ops::Range, sync::Arc};

impl Compiler<'_, '_> {
    /// The pieces of a template. A text that could not be taken apart again is a mistake.
    pub(crate) fn template(
        &mut self,
        scope: &Scope,
        template: &str,
        entry: &Entry<'_>,
    ) -> Option<Vec<Piece>> {
        let span = &entry.span;
        let mut pieces: Vec<Piece> = Vec::new();
        let mut rest = template;
        while !rest.is_empty() {
            let (text, after) =
                rest.split_once('{').map_or((rest, None), |(text, after)| (text, Some(after)));
            if !text.is_empty() {
                if let Some(Piece::Field(field, spelling)) = pieces.last()
                    && spelling.may_hold(text)
                {
                    let message = format!(
                        "\"{text}\" may stand in `{}` itself, so a text could not be taken apart: put another separator between them",
                        field.name()
                    );
                    self.check.say(span, "TEMPLATE_AMBIGUOUS", message);
                    return None;
                }
                pieces.push(Piece::Text(text.to_owned()));
            }
            let Some(after) = after else { break };
            let Some((name, tail)) = after.split_once('}') else {
                self.check.say(span, "TEMPLATE", "a `{` without its `}`");
                return None;
            };
            if matches!(pieces.last(), Some(Piece::Field(..))) {
                let message = format!(
                    "nothing stands between `{{{name}}}` and the field before it, so a text could not be taken apart: put a separator between them"
                );
                self.check.say(span, "TEMPLATE_AMBIGUOUS", message);
                return None;
            }
            pieces.push(self.field(scope, name, span)?);
            rest = tail;
        }
        Some(pieces)
    }

    /// `{unit}`, or `{unit as units}` with a code list.
    fn field(&mut self, scope: &Scope, text: &str, span: &Range<usize>) -> Option<Piece> {
        let (name, list) = text.split_once(" as ").map_or((text, None), |(name, list)| (name, Some(list)));
        let found = schema::at_path(scope.fields, name).filter(|_| !name.contains('['));
        let Some(field) = found else {
            if scope.fields == self.fields {
                self.no_field(name, span);
            } else {
                let known: Vec<&str> = scope.fields.iter().map(|field| field.name).collect();
                let message = format!("{} has no field \"{name}\"{}", scope.name(), suggest(name, &known));
                self.check.say(span, "UNKNOWN_FIELD", message);
            }
            return None;
        };
        if matches!(field.of, Type::Record(_) | Type::List(_) | Type::Mark) {
            self.check.say(span, "TEMPLATE", format!("`{name}` is a {}, not a text", field.of.name()));
            return None;
        }
        let codes = match list {
            Some(list) => Some(self.codes_named(&field, list, span)?),
            None => None,
        };
        let spelling = Spelling { of: field.of, forms: Arc::clone(&self.forms), codes };
        let path = scope.path.iter().cloned().chain(name.split('.').map(str::to_owned)).collect();
        Some(Piece::Field(FieldPath::new(path), spelling))
    }
}
