#!/bin/bash
# Makes a small root file system for the container tests out of programs of this machine: rootfs.sh DIR
set -euo pipefail
PATH=/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin
target=$1
programs="bash sh cat ls env id grep ps sleep setsid mkfifo truncate perl rm mkdir rmdir touch chmod chown mknod head tail wc seq tr cut sort
  base64 true false cp mv ln unshare nsenter mount umount su git curl node sed awk find stat dd test sync timeout sha256sum readlink uname python3 tee xargs date du df"

rm -rf "$target.new" "$target"
mkdir -p "$target.new"/{usr/bin,usr/lib,usr/lib64,etc,proc,dev,sys,tmp,run,root,home,var/tmp}
chmod 700 "$target.new/root"
chmod 1777 "$target.new/tmp" "$target.new/var/tmp"
ln -s usr/bin "$target.new/bin"
ln -s usr/bin "$target.new/sbin"
ln -s usr/lib "$target.new/lib"
ln -s usr/lib64 "$target.new/lib64"
files=()
for program in $programs; do
  path=$(type -P "$program") || continue
  path=$(readlink -f "$path")
  cp -p "$path" "$target.new/usr/bin/$program"
  files+=("$path")
done
# What git starts for http, and the certificates that it believes.
if [ -e /usr/lib/git-core/git-remote-http ]; then
  mkdir -p "$target.new/usr/lib/git-core"
  cp -p /usr/lib/git-core/git-remote-http "$target.new/usr/lib/git-core/"
  ln -s git-remote-http "$target.new/usr/lib/git-core/git-remote-https"
  files+=(/usr/lib/git-core/git-remote-http)
fi
mkdir -p "$target.new/usr/lib/locale"
[ ! -d /usr/lib/locale/C.utf8 ] || cp -rp /usr/lib/locale/C.utf8 "$target.new/usr/lib/locale/"
# Python with its own library.
python=$(python3 -c 'import sys; print("/usr/lib/python%d.%d" % sys.version_info[:2])')
mkdir -p "$target.new$python"
tar -C "$python" --exclude=./test --exclude=./dist-packages --exclude=__pycache__ --exclude='./config-*' -cf - . | tar -C "$target.new$python" -xf -
{ ldd "${files[@]}" 2>/dev/null || true; } | grep -oE '/[^ :]+\.so[^ ]*' | sort -u | while read -r library; do
  folder=$(readlink -f "$(dirname "$library")")
  mkdir -p "$target.new$folder"
  cp -pL "$library" "$target.new$folder/"
done
mv "$target.new" "$target"
