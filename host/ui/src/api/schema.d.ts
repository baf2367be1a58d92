// Generated from host/http/openapi.json by `npm run api`.
export interface paths {
    "/api/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copies the store while it works. The seven newest copies are kept; take them
         *     to another machine, together with the folder `media`.
         */
        post: operations["operation-make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All canned texts. */
        get: operations["templates-canned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned/{shortcut}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Writes or replaces a canned text. */
        put: operations["templates-put-canned"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One card. */
        get: operations["cards-one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All connected accounts. */
        get: operations["channels-list"];
        put?: never;
        /** Connects an account. */
        post: operations["channels-connect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the provider once whether the credentials work. */
        post: operations["channels-check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/pairing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where it stands. Ask every two seconds while somebody looks. */
        get: operations["channels-state"];
        put?: never;
        /** Begins to link the account, or shows the code of what has begun. */
        post: operations["channels-start"];
        /** Unlinks the account; the channel pauses until it is linked again. */
        delete: operations["channels-log-out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Nothing leaves any more; messages wait. */
        post: operations["channels-pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets waiting messages go, and a quarantined plugin work again. */
        post: operations["channels-resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** New values for secrets. */
        put: operations["channels-set-secrets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings of a channel, and which secrets have a value. */
        get: operations["channels-settings"];
        /** Replaces the settings. */
        put: operations["channels-change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The templates of a channel. */
        get: operations["templates-list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/templates/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes over the provider's templates as they stand there now. */
        post: operations["channels-refresh-templates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts found by name or number. */
        get: operations["contacts-search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One contact with its cards and conversations. */
        get: operations["contacts-one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The inbox, newest activity first. */
        get: operations["conversations-list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conversation. */
        get: operations["conversations-one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/assignee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives it to somebody, or to nobody. */
        put: operations["conversations-assign"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/canned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The canned texts with this customer's fields in them. */
        get: operations["templates-canned-for"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Files it on another card, or on none. */
        put: operations["conversations-file-on"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes it; the next message of the customer opens it again. */
        post: operations["conversations-close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The thread, newest first; `next` handed back as `before` continues towards the past. */
        get: operations["messages-list"];
        put?: never;
        /** Writes a message or a note. The same `Idempotency-Key` gives the same message. */
        post: operations["messages-send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages/{message}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message. */
        get: operations["messages-one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages/{message}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a message up that was not sent. */
        post: operations["messages-discard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages/{message}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which rules ran for it, what they read and what they decided. */
        get: operations["messages-explanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages/{message}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a failed, held or uncertain message again. */
        post: operations["messages-retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Everything in it was read; the customer's phone is told where the channel can. */
        post: operations["conversations-mark-read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens it again. */
        post: operations["conversations-reopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/template-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A template as this customer would see it, and the fields that lack a value. */
        post: operations["messages-preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows "typing…" on the customer's phone for a moment, where the channel can. */
        post: operations["conversations-typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live feed. Begins with `ready`: whatever is read after it misses
         *     nothing. `reset` means: too much was missed, read everything again. The
         *     names of the events and the shape of their data are the fields of `Events`.
         */
        get: operations["events-events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/failed-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was given up, oldest first. */
        get: operations["requests-list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/failed-requests/{id}/repeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Translates it once more. Resuming a channel repeats all of its requests. */
        post: operations["requests-repeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Uploads a file: its bytes are the body, its type is `Content-Type`. */
        post: operations["media-upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A stored file; one range of it when asked for with `Range`. */
        get: operations["media-download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["host-openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is not sent yet. Retry and discard go by the message. */
        get: operations["queue-list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Plugins and how they fare; of accounts only those that the caller may see. */
        get: operations["plugins-list"];
        put?: never;
        /**
         * Installs or upgrades while the host works: calls under way end on the
         *     version they began with.
         */
        post: operations["plugins-install"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Looks at a component without installing it: its bytes are the body. What is
         *     fit is kept for a while, so that it can be installed by its digest.
         */
        post: operations["plugins-plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One plugin with its settings form and its faults. */
        get: operations["plugins-one"];
        put?: never;
        post?: never;
        /** Removes an installed plugin. */
        delete: operations["plugins-remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Grants these and no others; the plugin meets errors where it is denied. */
        put: operations["plugins-grant"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last lines that a plugin wrote, by account. */
        get: operations["plugins-logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to the version before. What is taken back does not come again by itself. */
        post: operations["plugins-roll-back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plugins/{id}/staged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Turns a version down that waits for approval. */
        delete: operations["plugins-discard"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The published rule packs in the order in which they run. */
        get: operations["rules-list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Publishes a pack. With mistakes in it the old version stays and 422 lists them. */
        put: operations["rules-publish"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compiles and tests a pack together with the published ones; publishes nothing. */
        post: operations["rules-check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in here. */
        get: operations["session-current"];
        put?: never;
        /** Signs in; the answer sets the session cookie. */
        post: operations["session-sign-in"];
        /** Signs out; the cookie is worth nothing any more. */
        delete: operations["session-sign-out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspace's settings. */
        get: operations["workspace-settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open tasks, the longest waiting first. */
        get: operations["tasks-list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It is done. */
        post: operations["tasks-finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Colleagues, e.g. to give a conversation to one of them. */
        get: operations["workspace-users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process lives. */
        get: operations["host-healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics as Prometheus reads them. */
        get: operations["host-metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can accept webhooks and serve people. */
        get: operations["host-readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Whose messages are recorded.
         * @enum {string}
         */
        Accept: "everything" | "known-contacts" | "except-listed";
        /** @description One of a contact's addresses. */
        Address: {
            kind: components["schemas"]["AddressKind"];
            /** @description Where it means something: "*" or a kind of channel. */
            realm: string;
            /** @description Why nothing can be sent there, when that is known. */
            unreachable: string | null;
            value: string;
        };
        /** @enum {string} */
        AddressKind: "phone" | "user-id" | "parent-user-id" | "username" | "email" | "external-id" | "other";
        /** @description Who looks after a conversation. */
        Assignment: {
            /**
             * Format: int64
             * @description Null: nobody.
             */
            user?: number | null;
        };
        /** @description Who said it. */
        Author: {
            /**
             * Format: int64
             * @description Of a user.
             */
            id: number | null;
            kind: components["schemas"]["AuthorKind"];
            /** @description Of a user, a rule ("pack: rule") or an integration. */
            name: string | null;
        };
        /** @enum {string} */
        AuthorKind: "customer" | "user" | "rule" | "shop" | "integration";
        /** @description A verified copy of the workspace's store on the server's disk. */
        Backup: {
            at: components["schemas"]["Time"];
            /** Format: int64 */
            bytes: number;
            /** @description Name of the file in the folder `backups` of the workspace. */
            file: string;
            /** Format: int64 */
            rows: number;
            /** @description Over names, keys and values, as `deskbell restore` checks them. */
            sha256: string;
        };
        /**
         * @description Rest for what keeps failing.
         * @enum {string}
         */
        Breaker: "closed" | "open" | "half-open" | "quarantined";
        BudgetShare: {
            /** Format: int32 */
            max: number;
            /**
             * Format: int32
             * @description The median of the last calls.
             */
            usual: number;
        };
        /** @description A text for inside the reply window, with merge fields. */
        Canned: {
            body: string;
            /** @description What one types after "/". */
            shortcut: string;
            title: string;
        };
        /** @description A business record: a repair order, a quote, … */
        Card: {
            /** Format: int64 */
            contact: number;
            created: components["schemas"]["Time"];
            documents: components["schemas"]["Document"][];
            due: components["schemas"]["Time"] | null;
            fields: {
                [key: string]: string;
            };
            /** Format: int64 */
            id: number;
            /** @description The record in the business system. */
            link: string | null;
            /** @description "repair-order", "quote", … */
            module: string;
            /** @description As people say it: "1042". */
            number: string;
            open: boolean;
            status: string;
            status_label: string;
            title: string;
            total: components["schemas"]["Money"] | null;
            updated: components["schemas"]["Time"];
        };
        /** @description A business record, with what a list shows of it. */
        CardBrief: {
            /** Format: int64 */
            id: number;
            /** @description "repair-order", "quote", … */
            module: string;
            /** @description As people say it: "1042". */
            number: string;
            open: boolean;
            status: string;
            status_label: string;
            title: string;
        };
        CardOrGone: components["schemas"]["Card"] | components["schemas"]["Gone"];
        /** @description A cause that a person reads: a stable code and one sentence. */
        Cause: {
            code: string;
            detail: string;
        };
        /** @description One connected account: a channel to customers or a business system. */
        Channel: {
            features: components["schemas"]["Feature"][];
            health: components["schemas"]["ChannelHealth"];
            /** @description What is wrong with its plugin. */
            health_detail: string | null;
            /** @description Where the provider sends to. Secret: null for those who may not manage channels. */
            hook_url: string | null;
            id: string;
            /** @description "whatsapp", "telegram", … or the business system's name. */
            kind: string;
            name: string;
            plugin: string;
            plugin_version: string | null;
            problem: components["schemas"]["Cause"] | null;
            /** Format: int32 */
            reply_window_h: number | null;
            side: components["schemas"]["Side"];
            state: components["schemas"]["ChannelState"];
        };
        /** @description A channel, with what a composer must know of it. */
        ChannelBrief: {
            features: components["schemas"]["Feature"][];
            id: string;
            /** @description "whatsapp", "telegram", … */
            kind: string;
            /**
             * Format: int32
             * @description Longest text in characters.
             */
            max_text: number;
            name: string;
            /**
             * Format: int32
             * @description Hours in which free text may answer; null: always.
             */
            reply_window_h: number | null;
        };
        ChannelGone: {
            /** @description Always true. */
            gone: boolean;
            id: string;
        };
        /** @enum {string} */
        ChannelHealth: "good" | "failing" | "quarantined" | "missing";
        ChannelOrGone: components["schemas"]["Channel"] | components["schemas"]["ChannelGone"];
        /** @description What a channel is set to. */
        ChannelSettings: {
            plugin: string;
            /** @description Addresses that the operator allowed although they are private or plain http. */
            private_hosts: components["schemas"]["PrivateHost"][];
            /** @description JSON Schema of the settings, as the plugin has it. */
            schema: Record<string, never> | null;
            secrets: components["schemas"]["SecretSlot"][];
            settings: Record<string, never>;
        };
        /** @enum {string} */
        ChannelState: "active" | "paused" | "disabled";
        /** @description An account to be connected. */
        ChannelToConnect: {
            /** @description A short name for addresses and rules: "front-desk". */
            id: string;
            /** @description As people call it. */
            name: string;
            /**
             * Format: int32
             * @description Messages in ten seconds, to slow the plugin's own figure down.
             */
            pace_per_10s?: number | null;
            /** @description The plugin's id. */
            plugin: string;
            /**
             * @description Addresses that the plugin may reach although they are private or plain
             *     http. For those alone who manage the plugins of this host.
             */
            private_hosts?: components["schemas"]["PrivateHost"][];
            routing?: components["schemas"]["Routing"];
            /** @description By name, newest value first. Never given out again. */
            secrets?: {
                [key: string]: string[];
            };
            /** @description Fits the plugin's schema. */
            settings?: Record<string, never>;
        };
        /**
         * @description Every code a problem can have. Codes are stable: clients decide by them.
         * @enum {string}
         */
        Code: "bad-request" | "invalid" | "unauthorized" | "csrf" | "forbidden" | "not-found" | "method-not-allowed" | "conflict" | "too-large" | "unsupported-media-type" | "range-not-satisfiable" | "too-many" | "timeout" | "unavailable" | "internal";
        /** @description A customer with everything filed under them. */
        Contact: {
            addresses: components["schemas"]["Address"][];
            /** @description Last updated first. */
            cards: components["schemas"]["Card"][];
            conversations: components["schemas"]["Conversation"][];
            created: components["schemas"]["Time"];
            /** Format: int64 */
            id: number;
            /** @description BCP 47. */
            language: string | null;
            name: string | null;
            note: string | null;
            phone: string | null;
            tags: string[];
            updated: components["schemas"]["Time"];
        };
        /** @description A contact, with what a list shows of it. */
        ContactBrief: {
            /** Format: int64 */
            id: number;
            name: string | null;
            phone: string | null;
            tags: string[];
        };
        ContactOrGone: components["schemas"]["Contact"] | components["schemas"]["Gone"];
        /** @description What a message says. */
        Content: {
            body: string;
            /** @enum {string} */
            kind: "text";
        } | {
            caption: string | null;
            filename: string | null;
            /** @enum {string} */
            kind: "media";
            media: components["schemas"]["Media"];
            media_kind: components["schemas"]["MediaKind"];
        } | {
            id: string;
            /** @enum {string} */
            kind: "choice";
            title: string;
        } | {
            /** @enum {string} */
            kind: "stub";
            /** @description The provider's own word for it. */
            provider_type: string;
            /** @description As it came in. */
            raw: string;
            stub: components["schemas"]["StubKind"];
            summary: string;
        } | {
            header_media: components["schemas"]["HeaderMedia"] | null;
            /** @enum {string} */
            kind: "template";
            language: string;
            name: string;
            /** @description As the customer sees it. */
            preview: string;
        } | {
            body: string;
            footer: string | null;
            header: string | null;
            /** @enum {string} */
            kind: "interactive";
            /** @description Titles of the buttons or rows, in order. */
            options: string[];
        } | {
            address: string | null;
            /** @enum {string} */
            kind: "location";
            /** @description Decimal degrees as text. */
            latitude: string;
            longitude: string;
            name: string | null;
        } | {
            body: string;
            /** @enum {string} */
            kind: "note";
        };
        /** @description All messages with one contact over one channel. */
        Conversation: {
            /** @description When something was last said; orders the list. */
            activity: components["schemas"]["Time"];
            assignee: components["schemas"]["UserBrief"] | null;
            /** @description The customer blocked us. */
            blocked: boolean;
            card: components["schemas"]["CardBrief"] | null;
            channel: components["schemas"]["ChannelBrief"];
            contact: components["schemas"]["ContactBrief"];
            /** Format: int64 */
            id: number;
            last_message: components["schemas"]["LastMessage"] | null;
            priority: components["schemas"]["Priority"];
            status: components["schemas"]["ConversationStatus"];
            tags: string[];
            /** Format: int32 */
            unread: number;
            window: components["schemas"]["ReplyWindow"];
        };
        ConversationOrGone: components["schemas"]["Conversation"] | components["schemas"]["Gone"];
        /**
         * @description Attentive: the customer waits for us. Answered: we wrote last.
         * @enum {string}
         */
        ConversationStatus: "attentive" | "answered" | "closed";
        /** @description What one signs in with. */
        Credentials: {
            login: string;
            /** Format: password */
            password: string;
            /** @description Needed when the host serves several workspaces. */
            workspace?: string | null;
        };
        Decided: {
            decision: components["schemas"]["Decision"];
            /**
             * Format: int32
             * @description Line of the script that asked for it.
             */
            line: number;
        };
        Decision: {
            /** @enum {string} */
            kind: "ignore";
            reason: string;
        } | {
            /** Format: int64 */
            card: number;
            /** @enum {string} */
            kind: "file-on";
        } | {
            /** @enum {string} */
            kind: "create-card";
            module: string;
            title: string;
        } | {
            /** @enum {string} */
            kind: "assign";
            to: string;
        } | {
            /** @enum {string} */
            kind: "tag";
            tag: string;
        } | {
            /** @enum {string} */
            kind: "set-priority";
            priority: components["schemas"]["Priority"];
        } | {
            document: string | null;
            /** @enum {string} */
            kind: "send-template";
            template: string;
        } | {
            /** @enum {string} */
            kind: "create-task";
            title: string;
        } | {
            /** @enum {string} */
            kind: "notify";
            text: string;
            to: string;
        };
        Document: {
            filename: string;
            /** @description "invoice", "estimate", … */
            kind: string;
            media: components["schemas"]["Media"];
        };
        Edit: {
            at: components["schemas"]["Time"];
            /** @description What it said before; null: not known. */
            before: string | null;
        };
        /** @description Every event's name and the shape of its `data`. */
        Events: {
            card: components["schemas"]["CardOrGone"];
            channel: components["schemas"]["ChannelOrGone"];
            contact: components["schemas"]["ContactOrGone"];
            conversation: components["schemas"]["ConversationOrGone"];
            message: components["schemas"]["MessageOrGone"];
            outbox: components["schemas"]["OutboxOrGone"];
            ready: components["schemas"]["Ready"];
            reset: components["schemas"]["Reset"];
            settings: components["schemas"]["Settings"];
            task: components["schemas"]["TaskOrGone"];
            templates: components["schemas"]["TemplatesChanged"];
            typing: components["schemas"]["Typing"];
        };
        /** @description Which rules ran, what they read and what they decided. */
        Explanation: {
            runs: components["schemas"]["RuleRun"][];
        };
        Fact: {
            name: string;
            value: string;
        };
        /** @description A request that was accepted, tried, and given up. */
        FailedRequest: {
            at: components["schemas"]["Time"];
            channel: string;
            /** Format: int64 */
            id: number;
            /** @description Why the last translation failed. */
            reason: string;
            /**
             * Format: int64
             * @description Bytes of its body.
             */
            size: number;
        };
        /**
         * @description What a channel can do.
         * @enum {string}
         */
        Feature: "first-contact" | "templates" | "media" | "interactive" | "location" | "reactions" | "quotes" | "delivered" | "read" | "mark-read" | "typing-out" | "typing-in" | "edits-in" | "deletes-in" | "send-idempotent";
        /** @description The business record that new messages go to. */
        Filing: {
            /**
             * Format: int64
             * @description Null: none.
             */
            card?: number | null;
        };
        /** @description A canned text as it would go into one conversation. */
        FilledCanned: {
            /** @description With its merge fields filled; as written where one has no value. */
            body: string;
            /** @description The field that has no value here: such a text is not sent. */
            missing: string | null;
            shortcut: string;
            title: string;
        };
        /** @description It does not exist any more. */
        Gone: {
            /** @description Always true. */
            gone: boolean;
            /** Format: int64 */
            id: number;
        };
        /** @description A file in a template's header. */
        HeaderMedia: {
            filename: string | null;
            mime: string | null;
            /** @description Null: its bytes are not here yet. */
            url: string | null;
        };
        /** @description A version that was taken back and does not come again by itself. */
        HeldPlugin: {
            at: components["schemas"]["Time"];
            digest: string;
            version: string;
            why: string;
        };
        /** @description What was said to a plan. */
        InstallPlugin: {
            /**
             * @description Yes to what the plan lists. Without it only an upgrade that asks for no
             *     more is taken at once; one that asks for more waits.
             */
            approve?: boolean;
            /** @description Of a plan, or of a version that waits for approval. */
            digest: string;
            /** @description Yes to these permissions alone, as the plan writes them. */
            only?: string[] | null;
        };
        /**
         * @description What goes first.
         * @enum {string}
         */
        Lane: "reply" | "service" | "invoice" | "reminder" | "greeting";
        /** @description What the list shows of the newest message. */
        LastMessage: {
            /** Format: int64 */
            id: number;
            inbound: boolean;
            /** @description One line, at most 120 characters. */
            preview: string;
        };
        LogField: {
            name: string;
            value: string;
        };
        /** @enum {string} */
        LogLevel: "debug" | "info" | "warn" | "error";
        /** @description Where a file is now. */
        Media: {
            mime: string | null;
            /** @description Why it is lost. */
            reason: string | null;
            /** Format: int64 */
            size: number | null;
            state: components["schemas"]["MediaStateName"];
            /** @description When stored. */
            url: string | null;
        };
        /** @enum {string} */
        MediaKind: "image" | "video" | "audio" | "voice" | "document" | "sticker";
        /** @enum {string} */
        MediaStateName: "pending" | "stored" | "lost";
        /** @description One message in either direction, or an internal note. */
        Message: {
            /** @description When it was said. */
            at: components["schemas"]["Time"];
            /** Format: int32 */
            attempts: number;
            author: components["schemas"]["Author"];
            can_discard: boolean;
            can_retry: boolean;
            /**
             * Format: int64
             * @description The card it is filed under.
             */
            card: number | null;
            content: components["schemas"]["Content"];
            /** Format: int64 */
            conversation: number;
            deleted: components["schemas"]["Time"] | null;
            edited: boolean;
            /** @description Earlier contents, oldest first. */
            edits: components["schemas"]["Edit"][];
            forwarded: boolean;
            /** Format: int64 */
            id: number;
            inbound: boolean;
            problem: components["schemas"]["Cause"] | null;
            reactions: components["schemas"]["Reaction"][];
            /** @description Where the customer came from, e.g. an advertisement. */
            referral: string | null;
            reply_to: components["schemas"]["ReplyTo"] | null;
            status: components["schemas"]["MessageStatus"] | null;
        };
        MessageGone: {
            /** Format: int64 */
            conversation: number;
            /** @description Always true. */
            gone: boolean;
            /** Format: int64 */
            id: number;
        };
        MessageOrGone: components["schemas"]["Message"] | components["schemas"]["MessageGone"];
        /**
         * @description How far a message of ours got.
         * @enum {string}
         */
        MessageStatus: "queued" | "held" | "sending" | "uncertain" | "sent" | "failed" | "delivered" | "read" | "played" | "discarded";
        /** @description An amount in the currency's smallest unit. */
        Money: {
            /** @description ISO 4217. */
            currency: string;
            /** Format: int64 */
            minor: number;
        };
        NewButton: {
            id: string;
            title: string;
        };
        NewCanned: {
            body: string;
            title: string;
        };
        NewContent: {
            body: string;
            /** @enum {string} */
            kind: "text";
        } | {
            /** @description File name of a document of the card, for templates with a document on top. */
            document?: string | null;
            /** @enum {string} */
            kind: "template";
            /** @description As registered with the provider, e.g. "pt_BR". */
            language: string;
            name: string;
            /** @description In the order of the template's fields; an empty text takes the field's own expression. */
            values?: string[];
        } | {
            /** @description `sha256` of the upload. */
            blob: string;
            caption?: string | null;
            filename?: string | null;
            /** @enum {string} */
            kind: "media";
            media_kind: components["schemas"]["MediaKind"];
        } | {
            body: string;
            /** @enum {string} */
            kind: "note";
        } | {
            address?: string | null;
            /** @enum {string} */
            kind: "location";
            /** @description Decimal degrees as text. */
            latitude: string;
            longitude: string;
            name?: string | null;
        } | {
            body: string;
            buttons: components["schemas"]["NewButton"][];
            footer?: string | null;
            header?: string | null;
            /** @enum {string} */
            kind: "buttons";
        } | {
            body: string;
            footer?: string | null;
            header?: string | null;
            /** @enum {string} */
            kind: "choices";
            /** @description What opens the list. */
            label: string;
            sections: components["schemas"]["NewSection"][];
        };
        /** @description A message to be sent, or a note to be kept. */
        NewMessage: {
            content: components["schemas"]["NewContent"];
            /**
             * Format: int64
             * @description A message of the same conversation to quote.
             */
            reply_to?: number | null;
        };
        NewRow: {
            description?: string | null;
            id: string;
            title: string;
        };
        NewSecrets: {
            /** @description Those that are named get these values, newest first; the others stay. */
            secrets: {
                [key: string]: string[];
            };
        };
        NewSection: {
            rows: components["schemas"]["NewRow"][];
            title?: string | null;
        };
        NewSettings: {
            /** @description The whole of them, from those who may; left out, they stay. */
            private_hosts?: components["schemas"]["PrivateHost"][] | null;
            /** @description The whole of them. */
            settings: Record<string, never>;
        };
        /** @description Open on one day, by the shop's own clock. */
        OpenFrom: {
            /** @description "18:00" */
            closes: string;
            /** @description "08:00" */
            opens: string;
        };
        OutboxOrGone: components["schemas"]["OutboxRow"] | components["schemas"]["Gone"];
        /** @description Work to send one message. */
        OutboxRow: {
            /**
             * Format: int32
             * @description Attempts started so far.
             */
            attempts: number;
            channel: string;
            channel_name: string;
            contact: components["schemas"]["ContactBrief"];
            /** Format: int64 */
            conversation: number;
            created: components["schemas"]["Time"];
            expires: components["schemas"]["Time"] | null;
            /** Format: int64 */
            id: number;
            lane: components["schemas"]["Lane"];
            /** Format: int64 */
            message: number;
            not_before: components["schemas"]["Time"];
            /** @description One line of the message. */
            preview: string;
            problem: components["schemas"]["Cause"] | null;
            state: components["schemas"]["OutboxState"];
        };
        /** @enum {string} */
        OutboxState: "queued" | "sending" | "uncertain" | "held" | "dead";
        /** @description The files of a pack, as written. */
        PackSource: {
            files: components["schemas"]["RuleFile"][];
        };
        /** @description One page of a list. */
        Page_Canned: {
            items: {
                body: string;
                /** @description What one types after "/". */
                shortcut: string;
                title: string;
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_Channel: {
            items: {
                features: components["schemas"]["Feature"][];
                health: components["schemas"]["ChannelHealth"];
                /** @description What is wrong with its plugin. */
                health_detail: string | null;
                /** @description Where the provider sends to. Secret: null for those who may not manage channels. */
                hook_url: string | null;
                id: string;
                /** @description "whatsapp", "telegram", … or the business system's name. */
                kind: string;
                name: string;
                plugin: string;
                plugin_version: string | null;
                problem: components["schemas"]["Cause"] | null;
                /** Format: int32 */
                reply_window_h: number | null;
                side: components["schemas"]["Side"];
                state: components["schemas"]["ChannelState"];
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_ContactBrief: {
            items: {
                /** Format: int64 */
                id: number;
                name: string | null;
                phone: string | null;
                tags: string[];
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_Conversation: {
            items: {
                /** @description When something was last said; orders the list. */
                activity: components["schemas"]["Time"];
                assignee: components["schemas"]["UserBrief"] | null;
                /** @description The customer blocked us. */
                blocked: boolean;
                card: components["schemas"]["CardBrief"] | null;
                channel: components["schemas"]["ChannelBrief"];
                contact: components["schemas"]["ContactBrief"];
                /** Format: int64 */
                id: number;
                last_message: components["schemas"]["LastMessage"] | null;
                priority: components["schemas"]["Priority"];
                status: components["schemas"]["ConversationStatus"];
                tags: string[];
                /** Format: int32 */
                unread: number;
                window: components["schemas"]["ReplyWindow"];
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_FailedRequest: {
            items: {
                at: components["schemas"]["Time"];
                channel: string;
                /** Format: int64 */
                id: number;
                /** @description Why the last translation failed. */
                reason: string;
                /**
                 * Format: int64
                 * @description Bytes of its body.
                 */
                size: number;
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_FilledCanned: {
            items: {
                /** @description With its merge fields filled; as written where one has no value. */
                body: string;
                /** @description The field that has no value here: such a text is not sent. */
                missing: string | null;
                shortcut: string;
                title: string;
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_Message: {
            items: {
                /** @description When it was said. */
                at: components["schemas"]["Time"];
                /** Format: int32 */
                attempts: number;
                author: components["schemas"]["Author"];
                can_discard: boolean;
                can_retry: boolean;
                /**
                 * Format: int64
                 * @description The card it is filed under.
                 */
                card: number | null;
                content: components["schemas"]["Content"];
                /** Format: int64 */
                conversation: number;
                deleted: components["schemas"]["Time"] | null;
                edited: boolean;
                /** @description Earlier contents, oldest first. */
                edits: components["schemas"]["Edit"][];
                forwarded: boolean;
                /** Format: int64 */
                id: number;
                inbound: boolean;
                problem: components["schemas"]["Cause"] | null;
                reactions: components["schemas"]["Reaction"][];
                /** @description Where the customer came from, e.g. an advertisement. */
                referral: string | null;
                reply_to: components["schemas"]["ReplyTo"] | null;
                status: components["schemas"]["MessageStatus"] | null;
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_OutboxRow: {
            items: {
                /**
                 * Format: int32
                 * @description Attempts started so far.
                 */
                attempts: number;
                channel: string;
                channel_name: string;
                contact: components["schemas"]["ContactBrief"];
                /** Format: int64 */
                conversation: number;
                created: components["schemas"]["Time"];
                expires: components["schemas"]["Time"] | null;
                /** Format: int64 */
                id: number;
                lane: components["schemas"]["Lane"];
                /** Format: int64 */
                message: number;
                not_before: components["schemas"]["Time"];
                /** @description One line of the message. */
                preview: string;
                problem: components["schemas"]["Cause"] | null;
                state: components["schemas"]["OutboxState"];
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_RulePack: {
            items: {
                enabled: boolean;
                files: components["schemas"]["RuleFile"][];
                name: string;
                /**
                 * Format: int64
                 * @description Lower runs earlier.
                 */
                order: number;
                version: string;
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_Task: {
            items: {
                /** Format: int64 */
                assignee: number | null;
                /** Format: int64 */
                card: number | null;
                contact: components["schemas"]["ContactBrief"] | null;
                /** Format: int64 */
                conversation: number | null;
                created: components["schemas"]["Time"];
                done: components["schemas"]["Time"] | null;
                due: components["schemas"]["Time"];
                /** Format: int64 */
                id: number;
                kind: components["schemas"]["TaskKind"];
                late: boolean;
                title: string;
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_Template: {
            items: {
                body: string;
                buttons: components["schemas"]["TemplateButton"][];
                category: string;
                channel: string;
                /** @description What fills the placeholders, in order. */
                fields: components["schemas"]["TemplateField"][];
                footer: string | null;
                header: components["schemas"]["TemplateHeader"];
                /** @description As registered with the provider, e.g. "pt_BR". */
                language: string;
                name: string;
                /** @description The provider's reason, e.g. for a refusal. */
                reason: string | null;
                status: components["schemas"]["TemplateState"];
                /** @description The header takes a document of the card. */
                takes_document: boolean;
                updated: components["schemas"]["Time"];
                /** @description May be sent now. */
                usable: boolean;
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description One page of a list. */
        Page_User: {
            items: {
                disabled: boolean;
                /** Format: int64 */
                id: number;
                /** @description What they sign in with: null for those who may not manage users. */
                login: string | null;
                name: string;
                role: components["schemas"]["Role"];
            }[];
            /** @description Continues the list when handed back as `cursor`; null at its end. */
            next: string | null;
        };
        /** @description How an account is linked, and where that stands. */
        Pairing: {
            /** @description The account, once it is linked. */
            account: string | null;
            /** @description The code to type on the phone. */
            code: string | null;
            expires: components["schemas"]["Time"] | null;
            /** @description Ways of linking it. */
            methods: components["schemas"]["PairingMethod"][];
            problem: components["schemas"]["Cause"] | null;
            /** @description The code to scan, as SVG. */
            qr_svg: string | null;
            /** @description What must be read and confirmed first, in English. */
            risk: string | null;
            state: components["schemas"]["PairingState"];
        };
        /** @enum {string} */
        PairingMethod: "qr" | "phone-code";
        /** @enum {string} */
        PairingState: "unpaired" | "starting" | "code-shown" | "confirming" | "connected" | "failed";
        /** @description A channel that was paused. */
        PausedChannel: {
            channel: string;
            workspace: string;
        };
        /**
         * @description What a route needs.
         * @enum {string}
         */
        Permission: "read-conversations" | "write-messages" | "manage-queue" | "read-contacts" | "write-contacts" | "manage-channels" | "manage-plugins" | "read-rules" | "write-rules" | "manage-users" | "read-audit" | "operate";
        /** @enum {string} */
        PermissionGroup: "secrets" | "network" | "files" | "storage";
        /** @description What a file says of itself, and what an approval would grant. */
        PlannedPlugin: {
            author: components["schemas"]["PluginAuthor"] | null;
            held: components["schemas"]["HeldPlugin"] | null;
            id: string;
            /** @description The version at work; null for a new plugin. */
            installed: string | null;
            kind: components["schemas"]["PluginKind"];
            /** @description The larger limits are new. */
            larger_limits: boolean;
            license: string;
            /** @description "small" or "large". */
            limits: string;
            name: string;
            /** @description Somebody has to approve it. */
            needs_approval: boolean;
            /** @description All that it asks for, the gravest first. */
            permissions: components["schemas"]["PluginPermission"][];
            signer: components["schemas"]["Signer"] | null;
            /** @description This very file is at work already. */
            unchanged: boolean;
            version: string;
        };
        /** @description One plugin of the host. */
        Plugin: {
            /** @description How it fares, account by account. */
            accounts: components["schemas"]["PluginAccount"][];
            author: components["schemas"]["PluginAuthor"] | null;
            digest: string | null;
            held: components["schemas"]["HeldPlugin"] | null;
            id: string;
            /** @description The binary carries a version of its own. */
            in_binary: boolean;
            installed_at: components["schemas"]["Time"] | null;
            kind: components["schemas"]["PluginKind"] | null;
            license: string | null;
            /** @description The id, where nothing of it works. */
            name: string;
            origin: components["schemas"]["PluginOrigin"] | null;
            /** @description All that it asks for, the gravest first. */
            permissions: components["schemas"]["PluginPermission"][];
            /** @description What a roll back returns to. */
            previous: string | null;
            signer: components["schemas"]["Signer"] | null;
            /**
             * Format: int64
             * @description Bytes of the installed file.
             */
            size: number | null;
            staged: components["schemas"]["StagedPlugin"] | null;
            /** @description Why it does not work as it was installed. */
            trouble: string | null;
            /** @description The installed version is signed by nobody that is trusted. */
            unsigned: boolean;
            /** @description What works now; null when nothing does. */
            version: string | null;
            /**
             * Format: int64
             * @description Calls that wait for a slot.
             */
            waiting: number;
        };
        /** @description How a plugin fares for one account, since its version was loaded. */
        PluginAccount: {
            breaker: components["schemas"]["Breaker"];
            budgets: components["schemas"]["PluginBudget"][];
            /** Format: int64 */
            calls: number;
            channel: string;
            /** Format: int64 */
            faults: number;
            proven_at: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description While it rests: seconds until it is tried again.
             */
            rests_for_s: number | null;
            workspace: string;
        };
        /** @description Who wrote it. */
        PluginAuthor: {
            name: string;
            support: string | null;
            url: string | null;
        };
        /** @description What calls of one function used of their limits, in percent. */
        PluginBudget: {
            /** Format: int64 */
            calls: number;
            cpu: components["schemas"]["BudgetShare"];
            /** @description "handle", "send" … */
            function: string;
            memory: components["schemas"]["BudgetShare"];
            wall: components["schemas"]["BudgetShare"];
        };
        /** @description One plugin with all that its page and a channel's settings form need. */
        PluginDetails: {
            /** @description Newest first. */
            faults: components["schemas"]["PluginFault"][];
            plugin: components["schemas"]["Plugin"];
            secrets: components["schemas"]["PluginSecret"][];
            /** @description JSON Schema of a channel's settings; null when it has none. */
            settings: Record<string, never> | null;
        };
        /** @description A call that the plugin broke. */
        PluginFault: {
            at: components["schemas"]["Time"];
            /** @description Innermost function first. */
            backtrace: string[];
            call_id: string;
            channel: string;
            detail: string;
            function: string;
            /** @description "trap", "cpu-budget", "memory" … */
            kind: string;
            workspace: string;
        };
        /** @description All that a plugin may do. */
        PluginGrants: {
            /** @description As the plugin's list of permissions writes them. */
            granted: string[];
        };
        /** @description The plugin afterwards. */
        PluginInstalled: {
            outcome: components["schemas"]["PluginOutcome"];
            plugin: components["schemas"]["Plugin"];
        };
        /** @enum {string} */
        PluginKind: "channel" | "erp-module";
        /** @description Every plugin, those of the binary and those installed. */
        PluginList: {
            items: components["schemas"]["Plugin"][];
            /** @description Whoever asks may change what is installed. */
            managed_here: boolean;
            /** @description The host takes plugins that nobody signed. */
            takes_unsigned: boolean;
        };
        PluginLog: {
            channel: string;
            /**
             * Format: int64
             * @description Lines beyond a call's limit, which were not kept.
             */
            dropped: number;
            /** @description Oldest first. */
            lines: components["schemas"]["PluginLogLine"][];
            workspace: string;
        };
        /** @description A line that the plugin wrote: escaped, and without secrets. */
        PluginLogLine: {
            at: components["schemas"]["Time"];
            call_id: string;
            fields: components["schemas"]["LogField"][];
            function: string;
            level: components["schemas"]["LogLevel"];
            message: string;
        };
        /** @description The last lines of each account. */
        PluginLogs: {
            items: components["schemas"]["PluginLog"][];
        };
        /** @enum {string} */
        PluginOrigin: "built-in" | "installed";
        /**
         * @description What came of it.
         * @enum {string}
         */
        PluginOutcome: "installed" | "upgraded" | "staged" | "unchanged";
        /** @description One thing that a plugin asks for. */
        PluginPermission: {
            granted: boolean;
            group: components["schemas"]["PermissionGroup"];
            /** @description What is more than the version at work was granted. */
            more: string | null;
            /** @description The version at work may not do this, or less of it. */
            new: boolean;
            /** @description How grants name it: `http:api.example.com`, `secret:token:reveal`. */
            permission: string;
            risk: components["schemas"]["PluginRisk"];
            /** @description What it means, in plain words. */
            text: string;
            /** @description The author's reason. */
            why: string;
        };
        /** @description A file that was looked at. */
        PluginPlan: {
            /** @description SHA-256; names the file when it is installed. */
            digest: string;
            plugin: components["schemas"]["PlannedPlugin"] | null;
            /** @description Everything that keeps it from being installed; empty when it may be. */
            refusals: components["schemas"]["PluginRefusal"][];
            /** Format: int64 */
            size: number;
            /** @description What will want attention afterwards. */
            warnings: string[];
        };
        /** @description One reason against a file, and what helps. */
        PluginRefusal: {
            /** @description A stable word: "not-a-component", "wasi", "unknown-key" … */
            code: string;
            next: string;
            reason: string;
        };
        /** @description What removing left behind. */
        PluginRemoved: {
            /** @description The plugin of the binary is at work again. */
            back_to_binary: boolean;
            /**
             * @description The plugin's own notes about its channels stay: a later installation
             *     finds them again.
             */
            notes_kept: boolean;
            paused: components["schemas"]["PausedChannel"][];
        };
        /**
         * @description How much harm it could do.
         * @enum {string}
         */
        PluginRisk: "high" | "raised" | "usual";
        /** @description A secret that a channel of this plugin takes. Values are never shown. */
        PluginSecret: {
            label: string;
            name: string;
            /** @description "header", "hmac", "compare", "reveal". */
            uses: string[];
            why: string;
        };
        /** @description Which template, filled how. */
        PreviewRequest: {
            language: string;
            name: string;
            /** @description In the order of the template's fields; an empty text takes the field's own expression. */
            values?: string[];
        };
        /** @enum {string} */
        Priority: "low" | "normal" | "high" | "urgent";
        /** @description One host and port beyond public https. */
        PrivateHost: {
            /** @description Connect there instead of asking DNS, e.g. "127.0.0.1:9001". */
            address?: string | null;
            /** @description As the plugin names it. */
            host: string;
            /** @description Plain http is allowed. */
            http?: boolean;
            /** Format: int32 */
            port?: number | null;
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            code: components["schemas"]["Code"];
            detail: string;
            /** @description The field that is wrong, as a path: `content.body`. */
            field?: string;
            /** @description For conflicts: a stable word for what stands in the way. */
            reason?: string;
            /** Format: int32 */
            status: number;
            title: string;
            /** @description `urn:deskbell:problem:` and the code. */
            type: string;
        };
        /** @description The account that the credentials belong to. */
        ProvedAccount: {
            account: string;
        };
        Reaction: {
            by_customer: boolean;
            emoji: string;
        };
        /** @description Whether requests should be sent here, and why not. */
        Readiness: {
            ready: boolean;
            reasons: string[];
        };
        /** @description The stream is open: changes from here on are in it. */
        Ready: {
            /**
             * Format: int64
             * @description The newest change there was.
             */
            seq: number;
        };
        /** @description How many templates the provider has. */
        RefreshedTemplates: {
            templates: number;
        };
        /** @description What a message answers. */
        ReplyTo: {
            /**
             * Format: int64
             * @description Null: a message that is not here.
             */
            message: number | null;
            preview: string | null;
        };
        /** @description How long free text may answer. */
        ReplyWindow: {
            /** @enum {string} */
            state: "unlimited";
        } | {
            /** @enum {string} */
            state: "never-opened";
        } | {
            closes: components["schemas"]["Time"];
            /** @enum {string} */
            state: "open";
        } | {
            since: components["schemas"]["Time"];
            /** @enum {string} */
            state: "closed";
        };
        /** @description Too much was missed: read everything again. */
        Reset: {
            /** Format: int64 */
            seq: number;
        };
        /** @enum {string} */
        Role: "owner" | "administrator" | "supervisor" | "agent" | "consultant" | "auditor";
        /** @description How unknown senders are filed and messages filtered. */
        Routing: {
            /** @default everything */
            accept: components["schemas"]["Accept"];
            /**
             * @description For `except-listed`: numbers in any spelling.
             * @default []
             */
            excluded: string[];
            /**
             * @description The module in which an unknown sender gets a card.
             * @default null
             */
            new_card_module: string | null;
        };
        /** @description What checking a pack found. */
        RuleCheck: {
            errors: components["schemas"]["RuleError"][];
            /** @description It may be published. */
            ok: boolean;
        };
        /** @description A mistake, with the place and what to do about it. */
        RuleError: {
            /** Format: int32 */
            column: number | null;
            file: string;
            hint: string | null;
            /**
             * Format: int32
             * @description From 1; null when the mistake has no one place.
             */
            line: number | null;
            message: string;
            pack: string;
        };
        RuleFailure: {
            /** Format: int32 */
            column: number | null;
            /** Format: int32 */
            line: number | null;
            message: string;
        };
        /** @description One file of a pack. */
        RuleFile: {
            /** @description Inside the pack: "pack.toml", "route.rhai". */
            path: string;
            text: string;
        };
        /** @description A folder of rules that belong together. */
        RulePack: {
            enabled: boolean;
            files: components["schemas"]["RuleFile"][];
            name: string;
            /**
             * Format: int64
             * @description Lower runs earlier.
             */
            order: number;
            version: string;
        };
        /** @description One rule that ran. */
        RuleRun: {
            decisions: components["schemas"]["Decided"][];
            error: components["schemas"]["RuleFailure"] | null;
            /** @description "filter", "route", "trigger". */
            hook: string;
            /** Format: int64 */
            operations: number;
            pack: string;
            /** @description Facts it looked at, in order. */
            read: components["schemas"]["Fact"][];
        };
        /** @description A secret that the plugin asks for. */
        SecretSlot: {
            label: string;
            name: string;
            /** @description Whether a value was entered. */
            set: boolean;
            /** @description The author's reason. */
            why: string;
        };
        /** @description Who is signed in, and what they may do. */
        Session: {
            /** @description To be sent as `X-CSRF-Token` with each change; null for API tokens. */
            csrf: string | null;
            /** @description BCP 47. */
            locale: string;
            name: string;
            permissions: components["schemas"]["Permission"][];
            role: components["schemas"]["Role"];
            /**
             * Format: int64
             * @description Null for API tokens.
             */
            user: number | null;
            workspace: string;
            workspace_name: string;
        };
        /** @description What the whole workspace shares. */
        Settings: {
            /** @description ISO 3166 alpha-2: how numbers without a prefix are read. */
            country: string;
            /** @description Opening hours by weekday, Monday first; an empty day is closed. */
            hours: components["schemas"]["OpenFrom"][][];
            /** @description BCP 47. */
            locale: string;
            name: string;
            /** @description Languages for templates as providers name them, best first. */
            template_languages: string[];
            /** @description IANA name. */
            time_zone: string;
        };
        /** @enum {string} */
        Side: "messaging" | "business";
        /** @description Whose key signed it. */
        Signer: {
            key: string;
            /** @description As deskbell.toml calls the key's owner. */
            name: string;
        };
        /** @description A version that asks for more and waits for an approval. */
        StagedPlugin: {
            at: components["schemas"]["Time"];
            /** @description To approve it by. */
            digest: string;
            plan: components["schemas"]["PluginPlan"] | null;
            version: string;
        };
        StartPairing: {
            method: components["schemas"]["PairingMethod"];
            /** @description For `phone-code`: the phone's number with its country code. */
            phone?: string | null;
            /** @description That `risk` was read and is taken. */
            risk_accepted?: boolean;
        };
        /** @enum {string} */
        StubKind: "location" | "contact" | "poll" | "order" | "form" | "call" | "edit" | "unknown";
        /** @description Something a person should do. */
        Task: {
            /** Format: int64 */
            assignee: number | null;
            /** Format: int64 */
            card: number | null;
            contact: components["schemas"]["ContactBrief"] | null;
            /** Format: int64 */
            conversation: number | null;
            created: components["schemas"]["Time"];
            done: components["schemas"]["Time"] | null;
            due: components["schemas"]["Time"];
            /** Format: int64 */
            id: number;
            kind: components["schemas"]["TaskKind"];
            late: boolean;
            title: string;
        };
        /**
         * @description Reply: done by answering. Notice: something the desk should know.
         * @enum {string}
         */
        TaskKind: "reply" | "to-do" | "notice";
        TaskOrGone: components["schemas"]["Task"] | components["schemas"]["Gone"];
        /** @description A template in one language. */
        Template: {
            body: string;
            buttons: components["schemas"]["TemplateButton"][];
            category: string;
            channel: string;
            /** @description What fills the placeholders, in order. */
            fields: components["schemas"]["TemplateField"][];
            footer: string | null;
            header: components["schemas"]["TemplateHeader"];
            /** @description As registered with the provider, e.g. "pt_BR". */
            language: string;
            name: string;
            /** @description The provider's reason, e.g. for a refusal. */
            reason: string | null;
            status: components["schemas"]["TemplateState"];
            /** @description The header takes a document of the card. */
            takes_document: boolean;
            updated: components["schemas"]["Time"];
            /** @description May be sent now. */
            usable: boolean;
        };
        TemplateButton: {
            /** @enum {string} */
            kind: "quick-reply";
            title: string;
        } | {
            /** @enum {string} */
            kind: "url";
            title: string;
            url: string;
        } | {
            /** @enum {string} */
            kind: "phone";
            phone: string;
            title: string;
        } | {
            /** @enum {string} */
            kind: "copy-code";
            title: string;
        };
        /** @description One placeholder. */
        TemplateField: {
            /** @description The merge expression that fills it; empty: a person does. */
            expression: string;
            /** @description What people call it: "Customer". */
            label: string;
            part: components["schemas"]["TemplatePart"];
        };
        TemplateHeader: {
            /** @enum {string} */
            kind: "none";
        } | {
            /** @enum {string} */
            kind: "text";
            text: string;
        } | {
            /** @enum {string} */
            kind: "document";
        } | {
            /** @enum {string} */
            kind: "image";
        } | {
            /** @enum {string} */
            kind: "video";
        } | {
            /** @enum {string} */
            kind: "location";
        };
        /** @enum {string} */
        TemplatePart: "header" | "body" | "button";
        /** @description A template filled for one customer. */
        TemplatePreview: {
            /** @description Labels of the fields that have no value: such a message is not sent. */
            missing: string[];
            text: string;
            /** @description In the order of the template's fields, what each would hold. */
            values: string[];
        };
        /** @enum {string} */
        TemplateState: "pending" | "approved" | "rejected" | "paused" | "disabled" | "deleted";
        /** @description The templates of a channel changed: read them again. */
        TemplatesChanged: {
            channel: string;
        };
        /**
         * Format: date-time
         * @description RFC 3339 in UTC with milliseconds: `2026-11-20T10:59:59.000Z`.
         * @example 2026-11-20T10:59:59.000Z
         */
        Time: string;
        /** @description The customer is typing. */
        Typing: {
            /** Format: int64 */
            conversation: number;
        };
        /** @description A file that was uploaded. */
        Upload: {
            mime: string;
            /** @description Names the file in messages. */
            sha256: string;
            /** Format: int64 */
            size: number;
            url: string;
        };
        /** @description Somebody who signs in. */
        User: {
            disabled: boolean;
            /** Format: int64 */
            id: number;
            /** @description What they sign in with: null for those who may not manage users. */
            login: string | null;
            name: string;
            role: components["schemas"]["Role"];
        };
        /** @description Somebody who signs in. */
        UserBrief: {
            /** Format: int64 */
            id: number;
            name: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "operation-make": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "templates-canned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Canned"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "templates-put-canned": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shortcut: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCanned"];
            };
        };
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "cards-one": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Channel"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelToConnect"];
            };
        };
        responses: {
            /** @description It worked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvedAccount"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-state": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pairing"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-start": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartPairing"];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pairing"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-log-out": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-set-secrets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSecrets"];
            };
        };
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-settings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelSettings"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSettings"];
            };
        };
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "templates-list": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Template"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "channels-refresh-templates": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefreshedTemplates"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "contacts-search": {
        parameters: {
            query: {
                /** @description Part of a name or a number. */
                search: string;
                /** @description 1 to 100; 50 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ContactBrief"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "contacts-one": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-list": {
        parameters: {
            query?: {
                /** @description All when left out. */
                list?: "all" | "attentive" | "answered" | "mine" | "unassigned" | "closed";
                /** @description Only this channel. */
                channel?: string;
                /** @description Part of a name, or digits of a number. */
                search?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description 1 to 200; 50 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-one": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-assign": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assignment"];
            };
        };
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "templates-canned-for": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FilledCanned"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-file-on": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Filing"];
            };
        };
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-close": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "messages-list": {
        parameters: {
            query?: {
                /** @description Only older ones than this: `next` of the page before. The newest when left out. */
                before?: number;
                /** @description 1 to 200; 50 when left out. */
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "messages-send": {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 200 characters */
                "Idempotency-Key"?: string | null;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description It worked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "messages-one": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                message: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "messages-discard": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                message: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "messages-explanation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                message: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "messages-retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                message: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-mark-read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-reopen": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "messages-preview": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplatePreview"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "conversations-typing": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "events-events": {
        parameters: {
            query?: {
                /** @description The id of the last event that was seen, for clients that cannot send `Last-Event-ID`. */
                after?: number;
            };
            header?: {
                /** @description The last event that was seen */
                "Last-Event-ID"?: number | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Events"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "requests-list": {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description 1 to 200; 50 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FailedRequest"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "requests-repeat": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "media-upload": {
        parameters: {
            query?: {
                filename?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            /** @description It worked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description Larger than this host takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "media-download": {
        parameters: {
            query?: {
                filename?: string;
            };
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description The range */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "host-openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "queue-list": {
        parameters: {
            query?: {
                /** @description All when left out. */
                state?: "sending" | "uncertain" | "held" | "dead";
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description 1 to 200; 50 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OutboxRow"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginList"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-install": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallPlugin"];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginInstalled"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/wasm": number[];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginPlan"];
                };
            };
            /** @description Larger than any plugin may be */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-one": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginDetails"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-remove": {
        parameters: {
            query?: {
                /** @description Pauses the channels that use it; without, they stand in the way. */
                force?: boolean;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginRemoved"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-grant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PluginGrants"];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugin"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-logs": {
        parameters: {
            query?: {
                /** @description One channel's alone. */
                channel?: string;
                /** @description Lines of this level and graver ones; all when left out. */
                level?: "debug" | "info" | "warn" | "error";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginLogs"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugin"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "plugins-discard": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rules-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RulePack"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rules-publish": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PackSource"];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleCheck"];
                };
            };
            /** @description The old version stays */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleCheck"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rules-check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PackSource"];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleCheck"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session-current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session-sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session-sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "workspace-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tasks-list": {
        parameters: {
            query?: {
                /** @description 1 to 200; 50 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Task"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tasks-finish": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "workspace-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "host-healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "host-metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; version=0.0.4": string;
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "host-readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It worked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description It did not work */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
