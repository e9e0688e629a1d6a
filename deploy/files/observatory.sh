#!/bin/sh
# observatory run | prepare | backup OUT | restore FILE | rollback [--with-data FILE] | confinement | version | geo ...
set -eu
prefix=@PREFIX@ state=@STATE@
cd "$prefix/current"
set -a
. "$state/observatory.env"
set +a
export OBSERVATORY_STORE="$prefix/current/store" OBSERVATORY_CACHE="$state/cache"
python="$prefix/current/venv/bin/python"
say() { printf '%s\n' "$*"; }
# What root puts back belongs to whom the state folder belongs to, as whom the service runs.
restore() {
  "$python" -m geo restore "$@"
  [ "$(id -u)" != 0 ] || chown -R "$(stat -c %u:%g "$state")" "$state"
}
verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
  run) exec "$python" -m streamlit run app.py --server.headless true "$@" ;;
  prepare | backup) exec "$python" -m geo "$verb" "$@" ;;
  restore) restore "$@" ;;
  geo) exec "$python" -m geo "$@" ;;
  version) exec "$python" -m geo --version ;;
  rollback)
    [ -d "$prefix/previous" ] || { say "There is no former release. 没有可回退的版本。" >&2; exit 1; }
    former=$(readlink "$prefix/previous") now=$(readlink "$prefix/current")
    if command -v systemctl >/dev/null 2>&1 && systemctl is-active --quiet observatory; then
      systemctl stop observatory
      trap 'systemctl start observatory' EXIT
    fi
    ln -sfn "$former" "$prefix/current.new" && mv -fT "$prefix/current.new" "$prefix/current"
    ln -sfn "$now" "$prefix/previous.new" && mv -fT "$prefix/previous.new" "$prefix/previous"
    if [ "${1:-}" = --with-data ]; then "$0" restore "$2"; fi
    say "Back at ${former#releases/}. 已回退。"
    ;;
  confinement)
    force=$("$python" -c 'from geo.ingest.confinement.jail import in_force; print(in_force())')
    if [ "$force" = landlock ]; then
      say "Uploads are read under Landlock and seccomp. 上传文件在 Landlock 与 seccomp 隔离下读取。"
    elif [ "$force" = bubblewrap ]; then
      say "This kernel has no Landlock: uploads are read in namespaces by bubblewrap, under seccomp. 内核没有 Landlock：上传文件由 bubblewrap 在命名空间与 seccomp 隔离下读取。"
    else
      say "This kernel has no Landlock (Linux 5.13 or later) and there is no bubblewrap that works: uploads are refused. 内核没有 Landlock，也没有可用的 bubblewrap，将拒绝上传。"
      say "Install the package bubblewrap and let users have user namespaces. 请安装 bubblewrap 软件包，并允许用户命名空间。"
      say "OBSERVATORY_SANDBOX=warn in $state/observatory.env opens them without it. 如需放行请设置该变量。"
    fi
    ;;
  *) sed -n '2s/^# //p' "$0" >&2; exit 2 ;;
esac
