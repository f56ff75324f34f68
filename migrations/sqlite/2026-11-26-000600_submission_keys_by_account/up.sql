-- A submission key's id begins with its account, so that an account's keys lie side by side: a digest put each new
-- one on a page of its own.
UPDATE submission_keys SET id = CAST(printf('%016x:', account_id) || key AS BLOB);
