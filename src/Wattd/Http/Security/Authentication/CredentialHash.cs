using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Wattd.Http.Security.Authentication;

/// <summary>
/// A keyed hash of credentials, with a key that only this process has, so that neither the hash nor the time of a
/// comparison reveals anything about them.
/// </summary>
readonly record struct CredentialHash(UInt128 High, UInt128 Low)
{
    /// <summary>Hashes credentials.</summary>
    public static CredentialHash Of(ReadOnlySpan<byte> key, ReadOnlySpan<byte> credentials)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, credentials, hash);
        return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
