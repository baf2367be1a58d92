//! Customers and templates for a demonstration.

use crate::customer::CustomerSeed;
use crate::template::Template;
use serde_json::{Value, json};

/// People from the countries Deskbell speaks the languages of.
pub fn customers() -> Vec<CustomerSeed> {
    let hidden = |name: &str, number: &str, username: &str| CustomerSeed {
        username: Some(username.into()),
        hides_number: true,
        ..CustomerSeed::new(name, number)
    };
    vec![
        CustomerSeed::new("Ana Souza", "+55 49 98859-0187"),
        CustomerSeed::new("Bruno Keller", "+55 11 97654-3210"),
        CustomerSeed::new("Ioana Marin", "+40 721 123 456"),
        CustomerSeed::new("Олена Коваль", "+380 50 123 45 67"),
        CustomerSeed::new("Νίκος Παππάς", "+30 691 234 5678"),
        hidden("Carla", "+55 49 99123-4567", "carla.w"),
    ]
}

/// Approved templates: an update, an invitation, an invoice with its document.
pub fn templates() -> Vec<Template> {
    let mut all = Vec::new();
    for (language, update, invite, invoice, yes, no) in TEXTS {
        all.push(Template::text("order_update", language, update).with(json!({"type": "FOOTER", "text": "Deskbell"})));
        all.push(Template::text("invite_again", language, invite).with(quick_replies(&[yes, no])));
        let document = json!({"type": "HEADER", "format": "DOCUMENT"});
        all.push(Template::text("invoice_ready", language, invoice).with(document));
    }
    all
}

fn quick_replies(titles: &[&str]) -> Value {
    let buttons: Vec<Value> = titles.iter().map(|t| json!({"type": "QUICK_REPLY", "text": t})).collect();
    json!({"type": "BUTTONS", "buttons": buttons})
}

const TEXTS: [(&str, &str, &str, &str, &str, &str); 5] = [
    (
        "en",
        "Hello {{1}}, news about your order {{2}}: {{3}}. Reply here with any question.",
        "Hello {{1}}, we would like to go on with our conversation about {{2}}. May we write to you?",
        "Hello {{1}}, the invoice {{2}} is attached. It is due on {{3}}. Thank you!",
        "Yes, please",
        "Not now",
    ),
    (
        "pt_BR",
        "Olá {{1}}, novidades do seu pedido {{2}}: {{3}}. Responda aqui em caso de dúvida.",
        "Olá {{1}}, gostaríamos de continuar nossa conversa sobre {{2}}. Podemos escrever?",
        "Olá {{1}}, segue em anexo a fatura {{2}}. O vencimento é em {{3}}. Obrigado!",
        "Sim, por favor",
        "Agora não",
    ),
    (
        "uk",
        "Вітаємо, {{1}}! Новини про замовлення {{2}}: {{3}}. Відповідайте тут, якщо є питання.",
        "Вітаємо, {{1}}! Хочемо продовжити розмову про {{2}}. Можна вам написати?",
        "Вітаємо, {{1}}! Рахунок {{2}} у вкладенні. Сплатити до {{3}}. Дякуємо!",
        "Так, будь ласка",
        "Не зараз",
    ),
    (
        "ro",
        "Bună, {{1}}! Noutăți despre comanda {{2}}: {{3}}. Răspundeți aici dacă aveți întrebări.",
        "Bună, {{1}}! Am dori să continuăm discuția despre {{2}}. Vă putem scrie?",
        "Bună, {{1}}! Factura {{2}} este atașată. Scadența este {{3}}. Mulțumim!",
        "Da, vă rog",
        "Nu acum",
    ),
    (
        "el",
        "Γεια σας {{1}}, νέα για την παραγγελία {{2}}: {{3}}. Απαντήστε εδώ για ό,τι χρειαστείτε.",
        "Γεια σας {{1}}, θα θέλαμε να συνεχίσουμε τη συζήτηση για {{2}}. Μπορούμε να σας γράψουμε;",
        "Γεια σας {{1}}, το τιμολόγιο {{2}} είναι συνημμένο. Λήγει στις {{3}}. Ευχαριστούμε!",
        "Ναι, παρακαλώ",
        "Όχι τώρα",
    ),
];
