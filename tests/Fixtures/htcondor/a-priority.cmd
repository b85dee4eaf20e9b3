$ condor_q -better-analyze:priority 14
rc=0
