# Docker's engine and the image that the functions run in. To be sourced by `run`.
# shellcheck shell=bash
# shellcheck disable=SC2154  # `root`, `state`, `here` and the functions are the caller's

# What SAM runs functions of the runtime provided.al2023 in.
amazons="public.ecr.aws/lambda/provided:al2023-$(architecture)"
stand_in="affogato-sam-local:stand-in"
# What it is made of, all from Debian.
packages="busybox-static libc6 libgcc-s1 ca-certificates tzdata"
engine_pid=
engine_folder=
had_bridge=

# Docker's engine: the one that runs, or our own, with everything of it in our folders.
start_engine() {
    need "docker.io" docker
    local words
    words=$(docker info --format '{{.ServerVersion}}' 2>&1) && return
    case $words in
        *"permission denied"*)
            fail "Docker's engine runs, but you may not use it: join the group docker, or run this as root" ;;
    esac
    [ "$(id -u)" = 0 ] ||
        fail "Docker's engine does not run, and only root can start it: start it (systemctl start docker), or run this as root"
    need "docker.io iproute2" dockerd ip
    ip link show docker0 > /dev/null 2>&1 && had_bridge=yes
    # A path of its own: that of a socket may have 107 letters.
    engine_folder=$(mktemp -d)
    # Without rules in the firewall: the functions speak to this machine alone.
    setsid dockerd --host "unix://$engine_folder/docker.sock" --pidfile "$engine_folder/docker.pid" \
        --exec-root "$engine_folder/run" --data-root "$state/docker" \
        --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false \
        > "$here/dockerd.log" 2>&1 < /dev/null &
    engine_pid=$!
    export DOCKER_HOST="unix://$engine_folder/docker.sock"
    wait_for "$engine_pid" "Docker's engine" "$here/dockerd.log" docker info
    echo "Docker's engine did not run; started one, which ends with this."
}

# Ends the engine that we started, and what it leaves behind.
stop_engine() {
    [ -n "$engine_pid" ] || return 0
    stop "$engine_pid"
    # Docker leaves the name of its own network namespace mounted.
    awk -v folder="$engine_folder/" 'index($2, folder) == 1 {print $2}' /proc/mounts | sort -r |
        xargs --no-run-if-empty umount
    rm -rf --one-file-system "$engine_folder"
    [ -n "$had_bridge" ] || ip link delete docker0 2> /dev/null || true
}

# The address of this machine as a container sees it.
bridge_address() {
    local address
    address=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}')
    # An engine that starts for the first time may not tell it yet; the machine knows it.
    [ -n "$address" ] || address=$(ip -4 -o address show docker0 | awk '{sub("/.*", "", $4); print $4}')
    echo "$address"
}

# Sets `image`: Amazon's, or where that cannot be pulled the stand-in.
find_image() {
    image=$amazons
    docker image inspect "$image" > /dev/null 2>&1 && return
    echo "Pulling $image"
    timeout 600 docker pull --quiet "$image" 2> "$here/pull.log" && return
    echo "It cannot be pulled ($(tail -n 1 "$here/pull.log"))."
    echo "A stand-in takes its place, of Debian's $packages."
    image=$stand_in
    docker image inspect "$image" > /dev/null 2>&1 || build_stand_in
}

# Debian's packages unpacked, as an image. SAM adds the Runtime Interface Emulator, by sh, mv, chmod.
build_stand_in() (
    command -v apt-get > /dev/null || fail "the stand-in is made of Debian's packages, and there is no apt-get"
    folder="$state/image"
    rm -rf "$folder"
    mkdir -p "$folder/debs" "$folder/files/etc/ssl/certs"
    # shellcheck disable=SC2086  # several packages
    if ! (cd "$folder/debs" && apt-get download -qq $packages) 2> "$here/apt.log"; then
        as_root=()
        [ "$(id -u)" = 0 ] || as_root=(sudo)
        "${as_root[@]}" apt-get update -qq
        # shellcheck disable=SC2086  # several packages
        (cd "$folder/debs" && apt-get download -qq $packages)
    fi
    cd "$folder/files" || exit
    # /bin is /usr/bin and so on, as in every Debian of today; the packages may name either.
    for tool in bin lib lib64; do
        mkdir -p "usr/$tool"
        ln -s "usr/$tool" "$tool"
    done
    mkdir -p tmp var/task var/runtime
    for tool in ../debs/*.deb; do
        dpkg-deb --fsys-tarfile "$tool" | tar -x --keep-directory-symlink
    done
    for tool in sh mv chmod; do
        ln -sf busybox "usr/bin/$tool"
    done
    cat usr/share/ca-certificates/mozilla/*.crt > etc/ssl/certs/ca-certificates.crt
    # What SAM made of an earlier one.
    docker image rm --force "${stand_in%:*}:rapid-$(architecture)" > /dev/null 2>&1 || true
    tar -c --owner=0 --group=0 . | docker import \
        --change 'ENTRYPOINT ["/var/rapid/aws-lambda-rie"]' --change 'WORKDIR /var/task' \
        --change 'ENV LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime' \
        - "$stand_in" > /dev/null
    rm -rf "$folder"
)

# Our containers and no others: those of SAM that have our copies of the functions' code.
containers() {
    local id
    for id in $(docker ps --all --quiet --filter label=sam.cli.container.type=lambda); do
        if docker inspect --format '{{range .Mounts}}{{println .Source}}{{end}}' "$id" |
            grep --quiet "^$here/"; then
            echo "$id"
        fi
    done
}

# Removes the containers that SAM has left.
remove_containers() {
    local left
    left=$(containers)
    # shellcheck disable=SC2086  # several containers
    [ -z "$left" ] || docker rm --force $left > /dev/null
}
