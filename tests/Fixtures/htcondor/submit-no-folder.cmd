rc=1
condor_submit -terse - (initialdir that is not there)
