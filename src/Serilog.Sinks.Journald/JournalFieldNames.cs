using System.Collections.Concurrent;
using System.Text;

namespace Serilog.Sinks.Journald;

/// <summary>Field names by property name, cached. Safe for concurrent use.</summary>
sealed class JournalFieldNames
{
    // A program has few property names; one that generates them must not fill the memory.
    const int Capacity = 1024;

    readonly ConcurrentDictionary<string, byte[]> _names = new(StringComparer.Ordinal);
    int _count;

    public byte[] this[string propertyName] => _names.TryGetValue(propertyName, out var name) ? name : Make(propertyName);

    byte[] Make(string propertyName)
    {
        var name = Encoding.ASCII.GetBytes(JournalFieldName.From(propertyName));
        if (Volatile.Read(ref _count) < Capacity && _names.TryAdd(propertyName, name))
            Interlocked.Increment(ref _count);
        return name;
    }
}
