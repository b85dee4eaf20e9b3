# ---- 40-shell-names.sh ----
# Lists the names of variables that a shell uses itself, and so cannot pass on unchanged.
#
# Offers: name_what_shells_keep()
# Sets:   lists_of_apptainer names_of_apptainer names_of_shells names_until_unset

# name_what_shells_keep: sets the lists. They are set at each use, because lines of the site and of the pod run in this shell before.
# $names_of_shells: dash or bash cannot pass these on unchanged; the assignment fails, ends the shell, or the value changes.
# $names_until_unset: after "unset" these are ordinary names. Both are lists for sed. $names_of_apptainer: Apptainer's shell (mvdan/sh)
# makes these read-only unless they were set when it began. $lists_of_apptainer: these are lists in Apptainer's shell.
name_what_shells_keep() {
    names_of_shells='UID\|EUID\|PPID\|OPTIND\|SHLVL\|_\|BASHOPTS\|SHELLOPTS\|BASH_VERSINFO\|PIPESTATUS'
    names_of_shells="$names_of_shells\\|BASH_ARGC\\|BASH_ARGV\\|BASH_LINENO\\|BASH_SOURCE"
    names_until_unset='RANDOM\|SRANDOM\|SECONDS\|LINENO\|HISTCMD\|EPOCHSECONDS\|EPOCHREALTIME\|BASHPID\|BASH_COMMAND\|BASH_SUBSHELL'
    names_until_unset="$names_until_unset\\|BASH_MONOSECONDS\\|BASH_TRAPSIG\\|GROUPS\\|DIRSTACK\\|FUNCNAME\\|BASH_ALIASES\\|BASH_CMDS"
    names_of_apptainer='UID EUID GID' lists_of_apptainer=DIRSTACK
}
