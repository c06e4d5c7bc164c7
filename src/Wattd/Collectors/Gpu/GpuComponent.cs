namespace Wattd.Collectors.Gpu;

/// <summary>The component that the energy of a GPU belongs to: its board.</summary>
static class GpuComponent
{
    /// <param name="busId">The label <c>gpu_id</c>.</param>
    /// <param name="name">The label <c>gpu_name</c>.</param>
    /// <param name="uuid">The label <c>gpu_uuid</c>.</param>
    public static Component Of(string busId, string name, string uuid) =>
        new("gpu", $"GPU {Short(busId)} {name}".TrimEnd(), [("gpu_id", busId), ("gpu_uuid", uuid), ("gpu_name", name)]);

    /// <summary>The bus id without its domain, which is 0 on all but the largest machines: <c>01:00.0</c>.</summary>
    static string Short(string busId) => busId.StartsWith("00000000:", StringComparison.Ordinal) ? busId[9..] : busId;
}
