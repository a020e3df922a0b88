#!/bin/sh
# Creates the namespace, or sets its retention, and registers the search attributes.
# `temporal` takes the server from TEMPORAL_ADDRESS by itself; the namespace not always.
set -eu

operator() {
    temporal operator "$@" --namespace "$TEMPORAL_NAMESPACE"
}

await() {
    attempts=30
    until operator "$@" >/dev/null 2>&1; do
        attempts=$((attempts - 1))
        if [ "$attempts" -eq 0 ]; then
            echo "The server at $TEMPORAL_ADDRESS does not answer to: $*" >&2
            exit 1
        fi
        sleep 2
    done
}

# The server's port opens before it serves.
await cluster health

if operator namespace describe >/dev/null 2>&1; then
    operator namespace update --retention "$TEMPORAL_RETENTION"
else
    operator namespace create --retention "$TEMPORAL_RETENTION"
fi

# It looks namespaces up in a cache, which takes some seconds to learn of a new one.
await search-attribute list

# The same as in workflows/search_attributes.py, for whoever may not let a worker register them.
operator search-attribute create --name TreatyStage --type Keyword
operator search-attribute create --name TreatyParties --type KeywordList
operator search-attribute create --name TreatyWaitingFor --type KeywordList
operator search-attribute create --name TreatyDeadline --type Datetime
operator search-attribute create --name TreatyUndelivered --type Int
