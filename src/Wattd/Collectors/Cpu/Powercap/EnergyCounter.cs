using System.Buffers.Text;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Wattd.Linux;
using static Wattd.Linux.Errno;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>
/// The counter of one zone, its <c>energy_uj</c>: opened once (the kernel checks its mode at open only) and read from
/// the start at every tick, without allocating.
/// </summary>
sealed class EnergyCounter : IDisposable
{
    // 20 digits and a line feed; a file that fills the buffer is not a counter.
    const int BufferSize = 32;

    readonly SafeFileHandle _handle;

    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="IOException">It cannot be opened, or is not a regular file.</exception>
    public EnergyCounter(string path) => _handle = KernelFile.OpenRead(path);

    /// <summary>What the last failed read found, for the log.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Whether a path leads to the file that is open here. A deleted one still reads its last value.</summary>
    public bool IsAt(string path) => FileIdentity.Of(_handle) is { } open && FileIdentity.Of(path) == open;

    /// <summary>Reads it.</summary>
    /// <param name="microjoules">Its value if the result is <see cref="CounterRead.Value"/>.</param>
    public CounterRead Read(out ulong microjoules)
    {
        microjoules = 0;
        Span<byte> buffer = stackalloc byte[BufferSize];
        try
        {
            var read = RandomAccess.Read(_handle, buffer, fileOffset: 0);
            if (read < BufferSize && TryParse(buffer[..read], out microjoules))
                return CounterRead.Value;
            Complaint = Quote(buffer[..read]);
            return CounterRead.Invalid;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Complaint = exception.Message;
            return exception.HResult is ENODEV or ENOENT || exception is FileNotFoundException
                ? CounterRead.Gone
                : CounterRead.Failed;
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>Digits and a line feed, nothing else.</summary>
    static bool TryParse(ReadOnlySpan<byte> text, out ulong value) =>
        Utf8Parser.TryParse(text, out value, out var digits) && text[digits..].TrimEnd("\r\n "u8).IsEmpty;

    static string Quote(ReadOnlySpan<byte> text)
    {
        var characters = Encoding.UTF8.GetString(text.TrimEnd("\r\n "u8)).Select(c => char.IsControl(c) ? '\uFFFD' : c);
        return text.IsEmpty ? "nothing" : $"'{string.Concat(characters)}'";
    }
}

/// <summary>The result of a read of an energy counter.</summary>
enum CounterRead
{
    /// <summary>It returned a value.</summary>
    Value,

    /// <summary>It returned something that is not an unsigned number.</summary>
    Invalid,

    /// <summary>Its zone no longer exists.</summary>
    Gone,

    /// <summary>The kernel returned another error.</summary>
    Failed,
}
