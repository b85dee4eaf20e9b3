$ condor_submit -terse when-no.sub
rc=1
