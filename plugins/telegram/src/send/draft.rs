//! A message before it leaves: method, parameters, and at most one file.

use super::target::Target;
use crate::api::Api;
use crate::json::{list_at, word_at};
use crate::memory::Memory;
use deskbell_sdk::BlobRef;
use deskbell_sdk::fingerprint;
use deskbell_sdk::http::{FormPart, PartContent, Request};
use serde_json::{Map, Value, json};

pub(super) struct Draft {
    method: &'static str,
    parameters: Map<String, Value>,
    file: Option<File>,
}

pub(super) struct File {
    /// The parameter that takes it.
    pub(super) field: &'static str,
    pub(super) blob: BlobRef,
    pub(super) filename: String,
}

/// How the file comes to Telegram.
pub(super) enum Source {
    None,
    /// It was sent before, and Telegram has named it.
    Known {
        file_id: String,
    },
    Upload,
}

impl Draft {
    /// `parameters` must be an object.
    pub(super) fn new(method: &'static str, parameters: Value) -> Self {
        let parameters = match parameters {
            Value::Object(parameters) => parameters,
            _ => Map::new(),
        };
        Self { method, parameters, file: None }
    }

    pub(super) fn with_file(self, file: File) -> Self {
        Self { file: Some(file), ..self }
    }

    pub(super) fn with(mut self, name: &str, value: Value) -> Self {
        self.parameters.insert(name.to_owned(), value);
        self
    }

    /// The same message with its image as a file. None: it has none.
    pub(super) fn photo_as_document(&self) -> Option<Self> {
        let file = self.file.as_ref().filter(|file| file.field == "photo")?;
        let parameters = Value::Object(self.parameters.clone());
        let file = File { field: "document", blob: file.blob.clone(), filename: file.filename.clone() };
        Some(Self::new("sendDocument", parameters).with_file(file))
    }

    pub(super) fn source(&self, memory: &dyn Memory) -> Source {
        match self.key() {
            None => Source::None,
            Some(key) => memory.file(&key).map_or(Source::Upload, |file_id| Source::Known { file_id }),
        }
    }

    /// After Telegram no longer knew the file's name.
    pub(super) fn upload(&self, memory: &dyn Memory) -> Source {
        self.key().into_iter().for_each(|key| memory.forget_file(&key));
        Source::Upload
    }

    /// A name holds for one kind of message, and keeps the file's own name.
    fn key(&self) -> Option<String> {
        let file = self.file.as_ref()?;
        Some(fingerprint(&[self.method, &file.blob.sha256, &file.filename]))
    }

    pub(super) fn request(&self, api: &Api<'_>, target: &Target, source: &Source) -> Request {
        let mut parameters = self.parameters.clone();
        parameters.insert("chat_id".to_owned(), json!(target.chat));
        if let Some(quote) = target.quote {
            // Better without its quote than not at all.
            let reply = json!({ "message_id": quote, "allow_sending_without_reply": true });
            parameters.insert("reply_parameters".to_owned(), reply);
        }
        let request = api.post(self.method);
        match (&self.file, source) {
            (Some(file), Source::Upload) => form(request, &parameters, file),
            (Some(file), Source::Known { file_id }) => {
                parameters.insert(file.field.to_owned(), json!(file_id));
                request.json(&parameters)
            }
            _ => request.json(&parameters),
        }
    }

    /// So that the same boleto is uploaded once, however many get it.
    pub(super) fn remember(&self, memory: &dyn Memory, source: &Source, sent: &Value) {
        let (Some(file), Some(key), Source::Upload) = (&self.file, self.key(), source) else { return };
        let named = match file.field {
            "photo" => list_at(sent, "photo").last(),
            field => sent.get(field),
        };
        if let Some(file_id) = named.and_then(|named| word_at(named, "file_id")) {
            memory.keep_file(&key, &file_id);
        }
    }
}

/// Forms carry texts: what is no text is written as JSON.
fn form(request: Request, parameters: &Map<String, Value>, file: &File) -> Request {
    let fields = parameters.iter().fold(request, |request, (name, value)| match value {
        Value::String(text) => request.form_field(name, text.clone()),
        other => request.form_field(name, other.to_string()),
    });
    fields.form_part(FormPart {
        name: file.field.to_owned(),
        filename: Some(file.filename.clone()),
        mime: Some(file.blob.mime.clone()),
        content: PartContent::Blob(file.blob.clone()),
    })
}
