using System.Collections.Immutable;
using System.Text;

namespace Wattd.Commands.Measure.Child;

/// <summary>The command to measure, as the bytes that this process was started with: arguments need not be text.</summary>
static class CommandArguments
{
    /// <summary>The last arguments of this process.</summary>
    /// <param name="parsed">The same, as text; used where procfs does not show the arguments of this process.</param>
    public static ImmutableArray<byte[]> Of(IReadOnlyList<string> parsed)
    {
        try
        {
            var all = Split(File.ReadAllBytes("/proc/self/cmdline"));
            if (all.Length > parsed.Count && all[^parsed.Count..].Select(Encoding.UTF8.GetString).SequenceEqual(parsed))
                return all[^parsed.Count..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no procfs here.
        }
        return [.. parsed.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The arguments in a document of procfs, each with a null after it.</summary>
    internal static ImmutableArray<byte[]> Split(ReadOnlySpan<byte> document)
    {
        var arguments = ImmutableArray.CreateBuilder<byte[]>();
        while (document.IndexOf((byte)0) is var end and >= 0)
        {
            arguments.Add(document[..end].ToArray());
            document = document[(end + 1)..];
        }
        return arguments.ToImmutable();
    }
}
