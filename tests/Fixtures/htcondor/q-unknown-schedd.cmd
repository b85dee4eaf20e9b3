$ condor_q -name nosuch@some.host.example.org -json
rc=1
