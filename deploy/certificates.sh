#!/bin/sh
# Makes the certificates by which the services know each other, and renews those that end soon.
# Each holder finds its own in a folder that no other service mounts: ca.pem, own.pem, own.key.
# Run at every start; a holder whose certificate was renewed has to be restarted.
set -eu
umask 022

TLS_FOLDER=${TLS_FOLDER:-/tls}
AUTHORITY=$TLS_FOLDER/authority
SOON=2592000 # thirty days, in seconds

authority() {
    [ -f "$AUTHORITY/ca.pem" ] && return
    (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$AUTHORITY/ca.key")
    openssl req -new -x509 -key "$AUTHORITY/ca.key" -days 3650 -subj "/CN=Treaty deployment" \
        -addext "keyUsage = critical, keyCertSign, cRLSign" -out "$AUTHORITY/ca.pem.new"
    mv "$AUTHORITY/ca.pem.new" "$AUTHORITY/ca.pem"
}

# good FOLDER: a certificate of this authority, that fits the key beside it and does not end soon.
good() {
    openssl verify -CAfile "$1/ca.pem" "$1/own.pem" >/dev/null 2>&1 &&
        openssl x509 -in "$1/own.pem" -noout -checkend "$SOON" >/dev/null 2>&1 &&
        [ "$(openssl x509 -in "$1/own.pem" -noout -pubkey)" = \
            "$(openssl pkey -in "$1/own.key" -pubout 2>/dev/null)" ]
}

# issue HOLDER NAMES USES: a certificate under these names, to serve or to call or both.
issue() {
    folder=$TLS_FOLDER/$1
    cp "$AUTHORITY/ca.pem" "$folder/ca.pem"
    good "$folder" && return
    work=$(mktemp -d)
    openssl ecparam -name prime256v1 -genkey -noout -out "$work/own.key"
    openssl req -new -key "$work/own.key" -subj "/CN=$1" -out "$work/own.csr"
    cat >"$work/extensions" <<EXTENSIONS
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = $3
subjectAltName = $2
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
EXTENSIONS
    openssl x509 -req -in "$work/own.csr" -days 397 -extfile "$work/extensions" \
        -CA "$AUTHORITY/ca.pem" -CAkey "$AUTHORITY/ca.key" -CAcreateserial -out "$work/own.pem" \
        2>/dev/null
    # Every image runs as a user of its own, so it is the mount that keeps others away.
    chmod 444 "$work/own.key"
    mv -f "$work/own.key" "$work/own.pem" "$folder/"
    rm -r "$work"
    echo "Issued: $1"
}

authority
issue postgresql "DNS:postgresql" "serverAuth"
issue temporal "DNS:temporal, DNS:localhost, IP:127.0.0.1" "serverAuth, clientAuth"
issue namespace "DNS:namespace" "clientAuth"
issue ui "DNS:ui" "clientAuth"
issue worker "DNS:worker" "clientAuth"

# PostgreSQL starts only if its key is its own and nobody else's.
if [ "$(id -u)" = 0 ] && id postgres >/dev/null 2>&1; then
    chown postgres:postgres "$TLS_FOLDER/postgresql/own.key"
fi
chmod 400 "$TLS_FOLDER/postgresql/own.key"
