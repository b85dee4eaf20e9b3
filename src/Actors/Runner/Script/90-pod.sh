# ---- a pod -----------------------------------------------------------------------------------------------------------
read -r run_id </proc/sys/kernel/random/uuid
frame run - "$(now).$$.$run_id"
case ${1-} in
    /*) ;;
    *) set -- "./${1-plan}" ;;
esac
[ -r "$1" ] || { note - "there is no plan $1"; finish 125; }
# shellcheck source=/dev/null
. "$1"
[ "${plan_version-}" = 1 ] || { note - "this runner does not know plans of version ${plan_version-}"; finish 125; }
mkdir -p runner/tmp
clean_environment
run_command_prefix
find_program
last=$((containers_init + containers_main))
problem=$(make_volumes) || { note - "$problem"; finish 125; }

k=1
while [ "$k" -le "$containers_init" ] && [ -z "$stop_ms" ]; do
    this=$k
    run_all "$this" "$this"
    get "code_$this"
    [ "${value:-0}" = 0 ] || finish "$value"
    k=$((this + 1))
done
[ -n "$stop_ms" ] || run_all "$k" "$last"

k=1 result=0
while [ "$k" -le "$last" ]; do
    get "code_$k"
    # Stopped before it could run: not a success, whatever the others said.
    [ -n "$value" ] || value=143
    [ "$value" = 0 ] || result=$value
    k=$((k + 1))
done
finish "$result"
