rc=1
condor_submit -remote schedd@pool.test -terse - (SPOOL is a tmpfs of 400 KiB with 24 KiB left, an input file of 200 kB)
