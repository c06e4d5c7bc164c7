using System.Globalization;
using System.Text;

namespace Wattd.Commands.Client;

/// <summary>What a daemon answered.</summary>
/// <param name="Status">The HTTP status: 200.</param>
/// <param name="Head">The status line and the headers.</param>
/// <param name="Body">What follows them.</param>
sealed record DaemonAnswer(int Status, string Head, ReadOnlyMemory<byte> Body)
{
    /// <summary>The status line: <c>HTTP/1.1 401 Unauthorized</c>.</summary>
    public string StatusLine => Head.Split('\r')[0];

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Reads an answer; null where it is none.</summary>
    public static DaemonAnswer? Parse(byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0 || !answer.AsSpan().StartsWith("HTTP/1."u8))
            return null;
        var head = Encoding.ASCII.GetString(answer, 0, end);
        return head.Split(' ') is [_, var code, ..] && int.TryParse(code.AsSpan(0, Math.Min(3, code.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? new DaemonAnswer(status, head, answer.AsMemory(end + 4))
            : null;
    }
}
