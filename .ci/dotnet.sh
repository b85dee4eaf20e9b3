# shellcheck shell=bash
# dotnet.sh -- sourced by run and test: finds the .NET 10 SDK and keeps it quiet. Leaves `dotnet` on PATH or ends the script.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# A fresh Debian has no libicu; dotnet itself does not start there without the first of these, and with it the SDK warns about
# every translated package.
if ! compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null && ! compgen -G '/usr/lib*/libicuuc.so.*' >/dev/null; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=false
    export MSBuildWarningsAsMessages='NETSDK1187;NETSDK1188'
fi
# Build servers would stay behind after the script has ended. The compiler is started once for all projects, which makes a build a third
# faster. It has a name of this script, and compiler_ends stops it.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=true SharedCompilationId=htcondor-actors-$$
# build PROJECT FLAGS...: dotnet build, without a compiler that stays.
build() {
    local code=0
    dotnet build "$@" || code=$?
    compiler_ends
    return "$code"
}
compiler_ends() {
    local server
    for server in /proc/[0-9]*; do
        tr '\0' ' ' 2>/dev/null <"$server/cmdline" | grep -q -- "-pipename:$SharedCompilationId " || continue
        kill "${server#/proc/}" 2>/dev/null || true
    done
    return 0
}

for place in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
    command -v dotnet >/dev/null || { [ -n "$place" ] && [ -x "$place/dotnet" ] && PATH=$place:$PATH; }
done
if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "$0: the .NET 10 SDK is needed (https://dotnet.microsoft.com/download)" >&2
    exit 1
fi
# The built program is started by itself and must find the same .NET.
: "${DOTNET_ROOT:=$(dirname "$(readlink -f "$(command -v dotnet)")")}"
export DOTNET_ROOT
