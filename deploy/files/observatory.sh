#!/bin/sh
# observatory run | prepare | backup OUT | restore FILE | upgrade BUNDLE | rollback [--with-data FILE] | confinement | version | geo ...
set -eu
prefix=@PREFIX@ state=@STATE@
set -a
. "$state/observatory.env"
set +a
export OBSERVATORY_STORE="$prefix/current/store" OBSERVATORY_CACHE="$state/cache"
# Files are named from where the caller stands, so the program is found without going to it.
export PYTHONPATH="$prefix/current" PYTHONSAFEPATH=1
python="$prefix/current/venv/bin/python"
say() { printf '%s\n' "$*"; }
# What root makes in the state folder belongs to whom the folder belongs to, as whom the service runs.
program() {
  status=0
  "$python" -m geo "$@" || status=$?
  [ "$(id -u)" != 0 ] || chown -R --from=0 "$(stat -c %u:%g "$state")" "$state"
  return "$status"
}
verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
  run)
    cd "$prefix/current"
    unset PYTHONPATH PYTHONSAFEPATH
    exec "$python" -m streamlit run app.py --server.headless true "$@"
    ;;
  prepare | backup | restore) program "$verb" "$@" ;;
  geo) program "$@" ;;
  version) exec "$python" -m geo --version ;;
  upgrade)  # by a newer bundle's own installer, with the folders and the user of this installation
    bundle=${1:-}
    if [ -f "$bundle" ]; then
      unpacked=$(mktemp -d "$state/upgrade.XXXXXX")
      trap 'rm -rf "$unpacked"' EXIT
      tar -xf "$bundle" -C "$unpacked"
      for bundle in "$unpacked"/*/; do :; done
    fi
    [ -x "$bundle/install.sh" ] || { say "upgrade needs a newer BUNDLE: the archive, or the folder it unpacks to. 请给出新版安装包或其解包后的文件夹。" >&2; exit 2; }
    set -- --prefix "$prefix" --state "$state" --user "$(stat -c %U "$state")"
    [ -f /etc/systemd/system/observatory.service ] || set -- "$@" --no-service
    "$bundle/install.sh" "$@"
    ;;
  rollback)
    case ${1:-} in
      '') ;;
      --with-data) [ -f "${2:-}" ] || { say "rollback --with-data needs the FILE of a backup. 请给出备份文件。" >&2; exit 2; } ;;
      *) say "rollback takes nothing but --with-data FILE. 只接受 --with-data FILE。" >&2; exit 2 ;;
    esac
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
    if ! "$0" geo audit >/dev/null; then
      say "This release cannot read what the newer one has saved: rollback again, or restore a backup it has made. 该版本无法读取新版本保存的数据，请再次回退或恢复其备份。" >&2
      exit 1
    fi
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
