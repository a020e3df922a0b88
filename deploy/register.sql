-- The register of treaties in PostgreSQL: links are inserted and read, and never changed.
-- Run by the owner of the database, once or again:
--
--   psql --set role=treaty_register --set password=... --dbname register --file register.sql
--
-- The worker signs in as that role. It may insert and select; a trigger refuses the rest to
-- whoever is not the owner of the table, and to the owner as long as the trigger stands.
\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I LOGIN', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" PASSWORD :'password';

CREATE TABLE IF NOT EXISTS register_link (
    treaty text NOT NULL,
    place bigint NOT NULL CHECK (place > 0),
    workflow text NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    digest char(64) NOT NULL,
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

DROP TRIGGER IF EXISTS register_stands ON register_link;
CREATE TRIGGER register_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON register_link
    FOR EACH STATEMENT EXECUTE FUNCTION register_stands();

REVOKE ALL ON register_link FROM PUBLIC, :"role";
GRANT SELECT, INSERT ON register_link TO :"role";
