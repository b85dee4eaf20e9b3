$ condor_history -json -attributes ClusterId,ProcId,JobStatus,RemoteHost,LastRemoteHost,RemoteUserCpu,RemoteSysCpu,MemoryUsage,ResidentSetSize
rc=0
