namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>The texts that nvidia-smi prints instead of a value.</summary>
static class NonValue
{
    /// <summary>The texts that mean, in any element, that the GPU no longer responds.</summary>
    static readonly string[] Lost = ["GPU is lost", "GPU is inaccessible"];

    const string UnknownError = "Unknown Error";

    static readonly string[] Unknown =
    [
        "N/A", "None", "Requested functionality has been deprecated", "Insufficient Permissions", UnknownError,
        "Not Found", "Function Not Found", "Not Supported", .. Lost,
    ];

    /// <summary>Whether a text means that there is no value.</summary>
    public static bool Is(string text) =>
        Unknown.Any(unknown => text.Equals(unknown, StringComparison.OrdinalIgnoreCase)) || SaysLost(text);

    /// <summary>Whether a text means that the GPU is lost. A sentence about the fix may follow.</summary>
    public static bool SaysLost(string text) =>
        Lost.Any(lost => text.StartsWith(lost, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a text is the one for an error without a name in the driver.</summary>
    public static bool IsUnknownError(string text) => text.Equals(UnknownError, StringComparison.OrdinalIgnoreCase);
}
