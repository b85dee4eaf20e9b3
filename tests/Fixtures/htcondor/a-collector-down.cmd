$ env _CONDOR_COLLECTOR_HOST=127.0.0.1:1 condor_q -allusers -nouserprios -better-analyze 14
rc=1
