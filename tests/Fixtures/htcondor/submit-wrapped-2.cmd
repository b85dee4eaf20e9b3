$ condor_submit -terse transfer-no.sub
rc=1
