# How this host's own programs reach package registries: whose certificates they trust, which proxies and mirrors they use. The
# containers of image builds are told the same, and by an administrator's choice (SLIPWAY_WORKSPACES_HOST_SETTINGS) workspaces
# too. Nothing of it becomes part of an image: dev.slipway.runtime.host.HostSettings says how containers see it.

# Where containers see the files of the folder.
CONTAINER_SETTINGS=/dev/slipway

PROXY_VARIABLES=(HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy ftp_proxy all_proxy no_proxy)

# trusted_bundle: the file of the certificates that this host's programs trust, where those are not everyone's, and on a line of
# its own what names it.
trusted_bundle() {
  local file
  if [[ -n ${SLIPWAY_CA_FILE:-} ]]; then
    printf '%s\n' "$SLIPWAY_CA_FILE" SLIPWAY_CA_FILE
  elif [[ -n ${SSL_CERT_FILE:-} ]]; then
    printf '%s\n' "$SSL_CERT_FILE" SSL_CERT_FILE
  elif file=$(pip_setting cert) && [[ -n $file ]]; then
    printf '%s\n' "$file" "pip's setting 'cert'"
  elif compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    printf '%s\n' /etc/ssl/certs/ca-certificates.crt "the system's bundle, which has certificates of this host's own"
  elif compgen -G '/etc/pki/ca-trust/source/anchors/*' >/dev/null; then
    printf '%s\n' /etc/pki/tls/certs/ca-bundle.crt "the system's bundle, which has certificates of this host's own"
  fi
}

# require_bundle FILE: dies unless it is a file of certificates that can be read.
require_bundle() {
  grep -q -e '-----BEGIN CERTIFICATE-----' "$1" 2>/dev/null ||
    die "there are no certificates in '$1', which ${2} names as those that this host trusts"
}

# pip_setting NAME: one of pip's settings, such as index-url, from the environment or its files, the nearest first; a pip need not
# be installed.
pip_setting() {
  local variable=PIP_${1^^} file value
  variable=${variable//-/_}
  if [[ -n ${!variable:-} ]]; then
    echo "${!variable}"
    return
  fi
  for file in "${PIP_CONFIG_FILE:-}" "${XDG_CONFIG_HOME:-$HOME/.config}/pip/pip.conf" "$HOME/.pip/pip.conf" /etc/xdg/pip/pip.conf /etc/pip.conf; do
    [[ -f $file ]] || continue
    value=$(ini_values "$file" "$1")
    [[ -z $value ]] || { echo "$value"; return; }
  done
}

# ini_values FILE KEY: the value of a key in the sections [global] and [install]; one of several lines as one.
ini_values() {
  awk -v key="$2" '
    /^[ \t]*[#;]/ { next }
    /^\[/ { wanted = /^\[(global|install)\]/; on = 0; next }
    wanted && /^[^ \t]/ {
      on = 0
      name = $0; sub(/[ \t]*[=:].*/, "", name); gsub(/_/, "-", name)
      if (name == key) { value = $0; sub(/^[^=:]*[=:][ \t]*/, "", value); printf "%s", value; on = 1 }
      next
    }
    on && /^[ \t]+[^ \t]/ { value = $0; sub(/^[ \t]+/, " ", value); printf "%s", value }
  ' "$1" | sed 's/^ *//; s/ *$//'
}

# npm_registry: npm's mirror, from the environment or its files.
npm_registry() {
  local file value=${npm_config_registry:-${NPM_CONFIG_REGISTRY:-}}
  if [[ -n $value ]]; then
    echo "$value"
    return
  fi
  for file in "${NPM_CONFIG_USERCONFIG:-$HOME/.npmrc}" /usr/etc/npmrc /usr/local/etc/npmrc /etc/npmrc; do
    [[ -f $file ]] || continue
    value=$(sed -n 's/^ *registry *= *"\{0,1\}\([^"]*[^" ]\)"\{0,1\} *$/\1/p' "$file" | tail -1)
    [[ -z $value ]] || { echo "$value"; return; }
  done
}

# conda_file: the first of conda's files of settings that is there.
conda_file() {
  local file
  for file in "${CONDARC:-}" "$HOME/.condarc" "$HOME/.conda/.condarc" /etc/conda/.condarc /etc/conda/condarc; do
    [[ -z $file || ! -f $file ]] || { echo "$file"; return; }
  done
}

# only_urls WORD…: those that mean the same in a container; a path or a file:// URL of this host's does not.
only_urls() {
  local word urls=()
  for word in "$@"; do
    [[ $word != http://* && $word != https://* ]] || urls+=("$word")
  done
  echo "${urls[*]}"
}

# write_host_settings: writes them into $HOST_SETTINGS, which another process may read meanwhile.
write_host_settings() {
  local new=$HOST_SETTINGS.new
  rm -rf "$new"
  install -d -m 700 "$new"
  write_trust "$new"
  write_conda "$new"
  write_variables >"$new/variables"
  chmod 600 "$new/variables"
  # Files of the old folder may be mounted in containers: it goes, they stay until those end.
  rm -rf "$HOST_SETTINGS"
  mv "$new" "$HOST_SETTINGS"
}

write_trust() {
  local file= origin=
  { read -r file && read -r origin; } < <(trusted_bundle) || true
  [[ -n $file ]] || return 0
  require_bundle "$file" "$origin"
  install -m 444 "$file" "$1/ca.pem"
  echo "Acquire::https::CAInfo \"$CONTAINER_SETTINGS/ca.pem\";" >"$1/apt.conf"
  chmod 444 "$1/apt.conf"
}

# conda's own settings, but for the certificates, which are elsewhere in a container.
write_conda() {
  local file
  file=$(conda_file)
  [[ -n $file || -f $1/ca.pem ]] || return 0
  {
    [[ -z $file ]] || grep -v '^ssl_verify *:' "$file" || true
    [[ ! -f $1/ca.pem ]] || echo "ssl_verify: $CONTAINER_SETTINGS/ca.pem"
  } >"$1/condarc"
  chmod 444 "$1/condarc"
}

write_variables() {
  local name value variable
  for name in "${PROXY_VARIABLES[@]}"; do
    [[ -z ${!name:-} ]] || echo "$name=${!name}"
  done
  for name in index-url extra-index-url find-links; do
    # shellcheck disable=SC2046 # several words are meant
    value=$(only_urls $(pip_setting "$name"))
    variable=PIP_${name^^}
    [[ -z $value ]] || echo "${variable//-/_}=$value"
  done
  value=$(pip_setting trusted-host)
  [[ -z $value ]] || echo "PIP_TRUSTED_HOST=$value"
  value=$(only_urls "$(npm_registry)")
  [[ -z $value ]] || echo "NPM_CONFIG_REGISTRY=$value"
  for name in CONDA_CHANNEL_ALIAS CONDA_CHANNELS CONDA_DEFAULT_CHANNELS UV_INDEX_URL UV_DEFAULT_INDEX; do
    [[ -z ${!name:-} ]] || echo "$name=${!name}"
  done
}

# What doctor says of it.
tell_host_settings() {
  local file= origin= name mirrors=()
  { read -r file && read -r origin; } < <(trusted_bundle) || true
  if [[ -z $file ]]; then
    say "trust    image builds trust the authorities that their images bring: this host has none of its own"
  elif (require_bundle "$file" "$origin") 2>/dev/null; then
    say "trust    image builds trust the authorities in $file ($origin)"
  else
    say "trust    $origin names $file, in which there are no certificates; image builds stop there"
  fi
  for name in "${PROXY_VARIABLES[@]}"; do
    [[ -z ${!name:-} ]] || mirrors+=("$name")
  done
  while IFS='=' read -r name _; do
    [[ $name =~ ^(PIP|NPM|CONDA|UV)_ ]] && mirrors+=("$name")
  done < <(write_variables)
  [[ -z $(conda_file) ]] || mirrors+=("$(conda_file)")
  ((${#mirrors[@]} == 0)) || say "mirrors  image builds are told ${mirrors[*]}"
  case ${SLIPWAY_WORKSPACES_HOST_SETTINGS:-false} in
    true) say "         workspaces are told the same (SLIPWAY_WORKSPACES_HOST_SETTINGS)" ;;
    *) say "         workspaces are told nothing of it (SLIPWAY_WORKSPACES_HOST_SETTINGS=true changes that)" ;;
  esac
}
