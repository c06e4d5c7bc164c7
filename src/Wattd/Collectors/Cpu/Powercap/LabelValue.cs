namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>Label values made of the kernel's names.</summary>
static class LabelValue
{
    const int MostCharacters = 64;

    /// <summary>The name lower-cased, with <c>_</c> for everything that is not a letter or digit of ASCII.</summary>
    public static string From(string name) => string.Concat(
        name.Take(MostCharacters).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
}
