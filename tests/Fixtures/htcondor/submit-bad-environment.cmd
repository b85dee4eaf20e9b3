$ condor_submit -terse environment.sub
rc=1
