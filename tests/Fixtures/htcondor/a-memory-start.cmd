$ condor_q -allusers -nouserprios -better-analyze 10
rc=0
