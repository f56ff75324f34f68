//! Schemas in words and by example, as the page for people shows them.

use serde_json::{Map, Value, json};

/// How deep an example goes: no schema here is nested deeper.
const DEPTH: u8 = 6;

/// A field of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type, limits included.
    pub shape: String,
    /// The object it holds, if that has a name: a part of the page.
    pub link: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// What it means.
    pub about: String,
}

/// The schemas of a document.
#[derive(Debug, Clone, Copy)]
pub struct Schemas<'a>(pub &'a Value);

impl<'a> Schemas<'a> {
    fn resolve(self, schema: &'a Value) -> &'a Value {
        match named(schema) {
            Some(name) => &self.0[name],
            None => schema,
        }
    }

    /// The fields of an object, those of its parts included.
    pub fn fields(self, schema: &'a Value) -> Vec<Field> {
        let schema = self.resolve(schema);
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.iter().flat_map(|part| self.fields(part)).collect();
        }
        let is_required = |name: &str| {
            let required = schema["required"].as_array();
            required.is_some_and(|names| names.iter().any(|n| n == name))
        };
        let Some(properties) = schema["properties"].as_object() else {
            return Vec::new();
        };
        let field = |(name, property): (&String, &'a Value)| Field {
            name: name.clone(),
            shape: shape(property),
            link: link(property).map(str::to_owned),
            required: is_required(name),
            about: text(property, "description"),
        };
        properties.iter().map(field).collect()
    }

    /// What a value of this schema may look like: with what an example is given for, and what must be there.
    pub fn example(self, schema: &'a Value) -> Value {
        self.example_to(schema, DEPTH)
    }

    fn example_to(self, schema: &'a Value, depth: u8) -> Value {
        let schema = self.resolve(schema);
        if let Some(example) = schema.get("example").or_else(|| schema.get("default")) {
            return example.clone();
        }
        if depth == 0 {
            return Value::Null;
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                if let Value::Object(fields) = self.example_to(part, depth - 1) {
                    whole.extend(fields);
                }
            }
            return whole.into();
        }
        for word in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[word].as_array() {
                let real = choices.iter().find(|choice| choice["type"] != "null");
                return real.map_or(Value::Null, |choice| self.example_to(choice, depth - 1));
            }
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        match type_of(schema) {
            "object" => {
                let properties = schema["properties"].as_object();
                let value = |(name, property): (&String, &'a Value)| {
                    (name.clone(), self.example_to(property, depth - 1))
                };
                let fields: Map<String, Value> =
                    properties.into_iter().flatten().map(value).collect();
                fields.into()
            }
            "array" => json!([self.example_to(&schema["items"], depth - 1)]),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            "boolean" => json!(false),
            "string" => match schema["format"].as_str() {
                Some("date") => json!("2026-11-21"),
                Some("date-time") => json!("2026-11-21T12:00:00Z"),
                _ => json!("text"),
            },
            _ => Value::Null,
        }
    }
}

/// A text member, or none.
pub fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

/// The schema that a reference names.
pub fn named(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// The named schema that a value is, or is made of.
fn link(schema: &Value) -> Option<&str> {
    let inside = |member: &str| {
        let choices = schema[member].as_array()?;
        choices.iter().find_map(link)
    };
    named(schema)
        .or_else(|| schema.get("items").and_then(link))
        .or_else(|| inside("oneOf"))
}

/// The one type of a schema besides null.
fn type_of(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(types) => {
            let real = types.iter().filter_map(Value::as_str);
            real.clone().find(|name| *name != "null").unwrap_or("null")
        }
        one => one.as_str().unwrap_or_default(),
    }
}

fn is_nullable(schema: &Value) -> bool {
    let has_null = |types: &Value| {
        types
            .as_array()
            .is_some_and(|types| types.iter().any(|t| t == "null" || t["type"] == "null"))
    };
    has_null(&schema["type"]) || has_null(&schema["oneOf"])
}

/// A schema in a few words: `integer, 1 to 100`, `list of Winner`, `text or null`.
pub fn shape(schema: &Value) -> String {
    let plain = match named(schema) {
        Some(name) => name.to_owned(),
        None => plain(schema),
    };
    match is_nullable(schema) {
        true => format!("{plain} or null"),
        false => plain,
    }
}

fn plain(schema: &Value) -> String {
    if let Some(choices) = schema["oneOf"].as_array() {
        let real = choices.iter().find(|choice| choice["type"] != "null");
        return real.map_or_else(String::new, shape);
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return words.join(" | ");
    }
    let range = |min: &str, max: &str, unit: &str| match (&schema[min], &schema[max]) {
        (Value::Null, Value::Null) => String::new(),
        (min, Value::Null) => format!(", from {min}{unit}"),
        (Value::Null, max) => format!(", at most {max}{unit}"),
        (min, max) => format!(", {min} to {max}{unit}"),
    };
    match type_of(schema) {
        "array" => format!("list of {}", shape(&schema["items"])),
        "integer" => format!("integer{}", range("minimum", "maximum", "")),
        "string" => match schema["format"].as_str() {
            Some("date") => "date".to_owned(),
            Some("date-time") => "date and time".to_owned(),
            _ => format!("text{}", range("minLength", "maxLength", " characters")),
        },
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Value {
        json!({
            "Prize": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "example": "Hamper", "description": "What it is." },
                "quantity": { "type": "integer", "minimum": 1, "maximum": 100 },
            }},
            "Lot": { "allOf": [
                { "$ref": "#/components/schemas/Prize" },
                { "type": "object", "properties": {
                    "all": { "type": "array", "items": { "$ref": "#/components/schemas/Prize" } },
                    "end": { "type": ["string", "null"], "format": "date" },
                    "one": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Prize" }] },
                    "colour": { "type": "string", "enum": ["buff", "rose"] },
                }},
            ]},
        })
    }

    #[test]
    fn a_schema_is_told_in_words() {
        let all = schemas();
        let fields = Schemas(&all).fields(&all["Lot"]);
        let told: Vec<(&str, &str)> = fields
            .iter()
            .map(|field| (field.name.as_str(), field.shape.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("name", "text"),
                ("quantity", "integer, 1 to 100"),
                ("all", "list of Prize"),
                ("colour", "buff | rose"),
                ("end", "date or null"),
                ("one", "Prize or null"),
            ]
        );
        assert!(fields[0].required && !fields[1].required);
        assert_eq!(fields[2].link.as_deref(), Some("Prize"));
    }

    #[test]
    fn a_schema_is_shown_by_example() {
        let all = schemas();
        let prize = json!({ "name": "Hamper", "quantity": 1 });
        assert_eq!(
            Schemas(&all).example(&all["Lot"]),
            json!({
                "name": "Hamper", "quantity": 1, "all": [prize], "colour": "buff",
                "end": "2026-11-21", "one": prize,
            })
        );
    }
}
