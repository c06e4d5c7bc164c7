namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>What nvidia-smi writes in the place of a value.</summary>
static class NonValue
{
    /// <summary>Those that say that the GPU itself no longer answers, in whatever element they stand.</summary>
    static readonly string[] Lost = ["GPU is lost", "GPU is inaccessible"];

    const string UnknownError = "Unknown Error";

    static readonly string[] Untold =
    [
        "N/A", "None", "Requested functionality has been deprecated", "Insufficient Permissions", UnknownError,
        "Not Found", "Function Not Found", "Not Supported", .. Lost,
    ];

    /// <summary>Whether a text says that there is none.</summary>
    public static bool Is(string text) =>
        Untold.Any(untold => text.Equals(untold, StringComparison.OrdinalIgnoreCase)) || SaysLost(text);

    /// <summary>Whether a text says that the GPU is lost. A sentence about the cure may follow.</summary>
    public static bool SaysLost(string text) =>
        Lost.Any(lost => text.StartsWith(lost, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a text is the one for an error that the driver has no name for.</summary>
    public static bool IsUnknownError(string text) => text.Equals(UnknownError, StringComparison.OrdinalIgnoreCase);
}
