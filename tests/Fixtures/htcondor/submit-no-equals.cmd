$ condor_submit -terse no-equals.sub
rc=1
