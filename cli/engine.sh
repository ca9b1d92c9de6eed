# The container engine's own HTTP API, by curl: no client of Docker's is needed, and one that is there is not asked. Sourced by
# ./slipway and by the recipes of images. DOCKER_HOST names another engine than the one at /var/run/docker.sock.

# engine METHOD PATH [CURL-ARGUMENT…]: one request; the answer's body on standard output, a fault's in the message.
engine() {
  local method=$1 path=$2 host=${DOCKER_HOST:-unix:///var/run/docker.sock} where
  shift 2
  if [[ $host == unix://* ]]; then
    where=(--unix-socket "${host#unix://}" "http://docker/$path")
  else
    where=("${host/#tcp:/http:}/$path")
  fi
  curl -sS --fail-with-body --globoff --noproxy '*' -X "$method" "$@" "${where[@]}"
}

# An engine counts that answers; a program named docker that has none does not.
engine_answers() { engine GET _ping -m 10 >/dev/null 2>&1; }

image_exists() { engine GET "images/$1/json" -m 10 >/dev/null 2>&1; }

# image_size REFERENCE: in bytes.
image_size() { engine GET "images/$1/json" -m 10 | jq -e .Size; }

# import_image TAR NAME:TAG [CHANGE…]: makes an image of a root file system; a change is an instruction of a Dockerfile.
import_image() {
  local tar=$1 image=$2 query change answer
  shift 2
  query="fromSrc=-&repo=$(url_encoded "${image%:*}")&tag=$(url_encoded "${image##*:}")"
  for change in "$@"; do query+="&changes=$(url_encoded "$change")"; done
  # -T sends the file as it reads it. A fault after the answer has begun stands in the answer.
  answer=$(engine POST "images/create?$query" -H 'Content-Type: application/x-tar' -H 'Expect:' -T "$tar") && jq -es 'length > 0 and all(has("error") | not)' >/dev/null <<<"$answer" && return
  printf 'the engine does not import %s: %s\n' "$image" "$answer" >&2
  return 1
}

# containers_of LABEL [all]: the names of the running containers with that label, or of all; one a line.
containers_of() {
  # A name cannot be mistaken for what an image says in a label of its own.
  engine GET "containers/json?all=$([[ ${2:-} == all ]] && echo 1 || echo 0)&$(label_filter "$1")" -m 30 | jq -r '.[].Names[0] // empty | ltrimstr("/")'
}

# networks_of LABEL: the ids of the networks with that label, one a line.
networks_of() { engine GET "networks?$(label_filter "$1")" -m 30 | jq -r '.[].Id'; }

label_filter() { printf 'filters=%s' "$(jq -rn --arg wanted "$1" '{label: [$wanted]} | tojson | @uri')"; }

# Whether any container runs, whosever it is.
containers_run() { ! engine GET containers/json -m 30 | jq -e 'length == 0' >/dev/null; }

url_encoded() { jq -rn --arg text "$1" '$text | @uri'; }
