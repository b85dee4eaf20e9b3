rc=1
condor_submit -terse - (x509userproxy of a file that is not there)
