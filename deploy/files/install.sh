#!/bin/sh
# Installs or upgrades the observatory from this folder, without any network. 离线安装或升级观察站。
#   ./install.sh [--prefix /opt/observatory] [--state /var/lib/observatory] [--port 8501] [--host 127.0.0.1]
#                [--base /observatory] [--user observatory] [--no-service]
# PYTHON=/path/to/python names the interpreter. What people save lies in the state folder, and stays.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=/opt/observatory state=/var/lib/observatory port=8501 host=127.0.0.1 base= user=observatory service=yes
named= differs=
say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --state | --port | --host | --base | --user)
      [ $# -gt 1 ] || fail "$1 needs a value. $1 后缺少取值。" ;;
  esac
  case $1 in
    --prefix) prefix=$2; shift 2 ;;
    --state) state=$2; shift 2 ;;
    --port) port=$2 named=yes; shift 2 ;;
    --host) host=$2 named=yes; shift 2 ;;
    --base) base=$2 named=yes; shift 2 ;;
    --user) user=$2; shift 2 ;;
    --no-service) service=no; shift ;;
    *) say "$1 is none of the options. 没有选项 $1。" >&2; sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
# They are written into scripts and a file of settings: what could not stand there is told before anything is done.
plain() { case $2 in *[!$3]*) fail "$1 is '$2'; it may hold only $4. $1 含有不支持的字符。" ;; esac; }
for one in prefix state; do
  eval "folder=\$$one"
  case $folder in '' | /) fail "--$one is '$folder'; name a folder of its own. --$one 须为单独的文件夹。" ;; /*) ;; *) folder=$(pwd)/$folder ;; esac
  case $folder in
    *[[:space:]\"\'\|\&\\\$\`\;\<\>\(\)\*\?\[\#\!]*)
      fail "--$one is '$folder'; it may hold no space and none of \" ' | & \\ \$ \` ; < > ( ) * ? [ # !. --$one 含有空格或特殊字符。" ;;
  esac
  folder=$(printf '%s' "$folder" | sed -e 's|/\./|/|g' -e 's|//*|/|g' -e 's|/\.\{0,1\}$||')
  eval "$one=\$folder"
done
case $prefix/ in "$state"/*) fail "--prefix $prefix lies in --state $state; give each a folder of its own. 两个文件夹须分开。" ;; esac
plain --port "$port" 0-9 digits
[ -n "$port" ] && [ "${#port}" -le 5 ] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] ||
  fail "--port is '$port'; it must be a number from 1 to 65535. 端口须为 1 至 65535。"
plain --host "$host" 'A-Za-z0-9.:-' 'an address'
plain --base "$base" 'A-Za-z0-9._/-' 'letters of a to z, digits and . _ / -'
plain --user "$user" 'A-Za-z0-9._-' 'letters of a to z, digits and . _ -'

. "$here/VERSION"  # version, python, machine
[ "$(uname -sm)" = "Linux $machine" ] || fail "This bundle is for Linux $machine; this is $(uname -sm). 平台不符。"
if ldd --version 2>&1 | grep -qi musl; then fail "This bundle needs glibc, not musl. 需要 glibc。"; fi
(cd "$here" && sha256sum --check --quiet SHA256SUMS) || fail "The bundle is damaged; copy it again. 安装包已损坏。"
interpreter=${PYTHON:-$(command -v "python$python" || command -v python3 || true)}
[ -n "$interpreter" ] && [ "$("$interpreter" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$python" ] ||
  fail "Python $python is needed; set PYTHON=/path/to/python$python. 需要 Python $python。"
"$interpreter" -c 'import venv, ensurepip' 2>/dev/null ||
  fail "Python's venv is needed (Debian: python$python-venv). 需要 Python 的 venv 模块。"

release=$prefix/releases/$version
former=$(readlink "$prefix/current" 2>/dev/null || true)
running() { [ "$service" = yes ] && command -v systemctl >/dev/null 2>&1 && systemctl is-active --quiet observatory; }

say "Installing $version into $release ... 正在安装"
mkdir -p "$prefix/releases" "$prefix/bin" "$state/backups"
chmod 700 "$state" "$state/backups"
building=$release.building.$$
finished=no stopped=no turned=no earlier=$(readlink "$prefix/previous" 2>/dev/null || true)
turn() { ln -sfn "$1" "$prefix/$2.new" && mv -fT "$prefix/$2.new" "$prefix/$2"; }
# Whatever fails, a full disk or a signal: what ran before runs again, and nothing half made is left.
leave() {
  rm -rf "$building" "$state/observatory.env.new"
  [ "$finished" = no ] || return 0
  if [ -d "$release.former.$$" ]; then rm -rf "$release" && mv "$release.former.$$" "$release"; fi
  if [ "$turned" = yes ] && [ -n "$former" ] && [ -d "$prefix/$former" ]; then
    turn "$former" current
    if [ -n "$earlier" ]; then turn "$earlier" previous; else rm -f "$prefix/previous"; fi
    say "Not installed; still at ${former#releases/}. 未安装，仍为原版本。" >&2
  fi
  if [ "$stopped" = yes ]; then systemctl start observatory || true; fi
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
rm -rf "$building"
cp -R "$here/app" "$building"
cp -R "$here/store" "$building/store"
cp "$here/LICENCES.md" "$here/sbom.cdx.json" "$here/VERSION" "$building/"
"$interpreter" -m venv "$building/venv"
"$building/venv/bin/python" -m pip install --disable-pip-version-check --quiet --no-index --no-deps --no-compile \
  --find-links "$here/wheels" --require-hashes -r "$here/install.lock"
# The service may not write here: what is not compiled now would be at every start. The parts come compiled.
site=$building/venv/lib/python$python/site-packages
if [ -f "$here/bytecode.tar" ] && [ -d "$site" ] &&
  [ "$("$interpreter" -c 'import importlib.util; print(importlib.util.MAGIC_NUMBER.hex())')" = "${magic:-}" ]; then
  tar -xf "$here/bytecode.tar" -C "$site" --no-same-owner
else
  "$building/venv/bin/python" -m compileall -q -j 0 "$building/venv/lib" >/dev/null || true
fi
"$building/venv/bin/python" -m compileall -q -j 0 "$building/geo" "$building/pages" >/dev/null || true

cat >"$state/observatory.env.new" <<END
# Settings of the observatory; README.md names all. 各项设置见 README.zh.md。
OBSERVATORY_PUBLISHED=$state/published
OBSERVATORY_KEPT=$state/kept
OBSERVATORY_DATASETS=$state/datasets
OBSERVATORY_GOVERNANCE=$state/governance
STREAMLIT_SERVER_PORT=$port
STREAMLIT_SERVER_ADDRESS=$host
STREAMLIT_SERVER_BASE_URL_PATH=$base
END
chmod 600 "$state/observatory.env.new"
if [ ! -f "$state/observatory.env" ]; then
  mv "$state/observatory.env.new" "$state/observatory.env"
else
  # A change of address is the file's, not the command's; say so rather than leave it out in silence.
  for line in $(grep '^STREAMLIT_' "$state/observatory.env.new"); do
    grep -qxF "$line" "$state/observatory.env" || differs=yes
  done
  [ -z "$differs" ] || [ -z "$named" ] || say "Kept the address in $state/observatory.env; change it there. 地址沿用该文件中的设置，如需修改请编辑该文件。"
  # a folder that the older release did not know would lie in the release, and be lost with the next
  for line in $(grep '^OBSERVATORY_' "$state/observatory.env.new"); do
    grep -q "^${line%%=*}=" "$state/observatory.env" || printf '%s\n' "$line" >>"$state/observatory.env"
  done
fi
if [ ! -d "$state/datasets" ] && [ -d "$here/datasets" ]; then cp -R "$here/datasets" "$state/datasets"; fi
sed -e "s|@PREFIX@|$prefix|g" -e "s|@STATE@|$state|g" "$here/observatory.sh" >"$prefix/bin/observatory.new"
chmod 755 "$prefix/bin/observatory.new"

if [ -n "$former" ] && [ -d "$prefix/$former" ]; then
  say "Backing up before the upgrade ... 升级前备份"
  "$prefix/bin/observatory" backup "$state/backups/before-$version-$(date -u +%Y%m%dT%H%M%SZ).tar"
  if running; then stopped=yes; systemctl stop observatory; fi
fi
mv -f "$prefix/bin/observatory.new" "$prefix/bin/observatory"
if [ -d "$release" ]; then mv "$release" "$release.former.$$"; fi
mv "$building" "$release"
# A venv knows where it was made: the programs in it are started by its Python, so only that link matters.
turned=yes
turn "releases/$version" current
if [ -n "$former" ] && [ "$former" != "releases/$version" ]; then turn "$former" previous; fi
"$prefix/bin/observatory" prepare
finished=yes
rm -rf "$release.former.$$"

if [ "$service" = yes ] && [ "$(id -u)" = 0 ] && [ -d /run/systemd/system ]; then
  id "$user" >/dev/null 2>&1 || useradd --system --home-dir "$state" --shell /usr/sbin/nologin "$user"
  chown -R "$user" "$state"
  sed -e "s|@PREFIX@|$prefix|g" -e "s|@STATE@|$state|g" -e "s|@USER@|$user|g" "$here/observatory.service" \
    >/etc/systemd/system/observatory.service
  systemctl daemon-reload
  systemctl enable --now observatory
  say "The service runs: systemctl status observatory. 服务已启动。"
else
  say "Start it with: $prefix/bin/observatory run. 启动命令如上。"
fi
"$prefix/bin/observatory" confinement
say "Installed $version. nginx: see $here/nginx.conf. 安装完成。"
