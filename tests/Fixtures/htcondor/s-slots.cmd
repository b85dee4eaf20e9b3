$ condor_status -json -attributes TotalSlotCpus,TotalSlotMemory,TotalSlotGPUs,TotalSlotFpgas -constraint SlotType =!= "Dynamic" && BackfillSlot =!= true
rc=0
