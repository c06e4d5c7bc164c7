namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Makes label values from the kernel's names.</summary>
static class LabelValue
{
    const int MostCharacters = 64;

    /// <summary>The name in lower case, with <c>_</c> for everything that is not an ASCII letter or digit.</summary>
    public static string From(string name) => string.Concat(
        name.Take(MostCharacters).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
}
