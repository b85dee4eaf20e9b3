$ condor_q -better-analyze 10
rc=0
