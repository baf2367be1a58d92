//! What this integration says of itself.

use deskbell_sdk::erp::{Descriptor, ModuleInfo};

pub const REPAIR_ORDER: &str = "repair-order";

/// The usual way of a repair order: word, label, and whether work is left.
const STATUSES: [(&str, &str, bool); 7] = [
    ("received", "Received", true),
    ("diagnosis", "In diagnosis", true),
    ("waiting-for-approval", "Waiting for approval", true),
    ("in-progress", "In progress", true),
    ("ready", "Ready for pick-up", true),
    ("delivered", "Delivered", false),
    ("cancelled", "Cancelled", false),
];

/// Merge fields that a repair shop usually has. Others may be sent as well.
const FIELDS: [&str; 6] = ["vehicle", "plate", "mileage", "complaint", "work", "technician"];

pub fn descriptor() -> Descriptor {
    let statuses = STATUSES.iter().map(|(word, label, _)| ((*word).to_owned(), (*label).to_owned())).collect();
    let repair_orders = ModuleInfo {
        id: REPAIR_ORDER.to_owned(),
        name: "Repair orders".to_owned(),
        statuses,
        fields: FIELDS.map(str::to_owned).to_vec(),
    };
    Descriptor { system: "Repair shop".to_owned(), modules: vec![repair_orders] }
}

/// Label and openness of a usual status of a repair order.
pub fn usual_status(module: &str, word: &str) -> Option<(&'static str, bool)> {
    if module != REPAIR_ORDER {
        return None;
    }
    STATUSES.iter().find(|(known, _, _)| *known == word).map(|(_, label, open)| (*label, *open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repair_orders_are_described_in_their_usual_order() {
        let descriptor = descriptor();
        let words: Vec<_> = descriptor.modules[0].statuses.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words.first(), Some(&"received"));
        assert_eq!(words.last(), Some(&"cancelled"));
        assert_eq!(usual_status("repair-order", "delivered"), Some(("Delivered", false)));
        assert_eq!(usual_status("quote", "delivered"), None);
    }
}
