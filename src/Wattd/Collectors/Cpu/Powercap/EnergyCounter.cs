using System.Buffers.Text;
using System.Text;
using Wattd.Linux;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Errno;

namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>
/// The counter of one zone, its <c>energy_uj</c>: opened once (the kernel checks its mode at open only) and read again
/// from the start at every tick, without allocating.
/// </summary>
sealed class EnergyCounter : IDisposable
{
    // 20 digits and a line feed; what fills the buffer is no counter.
    const int BufferSize = 32;

    readonly SafeFileHandle _handle;

    /// <exception cref="UnauthorizedAccessException">It may not be read by this user.</exception>
    /// <exception cref="IOException">It cannot be opened, or is no regular file.</exception>
    public EnergyCounter(string path) => _handle = KernelFile.OpenRead(path);

    /// <summary>What the last failed read found, for the log.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Whether a path leads to the file that is open here. One that was deleted still reads its last value.</summary>
    public bool IsAt(string path) => FileIdentity.Of(_handle) is { } open && FileIdentity.Of(path) == open;

    /// <summary>Reads it.</summary>
    /// <param name="microjoules">What it says, where the answer is <see cref="CounterRead.Value"/>.</param>
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
