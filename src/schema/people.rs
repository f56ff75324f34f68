//! The tables around accounts: who people are, how they sign in, and what is written to them.

diesel::table! {
    accounts (id) {
        id -> BigInt,
        username -> Text,
        username_key -> Text,
        password_hash -> Text,
        password_version -> BigInt,
        role -> Text,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        disabled_reason -> Nullable<Text>,
        last_seen_at -> Nullable<Timestamp>,
        daily_limit -> Nullable<BigInt>,
        later_limit -> Nullable<BigInt>,
        later_limit_at -> Nullable<Timestamp>,
        excluded_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    deleted_accounts (id) {
        id -> BigInt,
        name_hash -> Text,
        deleted_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        account_id -> Nullable<BigInt>,
        state -> Text,
        user_agent -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_throttles (bucket) {
        bucket -> Text,
        tries -> BigInt,
        window_ends_at -> Timestamp,
        noted -> Bool,
    }
}

diesel::table! {
    known_addresses (account_id, address_key) {
        account_id -> BigInt,
        address_key -> Text,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    setup_links (token_hash) {
        token_hash -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    account_emails (account_id) {
        account_id -> BigInt,
        address -> Nullable<Text>,
        pending -> Nullable<Text>,
        pending_hash -> Nullable<Text>,
        pending_until -> Nullable<Timestamp>,
        wants_results -> Bool,
        wants_cancelled -> Bool,
        language -> Text,
    }
}

diesel::table! {
    reset_requests (id) {
        id -> BigInt,
        username -> Text,
        language -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    password_resets (token_hash) {
        token_hash -> Text,
        account_id -> BigInt,
        password_version -> BigInt,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    letters (id) {
        id -> BigInt,
        account_id -> Nullable<BigInt>,
        once -> Nullable<Text>,
        recipient -> Text,
        subject -> Text,
        body -> Text,
        stop_link -> Nullable<Text>,
        priority -> BigInt,
        state -> Text,
        attempts -> BigInt,
        claim -> BigInt,
        due_at -> Timestamp,
        give_up_at -> Timestamp,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        problem -> Nullable<Text>,
    }
}

diesel::table! {
    mail_outages (id) {
        id -> BigInt,
        since -> Timestamp,
        problem -> Text,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> BigInt,
        account_id -> BigInt,
        name -> Text,
        token_hash -> Text,
        created_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    idempotency_keys (id) {
        id -> Binary,
        fingerprint -> Binary,
        status -> BigInt,
        location -> Nullable<Text>,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::joinable!(account_emails -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(accounts, account_emails);
diesel::allow_tables_to_appear_in_same_query!(accounts, sessions);
diesel::allow_tables_to_appear_in_same_query!(accounts, api_tokens);
