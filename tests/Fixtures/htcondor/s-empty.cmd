$ condor_status -json -attributes TotalSlotCpus,TotalSlotMemory,TotalSlotGPUs,TotalSlotFpgas -constraint Machine == "nowhere"
rc=0
