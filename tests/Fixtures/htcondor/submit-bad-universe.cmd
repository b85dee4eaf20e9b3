rc=1
condor_submit -terse - (universe = nosuch)
