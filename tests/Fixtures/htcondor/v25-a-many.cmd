$ condor_q -allusers -nouserprios -better-analyze -constraint ClusterId >= 2
rc=0
