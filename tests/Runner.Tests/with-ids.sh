#!/bin/bash
# with-ids.sh FSTAB PROGRAM ARGUMENTS...: as the pool's in-pool, for a user with ids of their own: /etc/subuid, /etc/subgid and a
# newuidmap that has the right to map them. Only root can set that up.
set -eu
fstab=$1
shift
folder=$(mktemp -d /tmp/with-ids.XXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
etc=$(awk '$2 == "/etc" { print $1 }' "$fstab") usr=$(awk '$2 == "/usr" { print $1 }' "$fstab")
cp -a "$etc" "$folder/etc"
echo 'pool:100000:65536' | tee "$folder/etc/subuid" >"$folder/etc/subgid"
sed "s|^$etc |$folder/etc |" "$fstab" >"$folder/fstab"
mkdir "$folder/bin"
for program in newuidmap newgidmap; do
    cp "$usr/bin/$program" "$folder/bin/"
    chown 100000:100000 "$folder/bin/$program"
    chmod 4755 "$folder/bin/$program"
done
PATH=$folder/bin:$PATH
mkfifo "$folder/go"
# shellcheck disable=SC2016 # the inner shells' own words
unshare --mount --propagation private -- /bin/sh -c '
    mount -aT "$1/fstab" && exec unshare --user -- /bin/sh -c "read -r _ <\"\$1/go\"; shift; exec \"\$@\"" sh "$@"' sh "$folder" "$@" &
until [ "$(readlink "/proc/$!/ns/user")" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.02; done
# One write for the whole map, which a shell's own printf does not promise. Root in there is nobody out here.
for map in uid_map gid_map; do /usr/bin/printf '1000 0 1\n0 100000 1\n100000 200000 65536\n' >"/proc/$!/$map"; done
echo >"$folder/go"
wait $!
