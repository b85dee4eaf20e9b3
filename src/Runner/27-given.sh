# ---- 27-given.sh ----
# Gives each container its share of the job's resources. HTCondor's variables say which GPUs the job has and how many threads it may run. A
# container gets its own GPUs, in the order in which the pod's containers ask for them, and threads for as many CPUs as it may use. The
# names are HTCondor's: those of ENVIRONMENT_FOR_AssignedGPUs in its manual, and its default STARTER_NUM_THREADS_ENV_VARS.
#
# Offers: export_variables() with_given()
# Reads:  get() env_prefix k value
# Sets:   value
# Plan:   cK_cpus cK_gpu_first cK_gpus cK_mode gpus

# with_given COMMAND...: runs the command with "NAME=value" for each variable that container $k gets. The pod's own variables come after
# these.
with_given() {
    gpu_variables='CUDA_VISIBLE_DEVICES NVIDIA_VISIBLE_DEVICES ROCR_VISIBLE_DEVICES HIP_VISIBLE_DEVICES GPU_DEVICE_ORDINAL'
    thread_variables='CUBACORES GOMAXPROCS JULIA_NUM_THREADS MKL_NUM_THREADS NUMEXPR_NUM_THREADS OMP_NUM_THREADS OMP_THREAD_LIMIT
        OPENBLAS_NUM_THREADS PYTHON_CPU_COUNT ROOT_MAX_THREADS TF_LOOP_PARALLEL_ITERATIONS TF_NUM_THREADS'
    for given in $gpu_variables; do ! share_gpus "$given" || "$@" "$given=$value"; done
    for given in $thread_variables; do ! share_threads "$given" || "$@" "$given=$value"; done
}

# share_gpus NAME: sets $value; false if the job does not have the variable.
share_gpus() {
    get "$1"; assigned=$value
    [ -n "$assigned" ] || return 1
    # HTCondor hides all GPUs in this variable, even those that it assigns, unless the site's configuration names the variable.
    case $1=$assigned:${_CONDOR_AssignedGPUs-} in
        NVIDIA_VISIBLE_DEVICES=none:GPU-*|NVIDIA_VISIBLE_DEVICES=none:MIG-*) assigned=$_CONDOR_AssignedGPUs value=$assigned ;;
    esac
    case $assigned in 10000|none) return 0 ;; esac
    # If no container asks for GPUs, all containers see all GPUs.
    [ "${gpus:-0}" != 0 ] || return 0
    get "c${k}_gpus"; own=${value:-0}
    get "c${k}_gpu_first"; first=${value:-0}
    value=10000
    [ "$1" != NVIDIA_VISIBLE_DEVICES ] || value=none
    [ "$own" != 0 ] || return 0
    set -f
    IFS=,
    # shellcheck disable=SC2086
    set -- $assigned
    unset IFS
    set +f
    value=$assigned
    # A word such as "all" is not a list of GPUs. A job in a static slot may have more GPUs than it asked for.
    [ "$#" -ge $((first + own)) ] || return 0
    shift "$first"
    value=$1
    while [ "$own" -gt 1 ]; do shift; value=$value,$1 own=$((own - 1)); done
}

# share_threads NAME: sets $value; false if the job does not have the variable.
share_threads() {
    get "c${k}_cpus"; cpus=$value
    get "$1"
    case $value in '') return 1 ;; *[!0-9]*) return 0 ;; esac
    [ -z "$cpus" ] || [ "$value" -le "$cpus" ] || value=$cpus
}

# export_variables: exports variables for Apptainer itself. environment.sh can remove the first four only if they were set outside.
export_variables() {
    get "c${k}_mode"
    [ "$value" != host ] || return 0
    for own_name in APPTAINER_NAME APPTAINER_CONTAINER SINGULARITY_NAME SINGULARITY_CONTAINER; do export "$env_prefix$own_name=x"; done
    # --nvccli reads this variable.
    ! share_gpus NVIDIA_VISIBLE_DEVICES || export NVIDIA_VISIBLE_DEVICES="$value"
}
