#!/bin/sh
# Creates the database of the register with its table, and the role that the worker signs in as.
# `psql` takes the server and its own name from PGHOST, PGUSER, PGPASSWORD. May be run again.
set -eu

found=$(psql --dbname postgres --tuples-only --no-align \
    --command "SELECT 1 FROM pg_database WHERE datname = 'register'")
[ "$found" = 1 ] || createdb register
psql --dbname register --quiet --file "$(dirname "$0")/register.sql"
