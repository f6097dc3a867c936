//! The boxes of the console's forms.

use i18n::Texts;

use crate::pages::field::{Control, Field, Line};
use crate::pages::problems::Problem;

/// A box, by its name.
pub(super) fn field(texts: Texts, name: &'static str, value: &str, problems: &[Problem]) -> Field {
    let (input_type, autocomplete, inputmode, hint, optional) = match name {
        "email" => ("email", "username", "email", false, false),
        "password" | "current_password" => ("password", "current-password", "text", false, false),
        "new_password" => ("password", "new-password", "text", true, false),
        "totp" => ("text", "one-time-code", "numeric", true, true),
        "code" => ("text", "one-time-code", "numeric", true, false),
        "enrolment_code" => ("text", "off", "text", true, false),
        _ => ("text", "off", "text", false, false),
    };
    let error = problems.iter().find(|problem| problem.field == name);
    Field {
        name,
        label: texts.get(&format!("console-field-{name}")),
        hint: hint.then(|| texts.get(&format!("console-field-{name}-hint"))),
        error: error.map(|problem| problem.message.clone()),
        optional,
        control: Control::Line(Line {
            value: value.to_owned(),
            input_type,
            autocomplete,
            inputmode,
            width: match name {
                "enrolment_code" => "code-input",
                _ => "",
            },
        }),
    }
}
