$ condor_submit -terse memory.sub
rc=1
