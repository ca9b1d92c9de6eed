# The name server that workspaces and builds ask, dnsmasq, which runs on while the platform restarts. It asks those that
# SLIPWAY_NETWORK_DNS_SERVERS names, or this host's, as /etc/resolv.conf says from moment to moment. It tells nothing that is the
# host's own: not its /etc/hosts, no address of a private network but in the zones of SLIPWAY_NETWORK_DNS_ZONES.

# Zones that are nobody's on the internet, and may be somebody's here (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal).
LOCAL_ZONES=(localhost local internal home.arpa lan intranet private corp home test invalid onion)

# An address of the host's own that nothing else has: link-local, of the installation's. The loopback interface takes it, since
# it is there on every kernel; the firewall lets no one ask but the installation's bridges and the host. 169.254.10.1 to
# 169.254.159.254: clear of the clouds' own, at 169.254.169.
name_server() {
  local number
  number=$((16#$(printf %s "$INSTALLATION" | sha256sum | cut -c1-6) % (150 * 254)))
  echo "169.254.$((number / 254 + 10)).$((number % 254 + 1))"
}

names_up() {
  local zones=${SLIPWAY_NETWORK_DNS_ZONES:-} servers=${SLIPWAY_NETWORK_DNS_SERVERS:-} address zone server options
  address=$(name_server)
  ip address replace "$address/32" dev lo scope host
  # Bounds: what one bridge asks is bounded by the firewall; that many questions at once wait for an answer, of all together.
  options=(--keep-in-foreground --conf-file=/dev/null --pid-file= --user=slipway --group=slipway --log-facility=/dev/null
    --listen-address="$address" --bind-interfaces --no-hosts --domain-needed --bogus-priv --stop-dns-rebind --no-ident
    --cache-size=4096 --dns-forward-max=4096)
  for zone in "${LOCAL_ZONES[@]}"; do options+=(--local="/$zone/"); done
  for zone in ${zones//,/ }; do options+=(--rebind-domain-ok="/$zone/" --server="/$zone/#"); done
  if [[ -n $servers ]]; then options+=(--no-resolv); fi
  for server in ${servers//,/ }; do options+=(--server="$server"); done
  if pid_of names >/dev/null; then
    [[ ${options[*]} != "$(cat "$RUN/names.options" 2>/dev/null)" ]] || return 0
    stop_server names TERM 5
  fi
  echo "${options[*]}" >"$RUN/names.options"
  spawn names dnsmasq "${options[@]}"
}

names_ready() { pid_of names >/dev/null && (: <>"/dev/tcp/$(name_server)/53") 2>/dev/null; }

names_down() {
  stop_server names TERM 5
  ip address delete "$(name_server)/32" dev lo 2>/dev/null || true
}
