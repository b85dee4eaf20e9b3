$ condor_q -allusers -nouserprios -better-analyze -constraint ClusterId >= 10
rc=0
