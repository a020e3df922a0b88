-- The register of treaties in PostgreSQL: links are inserted and read, and never changed.
--
-- Run by the owner of the database, once or again, with the password of the role that the
-- worker signs in as in REGISTER_PASSWORD. That role may insert and select. A trigger refuses
-- the rest to everybody, the owner too; to change a link, one would have to drop it.
\set ON_ERROR_STOP on
\getenv password REGISTER_PASSWORD

SELECT 'CREATE ROLE treaty_register LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'treaty_register') \gexec
ALTER ROLE treaty_register PASSWORD :'password';

SET client_min_messages = warning;

CREATE TABLE IF NOT EXISTS register_link (
    treaty text NOT NULL,
    place bigint NOT NULL CHECK (place > 0),
    workflow text NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    line text NOT NULL,
    inserted timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workflow, number),
    UNIQUE (treaty, place)
);

CREATE OR REPLACE FUNCTION register_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the register is only added to: % is refused', TG_OP;
END
$$;

CREATE OR REPLACE TRIGGER register_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON register_link
    FOR EACH STATEMENT EXECUTE FUNCTION register_stands();

REVOKE ALL ON register_link FROM PUBLIC, treaty_register;
GRANT SELECT, INSERT ON register_link TO treaty_register;
