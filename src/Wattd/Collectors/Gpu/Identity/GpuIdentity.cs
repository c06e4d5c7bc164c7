namespace Wattd.Collectors.Gpu.Identity;

/// <summary>
/// One GPU's identity and the facts about it that rarely change. Its texts are <see cref="IdentityText"/> from any
/// source.
/// </summary>
sealed record GpuIdentity
{
    /// <summary>Its index in the driver's order, from 0; not stable across reboots.</summary>
    public required int Index { get; init; }

    /// <summary>PCI bus id as nvidia-smi writes it, upper case with an 8-digit domain: <c>00000000:01:00.0</c>.</summary>
    public required string BusId { get; init => field = IdentityText.Of(value); }

    /// <summary>Product name; empty if a lost GPU never reported it.</summary>
    public string Name { get; init => field = IdentityText.Of(value); } = "";

    /// <summary><c>GPU-…</c>, the stable identity; empty if a lost GPU never reported it.</summary>
    public string Uuid { get; init => field = IdentityText.Of(value); } = "";

    /// <summary>VBIOS version; empty if unknown.</summary>
    public string VbiosVersion { get; init => field = IdentityText.Of(value); } = "";

    /// <summary><c>Enabled</c> or <c>Disabled</c>; empty if unknown.</summary>
    public string PersistenceMode { get; init => field = IdentityText.Of(value); } = "";

    /// <summary>Whether the energy of this GPU is the driver's own counter, or power integrated by the daemon.</summary>
    public bool HasEnergyCounter { get; init; }

    /// <summary>Whether the GPU has an encoder for the codec; null if the source does not report it (nvidia-smi).</summary>
    public bool? EncodesH264 { get; init; }

    /// <inheritdoc cref="EncodesH264"/>
    public bool? EncodesHevc { get; init; }

    /// <inheritdoc cref="EncodesH264"/>
    public bool? EncodesAv1 { get; init; }
}
