using System.Collections.Immutable;
using Wattd.Collectors.Gpu.Identity;

namespace Wattd.Collectors.Gpu;

/// <summary>The GPUs of this machine.</summary>
/// <param name="Source">The source of the readings: <c>nvml</c>, <c>nvidia-smi</c>, <c>simulated</c>; empty without a driver.</param>
/// <param name="DriverVersion">The kernel driver's version; empty if unknown.</param>
/// <param name="Count">The number of GPUs of the machine, including lost ones.</param>
/// <param name="Gpus">The GPUs with an identity, in the driver's order, including lost ones.</param>
sealed record GpuInventory(string Source, string DriverVersion, int Count, ImmutableArray<GpuIdentity> Gpus)
{
    /// <summary>The kernel driver's version, as <see cref="IdentityText"/>; empty if unknown.</summary>
    public string DriverVersion { get; init => field = IdentityText.Of(value); } = IdentityText.Of(DriverVersion);
}
