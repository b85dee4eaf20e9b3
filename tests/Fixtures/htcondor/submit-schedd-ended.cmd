rc=1
condor_submit -remote schedd@pool.test -terse - (SPOOL is a full tmpfs: the schedd ends again at each start)
