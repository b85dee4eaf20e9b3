$ condor_submit -terse a.sub (SUBMIT_REQUIREMENT_LINES_REASON)
rc=1
