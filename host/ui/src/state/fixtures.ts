import type { Conversation, Message } from "../api/types";

/** Records for tests, complete but for what matters there. */
export function conversation(part: Partial<Conversation> & { id: number }): Conversation {
  return {
    channel: { id: "desk", name: "Desk", kind: "whatsapp", features: [], reply_window_h: 24, max_text: 4096 },
    contact: { id: part.id, name: "Marta", phone: null, tags: [] },
    card: null,
    status: "attentive",
    assignee: null,
    tags: [],
    priority: "normal",
    unread: 0,
    last_message: null,
    activity: "2026-03-08T12:00:00.000Z",
    window: { state: "unlimited" },
    blocked: false,
    ...part,
  };
}

export function message(part: Partial<Message> & { id: number }): Message {
  return {
    conversation: 1,
    at: "2026-03-08T12:00:00.000Z",
    author: { kind: "customer", id: null, name: null },
    inbound: true,
    content: { kind: "text", body: "Hello" },
    card: null,
    reply_to: null,
    forwarded: false,
    reactions: [],
    edited: false,
    edits: [],
    deleted: null,
    status: null,
    problem: null,
    attempts: 0,
    can_retry: false,
    can_discard: false,
    referral: null,
    ...part,
  };
}
