//! The tables, in the types both databases share. Kept by hand in step with `migrations/`;
//! a store test reads every table on both databases.
#![expect(
    missing_docs,
    reason = "each column is described where the migration makes it"
)]

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
    server_facts (name) {
        name -> Text,
        value -> Text,
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
    draw_mailings (draw_id) {
        draw_id -> BigInt,
        after_account -> BigInt,
        finished_at -> Nullable<Timestamp>,
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
    draws (id) {
        id -> BigInt,
        name -> Text,
        origin -> Text,
        title -> Text,
        game_path -> Text,
        stock -> Text,
        time_zone -> Text,
        day -> Date,
        state -> Text,
        opens -> BigInt,
        closes -> BigInt,
        reveal_by -> BigInt,
        open_leaf -> Text,
        sealed_seed -> Binary,
        cap -> Nullable<BigInt>,
        frontier -> Binary,
        entries -> BigInt,
        ballots -> BigInt,
        last_time -> BigInt,
        closed_at -> Nullable<BigInt>,
        close_leaf -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        voided_at -> Nullable<BigInt>,
        created_at -> Timestamp,
        claim_days -> Nullable<BigInt>,
        cancelled_ballots -> BigInt,
    }
}

diesel::table! {
    entries (draw_id, leaf_index) {
        draw_id -> BigInt,
        leaf_index -> BigInt,
        first -> BigInt,
        count -> BigInt,
        time -> BigInt,
        who -> Binary,
        salt -> Nullable<Binary>,
        account_id -> Nullable<BigInt>,
        reference -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
    }
}

diesel::table! {
    participations (draw_id, account_id) {
        draw_id -> BigInt,
        account_id -> BigInt,
        entries -> BigInt,
        ballots -> BigInt,
        salt -> Nullable<Binary>,
        cancelled_ballots -> BigInt,
    }
}

diesel::table! {
    submission_keys (id) {
        id -> Binary,
        account_id -> BigInt,
        key -> Text,
        draw_id -> BigInt,
        count -> BigInt,
        leaf_index -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    results (draw_id) {
        draw_id -> BigInt,
        draw_key -> Binary,
        seed -> Binary,
        drawn_at -> BigInt,
        late -> Bool,
    }
}

diesel::table! {
    drawn_ballots (draw_id, position) {
        draw_id -> BigInt,
        position -> BigInt,
        ballot -> BigInt,
        leaf_index -> BigInt,
        outcome -> Text,
        prize -> Nullable<Text>,
        account_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    claims (draw_id, place) {
        draw_id -> BigInt,
        place -> BigInt,
        position -> BigInt,
        step -> BigInt,
        state -> Text,
        deadline -> BigInt,
    }
}

diesel::table! {
    claim_steps (draw_id, place, step) {
        draw_id -> BigInt,
        place -> BigInt,
        step -> BigInt,
        kind -> Text,
        position -> BigInt,
        to_position -> Nullable<BigInt>,
        at -> BigInt,
        account_id -> Nullable<BigInt>,
        username -> Text,
        note -> Text,
    }
}

diesel::table! {
    lotteries (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        description -> Text,
        time_zone -> Text,
        first_day -> Date,
        due_date -> Nullable<Date>,
        cap -> Nullable<BigInt>,
        one_prize -> Bool,
        reserves -> BigInt,
        stock -> Text,
        planned_through -> Nullable<Date>,
        cancelled_at -> Nullable<Timestamp>,
        cancel_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        weekdays -> BigInt,
        claim_days -> BigInt,
    }
}

diesel::table! {
    lottery_prizes (lottery_id, position) {
        lottery_id -> BigInt,
        position -> BigInt,
        quantity -> BigInt,
        name -> Text,
        amount -> Nullable<BigInt>,
        currency -> Nullable<Text>,
    }
}

diesel::table! {
    daily_draws (draw_id) {
        draw_id -> BigInt,
        lottery_id -> BigInt,
        day -> Date,
        replaced -> Bool,
        called_off -> Bool,
    }
}

diesel::table! {
    lottery_changes (id) {
        id -> BigInt,
        lottery_id -> BigInt,
        changed_at -> Timestamp,
        kind -> Text,
        from_day -> Nullable<Date>,
        draw_name -> Nullable<Text>,
        reason -> Nullable<Text>,
        fields -> Text,
    }
}

diesel::table! {
    audit_log (number) {
        number -> BigInt,
        at -> Timestamp,
        actor -> Text,
        account_id -> Nullable<BigInt>,
        action -> Text,
        object -> Text,
        detail -> Text,
        person -> Nullable<Binary>,
        hash -> Binary,
    }
}

diesel::table! {
    audit_people (number) {
        number -> BigInt,
        salt -> Binary,
        name -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        number -> BigInt,
        hash -> Binary,
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

diesel::table! {
    tree_nodes (log_id, level, position) {
        log_id -> BigInt,
        level -> BigInt,
        position -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    tree_backlog (draw_id) {
        draw_id -> BigInt,
    }
}

diesel::table! {
    server_log (id) {
        id -> BigInt,
        name -> Text,
        frontier -> Binary,
    }
}

diesel::table! {
    anchors (leaf_index) {
        leaf_index -> BigInt,
        draw_id -> BigInt,
        kind -> Text,
        leaf -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    cosignatures (size, witness) {
        size -> BigInt,
        witness -> Text,
        line -> Text,
        time -> BigInt,
    }
}

diesel::joinable!(account_emails -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(accounts, account_emails);
diesel::allow_tables_to_appear_in_same_query!(accounts, sessions);
diesel::allow_tables_to_appear_in_same_query!(audit_log, audit_people);
diesel::allow_tables_to_appear_in_same_query!(accounts, api_tokens);
diesel::allow_tables_to_appear_in_same_query!(
    draws,
    entries,
    participations,
    submission_keys,
    results,
    drawn_ballots,
    claims,
    claim_steps,
    anchors
);
diesel::allow_tables_to_appear_in_same_query!(
    lotteries,
    lottery_prizes,
    daily_draws,
    lottery_changes
);
