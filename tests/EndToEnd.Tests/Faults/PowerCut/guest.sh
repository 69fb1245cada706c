#!/usr/bin/env bash
# Makes the machine whose power is cut: kernel, first file system, and a root of its own with ffmpeg and .NET in it.
#   guest.sh FOLDER     makes kernel, initrd and root.img there, once; a second call finds them and does nothing
# Its disks: vda the root, vdb the agent's program folder, vdc its data, which holds run.sh: what to run, over and over.
# A word on the kernel's command line such as "set=Uploads:OnlyInWindows=true" reaches run.sh in $AGENT_SET.
# Needs the Debian packages busybox-static, cpio, e2fsprogs, ffmpeg. The kernel is taken out of its package, not installed.
set -euo pipefail
folder=${1:?guest.sh FOLDER}
mkdir -p "$folder"
made_by=$(sha256sum < "$0")
[ "$(cat "$folder/complete" 2>/dev/null)" != "$made_by" ] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Kernel: the newest cloud kernel that Debian offers.
package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
(cd "$work" && { apt-get download -qq "$package" 2>/dev/null || { apt-get update -qq && apt-get download -qq "$package" 2>/dev/null; }; })
dpkg-deb -x "$work"/linux-image-*.deb "$work/kernel"
cp "$work"/kernel/boot/vmlinuz-* "$folder/kernel"

# The first file system: busybox, the modules for disk and network, and the way to the root. ext4 by itself allocates a
# file that was truncated when it is closed, which forgives who forgets to flush it; other file systems do not, so not here.
mkdir -p "$work/initrd"/{bin,modules,proc,sys,dev,root}
cp /bin/busybox "$work/initrd/bin/"
modules=(virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk failover net_failover virtio_net)
for module in "${modules[@]}"; do find "$work/kernel" -name "$module.ko" -exec cp {} "$work/initrd/modules/" \; ; done
cat >"$work/initrd/init" <<END
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
for module in ${modules[*]}; do insmod /modules/\$module.ko; done
mount -o ro /dev/vda /root && mount -o ro /dev/vdb /root/agent && mount -o noatime,noauto_da_alloc /dev/vdc /root/data || { echo "guest: a disk does not mount"; poweroff -f; }
mount --move /proc /root/proc; mount --move /sys /root/sys; mount --move /dev /root/dev
exec switch_root /root /sbin/init
END
chmod +x "$work/initrd/init"
(cd "$work/initrd" && find . | cpio --quiet -o -H newc | gzip -1) >"$folder/initrd"

# The root: .NET, ffmpeg and what they load; init starts the agent and starts it again when it ends.
root=$work/root
mkdir -p "$root"/{bin,sbin,proc,sys,dev,tmp,run,agent,data,etc,usr/bin,usr/share/dotnet,lib64,lib}
cp /bin/busybox "$root/bin/"
for name in sh mount umount ip sleep date cat ls dd sync ln mkdir poweroff kill; do ln -s busybox "$root/bin/$name"; done
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
cp -r "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$root/usr/share/dotnet/"
ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
programs=(/usr/bin/ffmpeg /usr/bin/ffprobe /usr/bin/setsid /usr/bin/setpriv)
cp "${programs[@]}" "$root/usr/bin/"
libraries=$(find /usr/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu -maxdepth 1 \( -name 'libssl.so.3' -o -name 'libcrypto.so.3' -o -name 'libnss_files.so.2' \) | sort -u)
{ for file in "${programs[@]}" $libraries "$dotnet"/shared/*/*/*.so; do ldd "$file" 2>/dev/null | awk '/=> \//{print $3} /ld-linux/{print $1}'; done; echo "$libraries"; } |
  sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -Lu "$library" "$root$library"
  done
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
printf 'root:x:0:0:root:/data:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\n' >"$root/etc/group"
printf 'passwd: files\ngroup: files\nhosts: files\n' >"$root/etc/nsswitch.conf"
cat >"$root/sbin/init" <<'END'
#!/bin/sh
export PATH=/usr/bin:/bin DOTNET_ROOT=/usr/share/dotnet HOME=/data DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_TieredPGO=0
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
ln -s /proc/self/fd /dev/fd
mkdir -p /dev/shm
ip link set lo up
ip link set eth0 up
ip addr add 10.0.2.15/24 dev eth0
ip route add default via 10.0.2.2
# Un-synced writes beside the lesson, as other programs make them.
while :; do dd if=/dev/urandom of=/data/noise bs=64k count=64; sleep 1; done 2>/dev/null &
for word in $(cat /proc/cmdline); do
  case $word in set=*) AGENT_SET=${word#set=} ;; esac
done
export AGENT_SET
while :; do
  echo "guest: the agent starts"
  /bin/sh /data/run.sh
  echo "guest: the agent ended with $?"
  sleep 1
done
END
chmod +x "$root/sbin/init"
size=$(($(du -sm "$root" | cut -f1) + 64))
mke2fs -q -t ext4 -O ^has_journal -d "$root" "$folder/root.img" "${size}M"
echo "$made_by" > "$folder/complete"
