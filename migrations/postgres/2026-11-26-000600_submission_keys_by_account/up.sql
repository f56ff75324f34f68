-- A submission key's id begins with its account, so that an account's keys lie side by side: a digest put each new
-- one on a page of its own.
UPDATE submission_keys SET id = convert_to(lpad(to_hex(account_id), 16, '0') || ':' || key, 'UTF8');
