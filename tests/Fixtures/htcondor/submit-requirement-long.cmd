$ condor_submit -terse a.sub (SUBMIT_REQUIREMENT_LONG_REASON)
rc=1
