#!/bin/sh
# Creates Temporal's two databases, or brings them to the schema of this release.
# Each command does nothing where it has been run before.
set -eu

sql() {
    database=$1
    shift
    temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -u "$POSTGRES_USER" -p 5432 \
        --db "$database" "$@"
}

schema() {
    sql "$1" create
    sql "$1" setup-schema -v 0.0
    sql "$1" update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
