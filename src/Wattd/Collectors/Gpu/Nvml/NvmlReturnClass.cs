namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>What a code means beyond the call that returned it. A code of neither class only makes one field absent.</summary>
static class NvmlReturnClass
{
    extension(NvmlReturn code)
    {
        /// <summary>This GPU is lost, in any call; the others may work.</summary>
        public bool IsLostGpu => code is NvmlReturn.InsufficientPower or NvmlReturn.IrqIssue or NvmlReturn.CorruptedInforom
            or NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired;

        /// <summary>This GPU is lost if a reading or its identity was queried; any other field is only absent.</summary>
        public bool IsLostReading => code is NvmlReturn.NotReady or NvmlReturn.InvalidState or NvmlReturn.Unknown;

        /// <summary>This GPU may not be used, or is gone; if every GPU returns it, the session is dead.</summary>
        public bool IsDeadGpu => code is NvmlReturn.OperatingSystem or NvmlReturn.GpuNotFound;

        /// <summary>The library no longer matches the loaded driver: only a new initialisation can help.</summary>
        public bool IsDeadGeneration => code is NvmlReturn.Uninitialized or NvmlReturn.DriverNotLoaded
            or NvmlReturn.LibraryNotFound or NvmlReturn.LibRmVersionMismatch;
    }
}
