# What the scripts of this project share: where tools go, and how they come. To be sourced by bash.
# shellcheck shell=bash
#
# On a fresh Debian machine with Rust it installs what is missing: Debian packages (as root or by
# sudo), and Python and Node packages under target/, where `cargo clean` removes them.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$root/target/test-tools"
started=$SECONDS
last=
last_began=$SECONDS
export SAM_CLI_TELEMETRY=0

# Says how long the part before took, and what comes next.
step() {
    [ -z "$last" ] || printf -- '-- %s: %d s\n' "$last" $((SECONDS - last_began))
    printf '\n== %s (after %d s)\n' "$1" $((SECONDS - started))
    last=$1 last_began=$SECONDS
}

# Installs Debian packages if one of the commands that they bring is missing.
need() {
    local packages=$1
    shift
    local command
    for command in "$@"; do
        if ! command -v "$command" > /dev/null; then
            local as_root=()
            [ "$(id -u)" = 0 ] || as_root=(sudo)
            "${as_root[@]}" apt-get update -qq
            # shellcheck disable=SC2086  # several packages
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get install -qq --no-install-recommends $packages > /dev/null
            return
        fi
    done
}

# A virtual environment `$tools/NAME` with the packages of a requirements file.
venv() {
    local folder="$tools/$1" requirements=$2
    need "python3 python3-venv" python3
    python3 -c 'import ensurepip' 2> /dev/null || need "python3-venv" no-such-command
    mkdir -p "$tools"
    [ -x "$folder/bin/pip" ] || python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
}

# SAM, cargo-lambda and zig on the PATH: what builds, checks and deploys the template.
sam_tools() {
    venv sam "$root/infra/sam-requirements.txt"
    PATH="$tools/sam/bin:$PATH"
    export AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-us-east-1}
}

# This machine's processor, as template.yaml's parameter Architecture names it.
architecture() {
    case $(uname -m) in
        aarch64 | arm64) echo arm64 ;;
        *) echo x86_64 ;;
    esac
}

# Builds every function once, for this machine, by `sam build` into .aws-sam/build: the flows
# through the binaries, the benchmark, the rehearsal and sam local all use that output.
sam_build() {
    sam_tools
    (cd "$root" && sam build --beta-features --parameter-overrides "Architecture=$(architecture)")
}
