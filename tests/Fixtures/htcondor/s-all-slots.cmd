$ condor_status -json -attributes TotalSlotCpus,TotalSlotMemory,TotalSlotGPUs,TotalSlotFpgas
rc=0
