$ condor_q -allusers -nouserprios -better-analyze -constraint ClusterId > 15
rc=0
