namespace Wattd.Collectors.Gpu.Identity;

/// <summary>
/// PCI bus ids in one form for all series: <c>00000000:01:00.0</c>, an 8-digit domain and upper case, as nvidia-smi has
/// written them since driver 384. Older drivers, procfs and sysfs write 4 digits, the latter two in lower case.
/// </summary>
static class PciBusId
{
    const string Pattern = "DDDDDDDD:BB:VV.F";

    /// <summary>The normal form of a bus id; any other text is only trimmed.</summary>
    public static string Normalise(ReadOnlySpan<char> text) =>
        TryNormalise(text, out var busId) ? busId : text.Trim().ToString();

    /// <summary>The normal form of a bus id; false for any other text.</summary>
    public static bool TryNormalise(ReadOnlySpan<char> text, out string busId)
    {
        text = text.Trim();
        busId = "";
        var colon = text.IndexOf(':');
        if (colon is < 1 or > 8)
            return false;

        Span<char> padded = stackalloc char[Pattern.Length];
        padded[..(8 - colon)].Fill('0');
        if (text.Length != Pattern.Length - 8 + colon)
            return false;
        text.CopyTo(padded[(8 - colon)..]);

        for (var i = 0; i < padded.Length; i++)
        {
            var isPunctuation = Pattern[i] is ':' or '.';
            if (isPunctuation ? padded[i] != Pattern[i] : !char.IsAsciiHexDigit(padded[i]))
                return false;
            padded[i] = char.ToUpperInvariant(padded[i]);
        }
        busId = padded.ToString();
        return true;
    }
}
