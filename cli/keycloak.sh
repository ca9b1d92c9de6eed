# Keycloak of Slipway's own: its distribution from Maven Central, its realm made once. SLIPWAY_OIDC_URL names another instead.

own_keycloak() { [[ -z ${SLIPWAY_OIDC_URL:-} ]]; }

keycloak_answers() { port_opens "$KEYCLOAK_PORT" && curl -sf -m 5 -o /dev/null "http://127.0.0.1:$KEYCLOAK_PORT/realms/slipway/.well-known/openid-configuration"; }

keycloak_up() {
  local folder=$HOME_DIR/keycloak import=()
  unpack_keycloak
  if ! pid_of keycloak >/dev/null; then
    if [[ ! -f $folder/realm-made ]]; then
      write_realm
      import=(--import-realm)
    fi
    empty_tmp keycloak slipway
    # The quick compiler alone: a third less time to start and 50 MiB less memory, for logins of 0.13 s instead of 0.06 s.
    # Its transactions' ids by a UUID: Narayana's default is the number of a port of the loopback, which it opens for that alone.
    (
      export JAVA_HOME JAVA_OPTS_KC_HEAP="-Xms96m -Xmx400m"
      export JAVA_OPTS_APPEND="-XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError \
        -DCoreEnvironmentBean.processImplementationClassName=com.arjuna.ats.internal.arjuna.utils.UuidProcessId"
      # Where the role had the platform's password, as in earlier releases, it has until PostgreSQL starts anew.
      export KC_DB_PASSWORD=${KEYCLOAK_DB_PASSWORD:-$DB_PASSWORD}
      export KC_BOOTSTRAP_ADMIN_USERNAME=keycloak-admin KC_BOOTSTRAP_ADMIN_PASSWORD=$KEYCLOAK_ADMIN_PASSWORD
      spawn keycloak setpriv --reuid=slipway --regid=slipway --clear-groups --no-new-privs \
        "$folder/bin/kc.sh" "-Djava.io.tmpdir=$TEMPORARY/keycloak" start --optimized "${import[@]}" --http-host=127.0.0.1 --http-port="$KEYCLOAK_PORT" \
        --hostname="http://localhost:$KEYCLOAK_PORT" --db-url="jdbc:postgresql://127.0.0.1:$POSTGRES_PORT/keycloak"
    )
  fi
}

keycloak_ready() {
  await_server keycloak 180 keycloak_answers || return 1
  touch "$HOME_DIR/keycloak/realm-made"
  rm -f "$HOME_DIR/keycloak/data/import/slipway-realm.json"
  [[ $(cat "$HOME_DIR/keycloak/client" 2>/dev/null) == "$(client_marker)" ]] || move_client
}

keycloak_is_here() { [[ $(cat "$HOME_DIR/keycloak/version" 2>/dev/null) == "$(pinned keycloak.version)" ]]; }

unpack_keycloak() {
  local version
  if keycloak_is_here; then return; fi
  version=$(pinned keycloak.version)
  step "Fetching Keycloak $version" "$LOGS/keycloak.log" fetch_keycloak "$version"
}

fetch_keycloak() {
  local version=$1 folder=$HOME_DIR/keycloak download=$HOME_DIR/keycloak.download
  rm -rf "$download"
  mkdir -p "$download"
  fetch_artifact "org.keycloak:keycloak-quarkus-dist:$version:zip" "$download"
  unzip -qo "$download"/*.zip -d "$download"
  rm -rf "$folder"
  mv "$download/keycloak-$version" "$folder"
  rm -rf "$download"
  chown -R slipway:slipway "$folder"
  cat >"$folder/conf/keycloak.conf" <<EOF
db=postgres
db-username=keycloak
db-pool-initial-size=1
db-pool-max-size=20
cache=local
http-enabled=true
health-enabled=false
metrics-enabled=false
features-disabled=kerberos
log-level=warn,org.keycloak.events:off
EOF
  # A connection that broke with PostgreSQL's restart is noticed before it is used, not two minutes later.
  echo 'quarkus.datasource.jdbc.foreground-validation-interval=1S' >"$folder/conf/quarkus.properties"
  empty_tmp keycloak slipway
  JAVA_HOME=$JAVA_HOME as_slipway "$folder/bin/kc.sh" "-Djava.io.tmpdir=$TEMPORARY/keycloak" build
  echo "$version" >"$folder/version"
}

# The realm as this installation needs it: its secrets and its address in place of the template's words.
write_realm() {
  local file=$HOME_DIR/keycloak/data/import/slipway-realm.json
  install -d -m 700 -o slipway -g slipway "$HOME_DIR/keycloak/data" "$HOME_DIR/keycloak/data/import"
  (
    umask 077
    realm=$(<"$SLIPWAY_ROOT/cli/realm.json")
    realm=${realm//@PUBLIC_URL@/"$PUBLIC_URL"}
    realm=${realm//@CLIENT_SECRET@/"$OIDC_CLIENT_SECRET"}
    for user in alice bob admin; do
      password=PASSWORD_$user
      realm=${realm//@"$password"@/"${!password}"}
    done
    printf '%s\n' "$realm" >"$file"
  )
  chown slipway:slipway "$file"
  client_marker >"$HOME_DIR/keycloak/client"
}

# What Keycloak knows of the platform: its port, and a number that grows with what is told besides.
client_marker() { echo "$PORT 2"; }

# Tells Keycloak the platform's new address after --port, and what an older release did not tell.
move_client() {
  local token client
  client=$(jq -nc --arg url "$PUBLIC_URL" '{clientId: "slipway", redirectUris: [$url + "/*"], attributes: {
    "post.logout.redirect.uris": ($url + "/*"), "backchannel.logout.url": ($url + "/logout/back-channel")}}')
  token=$(curl -sf -m 10 "http://127.0.0.1:$KEYCLOAK_PORT/realms/master/protocol/openid-connect/token" \
    -d grant_type=password -d client_id=admin-cli -d username=keycloak-admin --data-urlencode password@<(printf %s "$KEYCLOAK_ADMIN_PASSWORD") |
    json_field access_token)
  curl -sf -m 10 -X PUT "http://127.0.0.1:$KEYCLOAK_PORT/admin/realms/slipway/clients/slipway" \
    -H @<(header Authorization "Bearer $token") -H 'Content-Type: application/json' \
    -d "$client"
  client_marker >"$HOME_DIR/keycloak/client"
}

# json_field NAME: the string of that name in the object on standard input; nothing where there is none.
json_field() { jq -r --arg name "$1" '.[$name]? // empty' || true; }

# token_of USER: an access token of a demo user's.
token_of() {
  local password=PASSWORD_$1 token
  token=$(curl -s -m 10 "$OIDC_URL/protocol/openid-connect/token" -d grant_type=password -d client_id=slipway-cli -d scope=openid \
    --data-urlencode "username=$1" --data-urlencode password@<(printf %s "${!password}") | json_field access_token)
  [[ -n $token ]] && printf '%s\n' "$token"
}

keycloak_down() { stop_server keycloak TERM 20; }
