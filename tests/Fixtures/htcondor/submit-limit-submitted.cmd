rc=1
condor_submit -terse - (five jobs, MAX_JOBS_SUBMITTED = 1)
