$ condor_submit -terse proxy.sub
rc=1
