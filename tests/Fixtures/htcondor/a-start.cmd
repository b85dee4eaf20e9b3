$ condor_q -allusers -nouserprios -better-analyze 14
rc=0
