# Starts a Jupyter server by the image's own Python, and what that starts, kernels and terminals, in an environment of the user's
# own: a virtual environment laid over the image's Python, so that pip, uv and npm have a place to install to. Nothing of it can
# keep the server from starting, which sees none of it, nor can what fails here.
#
#   serve.sh IMAGE PATH PROGRAM [ARGUMENT…]
#
# IMAGE is the catalogue's name of the image, PATH the image's own search path. For each image, Python version and place of that
# Python the user has one folder in the home; the container sees it at /run/slipway/python, wherever the home is.
set -f
image=$1 image_path=$2
shift 2
seen=/run/slipway/python

# The program is looked for as if the user had installed nothing.
search_path=$PATH
PATH=$image_path
program=$(command -v "$1") || program=
line=
[ ! -r "$program" ] || IFS= read -r line <"$program"
case $line in
  '#!'*/env\ *python*) interpreter=$(command -v "${line##* }") || interpreter= ;;
  '#!'*python*)
    interpreter=${line#'#!'}
    interpreter=${interpreter#"${interpreter%%[! ]*}"}
    interpreter=${interpreter%% *}
    ;;
  *) interpreter= ;;
esac

# lay_over: makes the user's environment where it is missing, and shows it.
lay_over() {
  version=$(readlink -f "$interpreter")
  version=${version##*/python}
  case $version in
    3.*[!0-9.]* | 3.*.* | 3.) version= ;;
    3.*) ;;
    *) version= ;;
  esac
  [ -n "$version" ] || version=$("$interpreter" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])') || return
  prefix=${interpreter%/bin/*}
  case $prefix in
    /usr) place= ;;
    *) place=$(printf %s "${prefix#/usr}" | tr -c 'A-Za-z0-9.\n' '-') ;;
  esac
  folder=$HOME/.slipway/packages/$image-python$version$place
  mkdir -p /run/slipway/jupyter/kernels/python3 /run/slipway/installed &&
    ln -sfn "$folder" "$seen" &&
    ln -sfn "$folder/share/jupyter/kernels" /run/slipway/installed/kernels || return
  # The last link that is made says that all is there.
  [ "$folder/bin/python$version" -ef "$interpreter" ] || make_folder || return
  offer_kernel
}

make_folder() {
  packages=$folder/lib/python$version/site-packages
  mkdir -p "$folder/bin" "$packages" || return
  home=${interpreter%/*}
  rm -f "$packages/_image.pth"
  # A virtual environment over a virtual environment would be one over what lies below that.
  if [ -f "$prefix/pyvenv.cfg" ]; then
    home=$(sed -n 's/^home *= *//p' "$prefix/pyvenv.cfg")
    echo "import site; site.addsitedir('$prefix/lib/python$version/site-packages')" >"$packages/_image.pth" || return
  fi
  printf 'home = %s\ninclude-system-site-packages = true\nversion = %s\n' "$home" "$version" >"$folder/pyvenv.cfg" || return
  for name in pip pip3; do
    [ -e "$folder/bin/$name" ] || printf '#!/bin/sh\nexec %s/bin/python3 -m pip "$@"\n' "$seen" >"$folder/bin/$name" || return
  done
  chmod 755 "$folder/bin/pip" "$folder/bin/pip3"
  ln -sfn "python$version" "$folder/bin/python3" && ln -sfn "python$version" "$folder/bin/python" &&
    ln -sfn "$interpreter" "$folder/bin/python$version"
}

# offer_kernel: the image's own Python kernel, run in the user's environment, and kernels that the user installed. Other things of
# theirs for JupyterLab's page stay unseen: one that is broken would leave no page to mend it on.
offer_kernel() {
  for share in "$prefix/share" /usr/local/share; do
    [ -f "$share/jupyter/kernels/python3/kernel.json" ] || continue
    set +f
    cp "$share"/jupyter/kernels/python3/logo* /run/slipway/jupyter/kernels/python3/
    set -f
    printf '{"argv": ["%s/bin/python3", "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
      "display_name": "Python 3 (ipykernel)", "language": "python", "metadata": {"debugger": true}}' "$seen" \
      >/run/slipway/jupyter/kernels/python3/kernel.json
    return
  done
}

[ -z "$interpreter" ] || lay_over || echo "slipway: packages cannot be installed in this workspace" >&2
if [ -d "$seen/bin" ]; then
  export JUPYTER_PATH="/run/slipway/jupyter:/run/slipway/installed${JUPYTER_PATH:+:$JUPYTER_PATH}"
  search_path=$seen/bin:$search_path
fi
PATH=$search_path
export PATH
[ -n "$program" ] || exec "$@"
shift
[ -n "$interpreter" ] || exec "$program" "$@"
exec "$interpreter" -s "$program" "$@"
