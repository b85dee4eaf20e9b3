$ condor_status -json -attributes TotalSlotCpus,TotalSlotMemory,TotalSlotDisk,TotalSlotGPUs,Cpus,Memory,Disk,GPUs -constraint SlotType =!= "Dynamic" && BackfillSlot =!= true
rc=0
