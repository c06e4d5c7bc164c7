using System.Security.Cryptography;

namespace Wattd.WebConfig.Authentication;

/// <summary>
/// Remembers credentials by hashes that mean nothing outside this process, the last few of them. Comparing takes as long
/// whatever they are.
/// </summary>
/// <param name="most">How many; the oldest goes first.</param>
sealed class CredentialMemory(int most)
{
    public const int HashBytes = HMACSHA256.HashSizeInBytes;

    readonly Lock _lock = new();
    readonly byte[] _hashes = new byte[most * HashBytes];
    int _next;
    volatile int _count;

    /// <summary>Whether they are remembered.</summary>
    public bool Has(ReadOnlySpan<byte> hash)
    {
        if (_count == 0)
            return false;
        lock (_lock)
        {
            var found = false;
            for (var i = 0; i < _count; i++)
                found |= CryptographicOperations.FixedTimeEquals(hash, _hashes.AsSpan(i * HashBytes, HashBytes));
            return found;
        }
    }

    public void Add(ReadOnlySpan<byte> hash)
    {
        lock (_lock)
        {
            hash.CopyTo(_hashes.AsSpan(_next * HashBytes));
            _next = (_next + 1) % most;
            _count = Math.Min(_count + 1, most);
        }
    }
}
