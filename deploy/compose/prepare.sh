#!/bin/sh
# Makes the secrets and the throw-away certificates of docker-compose.yml, once, each into the volume of the one service
# that may read it. Run by the service "prepare" as root of its container, without a network. What is there is kept.
set -eu
umask 077
root=${1:-}
gatefold=65532:65532
postgres=999:999
dex=1001:1001

# Whole or not at all: a start that was broken off makes it again.
put() {
  mode=$1 owner=$2 file=$3
  cat >"$file.new"
  chmod "$mode" "$file.new"
  [ "$(id -u)" != 0 ] || chown "$owner" "$file.new"
  mv "$file.new" "$file"
}

random() {
  openssl rand -hex 32
}

certificate() {
  names=$1 owner=$2 folder=$3
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -CA "$work/ca.crt" -CAkey "$work/ca.key" \
    -subj "/CN=Gatefold's compose file" -addext "subjectAltName=$names" -addext basicConstraints=critical,CA:FALSE \
    -addext extendedKeyUsage=serverAuth -keyout "$work/server.key" -out "$work/server.crt" 2>/dev/null
  put 0400 "$owner" "$folder/server.key" <"$work/server.key"
  put 0444 "$owner" "$folder/server.crt" <"$work/server.crt"
}

if [ ! -s "$root/made/done" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT

  password=$(random)
  client=$(random)
  openssl rand -base64 48 | put 0400 "$gatefold" "$root/made/gatefold/secret"
  echo "postgres:5432:gatefold:gatefold:$password" | put 0400 "$gatefold" "$root/made/gatefold/pgpass"
  echo "$client" | put 0400 "$gatefold" "$root/made/gatefold/client_secret"
  echo "$password" | put 0400 "$postgres" "$root/made/postgres/password"
  sed "s/CLIENT_SECRET/$client/" "$root/dex.yaml" | put 0400 "$dex" "$root/made/dex/dex.yaml"

  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=Gatefold's compose file, $(date +%F)" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
  certificate "DNS:news.gatefold.test,DNS:accounts.gatefold.test,DNS:letters.gatefold.test" "$gatefold" "$root/made/caddy"
  certificate DNS:mailpit "$gatefold" "$root/made/mailpit"
  # The key that signed them is kept nowhere.
  put 0444 "$gatefold" "$root/made/gatefold/ca.crt" <"$work/ca.crt"
  date | put 0444 0:0 "$root/made/done"
fi
echo "secrets and certificates are there"
