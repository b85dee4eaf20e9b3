$ condor_status -json -attributes TotalSlotCpus,TotalSlotMemory,TotalSlotGPUs,TotalSlotFpgas -constraint (((
rc=1
