$ condor_q -pool 127.0.0.1:1 -name x -json
rc=1
