# PostgreSQL of Slipway's own: server binaries from Maven Central, data kept. SLIPWAY_DB_URL names another server instead.

own_postgres() { [[ -z ${SLIPWAY_DB_URL:-} ]]; }

# The distribution has a server and no client: single-user mode makes the databases.
postgres_up() {
  local bin=$HOME_DIR/postgres/bin data=$HOME_DIR/postgres/data pid
  unpack_postgres
  if [[ ! -f $data/PG_VERSION ]]; then
    step "Making the database" "$LOGS/postgres.log" make_database
  fi
  if [[ $(postgres_status) == stopping ]] && pid=$(pid_of postgres); then
    await 30 gone "$pid" || die "PostgreSQL does not end; see $LOGS/postgres.log"
  fi
  if ! pid_of postgres >/dev/null; then
    # A Keycloak that runs knows the old password.
    if [[ -z ${KEYCLOAK_DB_PASSWORD:-} ]] && ! pid_of keycloak >/dev/null; then part_roles; fi
    spawn postgres setpriv --reuid=slipway --regid=slipway --clear-groups --no-new-privs \
      "$bin/postgres" -D "$data" -p "$POSTGRES_PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
      -c max_connections=120 -c shared_buffers=64MB
  fi
}

# What the server says of itself, in the eighth line of its lock file: starting, ready, stopping; nothing where it does not run.
postgres_status() {
  pid_of postgres >/dev/null || return 0
  sed -n '8s/ *$//p' "$HOME_DIR/postgres/data/postmaster.pid" 2>/dev/null || true
}

postgres_ready() { [[ $(postgres_status) == ready ]]; }

postgres_is_here() { [[ $(cat "$HOME_DIR/postgres/version" 2>/dev/null) == "$(pinned postgres.version)" ]]; }

unpack_postgres() {
  local version
  if postgres_is_here; then return; fi
  version=$(pinned postgres.version)
  step "Fetching PostgreSQL $version" "$LOGS/postgres.log" fetch_postgres "$version"
}

fetch_postgres() {
  local version=$1 arch=amd64 folder=$HOME_DIR/postgres
  [[ $(uname -m) != aarch64 ]] || arch=arm64v8
  mkdir -p "$folder/download"
  fetch_artifact "io.zonky.test.postgres:embedded-postgres-binaries-linux-$arch:$version" "$folder/download"
  unzip -qo "$folder/download"/embedded-postgres-binaries-linux-*.jar '*.txz' -d "$folder/download"
  tar -xJf "$folder/download"/*.txz -C "$folder"
  rm -rf "$folder/download"
  echo "$version" >"$folder/version"
}

make_database() {
  local folder=$HOME_DIR/postgres password
  rm -rf "$folder/data" "$folder/data.new"
  install -d -m 700 -o slipway -g slipway "$folder/data.new"
  password=$(mktemp)
  printf '%s' "$DB_ADMIN_PASSWORD" >"$password"
  chown slipway "$password"
  as_slipway "$folder/bin/initdb" -D "$folder/data.new" -U postgres -E UTF8 --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$password"
  rm -f "$password"
  # Single-user mode takes one statement a line.
  as_slipway "$folder/bin/postgres" --single -D "$folder/data.new" postgres <<EOF
create role slipway login password '$DB_PASSWORD'
create database slipway owner slipway
create role keycloak login password '$KEYCLOAK_DB_PASSWORD'
create database keycloak owner keycloak
revoke connect on database keycloak from public
revoke connect on database slipway from public
EOF
  mv "$folder/data.new" "$folder/data"
}

# Earlier releases gave Keycloak's role the platform's password.
part_roles() {
  local password
  password=$(secret)
  as_slipway "$HOME_DIR/postgres/bin/postgres" --single -D "$HOME_DIR/postgres/data" postgres >>"$LOGS/postgres.log" 2>&1 <<EOF || return
alter role keycloak password '$password'
EOF
  printf 'KEYCLOAK_DB_PASSWORD=%s\n' "$password" >>"$HOME_DIR/settings.env"
  KEYCLOAK_DB_PASSWORD=$password
}

# A fast shutdown: sessions end, nothing committed is lost.
postgres_down() { stop_server postgres INT 20; }
