using System.Buffers.Binary;
using System.Text;

namespace Serilog.Sinks.Journald.Tests.Support;

/// <summary>An entry as journald reads it: a separate, strict decoder of the native protocol.</summary>
sealed class JournalEntry
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly List<(string Name, byte[] Value)> _fields = [];

    public IEnumerable<string> Names => _fields.Select(each => each.Name);

    /// <summary>The text of the one field of that name.</summary>
    public string this[string name] => Strict.GetString(Bytes(name));

    public byte[] Bytes(string name) => Assert.Single(_fields, each => each.Name == name).Value;

    public static JournalEntry Decode(ReadOnlySpan<byte> datagram)
    {
        var entry = new JournalEntry();
        while (!datagram.IsEmpty)
        {
            var lineEnd = datagram.IndexOf((byte)'\n');
            Assert.True(lineEnd > 0, "an empty line would end the entry; a line without an end is not a field");
            var line = datagram[..lineEnd];
            datagram = datagram[(lineEnd + 1)..];

            var equals = line.IndexOf((byte)'=');
            if (equals >= 0)
            {
                entry.Add(line[..equals], line[(equals + 1)..]);
                continue;
            }

            var length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(datagram));
            var value = datagram.Slice(sizeof(ulong), length);
            Assert.Equal((byte)'\n', datagram[sizeof(ulong) + length]);
            Assert.True(value.Contains((byte)'\n'), "a value without a newline needs no length");
            entry.Add(line, value);
            datagram = datagram[(sizeof(ulong) + length + 1)..];
        }
        return entry;
    }

    void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var text = Encoding.ASCII.GetString(name);
        Assert.Matches("^[A-Z][A-Z0-9_]{0,63}$", text);
        _fields.Add((text, value.ToArray()));
    }
}
