rc=1
condor_submit -terse - (SUBMIT_REQUIREMENT_Q without a reason)
