namespace Wattd.Gpu.Nvml;

/// <summary>What a code means beyond the call that returned it. A code of neither class makes one field absent, no more.</summary>
static class NvmlReturnClass
{
    extension(NvmlReturn code)
    {
        /// <summary>This GPU answers nothing that can be trusted; the others may be well.</summary>
        public bool IsBadGpu => code is NvmlReturn.InsufficientPower or NvmlReturn.IrqIssue or NvmlReturn.CorruptedInforom
            or NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired or NvmlReturn.NotReady or NvmlReturn.InvalidState
            or NvmlReturn.Unknown;

        /// <summary>The library no longer speaks to the driver that is loaded: only a new initialisation can help.</summary>
        public bool IsDeadGeneration => code is NvmlReturn.Uninitialized or NvmlReturn.DriverNotLoaded
            or NvmlReturn.LibraryNotFound or NvmlReturn.OperatingSystem or NvmlReturn.LibRmVersionMismatch
            or NvmlReturn.GpuNotFound;
    }
}
