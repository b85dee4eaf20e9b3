rc=1
condor_submit -terse - (SPOOL is a full tmpfs: the schedd ends when job_queue.log cannot be written)
