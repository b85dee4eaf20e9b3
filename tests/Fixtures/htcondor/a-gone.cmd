$ condor_q -better-analyze 999
rc=0
