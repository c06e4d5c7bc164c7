using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu;

/// <summary>The GPUs of this machine.</summary>
/// <param name="Source">Where the readings come from: <c>nvml</c>, <c>nvidia-smi</c>, <c>simulated</c>; empty with no driver.</param>
/// <param name="DriverVersion">The kernel driver's version; empty when not told.</param>
/// <param name="Count">How many GPUs the machine has, lost ones too.</param>
/// <param name="Gpus">Those that have a name for themselves, in the driver's order, lost ones too.</param>
sealed record GpuInventory(string Source, string DriverVersion, int Count, ImmutableArray<GpuIdentity> Gpus)
{
    /// <summary>The kernel driver's version, as <see cref="IdentityText"/>; empty when not told.</summary>
    public string DriverVersion { get; init => field = IdentityText.Of(value); } = IdentityText.Of(DriverVersion);
}
