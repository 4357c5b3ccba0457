//! The document of the API as a page to read.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use minijinja::{Value, context};
use serde_json::Value as Json;

use super::document;
use crate::web::asker::Asker;
use crate::web::error::Error;
use crate::web::{AppState, page};

pub async fn show(State(app): State<AppState>, asker: Asker) -> Result<Response, Error> {
    let document = serde_json::to_value(document::document()).map_err(anyhow::Error::from)?;
    let operations = operations(&document);
    let areas: Vec<Value> = list(at(&document, "/tags"))
        .map(|tag| {
            let name = text(&tag["name"]);
            let own: Vec<Value> =
                operations.iter().filter(|(area, _)| *area == name).map(|(_, one)| one.clone()).collect();
            context! { name => name, words => text(&tag["description"]), operations => own }
        })
        .collect();
    let context = context! {
        words => text(at(&document, "/info/description")).split("\n\n").map(str::to_owned).collect::<Vec<String>>(),
        areas => areas,
        schemas => schemas(&document),
    };
    page::own(&app, &asker, StatusCode::OK, "pages/api.html", context)
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_default()
}

static NOTHING: Json = Json::Null;

/// What stands at that place, by RFC 6901; nothing where there is none.
fn at<'a>(value: &'a Json, place: &str) -> &'a Json {
    value.pointer(place).unwrap_or(&NOTHING)
}

fn list(value: &Json) -> impl Iterator<Item = &Json> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Json) -> impl Iterator<Item = (&String, &Json)> {
    value.as_object().into_iter().flatten()
}

/// Each with its area, in the order of the paths.
fn operations(document: &Json) -> Vec<(&str, Value)> {
    let mut all = Vec::new();
    for (path, item) in fields(&document["paths"]) {
        for (method, operation) in fields(item) {
            all.push((text(at(operation, "/tags/0")), self::operation(path, method, operation)));
        }
    }
    all
}

fn operation(path: &str, method: &str, operation: &Json) -> Value {
    let parameters: Vec<Value> = list(&operation["parameters"])
        .map(|one| {
            context! {
                name => text(&one["name"]),
                place => text(&one["in"]),
                words => text(&one["description"]),
                kind => kind(&one["schema"]),
            }
        })
        .collect();
    let answers: Vec<Value> = fields(&operation["responses"])
        .map(|(status, answer)| {
            let of = fields(&answer["content"]).next().map(|(_, media)| kind(&media["schema"]));
            context! { status => status, words => text(&answer["description"]), kind => of }
        })
        .collect();
    let scopes: Vec<&str> =
        list(&operation["security"]).flat_map(|one| list(&one["key"]).map(text).collect::<Vec<_>>()).collect();
    let body = fields(at(operation, "/requestBody/content")).next().map(|(_, media)| kind(&media["schema"]));
    context! {
        id => text(&operation["operationId"]).replace('_', "-"),
        method => method.to_uppercase(),
        path => path,
        heading => text(&operation["summary"]).trim_end_matches('.'),
        words => text(&operation["description"]),
        scope => scopes.first().copied(),
        parameters => parameters,
        body => body,
        answers => answers,
    }
}

/// What a value is, in a word or two; the name of a schema of ours leads to it.
fn kind(schema: &Json) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|place| place.rsplit('/').next()) {
        return context! { name => name, is_ours => true, is_list => false };
    }
    let items = &schema["items"];
    if !items.is_null() {
        let of = kind(items);
        let name = of.get_attr("name").ok().map(|name| name.to_string()).unwrap_or_default();
        return context! { name => name, is_ours => of.get_attr("is_ours").ok(), is_list => true };
    }
    if let Some(one) = list(&schema["oneOf"]).find(|one| text(&one["type"]) != "null") {
        return kind(one);
    }
    let name = match &schema["type"] {
        Json::String(name) => name.clone(),
        Json::Array(names) => names.iter().map(text).filter(|name| *name != "null").collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let format = text(&schema["format"]);
    let name = if format.is_empty() || name == "integer" { name } else { format!("{name}, {format}") };
    context! { name => name, is_ours => false, is_list => false }
}

/// What goes over the line, by name.
fn schemas(document: &Json) -> Vec<Value> {
    fields(at(document, "/components/schemas"))
        .map(|(name, schema)| {
            let required: Vec<&str> = list(&schema["required"]).map(text).collect();
            let rows: Vec<Value> = fields(&schema["properties"])
                .map(|(field, one)| {
                    context! {
                        name => field,
                        kind => kind(one),
                        is_required => required.contains(&field.as_str()),
                        words => text(&one["description"]),
                    }
                })
                .collect();
            context! { name => name, words => text(&schema["description"]), fields => rows }
        })
        .collect()
}
