$ condor_q -better-analyze 6
rc=0
