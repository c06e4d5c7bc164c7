namespace Wattd.Collectors.Gpu.Nvml;

/// <summary>What a code means beyond the call that returned it. A code of neither class makes one field absent, no more.</summary>
static class NvmlReturnClass
{
    extension(NvmlReturn code)
    {
        /// <summary>This GPU is lost, whatever was asked of it; the others may be well.</summary>
        public bool IsLostGpu => code is NvmlReturn.InsufficientPower or NvmlReturn.IrqIssue or NvmlReturn.CorruptedInforom
            or NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired;

        /// <summary>
        /// This GPU is lost where a reading or its identity was asked for; of any other field it is the field's own trouble.
        /// </summary>
        public bool IsLostReading => code is NvmlReturn.NotReady or NvmlReturn.InvalidState or NvmlReturn.Unknown;

        /// <summary>This GPU may not be used, or is gone; where every GPU answers so, the whole is dead.</summary>
        public bool IsDeadGpu => code is NvmlReturn.OperatingSystem or NvmlReturn.GpuNotFound;

        /// <summary>The library no longer speaks to the driver that is loaded: only a new initialisation can help.</summary>
        public bool IsDeadGeneration => code is NvmlReturn.Uninitialized or NvmlReturn.DriverNotLoaded
            or NvmlReturn.LibraryNotFound or NvmlReturn.LibRmVersionMismatch;
    }
}
