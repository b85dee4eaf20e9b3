rc=1
condor_submit -terse - (five jobs, MAX_JOBS_PER_OWNER = 3)
