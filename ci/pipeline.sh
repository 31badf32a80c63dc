#!/usr/bin/env bash
# What a pipeline does with ctc, on GitHub and on GitLab alike.
#   CTC_MODE         check (a review; reads only) or apply (the main branch)
#   CTC_ENVIRONMENT  the environment of ctc.yaml; empty: its default
#   CTC_ARGUMENTS    more arguments of `ctc plan`, such as --estimate
#   CTC_COMMENT      true: the plan is written into the review
#   CTC_PLAN         with apply: the plan that was reviewed; it is refused where anything differs by now
#   CTC_EVENTS       with apply: the file that gets one JSON line an event, for a step that tells a channel
#   CTC_OUT          where the preview, the plan and its Markdown are put
# Exits with ctc's own code; 4 means that something is in doubt and a person is needed. Changes that are pending are
# no failure of a check.
set -uo pipefail

out=${CTC_OUT:-.}
env=()
[ -z "${CTC_ENVIRONMENT:-}" ] || env=(--env "$CTC_ENVIRONMENT")
read -ra more <<< "${CTC_ARGUMENTS:-}"
format=text
[ -z "${GITHUB_ACTIONS:-}" ] || format=github

finish() { # finish CODE: tells the code to later steps, and ends
    [ -z "${GITHUB_OUTPUT:-}" ] || echo "exit-code=$1" >> "$GITHUB_OUTPUT"
    [ "$1" != 4 ] || echo "ctc: something is in doubt and needs a person: ctc status${CTC_ENVIRONMENT:+ --env $CTC_ENVIRONMENT}" >&2
    [ "$1" != 3 ] || exit 0
    exit "$1"
}

plan() { # plan ARGUMENT...: the plan as Markdown; its code
    ctc plan ${env[@]+"${env[@]}"} ${more[@]+"${more[@]}"} "$@" --exit-code --format markdown \
        > "$out/ctc-plan.md" 2> "$out/ctc-plan.err"
    local code=$?
    [ "$failed" != 0 ] || cat "$out/ctc-plan.err" >&2 # else it has been said
    return $code
}

failed=0
step() { # step COMMAND...: the first that fails says how the check ends, and the others are looked at all the same
    "$@" || { local code=$?; [ "$failed" != 0 ] || failed=$code; }
}

check() {
    step ctc lint --format "$format"
    step ctc fmt --check
    step ctc test
    step ctc preview ${env[@]+"${env[@]}"} -o "$out/ctc-preview.html"
    local code=0 sees_state=true save=(-o "$out/ctc.plan")
    rm -f "$out/ctc.plan"
    [ "$failed" = 0 ] || save=() # what failed is shown, and never saved for an apply
    plan ${save[@]+"${save[@]}"} || code=$?
    if [ "$code" = 1 ] && grep -q CTC804 "$out/ctc-plan.err"; then
        echo "ctc: this run has no secrets (a fork's has none), so the state is not looked at" >&2
        sees_state=false code=0
        plan --no-state || code=$?
    fi
    local begin=()
    [ "$failed" = 0 ] || code=$failed
    # where nothing changes, or the check fails before it, no comment is begun to say so; one that is there is mended
    { [ "$code" != 0 ] && [ "$failed" = 0 ]; } || begin=(--update-only)
    [ -s "$out/ctc-plan.md" ] || finish "$code"
    cat "$out/ctc-plan.md"
    [ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$out/ctc-plan.md" >> "$GITHUB_STEP_SUMMARY"
    if [ "${CTC_COMMENT:-true}" = true ] && [ "$sees_state" = true ]; then
        ctc comment "$out/ctc-plan.md" ${begin[@]+"${begin[@]}"} || finish $?
    fi
    finish "$code"
}

apply() {
    local file=${CTC_PLAN:-}
    if [ -n "$file" ] && [ ! -f "$file" ]; then
        echo "ctc: there is no reviewed plan at $file, so nothing is applied: a check without secrets saves none" >&2
        finish 1
    fi
    if [ -z "$file" ] && [ "${CI_PIPELINE_SOURCE:-}" = push ]; then # GitLab: what was merged is what was reviewed
        file=$out/reviewed.plan
        python "$(dirname "$0")/reviewed.py" "$file" || finish 1
    fi
    if [ -z "$file" ]; then
        file=$out/ctc.plan
        ctc plan ${env[@]+"${env[@]}"} ${more[@]+"${more[@]}"} -o "$file" || finish $?
    fi
    [ -n "${CTC_EVENTS:-}" ] || { ctc apply "$file"; finish $?; }
    ctc apply "$file" --format json | tee "$CTC_EVENTS"
    finish "${PIPESTATUS[0]}"
}

case "${CTC_MODE:-check}" in
    check) check ;;
    apply) apply ;;
    *)
        echo "ctc: CTC_MODE is check or apply, not '${CTC_MODE}'" >&2
        exit 2
        ;;
esac
